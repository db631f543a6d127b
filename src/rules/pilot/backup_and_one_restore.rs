//! Stores with data that cannot be made anew: whether there is a copy, and whether it was ever brought back.

use crate::manifest::Stands;
use crate::manifest::model::{Store, TestResult};
use crate::rules::assurance::holders::backups_by_store;
use crate::rules::resilience::recovery::ask;
use crate::rules::resilience::restores;
use crate::rules::resilience::services::irreplaceable_stores;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn backup_and_one_restore(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let stores = irreplaceable_stores(cx, data);
    if stores.is_empty() {
        return Err(Unjudged::not_applicable(
            "no store holds data that cannot be made anew",
        ));
    }
    let mut found = Shortfalls::none();
    let backups = backups_by_store(cx);
    let is_told = cx
        .told(&cx.manifest.backups, "backups", &mut found)
        .is_some();
    cx.told(&cx.manifest.recovery, "recovery", &mut found);
    for (id, store) in stores {
        if is_told && !backups.contains_key(id) {
            found
                .fails(
                    "no_backup",
                    store.here(),
                    id,
                    format!("there is no copy of store `{id}`"),
                )
                .owned_by(store.owner.as_deref())
                .cure("copy it every day, and write that under `backups`");
        }
        if cx.manifest.recovery.given().is_some() {
            check_restore(cx, id, store, &mut found);
        }
    }
    Ok(found)
}

/// The newest restore counts: a copy that came back once, and does not any more, is none.
fn check_restore(cx: &Context<'_>, id: &str, store: &Located<Store>, found: &mut Shortfalls) {
    let owner = store.owner.as_deref();
    let restores = restores(cx, id, store);
    let undated: Vec<_> = restores
        .iter()
        .copied()
        .filter(|test| test.date.is_none())
        .collect();
    for test in &undated {
        ask(found, id, owner, test, "date");
    }
    match cx.newest(restores, |test| test.date) {
        Some((test, _)) => match test.result {
            Some(TestResult::Pass) => {}
            Some(result) => {
                found
                    .fails(
                        "not_passed",
                        test.at("result"),
                        id,
                        format!(
                            "the newest restore of `{id}`, `{}`, ended with {result}",
                            test.id
                        ),
                    )
                    .owned_by(owner)
                    .comparing(&test.id)
                    .cure("mend what failed, and restore again");
            }
            None => ask(found, id, owner, test, "result"),
        },
        None if undated.is_empty() => {
            found
                .fails(
                    "never_restored",
                    store.here(),
                    id,
                    format!("store `{id}` was never restored"),
                )
                .owned_by(owner)
                .cure("restore it to a scratch place, look at it, and write that down under `recovery.tests`");
        }
        None => {}
    }
}
