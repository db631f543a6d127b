//! What nobody told yet, area by area, and which section to write.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use super::grid::{Cell, Grid};
use super::page::Page;
use crate::gate::Area;
use crate::report::format::wording::{counted, named, number};
use crate::report::model::{FindingOutcome, GateResult, Outcome, Report};

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
    page.grid(&grid)
}

/// The sections that answer these gates, those that answer most first.
pub(in crate::report::format) fn sections(results: &[&GateResult]) -> String {
    let mut gates_by_section: BTreeMap<&str, usize> = BTreeMap::new();
    for result in results {
        *gates_by_section.entry(section(result)).or_default() += 1;
    }
    let mut sections: Vec<(&str, usize)> = gates_by_section.into_iter().collect();
    sections.sort_by_key(|&(_, gates)| Reverse(gates));
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
