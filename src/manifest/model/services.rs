//! What exists: services, environments, vendors, network and logs.

use super::record::{record, words};
use super::{EvidenceRef, Id, Number, Who};
use crate::region::Region;
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, OneOrMany};

record! {
    /// Something customers use or that another service stands on.
    Service {
        /// Who can reach it.
        exposure: Option<Exposure>,
        /// The most sensitive data it touches.
        data: Option<DataClass>,
        /// Whether it is part of production.
        #[serde(default = "in_production")]
        production: bool,
        /// The ways in.
        #[serde(default)]
        surfaces: OneOrMany<Surface>,
        /// Whether users of it have different roles.
        roles: Option<bool>,
        /// Services and vendors it stands on.
        #[serde(default)]
        deps: Each<Dependency>,
        /// Limits that hold per customer.
        plan_limits: Option<Vec<String>>,
        /// Changes that matter for older proofs.
        #[serde(default)]
        changed: Each<ServiceChange>,
        /// Changes of the stored data's shape.
        #[serde(default)]
        schema_changes: Each<SchemaChange>,
        /// The day the service was added.
        since: Option<Day>,
        /// Whether the company builds it.
        built: Option<bool>,
    }
}

const fn in_production() -> bool {
    true
}

words! {
    /// Who can reach a service.
    Exposure { #[doc = "Anybody."] Internet = "internet", #[doc = "Named partners."] Partner = "partner", #[doc = "The company only."] Internal = "internal" }
}

words! {
    /// The most sensitive data a service touches.
    DataClass { #[doc = "None of customers."] None = "none", #[doc = "Customers', not personal."] Customer = "customer", #[doc = "Personal."] Personal = "personal", #[doc = "Special categories, such as health."] Special = "special" }
}

words! {
    /// A way into a service.
    Surface { #[doc = "A user interface."] Ui = "ui", #[doc = "A programming interface."] Api = "api", #[doc = "Calls from outside."] Webhooks = "webhooks", #[doc = "An administrator's panel."] Admin = "admin", #[doc = "A model that takes input."] Ai = "ai", #[doc = "A mobile app."] Mobile = "mobile", #[doc = "Background jobs."] Jobs = "jobs", #[doc = "Exports."] Export = "export", #[doc = "Search."] Search = "search", #[doc = "Files."] Files = "files", #[doc = "Support tools."] Support = "support" }
}

record! {
    /// A service or vendor that a service stands on.
    Dependency {
        /// The service or vendor.
        on: Id,
        /// Whether the service fails without it.
        #[serde(default)]
        kind: DependencyKind,
        /// What happens without it.
        fallback: Option<String>,
        /// When that was last tried.
        fallback_tested: Option<Day>,
        /// Whether two of it run side by side.
        redundant: Option<bool>,
    }
}

impl Dependency {
    /// Whether the service fails with it: it is hard, and no second one runs beside it.
    pub fn is_the_only_one(&self) -> bool {
        self.kind == DependencyKind::Hard && self.redundant != Some(true)
    }
}

impl Keyed for Dependency {
    const KEY: Option<&'static str> = Some("on");
    const SHORT: Option<&'static str> = Some("kind");
}

words! {
    /// Whether a service fails without what it stands on.
    #[derive(Default)]
    DependencyKind { #[doc = "It fails."] #[default] Hard = "hard", #[doc = "It goes on with less."] Soft = "soft" }
}

record! {
    /// A change that matters for older proofs.
    ServiceChange {
        /// The day it reached production.
        date: Day,
        /// What changed.
        what: Option<String>,
        /// Whether older proofs are void.
        major: Option<bool>,
        /// What it touched.
        #[serde(default)]
        affects: OneOrMany<Affects>,
    }
}

impl Keyed for ServiceChange {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// What a change touched.
    Affects { #[doc = "Sign-in and rights."] Auth = "auth", #[doc = "The separation of customers."] Isolation = "isolation", #[doc = "Who can reach it."] Exposure = "exposure", #[doc = "Where data is kept."] Storage = "storage", #[doc = "Payments."] Payments = "payments", #[doc = "The stored data's shape."] Schema = "schema" }
}

record! {
    /// A change of the stored data's shape.
    SchemaChange {
        /// The day it reached production.
        date: Day,
        /// Whether the previous version still runs on it.
        compatible: Option<bool>,
        /// How it was or will be done.
        strategy: Option<String>,
        /// Whether customers were told of a maintenance window.
        maintenance_window: Option<bool>,
    }
}

impl Keyed for SchemaChange {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// A place where services run.
    Environment {
        /// What it is for.
        kind: Option<EnvironmentKind>,
        /// The day it was created.
        created: Option<Day>,
        /// The environment it was made from.
        derived_from: Option<Id>,
        /// How it is built.
        built_from: Option<BuiltFrom>,
        /// Where it lies.
        #[serde(default)]
        region: OneOrMany<Region>,
        /// What data it holds.
        data: Option<EnvironmentData>,
        /// Customers that use it.
        customers: Option<u32>,
        /// Of these, customers that pay.
        paying_customers: Option<u32>,
        /// The vendor it runs at.
        vendor: Option<Id>,
        /// How data is masked, where it is.
        masking: Option<String>,
        /// Who allowed a copy of production data.
        approved_by: Option<Who>,
        /// The last day of the environment or its copy of data.
        expires: Option<Day>,
        /// Whether it is guarded as production is.
        equal_controls: Option<bool>,
        /// The label that keeps it from being taken for production.
        tag: Option<String>,
        /// The domain name it answers to.
        domain: Option<String>,
        /// The last day it was rebuilt from nothing.
        last_rebuilt: Option<Day>,
        /// How long that took.
        rebuild_took: Option<Span>,
        /// The hash of the pipeline definition that builds it.
        pipeline: Option<String>,
    }
}

words! {
    /// What an environment is for.
    EnvironmentKind { #[doc = "Customers."] Production = "production", #[doc = "The last look before."] Staging = "staging", #[doc = "The pilot."] Pilot = "pilot", #[doc = "A proof of concept."] Poc = "poc", #[doc = "Development."] Dev = "dev" }
}

words! {
    /// How an environment is built.
    BuiltFrom { #[doc = "From code, repeatably."] Code = "code", #[doc = "By hand."] Hand = "hand" }
}

words! {
    /// What data an environment holds.
    EnvironmentData { #[doc = "Customers' own."] Real = "real", #[doc = "Made up."] Synthetic = "synthetic", #[doc = "Customers', made unrecognisable."] Masked = "masked", #[doc = "A copy of production."] ProductionCopy = "production_copy" }
}

record! {
    /// A supplier.
    Vendor {
        /// What it does.
        does: Option<VendorService>,
        /// Whether it touches personal data of customers.
        personal_data: Option<bool>,
        /// Where it keeps or processes data.
        #[serde(default)]
        regions: OneOrMany<Region>,
        /// The day it began.
        since: Option<Day>,
        /// The processor contract.
        dpa: Option<Dpa>,
        /// What makes a transfer abroad lawful.
        transfer: Option<Transfer>,
        /// Its own availability promise, in percent.
        sla: Option<Number>,
        /// Its own recovery promise.
        rto: Option<Span>,
        /// How soon it tells us of a breach.
        breach_notice: Option<Span>,
        /// How soon its support answers.
        support: Option<Span>,
        /// How long it keeps data after we delete it.
        retention: Option<Span>,
        /// Whether features of it hand customer data to a model.
        ai_features: Option<bool>,
        /// When its own suppliers were last looked at.
        subprocessors_reviewed: Option<Day>,
        /// How we would leave.
        exit: Option<String>,
        /// How much depends on it.
        criticality: Option<Criticality>,
        /// Whether it is used on terms for consumers.
        free_tier: Option<bool>,
        /// Whom to call there in an emergency, or the status feed that is followed.
        emergency_contact: Option<String>,
        /// Quotas of ours there, by unit.
        #[serde(default)]
        quotas: Each<Quota>,
        /// Services that use it, where `deps` does not say it.
        #[serde(default)]
        services: OneOrMany<Id>,
    }
}

words! {
    /// What a vendor does.
    VendorService { #[doc = "Hosting."] Hosting = "hosting", #[doc = "Payments."] Payments = "payments", #[doc = "Error tracking."] Errors = "errors", #[doc = "Mail to customers."] Mail = "mail", #[doc = "Support desk."] Support = "support", #[doc = "Analytics."] Analytics = "analytics", #[doc = "Models."] Ai = "ai", #[doc = "Logs and metrics."] Logs = "logs", #[doc = "Sign-in."] Identity = "identity", #[doc = "Source code and pipelines."] Code = "code", #[doc = "Backups."] Backup = "backup", #[doc = "Delivery close to users."] Cdn = "cdn", #[doc = "Alerts and rotas."] Alerting = "alerting", #[doc = "Status page."] Status = "status", #[doc = "Messages to phones."] Messaging = "messaging", #[doc = "Customer relations."] Crm = "crm", #[doc = "Documents and files."] Documents = "documents", #[doc = "Accounts and invoices."] Accounting = "accounting", #[doc = "Something else; say it in `note`."] Other = "other" }
}

words! {
    /// What makes a transfer abroad lawful.
    Transfer { #[doc = "Standard contractual clauses."] Scc = "scc", #[doc = "The UK's transfer agreement."] Idta = "idta", #[doc = "A decision that the country protects enough."] Adequacy = "adequacy", #[doc = "Rules binding a whole group of companies."] Bcr = "bcr" }
}

words! {
    /// How much depends on a vendor.
    Criticality { #[doc = "Little."] Low = "low", #[doc = "Some."] Medium = "medium", #[doc = "The service."] High = "high" }
}

record! {
    /// A processor contract.
    SignedDpa {
        /// Whether it is signed.
        signed: Option<bool>,
        /// The day it was signed.
        date: Option<Day>,
        /// The contract.
        evidence: Option<EvidenceRef>,
    }
}

/// A processor contract: `signed`, `none`, or when and where it was signed.
#[derive(Debug, Clone, PartialEq)]
pub enum Dpa {
    /// It is signed; that is all we know.
    Signed,
    /// There is none.
    None,
    /// It is signed, and here is more.
    Recorded(Box<SignedDpa>),
}

record! {
    /// How much of something a vendor lets us use.
    Quota {
        /// What is counted.
        unit: String,
        /// How much of it.
        amount: Option<Number>,
    }
}

impl Keyed for Quota {
    const KEY: Option<&'static str> = Some("unit");
    const SHORT: Option<&'static str> = Some("amount");
}

record! {
    /// How traffic and administrators get in.
    Network {
        /// The public ways in.
        #[serde(default)]
        entry_points: Each<EntryPoint>,
        /// Whether stores can be reached from the internet.
        data_plane: Option<DataPlane>,
        /// How administrators get in.
        admin_path: Option<String>,
        /// Where this was decided.
        decision: Option<EvidenceRef>,
    }
}

record! {
    /// A public way in.
    EntryPoint {
        /// Its name.
        name: String,
        /// Whether it was decided to be there.
        decided: Option<bool>,
    }
}

impl Keyed for EntryPoint {
    const KEY: Option<&'static str> = Some("name");
    const SHORT: Option<&'static str> = Some("decided");
}

words! {
    /// Whether stores can be reached from the internet.
    DataPlane { #[doc = "They cannot."] Private = "private", #[doc = "They can."] Public = "public" }
}

record! {
    /// What logs hold and how long.
    Logging {
        /// Whether each line names its customer.
        tenant_aware: Option<bool>,
        /// Whether personal data or secrets get into logs.
        pii: Option<bool>,
        /// How long they are kept.
        retention: Option<Span>,
        /// Who can read them.
        #[serde(default)]
        access: OneOrMany<Who>,
        /// Whether a rule keeps card numbers out.
        card_numbers_masked: Option<bool>,
        /// Where they lie.
        #[serde(default)]
        regions: OneOrMany<Region>,
    }
}

impl<'de> serde::Deserialize<'de> for Dpa {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::yaml::word_or_record(
            deserializer,
            "`signed`, `none`, or a mapping with `date` and `evidence`",
            |word| match word {
                "signed" => Some(Self::Signed),
                "none" => Some(Self::None),
                _ => None,
            },
            |record| Self::Recorded(Box::new(record)),
        )
    }
}

impl schemars::JsonSchema for Dpa {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Dpa".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let record = generator.subschema_for::<SignedDpa>();
        schemars::json_schema!({ "anyOf": [{ "enum": ["signed", "none"] }, record] })
    }
}
