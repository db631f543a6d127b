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

/// The pilot that an environment was made from, and by way of which others; nothing where it was made from none.
fn pilot_behind<'a>(
    cx: &Context<'a>,
    environment: &'a Environment,
) -> Option<(&'a str, String, &'a Located<Environment>)> {
    let environments = cx.manifest.environments.given()?;
    let mut passed: Vec<&str> = Vec::new();
    let mut origin = environment.derived_from.as_deref()?;
    // A circle of environments comes from no pilot.
    while !passed.contains(&origin) {
        let parent = environments.get(origin)?;
        if is_pilot(parent) {
            let way = passed.iter().map(|id| format!(" by way of `{id}`"));
            return Some((origin, way.collect(), parent));
        }
        passed.push(origin);
        origin = parent.derived_from.as_deref()?;
    }
    None
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
    if let Some((origin, way, parent)) = pilot_behind(cx, environment) {
        found
            .fails("derived_from_pilot", environment.at("derived_from"), id, format!("environment `{id}` was made from the pilot `{origin}`{way}, and nobody decided to adopt it"))
            .owned_by(owner)
            .beside(parent.at("kind"), "a pilot")
            .cure(cure);
        return;
    }
    let created = environment
        .created
        .filter(|&created| !cx.is_yet_to_come(created));
    let shortfall = match (created, begun) {
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
                format!("nobody told since which past day environment `{id}` is there"),
            )
            .comparing("created"),
    };
    shortfall.owned_by(owner).cure(cure);
}
