//! How outcomes and weights look: a word, a sign and a tone, so that colour never speaks alone.

use crate::gate::Severity;
use crate::report::model::{Basis, FindingOutcome, Outcome, Verdict};

/// A word with its sign and its tone.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) word: &'static str,
    pub(super) sign: &'static str,
    /// The class of the style sheet.
    pub(super) tone: &'static str,
}

const fn look(word: &'static str, sign: &'static str, tone: &'static str) -> Look {
    Look { word, sign, tone }
}

pub(super) const fn outcome(outcome: Outcome) -> Look {
    match outcome {
        Outcome::Pass => look("passes", "✓", "good"),
        Outcome::Warn => look("warns", "!", "caution"),
        Outcome::Fail => look("fails", "✗", "bad"),
        Outcome::Unknown => look("not told", "?", "untold"),
        Outcome::Accepted => look("accepted", "≈", "accepted"),
        Outcome::NotApplicable => look("does not apply", "–", "quiet"),
        Outcome::Disabled => look("turned off", "○", "off"),
    }
}

pub(super) const fn finding(outcome: FindingOutcome) -> Look {
    self::outcome(super::picks::as_of_gate(outcome))
}

/// Whether a promise holds.
pub(super) const fn holds(holds: Option<bool>) -> Look {
    match holds {
        Some(true) => look("holds", "✓", "good"),
        Some(false) => look("does not hold", "✗", "bad"),
        None => look("not told", "?", "untold"),
    }
}

pub(super) const fn verdict(verdict: Verdict) -> Look {
    match verdict {
        Verdict::Ready => look("Ready", "✓", "good"),
        Verdict::Conditional => look("Ready under conditions", "!", "caution"),
        Verdict::NotReady => look("Not ready", "✗", "bad"),
        Verdict::SelectedMet => look("Selected gates met", "✓", "good"),
        Verdict::SelectedNotMet => look("Selected gates not met", "✗", "bad"),
    }
}

pub(super) const fn severity(severity: Severity) -> Look {
    match severity {
        Severity::Blocker => look("blocker", "", "bad"),
        Severity::Major => look("major", "", "caution"),
        Severity::Minor => look("minor", "", "quiet"),
    }
}

/// What a result rests on, and what that means.
pub(super) const fn basis(basis: Basis) -> (&'static str, &'static str) {
    match basis {
        Basis::Proven => ("proven", "by checked evidence"),
        Basis::Computed => ("computed", "from declared facts"),
        Basis::Stated => ("stated", "a person's word alone"),
    }
}
