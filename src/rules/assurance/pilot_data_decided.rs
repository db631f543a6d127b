//! What happens to data of the pilot, and whether pilot users agreed to it.

use crate::evidence::Strength;
use crate::manifest::model::{PilotData, PilotDecision, ToldUsers};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How long after production begins data of the pilot that is to be deleted may still be there.
const DELETED_WITHIN: Span = Span::from_days(30);

pub(super) fn pilot_data_decided(cx: &Context<'_>) -> RuleOutcome {
    let pilot = cx.section(&cx.manifest.pilot_data, "pilot_data")?;
    let mut found = Shortfalls::none();
    match pilot.decision {
        Some(PilotDecision::Delete) => check_deletion(cx, pilot, &mut found),
        Some(decision @ (PilotDecision::Migrate | PilotDecision::Adopt)) => {
            check_agreement(cx, pilot, decision, &mut found);
            if decision == PilotDecision::Adopt {
                check_readiness(pilot, &mut found);
            }
            if pilot.test_records_separated != Some(true) {
                found
                    .warns(
                        "test_records_mixed",
                        pilot.at("test_records_separated"),
                        "pilot_data",
                        "records made for tests may move to production with those of pilot users",
                    )
                    .owned_by(pilot.owner.as_deref())
                    .cure("sort them out, and write `test_records_separated: true`");
            }
        }
        None => {
            found
                .fails("undecided", pilot.at("decision"), "pilot_data", "nobody has decided what happens to data of the pilot")
                .owned_by(pilot.owner.as_deref())
                .cure("choose `delete`, `migrate` or `adopt`, and write to the users; start clean if in doubt");
        }
    }
    check_contracts(cx, &mut found);
    Ok(found)
}

fn check_agreement(
    cx: &Context<'_>,
    pilot: &Located<PilotData>,
    decision: PilotDecision,
    found: &mut Shortfalls,
) {
    let told = match pilot.told_users {
        Some(ToldUsers::MayBeKept) => return,
        Some(ToldUsers::Temporary) => "were told that their data is temporary",
        Some(ToldUsers::Nothing) => "were told nothing about their data",
        None => {
            found
                .untold(
                    pilot.at("told_users"),
                    "pilot_data",
                    "nobody told what pilot users were told about their data",
                )
                .owned_by(pilot.owner.as_deref())
                .comparing("told_users")
                .cure("write `told_users`");
            return;
        }
    };
    let why = match &pilot.agreement {
        None => Some("no agreement of theirs is on record".to_owned()),
        Some(agreement) => cx
            .refusal(agreement, Strength::Link)
            .map(|defect| format!("their agreement proves nothing: {defect}")),
    };
    if let Some(why) = why {
        found
            .fails(
                "no_agreement",
                pilot.at("agreement"),
                "pilot_data",
                format!("the decision is to {decision}; pilot users {told}, and {why}"),
            )
            .owned_by(pilot.owner.as_deref())
            .beside(pilot.at("told_users"), "told here")
            .cure("ask them, and keep what they answered as `agreement`; or delete");
    }
}

fn check_readiness(pilot: &Located<PilotData>, found: &mut Shortfalls) {
    let shortfall = match pilot.gates_passed_at_cutoff {
        Some(true) => return,
        Some(false) => found.fails("adopted_unready", pilot.at("gates_passed_at_cutoff"), "pilot_data", "the pilot becomes production, and not all of its gates passed on the day of the cutoff"),
        None => found.untold(pilot.at("gates_passed_at_cutoff"), "pilot_data", "the pilot becomes production, and nobody told whether all of its gates passed on the day of the cutoff"),
    };
    shortfall
        .owned_by(pilot.owner.as_deref())
        .comparing("gates_passed_at_cutoff")
        .cure("judge the pilot on the day of the cutoff, or build production anew");
}

fn check_deletion(cx: &Context<'_>, pilot: &Located<PilotData>, found: &mut Shortfalls) {
    let Some(go_live) = cx.manifest.stage.go_live else {
        found
            .untold(cx.manifest.stage.at("go_live"), "pilot_data", "nobody told when production begins, and with it the time to delete data of the pilot")
            .owned_by(pilot.owner.as_deref())
            .comparing("go_live")
            .cure("write `stage.go_live`");
        return;
    };
    let last_day = go_live.plus(&DELETED_WITHIN);
    let is_on_record = pilot.deletion.as_ref().is_some_and(|record| {
        cx.refusal_of(record, Strength::Link, pilot.deleted)
            .is_none()
    });
    if let Some((deleted, last, place)) = deleted_too_soon(cx, pilot) {
        found
            .fails(
                "not_deleted",
                pilot.at("deleted"),
                "pilot_data",
                format!(
                    "data of the pilot is said to be deleted on {deleted}, and came in until {last}"
                ),
            )
            .owned_by(pilot.owner.as_deref())
            .beside(place, "the last day of the pilot's data")
            .cure("correct the days, or delete what came in since");
        return;
    }
    let (field, why) = match pilot.deleted {
        Some(deleted) if deleted > last_day => ("deleted", format!("it was deleted on {deleted}")),
        Some(deleted) if !cx.is_yet_to_come(deleted) && !is_on_record => {
            ("deletion", "no record shows that it was".to_owned())
        }
        Some(deleted) if !cx.is_yet_to_come(deleted) => return,
        Some(_) | None if !cx.is_past(last_day) => return,
        Some(_) | None => ("deleted", "it was not".to_owned()),
    };
    found
        .fails("not_deleted", pilot.at(field), "pilot_data", format!("data of the pilot was to be deleted by {last_day}, {DELETED_WITHIN} after production began; {why}"))
        .owned_by(pilot.owner.as_deref())
        .cure("delete it, and keep the record as `deletion` with its day as `deleted`");
}

/// The day of a deletion that left the data of later days, the last of these, and where that stands.
fn deleted_too_soon(
    cx: &Context<'_>,
    pilot: &Located<PilotData>,
) -> Option<(Day, Day, ManifestPath)> {
    let deleted = pilot.deleted.filter(|&day| !cx.is_yet_to_come(day))?;
    let cutoff = pilot.cutoff.map(|day| (day, pilot.at("cutoff")));
    let frame = cx.manifest.stage.pilot.as_ref();
    let end = frame.and_then(|frame| Some((frame.end?, frame.at("end"))));
    let (last, place) = cutoff.or(end)?;
    (deleted < last).then_some((deleted, last, place))
}

fn check_contracts(cx: &Context<'_>, found: &mut Shortfalls) {
    let contracts = cx
        .manifest
        .contracts
        .given()
        .into_iter()
        .flat_map(|contracts| contracts.iter());
    for contract in contracts.filter(|contract| contract.pilot == Some(true)) {
        let customer = contract.customer.as_str();
        let shortfall = match contract.in_production {
            Some(false) => continue,
            Some(true) => found.fails("pilot_terms", contract.at("pilot"), customer, format!("users of `{customer}` are in production, and its contract is still the pilot's")),
            None => found.untold(contract.at("in_production"), customer, format!("the contract of `{customer}` is the pilot's, and nobody told whether its users are in production")),
        };
        shortfall
            .owned_by(contract.owner.as_deref())
            .comparing(customer)
            .cure("sign the terms of production before its users move");
    }
}
