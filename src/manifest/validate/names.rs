//! The names that a manifest gives to people and things.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Flaw, Flaws};
use crate::manifest::model::Manifest;
use crate::manifest::path::Stands as _;
use crate::manifest::references::{Reference, Target};
use crate::yaml::quoted;

/// A kind of thing that others point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Service,
    Vendor,
    Environment,
    Store,
    Evidence,
    Promise,
    Finding,
    Risk,
    Acceptance,
    Incident,
    Action,
    Decision,
    Release,
    Runbook,
    Route,
    FailureMode,
    Trigger,
    SecurityTest,
    Review,
    Test,
    Program,
    Gate,
}

impl Thing {
    /// What it is called, and where one is written.
    pub(super) const fn noun_and_section(self) -> (&'static str, &'static str) {
        match self {
            Self::Service => ("service", "services"),
            Self::Vendor => ("vendor", "vendors"),
            Self::Environment => ("environment", "environments"),
            Self::Store => ("store", "data.stores"),
            Self::Evidence => ("evidence", "evidence"),
            Self::Promise => ("promise", "promises"),
            Self::Finding => ("finding", "security.findings"),
            Self::Risk => ("risk", "risks"),
            Self::Acceptance => ("acceptance", "acceptances"),
            Self::Incident => ("incident", "incidents.log"),
            Self::Action => ("action", "actions"),
            Self::Decision => ("decision", "decisions_log"),
            Self::Release => ("release", "releases"),
            Self::Runbook => ("runbook", "runbooks"),
            Self::Route => ("route", "monitoring.routes"),
            Self::FailureMode => ("failure mode", "failure_modes"),
            Self::Trigger => ("trigger", "triggers"),
            Self::SecurityTest => ("security test", "security.tests"),
            Self::Review => ("review", "reviews"),
            Self::Test => ("test", "recovery.tests"),
            Self::Program => ("program", "access.deployers"),
            Self::Gate => ("gate", ""),
        }
    }

    /// What the objects of a type of the model are to others.
    fn of_record(record: &str) -> Option<Self> {
        Some(match record {
            "Evidence" => Self::Evidence,
            "Promise" => Self::Promise,
            "Finding" => Self::Finding,
            "Risk" => Self::Risk,
            "Acceptance" => Self::Acceptance,
            "Incident" => Self::Incident,
            "Action" | "FollowUp" => Self::Action,
            "CostDecision" | "LoggedDecision" => Self::Decision,
            "Release" => Self::Release,
            "Runbook" => Self::Runbook,
            "Route" => Self::Route,
            "FailureMode" => Self::FailureMode,
            "Trigger" => Self::Trigger,
            "SecurityTest" => Self::SecurityTest,
            "Review" => Self::Review,
            "RecoveryTest" | "RollbackTest" | "Rehearsal" | "Exercise" | "IsolationTest"
            | "LifecycleTest" | "DeletionTest" | "CapacityTest" | "AlertTest" => Self::Test,
            "DeliveryAgent" | "Deployer" => Self::Program,
            _ => return None,
        })
    }
}

/// Every name that a reference may say.
#[derive(Debug)]
pub(super) struct Names<'m> {
    /// There may be as many as there are findings, and each is looked up.
    things: BTreeMap<Thing, HashSet<&'m str>>,
    people: BTreeSet<&'m str>,
    groups: BTreeSet<&'m str>,
    held_roles: BTreeSet<&'m str>,
    authorised_roles: BTreeSet<&'m str>,
    /// Whether findings may stand in reports, whose keys are known only once these are read.
    has_reports: bool,
}

impl<'m> Names<'m> {
    pub(super) fn of(manifest: &'m Manifest, known_gates: &[&'m str]) -> Self {
        let mut names = Self {
            things: BTreeMap::new(),
            people: manifest.people.keys().map(String::as_str).collect(),
            groups: manifest.groups.keys().map(String::as_str).collect(),
            held_roles: BTreeSet::new(),
            authorised_roles: BTreeSet::new(),
            has_reports: has_reports(manifest),
        };
        names.add_all(Thing::Service, manifest.services.keys());
        names.add_all(
            Thing::Environment,
            manifest
                .environments
                .given()
                .into_iter()
                .flat_map(|environments| environments.keys()),
        );
        names.add_all(
            Thing::Vendor,
            manifest
                .vendors
                .given()
                .into_iter()
                .flat_map(|vendors| vendors.keys()),
        );
        names.add_all(
            Thing::Store,
            manifest
                .data
                .given()
                .into_iter()
                .flat_map(|data| data.stores.keys()),
        );
        let gates = known_gates
            .iter()
            .flat_map(|gate| [Some(*gate), gate.split_once('/').map(|(_, name)| name)])
            .flatten();
        names.things.insert(Thing::Gate, gates.collect());
        manifest.each_reference(|reference| names.add_named_by(reference));
        names
    }

    fn add_all(&mut self, thing: Thing, ids: impl Iterator<Item = &'m String>) {
        self.things.insert(thing, ids.map(String::as_str).collect());
    }

    /// Takes in the name that an object gives itself, and the roles that somebody holds or that are given authority.
    fn add_named_by(&mut self, reference: Reference<'_, 'm>) {
        match (reference.record(), reference.field(), reference.target()) {
            (record, "id", Target::Thing(id)) => self.add_thing(record, id.as_str()),
            (record, "id", Target::Who(id)) => self.add_thing(record, id.as_str()),
            ("Person", "roles", Target::Who(role)) => {
                self.held_roles.insert(role.as_str());
            }
            ("Authority" | "RiskAuthority" | "EmergencyChange", field, Target::Who(role))
                if field != "owner" =>
            {
                self.authorised_roles.insert(role.as_str());
            }
            (_, _, Target::Thing(_) | Target::Who(_) | Target::Evidence(_)) => {}
        }
    }

    fn add_thing(&mut self, record: &str, id: &'m str) {
        if let Some(thing) = Thing::of_record(record) {
            self.things.entry(thing).or_default().insert(id);
        }
    }

    pub(super) fn is_a(&self, thing: Thing, name: &str) -> bool {
        self.things
            .get(&thing)
            .is_some_and(|names| names.contains(name))
    }

    /// Whether a name has the form of a reported finding's key: `CVE-2026-1234@app`.
    pub(super) fn may_be_reported(&self, name: &str) -> bool {
        self.has_reports
            && name.rsplit_once('@').is_some_and(|(weakness, service)| {
                !weakness.is_empty() && self.is_a(Thing::Service, service)
            })
    }

    pub(super) fn is_somebody(&self, name: &str) -> bool {
        self.people.contains(name) || self.groups.contains(name) || self.held_roles.contains(name)
    }

    pub(super) fn is_person(&self, name: &str) -> bool {
        self.people.contains(name)
    }

    pub(super) fn is_role(&self, name: &str) -> bool {
        self.held_roles.contains(name) || self.authorised_roles.contains(name)
    }

    /// The names of some kinds of things, kind by kind in the order of their letters.
    pub(super) fn all_of(&self, things: &'static [Thing]) -> impl Iterator<Item = &'m str> + Clone {
        let of_each = things.iter().filter_map(|thing| self.things.get(thing));
        let sorted = of_each.map(|names| {
            let mut names: Vec<&str> = names.iter().copied().collect();
            names.sort_unstable();
            names
        });
        sorted.collect::<Vec<_>>().into_iter().flatten()
    }

    pub(super) fn somebodies(&self) -> impl Iterator<Item = &'m str> + Clone {
        self.people
            .iter()
            .chain(&self.groups)
            .chain(&self.held_roles)
            .copied()
    }

    pub(super) fn people(&self) -> impl Iterator<Item = &'m str> + Clone {
        self.people.iter().copied()
    }

    pub(super) fn roles(&self) -> impl Iterator<Item = &'m str> + Clone {
        self.held_roles
            .iter()
            .chain(&self.authorised_roles)
            .copied()
    }
}

fn has_reports(manifest: &Manifest) -> bool {
    let security = manifest.security.given();
    security
        .and_then(|security| security.sources.as_ref())
        .is_some_and(|sources| !sources.is_empty())
}

/// Finds names that may mean two things where either can be named.
pub(super) fn check_ambiguous(manifest: &Manifest, flaws: &mut Flaws) {
    let help = "give one of the two another name: where the name stands alone, nobody can tell which is meant";
    for (id, group) in &manifest.groups {
        if let Some(person) = manifest.people.get(id) {
            let message = format!("{} is a person and a group", quoted(id));
            flaws.add(
                Flaw::new(group.here(), message, help)
                    .beside(person.here(), "the person is written here"),
            );
        }
    }
    for (id, vendor) in manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter())
    {
        if let Some(service) = manifest.services.get(id) {
            let message = format!("{} is a service and a vendor", quoted(id));
            flaws.add(
                Flaw::new(vendor.here(), message, help)
                    .beside(service.here(), "the service is written here"),
            );
        }
    }
}
