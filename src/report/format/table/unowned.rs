//! Who or what has no living owner, worst first.

use std::collections::BTreeMap;
use std::io;

use super::grid::{Cell, Grid, Tone, severity_tone};
use super::page::Page;
use crate::report::format::wording::{counted, named, number, place, plural, spaced, thing};
use crate::report::model::{Report, Unowned};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 20;
    let (first, rest) = report.unowned.split_at(report.unowned.len().min(SHOWN));
    if first.is_empty() {
        return Ok(());
    }
    let count = report.unowned.iter().map(|unowned| unowned.count).sum();
    let things = counted(count, "thing");
    let verb = if count == 1 { "has" } else { "have" };
    page.heading(&format!(
        "Unowned: {things} {verb} no living owner, worst first"
    ))?;
    let mut grid = Grid::new(["Severity", "What", "Why nobody owns it", "Where"]);
    for unowned in first {
        grid.row([
            Cell::new(severity_tone(unowned.severity), unowned.severity.word()),
            Cell::strong(&thing(unowned, &named(&unowned.id))),
            Cell::plain(&unowned.reason),
            Cell::quiet(&place(&unowned.location)),
        ]);
    }
    page.grid(&grid)?;
    for ((kind, section), count) in groups(rest) {
        let kind = if count == 1 {
            spaced(kind)
        } else {
            plural(kind)
        };
        page.remark(
            Tone::Plain,
            &format!("and {} more {kind} of {}", number(count), named(section)),
        )?;
    }
    Ok(())
}

/// How many there are of each kind in each section of the manifest.
fn groups(unowned: &[Unowned]) -> BTreeMap<(&'static str, &str), usize> {
    let mut groups = BTreeMap::new();
    for thing in unowned {
        *groups
            .entry((thing.kind, thing.location.section()))
            .or_default() += thing.count;
    }
    groups
}
