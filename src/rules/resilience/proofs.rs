//! The recoveries that a promise rests on: each store has to have been brought back, and the slowest of them counts.

use super::recovery::{Promised, counts, every_recovery, is_of_service, recoveries};
use super::services::{can_be_made_anew, stores_of};
use crate::manifest::Stands;
use crate::manifest::model::{RecoveryTest, Store};
use crate::rules::{Context, Shortfalls};
use crate::time::Day;
use crate::yaml::Located;

/// A recovery with its day.
pub type Proof<'a> = (&'a Located<RecoveryTest>, Day);

/// The recoveries that a promise for a service rests on: the newest, and the newest of each store that cannot be made anew.
pub fn proofs<'a>(cx: &Context<'a>, service: &str) -> Vec<Proof<'a>> {
    proofs_among(cx, service, recoveries(cx, service))
}

/// The same of some of its recoveries only.
pub fn proofs_among<'a>(
    cx: &Context<'a>,
    service: &str,
    tests: impl Iterator<Item = &'a Located<RecoveryTest>>,
) -> Vec<Proof<'a>> {
    let tests: Vec<_> = tests.collect();
    let newest = cx.newest(tests.iter().copied(), |test| test.date);
    let originals = stores_of(cx, service).filter(|(_, store)| !can_be_made_anew(cx, store));
    let of_stores = originals.filter_map(|(store, _)| {
        let of_store = tests
            .iter()
            .copied()
            .filter(|test| brings_back(test, store));
        cx.newest(of_store, |test| test.date)
    });
    let mut proofs: Vec<Proof<'a>> = Vec::new();
    for proof in newest.into_iter().chain(of_stores) {
        if proofs.iter().all(|(test, _)| test.id != proof.0.id) {
            proofs.push(proof);
        }
    }
    proofs
}

/// Whether a recovery of its service brought back a store too; one that names no store brought back all.
pub fn brings_back(test: &RecoveryTest, store: &str) -> bool {
    test.stores.is_empty() || test.stores.iter().any(|of| of.as_str() == store)
}

/// The stores of a service that cannot be made anew and that no recovery brought back.
pub fn never_recovered<'a>(cx: &Context<'a>, service: &str) -> Vec<(&'a str, &'a Located<Store>)> {
    let was_tried = |store: &str| {
        every_recovery(cx).any(|test| {
            let is_meant = is_of_service(test, service) || !test.stores.is_empty();
            let is_to_come = test.date.is_some_and(|date| cx.is_yet_to_come(date));
            is_meant && counts(test) && !is_to_come && brings_back(test, store)
        })
    };
    stores_of(cx, service)
        .filter(|(_, store)| store.service.is_some() && !can_be_made_anew(cx, store))
        .filter(|(id, _)| !was_tried(id))
        .collect()
}

/// The slowest recovery that a promise for a service rests on; one that does not say how long it took counts as the slowest.
pub fn slowest_recovery<'a>(cx: &Context<'a>, service: &str) -> Option<Proof<'a>> {
    let proofs = proofs(cx, service).into_iter().rev();
    proofs.max_by_key(|(test, _)| (test.rto.is_none(), test.rto.map(|rto| rto.longest())))
}

/// The stores of a service with a promise that no recovery brought back.
pub fn untried_stores(cx: &Context<'_>, promised: &Promised<'_>, cure: &'static str) -> Shortfalls {
    let mut found = Shortfalls::none();
    let Promised {
        id, promise, limit, ..
    } = *promised;
    for (store, entry) in never_recovered(cx, id) {
        let message = format!(
            "promise `{}` says {limit}, and no recovery of `{id}` brought back its store `{store}`",
            promise.id
        );
        found
            .fails("never_tested", entry.here(), id, message)
            .owned_by(entry.owner.as_deref().or(promised.owner()))
            .comparing(&promise.id)
            .comparing(store)
            .cure(cure);
    }
    found
}
