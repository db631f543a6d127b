//! What people are told about their data, against what the inventory says.

use std::collections::{BTreeMap, BTreeSet};

use super::holders::{backups_by_store, may_be_personal};
use super::residency::in_words;
use crate::manifest::Stands;
use crate::manifest::model::{
    DataCategory, DataPosition, DataRole, PrivacyNotice, Store, Vendor, VendorService,
};
use crate::region::{Region, Within};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn privacy_notice_matches_inventory(cx: &Context<'_>) -> RuleOutcome {
    if let Some(data) = cx.manifest.data.given()
        && acts_for_customers_only(data)
    {
        return Err(Unjudged::not_applicable(
            "the company decides on no purpose itself, so the notice is its customers' to give",
        ));
    }
    let notice = cx.section(&cx.manifest.privacy_notice, "privacy_notice")?;
    let mut found = Shortfalls::none();
    if let Some(data) = cx.told(&cx.manifest.data, "data", &mut found) {
        check_categories(data, notice, &mut found);
        check_purposes(data, notice, &mut found);
        check_stores_abroad(cx, data, notice, &mut found);
    }
    check_models_abroad(cx, notice, &mut found);
    if let Some(vendors) = cx.told(&cx.manifest.vendors, "vendors", &mut found) {
        let receiving: Vec<(&str, &Located<Vendor>)> = vendors
            .iter()
            .filter(|(id, vendor)| cx.may_get_personal_data(id, vendor))
            .map(|(id, vendor)| (id.as_str(), vendor))
            .collect();
        check_recipients(&receiving, notice, &mut found);
        check_transfers(cx, &receiving, notice, &mut found);
        check_date(cx, &receiving, notice, &mut found);
    }
    check_cookies(cx, notice, &mut found);
    Ok(found)
}

/// Whether the company acts for its customers in every purpose, and every store is for one of them.
pub fn acts_for_customers_only(data: &DataPosition) -> bool {
    !data.roles.is_empty()
        && data.roles.values().all(|&role| role == DataRole::Processor)
        && data.stores.values().all(|store| !may_decide(data, store))
}

/// Whether the company may be the one who decides on the purpose of a store.
fn may_decide(data: &DataPosition, store: &Store) -> bool {
    let role = store
        .purpose
        .as_ref()
        .and_then(|purpose| data.roles.get(purpose));
    role != Some(&DataRole::Processor)
}

fn own_stores(data: &DataPosition) -> impl Iterator<Item = (&String, &Located<Store>)> {
    data.stores
        .iter()
        .filter(|(_, store)| may_decide(data, store))
}

fn check_categories(data: &DataPosition, notice: &Located<PrivacyNotice>, found: &mut Shortfalls) {
    let named: BTreeSet<DataCategory> = notice
        .categories
        .iter()
        .map(|category| category.value)
        .collect();
    let mut held: BTreeMap<DataCategory, &str> = BTreeMap::new();
    for (id, store) in own_stores(data) {
        for category in store
            .categories
            .iter()
            .filter(|category| category.value != DataCategory::Aggregate)
        {
            held.entry(category.value).or_insert(id);
        }
    }
    for (category, store) in held
        .iter()
        .filter(|(category, _)| !named.contains(category))
    {
        missing(
            notice,
            "category_missing",
            "categories",
            category.word(),
            &format!("store `{store}` holds {category} data"),
            found,
        );
    }
    for category in notice
        .categories
        .iter()
        .filter(|category| !held.contains_key(&category.value))
    {
        says_more(
            notice,
            category,
            category.word(),
            "no store of the company's own purposes holds such data",
            found,
        );
    }
}

fn check_purposes(data: &DataPosition, notice: &Located<PrivacyNotice>, found: &mut Shortfalls) {
    let named: BTreeSet<&str> = notice
        .purposes
        .iter()
        .map(|purpose| purpose.as_str())
        .collect();
    let of_stores = own_stores(data).filter_map(|(_, store)| store.purpose.as_deref());
    let decided = data
        .roles
        .iter()
        .filter(|(_, role)| **role == DataRole::Controller)
        .map(|(purpose, _)| purpose.as_str());
    let followed: BTreeSet<&str> = of_stores.chain(decided).collect();
    for purpose in followed.difference(&named) {
        missing(
            notice,
            "purpose_missing",
            "purposes",
            purpose,
            &format!("data is held for `{purpose}`"),
            found,
        );
    }
    for purpose in notice
        .purposes
        .iter()
        .filter(|purpose| !followed.contains(purpose.as_str()))
    {
        says_more(notice, purpose, purpose, "no store is for it", found);
    }
}

fn check_recipients(
    receiving: &[(&str, &Located<Vendor>)],
    notice: &Located<PrivacyNotice>,
    found: &mut Shortfalls,
) {
    let named: BTreeSet<VendorService> = notice
        .recipients
        .iter()
        .map(|recipient| recipient.value)
        .collect();
    let mut by_kind: BTreeMap<VendorService, &str> = BTreeMap::new();
    for &(id, vendor) in receiving {
        match vendor.does {
            Some(does) => {
                by_kind.entry(does).or_insert(id);
            }
            None => {
                found
                    .untold(
                        vendor.at("does"),
                        id,
                        format!("nobody told what `{id}` does, so the notice cannot name it"),
                    )
                    .owned_by(vendor.owner.as_deref())
                    .comparing("does")
                    .cure("write `does`");
            }
        }
    }
    for (does, vendor) in by_kind.iter().filter(|(does, _)| !named.contains(does)) {
        missing(
            notice,
            "recipient_missing",
            "recipients",
            does.word(),
            &format!("`{vendor}` ({does}) gets personal data"),
            found,
        );
    }
    for recipient in notice
        .recipients
        .iter()
        .filter(|recipient| !by_kind.contains_key(&recipient.value))
    {
        says_more(
            notice,
            recipient,
            recipient.word(),
            "no vendor of that kind gets personal data",
            found,
        );
    }
}

fn check_transfers(
    cx: &Context<'_>,
    receiving: &[(&str, &Located<Vendor>)],
    notice: &Located<PrivacyNotice>,
    found: &mut Shortfalls,
) {
    for (id, vendor) in receiving {
        if vendor.regions.is_empty() {
            found
                .untold(
                    vendor.at("regions"),
                    id,
                    format!(
                        "nobody told where `{id}` takes personal data, so the notice cannot name it"
                    ),
                )
                .owned_by(vendor.owner.as_deref())
                .comparing("regions")
                .cure("write `regions`");
        }
        let regions = vendor.regions.iter().map(|region| region.value);
        let takes = format!("`{id}` takes personal data to");
        check_named(cx, notice, id, &takes, regions.collect(), found);
    }
}

/// Stores of the company's own purposes, and their copies, that lie abroad.
fn check_stores_abroad(
    cx: &Context<'_>,
    data: &DataPosition,
    notice: &Located<PrivacyNotice>,
    found: &mut Shortfalls,
) {
    let backups = backups_by_store(cx);
    for (id, store) in own_stores(data).filter(|(_, store)| may_be_personal(store)) {
        let told = store.regions.iter().chain(store.backup_regions.iter());
        let copies = backups.get(id.as_str()).into_iter().flatten();
        let regions = told
            .map(|region| region.value)
            .chain(copies.filter_map(|copy| copy.region));
        let lies = format!("store `{id}`, with its copies, holds personal data in");
        check_named(cx, notice, id, &lies, regions.collect(), found);
    }
}

/// Models abroad that get personal data.
fn check_models_abroad(cx: &Context<'_>, notice: &Located<PrivacyNotice>, found: &mut Shortfalls) {
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    let features = features.into_iter().flatten();
    for feature in features.filter(|feature| feature.personal != Some(false)) {
        let fallbacks = feature
            .fallback
            .iter()
            .flat_map(|other| other.regions.iter());
        let regions = feature.regions.iter().chain(fallbacks);
        let hands = format!("feature `{}` hands personal data to", feature.id);
        let regions = regions.map(|region| region.value).collect();
        check_named(cx, notice, &feature.id, &hands, regions, found);
    }
}

/// Whether each region is at home, or named in the notice.
fn check_named(
    cx: &Context<'_>,
    notice: &Located<PrivacyNotice>,
    id: &str,
    says: &str,
    regions: BTreeSet<Region>,
    found: &mut Shortfalls,
) {
    let named = notice.transfers.iter().map(|region| region.value);
    let known: Vec<Region> = cx.jurisdictions().into_iter().chain(named).collect();
    let unnamed: Vec<Region> = regions
        .into_iter()
        .filter(|&region| cx.facts.lies_within(region, &known) != Within::Yes)
        .collect();
    if !unnamed.is_empty() {
        let fact = format!("{says} {}", in_words(&unnamed));
        missing(notice, "transfer_missing", "transfers", id, &fact, found);
    }
}

/// The day of the notice that people read today; where it is not told, that is noted.
fn published_on(
    cx: &Context<'_>,
    notice: &Located<PrivacyNotice>,
    found: &mut Shortfalls,
) -> Option<Day> {
    let date = notice.date.filter(|&date| !cx.is_yet_to_come(date));
    if date.is_none() {
        let message = match notice.date {
            Some(ahead) => format!(
                "the notice is of {ahead}, which is still to come, and nobody told when the one was last changed that people read today"
            ),
            None => "nobody told when the notice was last changed".to_owned(),
        };
        found
            .untold(notice.at("date"), "privacy_notice", message)
            .owned_by(notice.owner.as_deref())
            .cure("write `date`, the day of the notice that is published");
    }
    date
}

fn check_date(
    cx: &Context<'_>,
    receiving: &[(&str, &Located<Vendor>)],
    notice: &Located<PrivacyNotice>,
    found: &mut Shortfalls,
) {
    let Some(date) = published_on(cx, notice, found) else {
        return;
    };
    let ai = cx.manifest.ai.given();
    let features = ai
        .and_then(|ai| ai.features.as_ref())
        .into_iter()
        .flat_map(|features| features.iter());
    let features = features
        .filter(|feature| feature.personal != Some(false))
        .map(|feature| {
            (
                format!("feature `{}`", feature.id),
                feature.since,
                feature.at("since"),
            )
        });
    let vendors = receiving
        .iter()
        .map(|(id, vendor)| (format!("vendor `{id}`"), vendor.since, vendor.at("since")));
    let mut undated = Vec::new();
    for (name, since, path) in vendors.chain(features) {
        match since {
            // what is announced before it begins is as it should be
            Some(since) if since <= date || cx.is_yet_to_come(since) => {}
            Some(since) => {
                found
                    .fails(
                        "older_than_reality",
                        notice.at("date"),
                        "privacy_notice",
                        format!("the notice is of {date}; {name} gets personal data since {since}"),
                    )
                    .owned_by(notice.owner.as_deref())
                    .comparing(&name)
                    .beside(path, "since here")
                    .cure("go through the notice again, and write the day as `date`");
            }
            None => undated.push((name, path)),
        }
    }
    if let Some((_, first)) = undated.first() {
        let names: Vec<&str> = undated.iter().map(|(name, _)| name.as_str()).collect();
        found
            .untold(
                first.clone(),
                "privacy_notice",
                format!(
                    "nobody told since when {} get personal data; the notice is of {date}",
                    names.join(", ")
                ),
            )
            .owned_by(notice.owner.as_deref())
            .comparing("since")
            .cure("write `since`");
    }
}

fn check_cookies(cx: &Context<'_>, notice: &Located<PrivacyNotice>, found: &mut Shortfalls) {
    let Some(website) = cx.manifest.website.given() else {
        if cx.exemption(&cx.manifest.website, "website").is_none() {
            found
                .warns(
                    "cookies_differ",
                    notice.at("cookies"),
                    "website",
                    "nobody told which trackers the website sets",
                )
                .owned_by(notice.owner.as_deref())
                .cure("write `website.trackers`, an empty list where it sets none");
        }
        return;
    };
    let named: BTreeSet<&str> = notice
        .cookies
        .iter()
        .map(|cookie| cookie.as_str())
        .collect();
    let set: BTreeSet<&str> = website
        .trackers
        .iter()
        .map(|tracker| tracker.as_str())
        .collect();
    for cookie in named.symmetric_difference(&set) {
        let (path, message) = if set.contains(cookie) {
            (
                website.at("trackers"),
                format!("the website sets `{cookie}`, and the notice does not name it"),
            )
        } else {
            (
                notice.at("cookies"),
                format!("the notice names `{cookie}`, and the website does not set it"),
            )
        };
        found
            .warns("cookies_differ", path, "website", message)
            .owned_by(notice.owner.as_deref())
            .comparing(cookie)
            .cure("name in the notice what the website sets, and nothing else");
    }
}

fn missing(
    notice: &Located<PrivacyNotice>,
    clause: &'static str,
    field: &'static str,
    word: &str,
    fact: &str,
    found: &mut Shortfalls,
) {
    found
        .fails(
            clause,
            notice.at(field),
            "privacy_notice",
            format!("{fact}, and the notice does not name it"),
        )
        .owned_by(notice.owner.as_deref())
        .comparing(word)
        .cure(format!(
            "add it to the notice, and to `privacy_notice.{field}`"
        ));
}

fn says_more<T>(
    notice: &Located<PrivacyNotice>,
    written: &Located<T>,
    word: &str,
    fact: &str,
    found: &mut Shortfalls,
) {
    found
        .warns(
            "says_more",
            written.here(),
            "privacy_notice",
            format!("the notice names `{word}`; {fact}"),
        )
        .owned_by(notice.owner.as_deref())
        .comparing(word)
        .cure("take it out of the notice, or add what it means to the inventory");
}
