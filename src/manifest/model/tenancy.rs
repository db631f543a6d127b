//! How customers are kept apart.

use std::collections::BTreeMap;

use super::record::{record, words};
use super::{EvidenceRef, Id, IsolationLevel, Surface, TestResult};
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, OneOrMany};

record! {
    /// How customers are kept apart.
    Tenancy {
        /// Whether customers share what runs.
        model: Option<TenancyModel>,
        /// What separates them.
        boundary: Option<IsolationLevel>,
        /// Where that is enforced.
        #[serde(default)]
        enforced_at: OneOrMany<String>,
        /// Parts that carry the customer's id.
        #[serde(default)]
        tenant_id_in: OneOrMany<TenantPart>,
        /// Parts that do not, and why.
        #[serde(default)]
        exceptions: Each<TenancyException>,
        /// What separates each customer placed apart.
        #[serde(default)]
        placement: BTreeMap<String, IsolationLevel>,
        /// Where this was decided.
        decision: Option<EvidenceRef>,
        /// The services it is about; all with customer data where it does not say.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// Parts that all customers share in spite of a stronger boundary; an empty list says that there is none.
        shared_parts: Option<OneOrMany<TenantPart>>,
        /// Tests that try to cross the boundary.
        #[serde(default)]
        tests: Each<IsolationTest>,
        /// Tests on one customer: export, delete, restore.
        #[serde(default)]
        lifecycle_tests: Each<LifecycleTest>,
        /// Limits that keep one customer from starving the others.
        per_tenant_limits: Option<bool>,
    }
}

words! {
    /// Whether customers share what runs.
    TenancyModel { #[doc = "Each has their own."] Single = "single", #[doc = "They share."] Multi = "multi", #[doc = "Some share."] Hybrid = "hybrid" }
}

words! {
    /// A part that may mix customers.
    TenantPart { #[doc = "Background jobs."] Jobs = "jobs", #[doc = "Logs."] Logs = "logs", #[doc = "Search."] Search = "search", #[doc = "Cache."] Cache = "cache", #[doc = "Analytics."] Analytics = "analytics", #[doc = "Exports."] Exports = "exports", #[doc = "Backups."] Backups = "backups", #[doc = "Files."] Files = "files", #[doc = "The database."] Database = "database" }
}

record! {
    /// A part that does not carry the customer's id, and why.
    TenancyException {
        /// The part.
        part: TenantPart,
        /// Why that is safe.
        reason: Option<String>,
        /// The day on which it is looked at again.
        review_by: Option<Day>,
    }
}

impl Keyed for TenancyException {
    const KEY: Option<&'static str> = Some("part");
    const SHORT: Option<&'static str> = Some("reason");
}

record! {
    /// A test that tries to cross the boundary.
    IsolationTest {
        /// Its id.
        id: Option<Id>,
        /// When.
        date: Option<Day>,
        /// The services tried.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// The ways tried.
        #[serde(default)]
        surfaces: OneOrMany<Surface>,
        /// How it ended; `pass` means the boundary held.
        result: Option<TestResult>,
        /// The record.
        evidence: Option<EvidenceRef>,
        /// Whether it runs by itself on each change.
        automated: Option<bool>,
    }
}

impl Keyed for IsolationTest {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// A test on one customer.
    LifecycleTest {
        /// Its id.
        id: Option<Id>,
        /// What was done.
        what: Option<LifecycleStep>,
        /// The service.
        service: Option<Id>,
        /// When.
        date: Option<Day>,
        /// How it ended.
        result: Option<TestResult>,
        /// How long it took.
        duration: Option<Span>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for LifecycleTest {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What can be done for one customer.
    LifecycleStep { #[doc = "Hand over their data."] Export = "export", #[doc = "Delete their data."] Delete = "delete", #[doc = "Restore their data."] Restore = "restore" }
}
