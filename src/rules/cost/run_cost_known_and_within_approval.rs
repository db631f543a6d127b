//! What production costs against what was approved.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::belonging::Belongs;
use crate::gate::embedded::COST_TOLERANCE;
use crate::manifest::model::{
    CardIntegration, Cost, CostAlert, CostCategory, CostLine, Id, Number, PromiseKind,
    VendorService,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::Located;

/// How old the newest bill may be.
const BILL_AGE: Span = Span::from_days(45);

pub(super) fn run_cost_known_and_within_approval(cx: &Context<'_>) -> RuleOutcome {
    let cost = cx.section(&cx.manifest.cost, "cost")?;
    let mut found = Shortfalls::none();
    check_lines(cx, cost, &mut found);
    check_spending(cx, cost, &mut found);
    check_alerts(cx, cost, &mut found);
    Ok(found)
}

fn check_lines(cx: &Context<'_>, cost: &Located<Cost>, found: &mut Shortfalls) {
    let Some(lines) = &cost.lines else {
        found
            .untold(
                cost.at("lines"),
                "lines",
                "nobody told what production pays for",
            )
            .owned_by(cost.owner.as_deref())
            .comparing("lines")
            .cure("write `cost.lines`: what, how much a month, and of which kind");
        return;
    };
    for line in lines {
        check_belonging(
            cx,
            cost,
            line.at("environment"),
            line.environment.as_ref(),
            &line.what,
            found,
        );
    }
    let of_production: Vec<&Located<CostLine>> = lines
        .iter()
        .filter(|line| Belongs::of(cx, line.environment.as_ref()) != Belongs::Elsewhere)
        .collect();
    if of_production.is_empty() {
        found
            .fails(
                "no_lines",
                cost.at("lines"),
                "lines",
                "no line of cost is about production",
            )
            .owned_by(cost.owner.as_deref())
            .cure("write what production pays for, how much a month, and of which kind");
    }
    for line in &of_production {
        check_owner(cx, cost, line, found);
        if line.monthly.is_none() {
            found
                .untold(
                    line.at("monthly"),
                    &line.what,
                    format!("nobody told what `{}` costs a month", line.what),
                )
                .owned_by(line.owner.as_deref().or(cost.owner.as_deref()))
                .comparing("monthly")
                .cure("write `monthly`; 0 where it costs nothing");
        }
        if let Some(end) = line.temporary_until.filter(|&end| cx.is_past(end)) {
            found
                .warns(
                    "temporary_for_ever",
                    line.at("temporary_until"),
                    &line.what,
                    format!(
                        "`{}` was to end on {end}, {} days ago, and is still paid for",
                        line.what,
                        cx.age_days(end)
                    ),
                )
                .owned_by(line.owner.as_deref().or(cost.owner.as_deref()))
                .cure("switch it off, or make it a line that stays");
        }
    }
    check_categories(cx, cost, &of_production, found);
}

/// A cost of which nobody told whether it is production's.
fn check_belonging(
    cx: &Context<'_>,
    cost: &Located<Cost>,
    path: ManifestPath,
    environment: Option<&Id>,
    what: &str,
    found: &mut Shortfalls,
) {
    if Belongs::of(cx, environment) != Belongs::Untold {
        return;
    }
    let message = match environment {
        Some(environment) => {
            format!("`{what}` is of `{environment}`, and nobody told what `{environment}` is for")
        }
        None => format!(
            "there is more than production, and nobody told which environment `{what}` is of"
        ),
    };
    found
        .untold(path, what, message)
        .owned_by(cost.owner.as_deref())
        .comparing("environment")
        .cure("write `environment`, and the `kind` of that environment");
}

fn check_owner(
    cx: &Context<'_>,
    cost: &Located<Cost>,
    line: &Located<CostLine>,
    found: &mut Shortfalls,
) {
    let own = line.owner.as_ref().or(cost.owner.as_ref());
    let message = match cx.owner_or_area(own, "cost") {
        None => format!("nobody owns `{}`", line.what),
        Some(owner) => match cx.lost(owner) {
            Some(lost) => format!("nobody owns `{}`: {}", line.what, lost.reason),
            None => return,
        },
    };
    found
        .fails("unowned", line.at("owner"), &line.what, message)
        .cure("name somebody who is there, for the line or for `cost` as a whole");
}

/// Costs that must be there because of what the company does, and are not.
fn check_categories(
    cx: &Context<'_>,
    cost: &Located<Cost>,
    lines: &[&Located<CostLine>],
    found: &mut Shortfalls,
) {
    let manifest = cx.manifest;
    let does = |service: VendorService| {
        let vendors = manifest
            .vendors
            .given()
            .into_iter()
            .flat_map(|vendors| vendors.values());
        vendors
            .into_iter()
            .any(|vendor| vendor.does == Some(service))
    };
    let features = manifest.ai.given().and_then(|ai| ai.features.as_ref());
    let integration = manifest
        .billing
        .given()
        .and_then(|billing| billing.integration);
    let wanted = [
        (
            CostCategory::Support,
            cx.promises_of(PromiseKind::SupportHours).next().is_some()
                || does(VendorService::Support),
        ),
        (
            CostCategory::Payment,
            integration.is_some_and(|integration| integration != CardIntegration::None)
                || does(VendorService::Payments),
        ),
        (
            CostCategory::Ai,
            features.is_some_and(|features| !features.is_empty()) || does(VendorService::Ai),
        ),
    ];
    for (category, _) in wanted.into_iter().filter(|(_, exists)| *exists) {
        if !lines.iter().any(|line| line.category == Some(category)) {
            found
                .warns(
                    "category_missing",
                    cost.at("lines"),
                    "lines",
                    format!("no line is of kind {category}, and the company has it"),
                )
                .owned_by(cost.owner.as_deref())
                .comparing(category.word())
                .cure(format!(
                    "write what {category} costs, with `category: {category}`"
                ));
        }
    }
}

/// The approved amount, where it was approved by the day judged.
fn approved(cx: &Context<'_>, cost: &Cost) -> Option<Decimal> {
    let approved = cost.approved.as_ref()?;
    let is_given = approved.date.is_some_and(|date| !cx.is_yet_to_come(date));
    approved
        .amount
        .filter(|_| is_given)
        .map(|Number(amount)| amount)
}

/// Who approved the amount has to be entitled to spend so much.
fn check_approver(cx: &Context<'_>, cost: &Located<Cost>, found: &mut Shortfalls) {
    let Some(approved) = &cost.approved else {
        return;
    };
    let (Some(Number(amount)), Some(date)) = (approved.amount, approved.date) else {
        return;
    };
    let Some(by) = approved.by.as_deref() else {
        untold(cost, "approved.by", "who approved what may be spent", found);
        return;
    };
    let roles = cx.spend_roles(amount);
    if roles.is_empty() && cx.spends_are_untold() {
        untold_spending(cx, by, amount, found);
        return;
    }
    let as_claimed = approved.role.as_deref().is_none_or(|claimed| {
        let is_entitled = roles.iter().any(|role| role.as_str() == claimed);
        is_entitled && cx.has_role(by, claimed)
    });
    if cx.held_any(by, roles.iter().copied(), date) && as_claimed {
        return;
    }
    let names: BTreeSet<String> = roles.iter().map(|role| format!("`{role}`")).collect();
    let who = match names.into_iter().collect::<Vec<_>>().as_slice() {
        [] => "nobody".to_owned(),
        names => names.join(" or "),
    };
    found
        .fails(
            "approver_not_entitled",
            approved.at("by"),
            "approved",
            format!("`{by}` approved {amount} a month on {date}; that much is for {who} to spend"),
        )
        .owned_by(cost.owner.as_deref().or(Some(by)))
        .cure("have somebody approve it who may spend so much, or raise the row in `authority.spend` on purpose");
}

fn untold_spending(cx: &Context<'_>, by: &str, amount: Decimal, found: &mut Shortfalls) {
    let path = match cx.manifest.authority.given() {
        Some(authority) => authority.at("spend"),
        None => ManifestPath::top("authority"),
    };
    found
        .untold(
            path,
            "approved",
            format!("`{by}` approved {amount} a month, and nobody told who may spend how much"),
        )
        .owned_by(Some(by))
        .comparing("spend")
        .cure("write `authority.spend`: amounts a month, and the roles that may spend so much");
}

fn check_spending(cx: &Context<'_>, cost: &Located<Cost>, found: &mut Shortfalls) {
    check_approver(cx, cost, found);
    let approved = approved(cx, cost);
    if approved.is_none() {
        untold(cost, "approved", "how much a month may be spent", found);
    }
    let Some(actual) = &cost.actual else {
        untold(
            cost,
            "actual",
            "how much was spent in the newest month",
            found,
        );
        return;
    };
    match actual.month {
        Some(month) if cx.is_yet_to_come(month.last_day()) => {
            untold(
                cost,
                "actual",
                "how much was spent in a month that is over",
                found,
            );
        }
        Some(month) if cx.is_older(month.last_day(), &BILL_AGE) => {
            found
                .fails("bill_too_old", actual.at("month"), "actual", format!("the newest bill is of {month}, which ended {} days ago; {BILL_AGE} is the limit", cx.age_days(month.last_day())))
                .owned_by(cost.owner.as_deref())
                .cure("write the newest month");
        }
        Some(_) => {}
        None => untold(cost, "actual.month", "of which month the amount is", found),
    }
    let Some(Number(spent)) = actual.amount else {
        untold(cost, "actual.amount", "how much was spent", found);
        return;
    };
    let Some(approved) = approved else {
        return;
    };
    let tolerance = cx.parameters.number(COST_TOLERANCE);
    if spent > approved.saturating_mul(Decimal::ONE + tolerance) {
        found
            .fails("over_approval", actual.at("amount"), "actual", format!("{spent} was spent, {approved} is approved; a share of {tolerance} beyond is tolerated"))
            .owned_by(cost.owner.as_deref())
            .beside(cost.at("approved"), format!("{approved} approved here"))
            .cure("spend less, or have the present amount approved");
    }
}

fn untold(cost: &Located<Cost>, field: &'static str, what: &str, found: &mut Shortfalls) {
    found
        .untold(cost.at(field), "cost", format!("nobody told {what}"))
        .owned_by(cost.owner.as_deref())
        .comparing(field)
        .cure(format!("write `cost.{field}`"));
}

fn check_alerts(cx: &Context<'_>, cost: &Located<Cost>, found: &mut Shortfalls) {
    let of_production: Vec<&Located<CostAlert>> = cost
        .alerts
        .iter()
        .filter(|alert| Belongs::of(cx, alert.environment.as_ref()) != Belongs::Elsewhere)
        .collect();
    for alert in &cost.alerts {
        check_belonging(
            cx,
            cost,
            alert.at("environment"),
            alert.environment.as_ref(),
            "alerts",
            found,
        );
    }
    if of_production.is_empty() {
        untold(
            cost,
            "alerts",
            "who is told when production costs more",
            found,
        );
    }
    for alert in of_production {
        match (alert.threshold, approved(cx, cost)) {
            (None, _) => {
                found
                    .untold(
                        alert.at("threshold"),
                        "alerts",
                        "an alert does not say from which amount on it tells",
                    )
                    .owned_by(cost.owner.as_deref())
                    .comparing("threshold")
                    .cure("write `threshold`");
            }
            (Some(Number(threshold)), Some(approved)) if threshold > approved => {
                found
                    .fails(
                        "alert_too_late",
                        alert.at("threshold"),
                        "alerts",
                        format!("an alert tells from {threshold} on, and {approved} is approved"),
                    )
                    .owned_by(cost.owner.as_deref())
                    .cure("let it tell before the approved amount is spent");
            }
            (Some(_), _) => {}
        }
        let to = alert.to.as_deref();
        if !to.is_some_and(|to| reaches_somebody(cx, to)) {
            let to = to.map_or_else(
                || "nobody".to_owned(),
                |to| format!("`{to}`, where nobody is who is there"),
            );
            found
                .fails(
                    "alert_reaches_nobody",
                    alert.at("to"),
                    "alerts",
                    format!("an alert on cost goes to {to}"),
                )
                .owned_by(cost.owner.as_deref())
                .comparing("to")
                .cure("send it to a person, role or group that is there");
        }
    }
}

/// Whether a name is somebody who is there, or a route of alerts that ends at one.
pub fn reaches_somebody(cx: &Context<'_>, to: &str) -> bool {
    let routes = cx
        .manifest
        .monitoring
        .given()
        .and_then(|monitoring| monitoring.routes.as_ref());
    let mut routes = routes.into_iter().flat_map(|routes| routes.iter());
    cx.is_human(to)
        || routes.any(|route| {
            route.id.as_ref().is_some_and(|id| id.as_str() == to)
                && route.to.as_deref().is_some_and(|end| cx.is_human(end))
        })
}
