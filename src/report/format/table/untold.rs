//! What nobody told yet, area by area, and which section to write; and what is written and still answers nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use super::grid::{Cell, Grid, Tone};
use super::page::Page;
use super::result::facts;
use crate::gate::Area;
use crate::report::format::wording::{and, counted, named, number};
use crate::report::model::{Finding, FindingOutcome, GateResult, Outcome, Report};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let untold = report.counts().of(Outcome::Unknown);
    if untold == 0 {
        return Ok(());
    }
    let verb = if untold == 1 { "waits" } else { "wait" };
    page.heading(&format!(
        "Not told yet: {} {verb} for an answer",
        counted(untold, "gate")
    ))?;
    let mut grid = Grid::new(["Area", "Gates", "Blocking", "Sections to write"]);
    for area in Area::ALL {
        let results: Vec<&GateResult> = report
            .of_area(area)
            .filter(|result| result.outcome == Outcome::Unknown)
            .collect();
        if results.is_empty() {
            continue;
        }
        let blocking = results.iter().filter(|result| result.blocking).count();
        grid.row([
            Cell::strong(area.name()),
            Cell::plain(&number(results.len())),
            Cell::plain(&number(blocking)),
            Cell::plain(&sections(&results)),
        ]);
    }
    page.grid(&grid)?;
    write_unclear(report, page)
}

/// The gates that wait though what they ask about is written: no section to write would answer them.
fn write_unclear(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let mut told: Vec<(&str, Vec<&GateResult>)> = Vec::new();
    for result in &report.gates {
        let Some(finding) = unclear(result) else {
            continue;
        };
        match told
            .iter_mut()
            .find(|(message, _)| *message == finding.message)
        {
            Some((_, results)) => results.push(result),
            None => told.push((&finding.message, vec![result])),
        }
    }
    let count: usize = told.iter().map(|(_, results)| results.len()).sum();
    if count == 0 {
        return Ok(());
    }
    let verb = if count == 1 { "waits" } else { "wait" };
    page.heading(&format!(
        "Written, and still not clear: {} {verb} for more",
        counted(count, "gate")
    ))?;
    let first = told.iter().map(|(_, results)| results[0]);
    page.grid(&facts(first, page))?;
    for (_, results) in told.iter().filter(|(_, results)| results.len() > 1) {
        let ids = |results: &[&GateResult]| -> Vec<String> {
            results.iter().map(|result| named(result.gate.id)).collect()
        };
        page.gap()?;
        page.remark(
            Tone::Plain,
            &format!(
                "For the same reason as {}: {}.",
                named(results[0].gate.id),
                and(&ids(&results[1..]))
            ),
        )?;
    }
    Ok(())
}

/// What a gate waits for though what it asks about is written.
fn unclear(result: &GateResult) -> Option<&Finding> {
    let is_written = |finding: &&Finding| {
        finding.outcome == FindingOutcome::Unknown && finding.location.is_exact
    };
    let mut findings = result.findings.iter();
    findings
        .find(is_written)
        .filter(|_| result.outcome == Outcome::Unknown)
}

/// The sections that answer these gates, those that answer most first.
pub(in crate::report::format) fn sections(results: &[&GateResult]) -> String {
    let mut gates_by_section: BTreeMap<&str, usize> = BTreeMap::new();
    for result in results.iter().filter(|result| unclear(result).is_none()) {
        *gates_by_section.entry(section(result)).or_default() += 1;
    }
    let mut sections: Vec<(&str, usize)> = gates_by_section.into_iter().collect();
    sections.sort_by_key(|&(_, gates)| Reverse(gates));
    if sections.is_empty() {
        return "none: what is written is not clear".to_owned();
    }
    let names = sections.into_iter().map(|(section, _)| named(section));
    names.collect::<Vec<_>>().join(", ")
}

/// The section in which the gate misses something, or reads first.
fn section(result: &GateResult) -> &str {
    let missing = result
        .findings
        .iter()
        .find(|finding| finding.outcome == FindingOutcome::Unknown);
    match missing {
        Some(finding) => finding.location.section(),
        None => result
            .gate
            .reads
            .first()
            .map_or("", |path| path.split(['.', '[']).next().unwrap_or(path)),
    }
}
