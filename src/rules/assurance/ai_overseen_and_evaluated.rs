//! Whether outputs of models are checked for what they are used for, and can be overruled and switched off.

use crate::gate::Severity;
use crate::gate::embedded::MAX_AI_EVAL_AGE;
use crate::legal::AI_HIGH_RISK;
use crate::manifest::Stands;
use crate::manifest::model::{AiEvaluation, AiFeature, AiOutput, RiskClass};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::text::says_nothing;
use crate::time::{Day, Span};
use crate::yaml::Located;

use super::tried::{Tried, place_of};

/// The least time for which logs of a high-risk system are kept.
const LOGS_OF_HIGH_RISK: Span = Span::from_months(6);

pub(super) fn ai_overseen_and_evaluated(cx: &Context<'_>) -> RuleOutcome {
    let ai = cx.section(&cx.manifest.ai, "ai")?;
    let features = cx.part(ai.features.as_ref(), ai.at("features"), "ai.features")?;
    if features.is_empty() {
        return Err(Unjudged::not_applicable("no feature uses a model"));
    }
    let mut found = Shortfalls::none();
    for feature in features {
        let mut of_feature = Shortfalls::none();
        check_output(feature, &mut of_feature);
        check_risk(cx, feature, &mut of_feature);
        check_evaluation(cx, feature, &mut of_feature);
        check_brakes(feature, &mut of_feature);
        if matches!(feature.output, Some(AiOutput::Decision) | None) {
            of_feature.weigh(Severity::Blocker);
            of_feature.forbid_acceptance();
        }
        found.extend(of_feature);
    }
    Ok(found)
}

fn check_output(feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let id = &feature.id;
    let owner = feature.owner.as_deref();
    match feature.output {
        Some(AiOutput::Decision) => {}
        Some(AiOutput::Recommendation | AiOutput::Draft | AiOutput::Internal) => return,
        None => {
            found
                .untold(
                    feature.at("output"),
                    id,
                    format!("nobody told what the output of `{id}` is used for"),
                )
                .owned_by(owner)
                .comparing("output")
                .cure("write `output`");
            return;
        }
    }
    let overruled = match feature.r#override {
        Some(true) => None,
        Some(false) => Some(found.fails(
            "cannot_be_overruled",
            feature.at("override"),
            id,
            format!("`{id}` decides, and nobody can overrule it"),
        )),
        None => Some(found.untold(
            feature.at("override"),
            id,
            format!("`{id}` decides, and nobody told whether a person can overrule it"),
        )),
    };
    if let Some(shortfall) = overruled {
        shortfall
            .owned_by(owner)
            .comparing("override")
            .cure("let a person overrule it, or let it recommend instead");
    }
    if says_nothing(feature.contest_route.as_ref()) {
        found
            .fails(
                "cannot_be_contested",
                feature.at("contest_route"),
                id,
                format!("`{id}` decides, and people have no way to contest that"),
            )
            .owned_by(owner)
            .cure("give people an address to contest a decision, and write it as `contest_route`");
    }
}

fn check_risk(cx: &Context<'_>, feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let id = &feature.id;
    match feature.risk_class {
        Some(RiskClass::High) => {}
        Some(RiskClass::Minimal | RiskClass::Limited) => return,
        None => {
            found
                .untold(
                    feature.at("risk_class"),
                    id,
                    format!("nobody told in which class of risk `{id}` falls"),
                )
                .owned_by(feature.owner.as_deref())
                .comparing("risk_class")
                .cure("hold it against the list of the AI Act, and write `risk_class`");
            return;
        }
    }
    let is_overseen = feature
        .oversight_owner
        .as_ref()
        .is_some_and(|who| cx.is_human(who));
    let are_logs_kept = feature
        .logs_kept
        .is_some_and(|kept| LOGS_OF_HIGH_RISK.fits_within(&kept));
    let duties = [
        (
            "oversight_owner",
            is_overseen,
            "somebody who oversees it".to_owned(),
        ),
        (
            "logs_kept",
            are_logs_kept,
            format!("logs kept for {LOGS_OF_HIGH_RISK}"),
        ),
        (
            "people_told",
            feature.people_told == Some(true),
            "a notice to the people affected".to_owned(),
        ),
    ];
    let since = AI_HIGH_RISK.from(cx.facts);
    let binds = cx.as_of >= since && AI_HIGH_RISK.may_bind(&cx.jurisdictions());
    for (field, _, wanted) in duties.into_iter().filter(|(_, is_met, _)| !is_met) {
        let message = format!("`{id}` carries a high risk and has no {wanted}");
        let shortfall = if binds {
            found.fails(
                "high_risk_unguarded",
                feature.at(field),
                id,
                format!("{message}; the law asks for it since {since}"),
            )
        } else {
            found.warns(
                "high_risk_unprepared",
                feature.at(field),
                id,
                format!("{message}; the law of the European Union asks for it from {since}"),
            )
        };
        shortfall
            .owned_by(feature.owner.as_deref())
            .comparing(field)
            .cure(format!("arrange it, and write `{field}`"));
    }
}

fn check_evaluation(cx: &Context<'_>, feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let id = &feature.id;
    let owner = feature.owner.as_deref();
    let Some(evaluation) = &feature.evaluation else {
        found
            .fails("not_evaluated", feature.at("evaluation"), id, format!("`{id}` was never evaluated for its use"))
            .owned_by(owner)
            .cure("write twenty cases with the answers you want, run them, and record the result as `evaluation`");
        return;
    };
    let tried = Tried {
        record: place_of(evaluation),
        what: format!("the evaluation of `{id}`"),
        subject: id,
        owner,
        promises: Vec::new(),
    };
    tried.check_result(evaluation.result, found);
    match evaluation.date {
        Some(date) if cx.is_yet_to_come(date) => tried.untold(
            "date",
            "is still to come, and no earlier one is recorded",
            found,
        ),
        Some(date) => {
            tried.check_age(cx, date, cx.parameters.span(MAX_AI_EVAL_AGE), found);
            check_swap(feature, evaluation, date, found);
        }
        None => tried.untold("date", "does not say when it was", found),
    }
    match (&evaluation.model, &feature.model) {
        (Some(evaluated), Some(running)) if evaluated == running => {}
        (Some(evaluated), Some(running)) => {
            found
                .fails(
                    "other_model",
                    evaluation.at("model"),
                    id,
                    format!("`{id}` runs `{running}`, and `{evaluated}` was evaluated"),
                )
                .owned_by(owner)
                .beside(feature.at("model"), "runs here")
                .cure("evaluate the model that runs");
        }
        (None, _) => tried.untold("model", "does not say which model was evaluated", found),
        (Some(_), None) => {
            found
                .untold(
                    feature.at("model"),
                    id,
                    format!("nobody told which model `{id}` runs"),
                )
                .owned_by(owner)
                .comparing("running model")
                .cure("write `model`");
        }
    }
}

/// A provider may put another model under the same name.
fn check_swap(
    feature: &Located<AiFeature>,
    evaluation: &Located<AiEvaluation>,
    date: Day,
    found: &mut Shortfalls,
) {
    let id = &feature.id;
    let shortfall = match feature.since_model {
        Some(since) if since <= date => return,
        Some(since) => found.fails(
            "swapped_since",
            feature.at("since_model"),
            id,
            format!("`{id}` runs its present model since {since}; the evaluation is of {date}"),
        ),
        None => found.untold(
            feature.at("since_model"),
            id,
            format!(
                "nobody told since when `{id}` runs its present model; the evaluation is of {date}"
            ),
        ),
    };
    shortfall
        .owned_by(feature.owner.as_deref())
        .comparing("since_model")
        .beside(evaluation.at("date"), "evaluated here")
        .cure("run the evaluation again, and write `since_model`");
}

fn check_brakes(feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let brakes = [
        (
            "no_kill_switch",
            "kill_switch",
            feature.kill_switch,
            "nobody can switch it off at once",
        ),
        (
            "no_cost_cap",
            "cost_cap",
            feature.cost_cap,
            "its cost has no cap",
        ),
    ];
    for (clause, field, brake, otherwise) in brakes {
        if brake != Some(true) {
            let message = match brake {
                Some(_) => format!("`{}`: {otherwise}", feature.id),
                None => format!("`{}` does not say `{field}`", feature.id),
            };
            found
                .warns(clause, feature.at(field), &feature.id, message)
                .owned_by(feature.owner.as_deref())
                .cure(format!("build it, and write `{field}: true`"));
        }
    }
}
