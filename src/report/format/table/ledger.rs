//! The promise ledger: what is said, what is proven, the margin.

use std::io;

use super::grid::{Cell, Grid, Tone};
use super::page::Page;
use crate::manifest::model::Who;
use crate::report::format::wording::{and, are, counted, does, named, number, spaced};
use crate::report::model::{LedgerRow, Report};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 40;
    if report.promises.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<&LedgerRow> = report.promises.iter().collect();
    rows.sort_by_key(|row| urgency(row));
    page.heading(&format!("Promises: {}", summary(&rows)))?;
    let (first, rest) = rows.split_at(rows.len().min(SHOWN));
    page.grid(&if page.is_wide() {
        with_proofs(first)
    } else {
        with_proofs_inside(first)
    })?;
    if !rest.is_empty() {
        page.remark(
            Tone::Plain,
            &format!("and {} more: {}", number(rest.len()), states(rest)),
        )?;
    }
    Ok(())
}

/// The ledger with a column for what proves each promise.
fn with_proofs(rows: &[&LedgerRow]) -> Grid {
    let mut grid = Grid::new([
        "Promise", "Said", "Proven", "Proof", "Margin", "Holds", "Owner",
    ]);
    for row in rows {
        let proof = proof(row).map_or_else(|| Cell::quiet("–"), |proof| Cell::plain(&proof));
        grid.row([
            promise(row),
            said(row),
            proven(row, None),
            proof,
            margin(row),
            holds(row),
            owner(row),
        ]);
    }
    grid
}

/// The ledger where there is less room: what proves a promise stands beside what is proven.
fn with_proofs_inside(rows: &[&LedgerRow]) -> Grid {
    let mut grid = Grid::new(["Promise", "Said", "Proven", "Margin", "Holds", "Owner"]);
    for row in rows {
        grid.row([
            promise(row),
            said(row),
            proven(row, proof(row)),
            margin(row),
            holds(row),
            owner(row),
        ]);
    }
    grid
}

fn urgency(row: &LedgerRow) -> u8 {
    match row.holds {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    }
}

fn summary(rows: &[&LedgerRow]) -> String {
    format!("of {}, {}", number(rows.len()), states(rows))
}

fn states(rows: &[&LedgerRow]) -> String {
    let count = |holds| rows.iter().filter(|row| row.holds == holds).count();
    let phrases = [
        (
            count(Some(false)),
            does(count(Some(false)), "does not hold", "do not hold"),
        ),
        (count(None), are(count(None), "not told")),
        (count(Some(true)), does(count(Some(true)), "holds", "hold")),
    ];
    let phrases = phrases.into_iter().filter(|(count, _)| *count > 0);
    and(&phrases.map(|(_, phrase)| phrase).collect::<Vec<_>>())
}

fn promise(row: &LedgerRow) -> Cell {
    let promise = format!("{} {}", row.id, spaced(row.kind.word()));
    match &row.service {
        Some(service) => Cell::strong(&format!("{promise} of {}", named(service))),
        None => Cell::strong(&promise),
    }
}

fn said(row: &LedgerRow) -> Cell {
    Cell::plain(&row.says)
}

fn proven(row: &LedgerRow, proof: Option<String>) -> Cell {
    match (&row.proven, proof) {
        (None, None) => Cell::quiet("not told"),
        (None, Some(proof)) => Cell::plain(&format!("not told by {proof}")),
        (Some(proven), None) => Cell::plain(proven),
        (Some(proven), Some(proof)) => Cell::plain(&format!("{proven} by {proof}")),
    }
}

fn margin(row: &LedgerRow) -> Cell {
    Cell::plain(row.margin.as_deref().unwrap_or("–"))
}

/// The record that proves the promise, and its age.
fn proof(row: &LedgerRow) -> Option<String> {
    let proof = named(row.proof.as_ref()?);
    let Some(days) = row.proof_age_days else {
        return Some(proof);
    };
    let days = usize::try_from(days).unwrap_or(0);
    Some(format!("{proof}, {} old", counted(days, "day")))
}

fn holds(row: &LedgerRow) -> Cell {
    match row.holds {
        Some(true) => Cell::new(Tone::Good, "✓ yes"),
        Some(false) => Cell::new(Tone::Bad, "✗ no"),
        None => Cell::new(Tone::Caution, "? not told"),
    }
}

fn owner(row: &LedgerRow) -> Cell {
    Cell::plain(row.owner.as_ref().map_or("nobody", Who::as_str))
}
