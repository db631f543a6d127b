//! Whether one customer can be exported, deleted and restored as promised.

use std::collections::BTreeMap;

use super::holders::services_of;
use super::promised::{promises_told, section_for};
use super::tried::{Tried, place_of};
use crate::manifest::model::{
    Commitment, Flag, LifecycleStep, Promise, PromiseKind, Tenancy, TestResult,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How long a try counts.
const TRIES_COUNT_FOR: Span = Span::from_days(365);

pub(super) fn tenant_lifecycle_works(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    let wanted = wanted(cx, &mut found);
    let promises: Vec<&str> = wanted
        .iter()
        .map(|wanted| wanted.promise.id.as_str())
        .collect();
    if wanted.is_empty() && cx.exemption(&cx.manifest.tenancy, "tenancy").is_some() {
        return Err(Unjudged::not_applicable(
            "nothing is promised for a single customer",
        ));
    }
    let Some(tenancy) = section_for(cx, &cx.manifest.tenancy, "tenancy", &promises, &mut found)
    else {
        return Ok(found);
    };
    check_records(cx, tenancy, &wanted, &mut found);
    let tries = tries(cx, tenancy);
    for wanted in &wanted {
        for service in services_of(cx, wanted.promise) {
            check_wanted(cx, tenancy, wanted, service, &tries, &mut found);
        }
    }
    check_exit(cx, &wanted, &tries, &mut found);
    let is_restore_promised = wanted
        .iter()
        .any(|wanted| wanted.step == LifecycleStep::Restore);
    let was_restored = tries
        .keys()
        .any(|(step, _)| *step == LifecycleStep::Restore);
    if !is_restore_promised && !was_restored {
        found
            .warns(
                "restore_untried",
                tenancy.at("lifecycle_tests"),
                "tenancy",
                "nobody ever restored a single customer, and contracts are silent on it",
            )
            .owned_by(tenancy.owner.as_deref())
            .cure("restore one test customer, and keep the time it took");
    }
    Ok(found)
}

/// A try that does not say what, where or when it was may be the newest.
fn check_records(
    cx: &Context<'_>,
    tenancy: &Tenancy,
    wanted: &[Wanted<'_>],
    found: &mut Shortfalls,
) {
    for test in &tenancy.lifecycle_tests {
        let fields = [
            ("what", test.what.is_some()),
            ("service", test.service.is_some()),
            ("date", test.date.is_some()),
        ];
        check_complete(place_of(test), test.id.as_deref(), &fields, found);
    }
    if wanted
        .iter()
        .any(|wanted| wanted.step == LifecycleStep::Delete)
    {
        for test in cx
            .manifest
            .data
            .given()
            .into_iter()
            .flat_map(|data| data.deletion_tests.iter())
        {
            let fields = [
                ("service", test.service.is_some()),
                ("date", test.date.is_some()),
            ];
            check_complete(place_of(test), test.id.as_deref(), &fields, found);
        }
    }
}

/// What a promise wants done for one customer, and within which time where it says so.
struct Wanted<'a> {
    step: LifecycleStep,
    promise: &'a Located<Promise>,
    limit: Option<Span>,
}

fn wanted<'a>(cx: &Context<'a>, found: &mut Shortfalls) -> Vec<Wanted<'a>> {
    let kinds = [
        (PromiseKind::ExportWithin, LifecycleStep::Export),
        (PromiseKind::DeletionWithin, LifecycleStep::Delete),
        (PromiseKind::RestorePerTenant, LifecycleStep::Restore),
    ];
    let mut wanted = Vec::new();
    for (kind, step) in kinds {
        for promise in promises_told(cx, kind, found) {
            let limit = match promise.commitment {
                Commitment::Span(limit) => Some(limit),
                Commitment::Flag(Flag::True) => None,
                _ => continue,
            };
            wanted.push(Wanted {
                step,
                promise,
                limit,
            });
        }
    }
    wanted
}

/// A try without its step, service or day may be the newest, so none is.
fn check_complete(
    record: Located<()>,
    id: Option<&str>,
    fields: &[(&'static str, bool)],
    found: &mut Shortfalls,
) {
    let id = id.unwrap_or("without id");
    for (field, _) in fields.iter().filter(|(_, is_told)| !is_told) {
        found
            .untold(
                record.at(*field),
                id,
                format!(
                    "test `{id}` does not say `{field}`, so nobody knows which test is the newest"
                ),
            )
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
}

/// A time something was done for one customer, wherever it is recorded.
struct Try<'a> {
    record: Located<()>,
    name: &'a str,
    date: Day,
    result: Option<TestResult>,
    took: Option<Span>,
    took_at: ManifestPath,
}

type Tries<'a> = BTreeMap<(LifecycleStep, &'a str), Try<'a>>;

/// The newest try of each step in each service; of one day, the one written last.
fn tries<'a>(cx: &Context<'a>, tenancy: &'a Tenancy) -> Tries<'a> {
    let lifecycle = tenancy.lifecycle_tests.iter().filter_map(|test| {
        let tried = Try {
            record: place_of(test),
            name: test.id.as_deref().unwrap_or("without id"),
            date: test.date?,
            result: test.result,
            took: test.duration,
            took_at: test.at("duration"),
        };
        Some(((test.what?, test.service.as_deref()?), tried))
    });
    let deletions = cx
        .manifest
        .data
        .given()
        .into_iter()
        .flat_map(|data| data.deletion_tests.iter());
    let deletions = deletions.filter_map(|test| {
        let tried = Try {
            record: place_of(test),
            name: test.id.as_deref().unwrap_or("without id"),
            date: test.date?,
            result: test.result,
            took: test.took,
            took_at: test.at("took"),
        };
        Some(((LifecycleStep::Delete, test.service.as_deref()?), tried))
    });
    let mut newest: Tries<'a> = BTreeMap::new();
    for (key, tried) in lifecycle
        .chain(deletions)
        .filter(|(_, tried)| !cx.is_yet_to_come(tried.date))
    {
        if newest
            .get(&key)
            .is_none_or(|so_far| tried.date >= so_far.date)
        {
            newest.insert(key, tried);
        }
    }
    newest
}

fn check_wanted(
    cx: &Context<'_>,
    tenancy: &Located<Tenancy>,
    wanted: &Wanted<'_>,
    service: &str,
    tries: &Tries<'_>,
    found: &mut Shortfalls,
) {
    let (step, promise) = (wanted.step, wanted.promise);
    let owner = promise.owner.as_deref();
    let Some(newest) = tries.get(&(step, service)) else {
        found
            .fails("never_tried", tenancy.at("lifecycle_tests"), service, format!("promise `{}` offers to {step} a single customer, and nobody tried that in `{service}`", promise.id))
            .owned_by(owner)
            .comparing(&promise.id)
            .comparing(step.word())
            .beside(promise.at("value"), "promised here")
            .cure("run it on a test customer, and keep the time it took");
        return;
    };
    let what = format!(
        "the newest try to {step} a single customer in `{service}`, `{}`",
        newest.name
    );
    let record = Tried {
        record: newest.record,
        what: what.clone(),
        subject: service,
        owner,
        promises: vec![&promise.id, step.word()],
    };
    record.check_result(newest.result, found);
    record.check_age(cx, newest.date, TRIES_COUNT_FOR, found);
    let Some(limit) = wanted.limit else {
        return;
    };
    let said = format!("promise `{}` says {limit}", promise.id);
    let path = newest.took_at.clone();
    let shortfall = match newest.took {
        Some(took) if took.fits_within(&limit) => return,
        Some(took) => found.fails(
            "too_slow",
            path,
            service,
            format!("{said}; {what}, took {took}"),
        ),
        None => found.untold(
            path,
            service,
            format!("{said}; {what}, does not say how long it took"),
        ),
    };
    shortfall
        .owned_by(owner)
        .comparing(&promise.id)
        .comparing(step.word())
        .beside(promise.at("value"), format!("{limit} promised here"))
        .cure("do it faster and try again, or promise more");
}

/// Former customers need at least as long to fetch their data as making an export takes.
fn check_exit(cx: &Context<'_>, wanted: &[Wanted<'_>], tries: &Tries<'_>, found: &mut Shortfalls) {
    let Some((terms, period)) = cx
        .manifest
        .terms
        .given()
        .and_then(|terms| Some((terms, terms.exit_period?)))
    else {
        return;
    };
    let exports = tries
        .iter()
        .filter(|((step, _), _)| *step == LifecycleStep::Export);
    let is_asked = |service: &str| {
        wanted.iter().any(|wanted| {
            wanted.step == LifecycleStep::Export
                && wanted.limit.is_some()
                && services_of(cx, wanted.promise).contains(&service)
        })
    };
    for ((_, service), newest) in exports {
        let Some(took) = newest.took else {
            if !is_asked(service) {
                found
                    .untold(newest.took_at.clone(), service, format!("former customers have {period} to fetch their data; the newest export of `{service}`, `{}`, does not say how long it took", newest.name))
                    .owned_by(terms.owner.as_deref())
                    .beside(terms.at("exit_period"), "granted here")
                    .cure("write `duration`");
            }
            continue;
        };
        if !took.fits_within(&period) {
            found
                .fails("exit_too_short", terms.at("exit_period"), service, format!("former customers have {period} to fetch their data; the newest export of `{service}`, `{}`, took {took}", newest.name))
                .owned_by(terms.owner.as_deref())
                .beside(newest.took_at.clone(), "measured here")
                .cure(format!("export faster, or grant {took}"));
        }
    }
}
