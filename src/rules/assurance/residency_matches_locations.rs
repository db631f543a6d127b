//! Promised regions against every place that data reaches.

use std::collections::BTreeMap;

use super::holders::holders_for;
use super::promised::{compare_all, ids, promises_told, section_for};
use super::residency::{DataPlace, Holds, Standing, covers, in_words, outside_residency};
use crate::manifest::Stands;
use crate::manifest::model::{Commitment, Promise, PromiseKind, ResidencyCover, Service};
use crate::region::Region;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn residency_matches_locations(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    let promises = promises_told(cx, PromiseKind::DataResidency, &mut found);
    if promises.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable("no place is promised for data"));
    }
    check_sections(cx, &promises, &mut found);
    let mut cases: BTreeMap<(ResidencyCover, String, u8, String), Case<'_>> = BTreeMap::new();
    let mut storeless: BTreeMap<&str, (&Located<Service>, Vec<&str>)> = BTreeMap::new();
    for promise in promises {
        let Commitment::Regions(allowed) = &promise.commitment else {
            continue;
        };
        for (place, standing) in outside_residency(cx, promise, allowed) {
            let key = (
                place.route,
                place.name.clone(),
                rank(&standing),
                in_words(allowed),
            );
            let case = cases.entry(key).or_insert_with(|| Case {
                place,
                standing,
                promised: allowed,
                promises: Vec::new(),
            });
            case.promises.push(promise);
        }
        for (id, service) in holders_for(cx, promise).storeless {
            let (_, promises) = storeless.entry(id).or_insert((service, Vec::new()));
            promises.push(&promise.id);
        }
    }
    for case in cases.values() {
        report(case, &mut found);
    }
    if cx.manifest.data.given().is_some() {
        for (id, (service, promises)) in storeless {
            let message = format!("`{id}` has no store, so nobody knows where its data lies");
            compare_all(found.untold(service.at("data"), id, message), &promises)
                .owned_by(service.owner.as_deref())
                .cure("write its store under `data.stores`, or `data: none` if it touches none of customers");
        }
    }
    Ok(found)
}

/// A place with the promises of the same regions to which it stands in the same way.
struct Case<'a> {
    place: DataPlace<'a>,
    standing: Standing,
    promised: &'a [Region],
    promises: Vec<&'a Located<Promise>>,
}

const fn rank(standing: &Standing) -> u8 {
    match standing {
        Standing::Outside(_) => 0,
        Standing::Untold => 1,
        Standing::Undecided(_) => 2,
        Standing::Unpinned => 3,
        Standing::Within => 4,
    }
}

/// Each section that a promised route needs is asked for once.
fn check_sections(cx: &Context<'_>, promises: &[&Located<Promise>], found: &mut Shortfalls) {
    let all = ids(promises);
    let covering = |route| -> Vec<&str> {
        let covering = promises.iter().filter(|promise| covers(promise, route));
        covering.map(|promise| promise.id.as_str()).collect()
    };
    section_for(cx, &cx.manifest.data, "data", &all, found);
    section_for(cx, &cx.manifest.vendors, "vendors", &all, found);
    let ai = covering(ResidencyCover::Ai);
    if !ai.is_empty() {
        section_for(cx, &cx.manifest.ai, "ai", &ai, found);
    }
    let logs = covering(ResidencyCover::Logs);
    if !logs.is_empty() {
        section_for(cx, &cx.manifest.logging, "logging", &logs, found);
    }
}

fn report(case: &Case<'_>, found: &mut Shortfalls) {
    let place = &case.place;
    let said = format!("{} {}", said_by(&case.promises), in_words(case.promised));
    let (shortfall, cure) = match &case.standing {
        Standing::Within => return,
        Standing::Outside(outside) if place.holds == Holds::Surely => {
            let message = format!(
                "{} {} {}; {said}",
                place.name,
                place.verb(),
                in_words(outside)
            );
            (
                found.fails(
                    clause(place.route),
                    place.path.clone(),
                    place.subject,
                    message,
                ),
                "pin it to a promised region, replace it, keep personal data out of it, or narrow the promise",
            )
        }
        Standing::Outside(outside) => {
            let (doubt, cure) = place.holds.doubt();
            let message = format!(
                "{} {} {}, and nobody told {doubt}; {said}",
                place.name,
                place.verb(),
                in_words(outside)
            );
            (
                found.untold(place.path.clone(), place.subject, message),
                cure,
            )
        }
        Standing::Undecided(regions) => {
            let message = format!(
                "{} {} {}, which goes beyond what is promised; {said}",
                place.name,
                place.verb(),
                in_words(regions)
            );
            (
                found.untold(place.path.clone(), place.subject, message),
                "write the countries or cloud regions it is pinned to",
            )
        }
        Standing::Unpinned => {
            let message = format!("one option of {} is pinned nowhere; {said}", place.name);
            (
                found.warns("unpinned", place.path.clone(), place.subject, message),
                "pin that option to a promised region, or turn it off",
            )
        }
        Standing::Untold => {
            let message = format!(
                "nobody told which regions {} {}; {said}",
                place.name,
                place.verb()
            );
            (
                found.untold(place.path.clone(), place.subject, message),
                "write the regions",
            )
        }
    };
    compare_all(shortfall, &ids(&case.promises))
        .owned_by(place.owner)
        .comparing(place.route.word())
        .comparing(&place.name)
        .cure(cure);
    for promise in case.promises.iter().take(NAMED) {
        shortfall.beside(
            promise.at("value"),
            format!("{} promised here", in_words(case.promised)),
        );
    }
}

/// How many promises of several a message names.
const NAMED: usize = 3;

/// What the promises say, up to their regions: ``promise `P3` keeps it in``.
fn said_by(promises: &[&Located<Promise>]) -> String {
    let ids: Vec<String> = promises
        .iter()
        .take(NAMED)
        .map(|promise| format!("`{}`", promise.id))
        .collect();
    match (promises.len(), promises.len().saturating_sub(NAMED)) {
        (1, _) => format!("promise {} keeps it in", ids.concat()),
        (_, 0) => format!("promises {} keep it in", ids.join(", ")),
        (_, others) => format!("promises {} and {others} more keep it in", ids.join(", ")),
    }
}

const fn clause(route: ResidencyCover) -> &'static str {
    match route {
        ResidencyCover::Storage => "stored_outside",
        ResidencyCover::Backup => "backed_up_outside",
        ResidencyCover::Processing => "processed_outside",
        ResidencyCover::Ai => "model_outside",
        ResidencyCover::Logs => "logged_outside",
        ResidencyCover::SupportAccess => "staff_outside",
    }
}
