//! Bringing services back: objectives, tests, copies, runbooks and what can fail.

use super::record::{record, words};
use super::{EvidenceRef, Id, Number, Scenario, TestResult, Who};
use crate::region::Region;
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, Named, OneOrMany};

record! {
    /// How fast services must come back, and how fast they did.
    Recovery {
        /// What is wanted, by service.
        objectives: Option<Named<Objective>>,
        /// What was measured.
        #[serde(default)]
        tests: Option<Each<RecoveryTest>>,
        /// How the stores of one service are brought to one point in time.
        reconciliation: Option<String>,
    }
}

record! {
    /// How fast a service must come back.
    Objective {
        /// Time until it is back.
        rto: Option<ObjectiveSpan>,
        /// Data that may be lost, as time.
        rpo: Option<ObjectiveSpan>,
        /// Who decided.
        decided_by: Option<Who>,
        /// When.
        date: Option<Day>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

/// An objective: a span, or as well as one can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectiveSpan {
    /// That long.
    Span(Span),
    /// As well as one can, which promises nothing.
    BestEffort,
}

impl<'de> serde::Deserialize<'de> for ObjectiveSpan {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;

        let text = String::deserialize(deserializer)?;
        if text == "best_effort" {
            return Ok(Self::BestEffort);
        }
        text.parse().map(Self::Span).map_err(D::Error::custom)
    }
}

impl schemars::JsonSchema for ObjectiveSpan {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ObjectiveSpan".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let span = generator.subschema_for::<Span>();
        schemars::json_schema!({ "anyOf": [{ "const": "best_effort" }, span] })
    }
}

record! {
    /// A time a recovery was tried.
    RecoveryTest {
        /// Its id.
        id: Id,
        /// The service.
        service: Option<Id>,
        /// The stores brought back; all of the service where it does not say.
        #[serde(default)]
        stores: OneOrMany<Id>,
        /// What was recovered from.
        #[serde(default)]
        scenario: OneOrMany<Scenario>,
        /// How.
        r#type: Option<RecoveryType>,
        /// Where.
        environment: Option<Id>,
        /// Whether that is like production.
        production_like: Option<bool>,
        /// When.
        date: Option<Day>,
        /// How it ended.
        result: Option<TestResult>,
        /// Time until the service was back.
        rto: Option<Span>,
        /// Data lost, as time.
        rpo: Option<Span>,
        /// Who did it.
        #[serde(default)]
        by: OneOrMany<Who>,
        /// Whether it began and ended by itself, without anybody.
        automatic: Option<bool>,
        /// How much data it brought back, in gigabytes.
        data_size_gb: Option<Number>,
        /// Whether its time grows with the data.
        scales_with_size: Option<bool>,
        /// How it was checked that the data is whole.
        #[serde(default)]
        verified: OneOrMany<Verification>,
        /// Whether it used keys that would be lost with the original.
        used_live_credentials: Option<bool>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for RecoveryTest {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// How a recovery was tried.
    RecoveryType { #[doc = "From a backup."] Restore = "restore", #[doc = "To a standby."] Failover = "failover", #[doc = "From nothing."] Rebuild = "rebuild", #[doc = "In talk only."] Tabletop = "tabletop" }
}

words! {
    /// How it was checked that data is whole.
    Verification { #[doc = "Rows were counted."] RowCounts = "row_counts", #[doc = "Checksums agreed."] Checksums = "checksums", #[doc = "Somebody signed in and looked."] Login = "login", #[doc = "Tests ran on it."] Tests = "tests" }
}

record! {
    /// A copy of a store's data.
    Backup {
        /// Its id.
        id: Option<Id>,
        /// The store.
        store: Id,
        /// How it is made.
        method: Option<BackupMethod>,
        /// How often; for point-in-time recovery, how often logs are shipped.
        interval: Option<Span>,
        /// The last day it was made without fault.
        last_success: Option<Day>,
        /// How long making it takes.
        duration: Option<Span>,
        /// How long it is kept.
        retention: Option<Span>,
        /// Whether its content was checked.
        verified: Option<bool>,
        /// The account it lies in.
        account: Option<String>,
        /// The account the original lies in.
        source_account: Option<String>,
        /// Where it lies.
        region: Option<Region>,
        /// The vendor it lies at.
        provider: Option<Id>,
        /// How long nobody can change or delete it.
        immutable: Option<Span>,
        /// Whether it is encrypted.
        encrypted: Option<bool>,
        /// Where its key lies.
        key_location: Option<KeyLocation>,
        /// Who can delete it.
        #[serde(default)]
        delete_authority: OneOrMany<Who>,
        /// Who can delete the original.
        #[serde(default)]
        source_delete_authority: OneOrMany<Who>,
        /// The policy.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for Backup {
    const KEY: Option<&'static str> = Some("store");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// How a copy is made.
    BackupMethod { #[doc = "An image at a moment."] Snapshot = "snapshot", #[doc = "Any point in time."] Pitr = "pitr", #[doc = "A second live copy."] Replica = "replica", #[doc = "An export."] Dump = "dump" }
}

words! {
    /// Where a key lies.
    KeyLocation { #[doc = "Only in the system it protects."] ProtectedSystem = "protected_system", #[doc = "In a key service."] KeyService = "key_service", #[doc = "Also outside, sealed."] Escrow = "escrow" }
}

record! {
    /// A written recovery task.
    Runbook {
        /// Its id.
        id: Id,
        /// What it does.
        task: Option<RunbookTask>,
        /// The services it is about.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// The file.
        path: Option<EvidenceRef>,
        /// Where else it is kept; nothing here means only in the system it recovers.
        #[serde(default)]
        copies: OneOrMany<String>,
        /// Who wrote it.
        author: Option<Who>,
        /// The day it was last changed.
        updated: Option<Day>,
        /// The last time somebody followed it.
        exercised: Option<Located<RunbookExercise>>,
        /// How long it should take.
        expected_time: Option<Span>,
        /// Who approved it.
        approver: Option<Who>,
    }
}

impl Keyed for Runbook {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What a runbook does.
    RunbookTask { #[doc = "Bring data back."] Restore = "restore", #[doc = "Change keys."] KeyRotation = "key_rotation", #[doc = "Take a release back."] Rollback = "rollback", #[doc = "Change to a standby."] Failover = "failover", #[doc = "Get in when nobody can."] EmergencyAccess = "emergency_access", #[doc = "Build everything anew."] Rebuild = "rebuild", #[doc = "Something else."] Other = "other" }
}

record! {
    /// A time somebody followed a runbook.
    RunbookExercise {
        /// When.
        date: Option<Day>,
        /// Who.
        by: Option<Who>,
        /// How it ended.
        result: Option<TestResult>,
        /// How long it took.
        took: Option<Span>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

record! {
    /// What can fail and how it comes back.
    FailureMode {
        /// Its id.
        id: Id,
        /// Which of the usual ones it is.
        what: Option<FailureKind>,
        /// Why it needs no description here.
        not_applicable: Option<String>,
        /// The services it takes down.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// How it is noticed.
        detect: Option<String>,
        /// How it comes back.
        recover: Option<RecoverBy>,
        /// What to do.
        runbook: Option<Id>,
        /// How long it takes.
        duration: Option<Span>,
        /// Data lost, as time.
        data_loss: Option<Span>,
        /// How often it may happen.
        likelihood: Option<super::Level>,
        /// The tests that tried it; nothing here means untested.
        #[serde(default)]
        tested_by: OneOrMany<Id>,
        /// Where customers can read of it.
        disclosed: Option<super::SourceKind>,
        /// The day it was last looked at.
        reviewed: Option<Day>,
        /// The risk accepted for its long recovery.
        accepted_by: Option<Id>,
    }
}

impl Keyed for FailureMode {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// The usual ways to fail.
    FailureKind {
        #[doc = "A bad release."] BadRelease = "bad_release",
        #[doc = "The database is lost."] DatabaseLoss = "database_loss",
        #[doc = "Staff delete what should stay."] StaffDeletion = "staff_deletion",
        #[doc = "A customer deletes what should stay."] CustomerDeletion = "customer_deletion",
        #[doc = "A zone is lost."] ZoneLoss = "zone_loss",
        #[doc = "A region is lost."] RegionLoss = "region_loss",
        #[doc = "The account at the host is lost."] AccountLoss = "account_loss",
        #[doc = "A key supplier is down."] SupplierOutage = "supplier_outage",
        #[doc = "A key is in wrong hands."] KeyCompromise = "key_compromise",
        #[doc = "A key person is gone."] PersonLoss = "person_loss",
        #[doc = "A customer sees another's data."] TenantLeak = "tenant_leak",
        #[doc = "The provider of a model changes it."] AiProviderChange = "ai_provider_change",
        #[doc = "Something else."] Other = "other",
    }
}

words! {
    /// How a failure comes back.
    RecoverBy { #[doc = "By itself."] Automatic = "automatic", #[doc = "By hand."] Manual = "manual", #[doc = "Not at all."] None = "none" }
}

record! {
    /// What would make the company buy more resilience.
    Trigger {
        /// Its id.
        id: Id,
        /// What is measured.
        metric: Option<String>,
        /// The value at which it fires; a number.
        threshold: Option<Number>,
        /// The day on which it fires, instead of a value.
        threshold_date: Option<Day>,
        /// The value now.
        current: Option<Number>,
        /// The day of that value.
        measured: Option<Day>,
        /// What is bought then.
        then: Option<String>,
        /// What that costs a month.
        approved_cost: Option<Number>,
        /// The day it fired.
        fired: Option<Day>,
        /// The decision taken after it fired.
        decision: Option<Id>,
        /// The failure modes it is about.
        #[serde(default)]
        failure_modes: OneOrMany<Id>,
    }
}

impl Keyed for Trigger {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}
