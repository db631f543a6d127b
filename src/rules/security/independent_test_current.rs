//! The newest independent test, against its age, its report and what has changed since.

use std::collections::{BTreeMap, BTreeSet};

use super::independent_tests::{Standing, security_tests, standing};
use crate::gate::embedded::{MAX_PENTEST_AGE, MIN_STRENGTH_INDEPENDENT};
use crate::manifest::Stands;
use crate::manifest::model::{
    Affects, AuthLevel, DataClass, EvidenceKind, PromiseKind, SecurityTest, SecurityTestKind,
    Service, ServiceChange, TestScope,
};
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn independent_test_current(cx: &Context<'_>) -> RuleOutcome {
    let tests = security_tests(cx)?;
    let mut found = Shortfalls::none();
    let counted: Vec<Dated<'_>> = tests
        .iter()
        .filter_map(|test| check_standing(cx, test, &mut found))
        .collect();
    if counted.is_empty() {
        if found.is_empty() {
            let security = cx.section(&cx.manifest.security, "security")?;
            found
                .fails(
                    "never_tested",
                    security.at("tests"),
                    "security.tests",
                    "nobody independent ever tested what goes to production",
                )
                .owned_by(cx.owner_or_area(security.owner.as_ref(), "security"))
                .cure("book a test before the day of launch is announced, and ask for a retest");
        }
        return Ok(found);
    }
    if let Some(newest) = check_newest(cx, &counted, &mut found) {
        if let Some(report) = &newest.test.report {
            found.rests_on(cx.weigh_of(report, newest.test.date).basis());
        }
        check_reports(cx, &counted, &mut found);
        check_services(cx, &counted, &mut found);
    }
    found.extend(unsaid(cx, PromiseKind::PentestInterval));
    Ok(found)
}

/// A test that counts, and its day.
#[derive(Clone, Copy)]
struct Dated<'a> {
    test: &'a Located<SecurityTest>,
    date: Day,
}

fn check_standing<'a>(
    cx: &Context<'a>,
    test: &'a Located<SecurityTest>,
    found: &mut Shortfalls,
) -> Option<Dated<'a>> {
    let id = test.id.as_str();
    match standing(cx, test) {
        Standing::Counts(date) => return Some(Dated { test, date }),
        Standing::Other(_) => {}
        Standing::ByBuilder(by) => {
            found
                .fails("tested_by_builder", test.at("by"), id, format!("`{id}` is called independent, and `{by}` is one of those who build the system"))
                .owned_by(test.owner.as_deref())
                .cure("have somebody test it who did not build it");
        }
        Standing::Untold(fields) => {
            for field in fields {
                found
                    .untold(
                        test.at(field),
                        id,
                        format!(
                            "nobody told `{field}` of `{id}`, so nobody knows whether it counts"
                        ),
                    )
                    .owned_by(test.owner.as_deref())
                    .comparing(field)
                    .cure(format!("write `{field}`"));
            }
        }
    }
    None
}

/// The newest test of the whole that is recent and proven; where there is none, that is noted.
fn check_newest<'a>(
    cx: &Context<'a>,
    counted: &[Dated<'a>],
    found: &mut Shortfalls,
) -> Option<Dated<'a>> {
    let whole = |dated: &&Dated<'a>| dated.test.kind != SecurityTestKind::Targeted || is_small(cx);
    let newest =
        |tests: &mut dyn Iterator<Item = &Dated<'a>>| tests.copied().max_by_key(|dated| dated.date);
    let limit = cx.parameters.span(MAX_PENTEST_AGE);
    let is_recent = |dated: &&Dated<'a>| !cx.is_older(dated.date, &limit);

    let Some(last) = newest(&mut counted.iter().filter(whole)) else {
        let last = newest(&mut counted.iter())?;
        let id = last.test.id.as_str();
        found
            .fails("only_a_part", last.test.at("kind"), id, format!("`{id}` tested a part, and nobody tested the whole; a part is enough for two services without special data"))
            .owned_by(last.test.owner.as_deref())
            .cure("book a test of all that goes to production");
        return None;
    };
    let Some(recent) = newest(&mut counted.iter().filter(whole).filter(is_recent)) else {
        let id = last.test.id.as_str();
        found
            .fails(
                "too_old",
                last.test.at("date"),
                id,
                format!(
                    "the newest independent test, `{id}`, is {} days old; {limit} is the limit",
                    cx.age_days(last.date)
                ),
            )
            .owned_by(last.test.owner.as_deref())
            .cure("book a test of the present system");
        return None;
    };
    let is_proven = |dated: &&Dated<'a>| why_unproven(cx, dated.test).is_none();
    let proven = newest(
        &mut counted
            .iter()
            .filter(whole)
            .filter(is_recent)
            .filter(is_proven),
    );
    if proven.is_none() {
        let id = recent.test.id.as_str();
        let reason = why_unproven(cx, recent.test).unwrap_or_default();
        found
            .fails("report_unproven", recent.test.at("report"), id, format!("the report of `{id}` proves nothing yet: {reason}"))
            .owned_by(recent.test.owner.as_deref())
            .cure("register the tester's own letter or report with its hash, and `producer: external`");
    }
    proven
}

/// Whether a test of a part is as good as one of the whole.
fn is_small(cx: &Context<'_>) -> bool {
    let has_special_data = cx.production_services().any(|(id, service)| {
        cx.data_of(id, service)
            .is_none_or(|data| data == DataClass::Special)
    });
    cx.production_services().count() <= 2 && !has_special_data
}

fn why_unproven(cx: &Context<'_>, test: &SecurityTest) -> Option<String> {
    match &test.report {
        Some(report) => {
            let least = cx.parameters.strength(MIN_STRENGTH_INDEPENDENT);
            cx.refusal_as(EvidenceKind::PentestReport, report, least, test.date)
        }
        None => Some("none is named".to_owned()),
    }
}

/// A test without proof shows no more of a service than tests with proof have shown.
fn check_reports(cx: &Context<'_>, counted: &[Dated<'_>], found: &mut Shortfalls) {
    let limit = cx.parameters.span(MAX_PENTEST_AGE);
    let recent = counted
        .iter()
        .filter(|dated| !cx.is_older(dated.date, &limit));
    let (proven, unproven): (Vec<&Dated<'_>>, Vec<&Dated<'_>>) =
        recent.partition(|dated| why_unproven(cx, dated.test).is_none());
    let mut shown: BTreeMap<&str, BTreeSet<AuthLevel>> = BTreeMap::new();
    for scope in proven.iter().flat_map(|dated| &dated.test.scope) {
        let rights = scope.auth.iter().map(|level| level.value);
        shown
            .entry(scope.service.as_str())
            .or_default()
            .extend(rights);
    }
    let is_shown = |scope: &TestScope| {
        shown
            .get(scope.service.as_str())
            .is_some_and(|rights| scope.auth.iter().all(|level| rights.contains(&level.value)))
    };
    for Dated { test, .. } in unproven {
        let of_production = test.scope.iter().filter(|scope| {
            let service = cx.manifest.services.get(scope.service.as_str());
            service.is_some_and(|service| service.production)
        });
        let Some(alone) = of_production.into_iter().find(|scope| !is_shown(scope)) else {
            continue;
        };
        let (id, reason) = (test.id.as_str(), why_unproven(cx, test).unwrap_or_default());
        let message = format!(
            "`{id}` shows what no other test shows of `{}`, and its report proves nothing yet: {reason}",
            alone.service
        );
        found
            .fails("report_unproven", test.at("report"), id, message)
            .owned_by(test.owner.as_deref())
            .cure("register the tester's own letter or report with its hash, and `producer: external`");
    }
}

fn check_services<'a>(cx: &Context<'a>, counted: &[Dated<'a>], found: &mut Shortfalls) {
    let mut newest: BTreeMap<&str, Dated<'a>> = BTreeMap::new();
    for &dated in counted
        .iter()
        .filter(|dated| why_unproven(cx, dated.test).is_none())
    {
        for scope in &dated.test.scope {
            let so_far = newest.entry(scope.service.as_str()).or_insert(dated);
            if dated.date >= so_far.date {
                *so_far = dated;
            }
        }
    }
    for (id, service) in cx.production_services() {
        let tested = newest.get(id).copied();
        for change in service
            .changed
            .iter()
            .filter(|change| !cx.is_yet_to_come(change.date))
        {
            if tested.is_none_or(|tested| change.date > tested.date) {
                check_change(id, service, change, tested, found);
            }
        }
        check_interval(cx, id, tested, found);
    }
}

fn check_change(
    id: &str,
    service: &Located<Service>,
    change: &Located<ServiceChange>,
    tested: Option<Dated<'_>>,
    found: &mut Shortfalls,
) {
    let touched: Vec<&str> = change.affects.iter().map(|part| part.word()).collect();
    let since = match tested {
        Some(Dated { test, date }) => format!("its newest test, `{}`, was on {date}", test.id),
        None => "no test that counts covers it".to_owned(),
    };
    let changed = format!("`{id}` changed on {}", change.date);
    let is_sensitive = change.affects.iter().any(|part| voids_a_test(part.value));
    let shortfall = match change.major {
        Some(false) => return,
        Some(true) if is_sensitive => found
            .fails(
                "changed_since",
                change.at("date"),
                id,
                format!("{changed} in {}, and {since}", touched.join(", ")),
            )
            .cure("have the change tested, in a test of that part or a retest"),
        Some(true) | None if touched.is_empty() => found
            .untold(
                change.at("affects"),
                id,
                format!("{changed}, {since}, and nobody told what the change touched"),
            )
            .cure("write `affects`, or `major: false`"),
        None if is_sensitive => found
            .untold(
                change.at("major"),
                id,
                format!(
                    "{changed} in {}, {since}, and nobody told how far",
                    touched.join(", ")
                ),
            )
            .cure("write `major`"),
        Some(true) | None => found
            .warns(
                "changed_otherwise",
                change.at("date"),
                id,
                format!("{changed} in {}, and {since}", touched.join(", ")),
            )
            .cure("ask the tester whether the change is worth a look"),
    };
    shortfall
        .owned_by(service.owner.as_deref())
        .comparing(&change.date.to_string());
    for part in touched {
        shortfall.comparing(part);
    }
    if let Some(Dated { test, .. }) = tested {
        shortfall.beside(test.at("date"), "tested here");
    }
}

/// Whether an older test says nothing any more once that part has changed.
const fn voids_a_test(part: Affects) -> bool {
    match part {
        Affects::Auth | Affects::Isolation | Affects::Exposure | Affects::Payments => true,
        Affects::Storage | Affects::Schema => false,
    }
}

fn check_interval(cx: &Context<'_>, id: &str, tested: Option<Dated<'_>>, found: &mut Shortfalls) {
    let Some((promise, interval)) = cx.strict_span(PromiseKind::PentestInterval, id) else {
        return;
    };
    if tested.is_some_and(|tested| !cx.is_older(tested.date, &interval)) {
        return;
    }
    let since = match tested {
        Some(Dated { test, date }) => format!(
            "the newest of `{id}`, `{}`, is {} days old",
            test.id,
            cx.age_days(date)
        ),
        None => format!("none that counts covers `{id}`"),
    };
    let shortfall = found.fails(
        "later_than_promised",
        promise.at("value"),
        id,
        format!(
            "promise `{}` says a test every {interval}, and {since}",
            promise.id
        ),
    );
    shortfall
        .owned_by(promise.owner.as_deref())
        .comparing(&promise.id)
        .cure("test again, or promise an interval that is kept");
    if let Some(Dated { test, .. }) = tested {
        shortfall.beside(test.at("date"), "tested here");
    }
}
