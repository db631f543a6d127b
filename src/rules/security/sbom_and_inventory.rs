//! What each service that we build consists of.

use std::collections::BTreeMap;

use super::shipped_parts::denied_licence;
use crate::gate::Severity;
use crate::gate::embedded::MAX_SBOM_AGE;
use crate::manifest::model::{Component, Release, ReleaseStatus, Sbom, SbomPart, Service};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn sbom_and_inventory(cx: &Context<'_>) -> RuleOutcome {
    let supply_chain = cx.section(&cx.manifest.supply_chain, "supply_chain")?;
    let sboms = cx.part(
        supply_chain.sboms.as_ref(),
        supply_chain.at("sboms"),
        "supply_chain.sboms",
    )?;
    let mut built = cx.built_services().peekable();
    if built.peek().is_none() {
        return Err(Unjudged::not_applicable(
            "no service in production is built by the company",
        ));
    }
    let mut found = Shortfalls::none();
    let running = Running::of(cx, &mut found);
    let newest = newest_by_service(cx, sboms.iter(), &mut found);
    for (id, service) in built {
        match newest.get(id) {
            Some(&(sbom, date)) => check_sbom(cx, id, service, sbom, date, &running, &mut found),
            None => check_missing(cx, id, service, &mut found),
        }
    }
    for component in supply_chain
        .components
        .iter()
        .flat_map(|components| components.iter())
    {
        check_licence(cx, component, &mut found);
    }
    Ok(found)
}

/// The releases that run, or will run first, by service; nothing where the manifest tells of no releases.
struct Running<'a>(Option<BTreeMap<&'a str, &'a Located<Release>>>);

impl<'a> Running<'a> {
    fn of(cx: &Context<'a>, found: &mut Shortfalls) -> Self {
        cx.told(&cx.manifest.releases, "releases", found);
        Self(cx.manifest.releases.given().map(|_| {
            let mut running = cx.newest_releases(ReleaseStatus::Candidate);
            running.extend(cx.newest_releases(ReleaseStatus::Deployed));
            running
        }))
    }
}

fn newest_by_service<'a>(
    cx: &Context<'a>,
    sboms: impl Iterator<Item = &'a Located<Sbom>>,
    found: &mut Shortfalls,
) -> BTreeMap<&'a str, (&'a Located<Sbom>, Day)> {
    let mut newest: BTreeMap<&str, (&Located<Sbom>, Day)> = BTreeMap::new();
    for sbom in sboms {
        let service = sbom.service.as_str();
        let Some(date) = sbom.date else {
            found
                .untold(
                    sbom.at("date"),
                    service,
                    format!("nobody told when the bill of materials of `{service}` was made"),
                )
                .owned_by(sbom.owner.as_deref())
                .comparing("date")
                .cure("write `date`");
            continue;
        };
        if cx.is_yet_to_come(date) {
            continue;
        }
        let so_far = newest.entry(service).or_insert((sbom, date));
        if date >= so_far.1 {
            *so_far = (sbom, date);
        }
    }
    newest
}

fn check_sbom(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    sbom: &Located<Sbom>,
    date: Day,
    running: &Running<'_>,
    found: &mut Shortfalls,
) {
    let owner = sbom.owner.as_deref().or(service.owner.as_deref());
    let limit = cx.parameters.span(MAX_SBOM_AGE);
    if cx.is_older(date, &limit) {
        found
            .fails(
                "too_old",
                sbom.at("date"),
                id,
                format!(
                    "the bill of materials of `{id}` is {} days old; {limit} is the limit",
                    cx.age_days(date)
                ),
            )
            .owned_by(owner)
            .cure("let the pipeline make one with each release");
    }
    check_release(id, sbom, running, owner, found);
    let left_out: Vec<&str> = SbomPart::ALL
        .iter()
        .filter(|part| {
            !sbom
                .includes
                .iter()
                .any(|included| included.value == **part)
        })
        .map(|part| part.word())
        .collect();
    if !left_out.is_empty() {
        found
            .warns(
                "parts_left_out",
                sbom.at("includes"),
                id,
                format!(
                    "the bill of materials of `{id}` leaves out {}",
                    left_out.join(", ")
                ),
            )
            .owned_by(owner)
            .cure("list them too, and name them under `includes`");
    }
}

fn check_release(
    id: &str,
    sbom: &Located<Sbom>,
    running: &Running<'_>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(running) = &running.0 else {
        return;
    };
    let running = running.get(id);
    let shortfall = match (&sbom.release, running) {
        (Some(of), Some(release)) if *of == release.id => return,
        (Some(of), Some(release)) => found
            .fails("other_release", sbom.at("release"), id, format!("the bill of materials of `{id}` is of release `{of}`, and `{}` is the one that counts", release.id))
            .comparing(&release.id)
            .beside(release.here(), "the release that counts")
            .cure("let the pipeline make one with each release"),
        (None, _) => found
            .untold(sbom.at("release"), id, format!("nobody told of which release the bill of materials of `{id}` is"))
            .comparing("release")
            .cure("write `release`"),
        (Some(of), None) => found
            .untold(sbom.at("release"), id, format!("the bill of materials of `{id}` is of release `{of}`, and nobody told which release runs"))
            .cure("write the release that runs under `releases`, with `service`, `status` and a day"),
    };
    shortfall.owned_by(owner);
}

fn check_missing(cx: &Context<'_>, id: &str, service: &Located<Service>, found: &mut Shortfalls) {
    let shortfall = match promise_of_one(cx, id) {
        Some((name, path)) => found
            .fails(
                "promised_and_absent",
                service.here(),
                id,
                format!("`{name}` tells customers of a bill of materials, and `{id}` has none"),
            )
            .comparing(name)
            .beside(path, "told here")
            .weighs(Severity::Major),
        None => found.fails(
            "no_sbom",
            service.here(),
            id,
            format!("no bill of materials says what `{id}` consists of"),
        ),
    };
    shortfall
        .owned_by(service.owner.as_deref())
        .cure("let the pipeline make one with each release, in CycloneDX or SPDX");
}

/// A claim or promise that tells customers of a bill of materials for a service.
fn promise_of_one<'a>(cx: &Context<'a>, service: &str) -> Option<(&'a str, ManifestPath)> {
    let pack = cx.manifest.trust_pack.given();
    let claims = pack
        .into_iter()
        .flat_map(|pack| pack.claims.iter())
        .filter(|claim| {
            let is_about =
                claim.services.is_empty() || claim.services.iter().any(|of| of.as_str() == service);
            is_about && claim.text.as_deref().is_some_and(speaks_of_one)
        });
    let promises = cx.promises().filter(|promise| {
        let is_about = promise
            .services
            .as_ref()
            .is_none_or(|services| services.covers(service));
        let value = promise.value.value.as_ref().map(ToString::to_string);
        is_about
            && [promise.wording.as_deref(), value.as_deref()]
                .into_iter()
                .flatten()
                .any(speaks_of_one)
    });
    let claims = claims.map(|claim| (claim.id.as_str(), claim.here()));
    claims
        .chain(promises.map(|promise| (promise.id.as_str(), promise.here())))
        .next()
}

fn speaks_of_one(text: &str) -> bool {
    let text = text.to_lowercase();
    ["sbom", "bill of materials", "software inventory"]
        .iter()
        .any(|words| text.contains(words))
}

fn check_licence(cx: &Context<'_>, component: &Located<Component>, found: &mut Shortfalls) {
    let licence = component.licence.as_deref();
    if let Some((licence, denied)) =
        licence.and_then(|licence| Some((licence, denied_licence(cx.facts, licence)?)))
    {
        found
            .warns(
                "denied_licence",
                component.at("licence"),
                &component.name,
                format!(
                    "`{}` is under `{licence}`, and a lawyer looks at `{}` first: {}, read on {}",
                    component.name, denied.name, denied.source, denied.read
                ),
            )
            .owned_by(component.owner.as_deref())
            .cure("replace it, buy another licence, or have a lawyer say that it may ship");
    }
}
