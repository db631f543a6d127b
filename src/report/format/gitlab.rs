//! GitLab Code Quality: findings beside the lines of a merge request.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::Options;
use super::escape::Escaped;
use super::wording::lead;
use crate::gate::Severity;
use crate::report::model::{Finding, FindingOutcome, GateResult, Report};
use crate::text::printable;

pub(super) fn render(report: &Report, _: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let formatter = Escaped::default();
    Entries(report).serialize(&mut serde_json::Serializer::with_formatter(
        &mut *out, formatter,
    ))?;
    writeln!(out)
}

/// The findings of a report, made while they are written, one at a time.
struct Entries<'a>(&'a Report);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let gates = self.0.gates.iter();
        let findings =
            gates.flat_map(|result| result.findings.iter().map(move |finding| (result, finding)));
        serializer.collect_seq(findings.map(|(result, finding)| Entry::of(result, finding)))
    }
}

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Place<'a>,
}

impl<'a> Entry<'a> {
    fn of(result: &GateResult, finding: &'a Finding) -> Self {
        Self {
            description: description(finding),
            check_name: result.gate.id,
            fingerprint: &finding.fingerprint,
            severity: severity(finding),
            location: Place {
                path: &finding.location.file,
                lines: Lines {
                    begin: finding.location.position.line.get(),
                },
            },
        }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// What is wrong, how it came out where that is not a plain failure, and how to pass.
fn description(finding: &Finding) -> String {
    let lead = lead(finding);
    let help = match finding.help.as_str() {
        "" => String::new(),
        help => format!("; to pass: {help}"),
    };
    printable(&format!("{lead}{}{help}", finding.message)).into_owned()
}

fn severity(finding: &Finding) -> &'static str {
    match (finding.outcome, finding.severity) {
        (FindingOutcome::Fail | FindingOutcome::Unknown, Severity::Blocker) => "blocker",
        (FindingOutcome::Fail | FindingOutcome::Unknown, Severity::Major) => "major",
        (FindingOutcome::Fail | FindingOutcome::Unknown, Severity::Minor)
        | (FindingOutcome::Warn, Severity::Blocker | Severity::Major) => "minor",
        (FindingOutcome::Warn, Severity::Minor) | (FindingOutcome::Accepted, _) => "info",
    }
}

#[cfg(test)]
mod tests;
