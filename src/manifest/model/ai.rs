//! Where AI is used.

use super::record::{record, words};
use super::{EvidenceRef, Id, TestResult, Who};
use crate::region::Region;
use crate::time::{Day, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// Where AI is used, on what data, by which provider.
    Ai {
        /// Features that use a model.
        #[serde(default)]
        features: Option<Each<AiFeature>>,
        /// Programs that write code or act for the team.
        #[serde(default)]
        delivery_agents: Each<DeliveryAgent>,
    }
}

record! {
    /// A feature that uses a model.
    AiFeature {
        /// Its id.
        id: Id,
        /// The service it belongs to.
        service: Option<Id>,
        /// The model.
        model: Option<String>,
        /// The vendor that runs it.
        provider: Option<Id>,
        /// What data it gets.
        data: Option<String>,
        /// Whether that is personal data.
        personal: Option<bool>,
        /// Where it runs.
        #[serde(default)]
        regions: OneOrMany<Region>,
        /// How long prompts and embeddings are kept.
        retention: Option<Span>,
        /// Whether the provider may train on the data.
        training_use: Option<TrainingUse>,
        /// Whether no-training rests on an account setting.
        training_setting: Option<bool>,
        /// The export of that setting.
        setting_export: Option<EvidenceRef>,
        /// The provider's terms.
        terms: Option<EvidenceRef>,
        /// Models it falls back to.
        #[serde(default)]
        fallback: Each<AiFallback>,
        /// What its output is used for.
        output: Option<AiOutput>,
        /// Whether its output decides about people.
        affects_people: Option<bool>,
        /// Who looks at its output, and when.
        review: Option<String>,
        /// Whether a person can overrule it.
        r#override: Option<bool>,
        /// How people can contest a decision.
        contest_route: Option<String>,
        /// How it is switched off.
        kill_switch: Option<bool>,
        /// Whether its cost is capped.
        cost_cap: Option<bool>,
        /// The newest evaluation.
        evaluation: Option<Located<AiEvaluation>>,
        /// The first day.
        since: Option<Day>,
        /// The day since which this model runs.
        since_model: Option<Day>,
        /// The class of risk under the law.
        risk_class: Option<RiskClass>,
        /// Who oversees it.
        oversight_owner: Option<Who>,
        /// How long its logs are kept.
        logs_kept: Option<Span>,
        /// Whether people affected are told.
        people_told: Option<bool>,
        /// Whether it works unless switched off.
        default: Option<OnOff>,
        /// Whether people who talk to it are told so.
        disclosed: Option<bool>,
        /// Whether people talk to it.
        interacts: Option<bool>,
        /// Whether customers are told that it only assists.
        claimed_assistive: Option<bool>,
    }
}

impl Keyed for AiFeature {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

words! {
    /// Whether a provider may train on the data it gets.
    TrainingUse { #[doc = "It may not."] No = "no", #[doc = "It may."] Yes = "yes", #[doc = "Nobody has looked."] Unknown = "unknown" }
}

words! {
    /// What a model's output is used for.
    AiOutput { #[doc = "It decides."] Decision = "decision", #[doc = "It recommends."] Recommendation = "recommendation", #[doc = "It drafts."] Draft = "draft", #[doc = "It stays inside."] Internal = "internal" }
}

words! {
    /// The class of risk under the law.
    RiskClass { #[doc = "Hardly any."] Minimal = "minimal", #[doc = "People must be told."] Limited = "limited", #[doc = "Duties apply."] High = "high" }
}

words! {
    /// Whether something works unless switched off.
    OnOff { #[doc = "It works."] On = "on", #[doc = "It does not."] Off = "off" }
}

record! {
    /// A model to fall back to.
    AiFallback {
        /// The vendor that runs it.
        provider: Id,
        /// The model.
        model: Option<String>,
        /// Where it runs.
        #[serde(default)]
        regions: OneOrMany<Region>,
        /// How long prompts are kept.
        retention: Option<Span>,
        /// Whether the provider may train on the data.
        training_use: Option<TrainingUse>,
        /// The provider's terms, where it is not the feature's own provider.
        terms: Option<EvidenceRef>,
    }
}

impl Keyed for AiFallback {
    const KEY: Option<&'static str> = Some("provider");
    const SHORT: Option<&'static str> = Some("regions");
}

record! {
    /// An evaluation of a model for its use.
    AiEvaluation {
        /// When.
        date: Option<Day>,
        /// The model evaluated.
        model: Option<String>,
        /// How it ended.
        result: Option<TestResult>,
        /// How many cases.
        cases: Option<u32>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

record! {
    /// A program that writes code or acts for the team.
    DeliveryAgent {
        /// Its id.
        id: Id,
        /// What it may do.
        rights: Option<AgentRights>,
        /// Whether it can read customer data.
        reads_customer_data: Option<bool>,
        /// Whether it can read secrets of production.
        reads_secrets: Option<bool>,
        /// Its provider.
        provider: Option<Id>,
        /// The person who answers for what it does.
        approver: Option<Who>,
    }
}

impl Keyed for DeliveryAgent {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = Some("rights");
}

words! {
    /// What an agent may do.
    AgentRights { #[doc = "Propose."] Propose = "propose", #[doc = "Change after a person approved."] Approved = "approved", #[doc = "Anything."] Unbounded = "unbounded" }
}
