//! Releases, rehearsals and capacity.

use super::record::{record, words};
use super::{EvidenceRef, Id, Number, TestResult, Who};
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Named, OneOrMany};

record! {
    /// Which test suites a release must pass.
    Testing {
        /// The suites, by service; the entry `all` holds for every service.
        #[serde(default)]
        required_suites: Named<RequiredSuites>,
        /// Tests that are switched off for now.
        #[serde(default)]
        quarantined: Each<QuarantinedTest>,
    }
}

record! {
    /// The suites a release of one service must pass.
    RequiredSuites {
        /// The suites.
        #[serde(default)]
        suites: OneOrMany<Suite>,
    }
}

words! {
    /// A test suite.
    Suite { #[doc = "Of single parts."] Unit = "unit", #[doc = "Of parts together."] Integration = "integration", #[doc = "Of whole journeys."] EndToEnd = "end_to_end", #[doc = "Of whether it answers at all."] Smoke = "smoke", #[doc = "Of the separation of customers."] Isolation = "isolation", #[doc = "Of changes to stored data."] Migration = "migration", #[doc = "Of load."] Load = "load", #[doc = "Of accessibility."] Accessibility = "accessibility" }
}

record! {
    /// A test that is switched off for now.
    QuarantinedTest {
        /// Its name.
        name: String,
        /// The promised function it covers.
        covers: Option<String>,
        /// The day by which it is back.
        until: Option<Day>,
    }
}

impl Keyed for QuarantinedTest {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = None;
}

record! {
    /// A release.
    Release {
        /// Its id.
        id: Id,
        /// The service.
        service: Option<Id>,
        /// The commit it was built from.
        commit: Option<String>,
        /// When it was made.
        date: Option<Day>,
        /// Test suites that ran on it.
        #[serde(default)]
        tests: Each<SuiteRun>,
        /// Where it stands.
        status: Option<ReleaseStatus>,
        /// What changed.
        changes: Option<String>,
        /// Who wrote it: a person or an agent.
        author: Option<Who>,
        /// Who approved it.
        approved_by: Option<Who>,
        /// The day it reached production.
        deployed_at: Option<Day>,
        /// How that ended.
        outcome: Option<ReleaseOutcome>,
        /// Whether the service answered afterwards.
        smoke: Option<TestResult>,
        /// Whether an agent made it.
        by_agent: Option<bool>,
        /// Digest of what was built.
        built_digest: Option<String>,
        /// Digest of what runs.
        deployed_digest: Option<String>,
        /// What was built from what, on record.
        provenance: Option<EvidenceRef>,
        /// Whether it went around the pipeline, in a hurry.
        emergency: Option<bool>,
    }
}

impl Keyed for Release {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Where a release stands.
    ReleaseStatus { #[doc = "It may go to production."] Candidate = "candidate", #[doc = "It runs in production."] Deployed = "deployed", #[doc = "A later one took its place."] Superseded = "superseded", #[doc = "It never went."] Rejected = "rejected" }
}

words! {
    /// How a deployment ended.
    ReleaseOutcome { #[doc = "As it should."] Success = "success", #[doc = "It failed."] Failed = "failed", #[doc = "It was taken back."] RolledBack = "rolled_back" }
}

record! {
    /// A run of a test suite.
    SuiteRun {
        /// The suite.
        suite: Suite,
        /// How it ended.
        result: Option<TestResult>,
        /// The commit it ran on.
        commit: Option<String>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for SuiteRun {
    const KEY: Option<&'static str> = Some("suite");
    const SHORT: Option<&'static str> = Some("result");
}

record! {
    /// A time the way back was walked on purpose.
    RollbackTest {
        /// Its id.
        id: Option<Id>,
        /// The service.
        service: Option<Id>,
        /// When.
        date: Option<Day>,
        /// Whether back to the old version or forward to a mended one.
        r#type: Option<RollbackType>,
        /// Whether stored data changed on the way.
        with_migration: Option<bool>,
        /// How it ended.
        result: Option<TestResult>,
        /// How long it took.
        duration: Option<Span>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for RollbackTest {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Which way out of a bad release.
    RollbackType { #[doc = "Back to the old version."] Rollback = "rollback", #[doc = "Forward to a mended one."] RollForward = "roll_forward" }
}

record! {
    /// A rehearsal of deployment, rebuild or cutover.
    Rehearsal {
        /// Its id.
        id: Option<Id>,
        /// What was rehearsed.
        kind: Option<RehearsalKind>,
        /// Where.
        environment: Option<Id>,
        /// When.
        date: Option<Day>,
        /// How it ended.
        result: Option<TestResult>,
        /// How long it took.
        duration: Option<Span>,
        /// The hash of the pipeline definition used.
        pipeline: Option<String>,
        /// Whether it was checked afterwards that the service answers.
        smoke: Option<bool>,
        /// What went wrong.
        #[serde(default)]
        findings: OneOrMany<String>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for Rehearsal {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What was rehearsed.
    RehearsalKind { #[doc = "A deployment."] Deploy = "deploy", #[doc = "Building everything anew."] Rebuild = "rebuild", #[doc = "The change to production."] Cutover = "cutover" }
}

record! {
    /// The definition of the way to production.
    Pipeline {
        /// The day it was last changed.
        changed: Option<Day>,
        /// Its hash.
        hash: Option<String>,
        /// The day the infrastructure was last changed.
        infrastructure_changed: Option<Day>,
        /// Steps done by hand.
        #[serde(default)]
        manual_steps: OneOrMany<String>,
        /// Whether names and certificates are changed by code.
        dns_and_certificates_automated: Option<bool>,
    }
}

record! {
    /// Load that was tested and load that is expected.
    Capacity {
        /// Load tests.
        #[serde(default)]
        tests: Each<CapacityTest>,
        /// What is expected.
        #[serde(default)]
        expected: Each<ExpectedLoad>,
    }
}

record! {
    /// A load test.
    CapacityTest {
        /// Its id.
        id: Option<Id>,
        /// The service.
        service: Option<Id>,
        /// When.
        date: Option<Day>,
        /// The load it held.
        load: Option<Number>,
        /// What is counted.
        unit: Option<String>,
        /// How long answers took.
        latency: Option<String>,
        /// How it ended.
        result: Option<TestResult>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for CapacityTest {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// Load that is expected.
    ExpectedLoad {
        /// The service.
        service: Option<Id>,
        /// What is counted.
        unit: Option<String>,
        /// The highest load expected at the start.
        peak: Option<Number>,
        /// The factor by which it grows in twelve months.
        growth_12m: Option<Number>,
    }
}

impl Keyed for ExpectedLoad {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}
