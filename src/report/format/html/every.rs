//! Every gate with every finding, area by area.

use super::folded::Folded;
use super::look::{self, Look};
use super::picks::{Marks, Picks};
use super::words::{GateName, Words};
use crate::gate::Area;
use crate::report::format::wording::{and, outcomes, place, spaced};
use crate::report::model::{Basis, Finding, GateResult, Outcome, Report};

/// One area.
pub(super) struct AreaPart<'r> {
    pub(super) area: String,
    pub(super) key: usize,
    pub(super) summary: String,
    pub(super) gates: Vec<GateRow<'r>>,
}

/// One gate.
pub(super) struct GateRow<'r> {
    pub(super) marks: Marks,
    pub(super) anchor: usize,
    pub(super) gate: GateName,
    pub(super) title: &'static str,
    pub(super) outcome: Look,
    pub(super) severity: &'static str,
    pub(super) basis: Option<&'static str>,
    pub(super) blocking: bool,
    pub(super) carried_by: Option<Words<'r>>,
    pub(super) reason: Option<Words<'r>>,
    pub(super) findings: Folded<FindingRow<'r>>,
}

/// One finding.
pub(super) struct FindingRow<'r> {
    pub(super) marks: Marks,
    pub(super) outcome: Look,
    pub(super) severity: &'static str,
    pub(super) message: Words<'r>,
    pub(super) help: Words<'r>,
    pub(super) place: Words<'static>,
    pub(super) related: Vec<(Words<'r>, Words<'static>)>,
    pub(super) owner: Option<Words<'r>>,
    pub(super) accepted_by: Option<Words<'r>>,
}

pub(super) fn every<'r>(report: &'r Report, picks: &Picks<'r>) -> Vec<AreaPart<'r>> {
    let parts = Area::ALL.into_iter().filter_map(|area| {
        let gates: Vec<GateRow<'r>> = (0..)
            .zip(&report.gates)
            .filter(|(_, result)| result.gate.area == area)
            .map(|(anchor, result)| gate_row(anchor, result, picks))
            .collect();
        (!gates.is_empty()).then(|| AreaPart {
            area: spaced(area.name()),
            key: area as usize,
            summary: summary(report, area),
            gates,
        })
    });
    parts.collect()
}

fn summary(report: &Report, area: Area) -> String {
    let phrases: Vec<String> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let results = report.of_area(area);
            let count = results.filter(|result| result.outcome == outcome).count();
            (count, outcome)
        })
        .filter(|(count, _)| *count > 0)
        .map(|(count, outcome)| outcomes(count, outcome))
        .collect();
    and(&phrases)
}

fn gate_row<'r>(anchor: usize, result: &'r GateResult, picks: &Picks<'r>) -> GateRow<'r> {
    const SEEN: usize = 12;
    let findings = result.findings.iter();
    let owners = findings.clone().map(|finding| finding.owner.as_deref());
    let owners: Vec<Option<&str>> = if result.findings.is_empty() {
        vec![None]
    } else {
        owners.collect()
    };
    GateRow {
        marks: picks
            .owned_by(owners)
            .of_area(result.gate.area)
            .coming_out(result.outcome),
        anchor,
        gate: GateName(result.gate.id),
        title: result.gate.title,
        outcome: look::outcome(result.outcome),
        severity: result.severity.value.word(),
        basis: result.judged_basis().map(Basis::word),
        blocking: result.blocking,
        carried_by: result.carried_by.as_deref().map(Words::name),
        reason: result.reason.as_deref().map(Words::of),
        findings: Folded::of(
            findings
                .map(|finding| finding_row(finding, picks))
                .collect(),
            SEEN,
            |row| row.outcome.word.to_owned(),
        ),
    }
}

fn finding_row<'r>(finding: &'r Finding, picks: &Picks<'r>) -> FindingRow<'r> {
    FindingRow {
        marks: picks.owned(finding.owner.as_deref()),
        outcome: look::finding(finding.outcome),
        severity: finding.severity.word(),
        message: Words::of(&finding.message),
        help: Words::of(&finding.help),
        place: Words::around(&place(&finding.location)),
        related: finding
            .related
            .iter()
            .map(|related| {
                (
                    Words::of(&related.label),
                    Words::around(&place(&related.location)),
                )
            })
            .collect(),
        owner: finding.owner.as_deref().map(Words::of),
        accepted_by: finding.accepted_by.as_deref().map(Words::name),
    }
}
