//! What belongs to a service: its stores, its changes, and the vendors it cannot do without.

use std::collections::BTreeSet;

use crate::manifest::model::{
    Affects, Criticality, DataPosition, DependencyKind, Service, ServiceChange, Store, Vendor,
};
use crate::rules::Context;
use crate::time::Day;
use crate::yaml::Located;

/// How many stores in a row may be made from one another; a longer row leads nowhere, as a circle does.
const LONGEST_DERIVATION: usize = 100;

/// The changes of a service after a day that have reached production.
pub fn changes_since<'a>(
    cx: &Context<'_>,
    service: &'a Located<Service>,
    day: Day,
) -> impl Iterator<Item = &'a Located<ServiceChange>> + use<'a> {
    let as_of = cx.as_of;
    let changes = service.changed.iter();
    changes.filter(move |change| change.date > day && change.date <= as_of)
}

/// Whether a change voids older proofs: it was major, or moved the data; nothing where nobody told.
pub fn voids_proofs(change: &ServiceChange) -> Option<bool> {
    if change
        .affects
        .iter()
        .any(|part| part.value == Affects::Storage)
    {
        Some(true)
    } else {
        change.major
    }
}

/// The vendors whose loss is felt at once; one that a service cannot do without is, unless somebody said otherwise.
pub fn critical_vendors<'a>(cx: &Context<'a>) -> Vec<(&'a str, &'a Located<Vendor>)> {
    let hard: BTreeSet<&str> = cx
        .production_services()
        .flat_map(|(_, service)| service.value.deps.iter())
        .filter(|dependency| dependency.kind == DependencyKind::Hard)
        .map(|dependency| dependency.value.on.as_str())
        .collect();
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    vendors
        .map(|(id, vendor)| (id.as_str(), vendor))
        .filter(|(id, vendor)| match vendor.criticality {
            Some(Criticality::High) => true,
            Some(Criticality::Low | Criticality::Medium) => false,
            None => hard.contains(id),
        })
        .collect()
}

/// The stores of a service by id; one that names no service may be of any.
pub fn stores_of<'a>(
    cx: &Context<'a>,
    service: &str,
) -> impl Iterator<Item = (&'a str, &'a Located<Store>)> {
    let stores = cx.manifest.data.given().map(|data| data.stores.iter());
    stores
        .into_iter()
        .flatten()
        .filter(move |(_, store)| {
            store
                .service
                .as_ref()
                .is_none_or(|of| of.as_str() == service)
        })
        .map(|(id, store)| (id.as_str(), store))
}

/// The stores of services in production with data that cannot be made anew; one that names no service may be of any.
pub fn irreplaceable_stores<'a>(
    cx: &Context<'a>,
    data: &'a DataPosition,
) -> Vec<(&'a str, &'a Located<Store>)> {
    let is_in_production = |store: &Store| {
        let service = store
            .service
            .as_deref()
            .and_then(|id| cx.manifest.services.get(id));
        service.is_none_or(|service| service.production)
    };
    let stores = data.stores.iter().map(|(id, store)| (id.as_str(), store));
    stores
        .filter(|(_, store)| !can_be_made_anew(cx, store) && is_in_production(store))
        .collect()
}

/// Whether a store can be made anew: what it is `derivable_from` leads to an original, and not round in a circle.
pub fn can_be_made_anew(cx: &Context<'_>, store: &Store) -> bool {
    let Some(data) = cx.manifest.data.given() else {
        return false;
    };
    let mut source = store.derivable_from.as_ref();
    for _ in 0..LONGEST_DERIVATION {
        let Some(id) = source else {
            return store.derivable_from.is_some();
        };
        source = match data.stores.get(id.as_str()) {
            Some(store) => store.derivable_from.as_ref(),
            None => return false,
        };
    }
    false
}
