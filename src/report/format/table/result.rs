//! A gate, how it came out, and the fact that decides it.

use std::cmp::Reverse;

use super::grid::{Cell, Grid, severity_tone};
use super::page::Page;
use crate::report::format::Show;
use crate::report::format::wording::{named, number, outcome, place, seen_from};
use crate::report::model::{Finding, FindingOutcome, GateResult, Outcome};

/// Gates beside the facts that decide them.
pub(super) fn facts<'r>(
    results: impl IntoIterator<Item = &'r GateResult>,
    page: &Page<'_>,
) -> Grid {
    let mut grid = if page.is_wide() {
        Grid::new(["Gate", "Severity", "Outcome", "The fact that decides it"])
    } else {
        Grid::new(["Severity\nOutcome", "Gate\nThe fact that decides it"])
    };
    for (index, result) in results.into_iter().enumerate() {
        if index > 0 {
            grid.gap();
        }
        let gate = Cell::strong(result.gate.id);
        let severity = Cell::new(
            severity_tone(result.severity.value),
            result.severity.value.word(),
        );
        let outcome = Cell::plain(outcome(result.outcome));
        let mut lines = fact(result, page.show()).into_iter();
        if page.is_wide() {
            grid.row([
                gate,
                severity,
                outcome,
                lines.next().unwrap_or_else(Cell::empty),
            ]);
            lines.for_each(|line| grid.row([Cell::empty(), Cell::empty(), Cell::empty(), line]));
        } else {
            grid.row([severity, gate]);
            grid.row([outcome, lines.next().unwrap_or_else(Cell::empty)]);
            lines.for_each(|line| grid.row([Cell::empty(), line]));
        }
    }
    grid
}

/// The worst finding with its place and its cure, the next ones more briefly, and where the others stand; or the reason where there
/// is no finding.
fn fact(result: &GateResult, show: Show) -> Vec<Cell> {
    let mut lines = Vec::new();
    let mut findings: Vec<&Finding> = result.findings.iter().collect();
    findings.sort_by_key(|finding| (finding.outcome, Reverse(finding.severity)));
    let (in_full, in_brief) = match show {
        Show::Attention => (1, 2),
        Show::All => (SHOWN, 0),
    };
    let (in_full, others) = findings.split_at(findings.len().min(in_full));
    let (in_brief, others) = others.split_at(others.len().min(in_brief));
    for finding in in_full {
        let mark = mark(finding, in_full[0]);
        lines.push(Cell::marked(mark, &finding.message));
        lines.push(Cell::quiet(&whereabouts(finding)));
        if !finding.help.is_empty() {
            lines.push(Cell::cure(&finding.help));
        }
    }
    if let [worst, ..] = in_full {
        for finding in in_brief {
            let place = seen_from(&worst.location, &finding.location);
            let told = format!("{} ({place})", finding.message);
            lines.push(Cell::marked(mark(finding, worst), &told));
        }
        if !others.is_empty() {
            let named_too = SHOWN - in_full.len() - in_brief.len();
            lines.push(Cell::plain(&more(worst, others, named_too)));
        }
    }
    if findings.is_empty() {
        lines.push(Cell::plain(reason_or_title(result)));
    }
    if let Some(action) = &result.carried_by {
        lines.push(Cell::plain(&format!("carried by action {}", named(action))));
    }
    lines
}

/// How a finding stands to the worst one.
fn mark(finding: &Finding, worst: &Finding) -> &'static str {
    if std::ptr::eq(finding, worst) {
        return "";
    }
    match finding.outcome {
        outcome if outcome == worst.outcome => "also: ",
        FindingOutcome::Fail => "fails: ",
        FindingOutcome::Unknown => "not told: ",
        FindingOutcome::Warn => "warns: ",
        FindingOutcome::Accepted => "accepted: ",
    }
}

/// How many findings of a gate are told or named, however many there are.
const SHOWN: usize = 10;

fn reason_or_title(result: &GateResult) -> &str {
    let title = result.gate.title;
    match result.outcome {
        Outcome::NotApplicable | Outcome::Disabled | Outcome::Accepted => {
            result.reason.as_deref().unwrap_or(title)
        }
        Outcome::Pass | Outcome::Warn | Outcome::Fail | Outcome::Unknown => title,
    }
}

/// Where it stands, what it is compared with, and who answers for it.
fn whereabouts(finding: &Finding) -> String {
    const COMPARED: usize = 3;
    let location = &finding.location;
    let mut phrases = vec![place(location)];
    if !location.is_exact {
        phrases.push(format!("{} is not there", named(&location.path)));
    }
    let related = finding.related.iter().take(COMPARED);
    phrases.extend(related.map(|related| {
        format!(
            "{} {}",
            related.label,
            seen_from(location, &related.location)
        )
    }));
    if let Some(owner) = &finding.owner {
        phrases.push(format!("owner {}", named(owner)));
    }
    phrases.join("; ")
}

/// How many other findings there are, and where the worst of them stand.
fn more(shown: &Finding, others: &[&Finding], named_too: usize) -> String {
    let count = number(others.len());
    let (listed, unlisted) = others.split_at(others.len().min(named_too));
    let mut places: Vec<String> = listed
        .iter()
        .map(|finding| {
            format!(
                "{} {}",
                named(&finding.subject),
                seen_from(&shown.location, &finding.location)
            )
        })
        .collect();
    match (places.is_empty(), unlisted.len()) {
        (true, _) => return format!("and {count} more"),
        (false, 0) => {}
        (false, unlisted) => places.push(format!("{} not listed here", number(unlisted))),
    }
    format!("and {count} more: {}", places.join(", "))
}
