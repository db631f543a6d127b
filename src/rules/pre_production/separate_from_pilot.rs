//! Where production comes from: a new environment, or the pilot by decision.

use crate::manifest::Stands;
use crate::manifest::model::{Environment, EnvironmentKind, PilotDecision};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::{Located, Named};

pub(super) fn separate_from_pilot(cx: &Context<'_>) -> RuleOutcome {
    let environments = cx.section(&cx.manifest.environments, "environments")?;
    let begun = pilot_begun(cx);
    let has_pilot = begun.is_some()
        || environments
            .values()
            .any(|environment| is_pilot(environment));
    let mut found = Shortfalls::none();
    let production = cx.environments_of(EnvironmentKind::Production, &mut found)?;
    if !has_pilot && found.is_empty() {
        return Err(Unjudged::not_applicable("there was no pilot"));
    }
    if is_adopted(cx) {
        return Ok(found);
    }
    for (id, environment) in production {
        check_origin(cx, id, environment, begun, &mut found);
    }
    if begun.is_none() {
        check_pilots(environments, &mut found);
    }
    Ok(found)
}

/// Without a first day of the pilot nobody knows whether production is as old.
fn check_pilots(environments: &Named<Environment>, found: &mut Shortfalls) {
    for (id, pilot) in environments.iter().filter(|(_, other)| is_pilot(other)) {
        found
            .untold(
                pilot.at("created"),
                id,
                format!("nobody told since when the pilot `{id}` is there, so nobody knows whether production is as old"),
            )
            .owned_by(pilot.owner.as_deref())
            .comparing("created")
            .cure("write `created`");
    }
}

fn is_pilot(environment: &Environment) -> bool {
    environment.kind == Some(EnvironmentKind::Pilot)
}

/// The first day of the pilot, as far as told.
fn pilot_begun(cx: &Context<'_>) -> Option<Day> {
    let environments = cx.manifest.environments.given()?;
    let created = environments
        .values()
        .filter(|environment| is_pilot(environment))
        .filter_map(|environment| environment.created);
    let frame = cx.manifest.stage.pilot.as_ref();
    frame
        .and_then(|frame| frame.start)
        .into_iter()
        .chain(created)
        .min()
}

/// Whether somebody decided, on a day that has been, that the pilot becomes production.
fn is_adopted(cx: &Context<'_>) -> bool {
    cx.manifest.pilot_data.given().is_some_and(|pilot| {
        pilot.decision == Some(PilotDecision::Adopt) && pilot.by.is_some() && cx.is_done(pilot.date)
    })
}

fn check_origin(
    cx: &Context<'_>,
    id: &str,
    environment: &Located<Environment>,
    begun: Option<Day>,
    found: &mut Shortfalls,
) {
    let owner = environment.owner.as_deref();
    let cure = "build production anew from code, or decide to adopt the pilot under `pilot_data`";
    let environments = cx.manifest.environments.given();
    let origin = environment.derived_from.as_deref();
    let parent = origin.and_then(|origin| environments?.get(origin));
    if let (Some(origin), Some(parent)) = (origin, parent.filter(|parent| is_pilot(parent))) {
        found
            .fails("derived_from_pilot", environment.at("derived_from"), id, format!("environment `{id}` was made from the pilot `{origin}`, and nobody decided to adopt it"))
            .owned_by(owner)
            .beside(parent.at("kind"), "a pilot")
            .cure(cure);
        return;
    }
    let shortfall = match (environment.created, begun) {
        (Some(created), Some(begun)) if created <= begun => found.fails(
            "as_old_as_pilot",
            environment.at("created"),
            id,
            format!("environment `{id}` is there since {created}, and the pilot began on {begun}"),
        ),
        (Some(_), _) => return,
        (None, _) => found
            .untold(
                environment.at("created"),
                id,
                format!("nobody told since when environment `{id}` is there"),
            )
            .comparing("created"),
    };
    shortfall.owned_by(owner).cure(cure);
}
