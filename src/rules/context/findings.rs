//! The register of findings, wherever they come from, and which of them are still there.

use std::collections::BTreeMap;

use super::Context;
use crate::manifest::Stands;
use crate::manifest::model::{Finding, FindingStatus, Level, Manifest};
use crate::rules::Unjudged;
use crate::yaml::Located;

impl<'a> Context<'a> {
    /// Every finding of the register, or why there is nothing to judge.
    pub fn findings(
        &self,
    ) -> Result<impl Iterator<Item = &'a Located<Finding>> + use<'a>, Unjudged> {
        let security = self.section(&self.manifest.security, "security")?;
        self.part(
            security.findings.as_ref(),
            security.at("findings"),
            "security.findings",
        )?;
        Ok(registered(self.manifest))
    }

    /// The finding of that id.
    pub fn finding(&self, id: &str) -> Option<&'a Located<Finding>> {
        self.findings.get(id).copied()
    }

    /// Whether a finding is still there; an accepted one is, and one without a status, and one that repeats one that is.
    pub fn is_open(&self, finding: &Finding) -> bool {
        match finding.status {
            None | Some(FindingStatus::Open | FindingStatus::Accepted) => true,
            Some(FindingStatus::Fixed | FindingStatus::FalsePositive) => false,
            Some(FindingStatus::Duplicate) => {
                let original = finding
                    .duplicate_of
                    .as_ref()
                    .and_then(|id| self.finding(id));
                original.is_none_or(|original| {
                    original.status == Some(FindingStatus::Duplicate) || self.is_open(original)
                })
            }
        }
    }
}

impl Finding {
    /// How bad it is: as it stands now, or else as the tester called it.
    pub fn level(&self) -> Option<Level> {
        self.severity.or(self.original_severity)
    }
}

/// The findings by id.
pub(super) fn by_id(manifest: &Manifest) -> BTreeMap<&str, &Located<Finding>> {
    registered(manifest)
        .map(|finding| (finding.id.as_str(), finding))
        .collect()
}

fn registered(manifest: &Manifest) -> impl Iterator<Item = &Located<Finding>> {
    let security = manifest.security.given();
    security
        .and_then(|security| security.findings.as_ref())
        .into_iter()
        .flat_map(|findings| findings.iter())
}
