//! Who carries how much.

use super::charts::{Segment, segments};
use super::folded::Folded;
use super::picks::{Marks, Picks};
use super::words::{Words, brief};
use crate::report::format::wording::{and, counted, number};
use crate::report::load::Load;
use crate::report::model::Report;

/// What hangs on one owner.
pub(super) struct LoadRow<'r> {
    pub(super) marks: Marks,
    pub(super) owner: Words<'r>,
    /// How many of what, by the titles of their columns.
    pub(super) parts: [(&'static str, String); 4],
    pub(super) total: String,
    pub(super) segments: Vec<Segment>,
    pub(super) says: String,
}

pub(super) fn loads<'r>(report: &'r Report, picks: &Picks<'r>) -> Folded<LoadRow<'r>> {
    const SEEN: usize = 20;
    let loads = report.loads();
    let heaviest = loads.iter().map(Load::total).max().unwrap_or(0);
    let rows = loads.iter().map(|load| row(load, heaviest, picks));
    Folded::of(rows.collect(), SEEN, |_| "with a smaller load".to_owned())
}

fn row<'r>(load: &Load<'r>, heaviest: usize, picks: &Picks<'r>) -> LoadRow<'r> {
    let parts = [
        ("Open findings", "part-findings", load.findings),
        ("Promises", "part-promises", load.promises),
        ("Accepted", "part-acceptances", load.acceptances),
        ("Lapsing", "part-lapsing", load.lapsing),
    ];
    let nouns = [
        "open finding",
        "promise",
        "accepted risk",
        "lapsing finding",
    ];
    let phrases: Vec<String> = parts
        .into_iter()
        .zip(nouns)
        .filter(|((_, _, count), _)| *count > 0)
        .map(|((_, _, count), noun)| counted(count, noun))
        .collect();
    LoadRow {
        marks: picks.owned(load.owner),
        owner: load
            .owner
            .map_or_else(|| Words::of("nobody named"), Words::of),
        parts: parts.map(|(name, _, count)| (name, number(count))),
        total: number(load.total()),
        segments: segments(parts, heaviest),
        says: format!(
            "{}: {}",
            load.owner.map_or_else(|| "nobody named".to_owned(), brief),
            and(&phrases)
        ),
    }
}
