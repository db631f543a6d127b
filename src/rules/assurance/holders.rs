//! Who holds data of a service: its stores, the vendors it reaches, and the models that get its data.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::model::{
    AiFeature, Backup, DataClass, Promise, Scope, Service, Store, Vendor,
};
use crate::rules::Context;
use crate::yaml::Located;

/// Everything that holds, or may hold, data of some services.
pub struct Holders<'a> {
    /// Their stores; a store that names no service may be theirs.
    pub stores: Vec<(&'a str, &'a Located<Store>)>,
    /// Services that touch data of customers, or may, and have no store.
    pub storeless: Vec<(&'a str, &'a Located<Service>)>,
    /// Vendors that touch personal data, or may.
    pub vendors: Vec<(&'a str, &'a Located<Vendor>)>,
    /// Features that hand data to a model; a feature that names no service may be theirs.
    pub features: Vec<&'a Located<AiFeature>>,
}

/// Everything that holds data of the services a promise is about.
pub fn holders_for<'a>(cx: &Context<'a>, promise: &'a Promise) -> Holders<'a> {
    holders(cx, &services_of(cx, promise))
}

/// The services a promise is about: those it names, or all in production.
pub fn services_of<'a>(cx: &Context<'a>, promise: &'a Promise) -> Vec<&'a str> {
    match &promise.services {
        None | Some(Scope::All) => cx.production_services().map(|(id, _)| id).collect(),
        Some(Scope::Only(ids)) => ids.iter().map(|id| id.as_str()).collect(),
    }
}

/// Everything that holds data of some services, and of the services these stand on.
///
/// Silence never shortens the list: a vendor that no service names, and every vendor of a service that names none, counts.
pub fn holders<'a>(cx: &Context<'a>, roots: &[&'a str]) -> Holders<'a> {
    let services = with_dependencies(cx, roots);
    let is_theirs = |service: Option<&str>| service.is_none_or(|of| services.contains(of));
    let data = cx.manifest.data.given();
    let stores: Vec<(&str, &Located<Store>)> = data
        .into_iter()
        .flat_map(|data| data.stores.iter())
        .filter(|(_, store)| is_theirs(store.service.as_deref()))
        .map(|(id, store)| (id.as_str(), store))
        .collect();
    let with_store: BTreeSet<&str> = stores
        .iter()
        .filter_map(|(_, store)| store.service.as_deref())
        .collect();
    let storeless = roots
        .iter()
        .filter(|id| !with_store.contains(*id))
        .filter_map(|&id| cx.manifest.services.get(id).map(|service| (id, service)))
        .filter(|(_, service)| service.data != Some(DataClass::None))
        .collect();
    let ai = cx.manifest.ai.given();
    let features: Vec<&Located<AiFeature>> = ai
        .and_then(|ai| ai.features.as_ref())
        .into_iter()
        .flat_map(|features| features.iter())
        .filter(|feature| is_theirs(feature.service.as_deref()))
        .collect();
    let vendors = vendors_of(cx, &services, &features);
    Holders {
        stores,
        storeless,
        vendors,
        features,
    }
}

fn with_dependencies<'a>(cx: &Context<'a>, roots: &[&'a str]) -> BTreeSet<&'a str> {
    let mut services = BTreeSet::new();
    let mut waiting = roots.to_vec();
    while let Some(id) = waiting.pop() {
        if let Some(service) = cx.manifest.services.get(id)
            && services.insert(id)
        {
            waiting.extend(service.deps.iter().map(|dependency| dependency.on.as_str()));
        }
    }
    services
}

fn vendors_of<'a>(
    cx: &Context<'a>,
    services: &BTreeSet<&'a str>,
    features: &[&'a Located<AiFeature>],
) -> Vec<(&'a str, &'a Located<Vendor>)> {
    let Some(vendors) = cx.manifest.vendors.given() else {
        return Vec::new();
    };
    let names_none = |service: &&Located<Service>| service.deps.is_empty();
    let theirs = services
        .iter()
        .filter_map(|&id| cx.manifest.services.get(id));
    let takes_all = theirs.clone().any(|service| names_none(&service));
    let reached: BTreeSet<&str> = theirs
        .flat_map(|service| service.deps.iter())
        .map(|dependency| dependency.on.as_str())
        .chain(features.iter().flat_map(|feature| providers(feature)))
        .collect();
    vendors
        .iter()
        .map(|(id, vendor)| (id.as_str(), vendor))
        .filter(|(id, vendor)| cx.may_get_personal_data(id, vendor))
        .filter(|(id, vendor)| {
            let serves = vendor
                .services
                .iter()
                .any(|of| services.contains(of.as_str()));
            let serves_nobody = vendor.services.is_empty() && !cx.is_depended_on(id);
            takes_all || serves || serves_nobody || reached.contains(id)
        })
        .collect()
}

/// Whether a store holds data about people, or does not say what it holds.
pub fn may_be_personal(store: &Store) -> bool {
    let mut categories = store.categories.iter();
    store.categories.is_empty() || categories.any(|category| category.is_personal())
}

/// The vendors that run the models of a feature, those it falls back to included.
pub fn providers(feature: &AiFeature) -> impl Iterator<Item = &str> {
    let fallbacks = feature
        .fallback
        .iter()
        .map(|fallback| fallback.provider.as_str());
    feature.provider.as_deref().into_iter().chain(fallbacks)
}

/// The recorded copies of each store, by the store's id.
pub fn backups_by_store<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Vec<&'a Located<Backup>>> {
    let mut by_store: BTreeMap<&str, Vec<&Located<Backup>>> = BTreeMap::new();
    for backup in cx
        .manifest
        .backups
        .given()
        .into_iter()
        .flat_map(|backups| backups.iter())
    {
        by_store
            .entry(backup.store.as_str())
            .or_default()
            .push(backup);
    }
    by_store
}
