//! Whether something stands behind every promise that can be shown.

use std::collections::BTreeMap;

use super::backing::Backing;
use crate::gate::embedded::MIN_STRENGTH_BLOCKER;
use crate::manifest::model::{
    Answer, Commitment, Contract, Deviation, Promise, PromiseKind, Scope, Source, SourceKind,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::commercial::deviations::is_registered;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn promises_backed(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    if let Answer::Absent = &cx.manifest.promises {
        return Err(Unjudged::untold(
            ManifestPath::top("promises"),
            "promises",
            "nobody told what customers were promised",
            "write the section `promises`; that nothing is promised is said by `kind: availability, value: none`",
        ));
    }
    if cx.promises().next().is_none() {
        found
            .fails(
                "nothing_promised",
                ManifestPath::top("promises"),
                "promises",
                "no promise is in force, and that nothing is promised is not said either",
            )
            .cure("write at least `kind: availability, value: none`, as customers read it");
    }
    let backing = Backing::of(cx);
    for promise in cx.promises() {
        check_origin(promise, &mut found);
        if check_backing(cx, promise, &backing, &mut found) {
            super::contradicted::check(cx, promise, &mut found);
        }
        check_production(cx, promise, &mut found);
        check_wording(promise, &mut found);
    }
    check_deviations(cx, &mut found);
    super::stated_terms::check(cx, &mut found);
    Ok(found)
}

fn check_origin(promise: &Located<Promise>, found: &mut Shortfalls) {
    let id = promise.id.as_str();
    if promise.source.is_none() {
        found
            .fails(
                "source_missing",
                promise.at("source"),
                id,
                format!("`{id}` does not say where customers read or hear it"),
            )
            .owned_by(promise.owner.as_deref())
            .cure("write `source`");
    }
    if promise.owner.is_none() {
        found
            .fails(
                "owner_missing",
                promise.at("owner"),
                id,
                format!("nobody owns promise `{id}`"),
            )
            .cure("write `owner`: one name");
    }
    if says(promise, SourceKind::Verbal) {
        found
            .warns(
                "verbal",
                promise.at("source"),
                id,
                format!("`{id}` was only said, and nobody can read it again"),
            )
            .owned_by(promise.owner.as_deref())
            .cure("put it in writing, or withdraw it");
    }
}

fn says(promise: &Promise, kind: SourceKind) -> bool {
    match promise.source.as_ref().map(|source| &source.value) {
        Some(Source::Kind(said)) => *said == kind,
        Some(Source::Clause(clause)) => clause.kind == Some(kind),
        None => false,
    }
}

/// Checks that something shows what was promised; whether that is so.
fn check_backing(
    cx: &Context<'_>,
    promise: &Located<Promise>,
    backing: &Backing<'_, '_>,
    found: &mut Shortfalls,
) -> bool {
    if promise.commitment == Commitment::Nothing {
        return true;
    }
    let least = cx.parameters.strength(MIN_STRENGTH_BLOCKER);
    let mut refusal = None;
    for reference in &promise.backed_by {
        match cx.refusal(reference, least) {
            None => {
                found.rests_on(cx.weigh(reference).basis());
                return true;
            }
            Some(why) => refusal = Some((reference.here(), why)),
        }
    }
    let id = promise.id.as_str();
    let missing = backing.missing(promise);
    let is_shown = missing.is_empty();
    for unbacked in missing {
        let about = unbacked
            .service
            .map_or(String::new(), |service| format!(" for `{service}`"));
        let shortfall = found.fails(
            "unbacked",
            promise.at("value"),
            id,
            format!(
                "`{id}` promises {}{about}, and {} shows nothing of it",
                promise.kind, unbacked.place
            ),
        );
        shortfall
            .owned_by(promise.owner.as_deref())
            .comparing(unbacked.service.unwrap_or_default())
            .cure(format!(
                "record it under {}, name proof under `backed_by`, or withdraw the promise",
                unbacked.place
            ));
        if let Some((place, why)) = &refusal {
            shortfall.beside(place.clone(), format!("does not prove it: {why}"));
        }
    }
    is_shown
}

/// Recovery and availability are judged for services in production only.
fn check_production(cx: &Context<'_>, promise: &Located<Promise>, found: &mut Shortfalls) {
    let is_of_services = matches!(
        promise.kind,
        PromiseKind::Availability | PromiseKind::Rto | PromiseKind::Rpo
    );
    let (true, Some(Scope::Only(services))) = (
        is_of_services && promise.commitment != Commitment::Nothing,
        &promise.services,
    ) else {
        return;
    };
    for id in services {
        let service = cx.manifest.services.get(id.as_str());
        let Some(service) = service.filter(|service| !service.production) else {
            continue;
        };
        found
            .fails(
                "outside_production",
                promise.at("services"),
                &promise.id,
                format!(
                    "`{}` promises {} for `{}`, which is not part of production",
                    promise.id,
                    promise.kind,
                    id.as_str()
                ),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(id.as_str())
            .beside(service.at("production"), "not in production")
            .cure("make it part of production, or withdraw the promise");
    }
}

fn check_wording(promise: &Located<Promise>, found: &mut Shortfalls) {
    let needs_limits = matches!(
        promise.kind,
        PromiseKind::Availability
            | PromiseKind::Rto
            | PromiseKind::Rpo
            | PromiseKind::IncidentNotification
    );
    let is_unlimited = promise
        .limitations
        .as_ref()
        .is_none_or(|text| text.trim().is_empty());
    if needs_limits && is_unlimited && promise.commitment != Commitment::Nothing {
        let id = promise.id.as_str();
        found
            .warns(
                "unlimited",
                promise.at("limitations"),
                id,
                format!("`{id}` promises {} without any limit", promise.kind),
            )
            .owned_by(promise.owner.as_deref())
            .cure("write under `limitations` what customers read that it does not cover");
    }
}

/// Checks that what single contracts promise instead stands among the promises.
fn check_deviations(cx: &Context<'_>, found: &mut Shortfalls) {
    let mut by_kind: BTreeMap<PromiseKind, Vec<&Located<Promise>>> = BTreeMap::new();
    for promise in cx.promises() {
        by_kind.entry(promise.kind).or_default().push(promise);
    }
    let contracts = cx.manifest.contracts.given().into_iter().flatten();
    for contract in contracts.filter(|contract| cx.is_in_force(contract)) {
        for deviation in &contract.deviations {
            let of_kind = by_kind.get(&deviation.kind).map_or(&[][..], Vec::as_slice);
            check_deviation(cx, contract, deviation, of_kind, found);
        }
    }
}

fn check_deviation(
    cx: &Context<'_>,
    contract: &Located<Contract>,
    deviation: &Located<Deviation>,
    of_kind: &[&Located<Promise>],
    found: &mut Shortfalls,
) {
    let customer = contract.customer.as_str();
    let kind = deviation.kind;
    let owner = deviation.owner.as_deref().or(contract.owner.as_deref());
    let least = cx.parameters.strength(MIN_STRENGTH_BLOCKER);
    let is_proven = deviation
        .backed_by
        .iter()
        .any(|reference| cx.refusal(reference, least).is_none());
    let is_registered = is_registered(cx, contract, deviation, of_kind);
    match deviation.commitment {
        Commitment::Unsaid => {
            found
                .untold(
                    deviation.at("value"),
                    customer,
                    format!(
                        "the contract with `{customer}` deviates on {kind}, and does not say to what"
                    ),
                )
                .owned_by(owner)
                .comparing(kind.word())
                .cure("write `value`");
        }
        Commitment::Nothing => {}
        _ if is_registered || (kind == PromiseKind::Custom && is_proven) => {}
        _ => {
            let value = deviation.value.value.as_ref();
            let value = value.map_or(String::new(), |value| format!(" {}", value.value));
            let shortfall = found.fails(
                "unregistered",
                deviation.at("value"),
                customer,
                format!(
                    "the contract with `{customer}` says {kind}{value}, and no promise to it says as much for every service"
                ),
            );
            shortfall
                .owned_by(owner)
                .comparing(kind.word())
                .comparing(&value)
                .cure(format!(
                    "add it under `promises` with `customers: [{customer}]`"
                ));
            if let Some(promise) = of_kind.first() {
                shortfall.beside(promise.at("value"), "promised here");
            }
        }
    }
}
