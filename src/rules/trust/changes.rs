//! What changed, and when, of the things that customers read about.

use std::collections::BTreeSet;

use super::subprocessors::{processors, published};
use crate::manifest::model::{
    Affects, EnvironmentKind, EvidenceStatus, Incident, Promise, Scope, ServiceChange, TestResult,
    Vendor,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, Shortfalls};
use crate::time::Day;
use crate::yaml::Located;

/// Something that changed on a day.
pub(super) struct Change<'a> {
    /// The clause that is about such changes.
    pub clause: &'static str,
    /// The day.
    pub day: Day,
    /// Where the day stands.
    pub path: ManifestPath,
    /// What it is about, by its id.
    pub subject: &'a str,
    /// What tells it from other changes of the same thing.
    pub compared: &'static str,
    /// What happened, in words before `on` and the day.
    pub what: String,
}

/// The changes that make a sentence of the pack untrue; a first day that nobody told is reported, and so is what a change affected after
/// the pack was last read.
pub(super) fn changes<'a>(
    cx: &Context<'a>,
    reviewed: Day,
    found: &mut Shortfalls,
) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    vendors(cx, &mut changes, found);
    features(cx, &mut changes, found);
    places(cx, reviewed, &mut changes, found);
    services(cx, &mut changes, found);
    for (promise, day, field, what) in promise_changes(cx) {
        if !is_for_some(promise) {
            changes.push(promise_change("promise_changed", promise, day, field, what));
        }
    }
    changes
}

/// The changes after which somebody should look whether the pack is still right.
pub(super) fn warnings<'a>(cx: &Context<'a>) -> Vec<Change<'a>> {
    let mut warnings = Vec::new();
    for (promise, day, field, what) in promise_changes(cx) {
        if is_for_some(promise) {
            warnings.push(promise_change(
                "contract_changed",
                promise,
                day,
                field,
                what,
            ));
        }
    }
    incidents(cx, &mut warnings);
    tests(cx, &mut warnings);
    contracts(cx, &mut warnings);
    acceptances(cx, &mut warnings);
    cover(cx, &mut warnings);
    warnings
}

fn untold_start(path: ManifestPath, id: &str, owner: Option<&str>, found: &mut Shortfalls) {
    found
        .untold(
            path,
            id,
            format!("nobody says since when `{id}` is there, so nobody knows whether the trust pack was read after that"),
        )
        .owned_by(owner)
        .comparing("since")
        .cure("write `since`");
}

/// Vendors that get personal data, or may, and those that production stands on.
fn vendors<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>, found: &mut Shortfalls) {
    let processors = processors(cx);
    let needed: BTreeSet<&str> = cx
        .production_services()
        .flat_map(|(_, service)| service.deps.iter())
        .map(|dependency| dependency.on.as_str())
        .collect();
    let touching: BTreeSet<&str> = processors
        .known
        .iter()
        .map(|processor| processor.id)
        .chain(processors.untold.iter().map(|(id, _)| *id))
        .collect();
    let listed = published(cx);
    let all = cx.manifest.vendors.given().into_iter().flatten();
    for (id, vendor) in
        all.filter(|(id, _)| touching.contains(id.as_str()) || needed.contains(id.as_str()))
    {
        let vendor: &Located<Vendor> = vendor;
        match vendor.since {
            Some(day) => changes.push(Change {
                clause: "vendor_changed",
                day,
                path: vendor.at("since"),
                subject: id,
                compared: "since",
                what: format!("vendor `{id}` began"),
            }),
            None if listed.contains_key(id.as_str()) => {}
            None => untold_start(vendor.at("since"), id, vendor.owner.as_deref(), found),
        }
    }
}

fn features<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>, found: &mut Shortfalls) {
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    for feature in features.into_iter().flat_map(|features| features.iter()) {
        let days = [
            ("since", feature.since, "the AI feature", "began"),
            (
                "since_model",
                feature.since_model,
                "the model of",
                "changed",
            ),
        ];
        for (field, day, what, did) in days {
            if let Some(day) = day {
                changes.push(Change {
                    clause: "ai_changed",
                    day,
                    path: feature.at(field),
                    subject: &feature.id,
                    compared: field,
                    what: format!("{what} `{}` {did}", feature.id),
                });
            }
        }
        if feature.since.is_none() {
            untold_start(
                feature.at("since"),
                &feature.id,
                feature.owner.as_deref(),
                found,
            );
        }
    }
}

fn places<'a>(
    cx: &Context<'a>,
    reviewed: Day,
    changes: &mut Vec<Change<'a>>,
    found: &mut Shortfalls,
) {
    let environments = cx.manifest.environments.given().into_iter().flatten();
    for (id, environment) in environments
        .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production))
    {
        match environment.created {
            Some(day) => changes.push(Change {
                clause: "place_changed",
                day,
                path: environment.at("created"),
                subject: id,
                compared: "created",
                what: format!("the production environment `{id}` was created"),
            }),
            None => untold_start(
                environment.at("created"),
                id,
                environment.owner.as_deref(),
                found,
            ),
        }
    }
    for (id, service) in cx.production_services() {
        let is_unclear = |change: &&Located<ServiceChange>| {
            change.affects.is_empty()
                && change.major != Some(false)
                && change.date > reviewed
                && !cx.is_yet_to_come(change.date)
        };
        if let Some(change) = service.changed.iter().find(is_unclear) {
            found
                .untold(
                    change.at("affects"),
                    id,
                    format!("`{id}` changed on {}, and nobody told what that affects, so nobody knows whether the trust pack speaks of it", change.date),
                )
                .owned_by(service.owner.as_deref())
                .comparing("affects")
                .cure("write `affects`, or `major: false`");
        }
        let moves = service
            .changed
            .iter()
            .filter(|change| change.affects.iter().any(|part| **part == Affects::Storage));
        for change in moves {
            let what = change.what.as_deref().unwrap_or("a change without a name");
            changes.push(Change {
                clause: "place_changed",
                day: change.date,
                path: change.at("date"),
                subject: id,
                compared: "changed",
                what: format!("where `{id}` keeps data changed (`{what}`)"),
            });
        }
    }
}

fn services<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>, found: &mut Shortfalls) {
    for (id, service) in cx.production_services() {
        match service.since {
            Some(day) => changes.push(Change {
                clause: "service_added",
                day,
                path: service.at("since"),
                subject: id,
                compared: "since",
                what: format!("service `{id}` was added"),
            }),
            None => untold_start(service.at("since"), id, service.owner.as_deref(), found),
        }
    }
}

/// Days on which promises changed or ended, with the field that says so.
fn promise_changes<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = (&'a Located<Promise>, Day, &'static str, &'static str)> {
    let promises = cx.manifest.promises.given().into_iter();
    promises
        .flat_map(|promises| promises.iter())
        .flat_map(|promise| {
            [
                (promise, promise.changed, "changed", "was changed"),
                (promise, promise.retired, "retired", "was withdrawn"),
            ]
        })
        .filter_map(|(promise, day, field, what)| Some((promise, day?, field, what)))
}

fn is_for_some(promise: &Promise) -> bool {
    matches!(promise.customers, Some(Scope::Only(_)))
}

fn promise_change<'a>(
    clause: &'static str,
    promise: &'a Located<Promise>,
    day: Day,
    field: &'static str,
    what: &str,
) -> Change<'a> {
    Change {
        clause,
        day,
        path: promise.at(field),
        subject: &promise.id,
        compared: field,
        what: format!("promise `{}` {what}", promise.id),
    }
}

fn incidents<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>) {
    /// The two worst levels of a scale that counts from one.
    const GRAVE: u32 = 2;

    let incidents = cx.manifest.incidents.given();
    let log = incidents.and_then(|incidents| incidents.log.as_ref());
    let is_grave =
        |incident: &&Located<Incident>| incident.severity.is_none_or(|level| level <= GRAVE);
    for incident in log.into_iter().flat_map(|log| log.iter()).filter(is_grave) {
        let closed = [
            ("recovered", incident.recovered),
            ("resolved", incident.resolved),
        ];
        if let Some((field, day)) = closed
            .into_iter()
            .find_map(|(field, day)| Some((field, day?)))
        {
            changes.push(Change {
                clause: "incident_closed",
                day,
                path: incident.at(field),
                subject: &incident.id,
                compared: field,
                what: format!("incident `{}` was closed", incident.id),
            });
        }
    }
}

fn tests<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>) {
    let security = cx.manifest.security.given();
    let tests = security.and_then(|security| security.tests.as_ref());
    for test in tests.into_iter().flat_map(|tests| tests.iter()) {
        if let Some(day) = test
            .date
            .filter(|_| test.status != Some(EvidenceStatus::Draft))
        {
            changes.push(Change {
                clause: "test_reported",
                day,
                path: test.at("date"),
                subject: &test.id,
                compared: "date",
                what: format!("security test `{}` ended", test.id),
            });
        }
    }
    let recovery = cx.manifest.recovery.given();
    let tests = recovery.and_then(|recovery| recovery.tests.as_ref());
    let not_passed = tests
        .into_iter()
        .flat_map(|tests| tests.iter())
        .filter(|test| test.result != Some(TestResult::Pass));
    for test in not_passed {
        if let Some(day) = test.date {
            changes.push(Change {
                clause: "recovery_failed",
                day,
                path: test.at("result"),
                subject: &test.id,
                compared: "date",
                what: format!("recovery test `{}` was made and not passed", test.id),
            });
        }
    }
}

fn contracts<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>) {
    let contracts = cx.manifest.contracts.given().into_iter();
    let deviating = contracts
        .flat_map(|contracts| contracts.iter())
        .filter(|contract| !contract.deviations.is_empty());
    for contract in deviating {
        if let Some(day) = contract.signed {
            changes.push(Change {
                clause: "contract_changed",
                day,
                path: contract.at("signed"),
                subject: &contract.customer,
                compared: "signed",
                what: format!(
                    "a contract with `{}` that deviates from the standard was signed",
                    contract.customer
                ),
            });
        }
    }
}

/// Acceptances in force that name a promise, or that say where customers read of them.
fn acceptances<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>) {
    let touching = cx
        .acceptances()
        .filter(|acceptance| cx.holds(acceptance))
        .filter(|acceptance| !acceptance.affects.is_empty() || acceptance.disclosed_in.is_some());
    for acceptance in touching {
        let renewed = acceptance
            .renewals
            .iter()
            .filter_map(|renewal| renewal.date);
        if let Some(day) = acceptance.date.into_iter().chain(renewed).max() {
            changes.push(Change {
                clause: "risk_accepted",
                day,
                path: acceptance.at("date"),
                subject: &acceptance.id,
                compared: "date",
                what: format!(
                    "`{}`, which touches a promise, was accepted or renewed",
                    acceptance.id
                ),
            });
        }
    }
}

fn cover<'a>(cx: &Context<'a>, changes: &mut Vec<Change<'a>>) {
    let cover = cx.manifest.cover.given().into_iter();
    for hours in cover.flat_map(|cover| cover.iter()) {
        if let Some(day) = hours.since {
            changes.push(Change {
                clause: "cover_changed",
                day,
                path: hours.at("since"),
                subject: hours.id.as_deref().unwrap_or("cover"),
                compared: "since",
                what: "hours on duty changed".to_owned(),
            });
        }
    }
}
