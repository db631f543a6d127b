//! Where data of promised services lies, route by route, and what of it lies outside a promised region.

use crate::facts::Facts;
use crate::manifest::model::{
    EnvironmentData, EnvironmentKind, Promise, ResidencyCover, Scope, Vendor, VendorService,
};
use crate::manifest::{ManifestPath, Stands};
use crate::region::{Region, Within};
use crate::rules::Context;
use crate::yaml::{Located, OneOrMany};

use super::holders::{Holders, backups_by_store, holders_for};
use super::hosted::regions_at;

/// A place where data lies, or is seen from.
#[derive(Debug, Clone, PartialEq)]
pub struct DataPlace<'a> {
    /// The way data takes to it.
    pub route: ResidencyCover,
    /// The item, by its id.
    pub subject: &'a str,
    /// The place in words: ``data at vendor `sentry` (errors)``.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<&'a str>,
    /// Where its regions are written, or would be.
    pub path: ManifestPath,
    /// Its regions; none where nobody told.
    pub regions: Vec<Region>,
    /// Whether it is said that it holds such data, or merely not denied.
    pub holds: Holds,
}

/// Whether a place holds data of customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Surely,
    /// Nobody said that it does not.
    Perhaps,
    /// Production runs there and, as far as told, nowhere within the promise; nobody told which services do.
    UnlessElsewhere,
}

/// How a place stands to a promised region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It lies within.
    Within,
    /// It lies outside, in these regions.
    Outside(Vec<Region>),
    /// It may lie outside, for these regions go beyond what is promised.
    Undecided(Vec<Region>),
    /// It lies within, but one of its options is pinned nowhere.
    Unpinned,
    /// Nobody told where it lies.
    Untold,
}

impl Holds {
    /// What nobody told of a place that may hold no data of the promise, and how to tell it.
    pub const fn doubt(self) -> (&'static str, &'static str) {
        match self {
            Self::Surely | Self::Perhaps => {
                ("whether it touches personal data", "write `personal_data`")
            }
            Self::UnlessElsewhere => (
                "of a place within where production runs",
                "write the environment within the promised regions where these services run, or narrow the promise",
            ),
        }
    }
}

impl DataPlace<'_> {
    /// What it does there, in a sentence.
    pub const fn verb(&self) -> &'static str {
        match self.route {
            ResidencyCover::SupportAccess => "works from",
            ResidencyCover::Storage
            | ResidencyCover::Backup
            | ResidencyCover::Processing
            | ResidencyCover::Ai
            | ResidencyCover::Logs => "lies in",
        }
    }

    /// How the place stands to a promised region.
    pub fn against(&self, facts: &Facts, promised: &[Region]) -> Standing {
        if self.regions.is_empty() {
            return Standing::Untold;
        }
        let are = |within: Within| -> Vec<Region> {
            let regions = self.regions.iter().copied();
            regions
                .filter(|&region| facts.lies_within(region, promised) == within)
                .collect()
        };
        let outside = are(Within::No);
        if !outside.is_empty() {
            return Standing::Outside(outside);
        }
        let undecided = are(Within::Unknown);
        if undecided.is_empty() {
            return Standing::Within;
        }
        let is_one_option = undecided.len() < self.regions.len();
        if is_one_option && undecided.iter().all(|region| region.is_unpinned()) {
            Standing::Unpinned
        } else {
            Standing::Undecided(undecided)
        }
    }
}

/// Whether a residency promise is about data that takes a certain way; all but staff where it does not say.
pub fn covers(promise: &Promise, route: ResidencyCover) -> bool {
    if promise.covers.is_empty() {
        route != ResidencyCover::SupportAccess
    } else {
        route == ResidencyCover::Storage
            || promise.covers.iter().any(|covered| covered.value == route)
    }
}

/// Every place that a residency promise is about and that does not surely keep it, with how it stands.
pub fn outside_residency<'a>(
    cx: &Context<'a>,
    promise: &'a Promise,
    promised: &[Region],
) -> Vec<(DataPlace<'a>, Standing)> {
    let mut places = places(cx, promise, promised);
    places.extend(environments(cx, promise, promised));
    places
        .into_iter()
        .filter(|place| covers(promise, place.route))
        .map(|place| {
            let standing = place.against(cx.facts, promised);
            (place, standing)
        })
        .filter(|(_, standing)| *standing != Standing::Within)
        .collect()
}

fn places<'a>(cx: &Context<'a>, promise: &'a Promise, promised: &[Region]) -> Vec<DataPlace<'a>> {
    let mut places = Vec::new();
    let holders = holders_for(cx, promise);
    add_stores(cx, &holders, &mut places);
    for &(id, vendor) in &holders.vendors {
        let regions = regions_at(cx, promise, promised, &holders, (id, vendor));
        places.push(at_vendor(id, vendor, regions));
    }
    add_models(&holders, &mut places);
    if let Some(logging) = cx.manifest.logging.given() {
        places.push(DataPlace {
            route: ResidencyCover::Logs,
            subject: "logging",
            name: "data in the logs".to_owned(),
            owner: logging.owner.as_deref(),
            path: logging.at("regions"),
            regions: values(&logging.regions),
            holds: Holds::Surely,
        });
    }
    let people = cx.manifest.people.iter();
    places.extend(
        people
            .filter(|(_, person)| person.is_active_on(cx.as_of))
            .map(|(id, person)| DataPlace {
                route: ResidencyCover::SupportAccess,
                subject: id,
                name: format!("`{id}`"),
                owner: Some(id),
                path: person.at("works_from"),
                regions: person.works_from.into_iter().collect(),
                holds: Holds::Surely,
            }),
    );
    places
}

fn add_stores<'a>(cx: &Context<'a>, holders: &Holders<'a>, places: &mut Vec<DataPlace<'a>>) {
    let backups = backups_by_store(cx);
    for &(id, store) in &holders.stores {
        let place = |route, name, path, regions| DataPlace {
            route,
            subject: id,
            name,
            owner: store.owner.as_deref(),
            path,
            regions,
            holds: Holds::Surely,
        };
        places.push(place(
            ResidencyCover::Storage,
            format!("data in store `{id}`"),
            store.at("regions"),
            values(&store.regions),
        ));
        let recorded = backups.get(id).map_or(&[][..], Vec::as_slice);
        let recorded: Vec<_> = recorded
            .iter()
            .filter_map(|backup| Some((backup.at("region"), backup.region?)))
            .collect();
        let has_none = store.backup_retention.is_some_and(|kept| kept.is_zero());
        let is_silent = store.backup_regions.is_empty() && recorded.is_empty();
        if !store.backup_regions.is_empty() || (is_silent && !has_none) {
            places.push(place(
                ResidencyCover::Backup,
                format!("data in the backups of store `{id}`"),
                store.at("backup_regions"),
                values(&store.backup_regions),
            ));
        }
        for (path, region) in recorded {
            places.push(place(
                ResidencyCover::Backup,
                format!("data in a recorded backup of store `{id}`"),
                path,
                vec![region],
            ));
        }
    }
}

fn at_vendor<'a>(id: &'a str, vendor: &'a Located<Vendor>, regions: Vec<Region>) -> DataPlace<'a> {
    let does = vendor
        .does
        .map_or_else(String::new, |does| format!(" ({does})"));
    DataPlace {
        route: route_of(vendor.does),
        subject: id,
        name: format!("data at vendor `{id}`{does}"),
        owner: vendor.owner.as_deref(),
        path: vendor.at("regions"),
        regions,
        holds: if vendor.personal_data.is_some() {
            Holds::Surely
        } else {
            Holds::Perhaps
        },
    }
}

/// Whether a promise is about every service in production, named one by one or not.
pub fn is_about_all(cx: &Context<'_>, promise: &Promise) -> bool {
    match &promise.services {
        None | Some(Scope::All) => true,
        Some(Scope::Only(ids)) => {
            let mut services = cx.production_services().peekable();
            services.peek().is_some()
                && services.all(|(id, _)| ids.iter().any(|named| named.as_str() == id))
        }
    }
}

/// Where production runs. Nothing tells which service runs in which environment: each counts for a promise about all of them, and for
/// one about some where none lies within it.
fn environments<'a>(
    cx: &Context<'a>,
    promise: &Promise,
    promised: &[Region],
) -> Vec<DataPlace<'a>> {
    let mut places = production_places(cx);
    if is_about_all(cx, promise) {
        return places;
    }
    let is_in_production = |(id, _): (&str, _)| match &promise.services {
        None | Some(Scope::All) => true,
        Some(Scope::Only(ids)) => ids.iter().any(|named| named.as_str() == id),
    };
    let all = cx.manifest.environments.given().into_iter().flatten();
    let mut in_production =
        all.filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production));
    let may_lie_within = |region: &Region| cx.facts.lies_within(*region, promised) != Within::No;
    let may_run_within = in_production
        .any(|(_, environment)| values(&environment.region).iter().any(may_lie_within));
    if may_run_within || !cx.production_services().any(is_in_production) {
        return Vec::new();
    }
    for place in &mut places {
        place.holds = Holds::UnlessElsewhere;
    }
    places
}

fn production_places<'a>(cx: &Context<'a>) -> Vec<DataPlace<'a>> {
    let environments = cx.manifest.environments.given().into_iter().flatten();
    let with_customers = environments.filter(|(_, environment)| {
        environment.kind == Some(EnvironmentKind::Production)
            && environment
                .data
                .is_none_or(|data| data == EnvironmentData::Real)
            && !environment.region.is_empty()
    });
    with_customers
        .map(|(id, environment)| DataPlace {
            route: ResidencyCover::Processing,
            subject: id,
            name: format!("data in environment `{id}`"),
            owner: environment.owner.as_deref(),
            path: environment.at("region"),
            regions: values(&environment.region),
            holds: Holds::Surely,
        })
        .collect()
}

/// The way data takes to a vendor.
const fn route_of(does: Option<VendorService>) -> ResidencyCover {
    match does {
        Some(VendorService::Errors | VendorService::Logs) => ResidencyCover::Logs,
        Some(VendorService::Ai) => ResidencyCover::Ai,
        Some(VendorService::Backup) => ResidencyCover::Backup,
        Some(VendorService::Hosting) => ResidencyCover::Storage,
        Some(
            VendorService::Payments
            | VendorService::Mail
            | VendorService::Support
            | VendorService::Analytics
            | VendorService::Identity
            | VendorService::Code
            | VendorService::Cdn
            | VendorService::Alerting
            | VendorService::Status
            | VendorService::Messaging
            | VendorService::Crm
            | VendorService::Documents
            | VendorService::Accounting
            | VendorService::Other,
        )
        | None => ResidencyCover::Processing,
    }
}

fn add_models<'a>(holders: &Holders<'a>, places: &mut Vec<DataPlace<'a>>) {
    for feature in &holders.features {
        let id = feature.id.as_str();
        let place = |name, path, regions| DataPlace {
            route: ResidencyCover::Ai,
            subject: id,
            name,
            owner: feature.owner.as_deref(),
            path,
            regions,
            holds: Holds::Surely,
        };
        places.push(place(
            format!("data at the model of `{id}`"),
            feature.at("regions"),
            values(&feature.regions),
        ));
        for fallback in &feature.fallback {
            places.push(place(
                format!("data at the fallback of `{id}`, `{}`,", fallback.provider),
                fallback.at("regions"),
                values(&fallback.regions),
            ));
        }
    }
}

/// Regions in words: `` `IE` and `US` ``.
pub fn in_words(regions: &[Region]) -> String {
    let codes: Vec<String> = regions.iter().map(|region| format!("`{region}`")).collect();
    match codes.as_slice() {
        [] => "nowhere".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Regions as they are, without where they are written.
pub fn values(regions: &OneOrMany<Region>) -> Vec<Region> {
    regions
        .iter()
        .map(|region: &Located<Region>| region.value)
        .collect()
}
