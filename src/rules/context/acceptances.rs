//! Which accepted risks really are: by somebody entitled, with a reason and an end, and still in force.

use std::collections::BTreeMap;

use super::Context;
use crate::gate::{Acceptability, Gate, Severity};
use crate::manifest::model::{Acceptance, Finding, Incident, Level, Risk};
use crate::rules::Shortfalls;
use crate::rules::governance::{
    check_authority, check_currency, check_length, check_signers, last_signed,
};
use crate::time::Span;
use crate::yaml::Located;

/// What an acceptance covers.
#[derive(Debug, Clone, Copy)]
pub enum Covered<'a> {
    /// A finding.
    Finding(&'a Located<Finding>),
    /// A risk.
    Risk(&'a Located<Risk>),
    /// An incident.
    Incident(&'a Located<Incident>),
    /// A gate.
    Gate(&'static crate::gate::Definition),
    /// A reported finding that no report names any more, or none yet.
    Unreported,
    /// Something no acceptance can cover: a pattern, an area, an unknown name.
    Nothing,
}

impl<'a> Context<'a> {
    /// What a name in `covers` means.
    pub fn covered(&self, name: &str) -> Covered<'a> {
        if let Some(finding) = self.finding(name) {
            Covered::Finding(finding)
        } else if let Some(risk) = self.risk(name) {
            Covered::Risk(risk)
        } else if let Some(incident) = self.incident(name) {
            Covered::Incident(incident)
        } else {
            let gate = self.catalog.find(name);
            match gate.map(|gate: &Gate| Covered::Gate(gate.definition)) {
                Some(gate) => gate,
                None if self.register.is_key(name) => Covered::Unreported,
                None => Covered::Nothing,
            }
        }
    }

    /// How bad what an acceptance covers is; an item without a level counts as high, since silence makes nothing lighter.
    pub fn covered_level(&self, covered: Covered<'_>) -> Option<Level> {
        match covered {
            Covered::Finding(finding) => {
                let worst = finding.severity.max(
                    finding
                        .original_severity
                        .filter(|_| finding.severity_change.is_none()),
                );
                Some(worst.unwrap_or(Level::High))
            }
            Covered::Risk(risk) => Some(risk.severity.unwrap_or(Level::High)),
            Covered::Incident(incident) => Some(match incident.severity {
                Some(1) => Level::Critical,
                Some(2) | None => Level::High,
                Some(3) => Level::Medium,
                Some(_) => Level::Low,
            }),
            Covered::Gate(definition) => {
                let by_severity = level_of(self.severity_of(definition));
                Some(match definition.acceptable {
                    Acceptability::Yes { authority, .. } => by_severity.max(authority),
                    Acceptability::No => by_severity,
                })
            }
            Covered::Unreported | Covered::Nothing => None,
        }
    }

    /// The worst level among what an acceptance covers, with the item; unknown levels count as high.
    pub fn worst_covered(&self, acceptance: &Acceptance) -> Option<(Level, String)> {
        acceptance
            .covers
            .iter()
            .filter_map(|name| {
                let level = self.covered_level(self.covered(name))?;
                Some((level, name.to_string()))
            })
            .reduce(|worst, other| if other.0 > worst.0 { other } else { worst })
    }

    /// Whether an acceptance in force would also hold for what is so bad: its signers may accept that, and it is short enough.
    pub fn reaches(&self, acceptance: &'a Located<Acceptance>, level: Level) -> bool {
        let mut found = Shortfalls::none();
        check_signers(self, acceptance, level, &mut found);
        check_length(self, acceptance, level, &mut found);
        found.is_empty()
    }

    /// Whether an acceptance is signed by whoever may accept that level, and runs at most so many days.
    pub fn keeps(
        &self,
        acceptance: &'a Located<Acceptance>,
        level: Level,
        longest_days: Option<u32>,
    ) -> bool {
        let mut found = Shortfalls::none();
        check_signers(self, acceptance, level, &mut found);
        let is_short = match (
            longest_days,
            last_signed(self, acceptance),
            acceptance.review_by,
        ) {
            (Some(days), Some(signed), Some(last)) => last <= signed.plus(&Span::from_days(days)),
            (None, _, _) => true,
            (Some(_), _, _) => false,
        };
        found.is_empty() && is_short
    }

    /// Whether an acceptance holds on the day judged: given by somebody entitled, complete, and neither over nor taken back.
    pub fn holds(&self, acceptance: &Acceptance) -> bool {
        !self.void.contains_key(acceptance.id.as_str())
    }

    /// Why an acceptance does not hold; nothing where it does.
    pub fn why_void(&self, acceptance: &Acceptance) -> Option<String> {
        self.void.get(acceptance.id.as_str()).cloned()
    }

    /// The acceptances that do not hold, and why.
    pub(super) fn defects(&self) -> BTreeMap<&'a str, String> {
        let defects = self
            .acceptances()
            .filter_map(|acceptance| Some((acceptance.id.as_str(), self.defect_of(acceptance)?)));
        defects.collect()
    }

    fn defect_of(&self, acceptance: &'a Located<Acceptance>) -> Option<String> {
        let mut found = Shortfalls::none();
        check_authority(self, acceptance, &mut found);
        check_currency(self, acceptance, &mut found);
        found
            .iter()
            .find(|shortfall| shortfall.kind != crate::rules::ShortfallKind::Warns)
            .map(|shortfall| shortfall.message.clone())
    }

    /// The acceptance in force that covers an item or gate by its name.
    pub fn accepted(&self, name: &str) -> Option<&'a Located<Acceptance>> {
        self.covering
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .find(|acceptance| self.holds(acceptance))
    }

    /// The acceptances that name an item or gate, in force or not.
    pub fn acceptances_of(&self, name: &str) -> impl Iterator<Item = &'a Located<Acceptance>> {
        self.covering.get(name).into_iter().flatten().copied()
    }

    /// Every acceptance, in the order of the manifest.
    pub fn acceptances(&self) -> impl Iterator<Item = &'a Located<Acceptance>> + use<'a> {
        self.manifest
            .acceptances
            .given()
            .into_iter()
            .flat_map(|acceptances| acceptances.iter())
    }
}

/// The level at which somebody must be entitled to accept what weighs so much.
pub const fn level_of(severity: Severity) -> Level {
    match severity {
        Severity::Blocker => Level::High,
        Severity::Major => Level::Medium,
        Severity::Minor => Level::Low,
    }
}
