//! What is published to customers.

use super::record::{record, words};
use super::{EvidenceRef, Id, Who};
use crate::region::Region;
use crate::time::Day;
use crate::yaml::{Each, Keyed, Named, OneOrMany};

record! {
    /// What is published to customers about security, data and resilience.
    TrustPack {
        /// Its version.
        version: Option<String>,
        /// The file, relative to the manifest, or an id under `evidence`.
        file: Option<EvidenceRef>,
        /// Files handed out with it.
        #[serde(default)]
        attachments: Each<EvidenceRef>,
        /// The day it was published.
        published: Option<Day>,
        /// SHA-256 of the published file.
        published_sha256: Option<String>,
        /// SHA-256 of the approved file.
        approved_sha256: Option<String>,
        /// The day it was last reviewed.
        reviewed: Option<Day>,
        /// Who approved it.
        approved_by: Option<Who>,
        /// The day it was approved.
        approved: Option<Day>,
        /// Whom it is for.
        audience: Option<String>,
        /// What it says, by topic.
        #[serde(default)]
        topics: Named<Topic>,
        /// Single statements that can be checked.
        #[serde(default)]
        claims: Each<Claim>,
        /// The published list of subprocessors.
        subprocessors: Option<Each<Subprocessor>>,
        /// The day the status page's text was last reviewed.
        status_page_reviewed: Option<Day>,
        /// People whose names may stand in it.
        #[serde(default)]
        public_contacts: OneOrMany<Who>,
    }
}

record! {
    /// What the trust pack says on one topic.
    Topic {
        /// What can be promised.
        can: Option<OneOrMany<String>>,
        /// What cannot; `none` needs an approver.
        cannot: Option<OneOrMany<String>>,
        /// Whom customers can ask.
        contact: Option<Who>,
        /// Who approved that nothing is excluded.
        approved_by: Option<Who>,
    }
}

record! {
    /// A single statement that can be checked.
    Claim {
        /// Its id.
        id: Id,
        /// The words customers read.
        text: Option<String>,
        /// What it is about.
        kind: Option<ClaimKind>,
        /// Promises, evidence, tests or gates it rests on.
        #[serde(default)]
        refs: OneOrMany<Id>,
        /// The services it is about.
        #[serde(default)]
        services: OneOrMany<Id>,
        /// For certificates: the standard.
        standard: Option<String>,
        /// How soon a report is answered, where it says so.
        acknowledge_within: Option<crate::time::Span>,
    }
}

impl Keyed for Claim {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = Some("text");
}

words! {
    /// What a claim is about.
    ClaimKind {
        #[doc = "An independent test."] PenetrationTest = "penetration_test",
        #[doc = "A certificate."] Certification = "certification",
        #[doc = "Encryption."] Encryption = "encryption",
        #[doc = "A second factor for staff."] Mfa = "mfa",
        #[doc = "Backups."] Backups = "backups",
        #[doc = "Recovery."] Recovery = "recovery",
        #[doc = "Monitoring."] Monitoring = "monitoring",
        #[doc = "The separation of customers."] Isolation = "isolation",
        #[doc = "Where data lies."] Residency = "residency",
        #[doc = "Deletion."] Deletion = "deletion",
        #[doc = "Use of AI."] Ai = "ai",
        #[doc = "Subprocessors."] Subprocessors = "subprocessors",
        #[doc = "Support."] Support = "support",
        #[doc = "Incidents."] Incidents = "incidents",
        #[doc = "Availability."] Availability = "availability",
        #[doc = "Payments."] Payments = "payments",
        #[doc = "Reports of weaknesses."] Disclosure = "disclosure",
        #[doc = "A reward for finders."] Bounty = "bounty",
        #[doc = "Something else."] Other = "other",
    }
}

record! {
    /// A subprocessor on the published list.
    Subprocessor {
        /// The vendor.
        name: Id,
        /// What it does there.
        purpose: Option<super::VendorService>,
        /// Where it processes.
        #[serde(default)]
        regions: OneOrMany<Region>,
        /// Since when it stands on the list.
        since: Option<Day>,
    }
}

impl Keyed for Subprocessor {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = Some("regions");
}

record! {
    /// A notice of a new subprocessor.
    SubprocessorNotice {
        /// The vendor.
        vendor: Id,
        /// The day customers were told.
        sent: Option<Day>,
        /// The day from which it processes.
        effective: Option<Day>,
        /// The notice.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for SubprocessorNotice {
    const KEY: Option<&'static str> = Some("vendor");
    const SHORT: Option<&'static str> = Some("sent");
}

record! {
    /// What people are told about their personal data.
    PrivacyNotice {
        /// Its version.
        version: Option<String>,
        /// The day it was last changed.
        date: Option<Day>,
        /// The file.
        file: Option<EvidenceRef>,
        /// Kinds of data it names.
        #[serde(default)]
        categories: OneOrMany<super::DataCategory>,
        /// Purposes it names.
        #[serde(default)]
        purposes: OneOrMany<String>,
        /// Kinds of recipients it names.
        #[serde(default)]
        recipients: OneOrMany<super::VendorService>,
        /// Regions it says data goes to.
        #[serde(default)]
        transfers: OneOrMany<Region>,
        /// How long it says data is kept.
        retention: Option<String>,
        /// Cookies and trackers it names.
        #[serde(default)]
        cookies: OneOrMany<String>,
    }
}

record! {
    /// The public website, as far as promises depend on it.
    Website {
        /// Cookies and trackers it sets.
        #[serde(default)]
        trackers: OneOrMany<String>,
        /// The day its text was last reviewed.
        reviewed: Option<Day>,
        /// Files of its text, for a search.
        #[serde(default)]
        files: Each<EvidenceRef>,
    }
}
