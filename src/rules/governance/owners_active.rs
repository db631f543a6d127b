//! Whether owners still work here, will when it matters, and know what they own.

use std::collections::BTreeMap;

use crate::gate::Severity;
use crate::manifest::Stands;
use crate::manifest::model::Person;
use crate::rules::ownership::{OwnedItem, Owner, owned_items};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How long ago an owner may have confirmed what they own.
const ACKNOWLEDGED_WITHIN: Span = Span::from_days(180);

pub(super) fn owners_active(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    let mut owners: BTreeMap<&str, Severity> = BTreeMap::new();
    let mut is_any = false;
    for item in owned_items(cx) {
        is_any = true;
        let Some(owner) = &item.owner else {
            continue;
        };
        if let Some((id, person)) = answers(cx, owner.who) {
            check_item(cx, &item, owner, id, person, &mut found);
            let heaviest = owners.entry(id).or_insert(item.weight);
            *heaviest = item.weight.max(*heaviest);
        }
    }
    if !is_any {
        return Err(Unjudged::not_applicable("nothing needs an owner yet"));
    }
    for (id, weight) in owners {
        if let Some(person) = cx.person(id).filter(|_| cx.was_active(id, cx.as_of)) {
            check_absence(cx, id, person, weight, &mut found);
            check_acknowledgement(cx, id, person, weight, &mut found);
        }
    }
    Ok(found)
}

/// The one person who answers for an owner: the person named, or the only one behind the role or the group.
fn answers<'a>(cx: &Context<'a>, who: &'a str) -> Option<(&'a str, &'a Located<Person>)> {
    if let Some(person) = cx.person(who) {
        return Some((who, person));
    }
    let mut behind = cx.people_behind(who).into_iter();
    match (behind.next(), behind.next()) {
        (Some(only), None) => Some((only, cx.person(only)?)),
        _ => None,
    }
}

fn check_item(
    cx: &Context<'_>,
    item: &OwnedItem<'_>,
    owner: &Owner<'_>,
    id: &str,
    person: &Located<Person>,
    found: &mut Shortfalls,
) {
    let Some(last) = person.until else {
        return;
    };
    let kind = item.kind.name();
    let role = if owner.who == id {
        String::new()
    } else {
        format!(", who alone is `{}`", owner.who)
    };
    let shortfall = match item.due {
        _ if cx.is_past(last) => found.fails(
            "left",
            owner.path.clone(),
            item.id,
            format!(
                "{kind} `{}` is owned by `{id}`, who left on {last}",
                item.id
            ),
        ),
        Some((due, field)) if last < due => found.warns(
            "leaves_before_due",
            owner.path.clone(),
            item.id,
            format!(
                "the last day of `{id}`{role}, {last}, is before `{field}` of {kind} `{}`, {due}",
                item.id
            ),
        ),
        Some(_) | None => return,
    };
    shortfall
        .owned_by(Some(id))
        .comparing(kind)
        .beside(person.at("until"), "last day")
        .weighs(of_item(item.weight))
        .cure("hand it over: name the new owner, and tell them");
}

fn check_absence(
    cx: &Context<'_>,
    id: &str,
    person: &Located<Person>,
    weight: Severity,
    found: &mut Shortfalls,
) {
    let go_live = cx.manifest.stage.go_live;
    let Some(day) = go_live.filter(|&day| !cx.is_past(day)) else {
        return;
    };
    let absences = person
        .away
        .iter()
        .filter(|absence| absence.from <= day && day <= absence.to);
    for absence in absences {
        let has_deputy = absence
            .deputy
            .as_ref()
            .is_some_and(|deputy| stands_in(cx, deputy, id, day));
        if !has_deputy {
            found
                .warns(
                    "away_at_go_live",
                    absence.at("deputy"),
                    id,
                    format!(
                        "`{id}` is away from {} to {}, when production begins on {day}, and nobody stands in",
                        absence.from, absence.to
                    ),
                )
                .owned_by(Some(id))
                .beside(cx.manifest.stage.at("go_live"), "production begins here")
                .weighs(of_item(weight))
                .cure("name a deputy who is there");
        }
    }
}

/// Whether somebody else is there on that day and not away: the deputy, or one of those behind a role or group.
fn stands_in(cx: &Context<'_>, deputy: &str, id: &str, day: Day) -> bool {
    let is_there = |who: &str| {
        let person = cx.person(who).filter(|_| who != id);
        person.is_some_and(|person| person.is_active_on(day) && person.absence_on(day).is_none())
    };
    is_there(deputy) || cx.people_behind(deputy).into_iter().any(is_there)
}

fn check_acknowledgement(
    cx: &Context<'_>,
    id: &str,
    person: &Located<Person>,
    weight: Severity,
    found: &mut Shortfalls,
) {
    if weight < Severity::Blocker {
        return;
    }
    let confirmed = person
        .acknowledged
        .filter(|&confirmed| !cx.is_yet_to_come(confirmed));
    let message = match confirmed {
        Some(confirmed) if cx.is_older(confirmed, &ACKNOWLEDGED_WITHIN) => format!(
            "`{id}` last confirmed what they own {} days ago; {ACKNOWLEDGED_WITHIN} is the limit",
            cx.age_days(confirmed)
        ),
        Some(_) => return,
        None => format!("`{id}` never confirmed what they own"),
    };
    found
        .warns("not_acknowledged", person.at("acknowledged"), id, message)
        .owned_by(Some(id))
        .weighs(Severity::Major)
        .cure("ask them to read the list, and write the day under `acknowledged`");
}

/// What a blocker judges weighs as one, everything else as a major.
fn of_item(weight: Severity) -> Severity {
    weight.max(Severity::Major)
}
