//! Who or what has no living owner, worst first.

use super::folded::Folded;
use super::look::{self, Look};
use super::picks::{Marks, Picks};
use super::words::Words;
use crate::report::format::wording::{place, spaced, thing};
use crate::report::model::{Outcome, Report};

/// One thing without an owner.
pub(super) struct UnownedRow<'r> {
    pub(super) marks: Marks,
    pub(super) weight: Look,
    pub(super) what: Words<'static>,
    pub(super) reason: Words<'r>,
    pub(super) place: Words<'static>,
    kind: &'static str,
}

pub(super) fn unowned<'r>(report: &'r Report, picks: &Picks<'r>) -> Folded<UnownedRow<'r>> {
    const SEEN: usize = 20;
    let rows = report.unowned.iter();
    let rows = rows.map(|unowned| UnownedRow {
        marks: picks
            .owned(unowned.last_owner.as_deref())
            .coming_out(Outcome::Fail),
        weight: look::severity(unowned.severity),
        what: Words::around(&thing(unowned, &format!("`{}`", unowned.id))),
        reason: Words::of(&unowned.reason),
        place: Words::around(&place(&unowned.location)),
        kind: unowned.kind,
    });
    Folded::of(rows.collect(), SEEN, |row| {
        format!("of kind {}", spaced(row.kind))
    })
}
