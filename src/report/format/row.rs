//! A finding and the run it belongs to in one flat row, for sheets and warehouses.

use std::borrow::Cow;

use serde::Serialize;

use super::Options;
use crate::report::model::{Basis, Finding, GateResult, Outcome, Report};

/// What a format makes of a text from the manifest.
pub(super) type TextForm = fn(&str) -> Cow<'_, str>;

/// A finding and its run; the columns of a run without findings stay empty. Columns are added at the end and never renamed.
#[derive(Serialize, Default)]
pub(super) struct Row<'a> {
    company: Cow<'a, str>,
    day: String,
    stage: &'static str,
    profile: &'static str,
    digest: String,
    narrowed: bool,
    verdict: &'static str,
    exit_code: u8,
    gates: usize,
    pass: usize,
    warn: usize,
    fail: usize,
    unknown: usize,
    accepted: usize,
    not_applicable: usize,
    disabled: usize,
    gate: Option<&'static str>,
    area: Option<&'static str>,
    gate_outcome: Option<&'static str>,
    blocking: Option<bool>,
    basis: Option<&'static str>,
    severity: Option<&'static str>,
    outcome: Option<&'static str>,
    clause: Option<&'static str>,
    subject: Option<Cow<'a, str>>,
    owner: Option<Cow<'a, str>>,
    message: Option<Cow<'a, str>>,
    help: Option<Cow<'a, str>>,
    accepted_by: Option<Cow<'a, str>>,
    carried_by: Option<Cow<'a, str>>,
    file: Option<Cow<'a, str>>,
    line: Option<u32>,
    column: Option<u32>,
    path: Option<Cow<'a, str>>,
    exact: Option<bool>,
    fingerprint: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// The names of the columns, in order.
    pub(super) const COLUMNS: [&'static str; 36] = [
        "company",
        "day",
        "stage",
        "profile",
        "digest",
        "narrowed",
        "verdict",
        "exit_code",
        "gates",
        "pass",
        "warn",
        "fail",
        "unknown",
        "accepted",
        "not_applicable",
        "disabled",
        "gate",
        "area",
        "gate_outcome",
        "blocking",
        "basis",
        "severity",
        "outcome",
        "clause",
        "subject",
        "owner",
        "message",
        "help",
        "accepted_by",
        "carried_by",
        "file",
        "line",
        "column",
        "path",
        "exact",
        "fingerprint",
    ];

    /// A row for each finding of a report, or a single one where there is none, so that no run goes unseen.
    pub(super) fn all(
        report: &'a Report,
        options: &Options<'_>,
        text: TextForm,
    ) -> impl Iterator<Item = Self> + use<'a> {
        let exit_code = options.exit_status.code();
        let findings = report
            .gates
            .iter()
            .flat_map(|result| result.findings.iter().map(move |finding| (result, finding)));
        let of_findings = findings.map(move |(result, finding)| {
            Self::of_run(report, exit_code, text).with(result, finding, text)
        });
        let is_clean = report.gates.iter().all(|result| result.findings.is_empty());
        let of_run = is_clean.then(|| Self::of_run(report, exit_code, text));
        of_findings.chain(of_run)
    }

    fn of_run(report: &'a Report, exit_code: u8, text: TextForm) -> Self {
        let counts = report.counts();
        Self {
            company: text(&report.company),
            day: report.as_of.to_string(),
            stage: report.stage.word(),
            profile: report.policy.profile.value.word(),
            digest: format!("sha256:{}", report.manifest.digest),
            narrowed: report.narrowed,
            verdict: report.verdict().word(),
            exit_code,
            gates: counts.gates,
            pass: counts.of(Outcome::Pass),
            warn: counts.of(Outcome::Warn),
            fail: counts.of(Outcome::Fail),
            unknown: counts.of(Outcome::Unknown),
            accepted: counts.of(Outcome::Accepted),
            not_applicable: counts.of(Outcome::NotApplicable),
            disabled: counts.of(Outcome::Disabled),
            ..Self::default()
        }
    }

    fn with(self, result: &'a GateResult, finding: &'a Finding, text: TextForm) -> Self {
        let location = &finding.location;
        Self {
            gate: Some(result.gate.id),
            area: Some(result.gate.area.name()),
            gate_outcome: Some(result.outcome.word()),
            blocking: Some(result.blocking),
            basis: result.judged_basis().map(Basis::word),
            severity: Some(finding.severity.word()),
            outcome: Some(finding.outcome.word()),
            clause: Some(finding.clause),
            subject: Some(text(&finding.subject)),
            owner: finding.owner.as_deref().map(text),
            message: Some(text(&finding.message)),
            help: Some(text(&finding.help)),
            accepted_by: finding.accepted_by.as_deref().map(text),
            carried_by: result.carried_by.as_deref().map(text),
            file: Some(text(&location.file)),
            line: Some(location.position.line.get()),
            column: Some(location.position.column.get()),
            path: Some(text(&location.path)),
            exact: Some(location.is_exact),
            fingerprint: Some(&finding.fingerprint),
            ..self
        }
    }
}
