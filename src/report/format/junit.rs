//! `JUnit` XML: a test suite for each area, a test for each gate.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Options;
use super::table::loosened_sentences;
use super::wording::place;
use crate::gate::Area;
use crate::report::model::{Finding, GateResult, Outcome, Report};
use crate::text::printable;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&GateResult> = report.gates.iter().collect();
    let totals = Totals::of(&all);
    xml.create_element("testsuites")
        .with_attributes([
            ("name", "readyctl"),
            ("tests", totals.tests.as_str()),
            ("failures", totals.failures.as_str()),
            ("errors", totals.errors.as_str()),
        ])
        .write_inner_content(|xml| {
            run(report, options, xml)?;
            Area::ALL
                .into_iter()
                .try_for_each(|area| suite(area, &report.of_area(area).collect::<Vec<_>>(), xml))
        })?;
    writeln!(xml.get_mut())
}

type Xml<'o> = Writer<&'o mut dyn Write>;

/// What holds of the whole run, as a suite without tests.
fn run(report: &Report, options: &Options<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let loosened = loosened_sentences(report);
    let loosened = loosened
        .iter()
        .map(|sentence| ("loosened", sentence.as_str()));
    let properties = [
        ("company", report.company.as_str()),
        ("as_of", &report.as_of.to_string()),
        ("stage", report.stage.word()),
        ("profile", report.policy.profile.value.word()),
        ("digest", &format!("sha256:{}", report.manifest.digest)),
        ("verdict", report.verdict().word()),
        ("exit_code", &options.exit_status.code().to_string()),
    ];
    xml.create_element("testsuite")
        .with_attributes([
            ("name", "readyctl"),
            ("tests", "0"),
            ("failures", "0"),
            ("errors", "0"),
            ("skipped", "0"),
            ("version", env!("CARGO_PKG_VERSION")),
        ])
        .write_inner_content(|xml| {
            xml.create_element("properties")
                .write_inner_content(|xml| {
                    for (name, value) in properties.into_iter().chain(loosened) {
                        xml.create_element("property")
                            .with_attributes([("name", name), ("value", text(value).as_str())])
                            .write_empty()?;
                    }
                    Ok(())
                })
                .map(drop)
        })
        .map(drop)
}

fn suite(area: Area, results: &[&GateResult], xml: &mut Xml<'_>) -> io::Result<()> {
    if results.is_empty() {
        return Ok(());
    }
    let totals = Totals::of(results);
    xml.create_element("testsuite")
        .with_attributes([
            ("name", area.name()),
            ("tests", totals.tests.as_str()),
            ("failures", totals.failures.as_str()),
            ("errors", totals.errors.as_str()),
            ("skipped", totals.skipped.as_str()),
        ])
        .write_inner_content(|xml| results.iter().try_for_each(|result| test(result, xml)))
        .map(drop)
}

fn test(result: &GateResult, xml: &mut Xml<'_>) -> io::Result<()> {
    let classname = format!("readyctl.{}", result.gate.area.name());
    xml.create_element("testcase")
        .with_attributes([
            ("classname", classname.as_str()),
            ("name", result.gate.name),
        ])
        .write_inner_content(|xml| {
            let state = State::of(result.outcome);
            let details = details(result);
            if let Some(element) = state.element() {
                let (kind, headline) = (kind(result), headline(result));
                xml.create_element(element)
                    .with_attributes([("type", kind.as_str()), ("message", headline.as_str())])
                    .write_text_content(BytesText::new(&details))?;
            } else if result.outcome == Outcome::Warn {
                xml.create_element("system-out")
                    .write_text_content(BytesText::new(&details))?;
            }
            Ok(())
        })
        .map(drop)
}

/// How a test came out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Passed,
    Failed,
    InError,
    Skipped,
}

impl State {
    const fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass | Outcome::Warn => Self::Passed,
            Outcome::Fail => Self::Failed,
            Outcome::Unknown => Self::InError,
            Outcome::Accepted | Outcome::NotApplicable | Outcome::Disabled => Self::Skipped,
        }
    }

    const fn element(self) -> Option<&'static str> {
        match self {
            Self::Passed => None,
            Self::Failed => Some("failure"),
            Self::InError => Some("error"),
            Self::Skipped => Some("skipped"),
        }
    }
}

/// How many tests came out how, as attributes say it.
struct Totals {
    tests: String,
    failures: String,
    errors: String,
    skipped: String,
}

impl Totals {
    fn of(results: &[&GateResult]) -> Self {
        let count = |state| {
            let outcomes = results.iter().map(|result| State::of(result.outcome));
            outcomes.filter(|of| *of == state).count().to_string()
        };
        Self {
            tests: results.len().to_string(),
            failures: count(State::Failed),
            errors: count(State::InError),
            skipped: count(State::Skipped),
        }
    }
}

/// How it came out and how much that weighs: `fail, blocker, blocks`.
fn kind(result: &GateResult) -> String {
    let blocks = if result.blocking { ", blocks" } else { "" };
    format!(
        "{}, {}{blocks}",
        result.outcome.word(),
        result.severity.value.word()
    )
}

/// The fact that decides, or the reason where there is none.
fn headline(result: &GateResult) -> String {
    match (&result.reason, result.findings.first()) {
        (Some(reason), _) => text(reason),
        (None, Some(finding)) => text(&finding.message),
        (None, None) => text(result.gate.title),
    }
}

/// Every finding with its place and its cure.
fn details(result: &GateResult) -> String {
    let findings = result.findings.iter().map(detail);
    findings.collect::<Vec<_>>().join("\n")
}

fn detail(finding: &Finding) -> String {
    let mut lines = vec![
        format!("{}: {}", finding.outcome.word(), text(&finding.message)),
        format!(
            "  at {}, {}",
            text(&place(&finding.location)),
            text(&finding.location.path)
        ),
    ];
    for related in &finding.related {
        lines.push(format!(
            "  {} at {}",
            text(&related.label),
            text(&place(&related.location))
        ));
    }
    if let Some(acceptance) = &finding.accepted_by {
        lines.push(format!("  accepted by {}", text(acceptance)));
    }
    if !finding.help.is_empty() {
        lines.push(format!("  to pass: {}", text(&finding.help)));
    }
    if let Some(owner) = &finding.owner {
        lines.push(format!("  owner: {}", text(owner)));
    }
    lines.push(format!(
        "  subject: {}, fingerprint: {}",
        text(&finding.subject),
        finding.fingerprint
    ));
    lines.join("\n")
}

/// A text without what XML cannot hold.
fn text(text: &str) -> String {
    let text = printable(text);
    text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

#[cfg(test)]
mod tests;
