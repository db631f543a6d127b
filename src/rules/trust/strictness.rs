//! Whether two promises say the same, and which of them asks more of the company.

use crate::manifest::model::{Clock, Commitment, Promise, PromiseKind};
use crate::region::{Region, Within};
use crate::rules::Context;
use crate::rules::context::stricter;
use crate::time::coverage::uncovered;
use crate::time::{Day, Schedule, Span};

/// Whether two promises of one kind come to the same.
pub(super) fn say_the_same(one: &Promise, other: &Promise, cx: &Context<'_>) -> bool {
    is_same(&one.commitment, &other.commitment, cx)
        && agree(one.clock, other.clock)
        && agree(one.window, other.window)
        && match (&one.backups_within, &other.backups_within) {
            (Some(one), Some(other)) => is_as_long(one, other),
            (Some(_), None) | (None, Some(_) | None) => true,
        }
}

/// Whether two fields agree; what one of the two leaves open does not differ.
fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn is_same(one: &Commitment, other: &Commitment, cx: &Context<'_>) -> bool {
    match (one, other) {
        (Commitment::Span(one), Commitment::Span(other)) => is_as_long(one, other),
        (Commitment::SpanByLevel(one), Commitment::SpanByLevel(other)) => {
            one.len() == other.len()
                && one.iter().all(|(level, span)| {
                    other
                        .get(level)
                        .is_some_and(|other| is_as_long(span, other))
                })
        }
        (Commitment::Regions(one), Commitment::Regions(other)) => {
            are_within(cx, one, other) && are_within(cx, other, one)
        }
        (Commitment::Hours(one), Commitment::Hours(other)) => {
            lacks_nothing(one, other, cx.as_of) && lacks_nothing(other, one, cx.as_of)
        }
        (Commitment::Words(one), Commitment::Words(other)) => {
            one.trim().eq_ignore_ascii_case(other.trim())
        }
        (one, other) => one == other,
    }
}

/// Whether two spans come to the same, as `24h` and `1d` do.
fn is_as_long(one: &Span, other: &Span) -> bool {
    (one.shortest(), one.longest()) == (other.shortest(), other.longest())
}

fn are_within(cx: &Context<'_>, regions: &[Region], allowed: &[Region]) -> bool {
    regions
        .iter()
        .all(|&region| cx.facts.lies_within(region, allowed) == Within::Yes)
}

/// Whether hours cover all that others do.
fn lacks_nothing(cover: &[Schedule], promised: &[Schedule], day: Day) -> bool {
    let (promised, cover): (Vec<&Schedule>, Vec<&Schedule>) =
        (promised.iter().collect(), cover.iter().collect());
    uncovered(&promised, &cover, day).is_empty()
}

/// Whether a promise asks more of the company than another one of its kind; those that cannot be ranked do not.
pub(super) fn promises_more(one: &Promise, other: &Promise, cx: &Context<'_>) -> bool {
    let kind = one.kind;
    if matches!(kind, PromiseKind::Retention | PromiseKind::BackupRetention) {
        return false;
    }
    let (more, less) = (&one.commitment, &other.commitment);
    match (more, less) {
        (Commitment::Unsaid | Commitment::Nothing, _) | (_, Commitment::Unsaid) => false,
        (_, Commitment::Nothing) => true,
        (Commitment::SpanByLevel(more), Commitment::SpanByLevel(less)) => {
            more.iter().any(|(level, span)| {
                less.get(level)
                    .is_none_or(|other| span.shortest() < other.shortest())
            })
        }
        (Commitment::Regions(more), Commitment::Regions(less)) => {
            are_within(cx, more, less) && !are_within(cx, less, more)
        }
        (Commitment::Hours(more), Commitment::Hours(less)) => !lacks_nothing(less, more, cx.as_of),
        _ if is_same(more, less, cx) => is_stricter_clock(one.clock, other.clock),
        _ => stricter(kind, more, less),
    }
}

/// Whether a clock leaves the company less time than another.
fn is_stricter_clock(one: Option<Clock>, other: Option<Clock>) -> bool {
    matches!(
        (one, other),
        (Some(Clock::Always), Some(Clock::SupportHours))
            | (
                Some(Clock::Occurrence),
                Some(Clock::Detection | Clock::Awareness)
            )
            | (Some(Clock::Detection), Some(Clock::Awareness))
    )
}
