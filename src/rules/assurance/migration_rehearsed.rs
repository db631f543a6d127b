//! Whether the move of pilot data was practised, counted and can be undone.

use rust_decimal::Decimal;

use super::tried::{Tried, place_of};
use crate::evidence::Strength;
use crate::manifest::model::{Affects, EvidenceRef, MigrationRehearsal, PilotData, PilotDecision};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn migration_rehearsed(cx: &Context<'_>) -> RuleOutcome {
    let pilot = cx.section(&cx.manifest.pilot_data, "pilot_data")?;
    match pilot.decision {
        Some(PilotDecision::Migrate) => {}
        Some(PilotDecision::Delete) => {
            return Err(Unjudged::not_applicable(
                "data of the pilot is deleted, so nothing moves",
            ));
        }
        Some(PilotDecision::Adopt) => {
            return Err(Unjudged::not_applicable(
                "the pilot becomes production, so nothing moves",
            ));
        }
        None => {
            return Err(Unjudged::untold(
                pilot.at("decision"),
                "pilot_data",
                "nobody told whether data of the pilot moves",
                "write `decision`",
            ));
        }
    }
    let mut found = Shortfalls::none();
    check_rehearsals(cx, pilot, &mut found);
    check_backup(cx, pilot, &mut found);
    check_requests(pilot, &mut found);
    check_run(cx, pilot, &mut found);
    Ok(found)
}

fn check_rehearsals(cx: &Context<'_>, pilot: &Located<PilotData>, found: &mut Shortfalls) {
    for rehearsal in pilot
        .rehearsals
        .iter()
        .filter(|rehearsal| rehearsal.date.is_none())
    {
        found
            .untold(
                rehearsal.at("date"),
                "rehearsal",
                "a rehearsal does not say when it was, so nobody knows the newest",
            )
            .owned_by(pilot.owner.as_deref())
            .cure("write `date`");
    }
    let Some((newest, date)) = cx.newest(pilot.rehearsals.iter(), |rehearsal| rehearsal.date)
    else {
        found
            .fails(
                "never_rehearsed",
                pilot.at("rehearsals"),
                "pilot_data",
                "the move of pilot data was never rehearsed",
            )
            .owned_by(pilot.owner.as_deref())
            .cure("move a copy, count both sides, and record it under `rehearsals`");
        return;
    };
    let tried = Tried {
        record: place_of(newest),
        what: format!("the newest rehearsal of the move, on {date}"),
        subject: "pilot_data",
        owner: pilot.owner.as_deref(),
        promises: Vec::new(),
    };
    tried.check_result(newest.result, found);
    if let Some((service, changed, path)) =
        last_schema_change(cx).filter(|(_, changed, _)| *changed > date)
    {
        found
            .fails("schema_changed_since", path, service, format!("the shape of data in `{service}` changed on {changed}, after the newest rehearsal on {date}"))
            .owned_by(pilot.owner.as_deref())
            .beside(newest.at("date"), "rehearsed here")
            .cure("rehearse again");
    }
    check_counts(&tried, newest, found);
    check_window(&tried, pilot, newest, found);
}

/// The newest change of the shape of stored data that has reached production, over all services.
fn last_schema_change<'a>(cx: &Context<'a>) -> Option<(&'a str, Day, ManifestPath)> {
    let changes = cx.manifest.services.iter().flat_map(|(id, service)| {
        let of_schema = service
            .schema_changes
            .iter()
            .map(|change| (change.date, change.at("date")));
        let others = service
            .changed
            .iter()
            .filter(|change| {
                change
                    .affects
                    .iter()
                    .any(|part| part.value == Affects::Schema)
            })
            .map(|change| (change.date, change.at("date")));
        of_schema
            .chain(others)
            .map(move |(date, path)| (id.as_str(), date, path))
    });
    changes
        .filter(|(_, date, _)| !cx.is_yet_to_come(*date))
        .max_by_key(|(id, date, _)| (*date, std::cmp::Reverse(*id)))
}

fn check_counts(tried: &Tried<'_>, newest: &Located<MigrationRehearsal>, found: &mut Shortfalls) {
    let counts = [
        ("source_count", newest.source_count),
        ("target_count", newest.target_count),
        ("rejected", newest.rejected),
    ];
    for (field, _) in counts.iter().filter(|(_, count)| count.is_none()) {
        tried.untold(field, &format!("does not say `{field}`"), found);
    }
    if let (Some(before), Some(after), Some(rejected)) =
        (newest.source_count, newest.target_count, newest.rejected)
    {
        let accounted = u128::from(after) + u128::from(rejected);
        if u128::from(before) != accounted {
            found
                .fails("counts_differ", newest.at("target_count"), tried.subject, format!("{}, began with {before} records and ended with {after} and {rejected} rejected: {accounted}", tried.what))
                .owned_by(tried.owner)
                .cure("find what got lost or doubled, and rehearse again");
        }
    }
}

fn check_window(
    tried: &Tried<'_>,
    pilot: &Located<PilotData>,
    newest: &Located<MigrationRehearsal>,
    found: &mut Shortfalls,
) {
    let Some(duration) = newest.duration else {
        tried.untold("duration", "does not say how long it took", found);
        return;
    };
    let Some(window) = pilot.window else {
        found
            .untold(
                pilot.at("window"),
                "pilot_data",
                "nobody told how long the move may take",
            )
            .owned_by(pilot.owner.as_deref())
            .comparing("window")
            .cure("write `window`");
        return;
    };
    // a fifth of the window is for what goes wrong
    let usable = Decimal::from(window.shortest().count()) * Decimal::new(8, 1);
    if Decimal::from(duration.longest().count()) > usable {
        found
            .fails(
                "window_too_short",
                pilot.at("window"),
                "pilot_data",
                format!(
                    "{}, took {duration}; four fifths of the window of {window} are less",
                    tried.what
                ),
            )
            .owned_by(tried.owner)
            .beside(newest.at("duration"), format!("{duration} measured here"))
            .cure("widen the window, or speed up the move");
    }
}

fn check_backup(cx: &Context<'_>, pilot: &Located<PilotData>, found: &mut Shortfalls) {
    let why = match &pilot.backup {
        None => Some("none is on record".to_owned()),
        Some(backup) => cx
            .refusal(backup, Strength::Link)
            .or_else(|| why_too_late(cx, pilot, backup)),
    };
    if let Some(why) = why {
        found
            .fails(
                "no_backup",
                pilot.at("backup"),
                "pilot_data",
                format!("the move cannot be undone without a backup from before it: {why}"),
            )
            .owned_by(pilot.owner.as_deref())
            .cure("make a backup, restore it once, and write the record as `backup`");
    }
}

/// Why a backup is not from before the move.
fn why_too_late(cx: &Context<'_>, pilot: &PilotData, backup: &EvidenceRef) -> Option<String> {
    let made = match backup {
        EvidenceRef::Named(_) => cx.registered_behind(backup)?.date?,
        EvidenceRef::Inline(inline) => inline.date?,
    };
    let moved = pilot.migrated.filter(|&moved| made > moved)?;
    Some(format!("it is of {made}, and the move was on {moved}"))
}

fn check_requests(pilot: &Located<PilotData>, found: &mut Shortfalls) {
    let shortfall = match pilot.deletion_requests_excluded {
        Some(true) => return,
        Some(false) => found.fails(
            "requests_not_excluded",
            pilot.at("deletion_requests_excluded"),
            "pilot_data",
            "data moves of people who asked for its deletion",
        ),
        None => found.untold(
            pilot.at("deletion_requests_excluded"),
            "pilot_data",
            "nobody told whether data stays behind of people who asked for its deletion",
        ),
    };
    shortfall
        .owned_by(pilot.owner.as_deref())
        .comparing("deletion_requests_excluded")
        .cure("leave it out of the move, and write `deletion_requests_excluded: true`");
}

fn check_run(cx: &Context<'_>, pilot: &Located<PilotData>, found: &mut Shortfalls) {
    let is_run = pilot.migrated.is_some_and(|day| !cx.is_yet_to_come(day));
    let is_reconciled = pilot.reconciliation.as_ref().is_some_and(|record| {
        cx.refusal_of(record, Strength::Link, pilot.migrated)
            .is_none()
    });
    if is_run && !is_reconciled {
        found
            .fails(
                "not_reconciled",
                pilot.at("reconciliation"),
                "pilot_data",
                "the move was made, and no record shows that both sides agree",
            )
            .owned_by(pilot.owner.as_deref())
            .cure("count both sides, and write the record as `reconciliation`");
    }
    if pilot.identifiers_change != Some(false) && pilot.access_checked != Some(true) {
        found
            .warns("identifiers_unchecked", pilot.at("access_checked"), "pilot_data", "identifiers may change in the move, and nobody checked that people see only what is theirs")
            .owned_by(pilot.owner.as_deref())
            .cure("sign in as some of them after the move, and write `access_checked: true`; or write `identifiers_change: false`");
    }
}
