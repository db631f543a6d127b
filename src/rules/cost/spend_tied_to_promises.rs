//! What resilience costs against the promises it pays for.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::belonging::Belongs;
use crate::gate::Severity;
use crate::manifest::Stands;
use crate::manifest::model::{
    Clock, Commitment, CostCategory, CostLine, Delivers, IsolationLevel, Number, Promise,
    PromiseKind, Trigger,
};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::coverage::covers_always;
use crate::time::{Schedule, Span};
use crate::yaml::{Each, Located};

pub(super) fn spend_tied_to_promises(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let cost = cx.section(&cx.manifest.cost, "cost")?;
    let lines = cx.part(cost.lines.as_ref(), cost.at("lines"), "cost.lines")?;
    let mut found = Shortfalls::none();
    let named = named_by(lines);
    for (promise, strength) in cx
        .promises()
        .filter_map(|promise| Some((promise, strength(cx, promise)?)))
    {
        check_promise(cx, promise, &strength, lines, &mut found);
    }
    check_lines(cx, lines, &mut found);
    check_triggers(cx, &named, &mut found);
    Ok(found)
}

/// What makes a promise stronger than what comes by itself, and what can deliver it.
struct Strength {
    what: String,
    delivered_by: &'static [Delivers],
}

/// What goes on by itself at night, or brings somebody to work then.
const BY_MACHINES_OR_PEOPLE: [Delivers; 5] = [
    Delivers::Redundancy,
    Delivers::Standby,
    Delivers::SecondRegion,
    Delivers::OnCall,
    Delivers::PartnerCover,
];

fn strength(cx: &Context<'_>, promise: &Promise) -> Option<Strength> {
    let within = |span: &Span, hours| span.fits_within(&Span::from_hours(hours));
    let (what, delivered_by): (String, &'static [Delivers]) =
        match (&promise.commitment, promise.kind) {
            (Commitment::Percent(Number(percent)), _) if *percent >= Decimal::new(999, 1) => {
                (format!("{percent} % availability"), &BY_MACHINES_OR_PEOPLE)
            }
            (Commitment::Span(span), PromiseKind::Rto) if within(span, 1) => (
                format!("recovery within {span}"),
                &[
                    Delivers::Standby,
                    Delivers::Redundancy,
                    Delivers::SecondRegion,
                ],
            ),
            (Commitment::Span(span), PromiseKind::Rto)
                if within(span, 24) && promise.clock == Some(Clock::Always) =>
            {
                (
                    format!("recovery within {span}, day and night"),
                    &BY_MACHINES_OR_PEOPLE,
                )
            }
            (Commitment::Span(span), PromiseKind::Rto) if within(span, 4) => (
                format!("recovery within {span}"),
                &[
                    Delivers::Standby,
                    Delivers::Redundancy,
                    Delivers::SecondRegion,
                    Delivers::Backup,
                    Delivers::Pitr,
                    Delivers::OnCall,
                    Delivers::PartnerCover,
                ],
            ),
            (Commitment::Span(span), PromiseKind::Rpo) if within(span, 1) => (
                format!("at most {span} of data lost"),
                &[
                    Delivers::Pitr,
                    Delivers::Standby,
                    Delivers::Backup,
                    Delivers::SecondRegion,
                ],
            ),
            (Commitment::Hours(hours), _) if is_part_of_day_and_night(cx, promise, hours) => (
                "support day and night".to_owned(),
                &[Delivers::OnCall, Delivers::PartnerCover],
            ),
            (Commitment::SpanByLevel(_), PromiseKind::FirstResponse)
                if promise.clock == Some(Clock::Always) =>
            {
                (
                    "answers day and night".to_owned(),
                    &[Delivers::OnCall, Delivers::PartnerCover],
                )
            }
            (Commitment::Isolation(IsolationLevel::Dedicated), _) => (
                "machines of a customer's own".to_owned(),
                &[Delivers::PerTenant],
            ),
            (Commitment::Regions(regions), _)
                if regions.iter().collect::<BTreeSet<_>>().len() > 1 =>
            {
                (
                    "data in more than one region".to_owned(),
                    &[Delivers::SecondRegion],
                )
            }
            _ => return None,
        };
    Some(Strength { what, delivered_by })
}

/// Whether hours of support, with all others that are promised for a service of theirs, come to day and night.
fn is_part_of_day_and_night(cx: &Context<'_>, promise: &Promise, hours: &[Schedule]) -> bool {
    let own: Vec<&Schedule> = hours.iter().collect();
    covers_always(&own, cx.as_of)
        || cx
            .production_services()
            .any(|(id, _)| is_about(promise, id) && cx.is_supported_always(id))
}

fn is_about(promise: &Promise, service: &str) -> bool {
    let services = promise.services.as_ref();
    services.is_none_or(|services| services.covers(service))
}

/// How far a line pays for a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pays {
    /// It is paid, is of production, names the promise, and delivers it.
    ForIt,
    /// That may be so, and nobody told: this field would.
    Untold(&'static str),
    /// It does not.
    Not,
}

fn pays(cx: &Context<'_>, line: &CostLine, promise: &Promise, strength: &Strength) -> Pays {
    let is_over = line.temporary_until.is_some_and(|last| cx.is_past(last));
    let belongs = Belongs::of(cx, line.environment.as_ref());
    if !is_paid(line) || is_over || belongs == Belongs::Elsewhere {
        return Pays::Not;
    }
    let names = line
        .pays_for
        .iter()
        .any(|id| id.as_str() == promise.id.as_str() || is_said_again(cx, id, promise));
    let can = |delivers: &Located<Delivers>| strength.delivered_by.contains(&delivers.value);
    let delivers = line.delivers.iter().any(can);
    match (names, delivers) {
        (true, true) if belongs == Belongs::Untold => Pays::Untold("environment"),
        (true, true) => Pays::ForIt,
        (true, false) if line.delivers.is_empty() => Pays::Untold("delivers"),
        (false, true) if line.pays_for.is_empty() => Pays::Untold("for"),
        (true | false, false) | (false, true) => Pays::Not,
    }
}

/// Whether a promise in force of that id says of the same service what another one says: the same in two documents is paid for once.
fn is_said_again(cx: &Context<'_>, id: &str, promise: &Promise) -> bool {
    cx.promises_of(promise.kind).any(|other| {
        let mut services = cx.production_services();
        other.id.as_str() == id
            && services.any(|(service, _)| is_about(other, service) && is_about(promise, service))
    })
}

/// Whether a line costs anything; one without an amount shows no money.
fn is_paid(line: &CostLine) -> bool {
    line.monthly
        .is_some_and(|Number(amount)| amount > Decimal::ZERO)
}

/// The lines that name a promise, risk or trigger, by its id.
fn named_by(lines: &Each<CostLine>) -> BTreeMap<&str, Vec<&Located<CostLine>>> {
    let mut named: BTreeMap<&str, Vec<&Located<CostLine>>> = BTreeMap::new();
    for line in lines {
        for id in &line.pays_for {
            named.entry(id.as_str()).or_default().push(line);
        }
    }
    named
}

fn check_promise(
    cx: &Context<'_>,
    promise: &Located<Promise>,
    strength: &Strength,
    lines: &Each<CostLine>,
    found: &mut Shortfalls,
) {
    let id = promise.id.as_str();
    let paying = |line: &Located<CostLine>| pays(cx, line, promise, strength);
    if lines.iter().any(|line| paying(line) == Pays::ForIt) {
        return;
    }
    let vague = lines.iter().find_map(|line| match paying(line) {
        Pays::Untold(field) => Some((line, field)),
        Pays::ForIt | Pays::Not => None,
    });
    if let Some((line, field)) = vague {
        found
            .untold(
                line.at(field),
                id,
                format!(
                    "`{}` may pay for `{id}`, and does not tell its `{field}`",
                    line.what
                ),
            )
            .owned_by(line.owner.as_deref())
            .comparing(&line.what)
            .cure(format!("write `{field}`"));
        return;
    }
    let words: Vec<&str> = strength
        .delivered_by
        .iter()
        .map(|delivers| delivers.word())
        .collect();
    found
        .fails(
            "unfunded",
            promise.at("value"),
            id,
            format!(
                "`{id}` promises {}, and no line of production pays for {} for it",
                strength.what,
                words.join(" or ")
            ),
        )
        .owned_by(promise.owner.as_deref())
        .weighs(Severity::Major)
        .cure("pay for what delivers it, and write the line with `for` and `delivers`; or promise less");
}

fn check_lines(cx: &Context<'_>, lines: &Each<CostLine>, found: &mut Shortfalls) {
    let withdrawn: BTreeSet<&str> = {
        let promises = cx
            .manifest
            .promises
            .given()
            .into_iter()
            .flat_map(|promises| promises.iter());
        let over =
            promises.filter(|promise| promise.retired.is_some_and(|day| !cx.is_yet_to_come(day)));
        over.map(|promise| promise.id.as_str()).collect()
    };
    for line in lines {
        let is_resilience =
            line.category == Some(CostCategory::Resilience) || !line.delivers.is_empty();
        let pays_for_something = line
            .pays_for
            .iter()
            .any(|id| !withdrawn.contains(id.as_str()));
        if is_resilience && is_paid(line) && !pays_for_something {
            found
                .warns(
                    "pays_for_nothing",
                    line.at("for"),
                    &line.what,
                    format!(
                        "`{}` is paid for resilience, and for no promise, risk or trigger in force",
                        line.what
                    ),
                )
                .owned_by(line.owner.as_deref())
                .cure("name under `for` what it is for, or switch it off");
        }
    }
}

fn check_triggers(
    cx: &Context<'_>,
    named: &BTreeMap<&str, Vec<&Located<CostLine>>>,
    found: &mut Shortfalls,
) {
    let triggers = cx
        .manifest
        .triggers
        .given()
        .into_iter()
        .flat_map(|triggers| triggers.iter());
    for trigger in triggers
        .filter(|trigger| has_fired(cx, trigger) && !named.contains_key(trigger.id.as_str()))
    {
        found
            .warns(
                "trigger_unfunded",
                trigger.here(),
                &trigger.id,
                format!(
                    "`{}` has fired, and no line pays for what was to be bought then",
                    trigger.id
                ),
            )
            .owned_by(trigger.owner.as_deref())
            .cure("write a line that names it under `for`, or move the trigger on purpose");
    }
}

/// Whether a trigger fired: somebody said so, its value is reached, or its day has come.
fn has_fired(cx: &Context<'_>, trigger: &Trigger) -> bool {
    let is_reached =
        matches!((trigger.current, trigger.threshold), (Some(now), Some(limit)) if now >= limit);
    let has_come = |day: Option<crate::time::Day>| day.is_some_and(|day| !cx.is_yet_to_come(day));
    is_reached || has_come(trigger.fired) || has_come(trigger.threshold_date)
}
