//! SARIF 2.1.0: findings where code review and security dashboards show them.

use std::fmt::Write as _;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};

use super::Options;
use super::escape::Escaped;
use super::table::loosened_sentences;
use crate::gate::{Definition, Severity};
use crate::report::model::{
    Finding, FindingOutcome, GateResult, Location, Outcome, Related, Report,
};
use crate::text::printable;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run::of(report, options)],
    };
    log.serialize(&mut serde_json::Serializer::with_formatter(
        &mut *out,
        Escaped::default(),
    ))?;
    writeln!(out)
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    automation_details: AutomationDetails,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Results<'a>,
    properties: RunProperties<'a>,
}

impl<'a> Run<'a> {
    fn of(report: &'a Report, options: &Options<'_>) -> Self {
        Self {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: report
                        .gates
                        .iter()
                        .map(|result| Rule::of(result.gate, result.severity.value))
                        .collect(),
                },
            },
            automation_details: AutomationDetails {
                id: format!("readyctl/{}/", report.stage.word()),
            },
            invocations: [Invocation {
                execution_successful: true,
                exit_code: options.exit_status.code(),
            }],
            column_kind: "unicodeCodePoints",
            results: Results(report),
            properties: RunProperties::of(report),
        }
    }
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: RuleProperties,
}

impl Rule {
    fn of(gate: &'static Definition, severity: Severity) -> Self {
        Self {
            id: gate.id,
            name: gate.name,
            short_description: Text::of(gate.title),
            full_description: Text::of(gate.why),
            help: Text::of(gate.how_to_pass),
            default_configuration: Configuration {
                level: rule_level(severity),
            },
            properties: RuleProperties {
                tags: [
                    format!("area-{}", gate.area.name()),
                    format!("stage-{}", gate.stage.word()),
                ],
            },
        }
    }
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: [String; 2],
}

#[derive(Serialize)]
struct AutomationDetails {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunProperties<'a> {
    company: &'a str,
    as_of: String,
    stage: &'static str,
    profile: &'static str,
    /// What is laxer than the profile, turned off or set by the policy: a sentence each.
    loosened: Vec<String>,
    digest: String,
    narrowed: bool,
    verdict: &'static str,
    summary: Summary,
}

impl<'a> RunProperties<'a> {
    fn of(report: &'a Report) -> Self {
        let counts = report.counts();
        Self {
            company: &report.company,
            as_of: report.as_of.to_string(),
            stage: report.stage.word(),
            profile: report.policy.profile.value.word(),
            loosened: loosened_sentences(report),
            digest: format!("sha256:{}", report.manifest.digest),
            narrowed: report.narrowed,
            verdict: report.verdict().word(),
            summary: Summary {
                gates: counts.gates,
                pass: counts.of(Outcome::Pass),
                warn: counts.of(Outcome::Warn),
                fail: counts.of(Outcome::Fail),
                unknown: counts.of(Outcome::Unknown),
                accepted: counts.of(Outcome::Accepted),
                not_applicable: counts.of(Outcome::NotApplicable),
                disabled: counts.of(Outcome::Disabled),
                blocking: counts.blocking,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    gates: usize,
    pass: usize,
    warn: usize,
    fail: usize,
    unknown: usize,
    accepted: usize,
    not_applicable: usize,
    disabled: usize,
    blocking: usize,
}

/// The findings of a report, made while they are written, one at a time.
struct Results<'a>(&'a Report);

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let gates = self.0.gates.iter().enumerate();
        let findings = gates.flat_map(|(index, result)| {
            let findings = result.findings.iter();
            findings.map(move |finding| (index, result, finding))
        });
        serializer.collect_seq(
            findings.map(|(index, result, finding)| Found::of(self.0, index, result, finding)),
        )
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Place<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedPlace<'a>>,
    partial_fingerprints: Fingerprints<'a>,
    suppressions: Vec<Suppression>,
    properties: FoundProperties<'a>,
}

impl<'a> Found<'a> {
    fn of(
        report: &Report,
        rule_index: usize,
        result: &'a GateResult,
        finding: &'a Finding,
    ) -> Self {
        Self {
            rule_id: result.gate.id,
            rule_index,
            level: level(result, finding),
            message: told(finding),
            locations: [Place::of(&finding.location)],
            related_locations: (1..).zip(&finding.related).map(RelatedPlace::of).collect(),
            partial_fingerprints: Fingerprints {
                finding: &finding.fingerprint,
                primary_location: &finding.fingerprint,
            },
            suppressions: finding
                .accepted_by
                .iter()
                .map(|acceptance| Suppression::of(report, acceptance))
                .collect(),
            properties: FoundProperties {
                outcome: finding.outcome.word(),
                severity: finding.severity.word(),
                blocking: result.blocking,
                clause: finding.clause,
                subject: &finding.subject,
                owner: finding.owner.as_deref(),
                accepted_by: finding.accepted_by.as_deref(),
                carried_by: result.carried_by.as_deref(),
                exact: finding.location.is_exact,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation<'a>; 1],
}

impl<'a> Place<'a> {
    fn of(location: &'a Location) -> Self {
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: utf8_percent_encode(&location.file, NOT_IN_PATHS).to_string(),
                    uri_base_id: "%SRCROOT%",
                },
                region: Region {
                    start_line: location.position.line.get(),
                    start_column: location.position.column.get(),
                },
            },
            logical_locations: [LogicalLocation {
                fully_qualified_name: &location.path,
            }],
        }
    }
}

/// What a path keeps as it is; everything else is written as `%` and two digits.
const NOT_IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Serialize)]
struct RelatedPlace<'a> {
    id: usize,
    message: Text,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> RelatedPlace<'a> {
    fn of((id, related): (usize, &'a Related)) -> Self {
        Self {
            id,
            message: Text::of(&related.label),
            place: Place::of(&related.location),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "readyctlFinding/v1")]
    finding: &'a str,
    /// The one fingerprint that GitHub goes by; without it, a moved line would be a new alert.
    #[serde(rename = "primaryLocationLineHash")]
    primary_location: &'a str,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

impl Suppression {
    fn of(report: &Report, acceptance: &str) -> Self {
        let mut rows = report.acceptances.iter();
        let row = rows.find(|row| row.id == acceptance);
        let mut justification = format!("accepted by `{acceptance}`");
        if let Some(until) = row.and_then(|row| row.until) {
            write!(justification, " until {until}").expect("a string takes every text");
        }
        if let Some(reason) = row.and_then(|row| row.reason.as_ref()) {
            write!(justification, ": {reason}").expect("a string takes every text");
        }
        Self {
            kind: "external",
            status: "accepted",
            justification: printable(&justification).into_owned(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FoundProperties<'a> {
    outcome: &'static str,
    severity: &'static str,
    blocking: bool,
    clause: &'static str,
    subject: &'a str,
    owner: Option<&'a str>,
    accepted_by: Option<&'a str>,
    carried_by: Option<&'a str>,
    exact: bool,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

impl Text {
    fn of(text: &str) -> Self {
        Self {
            text: literal(text),
        }
    }
}

/// What is wrong, how to pass, and links to what it is compared with.
fn told(finding: &Finding) -> Text {
    let mut text = literal(&finding.message);
    if !finding.help.is_empty() {
        text.push_str("\nTo pass: ");
        text.push_str(&literal(&finding.help));
    }
    for (id, related) in (1..).zip(&finding.related) {
        write!(text, "\n[{}]({id})", literal(&related.label)).expect("a string takes every text");
    }
    Text { text }
}

/// A text in which a viewer finds no link and no placeholder.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '\\' | '[' | ']' => out.extend(['\\', character]),
            '{' | '}' => out.extend([character, character]),
            _ => out.push(character),
        }
    }
    out
}

fn rule_level(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker | Severity::Major => "error",
        Severity::Minor => "warning",
    }
}

/// An error only where the gate blocks, so that a dashboard that stops at errors stops where the exit status does.
fn level(result: &GateResult, finding: &Finding) -> &'static str {
    match (finding.outcome, finding.severity) {
        (FindingOutcome::Fail | FindingOutcome::Unknown, Severity::Blocker | Severity::Major)
            if result.blocking =>
        {
            "error"
        }
        (FindingOutcome::Fail | FindingOutcome::Unknown, _)
        | (FindingOutcome::Warn, Severity::Blocker | Severity::Major) => "warning",
        (FindingOutcome::Warn, Severity::Minor) | (FindingOutcome::Accepted, _) => "note",
    }
}

#[cfg(test)]
mod tests;
