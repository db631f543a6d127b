//! Where AI is used, on what data, by which provider, for which kind of output.

use std::collections::BTreeSet;

use super::holders::providers;
use crate::manifest::Stands;
use crate::manifest::model::{Ai, AiFeature, Deployer, DeployerKind, Vendor, VendorService};
use crate::rules::{Context, RuleOutcome, Shortfalls, absent, quoted};
use crate::text::says_nothing;
use crate::yaml::Located;

pub(super) fn ai_position_recorded(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    let section = cx.section(&cx.manifest.ai, "ai");
    let used: BTreeSet<&str> = cx
        .manifest
        .ai
        .given()
        .and_then(|ai| ai.features.as_ref())
        .into_iter()
        .flat_map(|features| features.iter())
        .flat_map(|feature| providers(feature))
        .collect();
    check_vendors(cx, &used, &mut found);
    let ai = match section {
        Ok(ai) => ai,
        // a vendor of models contradicts the word that there are none
        Err(_) if found.any_fails() => return Ok(found),
        Err(unjudged) => return Err(unjudged),
    };
    match &ai.features {
        Some(features) => {
            for feature in features {
                check_feature(cx, feature, &mut found);
            }
        }
        None => {
            found
                .untold(
                    ai.at("features"),
                    "features",
                    "nobody told which features use a model",
                )
                .owned_by(ai.owner.as_deref())
                .cure("list them under `ai.features`, an empty list where there is none");
        }
    }
    check_agents(cx, ai, &mut found);
    Ok(found)
}

fn check_vendors(cx: &Context<'_>, used: &BTreeSet<&str>, found: &mut Shortfalls) {
    let agents: BTreeSet<&str> = cx
        .manifest
        .ai
        .given()
        .into_iter()
        .flat_map(|ai| ai.delivery_agents.iter())
        .filter_map(|agent| agent.provider.as_deref())
        .collect();
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    let runs_models = |vendor: &Vendor| vendor.does == Some(VendorService::Ai);
    for (id, vendor) in vendors.filter(|(_, vendor)| runs_models(vendor)) {
        if !used.contains(id.as_str()) && !agents.contains(id.as_str()) {
            found
                .fails("vendor_without_use", vendor.at("does"), id, format!("`{id}` runs models, and no feature or agent is recorded that uses it"))
                .owned_by(vendor.owner.as_deref())
                .cure("write the feature under `ai.features`, or the agent under `ai.delivery_agents`, with this `provider`");
        }
    }
}

fn check_feature(cx: &Context<'_>, feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let owner = cx.owner_or_area(feature.owner.as_ref(), "assurance");
    let fields = [
        ("service", feature.service.is_none()),
        ("model", says_nothing(feature.model.as_ref())),
        ("provider", feature.provider.is_none()),
        ("data", feature.data.is_none()),
        ("personal", feature.personal.is_none()),
        ("regions", feature.regions.is_empty()),
        ("retention", feature.retention.is_none()),
        ("training_use", feature.training_use.is_none()),
        ("output", feature.output.is_none()),
        ("review", feature.review.is_none()),
        ("since", feature.since.is_none()),
        ("owner", owner.is_none()),
    ];
    let missing = absent(fields);
    if let Some(first) = missing.first() {
        let missing = quoted(&missing);
        found
            .fails(
                "field_missing",
                feature.at(*first),
                &feature.id,
                format!("feature `{}` does not say {missing}", feature.id),
            )
            .owned_by(owner)
            .cure(format!("write {missing}"));
    }
}

/// An agent that changes production sees what is there.
fn check_agents(cx: &Context<'_>, ai: &Ai, found: &mut Shortfalls) {
    let listed: BTreeSet<&str> = ai
        .delivery_agents
        .iter()
        .map(|agent| agent.id.as_str())
        .collect();
    let deployers = cx
        .manifest
        .access
        .given()
        .into_iter()
        .flat_map(|access| access.deployers.iter());
    let may_be_agent = |deployer: &Deployer| match deployer.kind {
        Some(DeployerKind::Agent) => true,
        Some(DeployerKind::Person | DeployerKind::Pipeline) => false,
        None => cx.person(&deployer.id).is_none(),
    };
    for agent in deployers.filter(|deployer| may_be_agent(deployer)) {
        if !listed.contains(agent.id.as_str()) {
            found
                .warns("agent_not_listed", agent.at("id"), &agent.id, format!("`{}` can change production by itself, and `ai.delivery_agents` does not list it", agent.id))
                .owned_by(agent.approver.as_deref())
                .cure("list it, with what it can read and who answers for it");
        }
    }
    for agent in &ai.delivery_agents {
        let reads = [
            ("reads_customer_data", agent.reads_customer_data),
            ("reads_secrets", agent.reads_secrets),
        ];
        if let Some((field, _)) = reads.into_iter().find(|(_, reads)| reads.is_none()) {
            found
                .warns(
                    "agent_reach_unsaid",
                    agent.at(field),
                    &agent.id,
                    format!("agent `{}` does not say `{field}`", agent.id),
                )
                .owned_by(agent.approver.as_deref())
                .comparing(field)
                .cure(format!("write `{field}`"));
        }
    }
}
