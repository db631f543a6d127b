//! What turns worse within the horizon by passing of time alone.

use std::io;

use super::grid::{Cell, Grid, Tone};
use super::page::Page;
use crate::report::format::wording::{counted, finding_outcome, named, number, spaced};
use crate::report::model::Report;

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 20;
    let (first, rest) = report.lapsing.split_at(report.lapsing.len().min(SHOWN));
    let Some(soonest) = first.first() else {
        return Ok(());
    };
    let things = counted(report.lapsing.len(), "thing");
    let days = usize::try_from(soonest.on.days_since(report.as_of)).unwrap_or(0);
    let verb = if report.lapsing.len() == 1 {
        "turns"
    } else {
        "turn"
    };
    page.heading(&format!(
        "Lapsing: {things} {verb} worse if nobody acts, the first in {}",
        counted(days, "day")
    ))?;
    let mut grid = Grid::new(["From", "What", "Then", "Gate", "Owner"]);
    for lapsing in first {
        grid.row([
            Cell::strong(&lapsing.on.to_string()),
            Cell::plain(&format!("{} {}", spaced(lapsing.kind), named(&lapsing.id))),
            Cell::plain(finding_outcome(lapsing.becomes)),
            Cell::plain(lapsing.gate),
            Cell::plain(lapsing.owner.as_deref().unwrap_or("nobody")),
        ]);
    }
    page.grid(&grid)?;
    if !rest.is_empty() {
        page.remark(Tone::Plain, &format!("and {} more", number(rest.len())))?;
    }
    Ok(())
}
