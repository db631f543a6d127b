//! What services stand on against how fast they have to come back.

use std::collections::BTreeMap;

use super::recovery::{Promised, strictest_promises, unsaid};
use super::services::critical_vendors;
use crate::manifest::model::{
    Dependency, DependencyKind, ObjectiveSpan, PromiseKind, Service, Vendor,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::text::{is_placeholder, says_nothing};
use crate::time::Span;
use crate::yaml::Located;

pub(super) fn dependencies_carry_the_promise(cx: &Context<'_>) -> RuleOutcome {
    if cx
        .production_services()
        .all(|(_, service)| service.deps.is_empty())
    {
        let Some((id, service)) = cx.production_services().next() else {
            return Err(Unjudged::not_applicable("no service is in production"));
        };
        return Err(Unjudged::untold(
            service.at("deps"),
            id,
            "no service says what it stands on, not even where it runs",
            "write `deps`: the services and vendors it needs",
        ));
    }
    let mut found = Shortfalls::none();
    cx.told(&cx.manifest.promises, "promises", &mut found);
    found.extend(unsaid(cx, PromiseKind::Rto));
    check_cycles(cx, &mut found);
    let least = least_promises(cx);
    for (id, service) in cx.production_services() {
        for dependency in &service.deps {
            match dependency.kind {
                DependencyKind::Hard => {
                    check_hard(cx, (id, service), &least, dependency, &mut found);
                }
                DependencyKind::Soft => check_soft(cx, id, service, dependency, &mut found),
            }
        }
    }
    check_exits(cx, &mut found);
    Ok(found)
}

/// How fast a service has to come back: as promised, or as the company itself aims at, whichever is less.
fn wanted(cx: &Context<'_>, id: &str) -> Option<Span> {
    let promised = cx.strict_span(PromiseKind::Rto, id).map(|(_, limit)| limit);
    promised
        .into_iter()
        .chain(aimed_at(cx, id))
        .min_by_key(Span::shortest)
}

fn aimed_at(cx: &Context<'_>, id: &str) -> Option<Span> {
    let objectives = cx
        .manifest
        .recovery
        .given()
        .and_then(|recovery| recovery.objectives.as_ref())?;
    match objectives.get(id)?.rto? {
        ObjectiveSpan::Span(span) => Some(span),
        ObjectiveSpan::BestEffort => None,
    }
}

/// The least recovery time promised for each service, or for one that stands on it and has nothing else.
///
/// From the least to the largest, each goes down to where a lesser one has been before.
fn least_promises<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Promised<'a>> {
    let mut promises = strictest_promises(cx, PromiseKind::Rto);
    promises.sort_by_key(|promised| promised.limit.shortest());
    let mut least = BTreeMap::new();
    for promised in promises {
        let mut waiting = vec![promised.id];
        while let Some(id) = waiting.pop() {
            let (Some(service), false) = (cx.manifest.services.get(id), least.contains_key(id))
            else {
                continue;
            };
            least.insert(id, promised);
            let hard = service.value.deps.iter().filter(|dependency| {
                dependency.kind == DependencyKind::Hard && told_fallback(dependency).is_none()
            });
            waiting.extend(hard.map(|dependency| dependency.value.on.as_str()));
        }
    }
    least
}

fn check_hard(
    cx: &Context<'_>,
    (id, service): (&str, &Located<Service>),
    least: &BTreeMap<&str, Promised<'_>>,
    dependency: &Located<Dependency>,
    found: &mut Shortfalls,
) {
    let on = dependency.on.as_str();
    if let Some(other) = cx.manifest.services.get(on) {
        if !other.production {
            found
                .fails(
                    "not_in_production",
                    dependency.here(),
                    id,
                    format!("`{id}` stands on `{on}`, which is not part of production"),
                )
                .owned_by(service.owner.as_deref())
                .comparing(on)
                .beside(other.at("production"), "not in production")
                .cure("make it part of production, or do without it");
        } else if let Some(ours) = wanted(cx, id) {
            check_internal(cx, (id, service, ours), dependency, other, found);
        }
        return;
    }
    let vendor = cx
        .manifest
        .vendors
        .given()
        .and_then(|vendors| vendors.get(on));
    let (Some(vendor), Some(promised), None) = (vendor, least.get(id), told_fallback(dependency))
    else {
        return;
    };
    let (promise, limit) = (promised.promise, promised.limit);
    let says = if promised.id == id {
        format!("promise `{}` says {limit}", promise.id)
    } else {
        format!(
            "promise `{}` says {limit} for `{}`, which stands on `{id}`",
            promise.id, promised.id
        )
    };
    check_return(vendor, (id, on), &says, promised, found);
    match vendor.support {
        Some(answers) if answers.fits_within(&limit) => {}
        Some(answers) => {
            found
                .fails(
                    "support_too_slow",
                    vendor.at("support"),
                    id,
                    format!(
                        "{says}; support of `{on}` answers within {answers}, and `{id}` cannot do without it"
                    ),
                )
                .owned_by(vendor.owner.as_deref())
                .comparing(on)
                .beside(promise.at("value"), format!("{limit} promised here"))
                .cure("take a faster support tier, find a way to do without it for a while, or promise more");
        }
        None => {
            found
                .untold(
                    vendor.at("support"),
                    id,
                    format!("{says}, and nobody told how fast support of `{on}` answers"),
                )
                .owned_by(vendor.owner.as_deref())
                .comparing(on)
                .cure("write `support`, or say under `deps` what is the `fallback`");
        }
    }
}

/// A supplier that says how fast it is back has to be back in time; few say so.
fn check_return(
    vendor: &Located<Vendor>,
    (id, on): (&str, &str),
    says: &str,
    promised: &Promised<'_>,
    found: &mut Shortfalls,
) {
    let (promise, limit) = (promised.promise, promised.limit);
    if let Some(back) = vendor.rto.filter(|back| !back.fits_within(&limit)) {
        found
            .fails(
                "supplier_too_slow",
                vendor.at("rto"),
                id,
                format!("{says}; `{on}` is back within {back}, and `{id}` cannot do without it"),
            )
            .owned_by(vendor.owner.as_deref())
            .comparing(on)
            .beside(promise.at("value"), format!("{limit} promised here"))
            .cure("find a way to do without it for a while, or promise more");
    }
}

fn check_internal(
    cx: &Context<'_>,
    (id, service, ours): (&str, &Located<Service>, Span),
    dependency: &Located<Dependency>,
    other: &Located<Service>,
    found: &mut Shortfalls,
) {
    let on = dependency.on.as_str();
    match aimed_at(cx, on) {
        Some(theirs) if theirs.fits_within(&ours) => {}
        Some(theirs) => {
            found
                .fails(
                    "slower_than_ours",
                    dependency.here(),
                    id,
                    format!("`{id}` has to be back within {ours}, and `{on}`, which it stands on, aims at {theirs}"),
                )
                .owned_by(other.owner.as_deref().or_else(|| service.owner.as_deref()))
                .comparing(on)
                .cure(format!("bring `{on}` back within {ours}, or let `{id}` go on without it"));
        }
        None => {
            found
                .untold(
                    ManifestPath::top(format!("recovery.objectives.{on}")),
                    on,
                    format!("`{id}` has to be back within {ours}, and nobody decided how fast `{on}` comes back"),
                )
                .owned_by(other.owner.as_deref())
                .comparing(id)
                .cure(format!("write `recovery.objectives.{on}.rto`"));
        }
    }
}

fn check_soft(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    dependency: &Located<Dependency>,
    found: &mut Shortfalls,
) {
    let on = dependency.on.as_str();
    let is_tested = dependency
        .fallback_tested
        .is_some_and(|day| !cx.is_yet_to_come(day));
    let (field, what) = match (told_fallback(dependency), is_tested) {
        (Some(_), true) => return,
        (Some(_), false) => ("fallback_tested", "nobody tried that"),
        (None, _) => ("fallback", "nobody told what happens then"),
    };
    found
        .fails(
            "fallback_untested",
            dependency.at(field),
            id,
            format!("`{id}` is said to go on without `{on}`, and {what}"),
        )
        .owned_by(service.owner.as_deref())
        .comparing(on)
        .cure("switch it off once and look, and write `fallback` and `fallback_tested`; or count it as `hard`");
}

/// What happens without the dependency, if somebody wrote it down.
fn told_fallback(dependency: &Dependency) -> Option<&String> {
    let fallback = dependency.fallback.as_ref();
    fallback.filter(|fallback| !is_placeholder(fallback))
}

fn check_exits(cx: &Context<'_>, found: &mut Shortfalls) {
    let critical = critical_vendors(cx).into_iter();
    for (id, vendor) in critical.filter(|(_, vendor)| says_nothing(vendor.exit.as_ref())) {
        found
            .warns(
                "no_exit",
                vendor.at("exit"),
                id,
                format!("nobody wrote down how to leave `{id}`, and services stand on it"),
            )
            .owned_by(vendor.owner.as_deref())
            .cure("write `exit`: how data gets out, and where to");
    }
}

/// How far a service has been looked at on the way through the graph.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Open,
    Done,
}

/// Finds each dependency that closes a circle; without recursion, for a chain may be long.
fn check_cycles(cx: &Context<'_>, found: &mut Shortfalls) {
    let mut visits: BTreeMap<&str, Visit> = BTreeMap::new();
    for (start, _) in cx.production_services() {
        let mut way = vec![(start, 0)];
        while let Some((id, next)) = way.pop() {
            let Some(service) = cx.manifest.services.get(id) else {
                continue;
            };
            if next == 0 && visits.insert(id, Visit::Open) == Some(Visit::Done) {
                visits.insert(id, Visit::Done);
                continue;
            }
            let Some(dependency) = service.deps.get(next) else {
                visits.insert(id, Visit::Done);
                continue;
            };
            way.push((id, next + 1));
            let on = dependency.on.as_str();
            if dependency.kind == DependencyKind::Soft {
                continue;
            }
            if visits.get(on) == Some(&Visit::Open) {
                let from = way
                    .iter()
                    .position(|(passed, _)| *passed == on)
                    .unwrap_or(0);
                let circle: Vec<&str> = way[from..]
                    .iter()
                    .map(|(passed, _)| *passed)
                    .chain([on])
                    .collect();
                found
                    .fails(
                        "circle",
                        dependency.here(),
                        id,
                        format!(
                            "none of these can come back first: {}",
                            circle.join(" needs ")
                        ),
                    )
                    .owned_by(service.owner.as_deref())
                    .comparing(on)
                    .cure("let one of them start without the next");
            } else {
                way.push((on, 0));
            }
        }
    }
}
