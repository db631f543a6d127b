//! What customers were told they can rely on.

use super::record::{record, words};
use super::{Commitment, EvidenceRef, Id, Scope, Source, WrittenValue};
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// A commitment to customers.
    Promise {
        /// Its id.
        id: Id,
        /// What it is about.
        kind: PromiseKind,
        /// What is promised; its form follows from `kind`.
        value: Option<Located<WrittenValue>>,
        /// For availability: the window over which it is counted.
        window: Option<Window>,
        /// For availability: what is left out of the count.
        #[serde(default)]
        exclusions: OneOrMany<String>,
        /// For residency: what is meant beside storage.
        #[serde(default)]
        covers: OneOrMany<ResidencyCover>,
        /// The services it is about; all in production where it does not say.
        services: Option<Scope>,
        /// Where customers can read or hear it.
        source: Option<Located<Source>>,
        /// The customers it was made to; all where it does not say.
        customers: Option<Scope>,
        /// The plan it belongs to.
        plan: Option<String>,
        /// When its clock starts or runs.
        clock: Option<Clock>,
        /// What it does not cover, in the words customers read.
        limitations: Option<String>,
        /// For AI use `listed`: the features, and the vendors with features of their own, that customers were told of.
        #[serde(default)]
        lists: OneOrMany<String>,
        /// For deletion: how long backups may keep what was deleted.
        backups_within: Option<Span>,
        /// Scenarios that its wording names, for recovery promises.
        #[serde(default)]
        scenarios: OneOrMany<Scenario>,
        /// Whether its wording leaves out what suppliers tell us late.
        after_supplier_notice: Option<bool>,
        /// What proves it, beside what its kind is held against.
        #[serde(default)]
        backed_by: Each<EvidenceRef>,
        /// The day it was last changed.
        changed: Option<Day>,
        /// The day it was withdrawn.
        retired: Option<Day>,
        /// The wording, for a search in published files.
        wording: Option<String>,
        /// What the value says, once read by its kind.
        #[serde(skip)]
        #[schemars(skip)]
        commitment: Commitment,
    }
}

impl Keyed for Promise {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What a promise is about.
    PromiseKind {
        #[doc = "Share of time the service answers; percent, or `none`."] Availability = "availability",
        #[doc = "Time until the service is back."] Rto = "rto",
        #[doc = "Data that may be lost, as time."] Rpo = "rpo",
        #[doc = "Hours in which support answers."] SupportHours = "support_hours",
        #[doc = "Time until support first answers, by level."] FirstResponse = "first_response",
        #[doc = "Time until customers hear of an incident."] IncidentNotification = "incident_notification",
        #[doc = "Time between two updates in an incident."] StatusUpdateInterval = "status_update_interval",
        #[doc = "Where data stays."] DataResidency = "data_residency",
        #[doc = "How long data is kept, exactly."] Retention = "retention",
        #[doc = "Time until deleted data is really gone."] DeletionWithin = "deletion_within",
        #[doc = "Time until an export is handed over."] ExportWithin = "export_within",
        #[doc = "Whether one customer can be restored alone."] RestorePerTenant = "restore_per_tenant",
        #[doc = "How customers are kept apart."] Isolation = "isolation",
        #[doc = "Whether AI works on customer data."] AiUse = "ai_use",
        #[doc = "Whether models are trained on customer data."] AiTraining = "ai_training",
        #[doc = "Notice before a new subprocessor."] SubprocessorNotice = "subprocessor_notice",
        #[doc = "Time until a weakness is fixed, by level."] VulnerabilityFix = "vulnerability_fix",
        #[doc = "Time between two penetration tests."] PentestInterval = "pentest_interval",
        #[doc = "Whether stored data is encrypted."] EncryptionAtRest = "encryption_at_rest",
        #[doc = "Whether data on the way is encrypted."] EncryptionInTransit = "encryption_in_transit",
        #[doc = "Whether staff need a second factor."] Mfa = "mfa",
        #[doc = "Time between two backups."] BackupInterval = "backup_interval",
        #[doc = "How long backups are kept, exactly."] BackupRetention = "backup_retention",
        #[doc = "How staff reach customer data."] SupportAccess = "support_access",
        #[doc = "What data test systems hold."] TestData = "test_data",
        #[doc = "Whether card data touches our systems."] CardData = "card_data",
        #[doc = "A certificate the company holds."] Certification = "certification",
        #[doc = "Time until a customer gets help with a request of a person."] RequestAssist = "request_assist",
        #[doc = "Notice a customer must give to leave."] CancellationNotice = "cancellation_notice",
        #[doc = "Time until money is back."] RefundWithin = "refund_within",
        #[doc = "Time before an unpaid account is suspended."] SuspensionAfter = "suspension_after",
        #[doc = "Notice before a higher price."] PriceChangeNotice = "price_change_notice",
        #[doc = "How much of something a customer may use."] Limit = "limit",
        #[doc = "Anything else; it escapes computation and is counted."] Custom = "custom",
    }
}

words! {
    /// The window over which availability is counted.
    Window { #[doc = "A calendar month."] Month = "month", #[doc = "Three calendar months."] Quarter = "quarter", #[doc = "Twelve calendar months."] Year = "year" }
}

words! {
    /// When the clock of a promise starts or runs.
    Clock { #[doc = "Day and night."] Always = "24x7", #[doc = "In support hours only."] SupportHours = "support_hours", #[doc = "From the moment somebody knows."] Awareness = "awareness", #[doc = "From the first signal."] Detection = "detection", #[doc = "From the moment it happens."] Occurrence = "occurrence" }
}

words! {
    /// What a residency promise means.
    ResidencyCover { #[doc = "Live data."] Storage = "storage", #[doc = "Backups."] Backup = "backup", #[doc = "Vendors that process."] Processing = "processing", #[doc = "Models."] Ai = "ai", #[doc = "Logs and errors."] Logs = "logs", #[doc = "Where staff work from."] SupportAccess = "support_access" }
}

words! {
    /// What a recovery recovers from.
    Scenario { #[doc = "A bad release."] BadRelease = "bad_release", #[doc = "The database is lost."] DatabaseLoss = "database_loss", #[doc = "Somebody deletes what should stay."] Deletion = "deletion", #[doc = "A zone is lost."] ZoneLoss = "zone_loss", #[doc = "A region is lost."] RegionLoss = "region_loss", #[doc = "The account at the host is lost."] AccountLoss = "account_loss", #[doc = "Data is held to ransom."] Ransom = "ransom" }
}
