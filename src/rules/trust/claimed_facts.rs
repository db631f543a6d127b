//! Facts of the manifest that a claim or promise about them must not contradict.

use std::collections::BTreeSet;

use crate::manifest::model::{ClaimKind, Mfa, Store};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::Context;
use crate::rules::resilience::services::can_be_made_anew;
use crate::yaml::Located;

/// A fact that speaks against a claim, or that decides it and that nobody told.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Whether the fact is known; else nobody told.
    pub is_known: bool,
    /// What it is about.
    pub subject: String,
    /// The fact, in words that follow `and`.
    pub message: String,
    /// Where it stands.
    pub path: ManifestPath,
}

/// The facts that speak against a claim of that kind about those services, and those that nobody told.
pub fn contradictions(
    cx: &Context<'_>,
    kind: ClaimKind,
    services: &BTreeSet<&str>,
) -> Vec<Contradiction> {
    match kind {
        ClaimKind::Encryption => unencrypted(cx, services),
        ClaimKind::Mfa => without_second_factor(cx),
        ClaimKind::Backups => without_copies(cx, services),
        ClaimKind::Bounty => unpaid(cx),
        ClaimKind::PenetrationTest
        | ClaimKind::Certification
        | ClaimKind::Recovery
        | ClaimKind::Monitoring
        | ClaimKind::Isolation
        | ClaimKind::Residency
        | ClaimKind::Deletion
        | ClaimKind::Ai
        | ClaimKind::Subprocessors
        | ClaimKind::Support
        | ClaimKind::Incidents
        | ClaimKind::Availability
        | ClaimKind::Payments
        | ClaimKind::Disclosure
        | ClaimKind::Other => Vec::new(),
    }
}

/// A fact that should be true: known to be otherwise, or untold; nothing where it is true.
fn held(
    fact: Option<bool>,
    subject: &str,
    path: ManifestPath,
    otherwise: &str,
    question: &str,
) -> Option<Contradiction> {
    let message = match fact {
        Some(true) => return None,
        Some(false) => format!("`{subject}` {otherwise}"),
        None => format!("nobody told whether `{subject}` {question}"),
    };
    Some(Contradiction {
        is_known: fact.is_some(),
        subject: subject.to_owned(),
        message,
        path,
    })
}

fn absent_section(name: &'static str, what: &str) -> Vec<Contradiction> {
    vec![Contradiction {
        is_known: false,
        subject: name.to_owned(),
        message: format!("nobody told {what}"),
        path: ManifestPath::top(name),
    }]
}

fn stores<'a>(
    cx: &Context<'a>,
    services: &BTreeSet<&str>,
) -> Option<Vec<(&'a str, &'a Located<Store>)>> {
    let data = cx.manifest.data.given()?;
    let is_meant = |store: &Store| {
        store
            .service
            .as_ref()
            .is_none_or(|service| services.contains(service.as_str()))
    };
    Some(
        data.stores
            .iter()
            .filter(|(_, store)| is_meant(store))
            .map(|(id, store)| (id.as_str(), store))
            .collect(),
    )
}

fn unencrypted(cx: &Context<'_>, services: &BTreeSet<&str>) -> Vec<Contradiction> {
    let Some(stores) = stores(cx, services) else {
        return absent_section("data", "where data is stored");
    };
    let names: BTreeSet<&str> = stores.iter().map(|(id, _)| *id).collect();
    let of_stores = stores.iter().filter_map(|(id, store)| {
        held(
            store.encrypted,
            id,
            store.at("encrypted"),
            "is not encrypted",
            "is encrypted",
        )
    });
    let backups = cx
        .manifest
        .backups
        .given()
        .into_iter()
        .flat_map(|backups| backups.iter());
    let of_backups = backups
        .filter(|backup| names.contains(backup.store.as_str()))
        .filter_map(|backup| {
            let name = backup.id.as_deref().unwrap_or(backup.store.as_str());
            held(
                backup.encrypted,
                name,
                backup.at("encrypted"),
                "is a copy that is not encrypted",
                "is an encrypted copy",
            )
        });
    of_stores.chain(of_backups).collect()
}

fn without_second_factor(cx: &Context<'_>) -> Vec<Contradiction> {
    let Some(access) = cx.manifest.access.given() else {
        return absent_section(
            "access",
            "who reaches which system, and with which second factor",
        );
    };
    let grants = access.grants.iter().filter_map(|grant| {
        let has_one = grant.mfa.map(|mfa| mfa != Mfa::None);
        held(
            has_one,
            &grant.who,
            grant.at("mfa"),
            "gets in without a second factor",
            "needs a second factor",
        )
    });
    let identity = cx.manifest.company.identity.as_ref();
    let tenant = identity.and_then(|identity| {
        held(
            identity.mfa,
            "identity",
            identity.at("mfa"),
            "does not ask every account for a second factor",
            "asks for one",
        )
    });
    grants.chain(tenant).collect()
}

fn without_copies(cx: &Context<'_>, services: &BTreeSet<&str>) -> Vec<Contradiction> {
    let Some(stores) = stores(cx, services) else {
        return absent_section("data", "where data is stored");
    };
    let Some(backups) = cx.manifest.backups.given() else {
        return absent_section("backups", "which copies there are");
    };
    let copied: BTreeSet<&str> = backups.iter().map(|backup| backup.store.as_str()).collect();
    stores
        .into_iter()
        .filter(|(id, store)| !can_be_made_anew(cx, store) && !copied.contains(id))
        .filter_map(|(id, store)| held(Some(false), id, store.here(), "has no copy", "has one"))
        .collect()
}

fn unpaid(cx: &Context<'_>) -> Vec<Contradiction> {
    let Some(security) = cx.manifest.security.given() else {
        return absent_section("security", "whether finders are paid");
    };
    let bounty = security.intake.as_ref().and_then(|intake| intake.bounty);
    let path = security
        .intake
        .as_ref()
        .map_or_else(|| security.at("intake"), |intake| intake.at("bounty"));
    held(
        bounty,
        "security.intake",
        path,
        "pays no finder",
        "pays finders",
    )
    .into_iter()
    .collect()
}
