//! Whose data is held, where, why and how long; and what becomes of the pilot's.

use super::record::{record, words};
use super::{EvidenceRef, Id, TestResult, Who};
use crate::region::Region;
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, Named, OneOrMany};

record! {
    /// Whose data is held, in which role, where, why and how long.
    DataPosition {
        /// For each purpose, whether the company decides (controller) or acts for a customer (processor).
        #[serde(default)]
        roles: std::collections::BTreeMap<String, DataRole>,
        /// The places where data lies.
        #[serde(default)]
        stores: Named<Store>,
        /// When the inventory was last reviewed.
        reviewed: Option<Day>,
        /// The data protection impact assessment.
        dpia: Option<Located<Dpia>>,
        /// How requests of persons are served.
        requests: Option<Located<DataRequests>>,
        /// How complaints are served.
        complaints: Option<Located<Complaints>>,
        /// Times a deletion was tried.
        #[serde(default)]
        deletion_tests: Each<DeletionTest>,
        /// Data of the company itself: staff, prospects, suppliers.
        company_data: Option<String>,
        /// The record of processing.
        evidence: Option<EvidenceRef>,
    }
}

words! {
    /// Who decides what happens to data.
    DataRole { #[doc = "The company."] Controller = "controller", #[doc = "Its customer."] Processor = "processor" }
}

record! {
    /// A place where data lies.
    Store {
        /// The service it belongs to.
        service: Option<Id>,
        /// What kinds of data it holds.
        #[serde(default)]
        categories: OneOrMany<DataCategory>,
        /// Whom the data is about.
        #[serde(default)]
        subjects: OneOrMany<String>,
        /// What it is for; a purpose under `roles`.
        purpose: Option<String>,
        /// Where it lies.
        #[serde(default)]
        regions: OneOrMany<Region>,
        /// Where its backups lie.
        #[serde(default)]
        backup_regions: OneOrMany<Region>,
        /// How long live data remains after its trigger: a request, or the end of a contract.
        retention: Option<Retention>,
        /// How long backups keep what is gone.
        backup_retention: Option<Span>,
        /// The store it can be made anew from.
        derivable_from: Option<Id>,
        /// How long live data is kept in its normal life.
        kept_while: Option<String>,
        /// What allows the processing of special categories.
        lawful_basis: Option<String>,
        /// Whether it can be reached from the internet.
        internet_reachable: Option<bool>,
        /// Whether it is encrypted.
        encrypted: Option<bool>,
        /// How much it holds now, in gigabytes.
        size_gb: Option<super::Number>,
        /// How customers are kept apart in it.
        shared: Option<bool>,
    }
}

words! {
    /// A kind of data.
    DataCategory {
        #[doc = "Names and addresses."] Contact = "contact",
        #[doc = "What people do in the product."] Usage = "usage",
        #[doc = "Sign-in data."] Account = "account",
        #[doc = "What customers put in."] Content = "content",
        #[doc = "Invoices and payments, without card numbers."] Billing = "billing",
        #[doc = "Card numbers."] Card = "card",
        #[doc = "Messages with support."] Support = "support",
        #[doc = "Places people were."] Location = "location",
        #[doc = "Health."] Health = "health",
        #[doc = "Body features that identify."] Biometric = "biometric",
        #[doc = "Genes."] Genetic = "genetic",
        #[doc = "Origin."] Ethnicity = "ethnicity",
        #[doc = "Belief."] Religion = "religion",
        #[doc = "Politics."] Politics = "politics",
        #[doc = "Unions."] Union = "union",
        #[doc = "Sexual life."] Sexuality = "sexuality",
        #[doc = "Offences."] Criminal = "criminal",
        #[doc = "Children."] Children = "children",
        #[doc = "Employment."] Employment = "employment",
        #[doc = "Log lines."] Logs = "logs",
        #[doc = "Records for auditors."] Audit = "audit",
        #[doc = "Figures about nobody."] Aggregate = "aggregate",
        #[doc = "Something else; say it in `note`."] Other = "other",
    }
}

impl DataCategory {
    /// Whether the law gives this kind special protection.
    pub const fn is_special(self) -> bool {
        matches!(
            self,
            Self::Health
                | Self::Biometric
                | Self::Genetic
                | Self::Ethnicity
                | Self::Religion
                | Self::Politics
                | Self::Union
                | Self::Sexuality
                | Self::Criminal
        )
    }

    /// Whether it is of customers wherever it lies. Log lines, records and figures may be of the company only.
    pub const fn is_of_customers(self) -> bool {
        !matches!(
            self,
            Self::Logs | Self::Audit | Self::Employment | Self::Aggregate | Self::Other
        )
    }

    /// Whether it is about people.
    pub const fn is_personal(self) -> bool {
        !matches!(self, Self::Aggregate | Self::Other | Self::Content)
    }
}

/// How long live data remains after its trigger: a span, or the words that avoid one.
#[derive(Debug, Clone, PartialEq)]
pub enum Retention {
    /// That long.
    Span(Span),
    /// As long as necessary, which is no figure.
    AsLongAsNecessary,
}

impl<'de> serde::Deserialize<'de> for Retention {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;

        let text = String::deserialize(deserializer)?;
        if text == "as_long_as_necessary" {
            return Ok(Self::AsLongAsNecessary);
        }
        text.parse().map(Self::Span).map_err(D::Error::custom)
    }
}

impl schemars::JsonSchema for Retention {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Retention".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let span = generator.subschema_for::<Span>();
        schemars::json_schema!({ "anyOf": [{ "const": "as_long_as_necessary" }, span] })
    }
}

record! {
    /// The data protection impact assessment.
    Dpia {
        /// The day it was screened whether one is needed.
        screened: Option<Day>,
        /// What makes one necessary.
        #[serde(default)]
        triggers: OneOrMany<DpiaTrigger>,
        /// The day it was made.
        date: Option<Day>,
        /// The assessment.
        evidence: Option<EvidenceRef>,
        /// The risk that remains.
        residual: Option<super::Level>,
        /// Whether the authority was consulted.
        authority_consulted: Option<bool>,
        /// The decision to go on with a high risk.
        decision: Option<EvidenceRef>,
    }
}

words! {
    /// What makes an impact assessment necessary.
    DpiaTrigger { #[doc = "Special categories at scale."] SpecialCategories = "special_categories", #[doc = "Systematic evaluation or automated decisions."] AutomatedDecisions = "automated_decisions", #[doc = "New technology, models on personal data included."] NewTechnology = "new_technology", #[doc = "Monitoring of people."] Monitoring = "monitoring", #[doc = "Data of children."] Children = "children", #[doc = "Data leaves the country."] CrossBorder = "cross_border", #[doc = "Data sets are combined."] CombinedData = "combined_data" }
}

record! {
    /// How requests of persons are served.
    DataRequests {
        /// Where they arrive.
        channel: Option<String>,
        /// Days until they are answered.
        days: Option<u32>,
        /// How it is done.
        procedure: Option<String>,
        /// The last day it was done or rehearsed.
        last_run: Option<Day>,
    }
}

record! {
    /// How complaints are served.
    Complaints {
        /// Where they arrive.
        channel: Option<String>,
        /// Days until they are acknowledged.
        acknowledge_days: Option<u32>,
    }
}

record! {
    /// A time a deletion was tried.
    DeletionTest {
        /// Its id.
        id: Option<Id>,
        /// The service.
        service: Option<Id>,
        /// When.
        date: Option<Day>,
        /// How it ended.
        result: Option<TestResult>,
        /// How long until the data was gone from live stores.
        took: Option<Span>,
        /// Who did it.
        by: Option<Who>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for DeletionTest {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// What happens to the data of the pilot.
    PilotData {
        /// What was decided.
        decision: Option<PilotDecision>,
        /// Who decided.
        by: Option<Who>,
        /// In which role.
        role: Option<Who>,
        /// When.
        date: Option<Day>,
        /// What pilot users were told about their data.
        told_users: Option<ToldUsers>,
        /// The notice they were given.
        notice: Option<EvidenceRef>,
        /// Their agreement to keeping it.
        agreement: Option<EvidenceRef>,
        /// The last day of the pilot's data.
        cutoff: Option<Day>,
        /// Rehearsals of the move.
        #[serde(default)]
        rehearsals: Each<MigrationRehearsal>,
        /// The backup before the move.
        backup: Option<EvidenceRef>,
        /// How long the move may take.
        window: Option<Span>,
        /// Who approved the move.
        approved_by: Option<Who>,
        /// The record that the data was deleted.
        deletion: Option<EvidenceRef>,
        /// The day the data was deleted.
        deleted: Option<Day>,
        /// The day the move was made.
        migrated: Option<Day>,
        /// The record that counts agreed after the move.
        reconciliation: Option<EvidenceRef>,
        /// Whether records made for tests are kept apart.
        test_records_separated: Option<bool>,
        /// Whether requests for deletion received before are left out of the move.
        deletion_requests_excluded: Option<bool>,
        /// Whether the move changes identifiers.
        identifiers_change: Option<bool>,
        /// Whether it was checked after the move that everybody sees their own only.
        access_checked: Option<bool>,
        /// Whether every pilot gate passed on the day of the cutoff.
        gates_passed_at_cutoff: Option<bool>,
    }
}

words! {
    /// What happens to the data of a pilot.
    PilotDecision { #[doc = "It is deleted."] Delete = "delete", #[doc = "It moves to production."] Migrate = "migrate", #[doc = "The pilot becomes production."] Adopt = "adopt" }
}

words! {
    /// What pilot users were told about their data.
    ToldUsers { #[doc = "That it is temporary."] Temporary = "temporary", #[doc = "That it may be kept."] MayBeKept = "may_be_kept", #[doc = "Nothing."] Nothing = "nothing" }
}

record! {
    /// A rehearsal of the move of data.
    MigrationRehearsal {
        /// When.
        date: Option<Day>,
        /// Where.
        env: Option<Id>,
        /// How it ended.
        result: Option<TestResult>,
        /// Records before.
        source_count: Option<u64>,
        /// Records after.
        target_count: Option<u64>,
        /// Records left behind, counted.
        rejected: Option<u64>,
        /// How long it took.
        duration: Option<Span>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for MigrationRehearsal {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}
