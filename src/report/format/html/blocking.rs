//! What blocks: the gates that fail, those that the fewest changes turn first.

use std::cmp::Reverse;

use super::folded::Folded;
use super::look::{self, Look};
use super::picks::{Marks, Picks};
use super::words::{GateName, Words};
use crate::report::format::wording::{counted, place};
use crate::report::model::{Finding, FindingOutcome, GateResult, Outcome, Report};

/// One gate that fails and blocks.
pub(super) struct BlockingRow<'r> {
    pub(super) marks: Marks,
    pub(super) gate: GateName,
    pub(super) title: &'static str,
    pub(super) anchor: usize,
    pub(super) severity: Look,
    pub(super) fact: Words<'r>,
    pub(super) place: Words<'static>,
    pub(super) cure: Words<'r>,
    pub(super) owner: Words<'r>,
    pub(super) changes: String,
}

/// The failed gates that block: fewest changes first, of these the heaviest.
pub(super) fn blocking<'r>(report: &'r Report, picks: &Picks<'r>) -> Folded<BlockingRow<'r>> {
    const SEEN: usize = 24;
    let mut failing: Vec<(usize, &GateResult)> = (0..)
        .zip(&report.gates)
        .filter(|(_, result)| result.blocking && result.outcome == Outcome::Fail)
        .collect();
    failing.sort_by_key(|(_, result)| (open(result).count(), Reverse(result.severity.value)));
    let rows = failing.into_iter().filter_map(|(anchor, result)| {
        let first = open(result).next()?;
        Some(row(anchor, result, first, picks))
    });
    Folded::of(rows.collect(), SEEN, |row| row.severity.word.to_owned())
}

fn row<'r>(
    anchor: usize,
    result: &'r GateResult,
    first: &'r Finding,
    picks: &Picks<'r>,
) -> BlockingRow<'r> {
    BlockingRow {
        marks: picks
            .owned_by(open(result).map(|finding| finding.owner.as_deref()))
            .of_area(result.gate.area)
            .coming_out(result.outcome),
        gate: GateName(result.gate.id),
        title: result.gate.title,
        anchor,
        severity: look::severity(result.severity.value),
        fact: Words::of(&first.message),
        place: Words::around(&place(&first.location)),
        cure: Words::of(&first.help),
        owner: owner(first),
        changes: counted(open(result).count(), "change"),
    }
}

/// What keeps a gate from passing: its findings that fail or wait for an answer, in the order of its rule.
fn open(result: &GateResult) -> impl Iterator<Item = &Finding> {
    result.findings.iter().filter(|finding| {
        matches!(
            finding.outcome,
            FindingOutcome::Fail | FindingOutcome::Unknown
        )
    })
}

fn owner(finding: &Finding) -> Words<'_> {
    match &finding.owner {
        Some(owner) => Words::of(owner),
        None => Words::of("nobody named"),
    }
}
