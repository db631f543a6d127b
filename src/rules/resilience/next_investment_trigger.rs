//! What would make the company buy more resilience, and whether that has happened.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::model::{LoggedStatus, Trigger};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::{Each, Located};

/// How old the value of a trigger may be.
const MEASURED_WITHIN: Span = Span::from_days(90);

pub(super) fn next_investment_trigger(cx: &Context<'_>) -> RuleOutcome {
    let triggers = cx.section(&cx.manifest.triggers, "triggers")?;
    let mut found = Shortfalls::none();
    if triggers.is_empty() {
        found
            .fails(
                "none",
                ManifestPath::top("triggers"),
                "triggers",
                "nothing is named that would make the company buy more resilience",
            )
            .cure("name one figure, its threshold, and what is bought when it is reached");
    }
    let decided = decision_days(cx);
    for trigger in triggers {
        check_trigger(cx, trigger, &mut found);
        check_fired(cx, trigger, &decided, &mut found);
    }
    check_failure_modes(cx, triggers, &mut found);
    Ok(found)
}

fn check_trigger(cx: &Context<'_>, trigger: &Located<Trigger>, found: &mut Shortfalls) {
    let id = &trigger.id;
    let owner = trigger.owner.as_deref();
    let mut fails = |clause: &'static str, field: &'static str, message: String, cure: &str| {
        found
            .fails(clause, trigger.at(field), id, message)
            .owned_by(owner)
            .cure(cure);
    };
    if trigger.threshold.is_none() && trigger.threshold_date.is_none() {
        fails(
            "no_threshold",
            "threshold",
            format!("trigger `{id}` has neither a number nor a day at which it fires"),
            "write `threshold` or `threshold_date`",
        );
    }
    if !owner.is_some_and(|owner| cx.is_human(owner)) {
        let why = match owner {
            Some(owner) => cx.lost(owner).map_or_else(String::new, |lost| lost.reason),
            None => "nobody owns it".to_owned(),
        };
        fails(
            "unowned",
            "owner",
            format!("nobody watches trigger `{id}`: {why}"),
            "name somebody who is there",
        );
    }
    if trigger.threshold.is_some() {
        match trigger.measured.filter(|&day| !cx.is_yet_to_come(day)) {
            Some(day) if !cx.is_older(day, &MEASURED_WITHIN) => {}
            Some(day) => fails(
                "not_measured",
                "measured",
                format!(
                    "trigger `{id}` was last measured {} days ago; {MEASURED_WITHIN} is the limit",
                    cx.age_days(day)
                ),
                "measure it again",
            ),
            None => fails(
                "not_measured",
                "measured",
                format!("nobody told when trigger `{id}` was last measured"),
                "measure it",
            ),
        }
        if trigger.current.is_none() {
            found
                .untold(
                    trigger.at("current"),
                    id,
                    format!("trigger `{id}` does not say where its value stands"),
                )
                .owned_by(owner)
                .cure("write `current`");
        }
    }
    if trigger.approved_cost.is_none() {
        found
            .warns(
                "no_cost",
                trigger.at("approved_cost"),
                id,
                format!("nobody knows what follows from trigger `{id}` would cost"),
            )
            .owned_by(owner)
            .cure("estimate it, and write `approved_cost`");
    }
}

fn check_fired(
    cx: &Context<'_>,
    trigger: &Located<Trigger>,
    decided: &BTreeMap<&str, Day>,
    found: &mut Shortfalls,
) {
    let Some((fired, why)) = fired(cx, trigger) else {
        return;
    };
    let decided = trigger.decision.as_deref().and_then(|id| decided.get(id));
    let message = match decided.copied().filter(|&day| !cx.is_yet_to_come(day)) {
        Some(day) if day >= fired => return,
        Some(day) => format!(
            "trigger `{}` fired: {why}; its decision is of {day}, before that",
            trigger.id
        ),
        None => format!(
            "trigger `{}` fired: {why}; and nobody decided since",
            trigger.id
        ),
    };
    found
        .fails(
            "fired_undecided",
            trigger.at("decision"),
            &trigger.id,
            message,
        )
        .owned_by(trigger.owner.as_deref())
        .cure("decide whether to buy what it names, on record, and name that under `decision`");
}

/// The day on which a trigger fired, and why: by its own word, by its day, or by its value on the day of the measurement.
fn fired(cx: &Context<'_>, trigger: &Trigger) -> Option<(Day, String)> {
    if let Some(day) = trigger.fired.filter(|&day| !cx.is_yet_to_come(day)) {
        return Some((day, format!("it did on {day}")));
    }
    if let (Some(current), Some(threshold)) = (trigger.current, trigger.threshold)
        && current >= threshold
    {
        let day = trigger.measured.unwrap_or(cx.as_of);
        return Some((
            day,
            format!("{current} is reached, {threshold} is the threshold"),
        ));
    }
    let day = trigger
        .threshold_date
        .filter(|&day| !cx.is_yet_to_come(day))?;
    Some((day, format!("{day} was the day")))
}

/// The days of all decisions on record, by their ids; one that is only proposed decides nothing.
fn decision_days<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Day> {
    let log = cx
        .manifest
        .decisions_log
        .given()
        .into_iter()
        .flat_map(|log| log.iter());
    let logged = log
        .filter(|logged| {
            matches!(
                logged.status,
                Some(LoggedStatus::Accepted | LoggedStatus::Superseded)
            )
        })
        .filter_map(|logged| Some((logged.value.id.as_str(), logged.date?)));
    let cost = cx
        .manifest
        .cost
        .given()
        .and_then(|cost| cost.decisions.as_ref());
    let of_cost = cost.into_iter().flat_map(|decisions| decisions.iter());
    logged
        .chain(of_cost.filter_map(|of| Some((of.value.id.as_str(), of.date?))))
        .collect()
}

/// A long recovery that was accepted has a trigger that ends the acceptance.
fn check_failure_modes(cx: &Context<'_>, triggers: &Each<Trigger>, found: &mut Shortfalls) {
    let named: BTreeSet<&str> = triggers
        .iter()
        .flat_map(|trigger| trigger.failure_modes.iter())
        .map(|mode| mode.as_str())
        .collect();
    let modes = cx
        .manifest
        .failure_modes
        .given()
        .into_iter()
        .flat_map(|modes| modes.iter());
    for mode in modes.filter(|mode| mode.accepted_by.is_some() && !named.contains(mode.id.as_str()))
    {
        found
            .warns(
                "long_recovery_open",
                mode.at("accepted_by"),
                &mode.id,
                format!(
                    "the long recovery from `{}` is accepted, and no trigger says until when",
                    mode.id
                ),
            )
            .owned_by(mode.owner.as_deref())
            .cure("name it under `failure_modes` of a trigger");
    }
}
