//! Whether going live was decided, by somebody entitled, and recently enough.

use crate::gate::embedded::DECISION_MAX_AGE;
use crate::manifest::model::{
    Decision, DecisionOutcome, EnvironmentKind, ReportedVerdict, StageStatus,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn go_live_decision(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    let (place, due) = due(cx)?;
    check_readable(cx, &mut found);
    let Some((decision, date)) = newest(cx) else {
        found
            .fails(
                "no_decision",
                place,
                cx.stage.word(),
                format!("{due}, and no decision on {} is recorded", cx.stage),
            )
            .owned_by(cx.manifest.stage.owner.as_deref())
            .cure("hold the meeting, and record the decision under `decisions`");
        return Ok(found);
    };
    check_outcome(cx, decision, date, (place, &due), &mut found);
    check_decider(cx, decision, date, &mut found);
    check_report(decision, date, &mut found);
    check_age(cx, decision, date, &mut found);
    Ok(found)
}

/// Why a decision is due by now, and what shows that.
fn due(cx: &Context<'_>) -> Result<(ManifestPath, String), Unjudged> {
    let stage = &cx.manifest.stage;
    let target = stage.target.unwrap_or(cx.stage);
    if let Some(fact) = customers_served(cx) {
        return Ok(fact);
    }
    if target < cx.stage {
        check_paying(cx)?;
        return Err(Unjudged::not_applicable(format!(
            "no decision is due yet: the target is {target}"
        )));
    }
    match stage.status {
        Some(StageStatus::Proposed) => {
            check_paying(cx)?;
            Err(Unjudged::not_applicable(
                "no decision is due yet: `stage.status` is `proposed`",
            ))
        }
        Some(status @ (StageStatus::Decided | StageStatus::Live)) => {
            Ok((stage.at("status"), format!("`stage.status` is `{status}`")))
        }
        None => Err(Unjudged::untold(
            stage.at("status"),
            cx.stage.word(),
            "nobody told whether production is live, so nobody knows whether a decision is due",
            "write `status`: `proposed`, `decided` or `live`",
        )),
    }
}

/// A customer who depends on it already, whatever the stage says.
fn customers_served(cx: &Context<'_>) -> Option<(ManifestPath, String)> {
    let environments = cx.manifest.environments.given();
    let paying = environments
        .into_iter()
        .flat_map(|environments| environments.iter())
        .filter(|(_, environment)| environment.kind != Some(EnvironmentKind::Production))
        .find_map(|(id, environment)| {
            let paying = environment.paying_customers.filter(|&paying| paying > 0)?;
            let kind = environment
                .kind
                .map_or("not told".to_owned(), |kind| format!("`{kind}`"));
            let says = format!("{paying} paying customers use `{id}`, whose kind is {kind}");
            Some((environment.at("paying_customers"), says))
        });
    let contracts = cx.manifest.contracts.given().into_iter().flatten();
    let mut in_force = contracts.filter(|contract| {
        cx.is_in_force(contract)
            && contract.pilot != Some(true)
            && contract.in_production != Some(false)
    });
    paying.or_else(|| {
        let contract = in_force.next()?;
        let says = format!(
            "the contract with `{}` is in force on the terms of production",
            contract.customer
        );
        Some((contract.at("customer"), says))
    })
}

/// Whether customers outside production pay decides whether a decision is due.
fn check_paying(cx: &Context<'_>) -> Result<(), Unjudged> {
    let environments = cx.manifest.environments.given();
    let mut environments = environments
        .into_iter()
        .flat_map(|environments| environments.iter());
    let unknown = environments.find(|(_, environment)| {
        environment.kind != Some(EnvironmentKind::Production)
            && environment.customers.is_some_and(|customers| customers > 0)
            && environment.paying_customers.is_none()
    });
    unknown.map_or(Ok(()), |(id, environment)| {
        Err(Unjudged::untold(
            environment.at("paying_customers"),
            cx.stage.word(),
            format!("customers use `{id}`, and nobody told whether they pay"),
            "write `paying_customers`",
        ))
    })
}

/// The decisions on the stage that is judged; one that does not say on which may be.
fn decisions<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a Located<Decision>> {
    let stage = cx.stage;
    let decisions = cx.manifest.decisions.given().into_iter().flatten();
    decisions.filter(move |decision| decision.stage.is_none_or(|of| of == stage))
}

fn newest<'a>(cx: &Context<'a>) -> Option<(&'a Located<Decision>, Day)> {
    cx.newest(decisions(cx), |decision| decision.date)
}

/// A decision without its day may be the newest, and one without its stage may be none.
fn check_readable(cx: &Context<'_>, found: &mut Shortfalls) {
    for decision in decisions(cx) {
        for (field, is_absent) in [
            ("date", decision.date.is_none()),
            ("stage", decision.stage.is_none()),
            ("outcome", decision.outcome.is_none()),
        ] {
            if is_absent {
                found
                    .untold(
                        decision.at(field),
                        cx.stage.word(),
                        format!("a decision does not say `{field}`"),
                    )
                    .owned_by(decision.by.as_deref())
                    .comparing(field)
                    .cure(format!("write `{field}`"));
            }
        }
    }
}

fn check_outcome(
    cx: &Context<'_>,
    decision: &Located<Decision>,
    date: Day,
    (place, due): (ManifestPath, &str),
    found: &mut Shortfalls,
) {
    if decision.outcome == Some(DecisionOutcome::Block) {
        found
            .fails(
                "no_decision",
                decision.at("outcome"),
                cx.stage.word(),
                format!("{due}, and the newest decision, of {date}, was not to go"),
            )
            .owned_by(decision.by.as_deref())
            .beside(place, "in spite of the decision")
            .cure("take it back, or decide anew on the facts of today");
    }
}

fn check_decider(
    cx: &Context<'_>,
    decision: &Located<Decision>,
    date: Day,
    found: &mut Shortfalls,
) {
    let subject = cx.stage.word();
    let entitled = cx.release_roles();
    if cx.manifest.authority.is_absent() {
        found
            .untold(
                ManifestPath::top("authority"),
                subject,
                "nobody told who may decide to release",
            )
            .cure("write `authority.release`");
        return;
    }
    let (Some(by), Some(role)) = (&decision.by, &decision.role) else {
        let field = if decision.by.is_none() { "by" } else { "role" };
        found
            .untold(
                decision.at(field),
                subject,
                format!("the decision of {date} does not say `{field}`, so nobody knows whether it was entitled"),
            )
            .owned_by(decision.by.as_deref())
            .comparing(field)
            .cure(format!("write `{field}`"));
        return;
    };
    let in_role = entitled
        .iter()
        .filter(|entitled| entitled.as_str() == role.as_str());
    let (field, why) = if !cx.was_active(by, date) {
        ("by", format!("`{by}` was not there on {date}"))
    } else if !cx.held_any(by, entitled, date) {
        ("by", format!("`{by}` holds no role that may release"))
    } else if !cx.held_any(by, in_role, date) {
        (
            "role",
            format!("`{role}` is no role of `{by}` that may release"),
        )
    } else {
        return;
    };
    found
        .fails(
            "not_entitled",
            decision.at(field),
            subject,
            format!("the decision of {date} does not count: {why}"),
        )
        .owned_by(Some(by))
        .cure("have somebody decide who holds a role under `authority.release`");
}

/// Checks that it was decided on a report that allowed it.
fn check_report(decision: &Located<Decision>, date: Day, found: &mut Shortfalls) {
    let Some(outcome) = decision.outcome.filter(|outcome| match outcome {
        DecisionOutcome::Pass | DecisionOutcome::Conditional => true,
        DecisionOutcome::Block => false,
    }) else {
        return;
    };
    let subject = "report";
    let blocking: Vec<String> = decision
        .blocking
        .iter()
        .map(|gate| format!("`{gate}`"))
        .collect();
    let (place, said) = match decision.report_verdict {
        Some(ReportedVerdict::NotReady) => (decision.at("report_verdict"), "not ready".to_owned()),
        Some(ReportedVerdict::Ready | ReportedVerdict::Conditional) | None
            if !blocking.is_empty() =>
        {
            let said = format!("that {} did not pass", blocking.join(", "));
            (decision.at("blocking"), said)
        }
        Some(ReportedVerdict::Ready | ReportedVerdict::Conditional) => return,
        None => {
            found
                .untold(
                    decision.at("report_verdict"),
                    subject,
                    format!("the decision of {date} does not say what the report said that day"),
                )
                .owned_by(decision.by.as_deref())
                .cure("write `report_verdict`, as the report said on that day");
            return;
        }
    };
    found
        .fails(
            "against_report",
            place,
            subject,
            format!("the decision of {date} says {outcome}, while its report said {said}"),
        )
        .owned_by(decision.by.as_deref())
        .cure("mend what did not pass, and decide anew");
}

fn check_age(cx: &Context<'_>, decision: &Located<Decision>, date: Day, found: &mut Shortfalls) {
    let limit = cx.parameters.span(DECISION_MAX_AGE);
    let is_live = cx.manifest.stage.status == Some(StageStatus::Live);
    if !is_live && cx.is_older(date, &limit) {
        found
            .fails(
                "too_old",
                decision.at("date"),
                cx.stage.word(),
                format!(
                    "the decision is {} days old and production has not begun; {limit} is the limit",
                    cx.age_days(date)
                ),
            )
            .owned_by(decision.by.as_deref())
            .cure("decide anew on the facts of today");
    }
}
