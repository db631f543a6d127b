//! Promised recovery time against a failure that begins when nobody is on duty.

use std::collections::BTreeSet;

use super::proofs::proofs;
use super::recovery::{
    Promised, WorstCase, contradicts_itself, is_automatic, operators, unsaid, worst_case,
    worst_case_in_hours,
};
use crate::manifest::Stands;
use crate::manifest::model::{Clock, Commitment, Promise, PromiseKind, RecoveryTest, Service};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

/// Words by which customers can see that a clock stands still out of hours.
const HOURS_IN_WORDS: [&str; 5] = [
    "support hours",
    "business hours",
    "working hours",
    "office hours",
    "service hours",
];

pub(super) fn rto_survives_uncovered_hours(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = unsaid(cx, PromiseKind::Rto);
    let mut steps_told = BTreeSet::new();
    let mut is_promised = !found.is_empty();
    for (id, service) in cx.production_services() {
        let promises = strictest_by_clock(cx, id, service);
        for promised in &promises {
            let worst = if runs_in_hours(promised) {
                check_wording(promised, &mut found);
                worst_case_in_hours(cx, id)
            } else {
                cx.section(&cx.manifest.cover, "cover")?;
                worst_case(cx, id)
            };
            check_sum(promised, &worst, &mut steps_told, &mut found);
        }
        if let Some(promised) = promises.first() {
            is_promised = true;
            check_operators(cx, promised, &mut found);
        }
    }
    if is_promised {
        Ok(found)
    } else {
        Err(Unjudged::not_applicable("no recovery time is promised"))
    }
}

/// The strictest promise whose clock runs day and night, and the strictest whose clock runs in support hours.
fn strictest_by_clock<'a>(
    cx: &Context<'a>,
    id: &'a str,
    service: &'a Located<Service>,
) -> Vec<Promised<'a>> {
    let spans = cx.promised(PromiseKind::Rto, id).filter_map(|promise| {
        let Commitment::Span(limit) = promise.commitment else {
            return None;
        };
        Some(Promised {
            id,
            service,
            promise,
            limit,
        })
    });
    let (in_hours, always): (Vec<_>, Vec<_>) = spans.partition(runs_in_hours);
    let least = |promises: Vec<Promised<'a>>| {
        promises
            .into_iter()
            .min_by_key(|promised| promised.limit.shortest())
    };
    least(always).into_iter().chain(least(in_hours)).collect()
}

fn runs_in_hours(promised: &Promised<'_>) -> bool {
    promised.promise.clock == Some(Clock::SupportHours)
}

/// Holds the sum against the promise; steps that nobody told matter only where the rest would fit, and are told once.
fn check_sum(
    promised: &Promised<'_>,
    worst: &WorstCase<'_>,
    steps_told: &mut BTreeSet<String>,
    found: &mut Shortfalls,
) {
    let (promise, limit) = (promised.promise, promised.limit);
    let known = worst.known();
    let is_too_long = known.is_none_or(|sum| sum > limit.shortest());
    let contradicting = worst.recovery.filter(|test| contradicts_itself(test));
    if let Some(test) = contradicting.filter(|_| is_too_long) {
        ask_who(promised, worst, test, found);
        return;
    }
    if is_too_long {
        let (clause, cure) = if runs_in_hours(promised) {
            (
                "too_long_in_hours",
                "speed up detection, acknowledgement or recovery, or promise more",
            )
        } else {
            (
                "worst_case_too_long",
                "say `within support hours` in the promise, add paging for the uncovered hours, \
                 or let the service fail over by itself",
            )
        };
        let message = match known {
            Some(_) => format!(
                "promise `{}` says {limit}; at the worst it is {}",
                promise.id,
                worst.in_words()
            ),
            None => format!(
                "promise `{}` says {limit} day and night, and nobody is on call",
                promise.id
            ),
        };
        let shortfall = found.fails(clause, promise.at("value"), promised.id, message);
        shortfall
            .owned_by(promised.owner())
            .comparing(&promise.id)
            .cure(cure);
        if let Some(test) = worst.recovery.filter(|test| test.rto.is_some()) {
            shortfall.beside(test.at("rto"), "measured here");
        }
        return;
    }
    for step in worst.untold() {
        let what = match step.name {
            "recovery" => format!("recovery of `{}`", promised.id),
            name => name.to_owned(),
        };
        if steps_told.insert(what.clone()) {
            found
                .untold(
                    step.path.clone(),
                    &what,
                    format!(
                        "promise `{}` says {limit}, and nobody told how long {what} takes",
                        promise.id
                    ),
                )
                .owned_by(promised.owner())
                .cure(format!("measure {what}, and write `{}`", step.path.tail));
        }
    }
}

/// A recovery that is said to have run by itself and names who did it has to say which of both it was.
fn ask_who(
    promised: &Promised<'_>,
    worst: &WorstCase<'_>,
    test: &Located<RecoveryTest>,
    found: &mut Shortfalls,
) {
    let message = format!(
        "recovery `{}` is said to have run by itself, and to have been done by somebody; by hand it is {} at the worst, and promise `{}` says {}",
        test.id,
        worst.in_words(),
        promised.promise.id,
        promised.limit
    );
    found
        .untold(test.at("by"), promised.id, message)
        .owned_by(promised.owner())
        .comparing(&test.id)
        .comparing("by")
        .cure("leave out `by` where nobody took part, and `automatic` where somebody did");
}

fn check_wording(promised: &Promised<'_>, found: &mut Shortfalls) {
    let promise: &Located<Promise> = promised.promise;
    let texts = promise.limitations.iter().chain(&promise.wording);
    let says_so = |text: &String| {
        let text = text.to_lowercase();
        HOURS_IN_WORDS.iter().any(|words| text.contains(words))
    };
    if texts.into_iter().any(says_so) {
        return;
    }
    found
        .fails(
            "hours_unsaid",
            promise.at("clock"),
            promised.id,
            format!(
                "the clock of promise `{}` runs in support hours only, and customers cannot read that",
                promise.id
            ),
        )
        .owned_by(promised.owner())
        .comparing(&promise.id)
        .cure("say `within support hours` where customers read it, and quote that under `limitations`");
}

fn check_operators(cx: &Context<'_>, promised: &Promised<'_>, found: &mut Shortfalls) {
    let proofs = proofs(cx, promised.id);
    if !proofs.is_empty() && proofs.iter().all(|(test, _)| is_automatic(test)) {
        return;
    }
    let operators = operators(cx, promised.id);
    let absences = operators
        .iter()
        .filter_map(|id| cx.person(id))
        .flat_map(|person| person.away.iter())
        .filter(|absence| !cx.is_past(absence.to));
    let deputies = absences.filter_map(|absence| absence.deputy.as_deref());
    let able: BTreeSet<&str> = deputies
        .flat_map(|deputy| cx.people_behind(deputy))
        .chain(operators.iter().copied())
        .collect();
    let (message, owner) = match able.first() {
        Some(only) if able.len() == 1 => (
            format!(
                "only `{only}` can bring `{}` back, and nobody stands in",
                promised.id
            ),
            Some(*only),
        ),
        Some(_) => return,
        None => (
            format!(
                "nobody who is there is known to be able to bring `{}` back",
                promised.id
            ),
            promised.owner(),
        ),
    };
    found
        .fails("one_operator", promised.promise.at("value"), promised.id, message)
        .owned_by(owner)
        .comparing(&promised.promise.id)
        .cure("let a second person run the next recovery, and name both under `duties.recovery_operator`");
}
