//! Who acts in an incident, how bad it is called, and when that is practised.

use crate::manifest::Stands;
use crate::manifest::model::{Exercise, Incidents};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::is_placeholder;
use crate::yaml::Located;

pub(super) fn incident_process(cx: &Context<'_>) -> RuleOutcome {
    let incidents = cx.section(&cx.manifest.incidents, "incidents")?;
    let owner = cx.owner_or_area(incidents.owner.as_ref(), "pre_production");
    let mut found = Shortfalls::none();
    check_roles(cx, incidents, owner, &mut found);
    if incidents
        .severity_scale
        .iter()
        .all(|step| is_placeholder(step))
    {
        found
            .fails(
                "no_scale",
                incidents.at("severity_scale"),
                "incidents",
                "nothing says how bad an incident can be",
            )
            .owned_by(owner)
            .cure("write three steps, worst first, as customers notice them");
    }
    check_exercises(cx, incidents, owner, &mut found);
    Ok(found)
}

fn check_roles(
    cx: &Context<'_>,
    incidents: &Located<Incidents>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(roles) = &incidents.roles else {
        found
            .untold(
                incidents.at("roles"),
                "incidents",
                "nothing is told about who acts in an incident",
            )
            .owned_by(owner)
            .cure("write `roles`: five rows");
        return;
    };
    let duties = [
        ("responder", &roles.responder, "responds to"),
        ("lead", &roles.lead, "leads in"),
        ("comms", &roles.comms, "speaks in"),
        (
            "notify_decider",
            &roles.notify_decider,
            "decides who is told of",
        ),
        ("recovery", &roles.recovery, "brings services back in"),
    ];
    for (field, people, does) in duties {
        if cx.active_among(people).is_empty() {
            found
                .fails(
                    "role_vacant",
                    roles.at(field),
                    field,
                    format!("nobody who is there {does} an incident"),
                )
                .owned_by(owner)
                .cure(format!("name somebody under `incidents.roles.{field}`"));
        }
    }
}

fn check_exercises(
    cx: &Context<'_>,
    incidents: &Located<Incidents>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let exercises = incidents.exercises.as_ref();
    let has_any =
        exercises.is_some_and(|exercises| exercises.iter().any(|exercise| is_set(cx, exercise)));
    if !has_any {
        found
            .fails(
                "no_exercise",
                incidents.at("exercises"),
                "incidents",
                "no exercise was held, and none has a day",
            )
            .owned_by(owner)
            .cure("choose a day and a scenario, and write them under `exercises` with `planned: true`");
    }
}

/// Whether an exercise was held, or has a day to come; a planned one whose day is over was not.
fn is_set(cx: &Context<'_>, exercise: &Exercise) -> bool {
    exercise
        .date
        .is_some_and(|date| exercise.planned != Some(true) || !cx.is_past(date))
}
