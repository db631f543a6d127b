//! What a run found out, before any form of printing it.

use std::sync::Arc;

use crate::facts::{OldFacts, OwnFacts};
use crate::gate::{Definition, Severity, SizeBand};
use crate::manifest::model::{Level, PromiseKind, Stage, Who};
use crate::time::Day;
use crate::yaml::Position;

pub use super::verdict::{Counts, Verdict};

/// Everything a run found out; sorted once, never changed.
#[derive(Debug, Clone)]
pub struct Report {
    /// The company's name.
    pub company: String,
    /// The manifest that was judged.
    pub manifest: Seal,
    /// The policy it was judged by.
    pub policy: PolicySeal,
    /// Facts that were last read more than a year before that day.
    pub old_facts: Vec<OldFacts>,
    /// The day it was judged at.
    pub as_of: Day,
    /// The stage it was judged for.
    pub stage: Stage,
    /// Whether only some areas or gates were judged.
    pub narrowed: bool,
    /// One result for each gate judged; area in the order of the playbook, then gate by name.
    pub gates: Vec<GateResult>,
    /// Who or what has no living owner, worst first.
    pub unowned: Vec<Unowned>,
    /// The promise ledger: what is said, what is proven, the margin.
    pub promises: Vec<LedgerRow>,
    /// Who carries which accepted risk, on whose authority, until when.
    pub acceptances: Vec<AcceptanceRow>,
    /// What turns worse within the horizon by passing of time alone, soonest first.
    pub lapsing: Vec<Lapsing>,
    /// What turns worse within the outlook by passing of time alone, soonest first; nothing where the run did not look.
    pub outlook: Option<Vec<Worsening>>,
}

/// How many days the outlook of a report looks ahead, whatever the horizon.
pub const OUTLOOK_DAYS: i64 = 180;

/// Which files were read, and what they hashed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The files, relative to the project, sorted.
    pub files: Vec<String>,
    /// SHA-256 over the files, the evidence and the day, in hexadecimal.
    pub digest: String,
}

/// The policy a run was judged by.
#[derive(Debug, Clone)]
pub struct PolicySeal {
    /// Its file, where there is one.
    pub file: Option<String>,
    /// SHA-256 of that file, in hexadecimal.
    pub digest: Option<String>,
    /// The profile, and why that one.
    pub profile: Effective<SizeBand>,
    /// What is laxer than the profile's preset.
    pub laxer_than_profile: Vec<LaxerSetting>,
    /// Gates the policy turned off.
    pub disabled_gates: Vec<DisabledGate>,
    /// What the policy says of the world, in place of the program's data files.
    pub facts: Vec<OwnFacts>,
}

/// A setting that asks less of the company than the profile's preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaxerSetting {
    /// The parameter, or the gate whose severity was moved.
    pub name: String,
    /// What the profile asks.
    pub preset: String,
    /// What the policy asks.
    pub value: String,
}

/// A gate the policy turned off, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisabledGate {
    /// The gate.
    pub gate: &'static str,
    /// The reason the policy gives.
    pub reason: String,
}

/// A value in force and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effective<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a value in force came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The gate's definition, under the profile.
    Definition,
    /// The policy.
    Policy,
    /// The company's size.
    CompanySize,
    /// The gap is left from an earlier stage, and weighs one step more.
    Hardened,
    /// The item it is about weighs otherwise than the gate.
    Item,
}

impl Origin {
    /// Every one of them, as listed above.
    pub const ALL: [Self; 5] = [
        Self::Definition,
        Self::Policy,
        Self::CompanySize,
        Self::Hardened,
        Self::Item,
    ];

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Policy => "policy",
            Self::CompanySize => "company_size",
            Self::Hardened => "hardened",
            Self::Item => "item",
        }
    }
}

/// How one gate came out.
#[derive(Debug, Clone)]
pub struct GateResult {
    /// The gate.
    pub gate: &'static Definition,
    /// How much its failure weighs here.
    pub severity: Effective<Severity>,
    /// How it came out.
    pub outcome: Outcome,
    /// What that rests on.
    pub basis: Basis,
    /// Whether this gate alone keeps the verdict at not ready.
    pub blocking: bool,
    /// The action that carries it, where one does.
    pub carried_by: Option<String>,
    /// The acceptances that cover it.
    pub accepted_by: Vec<String>,
    /// Why it does not apply, is accepted or is turned off.
    pub reason: Option<String>,
    /// What is wrong, item by item.
    pub findings: Vec<Finding>,
}

/// How a gate came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It holds, with something to look at.
    Warn,
    /// It does not hold.
    Fail,
    /// Nobody told; weighs as a failure.
    Unknown,
    /// It does not hold, and somebody entitled accepted that.
    Accepted,
    /// It does not apply.
    NotApplicable,
    /// The policy turned it off.
    Disabled,
}

impl Outcome {
    /// Every outcome, in the order in which they are counted.
    pub const ALL: [Self; 7] = [
        Self::Pass,
        Self::Warn,
        Self::Fail,
        Self::Unknown,
        Self::Accepted,
        Self::NotApplicable,
        Self::Disabled,
    ];

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::NotApplicable => "not_applicable",
            Self::Disabled => "disabled",
        }
    }
}

/// What a result rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A person's word alone.
    Stated,
    /// Facts declared in the manifest.
    Computed,
    /// Evidence whose hash was checked.
    Proven,
}

impl Basis {
    /// Every one of them, as listed above.
    pub const ALL: [Self; 3] = [Self::Stated, Self::Computed, Self::Proven];

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Computed => "computed",
            Self::Proven => "proven",
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How bad it is.
    pub outcome: FindingOutcome,
    /// How much it weighs.
    pub severity: Severity,
    /// The clause of the gate's definition by which it falls short; `untold` where nobody told.
    pub clause: &'static str,
    /// The item it is about.
    pub subject: String,
    /// The ids of what it is compared with.
    pub compared: Vec<String>,
    /// Who answers for the item.
    pub owner: Option<String>,
    /// What is wrong, with both values compared.
    pub message: String,
    /// The smallest change that would turn it green.
    pub help: String,
    /// The same for the same gate, subject and ids, wherever the lines move; in hexadecimal.
    pub fingerprint: String,
    /// The acceptance that covers it, where one does.
    pub accepted_by: Option<String>,
    /// Where it stands, or would stand.
    pub location: Location,
    /// Other places it is compared with.
    pub related: Vec<Related>,
}

/// How bad one finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingOutcome {
    /// It does not hold.
    Fail,
    /// Nobody told.
    Unknown,
    /// Something to look at.
    Warn,
    /// It does not hold, and somebody entitled accepted that.
    Accepted,
}

impl FindingOutcome {
    /// Every one of them, as listed above.
    pub const ALL: [Self; 4] = [Self::Fail, Self::Unknown, Self::Warn, Self::Accepted];

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Warn => "warn",
            Self::Accepted => "accepted",
        }
    }
}

/// A place in a file of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file, relative to the project.
    pub file: Arc<str>,
    /// The path within that file: `recovery.tests[0].rto`.
    pub path: String,
    /// Line and column.
    pub position: Position,
    /// Whether the path itself is there; else the nearest existing parent is shown.
    pub is_exact: bool,
}

impl Location {
    /// The section of the manifest in which it stands.
    pub fn section(&self) -> &str {
        self.path.split(['.', '[']).next().unwrap_or(&self.path)
    }
}

/// Another place a finding is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What stands there.
    pub label: String,
    /// Where.
    pub location: Location,
}

/// Somebody or something without a living owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unowned {
    /// What kind of thing: `finding`, `service`, `promise`.
    pub kind: &'static str,
    /// Its id; where it stands for several, what they have in common.
    pub id: String,
    /// How many things it stands for: reported findings of one source, service and level are told together.
    pub count: usize,
    /// How bad it is, where it has a level.
    pub level: Option<Level>,
    /// How much its being unowned weighs.
    pub severity: Severity,
    /// Why nobody owns it: `owner `cy` left on 2026-09-30`.
    pub reason: String,
    /// The last known owner.
    pub last_owner: Option<String>,
    /// Where it stands.
    pub location: Location,
}

/// A promise, what proves it, and the margin between them, for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// The promise.
    pub id: String,
    /// What it is about.
    pub kind: PromiseKind,
    /// The service, where the promise is about services.
    pub service: Option<String>,
    /// What is said.
    pub says: String,
    /// What is proven; nothing where nothing was measured.
    pub proven: Option<String>,
    /// What is proven against what is said; nothing where the two cannot be subtracted.
    pub margin: Option<String>,
    /// The record that proves it.
    pub proof: Option<String>,
    /// How old that record is, in days.
    pub proof_age_days: Option<i64>,
    /// Whether the promise holds; nothing where nobody told.
    pub holds: Option<bool>,
    /// The gates that hold it against facts.
    pub gates: &'static [&'static str],
    /// What is said and what is proven in one unit, for a chart: minutes, days, or hundredths of a percent.
    pub measure: Option<Measure>,
    /// Who answers for the promise.
    pub owner: Option<Who>,
    /// Where it stands.
    pub location: Location,
}

/// What is said and what is proven, in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// What is said.
    pub said: i64,
    /// What is proven.
    pub proven: i64,
    /// Whether more is better.
    pub more_is_better: bool,
}

/// An accepted risk: who carries it, on whose authority, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptanceRow {
    /// The acceptance.
    pub id: String,
    /// What it covers.
    pub covers: Vec<String>,
    /// The worst it covers.
    pub level: Option<Level>,
    /// Who accepted.
    pub by: Option<String>,
    /// In which role.
    pub role: Option<String>,
    /// Who signed as well.
    pub co_signed: Vec<String>,
    /// The last day it holds.
    pub until: Option<Day>,
    /// Why this can be lived with.
    pub reason: Option<String>,
    /// Why it does not hold, where it does not.
    pub void: Option<String>,
    /// Where it stands.
    pub location: Location,
}

/// Something that turns worse by passing of time alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapsing {
    /// The first day on which it is worse.
    pub on: Day,
    /// What kind of thing: `acceptance`, `evidence`, `recovery_test`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// The gate that will say so.
    pub gate: &'static str,
    /// How that finding will come out.
    pub becomes: FindingOutcome,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// A gate that turns worse on a day by passing of time alone.
#[derive(Debug, Clone)]
pub struct Worsening {
    /// The first day on which it is worse.
    pub on: Day,
    /// The gate.
    pub gate: &'static Definition,
    /// How much its failure weighs on that day.
    pub severity: Severity,
    /// Whether it keeps the verdict at not ready on that day.
    pub blocking: bool,
    /// What is open on that day, and was not the day before.
    pub findings: Vec<Finding>,
}
