//! Tests that try to cross the boundary between customers, and fail to.

use std::collections::{BTreeMap, BTreeSet};

use super::tenancy::described;
use super::tried::{Tried, place_of};
use crate::gate::embedded::MAX_ISOLATION_TEST_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{
    Affects, Category, Finding, FindingStatus, IsolationTest, Level, Service, ServiceChange,
    Surface, Tenancy, TenancyModel, TestResult,
};
use crate::rules::context::ToldRun;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn isolation_tested(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    check_findings(cx, &mut found);
    match shared(cx) {
        Ok((tenancy, services)) => check_tests(cx, tenancy, &services, &mut found),
        // a finding contradicts the word that there is nothing to cross
        Err(Unjudged::NotApplicable(_)) if found.any_fails() => {}
        Err(unjudged) => return Err(unjudged),
    }
    Ok(found)
}

type Services<'a> = Vec<(&'a str, &'a Located<Service>)>;

/// The services that customers share, or why there is no boundary to cross.
fn shared<'a>(cx: &Context<'a>) -> Result<(&'a Located<Tenancy>, Services<'a>), Unjudged> {
    let tenancy = cx.section(&cx.manifest.tenancy, "tenancy")?;
    if tenancy.model == Some(TenancyModel::Single) {
        return Err(Unjudged::not_applicable(
            "customers share nothing that runs",
        ));
    }
    let services: Services<'_> = described(cx, tenancy).collect();
    if services.is_empty() {
        return Err(Unjudged::not_applicable(
            "no service touches data of customers",
        ));
    }
    Ok((tenancy, services))
}

fn check_tests(
    cx: &Context<'_>,
    tenancy: &Located<Tenancy>,
    services: &Services<'_>,
    found: &mut Shortfalls,
) {
    for test in &tenancy.tests {
        for (field, is_absent) in [
            ("services", test.services.is_empty()),
            ("date", test.date.is_none()),
        ] {
            if is_absent {
                found
                    .untold(test.at(field), name(test), format!("test `{}` does not say `{field}`, so nobody knows which test is the newest", name(test)))
                    .comparing(field)
                    .cure(format!("write `{field}`"));
            }
        }
    }
    let by_service = tests_by_service(tenancy);
    for (id, service) in services {
        let tests = by_service.get(id).map_or(&[][..], Vec::as_slice);
        check_service(cx, tenancy, id, service, tests, found);
    }
}

fn tests_by_service(tenancy: &Tenancy) -> BTreeMap<&str, Vec<&Located<IsolationTest>>> {
    let mut by_service: BTreeMap<&str, Vec<&Located<IsolationTest>>> = BTreeMap::new();
    for test in &tenancy.tests {
        for service in &test.services {
            by_service.entry(service.as_str()).or_default().push(test);
        }
    }
    by_service
}

fn check_service(
    cx: &Context<'_>,
    tenancy: &Located<Tenancy>,
    id: &str,
    service: &Located<Service>,
    tests: &[&Located<IsolationTest>],
    found: &mut Shortfalls,
) {
    let owner = service.owner.as_deref();
    let Some((newest, date)) = cx.newest(tests.iter().copied(), |test| test.date) else {
        found
            .fails("never_tested", tenancy.at("tests"), id, format!("nobody ever tried to reach another customer's data through `{id}`"))
            .owned_by(owner)
            .cure("make two test customers, let one ask for the other's data in every way there is, and record it under `tenancy.tests`");
        return;
    };
    let tried = Tried {
        record: place_of(newest),
        what: format!(
            "the newest try to cross the boundary in `{id}`, `{}`",
            name(newest)
        ),
        subject: id,
        owner,
        promises: Vec::new(),
    };
    tried.check_result(newest.result, found);
    if let (Some(TestResult::Pass), Some(evidence)) = (newest.result, &newest.evidence) {
        let run = ToldRun {
            evidence,
            place: newest.at("evidence"),
            what: tried.what.clone(),
            subject: id,
            owner,
            date: newest.date,
        };
        cx.hold_against_report(&run, found);
    }
    let limit = cx.parameters.span(MAX_ISOLATION_TEST_AGE);
    tried.check_age(cx, date, limit, found);
    let changed = last_change(cx, service);
    if let Some((change, path)) = changed.as_ref().filter(|(change, _)| *change > date) {
        found
            .fails("changed_since", path.clone(), id, format!("the separation of customers in `{id}` changed on {change}, after its newest test `{}` on {date}", name(newest)))
            .owned_by(owner)
            .beside(newest.at("date"), "tested here")
            .cure("test again in its present form");
    }
    check_unclear_change(cx, id, service, date, owner, found);
    let since = changed.map(|(change, _)| change);
    let counts = |test: &Located<IsolationTest>| {
        test.result == Some(TestResult::Pass)
            && test.date.is_some_and(|date| {
                !cx.is_yet_to_come(date)
                    && !cx.is_older(date, &limit)
                    && since.is_none_or(|change| change <= date)
            })
    };
    let mut covered = BTreeSet::new();
    for surface in &service.surfaces {
        let is_of_way = |test: &&Located<IsolationTest>| may_try(test, surface.value);
        let last = cx.newest(tests.iter().copied().filter(is_of_way), |test| test.date);
        let Some((test, _)) = last else {
            continue;
        };
        if counts(test) || test.result != Some(TestResult::Pass) {
            covered.insert(surface.value);
        }
        if test.place != newest.place {
            check_way(&tried, test, surface.value, found);
        }
    }
    check_surfaces(id, service, newest, &covered, found);
    check_automated(&tried, newest, found);
}

fn check_automated(tried: &Tried<'_>, newest: &Located<IsolationTest>, found: &mut Shortfalls) {
    if newest.automated != Some(true) {
        found
            .warns(
                "not_automated",
                newest.at("automated"),
                tried.subject,
                format!("{}, does not run by itself on each change", tried.what),
            )
            .owned_by(tried.owner)
            .cure("put the tries into the pipeline, and write `automated: true`");
    }
}

/// Checks how the newest try of one way in came out, where it is not the newest of all.
fn check_way(
    of_all: &Tried<'_>,
    test: &Located<IsolationTest>,
    surface: Surface,
    found: &mut Shortfalls,
) {
    let (service, name) = (of_all.subject, name(test));
    let tried = Tried {
        record: place_of(test),
        what: format!("the newest try of `{service}` by {surface}, `{name}`"),
        ..of_all.clone()
    };
    tried.check_result(test.result, found);
}

/// Whether a test says that it tried this way in, or did not pass and does not say which it tried.
fn may_try(test: &IsolationTest, surface: Surface) -> bool {
    let names_it = test.surfaces.iter().any(|named| named.value == surface);
    names_it || (test.surfaces.is_empty() && test.result != Some(TestResult::Pass))
}

/// The newest change of what separates customers up to the day judged, and where it stands.
fn last_change(
    cx: &Context<'_>,
    service: &Service,
) -> Option<(Day, crate::manifest::ManifestPath)> {
    let changes = service.changed.iter().filter(|change| {
        let mut affects = change.affects.iter();
        affects.any(|part| part.value == Affects::Isolation) && !cx.is_yet_to_come(change.date)
    });
    changes
        .max_by_key(|change| change.date)
        .map(|change| (change.date, change.at("date")))
}

/// A larger change after the newest test that does not say what it affects may affect the separation.
fn check_unclear_change(
    cx: &Context<'_>,
    id: &str,
    service: &Service,
    tested: Day,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let is_unclear = |change: &&Located<ServiceChange>| {
        change.affects.is_empty()
            && change.major != Some(false)
            && change.date > tested
            && !cx.is_yet_to_come(change.date)
    };
    if let Some(change) = service
        .changed
        .iter()
        .filter(is_unclear)
        .max_by_key(|it| it.date)
    {
        found
            .untold(change.at("affects"), id, format!("`{id}` changed on {}, after its newest test on {tested}, and nobody told what that affects", change.date))
            .owned_by(owner)
            .comparing("affects")
            .cure("write `affects`, or `major: false`");
    }
}

fn check_surfaces(
    id: &str,
    service: &Located<Service>,
    newest: &Located<IsolationTest>,
    covered: &BTreeSet<Surface>,
    found: &mut Shortfalls,
) {
    if service.surfaces.is_empty() {
        found
            .untold(
                service.at("surfaces"),
                id,
                format!(
                    "nobody told the ways into `{id}`, so nobody knows which of them were tried"
                ),
            )
            .owned_by(service.owner.as_deref())
            .comparing("surfaces")
            .cure("write `surfaces`");
    }
    for surface in service
        .surfaces
        .iter()
        .filter(|surface| !covered.contains(&surface.value))
    {
        found
            .fails(
                "surface_untested",
                surface.here(),
                id,
                format!(
                    "`{id}` can be reached by {}, and no test that still counts tried that",
                    surface.value
                ),
            )
            .owned_by(service.owner.as_deref())
            .comparing(surface.word())
            .beside(newest.at("surfaces"), "tried here")
            .cure("try it that way too");
    }
}

/// A known hole between customers outweighs every test that did not find it, whoever tells of it.
fn check_findings(cx: &Context<'_>, found: &mut Shortfalls) {
    for (finding, worst) in cx
        .known_findings()
        .filter(|finding| cx.is_open(finding))
        .filter_map(|finding| Some((finding, hole(finding)?)))
    {
        let original = finding.duplicate_of.as_ref();
        let repeats = original.filter(|_| finding.status == Some(FindingStatus::Duplicate));
        let original = repeats.and_then(|id| cx.finding(id));
        // What repeats another such hole is told, and accepted, with it.
        if original.is_some_and(|original| hole(original).is_some()) {
            continue;
        }
        found
            .fails(
                "open_finding",
                finding.at("status"),
                &finding.id,
                format!(
                    "finding `{}` ({worst}) says that customers can reach each other's data",
                    finding.id
                ),
            )
            .owned_by(finding.owner.as_deref())
            .about_item(&finding.id)
            .cure("fix it, and have it tried again");
    }
}

/// How bad it is that customers can reach each other's data by a finding; nothing where it does not say so, or is less than high.
fn hole(finding: &Finding) -> Option<Level> {
    let worst = finding
        .severity
        .max(finding.original_severity)
        .unwrap_or(Level::High);
    let is_hole = finding.category == Some(Category::TenantIsolation) && worst >= Level::High;
    is_hole.then_some(worst)
}

fn name(test: &IsolationTest) -> &str {
    test.id.as_deref().unwrap_or("isolation test")
}
