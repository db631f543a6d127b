//! What production costs and who decided that.

use std::collections::BTreeMap;

use super::record::{record, words};
use super::{EvidenceRef, Id, Number, Stage, Who};
use crate::time::{Day, Month, Span};
use crate::yaml::{Each, Keyed, Located, OneOrMany};

record! {
    /// What production costs and who decided that; amounts are in one currency, a month.
    Cost {
        /// The currency.
        currency: Option<String>,
        /// What is paid for.
        #[serde(default)]
        lines: Option<Each<CostLine>>,
        /// What was spent.
        actual: Option<Located<ActualCost>>,
        /// What may be spent.
        approved: Option<Located<ApprovedCost>>,
        /// When somebody is told.
        #[serde(default)]
        alerts: Each<CostAlert>,
        /// Decisions on a cost step.
        #[serde(default)]
        decisions: Option<Each<CostDecision>>,
        /// What a customer costs.
        unit: Option<Located<UnitEconomics>>,
    }
}

record! {
    /// Something that is paid for.
    CostLine {
        /// What.
        what: String,
        /// The environment it belongs to.
        environment: Option<Id>,
        /// The amount a month.
        monthly: Option<Number>,
        /// What kind of cost it is.
        category: Option<CostCategory>,
        /// The last day, where it is meant to end.
        temporary_until: Option<Day>,
        /// Promises, risks and triggers it pays for.
        #[serde(default, rename = "for")]
        pays_for: OneOrMany<Id>,
        /// What it can deliver.
        #[serde(default)]
        delivers: OneOrMany<Delivers>,
    }
}

impl Keyed for CostLine {
    const KEY: Option<&'static str> = Some("what");
    const SHORT: Option<&'static str> = Some("monthly");
}

words! {
    /// A kind of cost.
    CostCategory { #[doc = "Hosting and what runs on it."] Infrastructure = "infrastructure", #[doc = "Support."] Support = "support", #[doc = "Payments."] Payment = "payment", #[doc = "What one customer needs alone."] Tenant = "tenant", #[doc = "Security."] Security = "security", #[doc = "Models."] Ai = "ai", #[doc = "Tools of the team."] Tools = "tools", #[doc = "Resilience."] Resilience = "resilience" }
}

words! {
    /// What a cost line can deliver.
    Delivers { #[doc = "People on duty day and night."] OnCall = "on_call", #[doc = "A partner on duty."] PartnerCover = "partner_cover", #[doc = "A standby."] Standby = "standby", #[doc = "Two of everything."] Redundancy = "redundancy", #[doc = "Copies of the data."] Backup = "backup", #[doc = "Point-in-time recovery."] Pitr = "pitr", #[doc = "Machines of a customer's own."] PerTenant = "per_tenant", #[doc = "A second region."] SecondRegion = "second_region" }
}

record! {
    /// What was spent in a month.
    ActualCost {
        /// The month.
        month: Option<Month>,
        /// The amount.
        amount: Option<Number>,
    }
}

record! {
    /// What may be spent a month.
    ApprovedCost {
        /// The amount.
        amount: Option<Number>,
        /// Who approved it.
        by: Option<Who>,
        /// In which role.
        role: Option<Who>,
        /// When.
        date: Option<Day>,
    }
}

record! {
    /// When somebody is told of cost.
    CostAlert {
        /// The environment.
        environment: Option<Id>,
        /// The amount a month.
        threshold: Option<Number>,
        /// Who is told.
        to: Option<String>,
    }
}

impl Keyed for CostAlert {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

record! {
    /// A decision on a cost step.
    CostDecision {
        /// Its id.
        id: Id,
        /// The stage it is about.
        stage: Option<Stage>,
        /// When.
        date: Option<Day>,
        /// Who decided.
        by: Option<Who>,
        /// In which role.
        role: Option<Who>,
        /// The amount a month before.
        from: Option<Number>,
        /// The amount a month after.
        to: Option<Number>,
        /// Why.
        why: Option<String>,
        /// What else was considered; staying as it is counts.
        #[serde(default)]
        options: OneOrMany<String>,
        /// The promises it pays for.
        #[serde(default)]
        promises: OneOrMany<Id>,
        /// The risks it leaves or takes away.
        #[serde(default)]
        risks: OneOrMany<Id>,
        /// The last day on which it holds.
        review_by: Option<Day>,
        /// The first day the money was spent.
        spend_began: Option<Day>,
        /// The record.
        evidence: Option<EvidenceRef>,
    }
}

impl Keyed for CostDecision {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = None;
}

record! {
    /// What a customer costs and pays, a month.
    UnitEconomics {
        /// The cost without any customer.
        baseline: Option<Number>,
        /// The cost of one more customer.
        per_tenant: Option<Number>,
        /// The cost of one more use.
        per_usage: Option<Number>,
        /// Uses of an average customer.
        usage_per_customer: Option<Number>,
        /// Hours of support an average customer needs.
        support_hours_per_customer: Option<Number>,
        /// What an hour of support costs.
        support_hour_cost: Option<Number>,
        /// Fees for the payment of one customer.
        payment_fees: Option<Number>,
        /// The cost of one call of a model.
        ai_per_call: Option<Number>,
        /// Calls of an average customer.
        ai_calls_per_customer: Option<Number>,
        /// The lowest price a customer pays.
        price_floor: Option<Number>,
        /// The customers now.
        customers: Option<u32>,
        /// The day of these figures.
        date: Option<Day>,
        /// What the largest customer costs.
        largest_tenant_cost: Option<Number>,
        /// What the largest customer pays.
        largest_tenant_price: Option<Number>,
        /// What each plan allows, for what costs by use.
        #[serde(default)]
        plan_limits: Each<PlanLimit>,
        /// The decision to grow at a loss.
        growth_decision: Option<Id>,
        /// The number of customers at which the loss ends.
        turns_at_customers: Option<u32>,
        /// The sheet.
        evidence: Option<EvidenceRef>,
        /// Anything else that is counted, by name.
        #[serde(default)]
        other: BTreeMap<String, Number>,
        /// How long the figures were gathered.
        period: Option<Span>,
    }
}

record! {
    /// What a plan allows of something that costs by use.
    PlanLimit {
        /// The plan.
        plan: String,
        /// What is counted.
        unit: Option<String>,
        /// How much of it; nothing here means without limit.
        amount: Option<Number>,
        /// Whether fair use is part of the terms.
        fair_use: Option<bool>,
        /// Whether each use costs the company.
        costs_per_use: Option<bool>,
    }
}

impl Keyed for PlanLimit {
    const KEY: Option<&'static str> = Some("plan");
    const SHORT: Option<&'static str> = None;
}
