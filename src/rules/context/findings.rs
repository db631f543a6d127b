//! The register of findings, wherever they come from, and which of them are still there.

use super::Context;
use crate::gate::embedded::UNRATED_SEVERITY;
use crate::manifest::Stands;
use crate::manifest::model::{Finding, FindingStatus, Level};
use crate::register::Entry;
use crate::rules::Unjudged;
use crate::yaml::Located;

impl<'a> Context<'a> {
    /// Every finding of the register, written down or reported, or why there is nothing to judge.
    pub fn findings(
        &self,
    ) -> Result<impl Iterator<Item = &'a Located<Finding>> + use<'a>, Unjudged> {
        let security = self.section(&self.manifest.security, "security")?;
        if !self.register.has_sources() {
            self.part(
                security.findings.as_ref(),
                security.at("findings"),
                "security.findings",
            )?;
        }
        Ok(self.known_findings())
    }

    /// Every finding of the register; none where nothing is told.
    pub fn known_findings(&self) -> impl Iterator<Item = &'a Located<Finding>> + use<'a> {
        self.register.entries().map(|entry| &*entry.finding)
    }

    /// The finding of that id, or of that key.
    pub fn finding(&self, id: &str) -> Option<&'a Located<Finding>> {
        self.register.find(id).map(|entry| &*entry.finding)
    }

    /// The finding of that id with what reports say of it; nothing where no report does.
    pub fn reported(&self, id: &str) -> Option<&'a Entry<'a>> {
        let entry = self.register.find(id)?;
        (!entry.weaknesses.is_empty()).then_some(entry)
    }

    /// Whether somebody wrote a finding into the manifest, whatever reports say of it.
    pub fn is_by_hand(&self, finding: &Finding) -> bool {
        let entry = self.register.find(&finding.id);
        entry.is_none_or(|entry| entry.origins.is_by_hand)
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

    /// What a finding counts as that nobody rated.
    pub fn unrated(&self) -> Level {
        self.parameters.level(UNRATED_SEVERITY)
    }

    /// Whether no scanner rated a finding and nobody else did, so that it counts as the policy says.
    pub fn is_unrated(&self, finding: &Finding) -> bool {
        let entry = self.register.find(&finding.id);
        finding.level().is_none() || entry.is_some_and(|entry| entry.origins.is_unrated)
    }
}

impl Finding {
    /// How bad it is: as it stands now, or else as the tester called it.
    pub fn level(&self) -> Option<Level> {
        self.severity.or(self.original_severity)
    }
}
