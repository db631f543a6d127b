//! What a proof of concept may cost, and who hears when it costs more.

use crate::manifest::Stands;
use crate::manifest::model::{Cost, CostLine, EnvironmentKind};
use crate::rules::cost::reaches_somebody;
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::yaml::{Each, Located};

pub(super) fn poc_cost_capped(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    let environments = cx.environments_of(EnvironmentKind::Poc, &mut found)?;
    let Some(cost) = cx.told(&cx.manifest.cost, "cost", &mut found) else {
        return Ok(found);
    };
    let lines = cx.part(cost.lines.as_ref(), cost.at("lines"), "cost.lines")?;
    for (id, environment) in environments {
        let owner = cx.owner_or_area(environment.owner.as_ref(), "poc");
        check_budget(cost, lines, id, owner, &mut found);
        check_alert(cx, cost, id, owner, &mut found);
    }
    Ok(found)
}

fn check_budget(
    cost: &Located<Cost>,
    lines: &Each<CostLine>,
    id: &str,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let mut of_environment = lines
        .iter()
        .filter(|line| line.environment.as_deref() == Some(id))
        .peekable();
    if of_environment.peek().is_none() {
        found
            .fails(
                "no_budget",
                cost.at("lines"),
                id,
                format!("nothing says what `{id}` may cost"),
            )
            .owned_by(owner)
            .cure(format!(
                "write a line with `environment: {id}` and `monthly`"
            ));
    }
    for line in of_environment.filter(|line| line.monthly.is_none()) {
        found
            .untold(
                line.at("monthly"),
                id,
                format!("nobody told what `{}` of `{id}` costs a month", line.what),
            )
            .owned_by(line.owner.as_deref().or(owner))
            .comparing(&line.what)
            .cure("write `monthly`");
    }
}

fn check_alert(
    cx: &Context<'_>,
    cost: &Located<Cost>,
    id: &str,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let mut alerts = cost
        .alerts
        .iter()
        .filter(|alert| alert.environment.as_deref() == Some(id))
        .peekable();
    if alerts.peek().is_none() {
        found
            .fails(
                "no_alert",
                cost.at("alerts"),
                id,
                format!("nobody hears when `{id}` costs more than it may"),
            )
            .owned_by(owner)
            .cure(format!(
                "write an alert with `environment: {id}`, `threshold` and `to`"
            ));
    }
    for alert in alerts {
        let fields = [
            ("threshold", alert.threshold.is_none()),
            ("to", alert.to.is_none()),
        ];
        Asked::of(alert, id, alert.owner.as_deref().or(owner)).ask(
            fields,
            |field| format!("the cost alert of `{id}` does not say `{field}`"),
            found,
        );
        if let Some(to) = alert.to.as_deref().filter(|to| !reaches_somebody(cx, to)) {
            found
                .fails(
                    "no_alert",
                    alert.at("to"),
                    id,
                    format!("a cost alert of `{id}` goes to `{to}`, where nobody is who is there"),
                )
                .owned_by(owner)
                .comparing("to")
                .cure("send it to a person, role or group that is there");
        }
    }
}
