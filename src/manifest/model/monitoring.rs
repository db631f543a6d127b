//! What is watched and where alerts go.

use super::record::{record, words};
use super::{EvidenceRef, Id, Number, TestResult, Who};
use crate::time::{Day, Schedule, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// What is watched and where alerts go.
    Monitoring {
        /// What is watched.
        #[serde(default)]
        checks: Option<Each<Check>>,
        /// Where alerts go.
        #[serde(default)]
        routes: Option<Each<Route>>,
        /// The watch over the watcher.
        heartbeat: Option<Located<Heartbeat>>,
    }
}

record! {
    /// Something that is watched.
    Check {
        /// Its id.
        id: Option<Id>,
        /// The service.
        service: Option<Id>,
        /// From which side.
        kind: Option<CheckKind>,
        /// From where: a vendor, or `outside`, or `inside`.
        from: Option<String>,
        /// How often.
        interval: Option<Span>,
        /// The quantity it measures.
        measures: Option<Quantity>,
        /// The thing it watches, for resources and business.
        watches: Option<Watched>,
    }
}

impl Keyed for Check {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// From which side something is watched.
    CheckKind { #[doc = "From outside, as a user."] Probe = "probe", #[doc = "By what users notice."] Symptom = "symptom", #[doc = "By what runs out."] Resource = "resource", #[doc = "By what the company lives on."] Business = "business", #[doc = "By what attackers do."] Security = "security" }
}

words! {
    /// A quantity that is measured and may be promised.
    Quantity { #[doc = "Share of time that it answers."] Availability = "availability", #[doc = "How fast it answers."] Latency = "latency", #[doc = "How often it fails."] Errors = "errors", #[doc = "How much it does."] Throughput = "throughput" }
}

words! {
    /// Something that fails quietly.
    Watched { #[doc = "Backups."] Backups = "backups", #[doc = "Certificates."] Certificates = "certificates", #[doc = "Queues."] Queues = "queues", #[doc = "Calls from the payment provider."] BillingWebhooks = "billing_webhooks", #[doc = "Quotas."] Quota = "quota", #[doc = "Cost."] Cost = "cost" }
}

record! {
    /// The watch over the watcher.
    Heartbeat {
        /// Whom or what misses the beat.
        to: Option<String>,
        /// How often it beats.
        interval: Option<Span>,
    }
}

record! {
    /// Where an alert goes.
    Route {
        /// Its id.
        id: Option<Id>,
        /// The alert or check it starts from.
        from: Option<String>,
        /// How bad what it reports is.
        severity: Option<super::Level>,
        /// Who gets it: a person, role or group; anything else reaches nobody by itself.
        to: Option<String>,
        /// Who gets it next.
        escalate_to: Option<String>,
        /// After how long.
        after: Option<Span>,
        /// What to do.
        runbook: Option<Id>,
        /// The hours it works.
        #[serde(default)]
        when: OneOrMany<Schedule>,
        /// Pages a week and person.
        pages_per_week: Option<Number>,
    }
}

impl Keyed for Route {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// An alert that was fired on purpose.
    AlertTest {
        /// Its id.
        id: Option<Id>,
        /// The route.
        route: Option<Id>,
        /// When.
        date: Option<Day>,
        /// How it ended.
        result: Option<TestResult>,
        /// Time until a person took it.
        ack_time: Option<Span>,
        /// Who took it.
        by: Option<Who>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for AlertTest {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}
