//! Workflow commands: annotations in a pull request on GitHub, the worst ten first.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::Options;
use super::table::{loosened_sentences, verdict_sentence};
use super::wording::{counted, lead, place};
use crate::gate::Severity;
use crate::report::model::{Finding, FindingOutcome, GateResult, Report};
use crate::text::printable;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let worst_first = worst_first(report);
    let (annotated, logged) = worst_first.split_at(worst_first.len().min(ANNOTATED));
    for (result, finding) in annotated {
        annotation(result, finding, out)?;
    }
    if !logged.is_empty() {
        writeln!(out, "::group::{}", counted(logged.len(), "more finding"))?;
        for (result, finding) in logged {
            log_line(result, finding, out)?;
        }
        writeln!(out, "::endgroup::")?;
    }
    for sentence in loosened_sentences(report) {
        writeln!(out, "{}", printable(&sentence))?;
    }
    writeln!(
        out,
        "{}",
        printable(&format!(
            "{}, {}, as of {}: {} ({})",
            report.company,
            report.stage.word(),
            report.as_of,
            verdict_sentence(report, options.exit_status),
            report.verdict().word(),
        ))
    )
}

/// GitHub shows no more annotations of one kind for one step.
const ANNOTATED: usize = 10;

/// Every finding, what blocks before what does not, then the heaviest.
fn worst_first(report: &Report) -> Vec<(&GateResult, &Finding)> {
    let mut findings: Vec<(&GateResult, &Finding)> = report
        .gates
        .iter()
        .flat_map(|result| result.findings.iter().map(move |finding| (result, finding)))
        .collect();
    findings.sort_by_key(|(result, finding)| {
        (
            level(result, finding),
            Reverse(finding.severity),
            finding.outcome,
        )
    });
    findings
}

fn annotation(result: &GateResult, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let location = &finding.location;
    writeln!(
        out,
        "::{} file={},line={},col={},title={}::{}",
        level(result, finding).command(),
        property(&location.file),
        location.position.line.get(),
        location.position.column.get(),
        property(&format!("{}, {}", result.gate.id, finding.severity.word())),
        data(&told(finding)),
    )
}

fn log_line(result: &GateResult, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let told = format!(
        "{} {} {}: {} ({})",
        level(result, finding).command(),
        finding.severity.word(),
        result.gate.id,
        lead(finding) + &finding.message,
        place(&finding.location),
    );
    writeln!(out, "{}", printable(&told))
}

/// What is wrong, what it is compared with, how to pass and who answers for it: a line each.
fn told(finding: &Finding) -> String {
    let related = finding.related.iter();
    let related = related.map(|related| format!("{}: {}", related.label, place(&related.location)));
    let help = (!finding.help.is_empty()).then(|| format!("to pass: {}", finding.help));
    let owner = finding.owner.iter().map(|owner| format!("owner: {owner}"));
    let lines = std::iter::once(lead(finding) + &finding.message)
        .chain(related)
        .chain(help)
        .chain(owner);
    let lines: Vec<String> = lines.map(|line| printable(&line).into_owned()).collect();
    lines.join("\n")
}

/// How an annotation is shown, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

fn level(result: &GateResult, finding: &Finding) -> Level {
    match (finding.outcome, finding.severity) {
        (FindingOutcome::Fail | FindingOutcome::Unknown, Severity::Blocker | Severity::Major)
            if result.blocking =>
        {
            Level::Error
        }
        (FindingOutcome::Fail | FindingOutcome::Unknown, _)
        | (FindingOutcome::Warn, Severity::Blocker | Severity::Major) => Level::Warning,
        (FindingOutcome::Warn, Severity::Minor) | (FindingOutcome::Accepted, _) => Level::Notice,
    }
}

/// The text after a command, which ends with its line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which ends at a comma or a double colon too.
fn property(text: &str) -> String {
    data(&printable(text))
        .replace(':', "%3A")
        .replace(',', "%2C")
}

#[cfg(test)]
mod tests;
