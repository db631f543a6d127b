//! Promised hours and reaction times of support against the people on duty.

use std::collections::BTreeMap;

use crate::manifest::model::{
    Clock, Commitment, Cover, CoverDuty, Holidays, Level, Promise, PromiseKind,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::operations::rota::check_rota;
use crate::rules::resilience::recovery::covers;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::coverage::{Shortage, covers_always, minutes_within, uncovered};
use crate::time::{Schedule, Span};
use crate::yaml::Located;

/// Fewer tickets than these say nothing about nine in ten.
const ENOUGH_TICKETS: u32 = 20;

pub(super) fn support_promise_covered(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    for kind in [PromiseKind::SupportHours, PromiseKind::FirstResponse] {
        for promise in cx.unsaid(kind) {
            found
                .untold(
                    promise.at("value"),
                    &promise.id,
                    format!(
                        "`{}` is a promise of kind `{kind}`, and does not say what",
                        promise.id
                    ),
                )
                .owned_by(promise.owner.as_deref())
                .cure("write `value`, or `value: none`");
        }
    }
    let hours: Vec<&Located<Promise>> = cx
        .promises_of(PromiseKind::SupportHours)
        .filter(|promise| matches!(promise.commitment, Commitment::Hours(_)))
        .collect();
    let responses: Vec<&Located<Promise>> = cx
        .promises_of(PromiseKind::FirstResponse)
        .filter(|promise| matches!(promise.commitment, Commitment::SpanByLevel(_)))
        .collect();
    let always: Vec<&Located<Promise>> = responses
        .iter()
        .copied()
        .filter(|promise| promise.clock == Some(Clock::Always))
        .collect();
    if hours.is_empty() && responses.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable(
            "neither hours of support nor a time to the first answer are promised",
        ));
    }
    check_measured(cx, &responses, &mut found);
    if hours.is_empty() && responses.is_empty()
        || cx.told(&cx.manifest.cover, "cover", &mut found).is_none()
    {
        return Ok(found);
    }
    for promise in &hours {
        check_hours(cx, promise, &mut found);
    }
    check_clock(cx, &always, &mut found);
    if hours.is_empty() {
        check_somebody_answers(cx, &responses, &mut found);
    }
    check_people(cx, &mut found);
    check_concentration(cx, &hours, &mut found);
    Ok(found)
}

/// The promised hours of support in which nobody is on duty; nothing for a promise of something else.
pub(crate) fn hours_shortage(cx: &Context<'_>, promise: &Promise) -> Option<Shortage> {
    let Commitment::Hours(promised) = &promise.commitment else {
        return None;
    };
    let promised: Vec<&Schedule> = promised.iter().collect();
    Some(uncovered(
        &promised,
        &schedules(covers(cx, CoverDuty::Support)),
        cx.as_of,
    ))
}

fn schedules<'a>(covers: impl Iterator<Item = &'a Located<Cover>>) -> Vec<&'a Schedule> {
    covers
        .flat_map(|cover| cover.when.iter())
        .map(|schedule| &schedule.value)
        .collect()
}

fn check_hours(cx: &Context<'_>, promise: &Located<Promise>, found: &mut Shortfalls) {
    let id = promise.id.as_str();
    if let Some(shortage) = hours_shortage(cx, promise).filter(|shortage| !shortage.is_empty()) {
        let shortfall = found.fails(
            "hours_uncovered",
            promise.at("value"),
            id,
            format!("promised in `{id}` and not staffed: {shortage}"),
        );
        shortfall.owned_by(promise.owner.as_deref());
        for cover in covers(cx, CoverDuty::Support).take(3) {
            shortfall.beside(cover.at("when"), "staffed here");
        }
        shortfall.cure("promise the hours that are staffed, or put somebody on duty in the others");
    }
    let Commitment::Hours(promised) = &promise.commitment else {
        return;
    };
    if promised.iter().any(Schedule::lacks_zone) {
        found
            .warns(
                "zone_unsaid",
                promise.at("value"),
                id,
                format!("`{id}` promises hours without a time zone; they are read as UTC"),
            )
            .owned_by(promise.owner.as_deref())
            .cure("write the time zone into the promise, as customers read it");
    }
}

fn check_clock(cx: &Context<'_>, always: &[&Located<Promise>], found: &mut Shortfalls) {
    if covers_always(&schedules(covers(cx, CoverDuty::Support)), cx.as_of) {
        return;
    }
    for promise in always {
        found
            .fails("clock_uncovered", promise.at("clock"), &promise.id, format!("the clock of `{}` runs day and night, and nobody is on duty for part of the week", promise.id))
            .owned_by(promise.owner.as_deref())
            .cure("count the answer in support hours, and say so; or put somebody on duty day and night");
    }
}

/// Where no hours of support are promised, a first answer still needs somebody on duty, and hours in which its clock runs.
fn check_somebody_answers(
    cx: &Context<'_>,
    responses: &[&Located<Promise>],
    found: &mut Shortfalls,
) {
    let is_nobody_there = schedules(covers(cx, CoverDuty::Support)).is_empty();
    for promise in responses {
        let id = promise.id.as_str();
        let shortfall = match promise.clock {
            Some(Clock::Always) => continue,
            _ if is_nobody_there => found
                .fails(
                    "nobody_answers",
                    promise.at("value"),
                    id,
                    format!("`{id}` promises a first answer, and nobody is on duty for support"),
                )
                .cure("put somebody on duty under `cover`, or promise no time to the first answer"),
            Some(Clock::SupportHours) => found
                .untold(
                    promise.at("clock"),
                    id,
                    format!("`{id}` counts in support hours, and none are promised, so nothing bounds it"),
                )
                .comparing("clock")
                .cure("promise the hours under `kind: support_hours`"),
            _ => continue,
        };
        shortfall.owned_by(promise.owner.as_deref());
    }
}

/// The strictest promised first answer of each level.
fn promised_answers<'a>(
    responses: &[&'a Located<Promise>],
) -> BTreeMap<Level, (&'a Located<Promise>, Span)> {
    let mut strictest: BTreeMap<Level, (&Located<Promise>, Span)> = BTreeMap::new();
    for promise in responses.iter().copied() {
        let Commitment::SpanByLevel(spans) = &promise.commitment else {
            continue;
        };
        for (&level, &span) in spans {
            let so_far = strictest.entry(level).or_insert((promise, span));
            if span.shortest() < so_far.1.shortest() {
                *so_far = (promise, span);
            }
        }
    }
    strictest
}

fn check_measured(cx: &Context<'_>, responses: &[&Located<Promise>], found: &mut Shortfalls) {
    let promised = promised_answers(responses);
    let Some((first, _)) = promised.values().next() else {
        return;
    };
    let support = cx.manifest.support.given();
    let measured = support
        .and_then(|support| support.measured.as_ref())
        .filter(|measured| cx.is_done(measured.date));
    let tickets = measured.and_then(|measured| measured.tickets);
    let (Some(measured), Some(tickets)) = (measured, tickets) else {
        let path = match (measured, support) {
            (Some(measured), _) => measured.at("tickets"),
            (None, Some(support)) => support
                .measured
                .as_ref()
                .map_or_else(|| support.at("measured"), |measured| measured.at("date")),
            (None, None) => ManifestPath::top("support"),
        };
        found
            .untold(path, &first.id, format!("`{}` promises a first answer in time, and nobody told how fast it was over how many tickets", first.id))
            .owned_by(first.owner.as_deref())
            .comparing("measured")
            .cure("write `support.measured` with `date`, `tickets` and `p90_first_response`; `tickets: 0` where none came yet");
        return;
    };
    if tickets < ENOUGH_TICKETS {
        return;
    }
    for (level, (promise, limit)) in promised {
        match measured.p90_first_response.get(&level) {
            None => {
                found
                    .untold(measured.at("p90_first_response"), &promise.id, format!("`{}` promises a first answer to {level} tickets within {limit}, and nobody told how fast they were answered", promise.id))
                    .owned_by(promise.owner.as_deref())
                    .comparing(level.word())
                    .cure(format!("write the time for {level} tickets; `0min` where none came"));
            }
            Some(taken) if !taken.fits_within(&limit) => {
                found
                    .fails("slower_than_promised", promise.at("value"), &promise.id, format!("`{}` promises a first answer to {level} tickets within {limit}; nine in ten of {tickets} came within {taken}", promise.id))
                    .owned_by(promise.owner.as_deref())
                    .comparing(level.word())
                    .beside(measured.at("p90_first_response"), "measured here")
                    .cure("promise what is kept, or answer sooner and measure again");
            }
            Some(_) => {}
        }
    }
}

fn check_people(cx: &Context<'_>, found: &mut Shortfalls) {
    let covers: Vec<_> = cx
        .manifest
        .cover
        .given()
        .into_iter()
        .flat_map(|covers| covers.iter())
        .filter(|cover| cover.duty.is_none_or(|duty| duty == CoverDuty::Support))
        .collect();
    check_rota(cx, &covers, found);
    for cover in covers {
        let name = cover.id.as_deref().unwrap_or("cover");
        if cover.holidays == Holidays::Unstated {
            found
                .warns(
                    "holidays_unstated",
                    cover.at("holidays"),
                    name,
                    "nobody says whether this duty holds on public holidays",
                )
                .owned_by(cover.owner.as_deref())
                .comparing(
                    &cover
                        .people
                        .iter()
                        .map(|who| who.as_str())
                        .collect::<Vec<_>>()
                        .join(","),
                )
                .cure("write `holidays: covered` or `holidays: uncovered`, and tell customers");
        }
    }
}

/// Warns where more than four fifths of the promised hours hang on one person.
fn check_concentration(cx: &Context<'_>, hours: &[&Located<Promise>], found: &mut Shortfalls) {
    let promised: Vec<&Schedule> = hours
        .iter()
        .flat_map(|promise| match &promise.commitment {
            Commitment::Hours(hours) => hours.as_slice(),
            _ => &[],
        })
        .collect();
    let mut alone: BTreeMap<&str, Vec<&Located<Cover>>> = BTreeMap::new();
    for cover in covers(cx, CoverDuty::Support) {
        let mut people = cx.active_among(&cover.people).into_iter();
        if let (Some(only), None) = (people.next(), people.next()) {
            alone.entry(only).or_default().push(cover);
        }
    }
    let is_much = |within: u64, of: u64| within * 5 > of * 4;
    let candidates: Vec<(&str, &Located<Cover>)> = alone
        .into_iter()
        .filter(|(_, covers)| {
            let carried = minutes_within(&promised, &schedules(covers.iter().copied()), cx.as_of);
            is_much(carried.within.count(), carried.of.count())
        })
        .filter_map(|(person, covers)| Some((person, *covers.first()?)))
        .collect();
    let [(person, cover)] = candidates.as_slice() else {
        return;
    };
    let others = covers(cx, CoverDuty::Support).filter(|cover| {
        cx.active_among(&cover.people)
            .into_iter()
            .any(|id| id != *person)
    });
    let all = minutes_within(
        &promised,
        &schedules(covers(cx, CoverDuty::Support)),
        cx.as_of,
    );
    let without = minutes_within(&promised, &schedules(others), cx.as_of);
    let hanging = all.within.count().saturating_sub(without.within.count());
    if is_much(hanging, all.of.count()) {
        let share = hanging * 100 / all.of.count().max(1);
        let rest = if without.within.count() == 0 {
            "nobody else is on duty in any of them"
        } else {
            "others are on duty in the rest"
        };
        found
            .warns(
                "one_person",
                cover.at("people"),
                person,
                format!("`{person}` alone carries {share} % of the promised hours; {rest}"),
            )
            .owned_by(Some(person))
            .cure("put a second person on part of the hours, or promise fewer");
    }
}
