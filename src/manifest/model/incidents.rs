//! Who acts in an incident, how customers are told, and what happened so far.

use super::record::{record, words};
use super::{Affects, EvidenceRef, Id, Scenario, TestResult, Who};
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// Who acts in an incident, how fast, and what happened so far.
    Incidents {
        /// Who does what.
        roles: Option<Located<IncidentRoles>>,
        /// How fast each step is meant to be.
        process: Option<Located<IncidentProcess>>,
        /// The scale of how bad an incident is, worst first.
        #[serde(default)]
        severity_scale: OneOrMany<String>,
        /// When an incident is declared.
        declare_when: Option<String>,
        /// Exercises.
        #[serde(default)]
        exercises: Option<Each<Exercise>>,
        /// What happened; an empty list says that nothing did.
        log: Option<Each<Incident>>,
        /// The plan.
        plan: Option<EvidenceRef>,
    }
}

record! {
    /// Who does what in an incident.
    IncidentRoles {
        /// Responds.
        #[serde(default)]
        responder: OneOrMany<Who>,
        /// Coordinates.
        #[serde(default)]
        lead: OneOrMany<Who>,
        /// Speaks.
        #[serde(default)]
        comms: OneOrMany<Who>,
        /// Decides whether customers and authorities are told.
        #[serde(default)]
        notify_decider: OneOrMany<Who>,
        /// Brings services back.
        #[serde(default)]
        recovery: OneOrMany<Who>,
    }
}

record! {
    /// How fast each step of an incident is meant to be.
    IncidentProcess {
        /// From the failure to the first signal.
        detect_target: Option<Span>,
        /// Whether that was ever measured.
        detect_measured: Option<bool>,
        /// From the first signal to a person at work.
        ack_within: Option<Span>,
        /// From knowing to the decision to tell.
        decide_within: Option<Span>,
        /// From the decision to the message.
        notify_within: Option<Span>,
        /// Corrective actions for being late.
        #[serde(default)]
        corrective_actions: OneOrMany<Id>,
    }
}

record! {
    /// An exercise of an incident.
    Exercise {
        /// Its id.
        id: Option<Id>,
        /// When.
        date: Option<Day>,
        /// What was played.
        scenario: Option<ExerciseScenario>,
        /// Who took part.
        #[serde(default)]
        participants: OneOrMany<Who>,
        /// What was measured.
        timings: Option<Located<ExerciseTimings>>,
        /// What is to change.
        #[serde(default)]
        actions: Each<FollowUp>,
        /// Whether it is still to come.
        planned: Option<bool>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for Exercise {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What an exercise played.
    ExerciseScenario { #[doc = "The service is down."] Outage = "outage", #[doc = "Somebody got in."] Breach = "breach", #[doc = "Data is gone."] DataLoss = "data_loss", #[doc = "A supplier is down."] Supplier = "supplier", #[doc = "Data is held to ransom."] Ransom = "ransom", #[doc = "A customer saw another's data."] TenantLeak = "tenant_leak" }
}

record! {
    /// What an exercise measured.
    ExerciseTimings {
        /// Until somebody noticed.
        detect: Option<Span>,
        /// Until somebody was at work.
        acknowledge: Option<Span>,
        /// Until customers were told.
        notify: Option<Span>,
        /// Until the service was back.
        recover: Option<Span>,
    }
}

record! {
    /// Something to do after an exercise or incident.
    FollowUp {
        /// Its id.
        id: Option<Id>,
        /// What.
        r#do: Option<String>,
        /// By when.
        due: Option<Day>,
        /// The day it was done.
        done: Option<Day>,
    }
}

impl Keyed for FollowUp {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// Something that happened.
    Incident {
        /// Its id.
        id: Id,
        /// How bad it was; 1 is worst.
        severity: Option<u32>,
        /// The day it began.
        start: Option<Day>,
        /// Time from its beginning until somebody or something noticed.
        detected_after: Option<Span>,
        /// Time from its beginning until somebody was at work.
        responded_after: Option<Span>,
        /// Time from its beginning until users could work again.
        duration: Option<Span>,
        /// The day the symptom was gone.
        resolved: Option<Day>,
        /// The day everything was as before.
        recovered: Option<Day>,
        /// The services.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// Whether data was lost or seen.
        data: Option<bool>,
        /// Customers affected.
        #[serde(default)]
        customers: OneOrMany<Id>,
        /// Time from noticing until customers were told.
        notified_after: Option<Span>,
        /// Who noticed.
        detected_by: Option<DetectedBy>,
        /// Why it happened.
        cause: Option<String>,
        /// The review.
        review: Option<Located<IncidentReview>>,
        /// What is to change.
        #[serde(default)]
        actions: Each<FollowUp>,
        /// The risk that remains.
        residual: Option<Residual>,
        /// The finding or risk that remains, by id.
        residual_risk: Option<Id>,
        /// What it took down.
        scenario: Option<Scenario>,
        /// What it touched.
        #[serde(default)]
        affects: OneOrMany<Affects>,
        /// Whether the time was announced before.
        planned: Option<bool>,
    }
}

impl Keyed for Incident {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Who noticed an incident.
    DetectedBy { #[doc = "A check."] Monitoring = "monitoring", #[doc = "The team."] Staff = "staff", #[doc = "A customer."] Customer = "customer", #[doc = "A supplier."] Supplier = "supplier" }
}

words! {
    /// The risk that remains after an incident.
    Residual { #[doc = "None."] None = "none", #[doc = "It is fixed."] Fixed = "fixed", #[doc = "It is accepted; the acceptance covers the incident."] Accepted = "accepted", #[doc = "It is there."] Open = "open" }
}

record! {
    /// The review of an incident.
    IncidentReview {
        /// When.
        date: Option<Day>,
        /// Whether those who need it have it.
        shared: Option<bool>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

record! {
    /// How customers are told.
    Comms {
        /// The status page.
        status_page: Option<Located<StatusPage>>,
        /// Texts prepared.
        #[serde(default)]
        templates: OneOrMany<Template>,
        /// The list of whom to tell.
        contact_list: Option<Located<ContactList>>,
        /// Who approves a message.
        #[serde(default)]
        approver: OneOrMany<Who>,
        /// Time between two updates.
        update_interval: Option<Span>,
        /// Who keeps that interval.
        update_owner: Option<Who>,
        /// The last day it was tried.
        tested: Option<Day>,
        /// How that ended.
        result: Option<TestResult>,
    }
}

words! {
    /// A text prepared for customers.
    Template { #[doc = "The service is down."] Outage = "outage", #[doc = "Somebody got in."] Breach = "breach", #[doc = "Work is planned."] Maintenance = "maintenance", #[doc = "It is over."] Resolved = "resolved" }
}

record! {
    /// The page that says how the service is.
    StatusPage {
        /// Where it lies: a vendor or a host name.
        host: Option<String>,
        /// Whether it stays up when the service does not.
        independent: Option<bool>,
        /// The day its text was last reviewed.
        reviewed: Option<Day>,
    }
}

record! {
    /// The list of whom to tell.
    ContactList {
        /// Where it comes from.
        source: Option<String>,
        /// The day it was last exported.
        exported: Option<Day>,
        /// Whether a copy can be read without our systems.
        offline: Option<bool>,
    }
}
