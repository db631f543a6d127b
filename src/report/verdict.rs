//! Whether the company is ready, and how many gates came out how.

use super::model::{Basis, Finding, FindingOutcome, GateResult, Outcome, Report};
use crate::gate::{Area, Severity};

/// Whether the company is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything holds.
    Ready,
    /// Nothing blocks, but something is accepted, carried or worth a warning.
    Conditional,
    /// Something blocks.
    NotReady,
    /// The selected gates are met.
    SelectedMet,
    /// The selected gates are not met.
    SelectedNotMet,
}

impl Verdict {
    /// Every one of them, as listed above.
    pub const ALL: [Self; 5] = [
        Self::Ready,
        Self::Conditional,
        Self::NotReady,
        Self::SelectedMet,
        Self::SelectedNotMet,
    ];

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Conditional => "conditional",
            Self::NotReady => "not_ready",
            Self::SelectedMet => "selected_met",
            Self::SelectedNotMet => "selected_not_met",
        }
    }
}

/// How many gates came out how; the outcomes add up to `gates`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    by_outcome: [usize; Outcome::ALL.len()],
    /// Gates judged, turned off ones included.
    pub gates: usize,
    /// Gates that alone keep the verdict at not ready.
    pub blocking: usize,
    /// Results that rest on checked evidence.
    pub proven: usize,
    /// Results that rest on declared facts.
    pub computed: usize,
    /// Results that rest on a person's word.
    pub stated: usize,
}

impl Counts {
    /// How many gates came out like that.
    pub const fn of(&self, outcome: Outcome) -> usize {
        self.by_outcome[outcome as usize]
    }
}

impl Report {
    /// Whether the company is ready; the only place that decides. Where nothing was judged, nothing is ready.
    pub fn verdict(&self) -> Verdict {
        let blocks = !self.judged_anything() || self.gates.iter().any(|result| result.blocking);
        match (self.narrowed, blocks) {
            (true, true) => Verdict::SelectedNotMet,
            (true, false) => Verdict::SelectedMet,
            (false, true) => Verdict::NotReady,
            (false, false) if self.gates.iter().any(GateResult::is_conditional) => {
                Verdict::Conditional
            }
            (false, false) => Verdict::Ready,
        }
    }

    /// Whether any gate had something to judge.
    pub fn judged_anything(&self) -> bool {
        self.gates
            .iter()
            .any(|result| !matches!(result.outcome, Outcome::NotApplicable | Outcome::Disabled))
    }

    /// How many gates came out how.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            by_outcome: [0; Outcome::ALL.len()],
            gates: self.gates.len(),
            blocking: 0,
            proven: 0,
            computed: 0,
            stated: 0,
        };
        for result in &self.gates {
            counts.by_outcome[result.outcome as usize] += 1;
            counts.blocking += usize::from(result.blocking);
            match result.judged_basis() {
                None => {}
                Some(Basis::Proven) => counts.proven += 1,
                Some(Basis::Computed) => counts.computed += 1,
                Some(Basis::Stated) => counts.stated += 1,
            }
        }
        counts
    }

    /// The gates of one area.
    pub fn of_area(&self, area: Area) -> impl Iterator<Item = &GateResult> {
        self.gates
            .iter()
            .filter(move |result| result.gate.area == area)
    }
}

impl GateResult {
    /// What the outcome rests on; nothing where nothing was judged.
    pub fn judged_basis(&self) -> Option<Basis> {
        match self.outcome {
            Outcome::Pass | Outcome::Warn | Outcome::Fail | Outcome::Accepted => Some(self.basis),
            Outcome::Unknown | Outcome::NotApplicable | Outcome::Disabled => None,
        }
    }

    /// Whether the gate lets the company pass only under a condition; something open beside it, however light, lifts none.
    pub fn is_conditional(&self) -> bool {
        let is_condition = |finding: &Finding| match finding.outcome {
            FindingOutcome::Accepted => true,
            FindingOutcome::Warn => finding.severity >= Severity::Major,
            FindingOutcome::Fail | FindingOutcome::Unknown => false,
        };
        let is_in_itself = match self.outcome {
            Outcome::Accepted => true,
            Outcome::Warn => self.severity.value >= Severity::Major,
            Outcome::Fail | Outcome::Unknown => self.carried_by.is_some(),
            Outcome::Pass | Outcome::NotApplicable | Outcome::Disabled => false,
        };
        is_in_itself || self.findings.iter().any(is_condition)
    }
}
