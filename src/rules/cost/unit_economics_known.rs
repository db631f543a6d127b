//! What a customer costs against what a customer pays.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::margin::Margin;
use crate::gate::embedded::{MARGIN_FAIL, MARGIN_WARN};
use crate::manifest::Stands;
use crate::manifest::model::{LoggedStatus, Number, PlanLimit, UnitEconomics, Who};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How old the figures may be.
const FIGURES_AGE: Span = Span::from_days(180);

pub(super) fn unit_economics_known(cx: &Context<'_>) -> RuleOutcome {
    let cost = cx.section(&cx.manifest.cost, "cost")?;
    let mut found = Shortfalls::none();
    let Some(unit) = &cost.unit else {
        found
            .fails(
                "not_worked_out",
                cost.at("unit"),
                "unit",
                "nobody worked out what a customer costs and pays",
            )
            .owned_by(cost.owner.as_deref())
            .cure("write ten figures under `cost.unit`");
        return Ok(found);
    };
    check_age(cx, unit, &mut found);
    check_count(cx, unit, &mut found);
    check_margin(cx, unit, &mut found);
    for limit in &unit.plan_limits {
        check_limit(unit, limit, &mut found);
    }
    if costs_by_use(cx, unit) {
        check_plans(cx, unit, &mut found);
    }
    Ok(found)
}

fn check_age(cx: &Context<'_>, unit: &Located<UnitEconomics>, found: &mut Shortfalls) {
    match unit.date.filter(|&date| !cx.is_yet_to_come(date)) {
        None => untold(unit, "date", found),
        Some(date) if cx.is_older(date, &FIGURES_AGE) => {
            found
                .fails(
                    "too_old",
                    unit.at("date"),
                    "unit",
                    format!(
                        "the figures are {} days old; {FIGURES_AGE} is the limit",
                        cx.age_days(date)
                    ),
                )
                .owned_by(unit.owner.as_deref())
                .cure("work them out again");
        }
        Some(_) => {}
    }
}

fn untold(unit: &Located<UnitEconomics>, field: &'static str, found: &mut Shortfalls) {
    found
        .untold(
            unit.at(field),
            "unit",
            format!("nobody told `{field}` of what a customer costs and pays"),
        )
        .owned_by(unit.owner.as_deref())
        .comparing(field)
        .cure(format!("write `{field}`; 0 where there is none"));
}

/// What runs anyway is shared by those who pay: more of them than the billing system counts make each look cheap.
fn check_count(cx: &Context<'_>, unit: &Located<UnitEconomics>, found: &mut Shortfalls) {
    let Some(billing) = cx.manifest.billing.given() else {
        return;
    };
    let (Some(counted), Some(paying)) = (unit.customers, billing.paying_customers) else {
        return;
    };
    if counted > paying {
        found
            .untold(
                unit.at("customers"),
                "unit",
                format!("the figures share the cost among {counted} customers, and {paying} pay, so nobody knows what each costs now"),
            )
            .owned_by(unit.owner.as_deref())
            .comparing("customers")
            .beside(billing.at("paying_customers"), "as many pay")
            .cure("count those who pay now; name the number from which on it pays under `turns_at_customers`");
    }
}

fn uses_models(cx: &Context<'_>) -> bool {
    let has_none = cx.exemption(&cx.manifest.ai, "ai").is_some();
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    !has_none && features.is_none_or(|features| !features.is_empty())
}

/// Whether the figures say that use costs: by itself, or by calls of models.
fn costs_by_use(cx: &Context<'_>, unit: &UnitEconomics) -> bool {
    let is_some = |amount: Option<Number>| amount.is_some_and(|Number(amount)| !amount.is_zero());
    is_some(unit.per_usage) || is_some(unit.ai_per_call) && uses_models(cx)
}

/// Where use costs, each plan that is sold has to tell what bounds it.
fn check_plans(cx: &Context<'_>, unit: &Located<UnitEconomics>, found: &mut Shortfalls) {
    let contracts = cx.manifest.contracts.given().into_iter().flatten();
    let sold = contracts
        .filter(|contract| cx.is_in_force(contract))
        .filter_map(|contract| contract.value.plan.as_deref());
    let listed = unit.plan_limits.iter().map(|limit| limit.plan.as_str());
    let plans: BTreeSet<&str> = sold.chain(listed).collect();
    let owner = unit.owner.as_deref();
    if plans.is_empty() {
        found
            .untold(
                unit.at("plan_limits"),
                "unit",
                "use costs, and nobody told what limits it",
            )
            .owned_by(owner)
            .comparing("plan_limits")
            .cure("write `plan_limits`, for each plan how much of what costs it allows");
    }
    for plan in plans {
        let mut of_plan = unit.plan_limits.iter().filter(|limit| limit.plan == plan);
        if of_plan.clone().next().is_none() {
            found
                .untold(
                    unit.at("plan_limits"),
                    plan,
                    format!("use costs, plan `{plan}` is sold, and nobody told what limits it"),
                )
                .owned_by(owner)
                .comparing("plan_limits")
                .cure("write how much of what costs it allows under `plan_limits`");
        } else if of_plan.all(|limit| {
            limit.amount.is_none()
                && limit.fair_use != Some(true)
                && limit.costs_per_use == Some(false)
        }) {
            found
                .untold(
                    unit.at("plan_limits"),
                    plan,
                    format!(
                        "use costs by the figures, and nothing of plan `{plan}` does by its limits"
                    ),
                )
                .owned_by(owner)
                .comparing("costs_per_use")
                .cure("write how much of what costs the plan allows, or correct the figures");
        }
    }
}

fn check_margin(cx: &Context<'_>, unit: &Located<UnitEconomics>, found: &mut Shortfalls) {
    let margin = match Margin::of(unit, uses_models(cx)) {
        Ok(margin) => margin,
        Err(fields) => {
            for field in fields {
                untold(unit, field, found);
            }
            return;
        }
    };
    let (least, wanted) = (
        cx.parameters.number(MARGIN_FAIL),
        cx.parameters.number(MARGIN_WARN),
    );
    let sum = format!(
        "a customer pays {} and costs {}, which leaves {}",
        margin.price,
        shown(margin.cost),
        shown(margin.left())
    );
    if margin.is_at_most(least) && !is_decided(cx, unit) {
        found
            .fails("loses_money", unit.at("price_floor"), "unit", format!("{sum}: a share of {least} or less, and nobody decided from how many customers on that turns"))
            .owned_by(unit.owner.as_deref())
            .cure("cost less, charge more, or decide to grow at a loss and write `growth_decision` and `turns_at_customers`");
    } else if margin.is_below(wanted) {
        found
            .warns(
                "thin_margin",
                unit.at("price_floor"),
                "unit",
                format!("{sum}: less than a share of {wanted}"),
            )
            .owned_by(unit.owner.as_deref())
            .cure("look at the largest of the costs");
    }
    check_largest(unit, &margin, found);
}

fn shown(amount: Decimal) -> Decimal {
    amount.round_dp(2).normalize()
}

/// Whether it was decided to lose money until there are more customers than now.
fn is_decided(cx: &Context<'_>, unit: &UnitEconomics) -> bool {
    let turns_later = unit
        .turns_at_customers
        .is_some_and(|turns_at| unit.customers.is_some_and(|now| now < turns_at));
    turns_later
        && unit
            .growth_decision
            .as_deref()
            .is_some_and(|id| stands(cx, id))
}

/// Whether a decision was taken by somebody who was there on that day, and still stands.
fn stands(cx: &Context<'_>, id: &str) -> bool {
    let is_taken = |by: Option<&Who>, date: Option<Day>| {
        let by_somebody = |date| by.is_some_and(|by| cx.was_active(by, date));
        date.is_some_and(|date| !cx.is_yet_to_come(date) && by_somebody(date))
    };
    let manifest = cx.manifest;
    let of_cost = manifest
        .cost
        .given()
        .and_then(|cost| cost.decisions.as_ref());
    let mut of_cost = of_cost.into_iter().flat_map(|decisions| decisions.iter());
    let logged = manifest.decisions_log.given().into_iter();
    let mut logged = logged.flat_map(|decisions| decisions.iter());
    of_cost.any(|it| {
        it.id.as_str() == id
            && is_taken(it.by.as_ref(), it.date)
            && it.review_by.is_some_and(|last_day| !cx.is_past(last_day))
    }) || logged.any(|it| {
        it.id.as_str() == id
            && it.status == Some(LoggedStatus::Accepted)
            && is_taken(it.by.as_ref(), it.date)
    })
}

fn check_largest(unit: &Located<UnitEconomics>, margin: &Margin, found: &mut Shortfalls) {
    let Some(Number(largest)) = unit.largest_tenant_cost else {
        return;
    };
    let pays_no_more = unit
        .largest_tenant_price
        .is_none_or(|Number(price)| price <= margin.price);
    if pays_no_more && largest > margin.cost.saturating_mul(Decimal::from(3)) {
        found
            .warns("largest_costs_more", unit.at("largest_tenant_cost"), "unit", format!("the largest customer costs {largest}, more than three times the average of {}, at the same price", shown(margin.cost)))
            .owned_by(unit.owner.as_deref())
            .cure("charge by what is used, or set a limit");
    }
}

fn check_limit(unit: &Located<UnitEconomics>, limit: &Located<PlanLimit>, found: &mut Shortfalls) {
    if limit.amount.is_some() || limit.fair_use == Some(true) || limit.costs_per_use == Some(false)
    {
        return;
    }
    let plan = limit.plan.as_str();
    let of_what = limit.unit.as_deref().unwrap_or("use");
    if limit.costs_per_use == Some(true) {
        found
            .fails(
                "unlimited_use",
                limit.here(),
                plan,
                format!("plan `{plan}` sets no limit on {of_what}, and each one costs"),
            )
            .owned_by(unit.owner.as_deref())
            .comparing(of_what)
            .cure("write `amount`, or make fair use part of the terms and write `fair_use: true`");
    } else {
        found
            .untold(limit.at("costs_per_use"), plan, format!("plan `{plan}` sets no limit on {of_what}, and nobody told whether each one costs"))
            .owned_by(unit.owner.as_deref())
            .comparing(of_what)
            .cure("write `costs_per_use`");
    }
}
