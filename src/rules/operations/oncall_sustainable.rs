//! Promises that need somebody day and night, against how many people share that.

use std::collections::BTreeSet;

use super::shares::{check_load, check_shares};
use crate::gate::embedded::{MIN_ONCALL_24X7_FAIL, MIN_ONCALL_24X7_WARN};
use crate::manifest::Stands;
use crate::manifest::model::{Clock, Commitment, Cover, CoverDuty, Promise, PromiseKind};
use crate::rules::resilience::recovery::{on_call, unsaid};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn oncall_sustainable(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let kinds = [
        PromiseKind::Rto,
        PromiseKind::Availability,
        PromiseKind::SupportHours,
    ];
    let mut found = Shortfalls::none();
    for kind in kinds {
        found.extend(unsaid(cx, kind));
    }
    let round_the_clock = cx
        .production_services()
        .flat_map(|(id, _)| kinds.into_iter().map(move |kind| (id, kind)))
        .flat_map(|(id, kind)| cx.promised(kind, id).map(move |promise| (id, promise)))
        .find(|(id, promise)| runs_day_and_night(cx, id, promise));
    let Some((_, promise)) = round_the_clock else {
        return if found.is_empty() {
            Err(Unjudged::not_applicable(
                "no promise needs somebody day and night",
            ))
        } else {
            Ok(found)
        };
    };
    for cover in cx.section(&cx.manifest.cover, "cover")? {
        check_named(cover, &mut found);
    }
    let covers: Vec<_> = on_call(cx).collect();
    check_people(cx, promise, &covers, &mut found);
    check_load(cx, &covers, &mut found);
    check_shares(cx, &covers, &mut found);
    check_terms(&covers, &mut found);
    check_lead(cx, &mut found);
    Ok(found)
}

/// Whether a promise for a service needs somebody day and night; hours of support count together.
fn runs_day_and_night(cx: &Context<'_>, service: &str, promise: &Promise) -> bool {
    match &promise.commitment {
        Commitment::Hours(_) => cx.is_supported_always(service),
        Commitment::Span(_) | Commitment::Percent(_) => promise.clock != Some(Clock::SupportHours),
        _ => false,
    }
}

/// A cover that names nobody hides who carries it.
fn check_named(cover: &Located<Cover>, found: &mut Shortfalls) {
    if cover.people.is_empty() && cover.duty.is_none_or(|of| of == CoverDuty::OnCall) {
        found
            .untold(
                cover.at("people"),
                "cover",
                "nobody told who is on call in a cover",
            )
            .owned_by(cover.owner.as_deref())
            .cure("write `people`");
    }
}

fn check_people(
    cx: &Context<'_>,
    promise: &Located<Promise>,
    covers: &[&Located<Cover>],
    found: &mut Shortfalls,
) {
    let people: BTreeSet<&str> = covers
        .iter()
        .flat_map(|cover| cx.active_among(&cover.people))
        .collect();
    let count = people.len();
    let (least, wanted) = (
        cx.parameters.count(MIN_ONCALL_24X7_FAIL),
        cx.parameters.count(MIN_ONCALL_24X7_WARN),
    );
    let says = format!(
        "promise `{}` needs somebody day and night, and {count} people share that",
        promise.id
    );
    let path = promise.at("value");
    let shortfall = if count < least {
        found.fails(
            "too_few",
            path,
            "cover",
            format!("{says}; {least} is the least"),
        )
    } else if count < wanted {
        found.warns(
            "few",
            path,
            "cover",
            format!("{says}; {wanted} can keep it up"),
        )
    } else {
        return;
    };
    shortfall
        .owned_by(promise.owner.as_deref())
        .comparing(&promise.id)
        .cure("promise business hours, let a partner cover the nights, or hire");
}

fn check_terms(covers: &[&Located<Cover>], found: &mut Shortfalls) {
    for (place, cover) in (1..).zip(covers) {
        let name = cover
            .id
            .as_ref()
            .map_or_else(|| format!("cover {place}"), ToString::to_string);
        if cover.compensation.is_none() {
            found
                .warns(
                    "unpaid",
                    cover.at("compensation"),
                    &name,
                    format!("nothing says how people are paid for `{name}`"),
                )
                .owned_by(cover.owner.as_deref())
                .cure("agree on pay or time off, and write `compensation`");
        }
        if cover.when.iter().any(|when| when.lacks_zone()) {
            found
                .warns(
                    "zone_unsaid",
                    cover.at("when"),
                    &name,
                    format!("the hours of `{name}` do not say by which clock they count"),
                )
                .owned_by(cover.owner.as_deref())
                .cure("write the time zone, for example `Europe/London`");
        }
    }
}

fn check_lead(cx: &Context<'_>, found: &mut Shortfalls) {
    let Some(incidents) = cx.manifest.incidents.given() else {
        return;
    };
    let Some(roles) = incidents.roles.as_ref() else {
        return;
    };
    let (lead, speakers) = (cx.active_among(&roles.lead), cx.active_among(&roles.comms));
    if let Some(only) = speakers
        .first()
        .filter(|only| speakers.len() == 1 && lead.contains(*only))
    {
        found
            .warns(
                "lead_speaks",
                roles.at("comms"),
                only,
                format!("`{only}` leads in an incident and is the only one to speak to customers"),
            )
            .owned_by(Some(only))
            .cure("let somebody else speak");
    }
}
