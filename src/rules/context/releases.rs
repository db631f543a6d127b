//! Which release of a service counts.

use std::collections::BTreeMap;

use super::Context;
use crate::manifest::model::{Release, ReleaseOutcome, ReleaseStatus, Service};
use crate::time::Day;
use crate::yaml::Located;

impl<'a> Context<'a> {
    /// Every release on record, in the order of the manifest.
    pub fn releases(&self) -> impl Iterator<Item = &'a Located<Release>> + use<'a> {
        let releases = self.manifest.releases.given();
        releases.into_iter().flat_map(|releases| releases.iter())
    }

    /// The services in production that the company builds, or may. One that is said to be built by others and has a release with a commit
    /// or tests of ours is built by us all the same.
    pub fn built_services(&self) -> impl Iterator<Item = (&'a str, &'a Located<Service>)> {
        self.production_services().filter(|(id, service)| {
            let is_made_here = |release: &Located<Release>| {
                release.service.as_deref() == Some(id)
                    && (release.commit.is_some() || !release.tests.is_empty())
            };
            service.built != Some(false) || self.releases().any(is_made_here)
        })
    }

    /// The field that would tell which place a release has among the others; nothing where its place is known.
    ///
    /// One that runs and does not say since when may be newer than any other of its service.
    pub fn untold_day(&self, release: &Release) -> Option<&'static str> {
        if release.day().is_none() {
            return Some("date");
        }
        let runs = release.status == Some(ReleaseStatus::Deployed);
        let is_of_same = |other: &&Located<Release>| {
            other.id != release.id && (other.service.is_none() || other.service == release.service)
        };
        (runs && release.deployed_at.is_none() && self.releases().any(|other| is_of_same(&other)))
            .then_some("deployed_at")
    }

    /// The newest release of each service that stands there and stayed, up to the day judged; of one day, the one written last.
    pub fn newest_releases(
        &self,
        status: ReleaseStatus,
    ) -> BTreeMap<&'a str, &'a Located<Release>> {
        let mut newest: BTreeMap<&str, (Day, &Located<Release>)> = BTreeMap::new();
        for release in self
            .releases()
            .filter(|release| release.status == Some(status) && !release.did_not_stay())
        {
            let (Some(service), Some(day)) = (release.service.as_deref(), release.day()) else {
                continue;
            };
            if self.is_yet_to_come(day) {
                continue;
            }
            let so_far = newest.entry(service).or_insert((day, release));
            if day >= so_far.0 {
                *so_far = (day, release);
            }
        }
        newest
            .into_iter()
            .map(|(service, (_, release))| (service, release))
            .collect()
    }
}

impl Release {
    /// The day it reached production, or else the day it was made.
    pub fn day(&self) -> Option<Day> {
        self.deployed_at.or(self.date)
    }

    /// Whether it did not stay: it failed, or was taken back.
    pub fn did_not_stay(&self) -> bool {
        match self.outcome {
            Some(ReleaseOutcome::Failed | ReleaseOutcome::RolledBack) => true,
            Some(ReleaseOutcome::Success) | None => false,
        }
    }
}
