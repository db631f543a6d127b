//! Whether acceptances say why, until when and on which conditions, and still hold.

use super::acceptances::{self, last_signature};
use crate::gate::Acceptability;
use crate::gate::embedded::MAX_ACCEPTANCE;
use crate::manifest::Stands;
use crate::manifest::model::{Acceptance, Level, RiskStatus};
use crate::rules::context::Covered;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::says_nothing;
use crate::time::Span;
use crate::yaml::Located;

/// How often an acceptance may be renewed before it needs a dated plan to end it.
const RENEWALS_WITHOUT_PLAN: usize = 2;

pub(super) fn acceptances_current(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    for acceptance in acceptances::told(cx)? {
        check_form(cx, acceptance, &mut found);
        if !is_over_and_needless(cx, acceptance) {
            check_hold(cx, acceptance, &mut found);
        }
    }
    Ok(found)
}

/// Checks that an acceptance is complete, and still in force.
pub fn check_currency<'a>(
    cx: &Context<'a>,
    acceptance: &'a Located<Acceptance>,
    found: &mut Shortfalls,
) {
    check_form(cx, acceptance, found);
    check_hold(cx, acceptance, found);
}

/// Whether an acceptance no longer holds, and nothing needs it: all that it covered is settled, or validly accepted elsewhere.
fn is_over_and_needless(cx: &Context<'_>, acceptance: &Acceptance) -> bool {
    let is_needless = |name: &str| match cx.covered(name) {
        Covered::Finding(finding) => !cx.is_open(finding) || cx.accepted(&finding.id).is_some(),
        Covered::Risk(risk) => {
            risk.status == Some(RiskStatus::Closed) || cx.accepted(&risk.id).is_some()
        }
        Covered::Incident(incident) => cx.accepted(&incident.id).is_some(),
        Covered::Gate(gate) => {
            let accepted = cx.accepted(gate.id).or_else(|| cx.accepted(gate.name));
            accepted.is_some()
        }
        Covered::Unreported => true,
        Covered::Nothing => false,
    };
    !cx.holds(acceptance)
        && !acceptance.covers.is_empty()
        && acceptance.covers.iter().all(|name| is_needless(name))
}

fn check_form<'a>(cx: &Context<'a>, acceptance: &'a Located<Acceptance>, found: &mut Shortfalls) {
    check_fields(acceptance, found);
    check_reason(cx, acceptance, found);
    check_date(cx, acceptance, found);
    if let Some((level, _)) = cx.worst_covered(acceptance) {
        check_length(cx, acceptance, level, found);
    }
    check_renewals(cx, acceptance, found);
}

fn check_hold(cx: &Context<'_>, acceptance: &Located<Acceptance>, found: &mut Shortfalls) {
    check_force(cx, acceptance, found);
    check_conditions(cx, acceptance, found);
}

fn check_fields(acceptance: &Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    let own = [
        ("by", acceptance.by.is_none()),
        ("role", acceptance.role.is_none()),
        ("date", acceptance.date.is_none()),
        ("review_by", acceptance.review_by.is_none()),
        ("reason", says_nothing(acceptance.reason.as_ref())),
        ("covers", acceptance.covers.is_empty()),
    ];
    let own = own.map(|(field, is_absent)| (acceptance.at(field), field, is_absent));
    let renewals = acceptance.renewals.iter().flat_map(|renewal| {
        let fields = [
            ("date", renewal.date.is_none()),
            ("by", renewal.by.is_none()),
            ("role", renewal.role.is_none()),
        ];
        fields.map(|(field, is_absent)| (renewal.at(field), field, is_absent))
    });
    for (place, field, _) in own
        .into_iter()
        .chain(renewals)
        .filter(|(_, _, is_absent)| *is_absent)
    {
        found
            .fails(
                "field_missing",
                place,
                id,
                format!("`{id}` does not say `{field}`"),
            )
            .owned_by(acceptance.by.as_deref())
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
}

fn check_reason(cx: &Context<'_>, acceptance: &Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    let Some(reason) = acceptance
        .reason
        .as_ref()
        .filter(|reason| !cx.is_reason(reason))
    else {
        return;
    };
    found
        .fails(
            "reason_too_short",
            acceptance.at("reason"),
            id,
            format!(
                "the reason of `{id}` has {} characters, {} are needed",
                reason.trim().chars().count(),
                cx.parameters.count(crate::gate::embedded::NA_MIN_REASON)
            ),
        )
        .owned_by(acceptance.by.as_deref())
        .cure("say in a sentence why this can be lived with");
}

fn check_date(cx: &Context<'_>, acceptance: &Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    if let Some(date) = acceptance.date.filter(|&date| cx.is_yet_to_come(date)) {
        found
            .fails(
                "not_yet_given",
                acceptance.at("date"),
                id,
                format!("`{id}` is dated {date}, and it is {}", cx.as_of),
            )
            .owned_by(acceptance.by.as_deref())
            .cure("correct the date, or wait for the decision");
    }
}

/// Checks that an acceptance ends as soon as one must of what is so bad.
pub fn check_length<'a>(
    cx: &Context<'a>,
    acceptance: &'a Located<Acceptance>,
    level: Level,
    found: &mut Shortfalls,
) {
    let (Some(signed), Some(review_by)) =
        (last_signature(cx, acceptance).date, acceptance.review_by)
    else {
        return;
    };
    let of_gates = acceptance
        .covers
        .iter()
        .filter_map(|name| match cx.covered(name) {
            Covered::Gate(gate) => match gate.acceptable {
                Acceptability::Yes { longest_days, .. } => longest_days.map(Span::from_days),
                Acceptability::No => None,
            },
            Covered::Finding(_)
            | Covered::Risk(_)
            | Covered::Incident(_)
            | Covered::Unreported
            | Covered::Nothing => None,
        });
    let of_level = cx.parameters.by_level(MAX_ACCEPTANCE).at(level);
    let limit = of_gates.fold(of_level, |shortest, other| {
        if signed.plus(&other) < signed.plus(&shortest) {
            other
        } else {
            shortest
        }
    });
    let latest = signed.plus(&limit);
    if latest < review_by {
        let id = acceptance.id.as_str();
        found
            .fails(
                "too_long",
                acceptance.at("review_by"),
                id,
                format!(
                    "`{id}` runs {} days, from {signed} to {review_by}; {limit} is the limit for what it covers, which is {level}",
                    review_by.days_since(signed)
                ),
            )
            .owned_by(acceptance.by.as_deref())
            .cure(format!("set `review_by` to {latest} or earlier"));
    }
}

fn check_force(cx: &Context<'_>, acceptance: &Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    let by = acceptance.by.as_deref();
    if let Some(revoked) = acceptance.revoked.filter(|&day| !cx.is_yet_to_come(day)) {
        found
            .fails(
                "revoked",
                acceptance.at("revoked"),
                id,
                format!("`{id}` was taken back on {revoked}"),
            )
            .owned_by(by)
            .cure("fix what it covered, or have it accepted anew");
    }
    match acceptance.review_by {
        Some(last) if cx.is_past(last) => {
            found
                .fails(
                    "lapsed",
                    acceptance.at("review_by"),
                    id,
                    format!("`{id}` lapsed on {last}, {} days ago", cx.age_days(last)),
                )
                .owned_by(by)
                .cure("fix what it covers, or have it accepted anew under `renewals`");
        }
        Some(last) if cx.ends_soon(last) => {
            found
                .warns(
                    "ends_soon",
                    acceptance.at("review_by"),
                    id,
                    format!("`{id}` lapses after {last}, in {} days", -cx.age_days(last)),
                )
                .owned_by(by)
                .cure("decide before that day whether it is fixed or accepted anew");
        }
        Some(_) | None => {}
    }
}

fn check_conditions(cx: &Context<'_>, acceptance: &Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    for condition in acceptance
        .conditions
        .iter()
        .filter(|condition| !cx.is_done(condition.done))
    {
        let what = condition.r#do.as_deref().unwrap_or("a condition");
        let message = match condition.due {
            None => format!("`{what}`, on which `{id}` rests, has no day by which it is due"),
            Some(due) if cx.is_past(due) => {
                format!("`{what}`, on which `{id}` rests, was due on {due} and is not done")
            }
            Some(_) => continue,
        };
        found
            .fails("condition_missed", condition.at("due"), id, message)
            .owned_by(condition.owner.as_deref().or(acceptance.by.as_deref()))
            .comparing(what)
            .cure("do it and write `done`, or have the risk accepted anew");
    }
}

fn check_renewals(cx: &Context<'_>, acceptance: &Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    let count = acceptance.renewals.len();
    let plan_due = acceptance.plan_due.filter(|&due| !cx.is_past(due));
    let has_plan = !says_nothing(acceptance.plan.as_ref()) && plan_due.is_some();
    if count > RENEWALS_WITHOUT_PLAN && !has_plan {
        found
            .fails(
                "renewed_without_plan",
                acceptance.at("plan_due"),
                id,
                format!("`{id}` was renewed {count} times, and no plan with a day ahead ends it"),
            )
            .owned_by(acceptance.by.as_deref())
            .cure("write `plan` and `plan_due`, or say in the promises that it stays");
    } else if count >= RENEWALS_WITHOUT_PLAN {
        found
            .warns(
                "renewed_twice",
                acceptance.at("renewals"),
                id,
                format!("`{id}` was renewed {count} times"),
            )
            .owned_by(acceptance.by.as_deref())
            .cure("end it: an acceptance renewed again and again is a decision not to fix");
    }
}
