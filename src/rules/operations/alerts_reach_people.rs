//! Alerts against the people they end at, the hours they work, and the last time one was fired on purpose.

use std::collections::{BTreeMap, BTreeSet};

use super::rota::{check_rota, hours_of};
use crate::gate::embedded::MAX_ALERT_TEST_AGE;
use crate::manifest::model::{
    AlertTest, Clock, Commitment, Cover, CoverDuty, Number, Promise, PromiseKind, Route, TestResult,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::resilience::recovery::carries_the_worst;
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::time::Schedule;
use crate::time::coverage::uncovered;
use crate::yaml::{Each, Located};

/// More pages a week and person than these get muted.
const MOST_PAGES: u32 = 10;

pub(super) fn alerts_reach_people(cx: &Context<'_>) -> RuleOutcome {
    let monitoring = cx.section(&cx.manifest.monitoring, "monitoring")?;
    let routes = cx.part(
        monitoring.routes.as_ref(),
        monitoring.at("routes"),
        "monitoring.routes",
    )?;
    let mut found = Shortfalls::none();
    let critical: Vec<_> = routes
        .iter()
        .filter(|route| carries_the_worst(route))
        .collect();
    if critical.is_empty() {
        found
            .fails(
                "no_route",
                monitoring.at("routes"),
                "monitoring.routes",
                "no alert that says the worst leads anywhere",
            )
            .owned_by(monitoring.owner.as_deref())
            .cure("add a route with `severity: critical` that ends at a person");
    }
    let tests = AlertTests::of(cx);
    for route in &critical {
        check_end(cx, route, &mut found);
        check_tests(cx, route, &tests, &mut found);
    }
    let covers = cx.told(&cx.manifest.cover, "cover", &mut found);
    if let Some(covers) = covers {
        let on_call: Vec<_> = covers
            .iter()
            .filter(|cover| is_relied_on(cx, cover))
            .collect();
        check_hours(
            cx,
            &critical,
            &on_call,
            &monitoring.at("routes"),
            &mut found,
        );
        check_promised(cx, &on_call, &mut found);
        check_rota(cx, &on_call, &mut found);
    }
    check_load(routes, &mut found);
    Ok(found)
}

fn name(route: &Route) -> &str {
    route
        .id
        .as_deref()
        .or(route.from.as_deref())
        .unwrap_or("a route")
}

fn reaches(cx: &Context<'_>, end: Option<&str>) -> bool {
    end.is_some_and(|end| cx.is_human(end))
}

/// Whether somebody at the end is not away on the day judged, or somebody stands in.
fn is_there_today(cx: &Context<'_>, end: Option<&str>) -> bool {
    let mut people = end.into_iter().flat_map(|end| cx.people_behind(end));
    people.any(|id| cx.absence(id).is_none() || cx.has_stand_in(id))
}

fn check_end(cx: &Context<'_>, route: &Located<Route>, found: &mut Shortfalls) {
    let name = name(route);
    let (to, next) = (route.to.as_deref(), route.escalate_to.as_deref());
    if to.is_none() && is_there_today(cx, next) {
        found
            .untold(
                route.at("to"),
                name,
                format!("nobody told whom alert `{name}` reaches first"),
            )
            .owned_by(route.owner.as_deref())
            .comparing("to")
            .cure("write `to`");
    }
    if !is_there_today(cx, to) && !is_there_today(cx, next) {
        let to = to.map_or_else(|| "nowhere".to_owned(), |to| format!("at `{to}`"));
        found
            .fails(
                "reaches_nobody",
                route.at("to"),
                name,
                format!("alert `{name}` ends {to}, where nobody is"),
            )
            .owned_by(route.owner.as_deref())
            .cure("send it to a person, role or group with somebody who is there");
    } else if !reaches(cx, next) {
        let next = next.map_or_else(
            || "nowhere".to_owned(),
            |next| format!("to `{next}`, where nobody is"),
        );
        found
            .fails(
                "not_escalated",
                route.at("escalate_to"),
                name,
                format!("alert `{name}` goes on {next} when nobody answers"),
            )
            .owned_by(route.owner.as_deref())
            .cure("name under `escalate_to` who gets it next");
    } else if is_same_person(cx, to, next) {
        found
            .fails(
                "not_escalated",
                route.at("escalate_to"),
                name,
                format!("alert `{name}` goes on to the one person who did not answer"),
            )
            .owned_by(route.owner.as_deref())
            .cure("name under `escalate_to` somebody else, who gets it next");
    } else if route.after.is_none() {
        found
            .untold(
                route.at("after"),
                name,
                format!("alert `{name}` does not say when it goes on to the next"),
            )
            .owned_by(route.owner.as_deref())
            .comparing("after")
            .cure("write `after`");
    }
}

/// Whether an alert that one person did not answer goes on to that person only.
fn is_same_person(cx: &Context<'_>, to: Option<&str>, next: Option<&str>) -> bool {
    let behind = |who: Option<&str>| who.map(|who| cx.people_behind(who)).unwrap_or_default();
    let first = behind(to);
    first.len() == 1 && behind(next) == first
}

/// The alert tests by their routes; one that names none may be of any.
struct AlertTests<'a> {
    by_route: BTreeMap<&'a str, Vec<&'a Located<AlertTest>>>,
    of_any: Vec<&'a Located<AlertTest>>,
}

impl<'a> AlertTests<'a> {
    fn of(cx: &Context<'a>) -> Self {
        let mut tests = Self {
            by_route: BTreeMap::new(),
            of_any: Vec::new(),
        };
        for test in cx
            .manifest
            .alert_tests
            .given()
            .into_iter()
            .flat_map(|tests| tests.iter())
        {
            match &test.value.route {
                Some(route) => tests.by_route.entry(route.as_str()).or_default().push(test),
                None => tests.of_any.push(test),
            }
        }
        tests
    }

    fn of_route(&self, route: &Route) -> Vec<&'a Located<AlertTest>> {
        let named = route
            .id
            .as_ref()
            .and_then(|id| self.by_route.get(id.as_str()));
        named
            .into_iter()
            .flatten()
            .chain(&self.of_any)
            .copied()
            .collect()
    }
}

fn check_tests(
    cx: &Context<'_>,
    route: &Located<Route>,
    tests: &AlertTests<'_>,
    found: &mut Shortfalls,
) {
    let name = name(route);
    let owner = route.owner.as_deref();
    let tests = tests.of_route(route);
    let undated = tests.iter().find(|test| test.date.is_none());
    if let Some((test, date)) = cx.newest(tests.iter().copied(), |test| test.date) {
        let limit = cx.parameters.span(MAX_ALERT_TEST_AGE);
        if let Some(result) = test.result.filter(|&result| result != TestResult::Pass) {
            found
                .fails(
                    "test_failed",
                    test.at("result"),
                    name,
                    format!("the newest test of alert `{name}`, on {date}, ended with {result}"),
                )
                .owned_by(owner)
                .cure("mend the route and fire the alert again");
        } else if cx.is_older(date, &limit) {
            found
                .fails(
                    "test_too_old",
                    test.at("date"),
                    name,
                    format!("alert `{name}` was last fired on purpose {} days ago; {limit} is the limit", cx.age_days(date)),
                )
                .owned_by(owner)
                .cure("fire it again");
        } else {
            let is_absent = [
                ("route", test.route.is_none()),
                ("result", test.result.is_none()),
            ];
            Asked::of(test, name, owner).ask(
                is_absent,
                |field| {
                    format!("the newest test of alert `{name}`, on {date}, does not say `{field}`")
                },
                found,
            );
        }
    } else if undated.is_none() {
        found
            .fails(
                "never_tested",
                route.here(),
                name,
                format!("alert `{name}` was never fired on purpose"),
            )
            .owned_by(owner)
            .cure("fire it, see who takes it, and write that down under `alert_tests`");
    }
    if let Some(test) = undated {
        found
            .untold(
                test.at("date"),
                name,
                format!("a test of alert `{name}` does not say when it was"),
            )
            .owned_by(owner)
            .comparing("date")
            .cure("write `date`");
    }
}

/// The hours in which somebody is said to be on call have to be hours in which alerts work.
fn check_hours<'a>(
    cx: &Context<'a>,
    critical: &[&'a Located<Route>],
    on_call: &[&Located<Cover>],
    path: &ManifestPath,
    found: &mut Shortfalls,
) {
    for cover in on_call.iter().filter(|cover| cover.people.is_empty()) {
        found
            .untold(cover.at("people"), "cover", "nobody told who is on call")
            .owned_by(cover.owner.as_deref())
            .comparing("people")
            .cure("write `people`");
    }
    for cover in on_call.iter().filter(|cover| cover.when.is_empty()) {
        found
            .untold(
                cover.at("when"),
                "cover",
                "nobody told in which hours somebody is on call",
            )
            .owned_by(cover.owner.as_deref())
            .cure("write `when`, for example `24x7`");
    }
    let alive: Vec<_> = critical
        .iter()
        .copied()
        .filter(|route| {
            reaches(cx, route.to.as_deref()) || reaches(cx, route.escalate_to.as_deref())
        })
        .collect();
    let on_call = hours_of(on_call);
    if alive.is_empty() || on_call.is_empty() {
        return;
    }
    let by_service = by_service(cx, &alive);
    let mut untold = BTreeMap::new();
    for (service, routes) in &by_service {
        let alerts: Vec<&Schedule> = routes
            .iter()
            .flat_map(|route| route.when.iter())
            .map(|when| &when.value)
            .collect();
        let missing = uncovered(&on_call, &alerts, cx.as_of);
        if missing.is_empty() {
            continue;
        }
        if let Some(route) = routes.iter().find(|route| route.when.is_empty()) {
            untold.insert(name(route), *route);
            continue;
        }
        let of = service.map_or_else(String::new, |service| format!(" about `{service}`"));
        found
            .fails(
                "hours_uncovered",
                path.clone(),
                "monitoring.routes",
                format!(
                    "people are on call in hours in which no alert{of} reaches them: {missing}"
                ),
            )
            .comparing(service.unwrap_or_default())
            .cure("let alerts work in all hours of `cover`");
    }
    for (name, route) in untold {
        found
            .untold(
                route.at("when"),
                name,
                format!("alert `{name}` does not say in which hours it works"),
            )
            .owned_by(route.owner.as_deref())
            .comparing("when")
            .cure("write `when`, for example `24x7`");
    }
}

/// The alerts of each service that has one, with those that may be of any; all together where none says of which it is.
fn by_service<'a>(
    cx: &Context<'a>,
    routes: &[&'a Located<Route>],
) -> BTreeMap<Option<&'a str>, Vec<&'a Located<Route>>> {
    let checks = cx
        .manifest
        .monitoring
        .given()
        .and_then(|monitoring| monitoring.checks.as_ref());
    let of_check: BTreeMap<&str, &str> = checks
        .into_iter()
        .flat_map(|checks| checks.iter())
        .filter_map(|check| Some((check.value.id.as_deref()?, check.value.service.as_deref()?)))
        .collect();
    let service = |route: &'a Located<Route>| {
        let from = route.value.from.as_deref();
        from.and_then(|from| of_check.get(from).copied())
    };
    let services: BTreeSet<&str> = routes.iter().filter_map(|route| service(route)).collect();
    if services.is_empty() {
        return BTreeMap::from([(None, routes.to_vec())]);
    }
    let is_of = |route: &'a Located<Route>, id: &str| service(route).is_none_or(|of| of == id);
    let of_service = services.into_iter().map(|id| {
        let routes = routes.iter().copied();
        (Some(id), routes.filter(|route| is_of(route, id)).collect())
    });
    of_service.collect()
}

/// A recovery time that counts in support hours rests on somebody on call in all of them.
fn check_promised(cx: &Context<'_>, on_call: &[&Located<Cover>], found: &mut Shortfalls) {
    if on_call
        .iter()
        .any(|cover| cover.when.is_empty() || cover.people.is_empty())
    {
        return;
    }
    let there: Vec<_> = on_call
        .iter()
        .copied()
        .filter(|cover| !cx.active_among(&cover.people).is_empty())
        .collect();
    let there = hours_of(&there);
    let mut seen = BTreeSet::new();
    let mut hours_untold = BTreeMap::new();
    for (id, promise) in recoveries_in_hours(cx) {
        let promised = cx.support_hours(id, promise.plan.as_deref());
        let shortage = uncovered(&promised, &there, cx.as_of);
        let missing = if there.is_empty() {
            "nobody is on call".to_owned()
        } else if promised.is_empty() {
            hours_untold.insert(promise.id.as_str(), promise);
            continue;
        } else if shortage.is_empty() {
            continue;
        } else {
            format!("nobody is on call in part of them: {shortage}")
        };
        if !seen.insert(promise.id.as_str()) {
            continue;
        }
        found
            .fails(
                "nobody_on_call",
                promise.at("clock"),
                &promise.id,
                format!(
                    "promise `{}` counts in support hours, and {missing}",
                    promise.id
                ),
            )
            .owned_by(promise.owner.as_deref())
            .cure("put somebody on call in all promised hours of support, or promise fewer hours");
    }
    for (id, promise) in hours_untold {
        found
            .untold(
                promise.at("clock"),
                id,
                format!("promise `{id}` counts in support hours, and none are promised, so nothing bounds it"),
            )
            .owned_by(promise.owner.as_deref())
            .comparing("clock")
            .cure("promise the hours under `kind: support_hours`, or let the clock run day and night");
    }
}

/// The promised recovery times whose clock runs in support hours, each with a service in production that it is for.
fn recoveries_in_hours<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = (&'a str, &'a Located<Promise>)> {
    let services = cx.production_services();
    let of_services = services.flat_map(|(id, _)| {
        let promises = cx.promised(PromiseKind::Rto, id);
        promises.map(move |promise| (id, promise))
    });
    of_services.filter(|(_, promise)| {
        promise.clock == Some(Clock::SupportHours)
            && matches!(promise.commitment, Commitment::Span(_))
    })
}

/// Whether somebody is said to be on call then, whoever it is.
fn is_relied_on(cx: &Context<'_>, cover: &Cover) -> bool {
    cover.duty.is_none_or(|of| of == CoverDuty::OnCall)
        && cover.since.is_none_or(|first| !cx.is_yet_to_come(first))
}

fn check_load(routes: &Each<Route>, found: &mut Shortfalls) {
    for route in routes {
        let name = name(route);
        if route.runbook.is_none() {
            found
                .warns(
                    "no_runbook",
                    route.at("runbook"),
                    name,
                    format!("nothing says what to do about alert `{name}`"),
                )
                .owned_by(route.owner.as_deref())
                .comparing(route.from.as_deref().unwrap_or_default())
                .cure("write a runbook, and name it here");
        }
        if let Some(pages) = route
            .pages_per_week
            .filter(|&pages| pages > Number::from(MOST_PAGES))
        {
            found
                .warns(
                    "too_many_pages",
                    route.at("pages_per_week"),
                    name,
                    format!("alert `{name}` pages a person {pages} times a week; more than {MOST_PAGES} get muted"),
                )
                .owned_by(route.owner.as_deref())
                .comparing(route.from.as_deref().unwrap_or_default())
                .cure("mend what causes them, or page only for what cannot wait");
        }
    }
}
