//! What exactly goes to production.

use std::collections::BTreeSet;

use crate::manifest::model::{Answer, EnvironmentKind, Stage, StageStatus};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};

#[expect(
    clippy::unnecessary_wraps,
    reason = "every rule has one signature, and this one always has something to judge"
)]
pub(super) fn scope_declared(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    check_services(cx, &mut found);
    check_environment(cx, &mut found);
    check_date(cx, &mut found);
    check_outside(cx, &mut found);
    Ok(found)
}

fn check_services(cx: &Context<'_>, found: &mut Shortfalls) {
    if cx.production_services().next().is_none() {
        found
            .fails(
                "no_service",
                ManifestPath::top("services"),
                "services",
                "no service goes to production",
            )
            .cure("list what customers use under `services`");
    }
    for (id, service) in cx.production_services() {
        let owner = service.owner.as_deref();
        if service.exposure.is_none() {
            found
                .fails(
                    "exposure_missing",
                    service.at("exposure"),
                    id,
                    format!("`{id}` does not say who can reach it"),
                )
                .owned_by(owner)
                .cure("write `exposure`: `internet`, `partner` or `internal`");
        }
        if service.data.is_none() {
            found
                .fails(
                    "data_missing",
                    service.at("data"),
                    id,
                    format!("`{id}` does not say what data it touches"),
                )
                .owned_by(owner)
                .cure("write `data`: `none`, `customer`, `personal` or `special`");
        }
    }
}

fn check_environment(cx: &Context<'_>, found: &mut Shortfalls) {
    let stage = &cx.manifest.stage;
    let is_about_production = stage
        .target
        .is_none_or(|target| target == Stage::Production);
    let environments = &cx.manifest.environments;
    let has_production = environments.given().is_some_and(|environments| {
        environments
            .values()
            .any(|environment| environment.kind == Some(EnvironmentKind::Production))
    });
    if !is_about_production || has_production {
        return;
    }
    let cure = "give the environment that customers use `kind: production`";
    match (stage.status, environments) {
        (Some(StageStatus::Proposed | StageStatus::Decided), _) => {}
        (None, _) => {
            found
                .untold(
                    stage.at("status"),
                    "stage",
                    "nobody told whether production is live, and no environment is production",
                )
                .owned_by(stage.owner.as_deref())
                .cure("write `status`: `proposed`, `decided` or `live`");
        }
        (Some(StageStatus::Live), Answer::Absent) => {
            found
                .untold(
                    ManifestPath::top("environments"),
                    "stage",
                    "`stage.status` is `live`, and nothing is told about `environments`",
                )
                .owned_by(stage.owner.as_deref())
                .cure(cure);
        }
        (Some(StageStatus::Live), Answer::Given(_) | Answer::NotApplicable(_)) => {
            found
                .fails(
                    "no_production_environment",
                    stage.at("status"),
                    "stage",
                    "`stage.status` is `live`, and no environment is of kind `production`",
                )
                .owned_by(stage.owner.as_deref())
                .cure(cure);
        }
    }
}

fn check_date(cx: &Context<'_>, found: &mut Shortfalls) {
    let stage = &cx.manifest.stage;
    let Some(day) = stage.go_live.filter(|&day| cx.is_past(day)) else {
        return;
    };
    if stage.status != Some(StageStatus::Live) {
        let status = stage
            .status
            .map_or("not told".to_owned(), |status| format!("`{status}`"));
        found
            .warns(
                "go_live_passed",
                stage.at("go_live"),
                "stage",
                format!("going live was planned for {day}, and `stage.status` is {status}"),
            )
            .owned_by(stage.owner.as_deref())
            .cure("set `status: live`, or a new day");
    }
}

/// Names what belongs to services that are not in production, or may: it is in no scope.
fn check_outside(cx: &Context<'_>, found: &mut Shortfalls) {
    let services = cx.manifest.services.iter();
    let outside: BTreeSet<&str> = services
        .filter(|(_, service)| !service.production)
        .map(|(id, _)| id.as_str())
        .collect();
    if outside.is_empty() {
        return;
    }
    let stores = cx.manifest.data.given().into_iter().flat_map(|data| {
        let stores = data.stores.iter();
        stores.map(|(id, store)| {
            let place = store.at("service");
            (
                "store",
                id.as_str(),
                store.service.as_deref(),
                place,
                store.owner.as_deref(),
            )
        })
    });
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    let features = features.into_iter().flatten().map(|feature| {
        let place = feature.at("service");
        (
            "AI feature",
            feature.id.as_str(),
            feature.service.as_deref(),
            place,
            feature.owner.as_deref(),
        )
    });
    for (kind, id, service, place, owner) in stores.chain(features) {
        let message = match service {
            None => format!(
                "{kind} `{id}` does not say to which service it belongs, and some are not in production"
            ),
            Some(service) if outside.contains(service) => {
                format!("{kind} `{id}` belongs to `{service}`, which is not in production")
            }
            Some(_) => continue,
        };
        found
            .warns("outside_production", place, id, message)
            .owned_by(owner)
            .comparing(kind)
            .cure("name the service in production that uses it, or take it out");
    }
}
