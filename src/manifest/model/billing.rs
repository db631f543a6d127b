//! How customers are charged.

use super::record::{record, words};
use super::{EvidenceRef, Id, TestResult, Who};
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// How customers are charged.
    Billing {
        /// The payment provider.
        provider: Option<Id>,
        /// How card data gets to it.
        integration: Option<CardIntegration>,
        /// Whether card data is stored.
        stores_card_data: Option<bool>,
        /// The self-assessment that applies.
        saq: Option<String>,
        /// The day it was made.
        saq_date: Option<Day>,
        /// How scripts on the payment page are guarded.
        script_protection: Option<bool>,
        /// Whether the provider confirms that its embedded page is guarded.
        provider_confirms_scripts: Option<bool>,
        /// The provider's attestation.
        provider_attestation: Option<Located<ProviderAttestation>>,
        /// Which duties are whose.
        responsibility_split: Option<EvidenceRef>,
        /// The decision to have a form of our own.
        own_form_decision: Option<EvidenceRef>,
        /// Whether a rule keeps card numbers out of tickets and logs.
        card_numbers_kept_out: Option<bool>,
        /// Customers that pay, as the billing system counts.
        paying_customers: Option<u32>,
        /// Who can reach the dashboard.
        #[serde(default)]
        access: Each<BillingAccess>,
        /// Why everybody has the same level.
        same_level_reason: Option<String>,
        /// Who may pay back.
        #[serde(default)]
        refund_authority: OneOrMany<Who>,
        /// Calls from the provider.
        webhooks: Option<Located<Webhooks>>,
        /// How support reaches billing.
        support_access: Option<String>,
        /// Stores that hold exports.
        #[serde(default)]
        exports: OneOrMany<Id>,
        /// Times a flow was tried.
        #[serde(default)]
        tests: Each<BillingTest>,
        /// What happens when a payment fails.
        failed_payment: Option<Located<FailedPayment>>,
        /// How long invoices are kept.
        invoice_retention: Option<Span>,
        /// Whether a smaller plan can leave data without an owner.
        downgrade_orphans_data: Option<bool>,
    }
}

words! {
    /// How card data gets to the provider.
    CardIntegration { #[doc = "On the provider's page."] Redirect = "redirect", #[doc = "By a link."] Link = "link", #[doc = "In a frame on our page."] Embedded = "embedded", #[doc = "In a form of our own."] OwnForm = "own_form", #[doc = "Not at all."] None = "none" }
}

record! {
    /// A payment provider's attestation.
    ProviderAttestation {
        /// Its last day.
        valid_until: Option<Day>,
        /// The attestation.
        evidence: Option<EvidenceRef>,
    }
}

record! {
    /// Who can reach the billing dashboard.
    BillingAccess {
        /// The person.
        person: Who,
        /// What it allows.
        level: Option<BillingLevel>,
        /// Whether a second factor is needed.
        mfa: Option<bool>,
        /// Whether several people share the account.
        shared: Option<bool>,
        /// Which side the person is on.
        team: Option<BillingTeam>,
    }
}

impl Keyed for BillingAccess {
    const KEY: Option<&'static str> = Some("person");
    const SHORT: Option<&'static str> = Some("level");
}

words! {
    /// What access to billing allows.
    BillingLevel { #[doc = "Look."] Read = "read", #[doc = "Answer customers."] Support = "support", #[doc = "Build."] Developer = "developer", #[doc = "Move money."] Finance = "finance", #[doc = "Everything."] Admin = "admin" }
}

words! {
    /// Which side a person with access to billing is on.
    BillingTeam { #[doc = "Those who build."] Engineering = "engineering", #[doc = "Those who count."] Finance = "finance", #[doc = "Those who answer."] Support = "support" }
}

record! {
    /// Calls from the payment provider.
    Webhooks {
        /// Whether entitlements hang on them.
        entitlements: Option<bool>,
        /// Whether their signature is checked.
        signature: Option<bool>,
        /// Whether the same call twice does no harm.
        idempotent: Option<bool>,
        /// How old a call may be.
        replay_window: Option<Span>,
        /// How differences are found.
        reconciliation: Option<String>,
        /// The last day they were.
        last_reconciled: Option<Day>,
    }
}

record! {
    /// A time a billing flow was tried.
    BillingTest {
        /// The flow.
        flow: Option<BillingFlow>,
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

impl Keyed for BillingTest {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

words! {
    /// A billing flow.
    BillingFlow { #[doc = "A customer leaves."] Cancel = "cancel", #[doc = "Money goes back."] Refund = "refund", #[doc = "An invoice goes out."] Invoice = "invoice", #[doc = "A payment fails."] Dunning = "dunning", #[doc = "An account is suspended."] Suspension = "suspension", #[doc = "A plan gets smaller."] Downgrade = "downgrade", #[doc = "A price goes up."] PriceChange = "price_change" }
}

record! {
    /// What happens when a payment fails.
    FailedPayment {
        /// Time before anything happens.
        grace: Option<Span>,
        /// What happens to access.
        access_effect: Option<String>,
        /// What happens to data.
        data_effect: Option<DataEffect>,
        /// Time from suspension until data is deleted.
        delete_after: Option<Span>,
    }
}

words! {
    /// What happens to data when a payment fails.
    DataEffect { #[doc = "Nothing."] Kept = "kept", #[doc = "It can be read, not changed."] ReadOnly = "read_only", #[doc = "It is deleted after a time."] Deleted = "deleted" }
}
