//! What the user wrote: the typed mirror of the manifest, one file per topic.

mod ai;
mod basics;
mod billing;
mod commitment;
mod company;
mod cost;
mod data;
mod evidence;
mod incidents;
mod monitoring;
mod people;
mod promises;
mod record;
mod recovery;
mod releases;
mod risks;
mod scanning;
mod security;
mod services;
mod supply_chain;
mod support;
mod tenancy;
mod trust;

pub use ai::*;
pub use basics::*;
pub use billing::*;
pub use commitment::*;
pub use company::*;
pub use cost::*;
pub use data::*;
pub use evidence::*;
pub use incidents::*;
pub use monitoring::*;
pub use people::*;
pub use promises::*;
pub use recovery::*;
pub use releases::*;
pub use risks::*;
pub use scanning::*;
pub use security::*;
pub use services::*;
pub use supply_chain::*;
pub use support::*;
pub use tenancy::*;
pub use trust::*;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::{Each, Located, Named};

/// A whole readiness manifest: what a company promises, and what it knows about itself.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the manifest's vocabulary; always 1.
    pub readyctl: SchemaVersion,
    /// Other files to merge in, section by section; globs relative to this file.
    #[serde(default)]
    pub include: Vec<String>,
    /// The company that promises.
    pub company: Located<Company>,
    /// Where the company stands on the way to production.
    pub stage: Located<StageSection>,
    /// The default owner of each area.
    #[serde(default)]
    pub areas: Named<AreaOwner>,
    /// Everybody who owns or decides something, by short name.
    pub people: Named<Person>,
    /// Groups of people that may own things together.
    #[serde(default)]
    pub groups: Named<Group>,
    /// Which roles may decide what.
    #[serde(default)]
    pub authority: Answer<Box<Located<Authority>>>,
    /// Who holds each critical duty, deputies included.
    #[serde(default)]
    pub duties: Answer<Box<Located<Duties>>>,
    /// The sealed way in when nobody who holds a duty can be reached.
    #[serde(default)]
    pub break_glass: Answer<Box<Located<BreakGlass>>>,
    /// What customers use, as customers see it.
    pub services: Named<Service>,
    /// Where the services run.
    #[serde(default)]
    pub environments: Answer<Named<Environment>>,
    /// Suppliers that the services or their data depend on.
    #[serde(default)]
    pub vendors: Answer<Named<Vendor>>,
    /// Whose data is held, where, why and how long.
    #[serde(default)]
    pub data: Answer<Box<Located<DataPosition>>>,
    /// Where AI is used, on what data, by which provider.
    #[serde(default)]
    pub ai: Answer<Box<Located<Ai>>>,
    /// How customers are kept apart.
    #[serde(default)]
    pub tenancy: Answer<Box<Located<Tenancy>>>,
    /// What happens to the data of the pilot.
    #[serde(default)]
    pub pilot_data: Answer<Box<Located<PilotData>>>,
    /// Devices that reach production, code or customer data.
    #[serde(default)]
    pub devices: Answer<Each<Device>>,
    /// Who may reach which system.
    #[serde(default)]
    pub access: Answer<Box<Located<Access>>>,
    /// What customers were told they can rely on.
    #[serde(default)]
    pub promises: Answer<Each<Promise>>,
    /// Files and links that prove what is stated elsewhere.
    #[serde(default)]
    pub evidence: Answer<Each<Evidence>>,
    /// Which kinds of evidence must exist before a stage begins.
    #[serde(default)]
    pub required_evidence: Answer<Named<RequiredEvidence>>,
    /// Risks the company knows of.
    #[serde(default)]
    pub risks: Answer<Each<Risk>>,
    /// Risks, findings and gates that somebody entitled accepted, until a day.
    #[serde(default)]
    pub acceptances: Answer<Each<Acceptance>>,
    /// Actions carried from a conditional pass.
    #[serde(default)]
    pub actions: Answer<Each<Action>>,
    /// Decisions about a stage.
    #[serde(default)]
    pub decisions: Answer<Each<Decision>>,
    /// Architecture choices and shortcuts on record.
    #[serde(default)]
    pub decisions_log: Answer<Each<LoggedDecision>>,
    /// Gates and sections that do not apply, with reason, author and end.
    #[serde(default)]
    pub not_applicable: Exemptions,
    /// Tests by others, findings, and the door for reports from outside.
    #[serde(default)]
    pub security: Answer<Box<Located<Security>>>,
    /// What the shipped parts consist of and how they are built.
    #[serde(default)]
    pub supply_chain: Answer<Box<Located<SupplyChain>>>,
    /// Independent reviews other than security tests.
    #[serde(default)]
    pub reviews: Answer<Each<Review>>,
    /// Which test suites a release must pass.
    #[serde(default)]
    pub testing: Answer<Box<Located<Testing>>>,
    /// What was released, who approved it and how it ended.
    #[serde(default)]
    pub releases: Answer<Each<Release>>,
    /// Times the way back was walked on purpose.
    #[serde(default)]
    pub rollback_tests: Answer<Each<RollbackTest>>,
    /// Rehearsals of deployment, rebuild and cutover.
    #[serde(default)]
    pub rehearsals: Answer<Each<Rehearsal>>,
    /// The definition of the way to production.
    #[serde(default)]
    pub pipeline: Answer<Box<Located<Pipeline>>>,
    /// Load that was tested and load that is expected.
    #[serde(default)]
    pub capacity: Answer<Box<Located<Capacity>>>,
    /// What is published to customers about security, data and resilience.
    #[serde(default)]
    pub trust_pack: Answer<Box<Located<TrustPack>>>,
    /// What people are told about their personal data.
    #[serde(default)]
    pub privacy_notice: Answer<Box<Located<PrivacyNotice>>>,
    /// Notices of new subprocessors that customers were sent.
    #[serde(default)]
    pub subprocessor_notices: Answer<Each<SubprocessorNotice>>,
    /// The public website, as far as promises depend on it.
    #[serde(default)]
    pub website: Answer<Box<Located<Website>>>,
    /// The standard commercial positions.
    #[serde(default)]
    pub terms: Answer<Box<Located<Terms>>>,
    /// Insurance that stands behind a liability position.
    #[serde(default)]
    pub insurance: Answer<Box<Located<Insurance>>>,
    /// Signed contracts and where they deviate from the standard.
    #[serde(default)]
    pub contracts: Answer<Each<Contract>>,
    /// How support reaches customer data, and how fast it answers.
    #[serde(default)]
    pub support: Answer<Box<Located<Support>>>,
    /// Who is on duty when.
    #[serde(default)]
    pub cover: Answer<Each<Cover>>,
    /// How customers are charged.
    #[serde(default)]
    pub billing: Answer<Box<Located<Billing>>>,
    /// What is watched and where alerts go.
    #[serde(default)]
    pub monitoring: Answer<Box<Located<Monitoring>>>,
    /// Alerts that were fired on purpose.
    #[serde(default)]
    pub alert_tests: Answer<Each<AlertTest>>,
    /// Who acts in an incident, how fast, and what happened so far.
    #[serde(default)]
    pub incidents: Answer<Box<Located<Incidents>>>,
    /// How customers are told.
    #[serde(default)]
    pub comms: Answer<Box<Located<Comms>>>,
    /// Written recovery tasks.
    #[serde(default)]
    pub runbooks: Answer<Each<Runbook>>,
    /// How fast services must come back, and how fast they did.
    #[serde(default)]
    pub recovery: Answer<Box<Located<Recovery>>>,
    /// Copies of the data.
    #[serde(default)]
    pub backups: Answer<Each<Backup>>,
    /// What can fail and how it comes back.
    #[serde(default)]
    pub failure_modes: Answer<Each<FailureMode>>,
    /// What would make the company buy more resilience.
    #[serde(default)]
    pub triggers: Answer<Each<Trigger>>,
    /// What production costs and who decided that.
    #[serde(default)]
    pub cost: Answer<Box<Located<Cost>>>,
    /// How traffic and administrators get in.
    #[serde(default)]
    pub network: Answer<Box<Located<Network>>>,
    /// What logs hold and how long.
    #[serde(default)]
    pub logging: Answer<Box<Located<Logging>>>,
    /// Which tool wrote this file, where a tool did.
    pub generated_by: Option<String>,
}

/// Lists the sections once, for all that goes through them.
macro_rules! sections {
    ($($section:ident),* $(,)?) => {
        super::references::refers!(Manifest { $($section),* });

        impl Manifest {
            /// Every section, by its key.
            pub const SECTIONS: &'static [&'static str] = &[$(stringify!($section)),*];
        }
    };
}

sections! {
    readyctl, include, company, stage, areas, people, groups, authority, duties, break_glass,
    services, environments, vendors, data, ai, tenancy, pilot_data, devices, access, promises,
    evidence, required_evidence, risks, acceptances, actions, decisions, decisions_log,
    not_applicable, security, supply_chain, reviews, testing, releases, rollback_tests,
    rehearsals, pipeline, capacity, trust_pack, privacy_notice, subprocessor_notices, website,
    terms, insurance, contracts, support, cover, billing, monitoring, alert_tests, incidents,
    comms, runbooks, recovery, backups, failure_modes, triggers, cost, network, logging,
    generated_by,
}
