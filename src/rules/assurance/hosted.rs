//! Where data of promised services lies at a host that offers several regions.

use super::holders::{Holders, backups_by_store};
use super::residency::{is_about_all, values};
use crate::manifest::model::{
    Backup, Environment, EnvironmentData, EnvironmentKind, Promise, Vendor, VendorService,
};
use crate::region::{Region, Within};
use crate::rules::Context;
use crate::yaml::Located;

/// The regions of a vendor that count for a promise: all it names; at a host, those where data of the promised services lies, as far
/// as all stores, copies and environments of these services tell theirs.
pub fn regions_at<'a>(
    cx: &Context<'a>,
    promise: &Promise,
    promised: &[Region],
    holders: &Holders<'a>,
    (id, vendor): (&str, &Vendor),
) -> Vec<Region> {
    let offered = values(&vendor.regions);
    if vendor.does != Some(VendorService::Hosting) || offered.len() < 2 {
        return offered;
    }
    let Some(used) = used(cx, promise, promised, holders, id) else {
        return offered;
    };
    let meet = |one: Region, other: Region| cx.facts.lies_within(one, &[other]) != Within::No;
    let is_used = |offered: &Region| {
        used.iter()
            .any(|&place| meet(place, *offered) || meet(*offered, place))
    };
    let counted: Vec<Region> = offered.iter().copied().filter(is_used).collect();
    if counted.is_empty() { offered } else { counted }
}

/// Where the stores, copies and environments of the promised services lie; nothing where one of them does not tell.
fn used<'a>(
    cx: &Context<'a>,
    promise: &Promise,
    promised: &[Region],
    holders: &Holders<'a>,
    host: &str,
) -> Option<Vec<Region>> {
    if holders.stores.is_empty() || !holders.storeless.is_empty() {
        return None;
    }
    let is_here = |vendor: Option<&str>| vendor.is_none_or(|vendor| vendor == host);
    let backups = backups_by_store(cx);
    let mut used = Vec::new();
    for (id, store) in &holders.stores {
        let copies: &[&Located<Backup>] = backups.get(id).map_or(&[], Vec::as_slice);
        let has_none = store.backup_retention.is_some_and(|kept| kept.is_zero());
        let is_silent = copies.is_empty() && store.backup_regions.is_empty() && !has_none;
        if store.regions.is_empty() || is_silent {
            return None;
        }
        used.extend(values(&store.regions));
        used.extend(values(&store.backup_regions));
        for copy in copies
            .iter()
            .filter(|copy| is_here(copy.provider.as_deref()))
        {
            used.push(copy.region?);
        }
    }
    let environments = cx.manifest.environments.given().into_iter().flatten();
    let mut running = Vec::new();
    for (_, environment) in environments.filter(|(_, environment)| {
        holds_real_data(environment) && is_here(environment.vendor.as_deref())
    }) {
        if environment.region.is_empty() {
            return None;
        }
        running.push(values(&environment.region));
    }
    // Nothing tells in which environment a service runs: some of them may, in one that lies within.
    let lies_within = |regions: &Vec<Region>| {
        let mut regions = regions.iter();
        regions.all(|&region| cx.facts.lies_within(region, promised) == Within::Yes)
    };
    if is_about_all(cx, promise) || !running.iter().any(lies_within) {
        used.extend(running.into_iter().flatten());
    }
    Some(used)
}

fn holds_real_data(environment: &Environment) -> bool {
    match environment.data {
        None => environment
            .kind
            .is_none_or(|kind| kind == EnvironmentKind::Production),
        Some(EnvironmentData::Real | EnvironmentData::ProductionCopy) => true,
        Some(EnvironmentData::Synthetic | EnvironmentData::Masked) => false,
    }
}
