//! Promised data loss against what the copies can deliver and what the newest recovery lost.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::copies::is_stale;
use super::proofs::{proofs, untried_stores};
use super::recovery::{Promised, ask, proof_shortfalls, recoveries, strictest_promises, unsaid};
use super::services::{can_be_made_anew, stores_of};
use crate::gate::embedded::{MAX_RECOVERY_TEST_AGE, RTO_HEADROOM};
use crate::manifest::model::{Backup, BackupMethod, DataClass, PromiseKind, Store};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::assurance::holders::backups_by_store;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Minutes, Span};
use crate::yaml::Located;

pub(super) fn promised_rpo_proven(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = unsaid(cx, PromiseKind::Rpo);
    let promised = strictest_promises(cx, PromiseKind::Rpo);
    if promised.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable(
            "no limit of data loss is promised",
        ));
    }
    cx.told(&cx.manifest.recovery, "recovery", &mut found);
    cx.told(&cx.manifest.data, "data", &mut found);
    cx.told(&cx.manifest.backups, "backups", &mut found);
    let backups = backups_by_store(cx);
    for promised in &promised {
        if cx.manifest.recovery.given().is_some() {
            found.extend(check_recovery(cx, promised));
        }
        if cx.manifest.data.given().is_some() && cx.manifest.backups.given().is_some() {
            check_stores(cx, promised, &backups, &mut found);
        }
    }
    Ok(found)
}

type Backups<'a> = BTreeMap<&'a str, Vec<&'a Located<Backup>>>;

fn check_recovery(cx: &Context<'_>, promised: &Promised<'_>) -> Shortfalls {
    let Promised {
        id, promise, limit, ..
    } = *promised;
    let mut found = Shortfalls::none();
    let undated: Vec<_> = recoveries(cx, id)
        .filter(|test| test.date.is_none())
        .collect();
    let proofs = proofs(cx, id);
    let oldest = cx.parameters.span(MAX_RECOVERY_TEST_AGE);
    for &(test, date) in &proofs {
        found.extend(proof_shortfalls(
            cx,
            id,
            promised.owner(),
            (test, date),
            &oldest,
        ));
        if let Some(lost) = test.rpo {
            let what = format!("the newest recovery `{}` lost {lost}", test.id);
            check_loss(
                cx,
                promised,
                &test.at("rpo"),
                (lost.longest(), &what),
                &mut found,
            );
        }
    }
    let cure = "restore it once, in an environment like production, and write down what was lost";
    if proofs.is_empty() && undated.is_empty() {
        found
            .fails(
                "never_tested",
                promise.at("value"),
                id,
                format!(
                    "promise `{}` says {limit}, and no recovery of `{id}` was ever measured",
                    promise.id
                ),
            )
            .owned_by(promised.owner())
            .comparing(&promise.id)
            .cure(cure);
    } else {
        found.extend(untried_stores(cx, promised, cure));
    }
    if found.any_fails() {
        return found;
    }
    let untold = proofs.into_iter().flat_map(|(test, _)| {
        let is_absent = [
            ("service", test.service.is_none()),
            ("result", test.result.is_none()),
            ("rpo", test.rpo.is_none()),
        ];
        is_absent
            .into_iter()
            .filter(|(_, is_absent)| *is_absent)
            .map(move |(field, _)| (test, field))
    });
    for (test, field) in undated.into_iter().map(|test| (test, "date")).chain(untold) {
        ask(&mut found, id, promised.owner(), test, field);
    }
    found
}

/// Holds a loss of data against the promise.
fn check_loss(
    cx: &Context<'_>,
    promised: &Promised<'_>,
    path: &ManifestPath,
    (loss, what): (Minutes, &str),
    found: &mut Shortfalls,
) {
    let (promise, limit) = (promised.promise, promised.limit);
    let headroom = cx.parameters.number(RTO_HEADROOM);
    let message = format!("promise `{}` says {limit}, and {what}", promise.id);
    let shortfall = if loss > limit.shortest() {
        found.fails("loses_too_much", promise.at("value"), promised.id, message)
    } else if Decimal::from(loss.count()) > Decimal::from(limit.shortest().count()) * headroom {
        let message = format!("{message}, which is more than {headroom} of it");
        found.warns("little_room", promise.at("value"), promised.id, message)
    } else {
        return;
    };
    shortfall
        .owned_by(promised.owner())
        .comparing(&promise.id)
        .comparing(what)
        .beside(path.clone(), format!("{loss} follow from here"))
        .cure(format!(
            "copy the data more often, or promise more than {loss}"
        ));
}

fn check_stores(
    cx: &Context<'_>,
    promised: &Promised<'_>,
    backups: &Backups<'_>,
    found: &mut Shortfalls,
) {
    let Promised { id, service, .. } = *promised;
    let (made_anew, stores): (Vec<_>, Vec<_>) =
        stores_of(cx, id).partition(|(_, store)| can_be_made_anew(cx, store));
    if stores.is_empty() && made_anew.is_empty() && service.data != Some(DataClass::None) {
        found
            .untold(
                ManifestPath::top("data.stores"),
                id,
                format!("nobody told where `{id}` keeps its data"),
            )
            .owned_by(promised.owner())
            .cure("name its stores under `data.stores`, or write `data: none` at the service");
    }
    for (store, entry) in &stores {
        let copies = backups.get(store).map_or(&[][..], Vec::as_slice);
        check_store(cx, promised, (store, entry), copies, found);
    }
    let reconciliation = cx
        .manifest
        .recovery
        .given()
        .and_then(|recovery| recovery.reconciliation.as_ref());
    if let ([_, (second, entry), ..], None) = (stores.as_slice(), reconciliation) {
        found
            .fails(
                "not_reconciled",
                entry.here(),
                id,
                format!(
                    "`{id}` keeps its data in {} stores, which come back at different points in time; `{second}` is one",
                    stores.len()
                ),
            )
            .owned_by(promised.owner())
            .cure("write under `recovery.reconciliation` how they are brought to one point in time");
    }
}

/// One copy that keeps the promise is enough; else the best of them is named.
fn check_store(
    cx: &Context<'_>,
    promised: &Promised<'_>,
    (store, entry): (&str, &Located<Store>),
    copies: &[&Located<Backup>],
    found: &mut Shortfalls,
) {
    let owner = entry.owner.as_deref().or(promised.owner());
    let own: Vec<_> = copies
        .iter()
        .copied()
        .filter(|copy| copy.method != Some(BackupMethod::Replica))
        .collect();
    let judged = own
        .iter()
        .map(|copy| (*copy, check_copy(cx, promised, store, copy)));
    let best =
        judged.min_by_key(|(copy, found)| (found.any_fails(), !found.is_empty(), delivered(copy)));
    if let Some((_, of_best)) = best {
        found.extend(of_best);
        return;
    }
    let (clause, message) = if copies.is_empty() {
        ("no_copy", format!("there is no copy of `{store}`"))
    } else {
        (
            "replica_only",
            format!("the only copy of `{store}` is live, and loses what the original loses"),
        )
    };
    found
        .fails(clause, entry.here(), promised.id, message)
        .owned_by(owner)
        .comparing(store)
        .cure("make copies that stay as they are, or say what it is `derivable_from`");
}

fn check_copy(
    cx: &Context<'_>,
    promised: &Promised<'_>,
    store: &str,
    copy: &Located<Backup>,
) -> Shortfalls {
    let mut found = Shortfalls::none();
    let owner = copy.owner.as_deref().or(promised.owner());
    if let Some(loss) = delivered(copy) {
        let what = format!("the copies of `{store}` can lose {loss}");
        check_loss(
            cx,
            promised,
            &copy.at("interval"),
            (loss, &what),
            &mut found,
        );
    }
    let last_success = copy.last_success.filter(|&day| !cx.is_yet_to_come(day));
    if let (Some(last_success), Some(interval), Some(true)) =
        (last_success, copy.interval, is_stale(cx, copy))
    {
        found
            .fails(
                "stale",
                copy.at("last_success"),
                promised.id,
                format!(
                    "`{store}` is copied every {interval}, and was last copied {} days ago",
                    cx.age_days(last_success)
                ),
            )
            .owned_by(owner)
            .comparing(store)
            .cure("find out why the copies stopped");
    }
    let is_absent = [
        ("method", copy.method.is_none()),
        ("interval", copy.interval.is_none()),
        (
            "duration",
            copy.duration.is_none() && copy.method != Some(BackupMethod::Pitr),
        ),
        ("last_success", last_success.is_none()),
    ];
    for (field, _) in is_absent.into_iter().filter(|(_, is_absent)| *is_absent) {
        found
            .untold(
                copy.at(field),
                promised.id,
                format!("the copies of `{store}` do not say `{field}`"),
            )
            .owned_by(owner)
            .comparing(store)
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
    found
}

/// The most that is lost by the schedule: everything since the last copy began; logs are shipped as they are.
fn delivered(copy: &Backup) -> Option<Minutes> {
    let making = match copy.method {
        Some(BackupMethod::Pitr) => None,
        Some(BackupMethod::Snapshot | BackupMethod::Dump | BackupMethod::Replica) | None => {
            copy.duration
        }
    };
    let between = copy.interval?;
    Some((between + making.unwrap_or(Span::from_minutes(0))).longest())
}

/// What the copies of a service lose at most by their schedule: of the store whose best copy loses most. Nothing where a schedule is
/// not told, or a store has no copy.
pub fn loss_of_copies(cx: &Context<'_>, service: &str) -> Option<Minutes> {
    let backups = backups_by_store(cx);
    let stores = stores_of(cx, service).filter(|(_, store)| !can_be_made_anew(cx, store));
    let losses = stores.map(|(store, _)| {
        let copies = backups.get(store).into_iter().flatten();
        let own = copies.filter(|copy| copy.method != Some(BackupMethod::Replica));
        own.filter_map(|copy| delivered(copy)).min()
    });
    losses.collect::<Option<Vec<_>>>()?.into_iter().max()
}
