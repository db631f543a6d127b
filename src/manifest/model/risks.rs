//! Risks, acceptances, carried actions and decisions.

use std::collections::BTreeMap;

use super::record::{record, words};
use super::{EvidenceRef, Id, Level, Stage, Who};
use crate::time::Day;
use crate::yaml::{Each, Keyed, OneOrMany};

record! {
    /// A risk the company knows of.
    Risk {
        /// Its id.
        id: Id,
        /// What may happen.
        title: Option<String>,
        /// How bad it is.
        severity: Option<Level>,
        /// When the severity was last raised.
        severity_raised: Option<Day>,
        /// What it is about.
        category: Option<Category>,
        /// The services it is about.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// The day it was written down.
        opened: Option<Day>,
        /// The day by which it is dealt with.
        due: Option<Day>,
        /// What is done about it.
        treatment: Option<Treatment>,
        /// Whether it is still there.
        status: Option<RiskStatus>,
        /// Who stands in for the person the risk hangs on.
        deputy: Option<Who>,
    }
}

impl Keyed for Risk {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What a risk or finding is about; several kinds of promise hang on each.
    Category {
        #[doc = "Customers seeing each other's data."] TenantIsolation = "tenant_isolation",
        #[doc = "Doing what one may not."] Authorisation = "authorisation",
        #[doc = "Being who one is not."] Authentication = "authentication",
        #[doc = "Encryption."] Encryption = "encryption",
        #[doc = "Copies of the data."] Backup = "backup",
        #[doc = "Bringing data back."] Restore = "restore",
        #[doc = "The service answering."] Availability = "availability",
        #[doc = "Room for load."] Capacity = "capacity",
        #[doc = "Where data lies."] Location = "location",
        #[doc = "Data going abroad."] Transfer = "transfer",
        #[doc = "How long data is kept."] Retention = "retention",
        #[doc = "Deleting data."] Erasure = "erasure",
        #[doc = "Customer data in models."] AiData = "ai_data",
        #[doc = "Logs."] Logging = "logging",
        #[doc = "Noticing what happens."] Detection = "detection",
        #[doc = "Payments."] Payments = "payments",
        #[doc = "Updates."] Patching = "patching",
        #[doc = "Input that does what it should not."] Injection = "injection",
        #[doc = "Settings."] Configuration = "configuration",
        #[doc = "Protective headers."] Headers = "headers",
        #[doc = "Secrets."] Secrets = "secrets",
        #[doc = "Personal data."] Privacy = "privacy",
        #[doc = "Parts by others."] SupplyChain = "supply_chain",
        #[doc = "Hanging on one person."] KeyPerson = "key_person",
        #[doc = "Documentation."] Documentation = "documentation",
        #[doc = "Something else; say it in `note`."] Other = "other",
    }
}

words! {
    /// What is done about a risk.
    Treatment { #[doc = "It is made smaller."] Reduce = "reduce", #[doc = "Its cause is given up."] Avoid = "avoid", #[doc = "Somebody else carries it."] Transfer = "transfer", #[doc = "It is accepted."] Accept = "accept" }
}

words! {
    /// Whether a risk is still there.
    RiskStatus { #[doc = "It is."] Open = "open", #[doc = "It is not."] Closed = "closed" }
}

record! {
    /// A decision to live with risks, findings or failing gates until a day.
    Acceptance {
        /// Its id.
        id: Id,
        /// The findings, risks or gates covered, each by its name.
        #[serde(default)]
        covers: OneOrMany<Id>,
        /// How bad the worst of them is; where it does not say, the worst recorded.
        severity: Option<Level>,
        /// Who accepted.
        by: Option<Who>,
        /// In which role; it must have been held on that day.
        role: Option<Who>,
        /// Who signed as well.
        #[serde(default)]
        co_signed: OneOrMany<Who>,
        /// When.
        date: Option<Day>,
        /// The last day on which it holds.
        review_by: Option<Day>,
        /// Why this can be lived with.
        reason: Option<String>,
        /// What makes it smaller meanwhile.
        #[serde(default)]
        compensating: OneOrMany<String>,
        /// What must be done for it to hold.
        #[serde(default)]
        conditions: Each<Condition>,
        /// Promises it touches beyond those its categories name.
        #[serde(default)]
        affects: OneOrMany<Id>,
        /// Where customers can read of it.
        disclosed_in: Option<EvidenceRef>,
        /// Times it was accepted anew.
        #[serde(default)]
        renewals: Each<Renewal>,
        /// The dated plan to end it.
        plan: Option<String>,
        /// The day by which that plan ends it.
        plan_due: Option<Day>,
        /// The day it was taken back.
        revoked: Option<Day>,
    }
}

impl Keyed for Acceptance {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

record! {
    /// What must be done for an acceptance to hold.
    Condition {
        /// What.
        r#do: Option<String>,
        /// By when.
        due: Option<Day>,
        /// The day it was done.
        done: Option<Day>,
    }
}

impl Keyed for Condition {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// A time an acceptance was given anew.
    Renewal {
        /// When.
        date: Option<Day>,
        /// By whom.
        by: Option<Who>,
        /// In which role.
        role: Option<Who>,
    }
}

impl Keyed for Renewal {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// An action carried from a conditional pass.
    Action {
        /// Its id.
        id: Id,
        /// The gate that did not pass.
        gate: Option<Id>,
        /// The stage that let it pass.
        from_stage: Option<Stage>,
        /// The day by which it is done.
        due: Option<Day>,
        /// The day it was done.
        done: Option<Day>,
        /// How many decisions it was carried over.
        carried: Option<u32>,
        /// What happened so far.
        #[serde(default)]
        progress: Each<Progress>,
    }
}

impl Keyed for Action {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

record! {
    /// What happened to an action.
    Progress {
        /// When.
        date: Option<Day>,
        /// What.
        text: Option<String>,
    }
}

impl Keyed for Progress {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// A decision about a stage.
    Decision {
        /// The stage it is about.
        stage: Option<Stage>,
        /// What was decided.
        outcome: Option<DecisionOutcome>,
        /// Who decided.
        by: Option<Who>,
        /// In which role.
        role: Option<Who>,
        /// When.
        date: Option<Day>,
        /// Who was there.
        #[serde(default)]
        present: OneOrMany<Who>,
        /// The digest of the manifest decided on.
        manifest_digest: Option<String>,
        /// The digest of the report decided on.
        report_digest: Option<String>,
        /// The verdict of the report decided on.
        report_verdict: Option<ReportedVerdict>,
        /// How many gates had which outcome.
        #[serde(default)]
        gates: BTreeMap<String, u32>,
        /// Blocker gates that did not pass on that day.
        #[serde(default)]
        blocking: OneOrMany<Id>,
        /// The actions carried.
        #[serde(default)]
        actions: OneOrMany<Id>,
    }
}

impl Keyed for Decision {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What was decided about a stage.
    DecisionOutcome { #[doc = "Go."] Pass = "pass", #[doc = "Go, with actions."] Conditional = "conditional", #[doc = "Do not go."] Block = "block" }
}

words! {
    /// What a report said.
    ReportedVerdict { #[doc = "Everything holds."] Ready = "ready", #[doc = "Nothing blocks."] Conditional = "conditional", #[doc = "Something blocks."] NotReady = "not_ready" }
}

record! {
    /// An architecture choice or shortcut on record.
    LoggedDecision {
        /// Its id.
        id: Id,
        /// What was decided.
        title: Option<String>,
        /// When.
        date: Option<Day>,
        /// Who decided.
        by: Option<Who>,
        /// Whether it still stands.
        status: Option<LoggedStatus>,
        /// Whether it is a shortcut to be looked at again.
        shortcut: Option<bool>,
        /// The day on which it is looked at again.
        revisit: Option<Day>,
    }
}

impl Keyed for LoggedDecision {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Whether a decision still stands.
    LoggedStatus { #[doc = "It is being discussed."] Proposed = "proposed", #[doc = "It stands."] Accepted = "accepted", #[doc = "A later one took its place."] Superseded = "superseded" }
}
