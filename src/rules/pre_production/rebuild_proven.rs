//! The newest time the platform was built anew from code.

use crate::manifest::model::{EnvironmentKind, Rehearsal, RehearsalKind};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::assurance::tried::{Tried, place_of};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::Located;

/// How old the newest rebuild may be.
const REBUILT_WITHIN: Span = Span::from_days(180);

pub(super) fn rebuild_proven(cx: &Context<'_>) -> RuleOutcome {
    let rehearsals = cx.section(&cx.manifest.rehearsals, "rehearsals")?;
    let rebuilds = rehearsals
        .iter()
        .filter(|rehearsal| matches!(rehearsal.kind, Some(RehearsalKind::Rebuild) | None));
    let mut found = Shortfalls::none();
    let undated: Vec<_> = rebuilds.clone().filter(|it| it.date.is_none()).collect();
    for rehearsal in &undated {
        tried(rehearsal).untold("date", "does not say when it was", &mut found);
    }
    match cx.newest(rebuilds, |rehearsal| rehearsal.date) {
        Some((rehearsal, date)) => {
            let tried = tried(rehearsal);
            tried.check_result(rehearsal.result, &mut found);
            tried.check_age(cx, date, REBUILT_WITHIN, &mut found);
            check_place(cx, rehearsal, &tried, &mut found);
            for (field, is_absent) in [
                ("kind", rehearsal.kind.is_none()),
                ("duration", rehearsal.duration.is_none()),
            ] {
                if is_absent {
                    tried.untold(field, &format!("does not say `{field}`"), &mut found);
                }
            }
        }
        None if undated.is_empty() => {
            found
                .fails("never_rebuilt", ManifestPath::top("rehearsals"), "rebuild", "the platform was never built anew from code")
                .cure("build it beside the first from code alone, take the time, and write that down under `rehearsals`");
        }
        None => {}
    }
    Ok(found)
}

/// What was built anew has to be like production; a proof of concept is not.
fn check_place(
    cx: &Context<'_>,
    rehearsal: &Located<Rehearsal>,
    tried: &Tried<'_>,
    found: &mut Shortfalls,
) {
    let environments = cx.manifest.environments.given();
    let place = rehearsal
        .environment
        .as_deref()
        .and_then(|place| environments?.get_key_value(place));
    let Some((place, kind)) = place.and_then(|(place, it)| Some((place, it.kind?))) else {
        tried.untold(
            "environment",
            "does not say in what kind of environment it was",
            found,
        );
        return;
    };
    match kind {
        EnvironmentKind::Production | EnvironmentKind::Staging => {}
        EnvironmentKind::Pilot | EnvironmentKind::Poc | EnvironmentKind::Dev => {
            found
                .fails(
                    "unlike_production",
                    rehearsal.at("environment"),
                    "rebuild",
                    format!("the newest rebuild was of `{place}`, which is for {kind} and not like production"),
                )
                .owned_by(rehearsal.owner.as_deref())
                .cure("build anew what is like production");
        }
    }
}

fn tried(rehearsal: &Located<Rehearsal>) -> Tried<'_> {
    let id = rehearsal.id.as_deref().unwrap_or("without an id");
    Tried {
        record: place_of(rehearsal),
        what: format!("the newest rebuild, `{id}`"),
        subject: "rebuild",
        owner: rehearsal.value.owner.as_deref(),
        promises: Vec::new(),
    }
}
