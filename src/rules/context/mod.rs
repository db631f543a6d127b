//! What every rule can ask: the manifest, the day, the bars, and the questions that many gates share.

mod acceptances;
mod break_glass;
mod data;
mod declarations;
mod environments;
mod findings;
mod names;
mod people;
mod promises;
mod proof;
mod published;
mod releases;
mod sections;
mod settled;
mod test_reports;

pub use acceptances::{Covered, level_of};
pub use data::held_in;
pub use declarations::Declaration;
pub use people::Lost;
pub use promises::stricter;
pub use proof::{Proof, newest};
pub use published::{Published, Unread};
pub use test_reports::ToldRun;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Component;

use crate::evidence::ProjectFiles;
use crate::facts::Facts;
use crate::gate::{Catalog, Definition, Parameters, Severity, SizeBand};
use crate::manifest::model::{
    Acceptance, DataClass, Evidence, Incident, Manifest, Risk, Service, Stage,
};
use crate::register::Register;
use crate::time::Day;
use crate::yaml::Located;
use names::Names;
use promises::PromiseIndex;
use settled::Settled;

/// Everything a rule may look at. Made once for a run; asking is cheap.
pub struct Context<'a> {
    /// What the user wrote, known to be valid.
    pub manifest: &'a Manifest,
    /// What was found where the manifest points.
    pub files: &'a ProjectFiles,
    /// Every finding, written down or reported.
    pub register: &'a Register<'a>,
    /// The gates, for rules about gates.
    pub catalog: &'a Catalog,
    /// The bars in force.
    pub parameters: &'a Parameters,
    /// What the policy says of the world.
    pub facts: &'a Facts,
    /// Which company the bars are set for.
    pub profile: SizeBand,
    severity_of: SeverityOf<'a>,
    /// The stage that is judged.
    pub stage: Stage,
    /// The day that is judged.
    pub as_of: Day,
    promises: PromiseIndex<'a>,
    evidence: BTreeMap<&'a str, &'a Located<Evidence>>,
    evidence_at: BTreeMap<Vec<Component<'a>>, &'a Located<Evidence>>,
    held: BTreeMap<Option<&'a str>, DataClass>,
    belied: BTreeSet<&'a str>,
    risks: BTreeMap<&'a str, &'a Located<Risk>>,
    incidents: BTreeMap<&'a str, &'a Located<Incident>>,
    covering: BTreeMap<&'a str, Vec<&'a Located<Acceptance>>>,
    depended_on: BTreeSet<&'a str>,
    holders: BTreeMap<&'a str, Vec<&'a str>>,
    void: BTreeMap<&'a str, String>,
    names: Names<'a>,
    settled: Settled,
}

/// How much the failure of a gate weighs.
pub type SeverityOf<'a> = &'a dyn Fn(&Definition) -> Severity;

/// What a run is judged by, beside the manifest.
#[derive(Clone, Copy)]
pub struct Bar<'a> {
    /// The gates.
    pub catalog: &'a Catalog,
    /// The values in force.
    pub parameters: &'a Parameters,
    /// What the policy says of the world.
    pub facts: &'a Facts,
    /// Which company they are set for.
    pub profile: SizeBand,
    /// How much the failure of a gate weighs at the stage.
    pub severity_of: SeverityOf<'a>,
    /// The stage.
    pub stage: Stage,
    /// The day.
    pub as_of: Day,
}

impl<'a> Context<'a> {
    /// Everything a rule may look at, with what is asked often looked up once.
    pub fn new(
        manifest: &'a Manifest,
        files: &'a ProjectFiles,
        register: &'a Register<'a>,
        bar: Bar<'a>,
    ) -> Self {
        let log = manifest
            .incidents
            .given()
            .and_then(|incidents| incidents.log.as_ref());
        let mut context = Self {
            manifest,
            files,
            register,
            catalog: bar.catalog,
            parameters: bar.parameters,
            facts: bar.facts,
            profile: bar.profile,
            severity_of: bar.severity_of,
            stage: bar.stage,
            as_of: bar.as_of,
            promises: PromiseIndex::of(manifest, bar.as_of),
            evidence: by_id(manifest.evidence.given(), |evidence| &evidence.id),
            evidence_at: proof::by_path(manifest.evidence.given().into_iter().flatten()),
            held: data::held(manifest),
            belied: BTreeSet::new(),
            risks: by_id(manifest.risks.given(), |risk| &risk.id),
            incidents: by_id(log, |incident| &incident.id),
            covering: BTreeMap::new(),
            depended_on: manifest
                .services
                .values()
                .flat_map(|service| service.deps.iter())
                .map(|dependency| dependency.on.as_str())
                .collect(),
            holders: BTreeMap::new(),
            void: BTreeMap::new(),
            names: Names::default(),
            settled: Settled::default(),
        };
        for acceptance in manifest
            .acceptances
            .given()
            .into_iter()
            .flat_map(|acceptances| acceptances.iter())
        {
            for item in &acceptance.covers {
                let item = match register.find(item) {
                    Some(entry) => entry.finding.id.as_str(),
                    None => item.as_str(),
                };
                context.covering.entry(item).or_default().push(acceptance);
            }
        }
        for (id, person) in &manifest.people {
            if person.is_active_on(bar.as_of) {
                for role in &person.roles {
                    context.holders.entry(role.as_str()).or_default().push(id);
                }
            }
        }
        context.names = Names::of(manifest, context.holders.keys().copied());
        context.void = context.defects();
        context.belied = context.belied();
        context
    }

    /// How much the failure of a gate weighs at the stage that is judged.
    pub fn severity_of(&self, gate: &Definition) -> Severity {
        (self.severity_of)(gate)
    }

    /// The services in production, by id.
    pub fn production_services(
        &self,
    ) -> impl Iterator<Item = (&'a str, &'a Located<Service>)> + use<'a> {
        self.manifest
            .services
            .iter()
            .filter(|(_, service)| service.production)
            .map(|(id, service)| (id.as_str(), service))
    }

    /// Whether any service names it among what it depends on.
    pub fn is_depended_on(&self, id: &str) -> bool {
        self.depended_on.contains(id)
    }

    /// Where the company is bound by law; empty where it does not say.
    pub fn jurisdictions(&self) -> Vec<crate::region::Region> {
        let jurisdictions = self.manifest.company.jurisdictions.iter();
        jurisdictions.map(|region| region.value).collect()
    }

    /// How many days ago that was; negative where it is still to come.
    pub fn age_days(&self, day: Day) -> i64 {
        self.as_of.days_since(day)
    }

    /// Whether more than that span has gone by since the day.
    pub fn is_older(&self, day: Day, limit: &crate::time::Span) -> bool {
        day.plus(limit) < self.as_of
    }

    /// Whether the day lies after the day judged, so that nothing can rest on it yet.
    pub fn is_yet_to_come(&self, day: Day) -> bool {
        day > self.as_of
    }

    /// Whether the day is over.
    pub fn is_past(&self, last_day: Day) -> bool {
        last_day < self.as_of
    }

    /// Whether something was done by the day judged.
    pub fn is_done(&self, done: Option<Day>) -> bool {
        done.is_some_and(|done| !self.is_yet_to_come(done))
    }

    /// Whether the last day lies ahead, but within the horizon.
    pub fn ends_soon(&self, last_day: Day) -> bool {
        let horizon = self.parameters.span(crate::gate::embedded::HORIZON);
        last_day >= self.as_of && last_day <= self.as_of.plus(&horizon)
    }

    /// The risk of that id.
    pub fn risk(&self, id: &str) -> Option<&'a Located<Risk>> {
        self.risks.get(id).copied()
    }

    /// The incident of that id.
    pub fn incident(&self, id: &str) -> Option<&'a Located<Incident>> {
        self.incidents.get(id).copied()
    }

    /// The registered evidence of that id.
    pub fn registered(&self, id: &str) -> Option<&'a Located<Evidence>> {
        self.evidence.get(id).copied()
    }
}

fn by_id<'a, T>(
    items: Option<&'a crate::yaml::Each<T>>,
    id: impl Fn(&'a Located<T>) -> &'a str,
) -> BTreeMap<&'a str, &'a Located<T>> {
    items
        .into_iter()
        .flat_map(|items| items.iter())
        .map(|item| (id(item), item))
        .collect()
}
