//! Names that stand as keys, and names that stand as plain texts.

use super::names::{Names, Thing};
use super::{Flaw, Flaws};
use crate::gate::Area;
use crate::manifest::model::{Manifest, Stage};
use crate::manifest::path::Stands as _;

/// Facts of a company that may not apply, beside sections and gates.
const FACTS: [&str; 5] = [
    "payments",
    "tenants",
    "personal_data",
    "on_call",
    "subprocessors",
];

/// Finds keys and texts that name what is not there.
pub(super) fn check(manifest: &Manifest, names: &Names<'_>, flaws: &mut Flaws) {
    check_areas(manifest, flaws);
    check_exemptions(manifest, names, flaws);
    check_stages(manifest, flaws);
    check_services(manifest, names, flaws);
    check_shares(manifest, names, flaws);
    check_purposes(manifest, flaws);
    check_triage(manifest, flaws);
}

fn check_areas(manifest: &Manifest, flaws: &mut Flaws) {
    let known = Area::ALL.iter().map(|area| area.name());
    for (area, owner) in manifest
        .areas
        .iter()
        .filter(|(area, _)| area.parse::<Area>().is_err())
    {
        flaws.add_unknown(
            owner.here(),
            "area",
            area,
            known.clone(),
            "`readyctl list` shows every gate with its area",
        );
    }
}

fn check_exemptions(manifest: &Manifest, names: &Names<'_>, flaws: &mut Flaws) {
    let known = || Manifest::SECTIONS.iter().chain(&FACTS).copied();
    for (name, exemption) in &manifest.not_applicable.0 {
        if !known().any(|known| known == name) && !names.is_a(Thing::Gate, name) {
            let help = "name a section of the manifest, a gate as `area/gate`, or one of `payments`, `tenants`, `personal_data`, `on_call` and `subprocessors`";
            flaws.add_unknown(
                exemption.here(),
                "section or gate",
                name,
                known().chain(names.all_of(&[Thing::Gate])),
                help,
            );
        }
    }
}

fn check_stages(manifest: &Manifest, flaws: &mut Flaws) {
    let known = Stage::ALL.iter().map(|stage| stage.word());
    for (stage, required) in manifest
        .required_evidence
        .given()
        .into_iter()
        .flat_map(|stages| stages.iter())
    {
        if !known.clone().any(|known| known == stage) {
            flaws.add_unknown(
                required.here(),
                "stage",
                stage,
                known.clone(),
                "write `company`, `poc`, `pilot`, `pre_production` or `production`",
            );
        }
    }
}

fn check_services(manifest: &Manifest, names: &Names<'_>, flaws: &mut Flaws) {
    let objectives = manifest
        .recovery
        .given()
        .and_then(|recovery| recovery.objectives.as_ref());
    let objectives = objectives
        .into_iter()
        .flat_map(|objectives| objectives.iter())
        .map(|(service, objective)| (service, objective.here()));
    let suites = manifest
        .testing
        .given()
        .into_iter()
        .flat_map(|testing| testing.required_suites.iter());
    let suites = suites
        .filter(|(service, _)| *service != "all")
        .map(|(service, suites)| (service, suites.here()));
    for (service, place) in objectives
        .chain(suites)
        .filter(|(service, _)| !names.is_a(Thing::Service, service))
    {
        flaws.add_unknown(
            place,
            "service",
            service,
            names.all_of(&[Thing::Service]),
            "add it under `services`",
        );
    }
}

fn check_shares(manifest: &Manifest, names: &Names<'_>, flaws: &mut Flaws) {
    for cover in manifest.cover.given().into_iter().flatten() {
        for person in cover.share.keys().filter(|person| !names.is_person(person)) {
            let place = cover.at(format!("share[{person:?}]"));
            flaws.add_unknown(
                place,
                "person",
                person,
                names.people(),
                "add the person under `people`",
            );
        }
    }
}

fn check_purposes(manifest: &Manifest, flaws: &mut Flaws) {
    let Some(data) = manifest.data.given() else {
        return;
    };
    for store in data.stores.values() {
        if let Some(purpose) = store
            .purpose
            .as_ref()
            .filter(|purpose| !data.roles.contains_key(*purpose))
        {
            flaws.add_unknown(
                store.at("purpose"),
                "purpose",
                purpose,
                data.roles.keys().map(String::as_str),
                "add it under `data.roles`",
            );
        }
    }
}

/// A rule that matches everything, or decides nothing, is a slip and not a decision.
fn check_triage(manifest: &Manifest, flaws: &mut Flaws) {
    let security = manifest.security.given();
    let rules = security
        .into_iter()
        .flat_map(|security| security.triage.iter());
    for rule in rules {
        if !rule.has_condition() {
            let help = "write `id`, `package`, `path`, `service` or `severity`";
            let message = "the rule does not say which findings it is about";
            flaws.add(Flaw::new(rule.here(), message, help));
        }
        if !rule.has_decision() {
            let help = "write `owner`, `due`, `false_positive`, `duplicate_of` or `mitigation`";
            let message = "the rule decides nothing about the findings it matches";
            flaws.add(Flaw::new(rule.here(), message, help));
        }
        for pattern in &rule.path {
            if let Err(error) = globset::Glob::new(pattern) {
                let message = format!("this is no pattern: {}", error.kind());
                let help = "write a pattern such as `src/legacy/**`";
                flaws.add(Flaw::new(pattern.here(), message, help));
            }
        }
    }
}
