//! Stores with data that cannot be made anew, against the newest time each was restored.

use std::collections::BTreeSet;

use super::recovery::{ask, every_recovery, proof_shortfalls};
use super::services::irreplaceable_stores;
use crate::gate::Severity;
use crate::gate::embedded::MAX_RECOVERY_TEST_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{Recovery, RecoveryTest, RecoveryType, Store, TestResult};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn recovery_test_current(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let stores = irreplaceable_stores(cx, data);
    if stores.is_empty() {
        return Err(Unjudged::not_applicable(
            "no store of a service in production holds data that cannot be made anew",
        ));
    }
    let recovery = cx.section(&cx.manifest.recovery, "recovery")?;
    let mut found = Shortfalls::none();
    for (id, store) in stores {
        found.extend(check_store(cx, id, store));
    }
    check_people(cx, recovery, &mut found);
    Ok(found)
}

/// The restores of a store; one that names neither stores nor a service may be of any.
pub fn restores<'a>(cx: &Context<'a>, id: &str, store: &Store) -> Vec<&'a Located<RecoveryTest>> {
    let is_restore = |test: &RecoveryTest| match test.r#type {
        Some(RecoveryType::Restore | RecoveryType::Rebuild) | None => true,
        Some(RecoveryType::Failover | RecoveryType::Tabletop) => false,
    };
    let is_of_store =
        |test: &RecoveryTest| match (test.stores.as_ref(), &test.service, &store.service) {
            ([], Some(of), Some(service)) => of == service,
            ([], _, _) => true,
            (stores, _, _) => stores.iter().any(|of| of.as_str() == id),
        };
    every_recovery(cx)
        .filter(|test| is_restore(test) && is_of_store(test))
        .collect()
}

fn check_store(cx: &Context<'_>, id: &str, store: &Located<Store>) -> Shortfalls {
    let mut found = Shortfalls::none();
    let owner = store.owner.as_deref();
    let restores = restores(cx, id, store);
    let undated: Vec<_> = restores
        .iter()
        .copied()
        .filter(|test| test.date.is_none())
        .collect();
    let newest = cx.newest(restores, |test| test.date);
    if let Some((test, date)) = newest {
        let limit = cx.parameters.span(MAX_RECOVERY_TEST_AGE);
        found.extend(proof_shortfalls(
            cx,
            id,
            owner,
            (test, date),
            &(limit + limit),
        ));
        let flaws = [
            (
                "unverified",
                "verified",
                test.verified.is_empty(),
                "was not checked for being whole",
                "count rows, compare checksums, or sign in and look; write `verified`",
            ),
            (
                "live_credentials",
                "used_live_credentials",
                test.used_live_credentials == Some(true),
                "used keys that would be lost with the original",
                "restore with the keys that are left when production is gone",
            ),
        ];
        for (clause, field, is_so, what, cure) in flaws {
            if is_so {
                found
                    .fails(
                        clause,
                        test.at(field),
                        id,
                        format!("the newest restore of `{id}`, `{}`, {what}", test.id),
                    )
                    .owned_by(owner)
                    .comparing(&test.id)
                    .cure(cure);
            }
        }
    } else if undated.is_empty() {
        found
            .fails("never_restored", store.here(), id, format!("`{id}` was never restored"))
            .owned_by(owner)
            .weighs(Severity::Blocker)
            .cure("restore it to a scratch place, check it, and write that down under `recovery.tests`");
    }
    if found.any_fails() {
        return found;
    }
    let newest = newest.into_iter().flat_map(|(test, _)| {
        let is_absent = [
            ("type", test.r#type.is_none()),
            ("service", test.service.is_none() && test.stores.is_empty()),
            ("result", test.result.is_none()),
            (
                "used_live_credentials",
                test.used_live_credentials.is_none(),
            ),
        ];
        is_absent
            .into_iter()
            .filter(|(_, is_absent)| *is_absent)
            .map(move |(field, _)| (test, field))
    });
    for (test, field) in undated.into_iter().map(|test| (test, "date")).chain(newest) {
        ask(&mut found, id, owner, test, field);
    }
    found
}

/// Restores that run without anybody need no second person.
fn check_people(cx: &Context<'_>, recovery: &Located<Recovery>, found: &mut Shortfalls) {
    let passed: Vec<_> = every_recovery(cx)
        .filter(|test| {
            test.result == Some(TestResult::Pass) && test.r#type != Some(RecoveryType::Tabletop)
        })
        .collect();
    let people: BTreeSet<&str> = passed
        .iter()
        .flat_map(|test| &test.by)
        .flat_map(|who| cx.people_behind(who))
        .collect();
    if passed.is_empty()
        || people.len() > 1
        || passed.iter().any(|test| test.automatic == Some(true))
    {
        return;
    }
    let message = people.first().map_or_else(
        || "nobody who is there is known to have run a restore".to_owned(),
        |only| format!("every restore that passed was run by `{only}`"),
    );
    found
        .warns(
            "one_person",
            recovery.at("tests"),
            "recovery.tests",
            message,
        )
        .cure("let somebody else run the next one");
}
