//! Accepted risks: on whose authority, until when.

use std::collections::BTreeSet;

use super::folded::Folded;
use super::look::{self, Look};
use super::picks::{Marks, Picks};
use super::words::Words;
use crate::report::format::wording::{and, counted};
use crate::report::model::{AcceptanceRow, Outcome, Report};
use crate::time::Day;

/// One acceptance.
pub(super) struct AcceptedRow<'r> {
    pub(super) marks: Marks,
    pub(super) id: Words<'r>,
    pub(super) covers: Vec<Words<'static>>,
    pub(super) level: &'static str,
    pub(super) by: Words<'r>,
    pub(super) authority: Words<'static>,
    pub(super) until: String,
    pub(super) left: String,
    pub(super) state: Look,
    pub(super) why: Words<'r>,
}

pub(super) fn accepted<'r>(report: &'r Report, picks: &Picks<'r>) -> Folded<AcceptedRow<'r>> {
    const SEEN: usize = 20;
    let rows = report.acceptances.iter();
    let rows = rows.map(|row| accepted_row(row, report, picks));
    Folded::of(rows.collect(), SEEN, |row| row.state.word.to_owned())
}

fn accepted_row<'r>(
    row: &'r AcceptanceRow,
    report: &'r Report,
    picks: &Picks<'r>,
) -> AcceptedRow<'r> {
    let gates = report.gates.iter();
    let gates: BTreeSet<&str> = gates
        .filter(|result| result.accepted_by.contains(&row.id))
        .map(|result| result.gate.id)
        .collect();
    let named = row.covers.iter().map(String::as_str);
    let listed: BTreeSet<&str> = named.chain(gates.iter().copied()).collect();
    AcceptedRow {
        marks: picks
            .owned(row.by.as_deref())
            .of_gates(gates)
            .coming_out(match row.void {
                None => Outcome::Accepted,
                Some(_) => Outcome::Fail,
            }),
        id: Words::of(&row.id),
        covers: listed.into_iter().map(Words::name).collect(),
        level: row
            .level
            .map_or("no level", crate::manifest::model::Level::word),
        by: row
            .by
            .as_deref()
            .map_or_else(|| Words::of("nobody"), Words::of),
        authority: authority(row),
        until: row
            .until
            .map_or_else(|| "no day".to_owned(), |day| day.to_string()),
        left: row
            .until
            .map_or_else(String::new, |day| left(report.as_of, day)),
        state: match row.void {
            None => Look {
                word: "holds",
                ..look::outcome(Outcome::Accepted)
            },
            Some(_) => Look {
                word: "void",
                ..look::outcome(Outcome::Fail)
            },
        },
        why: match (&row.void, &row.reason) {
            (Some(void), _) => Words::of(void),
            (None, Some(reason)) => Words::of(reason),
            (None, None) => Words::of("no reason is given"),
        },
    }
}

fn authority(row: &AcceptanceRow) -> Words<'static> {
    let role = row
        .role
        .as_ref()
        .map_or_else(|| "in no role".to_owned(), |role| format!("as {role}"));
    if row.co_signed.is_empty() {
        Words::around(&role)
    } else {
        Words::around(&format!("{role}, with {}", and(&row.co_signed)))
    }
}

/// How long it still holds; its last day counts.
fn left(today: Day, until: Day) -> String {
    let days = until.days_since(today);
    match usize::try_from(days) {
        Ok(0) => "today is its last day".to_owned(),
        Ok(days) => format!("{} left", counted(days, "day")),
        Err(_) => {
            let days = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
            format!("{} ago", counted(days, "day"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::day;

    #[test]
    fn the_last_day_counts() {
        let until = |date| left(day(2026, 11, 12), day(2026, 11, date));
        assert_eq!(until(11), "1 day ago");
        assert_eq!(until(12), "today is its last day");
        assert_eq!(until(13), "1 day left");
    }
}
