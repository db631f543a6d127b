//! The cost step into production against who decided it.

use rust_decimal::Decimal;

use crate::manifest::model::{Cost, CostDecision, Number};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::is_placeholder;
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn cost_decision_owned(cx: &Context<'_>) -> RuleOutcome {
    let cost = cx.section(&cx.manifest.cost, "cost")?;
    let mut found = Shortfalls::none();
    let of_stage: Vec<&Located<CostDecision>> = cost
        .decisions
        .iter()
        .flat_map(|decisions| decisions.iter())
        .filter(|decision| decision.stage.is_none_or(|stage| stage == cx.stage))
        .collect();
    let dateless = of_stage.iter().filter(|decision| decision.date.is_none());
    for decision in dateless {
        untold(
            decision,
            "date",
            "does not say when it was taken, so nobody knows the newest",
            &mut found,
        );
    }
    match cx.newest(of_stage.iter().copied(), |decision| decision.date) {
        Some((decision, date)) => {
            check_decider(cx, decision, date, &mut found);
            check_choice(decision, date, &mut found);
            check_currency(cx, cost, decision, date, &mut found);
        }
        None if found.is_empty() => {
            let amount = cost.actual.as_ref().and_then(|actual| actual.amount);
            let spent = amount.map_or_else(String::new, |amount| {
                format!(", and {amount} a month is spent")
            });
            found
                .fails("no_decision", cost.at("decisions"), "cost", format!("no decision up to {} takes the cost step into {}{spent}", cx.as_of, cx.stage))
                .owned_by(cost.owner.as_deref())
                .cure("write half a page: what is bought, what is not, why now; and record it under `cost.decisions`");
        }
        None => {}
    }
    Ok(found)
}

fn check_decider(
    cx: &Context<'_>,
    decision: &Located<CostDecision>,
    date: Day,
    found: &mut Shortfalls,
) {
    let id = decision.id.as_str();
    let Some(by) = decision.by.as_deref() else {
        untold(decision, "by", "does not say who took it", found);
        return;
    };
    if !cx.was_active(by, date) {
        found
            .fails(
                "decider_not_there",
                decision.at("by"),
                id,
                format!("`{by}` took `{id}` on {date}, and was not there on that day"),
            )
            .owned_by(decision.owner.as_deref())
            .cure("have somebody who is there and may spend so much decide again");
        return;
    }
    let Some(Number(amount)) = decision.to else {
        untold(
            decision,
            "to",
            "does not say how much a month it allows",
            found,
        );
        return;
    };
    if cx.spends_are_untold() {
        let path = match cx.manifest.authority.given() {
            Some(authority) => authority.at("spend"),
            None => ManifestPath::top("authority"),
        };
        found
            .untold(path, id, format!("`{by}` allowed {amount} a month in `{id}`, and nobody told who may spend how much"))
            .owned_by(Some(by))
            .cure("write `authority.spend`: amounts a month, and the roles that may spend so much");
        return;
    }
    check_authority(cx, decision, by, amount, date, found);
}

fn check_authority(
    cx: &Context<'_>,
    decision: &Located<CostDecision>,
    by: &str,
    amount: Decimal,
    date: Day,
    found: &mut Shortfalls,
) {
    let id = decision.id.as_str();
    let roles = cx.spend_roles(amount);
    let as_claimed = decision.role.as_deref().is_none_or(|claimed| {
        roles.iter().any(|role| role.as_str() == claimed) && cx.has_role(by, claimed)
    });
    if !cx.held_any(by, roles.iter().copied(), date) || !as_claimed {
        let mut names: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
        names.sort();
        names.dedup();
        let who = if names.is_empty() {
            "nobody".to_owned()
        } else {
            names.join(" or ")
        };
        let signed_as = decision
            .role
            .as_deref()
            .map_or_else(String::new, |role| format!(", as `{role}`"));
        found
            .fails("not_entitled", decision.at("by"), id, format!("`{by}` allowed {amount} a month in `{id}`{signed_as}; that much is for {who} to spend"))
            .owned_by(decision.owner.as_deref().or(Some(by)))
            .cure("have somebody decide who may spend so much, or raise the row in `authority.spend` on purpose");
    }
}

fn check_choice(decision: &Located<CostDecision>, date: Day, found: &mut Shortfalls) {
    let id = decision.id.as_str();
    if decision.options.iter().all(|option| is_placeholder(option)) {
        found
            .fails(
                "no_alternative",
                decision.at("options"),
                id,
                format!("`{id}` names no alternative; staying as it is would be one"),
            )
            .owned_by(decision.by.as_deref())
            .cure("write under `options` what else was considered");
    }
    if let Some(began) = decision.spend_began.filter(|&began| began < date) {
        found
            .warns("decided_late", decision.at("spend_began"), id, format!("the money of `{id}` was spent from {began}, and decided on {date}, {} days later", date.days_since(began)))
            .owned_by(decision.by.as_deref())
            .beside(decision.at("date"), "decided here")
            .cure("decide the next step before it is taken");
    }
}

fn check_currency(
    cx: &Context<'_>,
    cost: &Located<Cost>,
    decision: &Located<CostDecision>,
    date: Day,
    found: &mut Shortfalls,
) {
    let id = decision.id.as_str();
    if decision.stage.is_none() {
        untold(
            decision,
            "stage",
            "does not say which stage it is about",
            found,
        );
    }
    match decision.review_by {
        None => untold(
            decision,
            "review_by",
            "does not say until when it holds",
            found,
        ),
        Some(last_day) if cx.is_past(last_day) => {
            found
                .fails(
                    "review_passed",
                    decision.at("review_by"),
                    id,
                    format!(
                        "`{id}` was to be looked at again by {last_day}, {} days ago",
                        cx.age_days(last_day)
                    ),
                )
                .owned_by(decision.by.as_deref())
                .cure("look at it again and record a new decision");
        }
        Some(_) => {}
    }
    let actual = cost.actual.as_ref();
    let Some(Number(now)) = actual.and_then(|actual| actual.amount) else {
        found
            .untold(
                cost.at("actual"),
                id,
                format!("nobody told what is spent now, so nobody knows whether `{id}` still fits"),
            )
            .owned_by(cost.owner.as_deref())
            .cure("write `cost.actual` with the newest month and its amount");
        return;
    };
    let is_since =
        actual.is_none_or(|actual| actual.month.is_none_or(|month| month.last_day() >= date));
    if let Some(Number(decided)) = decision.to
        && is_since
        && now > decided.saturating_mul(Decimal::TWO)
    {
        found
            .fails(
                "outgrown",
                decision.at("to"),
                id,
                format!(
                    "`{id}` allowed {decided} a month, and {now} is spent: more than twice as much"
                ),
            )
            .owned_by(decision.by.as_deref())
            .beside(cost.at("actual"), format!("{now} spent here"))
            .cure("decide again on the present amount, or spend less");
    }
}

fn untold(
    decision: &Located<CostDecision>,
    field: &'static str,
    what: &str,
    found: &mut Shortfalls,
) {
    found
        .untold(
            decision.at(field),
            &decision.id,
            format!("`{}` {what}", decision.id),
        )
        .owned_by(decision.by.as_deref())
        .comparing(field)
        .cure(format!("write `{field}`"));
}
