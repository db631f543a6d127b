//! When the pilot ends, what makes it a success, and when its data is decided on.

use crate::manifest::Stands;
use crate::manifest::model::{PilotDecision, PilotFrame};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::says_nothing;
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn pilot_exit_criteria(cx: &Context<'_>) -> RuleOutcome {
    if let Some(reason) = cx.exemption(&cx.manifest.pilot_data, "pilot_data") {
        return Err(crate::rules::Unjudged::NotApplicable(reason));
    }
    let stage = &cx.manifest.stage;
    let frame = cx.part(stage.pilot.as_ref(), stage.at("pilot"), "stage.pilot")?;
    let owner = cx.owner_or_area(frame.owner.as_ref(), "pilot");
    let mut found = Shortfalls::none();
    check_set(frame, owner, &mut found);
    check_end(cx, frame, owner, &mut found);
    check_decision(cx, frame, owner, &mut found);
    Ok(found)
}

fn check_set(frame: &Located<PilotFrame>, owner: Option<&str>, found: &mut Shortfalls) {
    let fields = [
        ("end", frame.end.is_none(), "the pilot has no last day"),
        (
            "criteria",
            says_nothing(frame.criteria.as_ref()),
            "nothing says what makes the pilot a success",
        ),
        (
            "data_decision_by",
            frame.data_decision_by.is_none(),
            "no day is set for deciding what becomes of the pilot's data",
        ),
    ];
    for (field, _, message) in fields.into_iter().filter(|(_, is_absent, _)| *is_absent) {
        found
            .fails("not_set", frame.at(field), "stage.pilot", message)
            .owned_by(owner)
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
}

fn check_end(
    cx: &Context<'_>,
    frame: &Located<PilotFrame>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(end) = frame.end.filter(|&end| cx.is_past(end)) else {
        return;
    };
    let is_over = cx.manifest.pilot_data.given().is_some_and(|pilot| {
        let is_done = |day: Option<Day>| cx.is_done(day) && day >= frame.start;
        let is_adopted = pilot.decision == Some(PilotDecision::Adopt) && is_done(pilot.date);
        is_adopted || is_done(pilot.deleted) || is_done(pilot.migrated)
    });
    if !is_over {
        found
            .fails(
                "end_passed",
                frame.at("end"),
                "stage.pilot",
                format!("the pilot was to end on {end}, and its data is neither deleted, moved nor adopted"),
            )
            .owned_by(owner)
            .cure("end it, and write what became of its data under `pilot_data`; or decide on a new day");
    }
}

fn check_decision(
    cx: &Context<'_>,
    frame: &Located<PilotFrame>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(due) = frame.data_decision_by.filter(|&due| cx.is_past(due)) else {
        return;
    };
    let is_decided = cx
        .manifest
        .pilot_data
        .given()
        .is_some_and(|pilot| pilot.decision.is_some() && cx.is_done(pilot.date));
    if !is_decided {
        found
            .fails(
                "decision_overdue",
                frame.at("data_decision_by"),
                "stage.pilot",
                format!("what becomes of the pilot's data was to be decided by {due}, and nobody decided"),
            )
            .owned_by(owner)
            .cure("decide, and write `decision`, `by` and `date` under `pilot_data`");
    }
}
