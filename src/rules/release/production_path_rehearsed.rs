//! The way to production as it is now, against the last time somebody walked it.

use crate::manifest::model::{
    BuiltFrom, Environment, EnvironmentKind, Pipeline, Rehearsal, RehearsalKind, TestResult,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::text::is_same_hash;
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn production_path_rehearsed(cx: &Context<'_>) -> RuleOutcome {
    let environments = cx.section(&cx.manifest.environments, "environments")?;
    let pipeline = cx.section(&cx.manifest.pipeline, "pipeline")?;
    let rehearsals = cx.section(&cx.manifest.rehearsals, "rehearsals")?;
    let mut found = Shortfalls::none();
    check_production(
        environments
            .iter()
            .map(|(id, environment)| (id.as_str(), environment)),
        pipeline,
        &mut found,
    );
    let deployments = rehearsals.iter().filter(|rehearsal| match rehearsal.kind {
        Some(RehearsalKind::Deploy) | None => true,
        Some(RehearsalKind::Rebuild | RehearsalKind::Cutover) => false,
    });
    for rehearsal in deployments.clone() {
        check_record(rehearsal, &mut found);
    }
    match cx.newest(deployments, |rehearsal| rehearsal.date) {
        Some((rehearsal, date)) => check_rehearsal(cx, pipeline, rehearsal, date, &mut found),
        None => {
            found
                .fails("never_rehearsed", pipeline.here(), PIPELINE, "the way to production was never rehearsed")
                .owned_by(pipeline.owner.as_deref())
                .cure("walk it once from end to end in an environment like production, with the list for the day of launch");
        }
    }
    if pipeline.dns_and_certificates_automated != Some(true) && pipeline.manual_steps.is_empty() {
        found
            .warns("steps_unlisted", pipeline.at("manual_steps"), PIPELINE, "names and certificates are not changed by code as far as anybody told, and no steps by hand are listed")
            .owned_by(pipeline.owner.as_deref())
            .cure("list what is done by hand under `manual_steps`, or let code do it");
    }
    Ok(found)
}

const PIPELINE: &str = "pipeline";

/// A rehearsal that does not say of what or when may be the newest.
fn check_record(rehearsal: &Located<Rehearsal>, found: &mut Shortfalls) {
    let fields = [
        ("kind", rehearsal.kind.is_none()),
        ("date", rehearsal.date.is_none()),
    ];
    Asked::of(rehearsal, name(rehearsal), rehearsal.owner.as_deref()).ask(
        fields,
        |field| {
            format!("nobody told the {field} of a rehearsal, so nobody knows which is the newest")
        },
        found,
    );
}

fn name(rehearsal: &Rehearsal) -> &str {
    rehearsal.id.as_deref().unwrap_or("rehearsals")
}

fn check_rehearsal(
    cx: &Context<'_>,
    pipeline: &Located<Pipeline>,
    rehearsal: &Located<Rehearsal>,
    date: Day,
    found: &mut Shortfalls,
) {
    let owner = rehearsal.owner.as_deref().or(pipeline.owner.as_deref());
    let id = name(rehearsal);
    let result = match rehearsal.result {
        Some(TestResult::Pass) => None,
        Some(result @ (TestResult::Partial | TestResult::Fail)) => Some(
            found
                .fails(
                    "not_passed",
                    rehearsal.at("result"),
                    id,
                    format!("the newest rehearsal, on {date}, ended with {result}"),
                )
                .cure("mend what went wrong, and walk it again"),
        ),
        None => Some(
            found
                .untold(
                    rehearsal.at("result"),
                    id,
                    format!("nobody told how the newest rehearsal, on {date}, ended"),
                )
                .comparing("result")
                .cure("write `result`"),
        ),
    };
    if let Some(shortfall) = result {
        shortfall.owned_by(owner);
    }
    check_place(cx, rehearsal, owner, found);
    check_definition(pipeline, rehearsal, owner, found);
    check_changes(cx, pipeline, rehearsal, date, found);
    if rehearsal.smoke != Some(true) {
        found
            .warns("unchecked_afterwards", rehearsal.at("smoke"), id, "nobody checked after the newest rehearsal that the service answers, as far as anybody told")
            .owned_by(owner)
            .cure("let the pipeline check it, and write `smoke: true`");
    }
}

fn check_place(
    cx: &Context<'_>,
    rehearsal: &Located<Rehearsal>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let id = name(rehearsal);
    let environments = cx.manifest.environments.given();
    let place = rehearsal
        .environment
        .as_deref()
        .and_then(|place| environments.and_then(|environments| environments.get_key_value(place)));
    let shortfall = match place.map(|(place, environment)| (place, environment.kind)) {
        Some((_, Some(EnvironmentKind::Production | EnvironmentKind::Staging))) => return,
        Some((place, Some(kind @ (EnvironmentKind::Pilot | EnvironmentKind::Poc | EnvironmentKind::Dev)))) => found
            .fails("unlike_production", rehearsal.at("environment"), id, format!("the newest rehearsal was in `{place}`, which is for {kind} and not like production"))
            .cure("walk it in an environment like production"),
        Some((_, None)) | None => found
            .untold(rehearsal.at("environment"), id, "nobody told in what kind of environment the newest rehearsal was")
            .comparing("environment")
            .cure("write `environment`, and its `kind` under `environments`"),
    };
    shortfall.owned_by(owner);
}

fn check_definition(
    pipeline: &Located<Pipeline>,
    rehearsal: &Located<Rehearsal>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let id = name(rehearsal);
    let shortfall = match (&pipeline.hash, &rehearsal.pipeline) {
        (Some(now), Some(then)) if is_same_hash(now, then) => return,
        (Some(now), Some(then)) => found
            .fails(
                "other_pipeline",
                rehearsal.at("pipeline"),
                id,
                format!("the newest rehearsal used the pipeline `{then}`, and now it is `{now}`"),
            )
            .beside(pipeline.at("hash"), "now")
            .cure("walk it again with the present pipeline"),
        (None, _) => found
            .untold(
                pipeline.at("hash"),
                PIPELINE,
                "nobody told the hash of the present pipeline",
            )
            .comparing("hash")
            .cure("write `hash`"),
        (Some(_), None) => found
            .untold(
                rehearsal.at("pipeline"),
                id,
                "nobody told with which pipeline the newest rehearsal was",
            )
            .comparing("pipeline")
            .cure("write `pipeline`, the hash of its definition"),
    };
    shortfall.owned_by(owner);
}

fn check_changes(
    cx: &Context<'_>,
    pipeline: &Located<Pipeline>,
    rehearsal: &Located<Rehearsal>,
    date: Day,
    found: &mut Shortfalls,
) {
    let changes = [
        ("changed", "the pipeline", pipeline.changed),
        (
            "infrastructure_changed",
            "the infrastructure",
            pipeline.infrastructure_changed,
        ),
    ];
    for (field, what, changed) in changes {
        let shortfall = match changed {
            Some(day) if day > date && !cx.is_yet_to_come(day) => found
                .fails(
                    "changed_since",
                    pipeline.at(field),
                    PIPELINE,
                    format!("{what} changed on {day}, after the newest rehearsal on {date}"),
                )
                .beside(rehearsal.at("date"), "rehearsed here")
                .cure("walk it again as it is now"),
            Some(_) => continue,
            None => found
                .untold(
                    pipeline.at(field),
                    PIPELINE,
                    format!("nobody told when {what} last changed"),
                )
                .cure(format!("write `{field}`")),
        };
        shortfall
            .owned_by(pipeline.owner.as_deref())
            .comparing(field);
    }
}

/// What was rehearsed says nothing of production where another pipeline builds that.
fn check_built_by(
    id: &str,
    environment: &Located<Environment>,
    pipeline: &Located<Pipeline>,
    found: &mut Shortfalls,
) {
    let (Some(by), Some(now)) = (&environment.pipeline, &pipeline.hash) else {
        return;
    };
    if !is_same_hash(by, now) {
        found
            .fails(
                "other_pipeline",
                environment.at("pipeline"),
                id,
                format!("`{id}` is built by the pipeline `{by}`, and the present one is `{now}`"),
            )
            .owned_by(environment.owner.as_deref())
            .beside(pipeline.at("hash"), "now")
            .cure(
                "build it with the pipeline that was rehearsed, or rehearse the one that builds it",
            );
    }
}

fn check_production<'a>(
    environments: impl Iterator<Item = (&'a str, &'a Located<Environment>)>,
    pipeline: &Located<Pipeline>,
    found: &mut Shortfalls,
) {
    let mut production = environments
        .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production))
        .peekable();
    if production.peek().is_none() {
        found
            .untold(
                ManifestPath::top("environments"),
                "environments",
                "no environment is for production",
            )
            .owned_by(pipeline.owner.as_deref())
            .cure("list it under `environments`, with `kind: production`");
    }
    for (id, environment) in production {
        check_built_by(id, environment, pipeline, found);
        let shortfall = match environment.built_from {
            Some(BuiltFrom::Code) => None,
            Some(BuiltFrom::Hand) => Some(
                found
                    .fails(
                        "built_by_hand",
                        environment.at("built_from"),
                        id,
                        format!(
                            "`{id}` is built by hand, so nobody can build it the same way again"
                        ),
                    )
                    .cure("write it down as code, and build it once from that"),
            ),
            None => Some(
                found
                    .untold(
                        environment.at("built_from"),
                        id,
                        format!("nobody told whether `{id}` is built from code"),
                    )
                    .comparing("built_from")
                    .cure("write `built_from`"),
            ),
        };
        if let Some(shortfall) = shortfall {
            shortfall.owned_by(environment.owner.as_deref());
        }
        if environment.last_rebuilt.is_none() || environment.rebuild_took.is_none() {
            found
                .warns(
                    "rebuild_unmeasured",
                    environment.at("rebuild_took"),
                    id,
                    format!("nobody measured how long it takes to build `{id}` anew"),
                )
                .owned_by(environment.owner.as_deref())
                .cure("build it anew once, and write `last_rebuilt` and `rebuild_took`");
        }
    }
}
