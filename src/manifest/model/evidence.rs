//! Files and links that prove what is stated elsewhere.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::record::{record, words};
use super::{Id, Who};
use crate::time::Day;
use crate::yaml::{Keyed, Located, OneOrMany};

record! {
    /// A file or link that proves something.
    Evidence {
        /// Its id.
        id: Id,
        /// What kind of proof it is.
        kind: Option<EvidenceKind>,
        /// The file, relative to the manifest and inside the project.
        path: Option<String>,
        /// The link, instead of the file or beside it.
        url: Option<String>,
        /// The file's SHA-256, in hexadecimal.
        sha256: Option<String>,
        /// The day it was made.
        date: Option<Day>,
        /// The last day on which it proves anything.
        valid_until: Option<Day>,
        /// Who or what made it.
        producer: Option<Producer>,
        /// The author or issuer.
        by: Option<String>,
        /// The services it is about.
        #[serde(default)]
        covers: OneOrMany<Id>,
        /// Who may see it.
        confidentiality: Option<Confidentiality>,
        /// What it says, in a sentence.
        summary: Option<String>,
        /// Who looked at it, and when.
        reviewed: Option<Located<EvidenceReview>>,
        /// The standard it certifies, for certificates.
        standard: Option<String>,
        /// Whether it is final, for reports.
        status: Option<EvidenceStatus>,
    }
}

impl Keyed for Evidence {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Whether a report is final.
    EvidenceStatus { #[doc = "It may still change."] Draft = "draft", #[doc = "It does not change any more."] Final = "final" }
}

words! {
    /// Who or what made a piece of evidence.
    Producer { #[doc = "Somebody outside."] External = "external", #[doc = "A machine."] Machine = "machine", #[doc = "The team itself."] Internal = "internal" }
}

words! {
    /// Who may see a piece of evidence.
    Confidentiality { #[doc = "Anybody."] Public = "public", #[doc = "Customers."] CustomerSafe = "customer_safe", #[doc = "The company."] Internal = "internal" }
}

record! {
    /// Who looked at a piece of evidence, and when.
    EvidenceReview {
        /// Who.
        by: Option<Who>,
        /// When.
        date: Option<Day>,
    }
}

record! {
    /// Evidence written where it is used.
    InlineEvidence {
        /// The file, relative to the manifest and inside the project.
        path: Option<String>,
        /// The link.
        url: Option<String>,
        /// The file's SHA-256, in hexadecimal.
        sha256: Option<String>,
        /// The day it was made; where it is left out, that of the record it belongs to, and without either it proves nothing.
        date: Option<Day>,
        /// The last day on which it proves anything.
        valid_until: Option<Day>,
        /// Who or what made it.
        producer: Option<Producer>,
    }
}

/// Evidence by the id under `evidence`, by a file's path, or written in place.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceRef {
    /// The id of a registered item, or the path of a file that is not registered.
    Named(Box<str>),
    /// Written in place.
    Inline(Box<InlineEvidence>),
}

impl Keyed for EvidenceRef {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

impl<'de> Deserialize<'de> for EvidenceRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::yaml::word_or_record(
            deserializer,
            "an evidence id, a file's path, or `{path: …, date: …}`",
            |word| (!word.trim().is_empty()).then(|| Self::Named(word.into())),
            |record| Self::Inline(Box::new(record)),
        )
    }
}

impl JsonSchema for EvidenceRef {
    fn schema_name() -> Cow<'static, str> {
        "EvidenceRef".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inline = generator.subschema_for::<InlineEvidence>();
        json_schema!({ "anyOf": [{ "type": "string", "minLength": 1 }, inline] })
    }
}

words! {
    /// What kind of proof a piece of evidence is.
    EvidenceKind {
        #[doc = "Report of a penetration test."] PentestReport = "pentest_report",
        #[doc = "Proof that a finding is gone."] Retest = "retest",
        #[doc = "Independent review of data protection."] DataReview = "data_review",
        #[doc = "Data protection impact assessment or screening."] Dpia = "dpia",
        #[doc = "Record of processing."] RecordOfProcessing = "record_of_processing",
        #[doc = "Signed processor contract."] Dpa = "dpa",
        #[doc = "Processor contract offered to customers."] DpaTemplate = "dpa_template",
        #[doc = "Standard terms."] Terms = "terms",
        #[doc = "Privacy notice."] PrivacyNotice = "privacy_notice",
        #[doc = "Trust pack."] TrustPack = "trust_pack",
        #[doc = "A vendor's terms."] VendorTerms = "vendor_terms",
        #[doc = "Certificate."] Certificate = "certificate",
        #[doc = "Test of deletion."] DeletionTest = "deletion_test",
        #[doc = "Test of export."] ExportTest = "export_test",
        #[doc = "Rehearsal of a person's request."] RequestRehearsal = "request_rehearsal",
        #[doc = "Test of the separation of customers."] IsolationTest = "isolation_test",
        #[doc = "Inventory of AI use."] AiInventory = "ai_inventory",
        #[doc = "Evaluation of a model."] AiEvaluation = "ai_evaluation",
        #[doc = "Notice to users."] UserNotice = "user_notice",
        #[doc = "Agreement."] Agreement = "agreement",
        #[doc = "Rehearsal of a migration."] MigrationRehearsal = "migration_rehearsal",
        #[doc = "Bill of materials."] Sbom = "sbom",
        #[doc = "Report of a scanner."] ScanReport = "scan_report",
        #[doc = "Export of settings."] SettingsExport = "settings_export",
        #[doc = "Attestation of a device."] DeviceAttestation = "device_attestation",
        #[doc = "Review of access."] AccessReview = "access_review",
        #[doc = "Run of a pipeline."] CiRun = "ci_run",
        #[doc = "Record of a release."] ReleaseRecord = "release_record",
        #[doc = "Test of the way back."] RollbackTest = "rollback_test",
        #[doc = "Rehearsal of a deployment."] DeployRehearsal = "deploy_rehearsal",
        #[doc = "Load test."] LoadTest = "load_test",
        #[doc = "A payment provider's attestation."] PciAttestation = "pci_attestation",
        #[doc = "Self-assessment of card data security."] Saq = "saq",
        #[doc = "Test of billing."] BillingTest = "billing_test",
        #[doc = "Test of an alert."] AlertTest = "alert_test",
        #[doc = "Rota."] Rota = "rota",
        #[doc = "Incident plan."] IncidentPlan = "incident_plan",
        #[doc = "Incident exercise."] IncidentExercise = "incident_exercise",
        #[doc = "Review after an incident."] PostIncidentReview = "post_incident_review",
        #[doc = "Exercise of a runbook."] RunbookExercise = "runbook_exercise",
        #[doc = "Recovery test."] RecoveryTest = "recovery_test",
        #[doc = "Backup policy."] BackupPolicy = "backup_policy",
        #[doc = "Table of failure modes."] FailureModeTable = "failure_mode_table",
        #[doc = "Decision on cost."] CostDecision = "cost_decision",
        #[doc = "Unit economics."] UnitEconomics = "unit_economics",
        #[doc = "Architecture decision record."] Adr = "adr",
        #[doc = "Minute of a meeting."] Minute = "minute",
    }
}

impl EvidenceKind {
    /// Whether it is a document that is written for customers to read.
    pub const fn is_read_by_customers(self) -> bool {
        matches!(
            self,
            Self::Terms | Self::DpaTemplate | Self::PrivacyNotice | Self::TrustPack
        )
    }
}

record! {
    /// Which kinds of evidence must exist before a stage begins.
    RequiredEvidence {
        /// The kinds.
        #[serde(default)]
        kinds: OneOrMany<EvidenceKind>,
        /// Kinds of the default list that were left out, with the reason.
        #[serde(default)]
        without: crate::yaml::Each<OmittedEvidence>,
        /// The day the list was fixed.
        date: Option<Day>,
        /// Who fixed it.
        by: Option<Who>,
    }
}

record! {
    /// A kind of evidence that was left out of the list.
    OmittedEvidence {
        /// The kind.
        kind: EvidenceKind,
        /// Why it is not needed.
        reason: Option<String>,
        /// Who decided it.
        by: Option<Who>,
        /// When it was decided.
        date: Option<Day>,
        /// The last day on which that holds.
        review_by: Option<Day>,
    }
}

impl Keyed for OmittedEvidence {
    const KEY: Option<&'static str> = Some("kind");
    const SHORT: Option<&'static str> = Some("reason");
}
