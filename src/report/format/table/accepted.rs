//! What is accepted: by whom, until when.

use std::collections::BTreeMap;
use std::io;

use super::grid::{Cell, Grid, Tone};
use super::page::Page;
use crate::report::format::wording::{and, counted, does, named, number};
use crate::report::model::{AcceptanceRow, Outcome, Report};

pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 20;
    if report.acceptances.is_empty() {
        return Ok(());
    }
    page.heading(&format!("Accepted: {}", summary(report)))?;
    let gates = gates_by_acceptance(report);
    let (first, rest) = report
        .acceptances
        .split_at(report.acceptances.len().min(SHOWN));
    let mut grid = Grid::new(["Id", "Covers", "By", "Until", "Why"]);
    for row in first {
        let why = match &row.void {
            None => Cell::plain(row.reason.as_deref().unwrap_or("no reason is given")),
            Some(void) => Cell::new(Tone::Bad, &format!("void: {void}")),
        };
        let covered = gates.get(row.id.as_str()).map_or(&[][..], Vec::as_slice);
        grid.row([
            Cell::strong(&row.id),
            Cell::plain(&covers(row, covered)),
            Cell::plain(&signed(row)),
            Cell::plain(&until(row)),
            why,
        ]);
    }
    page.grid(&grid)?;
    if !rest.is_empty() {
        page.remark(Tone::Plain, &format!("and {} more", number(rest.len())))?;
    }
    Ok(())
}

fn summary(report: &Report) -> String {
    let void = report
        .acceptances
        .iter()
        .filter(|row| row.void.is_some())
        .count();
    let holding = report.acceptances.len() - void;
    let gates = counted(report.counts().of(Outcome::Accepted), "gate");
    let on = counted(holding, "acceptance");
    match (holding, void) {
        (0, _) => format!(
            "nothing, for {} void",
            does(void, "acceptance is", "acceptances are")
        ),
        (_, 0) => format!("{gates} on {on}"),
        (_, _) => format!(
            "{gates} on {on}; {}",
            does(void, "other is void", "others are void")
        ),
    }
}

fn gates_by_acceptance(report: &Report) -> BTreeMap<&str, Vec<&'static str>> {
    let mut gates: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    for result in &report.gates {
        for acceptance in &result.accepted_by {
            gates.entry(acceptance).or_default().push(result.gate.id);
        }
    }
    gates
}

fn until(row: &AcceptanceRow) -> String {
    row.until
        .map_or_else(|| "no day".to_owned(), |day| day.to_string())
}

/// What it covers by its own words, and the gates that this makes acceptable.
fn covers(row: &AcceptanceRow, gates: &[&'static str]) -> String {
    const LISTED: usize = 5;
    let is_named = |gate: &&str| {
        row.covers
            .iter()
            .any(|covered| gate.split('/').any(|part| part == covered) || *gate == covered)
    };
    let names = row.covers.iter().map(String::as_str);
    let names: Vec<&str> = names
        .chain(gates.iter().copied().filter(|gate| !is_named(gate)))
        .collect();
    let mut phrases: Vec<String> = names.iter().take(LISTED).map(|name| named(name)).collect();
    if names.len() > LISTED {
        phrases.push(does(names.len() - LISTED, "other", "others"));
    }
    match row.level {
        Some(level) => format!("{}, {level}", and(&phrases)),
        None => and(&phrases),
    }
}

fn signed(row: &AcceptanceRow) -> String {
    let by = row.by.as_deref().unwrap_or("nobody");
    let by = match &row.role {
        Some(role) => format!("{by} as {role}"),
        None => by.to_owned(),
    };
    if row.co_signed.is_empty() {
        by
    } else {
        format!("{by}, with {}", and(&row.co_signed))
    }
}
