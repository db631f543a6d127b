//! Promised deletion against how long data lives on, and against the newest time it was tried.

use std::collections::{BTreeMap, BTreeSet};

use super::breach::{Breach, BreachKind, breach, promised_at};
use super::deletion::{Content, Horizon, KeptFor, deletion_tests, horizons, newest_deletion};
use super::holders::{Holders, holders_for, services_of};
use super::promised::{compare_all, ids, promises_told, section_for};
use super::tried::{Tried, place_of};
use crate::gate::embedded::MAX_DELETION_TEST_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{Commitment, DeletionTest, Promise, PromiseKind, Service};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::Located;

pub(super) fn retention_and_deletion_proven(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    let deletion = promised_spans(cx, PromiseKind::DeletionWithin, &mut found);
    let retention = promised_spans(cx, PromiseKind::Retention, &mut found);
    if deletion.is_empty() && retention.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable(
            "neither a deletion nor a time of keeping is promised",
        ));
    }
    let (of_deletion, of_retention) = (named(&deletion), named(&retention));
    let all = [of_deletion.as_slice(), of_retention.as_slice()].concat();
    section_for(cx, &cx.manifest.data, "data", &all, &mut found);
    if !deletion.is_empty() {
        section_for(
            cx,
            &cx.manifest.vendors,
            "vendors",
            &of_deletion,
            &mut found,
        );
        section_for(cx, &cx.manifest.ai, "ai", &of_deletion, &mut found);
    }
    check_places(cx, &deletion, &mut found);
    check_retention(cx, &retention, &mut found);
    check_tests(cx, &deletion, &mut found);
    Ok(found)
}

/// A promise that says a span of time, with that span.
type PromisedSpan<'a> = (&'a Located<Promise>, Span);

/// The strictest first: of several broken promises it is the one that a message names.
fn promised_spans<'a>(
    cx: &Context<'a>,
    kind: PromiseKind,
    found: &mut Shortfalls,
) -> Vec<PromisedSpan<'a>> {
    let told = promises_told(cx, kind, found).into_iter();
    let mut promised: Vec<PromisedSpan<'_>> = told
        .filter_map(|promise| match promise.commitment {
            Commitment::Span(span) => Some((promise, span)),
            _ => None,
        })
        .collect();
    promised.sort_by_key(|(_, span)| span.shortest());
    promised
}

fn named<'a>(promised: &[PromisedSpan<'a>]) -> Vec<&'a str> {
    promised
        .iter()
        .map(|(promise, _)| promise.id.as_str())
        .collect()
}

/// Each place once, with the promises that it must keep.
fn check_places(cx: &Context<'_>, deletion: &[PromisedSpan<'_>], found: &mut Shortfalls) {
    let tests = deletion_tests(cx);
    let mut places: BTreeMap<String, (Horizon<'_>, Vec<PromisedSpan<'_>>)> = BTreeMap::new();
    let mut storeless: BTreeMap<&str, (&Located<Service>, Vec<&str>)> = BTreeMap::new();
    let mut longest_copies: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for &(promise, limit) in deletion {
        let holders = holders_for(cx, promise);
        for horizon in horizons(cx, &holders, &tests) {
            if horizon.content != Content::Records {
                let longest = longest_copies.entry(&promise.id).or_default();
                let copies = horizon.copies.time.span();
                *longest = (*longest)
                    .into_iter()
                    .chain(copies)
                    .max_by_key(Span::longest);
            }
            let (_, promises) = places
                .entry(horizon.name.clone())
                .or_insert_with(|| (horizon, Vec::new()));
            promises.push((promise, limit));
        }
        for (id, service) in holders.storeless {
            let (_, promises) = storeless.entry(id).or_insert((service, Vec::new()));
            promises.push(&promise.id);
        }
    }
    for (horizon, promises) in places.values() {
        check_place(horizon, promises, &longest_copies, found);
    }
    report_silence(&places.into_values().collect::<Vec<_>>(), found);
    if cx.manifest.data.given().is_some() {
        for (id, (service, promises)) in storeless {
            let message = format!("`{id}` has no store, so nobody knows how long its data is kept");
            compare_all(found.untold(service.at("data"), id, message), &promises)
                .owned_by(service.owner.as_deref())
                .beyond_acceptance()
                .cure("write its store under `data.stores`, or `data: none` if it touches none of customers");
        }
    }
}

fn check_place(
    horizon: &Horizon<'_>,
    promises: &[PromisedSpan<'_>],
    longest_copies: &BTreeMap<&str, Option<Span>>,
    found: &mut Shortfalls,
) {
    if horizon.live.time == KeptFor::AsLongAsNecessary {
        let message = format!(
            "{} keeps data as long as necessary, which is no time that can be held against a promise",
            horizon.name
        );
        compare_all(
            found.fails(
                "no_figure",
                horizon.live.path.clone(),
                horizon.subject,
                message,
            ),
            &named(promises),
        )
        .comparing(&horizon.name)
        .owned_by(horizon.owner)
        .beyond_acceptance()
        .cure("decide on a time, and write it as `retention`");
    }
    let mut breaches: BTreeMap<BreachKind, (Breach, Vec<&Located<Promise>>)> = BTreeMap::new();
    for &(promise, limit) in promises {
        let longest = longest_copies.get(promise.id.as_str()).copied().flatten();
        if let Some(breach) = breach(horizon, promise, limit, longest) {
            let (_, broken) = breaches
                .entry(breach.kind)
                .or_insert_with(|| (breach, Vec::new()));
            broken.push(promise);
        }
    }
    if breaches.is_empty() && horizon.content == Content::Mixed {
        found
            .warns(
                "records_mixed",
                horizon.live.path.clone(),
                horizon.subject,
                format!(
                    "{} keeps invoices or records for auditors no longer than data of the product",
                    horizon.name
                ),
            )
            .owned_by(horizon.owner)
            .cure("keep what the law wants kept in a store of its own, with a time of its own");
    }
    for (breach, broken) in breaches.into_values() {
        report(horizon, breach, &broken, found);
    }
}

fn report(
    horizon: &Horizon<'_>,
    breach: Breach,
    broken: &[&Located<Promise>],
    found: &mut Shortfalls,
) {
    let shortfall = match breach.kind {
        BreachKind::Live => found.fails(
            "kept_past_promise",
            breach.path,
            horizon.subject,
            breach.message,
        ),
        BreachKind::Backups => found.fails(
            "backups_past_promise",
            breach.path,
            horizon.subject,
            breach.message,
        ),
        BreachKind::Total => found.fails(
            "total_past_promise",
            breach.path,
            horizon.subject,
            breach.message,
        ),
        BreachKind::RecordsUnsaid => found.warns(
            "records_unsaid",
            breach.path,
            horizon.subject,
            breach.message,
        ),
    };
    compare_all(shortfall, &ids(broken))
        .comparing(&horizon.name)
        .owned_by(horizon.owner)
        .beyond_acceptance()
        .cure(breach.cure);
    if let Some(first) = broken.first() {
        shortfall.beside(promised_at(first, breach.kind), "promised here");
    }
}

/// One finding for all places of which nobody told how long they keep data.
fn report_silence(places: &[(Horizon<'_>, Vec<PromisedSpan<'_>>)], found: &mut Shortfalls) {
    let is_silent =
        |horizon: &Horizon<'_>| [horizon.live.time, horizon.copies.time].contains(&KeptFor::Untold);
    let silent: Vec<&(Horizon<'_>, Vec<PromisedSpan<'_>>)> = places
        .iter()
        .filter(|(horizon, _)| is_silent(horizon))
        .collect();
    let Some(((first, _), others)) = silent.split_first() else {
        return;
    };
    let names: Vec<&str> = silent
        .iter()
        .map(|(horizon, _)| horizon.name.trim_end_matches(','))
        .collect();
    let promises: BTreeSet<&str> = silent
        .iter()
        .flat_map(|(_, promises)| named(promises))
        .collect();
    let path = |horizon: &Horizon<'_>| match horizon.live.time {
        KeptFor::Untold => horizon.live.path.clone(),
        KeptFor::Span(_) | KeptFor::AsLongAsNecessary => horizon.copies.path.clone(),
    };
    let message = format!(
        "nobody told how long deleted data stays in {}",
        names.join(", ")
    );
    let shortfall = found.untold(path(first), "data", message);
    compare_all(shortfall, &promises.into_iter().collect::<Vec<_>>())
        .owned_by(first.owner)
        .beyond_acceptance()
        .cure("write `retention`, and for stores `backup_retention`; `0d` where nothing stays");
    for (horizon, _) in others {
        shortfall.beside(path(horizon), "and here");
    }
}

/// A promised time of keeping is exact: neither longer nor shorter.
fn check_retention(cx: &Context<'_>, retention: &[PromisedSpan<'_>], found: &mut Shortfalls) {
    for &(promise, promised) in retention {
        let stores = Holders {
            vendors: Vec::new(),
            features: Vec::new(),
            ..holders_for(cx, promise)
        };
        let horizons = horizons(cx, &stores, &BTreeMap::new());
        for horizon in horizons
            .iter()
            .filter(|horizon| horizon.content != Content::Records)
        {
            check_kept(horizon, (promise, promised), found);
        }
    }
}

fn check_kept(
    horizon: &Horizon<'_>,
    (promise, promised): PromisedSpan<'_>,
    found: &mut Shortfalls,
) {
    let said = format!(
        "promise `{}` says that data is kept for {promised}",
        promise.id
    );
    let path = horizon.live.path.clone();
    let kept = match horizon.live.time {
        KeptFor::Span(kept) => format!("for {kept}"),
        KeptFor::AsLongAsNecessary => "as long as necessary".to_owned(),
        KeptFor::Untold => "for a time that nobody told".to_owned(),
    };
    let message = format!("{said}; {} keeps it {kept}", horizon.name);
    let shortfall = match horizon.live.time {
        KeptFor::Untold => found.untold(path, horizon.subject, message),
        KeptFor::Span(kept) if kept.fits_within(&promised) && promised.fits_within(&kept) => return,
        KeptFor::Span(kept) if kept.fits_within(&promised) => {
            found.warns("kept_too_short", path, horizon.subject, message)
        }
        KeptFor::Span(_) | KeptFor::AsLongAsNecessary => {
            found.fails("kept_too_long", path, horizon.subject, message)
        }
    };
    shortfall
        .owned_by(horizon.owner)
        .comparing(&promise.id)
        .comparing("retention")
        .comparing(&horizon.name)
        .beside(promise.at("value"), format!("{promised} promised here"))
        .beyond_acceptance()
        .cure(format!("keep it for {promised}, or promise what is so"));
}

/// Each service with a store needs a test of its own against the strictest promise for it.
fn check_tests(cx: &Context<'_>, deletion: &[PromisedSpan<'_>], found: &mut Shortfalls) {
    let Some(data) = cx.manifest.data.given() else {
        return;
    };
    for test in &data.deletion_tests {
        for (field, is_absent) in [
            ("service", test.service.is_none()),
            ("date", test.date.is_none()),
        ] {
            if is_absent {
                let message = format!(
                    "test `{}` does not say `{field}`, so nobody knows which test is the newest",
                    name(test)
                );
                let shortfall = found.untold(test.at(field), name(test), message);
                compare_all(shortfall, &named(deletion)).comparing(field);
                // Tests have no names: what else is told of one tells it from another.
                shortfall
                    .comparing(&test.date.map(|date| date.to_string()).unwrap_or_default())
                    .comparing(&test.took.map(|took| took.to_string()).unwrap_or_default())
                    .cure(format!("write `{field}`"));
            }
        }
    }
    let tests = deletion_tests(cx);
    let mut by_service: BTreeMap<&str, Vec<PromisedSpan<'_>>> = BTreeMap::new();
    for &promised in deletion {
        for service in services_of(cx, promised.0) {
            by_service.entry(service).or_default().push(promised);
        }
    }
    let with_store = data
        .stores
        .values()
        .filter_map(|store| store.service.as_deref());
    let with_store: BTreeSet<&str> = with_store.collect();
    for (service, promises) in by_service {
        if with_store.contains(service) {
            check_newest_test(
                cx,
                service,
                &promises,
                newest_deletion(cx, service, &tests),
                found,
            );
        }
    }
}

fn check_newest_test(
    cx: &Context<'_>,
    service: &str,
    promises: &[PromisedSpan<'_>],
    newest: Option<(&Located<DeletionTest>, Day)>,
    found: &mut Shortfalls,
) {
    let Some(&(promise, limit)) = promises.first() else {
        return;
    };
    let owner = promise.owner.as_deref();
    let Some((test, date)) = newest else {
        let message = format!(
            "promise `{}` says {limit}, and no deletion in `{service}` was ever tried",
            promise.id
        );
        compare_all(found.fails("never_tested", promise.at("value"), service, message), &named(promises))
            .owned_by(owner)
            .cure("delete one test customer, look whether everything is gone, and write it under `data.deletion_tests`");
        return;
    };
    let tried = Tried {
        record: place_of(test),
        what: format!("the newest deletion in `{service}`, `{}`", name(test)),
        subject: service,
        owner,
        promises: named(promises),
    };
    tried.check_result(test.result, found);
    let longest = cx.parameters.span(MAX_DELETION_TEST_AGE);
    tried.check_age(cx, date, longest, found);
    let Some(took) = test.took else {
        tried.untold("took", "does not say how long it took", found);
        return;
    };
    let broken: Vec<&Located<Promise>> = promises
        .iter()
        .filter(|(_, limit)| !took.fits_within(limit))
        .map(|(promise, _)| *promise)
        .collect();
    if !broken.is_empty() {
        let message = format!(
            "promise `{}` says {limit}; the newest deletion in `{service}`, `{}`, took {took}",
            promise.id,
            name(test)
        );
        compare_all(
            found.fails("too_slow", test.at("took"), service, message),
            &ids(&broken),
        )
        .owned_by(owner)
        .beside(promise.at("value"), format!("{limit} promised here"))
        .beyond_acceptance()
        .cure(format!("delete faster and try again, or promise {took}"));
    }
}

fn name(test: &DeletionTest) -> &str {
    test.id.as_deref().unwrap_or("deletion")
}
