//! The way back from a release, stored data included.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::gate::embedded::MAX_ROLLBACK_TEST_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{DataClass, RollbackTest, SchemaChange, Service, TestResult};
use crate::rules::commercial::availability::{budgets, shown};
use crate::rules::context::newest;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::text::says_nothing;
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn rollback_and_migrations_rehearsed(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let with_store: Vec<_> = cx
        .production_services()
        .filter(|(id, _)| {
            data.stores
                .values()
                .any(|store| store.service.as_deref().is_none_or(|of| of == *id))
        })
        .collect();
    let holds_data = |service: &Service| service.data != Some(DataClass::None);
    if data.stores.is_empty()
        && cx
            .production_services()
            .any(|(_, service)| holds_data(service))
    {
        return Err(Unjudged::untold(
            data.at("stores"),
            "data.stores",
            "nobody told which stores there are",
            "write `data.stores`, or `data: none` for each service that keeps nothing",
        ));
    }
    if with_store.is_empty() {
        return Err(Unjudged::not_applicable(
            "no service in production has a store",
        ));
    }
    let tests = cx.section(&cx.manifest.rollback_tests, "rollback_tests")?;
    let mut found = Shortfalls::none();
    let by_service = by_service(cx, tests.iter(), &mut found);
    for (id, service) in with_store {
        let tests = by_service.get(id).map_or(&[][..], Vec::as_slice);
        check_rehearsal(cx, id, service, tests, &mut found);
        let latest = latest_change(cx, service).map(|change| change.date);
        for change in service
            .schema_changes
            .iter()
            .filter(|change| Some(change.date) == latest)
        {
            check_change(id, service, change, &mut found);
        }
    }
    Ok(found)
}

/// A rehearsal of the way back, and its day.
type Dated<'a> = (Day, &'a Located<RollbackTest>);

/// The rehearsals of each service up to the day judged, oldest first.
fn by_service<'a>(
    cx: &Context<'a>,
    tests: impl Iterator<Item = &'a Located<RollbackTest>>,
    found: &mut Shortfalls,
) -> BTreeMap<&'a str, Vec<Dated<'a>>> {
    let mut by_service: BTreeMap<&str, Vec<Dated<'a>>> = BTreeMap::new();
    for test in tests {
        match (test.service.as_deref(), test.date) {
            (Some(_), Some(date)) if cx.is_yet_to_come(date) => {}
            (Some(service), Some(date)) => {
                by_service.entry(service).or_default().push((date, test));
            }
            (service, _) => {
                let field = if service.is_none() { "service" } else { "date" };
                found
                    .untold(
                        test.at(field),
                        service.unwrap_or("rollback_tests"),
                        format!("nobody told the {field} of a rehearsal of the way back"),
                    )
                    .owned_by(test.owner.as_deref())
                    .cure(format!("write `{field}`"));
            }
        }
    }
    for tests in by_service.values_mut() {
        tests.sort_by_key(|(date, _)| *date);
    }
    by_service
}

fn check_rehearsal(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    tests: &[Dated<'_>],
    found: &mut Shortfalls,
) {
    let Some(&(date, test)) = tests.last() else {
        found
            .fails(
                "never_rehearsed",
                service.here(),
                id,
                format!("the way back from a release of `{id}` was never rehearsed"),
            )
            .owned_by(service.owner.as_deref())
            .cure(
                "go back once on purpose, on a copy of the data, and write down how long it took",
            );
        return;
    };
    let owner = test.owner.as_deref().or(service.owner.as_deref());
    match test.result {
        Some(TestResult::Pass) => {}
        Some(result @ (TestResult::Partial | TestResult::Fail)) => {
            found
                .fails(
                    "not_passed",
                    test.at("result"),
                    id,
                    format!("the newest rehearsal of the way back of `{id}` ended with {result}"),
                )
                .owned_by(owner)
                .cure("mend what failed, and rehearse again");
        }
        None => {
            found
                .untold(
                    test.at("result"),
                    id,
                    format!("nobody told how the newest rehearsal of the way back of `{id}` ended"),
                )
                .owned_by(owner)
                .comparing("result")
                .cure("write `result`");
        }
    }
    let limit = cx.parameters.span(MAX_ROLLBACK_TEST_AGE);
    if cx.is_older(date, &limit) {
        found
            .fails("too_old", test.at("date"), id, format!("the newest rehearsal of the way back of `{id}` is {} days old; {limit} is the limit", cx.age_days(date)))
            .owned_by(owner)
            .cure("rehearse again");
    }
    check_migration(cx, id, service, tests, found);
    check_duration(cx, id, test, owner, found);
}

/// A schema that changed since data was last taken back with it makes the way back of code alone too short. Of the rehearsals with data
/// the newest counts: one that passed before it proves no more.
fn check_migration(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    tests: &[Dated<'_>],
    found: &mut Shortfalls,
) {
    let Some((_, newest)) = tests
        .last()
        .filter(|(_, newest)| newest.with_migration != Some(true))
    else {
        return;
    };
    let last_with = tests.iter().rev().find(|(_, test)| may_be_with_data(test));
    let proven = last_with
        .filter(|(_, test)| test.result == Some(TestResult::Pass))
        .map(|(date, _)| *date);
    let Some(change) =
        latest_change(cx, service).filter(|change| proven.is_none_or(|last| change.date > last))
    else {
        return;
    };
    let untold_end = last_with.filter(|(day, test)| test.result.is_none() && change.date <= *day);
    let since = match last_with.map(|(day, test)| (day, test.result)) {
        None => "no rehearsal went back with stored data".to_owned(),
        Some((day, None | Some(TestResult::Pass))) => {
            format!("the last rehearsal with stored data was on {day}")
        }
        Some((day, Some(result))) => {
            format!(
                "the last rehearsal with stored data, as far as told, ended with {result} on {day}"
            )
        }
    };
    let shortfall = if newest.with_migration != Some(false) {
        found
            .untold(newest.at("with_migration"), id, format!("the schema of `{id}` changed on {}, and nobody told whether stored data went back in the newest rehearsal", change.date))
            .comparing("with_migration")
            .cure("write `with_migration`")
    } else if let Some((day, test)) = untold_end {
        found
            .untold(test.at("result"), id, format!("nobody told how the last rehearsal of the way back of `{id}` with stored data ended, on {day}"))
            .comparing("result")
            .cure("write `result`")
    } else {
        found
            .fails(
                "migration_left_out",
                newest.at("with_migration"),
                id,
                format!(
                    "the schema of `{id}` changed on {}, and {since}",
                    change.date
                ),
            )
            .cure("rehearse on a copy of the data, with the change of schema")
    };
    shortfall
        .owned_by(newest.owner.as_deref().or(service.owner.as_deref()))
        .beside(change.at("date"), "changed here");
}

/// Whether stored data went back in a rehearsal; where nobody told, it may have in one that did not pass.
fn may_be_with_data(test: &RollbackTest) -> bool {
    let has_passed = test.result == Some(TestResult::Pass);
    test.with_migration.unwrap_or(!has_passed)
}

fn latest_change<'s>(cx: &Context<'_>, service: &'s Service) -> Option<&'s Located<SchemaChange>> {
    newest(
        service.schema_changes.iter(),
        |change| Some(change.date),
        cx.as_of,
    )
    .map(|(change, _)| change)
}

/// A change of the newest day; of several on one day nobody knows which came last.
fn check_change(
    id: &str,
    service: &Located<Service>,
    change: &Located<SchemaChange>,
    found: &mut Shortfalls,
) {
    let date = change.date;
    if says_nothing(change.strategy.as_ref()) {
        found
            .fails(
                "no_strategy",
                change.at("strategy"),
                id,
                format!("the schema of `{id}` changed on {date}, and nobody wrote down how"),
            )
            .owned_by(service.owner.as_deref())
            .cure("write the `strategy`, best one that widens first and narrows later");
    }
    let shortfall = match (change.compatible, change.maintenance_window) {
        (Some(true), _) | (Some(false), Some(true)) => return,
        (Some(false), Some(false) | None) => found
            .fails("incompatible", change.at("compatible"), id, format!("the previous version of `{id}` does not run on the schema of {date}, and no maintenance window was announced"))
            .cure("widen the schema first and narrow it later, or announce a window"),
        (None, _) => found
            .untold(change.at("compatible"), id, format!("nobody told whether the previous version of `{id}` runs on the schema of {date}"))
            .comparing("compatible")
            .cure("write `compatible`"),
    };
    shortfall.owned_by(service.owner.as_deref());
}

fn check_duration(
    cx: &Context<'_>,
    id: &str,
    test: &Located<RollbackTest>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(budget) = budgets(cx, id).min_by_key(|budget| budget.minutes) else {
        return;
    };
    let Some(duration) = test.duration else {
        found
            .untold(
                test.at("duration"),
                id,
                format!("nobody told how long the newest rehearsal of the way back of `{id}` took"),
            )
            .owned_by(owner)
            .comparing("duration")
            .cure("write `duration`");
        return;
    };
    let promise = budget.promise;
    if Decimal::from(duration.longest().count()) > budget.minutes {
        found
            .warns("longer_than_budget", test.at("duration"), id, format!("promise `{}` leaves {} in {}, and the newest rehearsal of the way back took {duration}", promise.id, shown(budget.minutes), budget.window_in_words()))
            .owned_by(owner)
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure("make the way back faster, or promise less");
    }
}
