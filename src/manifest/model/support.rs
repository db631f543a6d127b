//! Contracts, terms, support and who is on duty.

use super::record::{record, words};
use super::{EvidenceRef, Id, Number, PromiseKind, Who, WrittenValue};
use crate::time::{Day, Schedule, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// The standard commercial positions; `position: none` is one.
    Terms {
        /// Terms of service.
        tos: Option<Located<Position>>,
        /// Acceptable use.
        aup: Option<Located<Position>>,
        /// Processing on behalf of customers.
        dpa: Option<Located<Position>>,
        /// Hours of support.
        support_hours: Option<Located<Position>>,
        /// Availability.
        sla: Option<Located<Position>>,
        /// Telling customers of incidents.
        incident_notification: Option<Located<Position>>,
        /// Recovery.
        rto_rpo: Option<Located<Position>>,
        /// Whom customers can reach.
        contacts: Option<Located<Position>>,
        /// Keeping data.
        retention: Option<Located<Position>>,
        /// Leaving.
        exit: Option<Located<Position>>,
        /// Liability.
        liability: Option<Located<Position>>,
        /// What differs between pilot and production.
        pilot_vs_production: Option<Located<Position>>,
        /// Deviations for single customers.
        bespoke_policy: Option<Located<Position>>,
        /// How long former customers can fetch their data.
        exit_period: Option<Span>,
        /// The day a lawyer read them.
        legal_review: Option<Day>,
    }
}

record! {
    /// A standard commercial position.
    Position {
        /// What it says, or `none`.
        position: Option<WrittenValue>,
        /// The promises that say the same.
        #[serde(default)]
        promises: OneOrMany<Id>,
        /// Who approved it.
        approved_by: Option<Who>,
        /// When.
        date: Option<Day>,
        /// The document.
        evidence: Option<EvidenceRef>,
        /// The amount, where the position has one.
        amount: Option<Number>,
    }
}

record! {
    /// Insurance that stands behind a liability position.
    Insurance {
        /// The highest amount it pays.
        limit: Option<Number>,
        /// Its last day.
        until: Option<Day>,
    }
}

record! {
    /// A signed contract.
    Contract {
        /// Its id, where several stand with one customer.
        id: Option<Id>,
        /// The customer.
        customer: Id,
        /// The plan.
        plan: Option<String>,
        /// The day it was signed.
        signed: Option<Day>,
        /// Its last day.
        until: Option<Day>,
        /// The version of the terms it rests on.
        terms_version: Option<String>,
        /// Whether it is still on the pilot's terms.
        pilot: Option<bool>,
        /// Whether its users already use production.
        in_production: Option<bool>,
        /// Where it differs from the standard.
        #[serde(default)]
        deviations: Each<Deviation>,
        /// The subprocessors its annex lists.
        subprocessors: Option<Each<super::Subprocessor>>,
        /// Whom to tell of incidents there.
        security_contact: Option<String>,
        /// What regulates the customer.
        regulated: Option<Sector>,
        /// Clause sets it holds.
        #[serde(default)]
        clauses: OneOrMany<String>,
        /// The contract, or its line in an index.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for Contract {
    const KEY: Option<&'static str> = Some("customer");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What regulates a customer.
    Sector { #[doc = "Banks and insurers."] Finance = "finance", #[doc = "Health care."] Health = "health", #[doc = "Public bodies."] Public = "public" }
}

record! {
    /// Where a contract differs from the standard.
    Deviation {
        /// What it is about.
        kind: PromiseKind,
        /// What was promised instead.
        value: Option<Located<WrittenValue>>,
        /// The promise that says the same.
        promise: Option<Id>,
        /// What proves it, for kind `custom`.
        #[serde(default)]
        backed_by: Each<EvidenceRef>,
        /// What the value says, once read by its kind.
        #[serde(skip)]
        #[schemars(skip)]
        commitment: super::Commitment,
    }
}

impl Keyed for Deviation {
    const KEY: Option<&'static str> = Some("kind");
    const SHORT: Option<&'static str> = Some("value");
}

record! {
    /// How support reaches customer data, and how fast it answers.
    Support {
        /// How staff reach customer data.
        access: Option<Located<SupportAccess>>,
        /// How fast support answered.
        measured: Option<Located<SupportMeasured>>,
    }
}

record! {
    /// How staff reach customer data.
    SupportAccess {
        /// The way.
        method: Option<String>,
        /// How far it reaches.
        scope: Option<SupportScope>,
        /// What must happen first.
        approval: Option<SupportApproval>,
        /// Whether each use is logged.
        logged: Option<bool>,
        /// Whether customers can see each use.
        customer_visible: Option<bool>,
        /// The last day the log was read.
        reviewed: Option<Day>,
        /// Roles that have it all the time.
        #[serde(default)]
        standing: OneOrMany<Who>,
        /// A sample of the log.
        evidence: Option<EvidenceRef>,
    }
}

words! {
    /// How far support access reaches.
    SupportScope { #[doc = "One customer, for a time."] OneTenant = "one_tenant", #[doc = "All customers, for a time."] AllTenantsTimed = "all_tenants_timed", #[doc = "All customers, always."] AllTenants = "all_tenants", #[doc = "None."] None = "none" }
}

words! {
    /// What must happen before staff reach customer data.
    SupportApproval { #[doc = "Nothing."] None = "none", #[doc = "A ticket."] Ticket = "ticket", #[doc = "A colleague agrees."] Colleague = "colleague", #[doc = "The customer agrees."] Customer = "customer" }
}

record! {
    /// How fast support answered.
    SupportMeasured {
        /// Time within which nine of ten first answers came, by level.
        #[serde(default)]
        p90_first_response: std::collections::BTreeMap<super::Level, Span>,
        /// Tickets counted.
        tickets: Option<u32>,
        /// The last day counted.
        date: Option<Day>,
        /// The time counted.
        period: Option<Span>,
    }
}

record! {
    /// Who is on duty when.
    Cover {
        /// Its id.
        id: Option<Id>,
        /// The people.
        #[serde(default)]
        people: OneOrMany<Who>,
        /// The hours.
        #[serde(default)]
        when: OneOrMany<Schedule>,
        /// Whether they hold on public holidays.
        #[serde(default)]
        holidays: Holidays,
        /// What the duty is; both where it does not say.
        #[serde(rename = "for")]
        duty: Option<CoverDuty>,
        /// How people are reached.
        channel: Option<String>,
        /// Share of the weeks each person is on duty.
        #[serde(default)]
        share: std::collections::BTreeMap<String, Number>,
        /// Pages a week, on average.
        pages_per_week: Option<Number>,
        /// How people are paid or compensated for it.
        compensation: Option<String>,
        /// The first day it holds.
        since: Option<Day>,
        /// The rota.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for Cover {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What a duty is.
    CoverDuty { #[doc = "Answering customers."] Support = "support", #[doc = "Bringing services back."] OnCall = "on_call" }
}

words! {
    /// Whether a duty holds on public holidays.
    #[derive(Default)]
    Holidays { #[doc = "It does."] Covered = "covered", #[doc = "It does not."] Uncovered = "uncovered", #[doc = "Nobody said."] #[default] Unstated = "unstated" }
}
