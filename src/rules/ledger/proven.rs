//! What is proven of a promise, in numbers where there are numbers.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::declared::{declared, first_answers, timed};
use crate::manifest::model::{Clock, Commitment, Number, Promise, PromiseKind};
use crate::region::Region;
use crate::report::model::Measure;
use crate::rules::Context;
use crate::rules::assurance::deletion::{Content, Horizon, deletion_tests, horizons};
use crate::rules::assurance::holders::holders_for;
use crate::rules::assurance::residency::{Standing, outside_residency};
use crate::rules::commercial::availability::{Outages, budgets, expected};
use crate::rules::commercial::notification::{Start, worst_notification};
use crate::rules::commercial::support_promise_covered::hours_shortage;
use crate::rules::resilience::promised_rpo_proven::loss_of_copies;
use crate::rules::resilience::proofs::{proofs, slowest_recovery};
use crate::rules::resilience::recovery::{worst_case, worst_case_in_hours};
use crate::time::{Day, Minutes, Span};
use crate::yaml::Located;

/// What is proven of one promise for one service; empty where nothing was measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Proven {
    /// What is proven, in words.
    pub(super) says: Option<String>,
    /// What is left between the promise and the proof, in words.
    pub(super) margin: Option<String>,
    /// The record that proves it.
    pub(super) record: Option<String>,
    /// The day of that record.
    pub(super) date: Option<Day>,
    /// Both sides in one unit, for a chart.
    pub(super) measure: Option<Measure>,
}

impl Proven {
    /// A measured span held against a promised one, where less is better.
    pub(super) fn span_within(measured: Span, promised: Span) -> Self {
        Self {
            says: Some(measured.to_string()),
            ..Self::minutes_within(measured.longest(), promised.shortest())
        }
    }

    /// Measured minutes held against promised ones, where less is better.
    fn minutes_within(measured: Minutes, promised: Minutes) -> Self {
        let count = |minutes: Minutes| i64::try_from(minutes.count()).unwrap_or(i64::MAX);
        Self {
            says: Some(measured.to_string()),
            margin: Some((promised - measured).to_string()),
            measure: Some(Measure {
                said: count(promised),
                proven: count(measured),
                more_is_better: false,
            }),
            ..Self::default()
        }
    }

    /// Names the record that proves it.
    pub(super) fn by(self, record: &str, date: Option<Day>) -> Self {
        Self {
            record: Some(record.to_owned()),
            date,
            ..self
        }
    }
}

/// What is proven of a promise for a service.
pub(super) fn proven(
    cx: &Context<'_>,
    promise: &Located<Promise>,
    service: Option<&str>,
) -> Proven {
    match (&promise.commitment, promise.kind, service) {
        (Commitment::Span(promised), PromiseKind::Rto, Some(service)) => {
            worst_recovery(cx, promise, service, *promised)
                .unwrap_or_else(|| recovery_time(cx, service, *promised))
        }
        (Commitment::Span(promised), PromiseKind::Rpo, Some(service)) => {
            lost_data(cx, service, *promised)
        }
        (Commitment::Percent(Number(promised)), PromiseKind::Availability, Some(service)) => {
            availability(cx, promise, service, *promised)
        }
        (Commitment::Span(promised), PromiseKind::DeletionWithin, _) => {
            deletion_time(cx, promise, *promised)
        }
        (Commitment::Span(promised), PromiseKind::IncidentNotification, _) => {
            notification_time(cx, promise, *promised)
        }
        (Commitment::Regions(promised), PromiseKind::DataResidency, _) => {
            locations(cx, promise, promised)
        }
        (Commitment::Hours(_), PromiseKind::SupportHours, _) => staffed_hours(cx, promise),
        (Commitment::SpanByLevel(promised), PromiseKind::FirstResponse, _) => {
            first_answers(cx, promised)
        }
        (Commitment::Span(promised), ..) => timed(cx, promise, *promised),
        (Commitment::Nothing | Commitment::Unsaid, ..) => Proven::default(),
        _ => declared(cx, promise),
    }
}

/// The most data lost in the recoveries that the promise rests on, or by the schedule of the copies where that is more. A recovery that
/// does not say counts as the most.
fn lost_data(cx: &Context<'_>, service: &str, promised: Span) -> Proven {
    let proofs = proofs(cx, service).into_iter().rev();
    let worst =
        proofs.max_by_key(|(test, _)| (test.rpo.is_none(), test.rpo.map(|rpo| rpo.longest())));
    let Some((test, date)) = worst else {
        return Proven::default();
    };
    match (test.rpo, loss_of_copies(cx, service)) {
        (Some(measured), Some(loss)) if loss > measured.longest() => {
            Proven::minutes_within(loss, promised.shortest())
        }
        (Some(measured), _) => Proven::span_within(measured, promised).by(&test.id, Some(date)),
        (None, _) => Proven::default().by(&test.id, Some(date)),
    }
}

/// The availability that the expected downtime leaves.
fn availability(cx: &Context<'_>, promise: &Promise, service: &str, promised: Decimal) -> Proven {
    let mut budgets = budgets(cx, service);
    let Some(budget) = budgets.find(|budget| budget.promise.id == promise.id) else {
        return Proven::default();
    };
    let Some(expected) = expected(cx, &budget, Outages::logged(cx).as_ref()) else {
        return Proven::default();
    };
    let whole = Decimal::ONE_HUNDRED;
    let share = whole - whole * expected.minutes / budget.counted(budget.window);
    let hundredths = |percent: Decimal| (percent * whole).round().to_i64().unwrap_or_default();
    Proven {
        says: Some(format!("{} %", share.round_dp(2).normalize())),
        margin: Some(format!(
            "{} min",
            (budget.minutes - expected.minutes).round_dp(1).normalize()
        )),
        measure: Some(Measure {
            said: hundredths(promised),
            proven: hundredths(share),
            more_is_better: true,
        }),
        ..Proven::default()
    }
}

/// The longest time until customers hear of an incident, as far as its steps are told.
fn notification_time(cx: &Context<'_>, promise: &Promise, promised: Span) -> Proven {
    let start = Start::of(promise.clock).unwrap_or(Start::Detection);
    let worst = worst_notification(cx, start);
    if !worst.untold().is_empty()
        && worst
            .known()
            .is_none_or(|known| known <= promised.shortest())
    {
        return Proven::default();
    }
    match worst.known() {
        Some(known) => Proven::minutes_within(known, promised.shortest()),
        None => Proven {
            says: Some("no end in sight".to_owned()),
            ..Proven::default()
        },
    }
}

/// The promised hours in which nobody is on duty.
fn staffed_hours(cx: &Context<'_>, promise: &Promise) -> Proven {
    match hours_shortage(cx, promise) {
        Some(shortage) if shortage.is_empty() => Proven {
            says: Some("every hour staffed".to_owned()),
            ..Proven::default()
        },
        Some(shortage) => Proven {
            says: Some(format!("not staffed: {shortage}")),
            margin: Some((Minutes::default() - shortage.per_week).to_string()),
            ..Proven::default()
        },
        None => Proven::default(),
    }
}

/// What a recovery takes with all that comes before it, where that breaks a promise that the recovery alone would keep.
fn worst_recovery(
    cx: &Context<'_>,
    promise: &Promise,
    service: &str,
    promised: Span,
) -> Option<Proven> {
    let worst = if promise.clock == Some(Clock::SupportHours) {
        worst_case_in_hours(cx, service)
    } else {
        worst_case(cx, service)
    };
    let test = worst
        .recovery
        .filter(|test| test.rto.is_some_and(|rto| rto.fits_within(&promised)))?;
    let proven = match worst.known() {
        Some(known) if known <= promised.shortest() => return None,
        Some(known) => Proven::minutes_within(known, promised.shortest()),
        None => Proven {
            says: Some("no end in sight".to_owned()),
            ..Proven::default()
        },
    };
    Some(proven.by(&test.id, test.date))
}

fn recovery_time(cx: &Context<'_>, service: &str, promised: Span) -> Proven {
    let Some((test, date)) = slowest_recovery(cx, service) else {
        return Proven::default();
    };
    match test.rto {
        Some(measured) => Proven::span_within(measured, promised).by(&test.id, Some(date)),
        None => Proven::default().by(&test.id, Some(date)),
    }
}

/// The place that keeps deleted data longest, backups included unless the promise gives them a time of their own; then the backups that
/// stay longer than that, where nothing else is broken.
fn deletion_time(cx: &Context<'_>, promise: &Promise, promised: Span) -> Proven {
    let places = horizons(cx, &holders_for(cx, promise), &deletion_tests(cx));
    // What the law wants kept stands outside the promise where the promise says so.
    let counted = places
        .iter()
        .filter(|place| place.content != Content::Records || promise.limitations.is_none());
    let longest = |kept: &dyn Fn(&Horizon<'_>) -> Option<Span>| {
        let spans = counted
            .clone()
            .filter_map(|place| Some((place.subject, kept(place)?)));
        spans.max_by_key(|(_, span)| span.longest())
    };
    let against = |(subject, span): (&str, Span), limit: Span| {
        Proven::span_within(span, limit).by(subject, None)
    };
    let Some(own) = promise.backups_within else {
        return longest(&|place| place.total())
            .map_or_else(Proven::default, |total| against(total, promised));
    };
    let live = longest(&|place| place.live.time.span());
    let copies = longest(&|place| place.copies.time.span());
    match (live, copies) {
        (Some(live), Some(copies))
            if live.1.fits_within(&promised) && !copies.1.fits_within(&own) =>
        {
            against(copies, own)
        }
        (Some(live), _) => against(live, promised),
        (None, _) => Proven::default(),
    }
}

fn locations(cx: &Context<'_>, promise: &Promise, promised: &[Region]) -> Proven {
    let mut outside: BTreeSet<String> = BTreeSet::new();
    for (place, standing) in outside_residency(cx, promise, promised) {
        if let Standing::Outside(regions) = standing {
            outside.extend(
                regions
                    .iter()
                    .map(|region| format!("`{}` in {region}", place.subject)),
            );
        }
    }
    let says = if outside.is_empty() {
        "no place outside".to_owned()
    } else {
        outside.into_iter().collect::<Vec<_>>().join(", ")
    };
    Proven {
        says: Some(says),
        ..Proven::default()
    }
}
