//! The standard commercial positions against who decided them and the promises that follow.

use rust_decimal::Decimal;

use crate::manifest::Stands;
use crate::manifest::model::{Commitment, Number, Position, Promise, PromiseKind, Terms};
use crate::rules::governance::stated_terms::{is_decided, offers_nothing};
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

/// A standard position, by the name of its field.
struct Named<'a> {
    name: &'static str,
    position: Option<&'a Located<Position>>,
    /// The kinds of promise of which one says the same; none where it is no promise.
    kinds: &'static [PromiseKind],
}

pub(super) fn terms_decided(cx: &Context<'_>) -> RuleOutcome {
    let terms = cx.section(&cx.manifest.terms, "terms")?;
    let mut found = Shortfalls::none();
    for named in positions(terms) {
        match named.position {
            None => {
                found
                    .fails(
                        "position_missing",
                        terms.at(named.name),
                        named.name,
                        format!("nobody decided on `{}`", named.name),
                    )
                    .owned_by(terms.owner.as_deref())
                    .cure("decide in a line, and have it approved; `position: none` is a decision");
            }
            Some(position) => {
                check_approval(cx, named.name, position, &mut found);
                check_promises(cx, &named, position, &mut found);
            }
        }
    }
    check_lawyer(cx, terms, &mut found);
    check_liability(cx, terms, &mut found);
    Ok(found)
}

fn positions(terms: &Terms) -> [Named<'_>; 13] {
    [
        named("tos", terms.tos.as_ref(), &[]),
        named("aup", terms.aup.as_ref(), &[]),
        named("dpa", terms.dpa.as_ref(), &[]),
        named(
            "support_hours",
            terms.support_hours.as_ref(),
            &[PromiseKind::SupportHours],
        ),
        named("sla", terms.sla.as_ref(), &[PromiseKind::Availability]),
        named(
            "incident_notification",
            terms.incident_notification.as_ref(),
            &[PromiseKind::IncidentNotification],
        ),
        named(
            "rto_rpo",
            terms.rto_rpo.as_ref(),
            &[PromiseKind::Rto, PromiseKind::Rpo],
        ),
        named("contacts", terms.contacts.as_ref(), &[]),
        named(
            "retention",
            terms.retention.as_ref(),
            &[PromiseKind::Retention, PromiseKind::DeletionWithin],
        ),
        named("exit", terms.exit.as_ref(), &[PromiseKind::ExportWithin]),
        named("liability", terms.liability.as_ref(), &[]),
        named(
            "pilot_vs_production",
            terms.pilot_vs_production.as_ref(),
            &[],
        ),
        named("bespoke_policy", terms.bespoke_policy.as_ref(), &[]),
    ]
}

fn named<'a>(
    name: &'static str,
    position: Option<&'a Located<Position>>,
    kinds: &'static [PromiseKind],
) -> Named<'a> {
    Named {
        name,
        position,
        kinds,
    }
}

fn check_approval(
    cx: &Context<'_>,
    name: &'static str,
    position: &Located<Position>,
    found: &mut Shortfalls,
) {
    let owner = position.owner.as_deref();
    let fields = [
        ("position", !is_decided(position)),
        ("approved_by", position.approved_by.is_none()),
        ("date", position.date.is_none()),
    ];
    Asked::of(position, name, owner).ask(
        fields,
        |field| format!("the position on `{name}` does not say `{field}`"),
        found,
    );
    let (Some(by), Some(date)) = (position.approved_by.as_deref(), position.date) else {
        return;
    };
    let mut entitled = cx.publish_roles().iter().chain(cx.release_roles());
    let why = if cx.is_yet_to_come(date) {
        format!("is dated {date}, which is still to come")
    } else if cx.held_any(by, &mut entitled, date) {
        return;
    } else {
        format!("was approved on {date} by `{by}`, who may neither publish nor release")
    };
    found
        .fails("not_entitled", position.at("approved_by"), name, format!("the position on `{name}` {why}"))
        .owned_by(owner.or(Some(by)))
        .cure("have somebody approve it whose role is under `authority.publish` or `authority.release`");
}

fn check_promises(
    cx: &Context<'_>,
    named: &Named<'_>,
    position: &Located<Position>,
    found: &mut Shortfalls,
) {
    let is_offer = is_decided(position) && !offers_nothing(cx, position, named.kinds);
    if named.kinds.is_empty() || !is_offer {
        return;
    }
    let says_the_same = |promise: &Promise| {
        let is_something = !matches!(promise.commitment, Commitment::Unsaid | Commitment::Nothing);
        let is_meant = position.promises.is_empty()
            || position.promises.iter().any(|id| *id.value == *promise.id);
        is_something && is_meant
    };
    let mut of_kinds = named.kinds.iter().flat_map(|&kind| cx.promises_of(kind));
    if !of_kinds.any(|promise| says_the_same(promise)) {
        let kinds: Vec<&str> = named.kinds.iter().map(|kind| kind.word()).collect();
        found
            .fails(
                "position_without_promise",
                position.at("position"),
                named.name,
                format!(
                    "a position on `{}` is taken, and no promise of kind {} in force says it",
                    named.name,
                    kinds.join(" or ")
                ),
            )
            .owned_by(position.owner.as_deref())
            .cure("write the promise, and name it under `promises`; or write `position: none`");
    }
}

fn check_lawyer(cx: &Context<'_>, terms: &Located<Terms>, found: &mut Shortfalls) {
    if terms
        .legal_review
        .is_none_or(|date| cx.is_yet_to_come(date))
    {
        found
            .warns(
                "unread_by_lawyer",
                terms.at("legal_review"),
                "terms",
                "no lawyer has read the terms, as far as anybody told",
            )
            .owned_by(terms.owner.as_deref())
            .cure("have them read once, and write the day under `legal_review`");
    }
}

/// Holds the amount of liability against the insurance behind it.
fn check_liability(cx: &Context<'_>, terms: &Located<Terms>, found: &mut Shortfalls) {
    let Some(position) = &terms.liability else {
        return;
    };
    let Some(Number(amount)) = position.amount else {
        return;
    };
    let insurance = cx.manifest.insurance.given();
    let is_over = insurance
        .and_then(|insurance| insurance.until)
        .is_some_and(|last_day| cx.is_past(last_day));
    let limit = insurance
        .and_then(|insurance| insurance.limit)
        .filter(|_| !is_over)
        .map_or(Decimal::ZERO, |Number(limit)| limit);
    if amount > limit {
        let shortfall = found.warns(
            "liability_uninsured",
            position.at("amount"),
            "liability",
            format!("liability goes up to {amount}, and insurance in force pays up to {limit}"),
        );
        shortfall.owned_by(position.owner.as_deref());
        if let Some(insurance) = insurance {
            shortfall.beside(insurance.at("limit"), "insured here");
        }
        shortfall.cure("lower the one or raise the other, or decide to carry the rest");
    }
}
