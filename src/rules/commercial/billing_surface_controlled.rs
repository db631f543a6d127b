//! Dashboard and webhooks of billing against who and what can reach them.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{Billing, BillingAccess, BillingLevel, BillingTeam, CardIntegration};
use crate::rules::{Context, RuleOutcome, Shortfalls, absent};
use crate::text::says_nothing;
use crate::time::Span;
use crate::yaml::Located;

/// How long ago billing and entitlements were last compared at most.
const RECONCILED_WITHIN: Span = Span::from_days(35);

pub(super) fn billing_surface_controlled(cx: &Context<'_>) -> RuleOutcome {
    let billing = cx.section(&cx.manifest.billing, "billing")?;
    let mut found = Shortfalls::none();
    // Whoever writes bills by hand has no dashboard and no calls; commercial/card_data_avoided fails where a provider takes payments after all.
    let is_by_hand = billing.integration == Some(CardIntegration::None);
    if !is_by_hand || !billing.access.is_empty() {
        check_access(cx, billing, &mut found);
    }
    if !is_by_hand || billing.webhooks.is_some() {
        check_webhooks(cx, billing, &mut found);
    }
    check_refunds(cx, billing, &mut found);
    Ok(found)
}

fn check_access(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    if billing.access.is_empty() {
        found
            .untold(
                billing.at("access"),
                "access",
                "nobody told who can reach the billing dashboard",
            )
            .owned_by(billing.owner.as_deref())
            .comparing("access")
            .cure("write `billing.access`: person, level, second factor");
    }
    for access in &billing.access {
        check_holder(cx, access, found);
    }
    check_levels(billing, found);
}

fn check_holder(cx: &Context<'_>, access: &Located<BillingAccess>, found: &mut Shortfalls) {
    let person = access.person.as_str();
    if let Some(lost) = cx.lost(person) {
        let shortfall = found.fails(
            "holder_lost",
            access.here(),
            person,
            format!("`{person}` can reach billing: {}", lost.reason),
        );
        if let Some(because) = lost.because {
            shortfall.beside(because, "because of this");
        }
        shortfall.cure("take the access away");
    }
    let is_shared = access.shared == Some(true) || cx.person(person).is_none();
    if is_shared {
        found
            .fails(
                "shared_access",
                access.at("shared"),
                person,
                format!("several people reach billing as `{person}`"),
            )
            .cure("give each person an account of their own");
    }
    if access.mfa == Some(false) {
        found
            .fails(
                "no_second_factor",
                access.at("mfa"),
                person,
                format!("`{person}` reaches billing without a second factor"),
            )
            .cure("require one");
    }
    let missing = absent([
        ("level", access.level.is_none()),
        ("mfa", access.mfa.is_none()),
        ("shared", access.shared.is_none() && !is_shared),
        ("team", access.team.is_none()),
    ]);
    if !missing.is_empty() {
        let fields: Vec<String> = missing.iter().map(|field| format!("`{field}`")).collect();
        found
            .untold(
                access.here(),
                person,
                format!(
                    "the access of `{person}` to billing does not say {}",
                    fields.join(" and ")
                ),
            )
            .cure(format!("write {}", fields.join(" and ")));
    }
}

fn check_levels(billing: &Located<Billing>, found: &mut Shortfalls) {
    let levels = |team: BillingTeam| -> BTreeSet<BillingLevel> {
        let of_team = billing
            .access
            .iter()
            .filter(|access| access.team == Some(team));
        of_team.filter_map(|access| access.level).collect()
    };
    let (builders, counters) = (
        levels(BillingTeam::Engineering),
        levels(BillingTeam::Finance),
    );
    let moves_money = |level: &&BillingLevel| match level {
        BillingLevel::Finance | BillingLevel::Admin => true,
        BillingLevel::Read | BillingLevel::Support | BillingLevel::Developer => false,
    };
    let mut shared: Vec<_> = builders.intersection(&counters).collect();
    if builders != counters {
        shared.retain(moves_money);
    }
    if !shared.is_empty() && says_nothing(billing.same_level_reason.as_ref()) {
        let words: Vec<&str> = shared.into_iter().map(|level| level.word()).collect();
        found
            .fails(
                "same_levels",
                billing.at("access"),
                "access",
                format!(
                    "those who build and those who count have the same access to billing: {}",
                    words.join(", ")
                ),
            )
            .owned_by(billing.owner.as_deref())
            .cure("make two roles; or write under `same_level_reason` why one is enough");
    }
}

fn check_webhooks(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    let Some(webhooks) = &billing.webhooks else {
        found
            .untold(
                billing.at("webhooks"),
                "webhooks",
                "nobody told whether anything hangs on calls from the payment provider",
            )
            .owned_by(billing.owner.as_deref())
            .comparing("webhooks")
            .cure("write `billing.webhooks`; `{entitlements: false}` where nothing hangs on them");
        return;
    };
    if webhooks.entitlements == Some(false) {
        return;
    }
    let controls = [
        (
            "signature",
            webhooks.signature,
            "whose signature nobody checks",
        ),
        (
            "idempotent",
            webhooks.idempotent,
            "which do harm when they come twice",
        ),
    ];
    for (field, _, what) in controls
        .into_iter()
        .filter(|(_, control, _)| *control != Some(true))
    {
        found
            .fails(
                "webhook_unsafe",
                webhooks.at(field),
                "webhooks",
                format!("what customers may use hangs on calls {what}, as far as anybody told"),
            )
            .owned_by(billing.owner.as_deref())
            .comparing(field)
            .cure(format!("build it, and write `{field}: true`"));
    }
    let last = webhooks
        .last_reconciled
        .filter(|&day| !cx.is_yet_to_come(day));
    let message = match last {
        Some(day) if !cx.is_older(day, &RECONCILED_WITHIN) => return,
        Some(day) => format!(
            "payments and what customers may use were last compared {} days ago; {RECONCILED_WITHIN} is the limit",
            cx.age_days(day)
        ),
        None => "nobody compared payments with what customers may use".to_owned(),
    };
    found
        .fails(
            "not_reconciled",
            webhooks.at("last_reconciled"),
            "webhooks",
            message,
        )
        .owned_by(billing.owner.as_deref())
        .cure("compare them every night, and write the newest day");
}

fn check_refunds(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    if cx.active_among(&billing.refund_authority).is_empty() {
        found
            .fails(
                "refunds_unassigned",
                billing.at("refund_authority"),
                "refunds",
                "nobody who is there may pay money back",
            )
            .owned_by(billing.owner.as_deref())
            .cure("name who may under `refund_authority`");
    }
}
