//! Promises that no gate of their own holds against the records: encryption, second factors and copies.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{
    Backup, ClaimKind, Commitment, DataPosition, Flag, Promise, PromiseKind, Scope,
};
use crate::rules::trust::claimed_facts::{Contradiction, contradictions};
use crate::rules::{Context, Shortfalls};
use crate::time::Span;
use crate::yaml::Located;

/// Finds the records that say otherwise than a promise, and those that leave it open.
pub(super) fn check(cx: &Context<'_>, promise: &Located<Promise>, found: &mut Shortfalls) {
    let services = services(cx, promise);
    let against = match (promise.kind, &promise.commitment) {
        (PromiseKind::EncryptionAtRest, Commitment::Flag(Flag::True)) => {
            contradictions(cx, ClaimKind::Encryption, &services)
        }
        (PromiseKind::Mfa, Commitment::Flag(Flag::True)) => {
            contradictions(cx, ClaimKind::Mfa, &services)
        }
        (PromiseKind::BackupInterval, Commitment::Span(limit)) => {
            let against = against_copies(cx, &services, |backup| too_rare(backup, limit));
            with_missing_copies(cx, &services, against)
        }
        (PromiseKind::BackupRetention, Commitment::Span(promised)) => {
            let against = against_copies(cx, &services, |backup| kept_otherwise(backup, promised));
            with_missing_copies(cx, &services, against)
        }
        (
            PromiseKind::EncryptionAtRest
            | PromiseKind::Mfa
            | PromiseKind::BackupInterval
            | PromiseKind::BackupRetention,
            Commitment::Unsaid,
        ) => {
            let id = promise.id.as_str();
            found
                .untold(
                    promise.at("value"),
                    id,
                    format!("`{id}` promises {}, and does not say what", promise.kind),
                )
                .owned_by(promise.owner.as_deref())
                .cure("write `value`, or `value: none`");
            return;
        }
        _ => return,
    };
    for contradiction in against {
        report(promise, contradiction, found);
    }
}

fn services<'a>(cx: &Context<'a>, promise: &'a Promise) -> BTreeSet<&'a str> {
    match &promise.services {
        None | Some(Scope::All) => cx.production_services().map(|(id, _)| id).collect(),
        Some(Scope::Only(only)) => only.iter().map(|id| id.as_str()).collect(),
    }
}

/// What is so of the copies of the data of those services, one by one.
fn against_copies(
    cx: &Context<'_>,
    services: &BTreeSet<&str>,
    says: impl Fn(&Located<Backup>) -> Option<Contradiction>,
) -> Vec<Contradiction> {
    let (Some(data), Some(backups)) = (cx.manifest.data.given(), cx.manifest.backups.given())
    else {
        return Vec::new();
    };
    let of_those = |backup: &&Located<Backup>| is_of(data, backup, services);
    backups.iter().filter(of_those).filter_map(says).collect()
}

fn is_of(data: &DataPosition, backup: &Backup, services: &BTreeSet<&str>) -> bool {
    data.stores.get(&*backup.store).is_some_and(|store| {
        let service = store.service.as_deref();
        service.is_none_or(|service| services.contains(service))
    })
}

/// A promise of copies is one of a copy of every store that cannot be made anew.
fn with_missing_copies(
    cx: &Context<'_>,
    services: &BTreeSet<&str>,
    mut against: Vec<Contradiction>,
) -> Vec<Contradiction> {
    against.extend(contradictions(cx, ClaimKind::Backups, services));
    against
}

fn too_rare(backup: &Located<Backup>, limit: &Span) -> Option<Contradiction> {
    let store = backup.store.as_str();
    let message = match &backup.interval {
        Some(interval) if interval.fits_within(limit) => return None,
        Some(interval) => format!("`{store}` is copied every {interval}"),
        None => format!("nobody told how often `{store}` is copied"),
    };
    Some(Contradiction {
        is_known: backup.interval.is_some(),
        subject: store.to_owned(),
        message,
        path: backup.at("interval"),
    })
}

/// Copies are kept as long as promised, and no longer: customers rely on both.
fn kept_otherwise(backup: &Located<Backup>, promised: &Span) -> Option<Contradiction> {
    let store = backup.store.as_str();
    let message = match &backup.retention {
        Some(kept) if kept.fits_within(promised) && promised.fits_within(kept) => return None,
        Some(kept) => format!("copies of `{store}` are kept for {kept}"),
        None => format!("nobody told how long copies of `{store}` are kept"),
    };
    Some(Contradiction {
        is_known: backup.retention.is_some(),
        subject: store.to_owned(),
        message,
        path: backup.at("retention"),
    })
}

fn report(promise: &Located<Promise>, contradiction: Contradiction, found: &mut Shortfalls) {
    let Contradiction {
        is_known,
        subject,
        message,
        path,
    } = contradiction;
    let id = promise.id.as_str();
    let message = match promise.value.value.as_ref() {
        Some(value) => format!(
            "`{id}` promises {} {}, and {message}",
            promise.kind, value.value
        ),
        None => format!("`{id}` promises {}, and {message}", promise.kind),
    };
    let shortfall = if is_known {
        found.fails("contradicted", promise.at("value"), id, message)
    } else {
        found.untold(promise.at("value"), id, message)
    };
    shortfall
        .owned_by(promise.owner.as_deref())
        .comparing(&subject)
        .beside(path, "it stands here")
        .cure("change what is so, or promise what is");
}
