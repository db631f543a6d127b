//! The promise ledger: for each promise what is said, what is proven, and the margin between them.

mod declared;
mod judged;
mod proven;

use super::Context;
use crate::manifest::model::{Commitment, Promise, Scope};
use crate::manifest::{ManifestPath, Stands};
use crate::report::model::{GateResult, LedgerRow, Location};
use judged::{Judged, gates_over, is_service_subject};
use proven::proven;

/// One row for each promise in force and each service it is about, in the order of the manifest.
///
/// Whether a promise holds is what the gates over its kind said of it, so that no row disagrees with a gate.
pub fn rows(
    cx: &Context<'_>,
    gates: &[GateResult],
    locate: &dyn Fn(&ManifestPath) -> Location,
) -> Vec<LedgerRow> {
    let judged = Judged::of(cx, gates);
    let mut rows = Vec::new();
    for promise in cx.promises() {
        let location = locate(&promise.at("value"));
        for service in services_of(cx, promise) {
            let proven = proven(cx, promise, service);
            let holds = judged.holds(promise, service);
            rows.push(LedgerRow {
                id: promise.id.to_string(),
                kind: promise.kind,
                service: service.map(str::to_owned),
                says: said(promise),
                holds,
                proven: proven.says.or_else(|| unmeasured(promise, holds)),
                margin: proven.margin,
                proof: proven.record,
                proof_age_days: proven.date.map(|date| cx.age_days(date)),
                gates: gates_over(promise.kind),
                measure: proven.measure,
                owner: promise.owner.clone(),
                location: location.clone(),
            });
        }
    }
    rows
}

/// What to say of a promise that gates found to hold, and that no record measures.
fn unmeasured(promise: &Promise, holds: Option<bool>) -> Option<String> {
    let is_kept = holds == Some(true) && promise.commitment != Commitment::Nothing;
    is_kept.then(|| "nothing speaks against it".to_owned())
}

/// The services a promise is about, for kinds that are measured service by service; else none in particular.
fn services_of<'a>(cx: &Context<'a>, promise: &'a Promise) -> Vec<Option<&'a str>> {
    if !is_service_subject(promise.kind) {
        return vec![None];
    }
    match &promise.services {
        None | Some(Scope::All) => cx.production_services().map(|(id, _)| Some(id)).collect(),
        Some(Scope::Only(services)) => services
            .iter()
            .map(|service| Some(service.as_str()))
            .collect(),
    }
}

fn said(promise: &Promise) -> String {
    match (&promise.commitment, &promise.value) {
        (Commitment::Nothing, _) => "nothing".to_owned(),
        (Commitment::Percent(percent), _) => match promise.window {
            Some(window) => format!("{percent} % a {window}"),
            None => format!("{percent} %"),
        },
        (Commitment::Unsaid, _) | (_, None) => "no value".to_owned(),
        (_, Some(value)) => value.to_string(),
    }
}
