//! Features that use a model, and on whose terms.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{Ai, AiFeature, VendorService};
use crate::rules::assurance::holders::providers;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn ai_position(cx: &Context<'_>) -> RuleOutcome {
    let ai = cx.section(&cx.manifest.ai, "ai")?;
    let features = cx.part(ai.features.as_ref(), ai.at("features"), "ai.features")?;
    let mut found = Shortfalls::none();
    for feature in features {
        check_feature(cx, feature, &mut found);
    }
    check_vendors(cx, ai, &mut found);
    Ok(found)
}

fn check_feature(cx: &Context<'_>, feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let id = feature.id.as_str();
    let owner = cx.owner_or_area(feature.owner.as_ref(), "pilot");
    let fields = [
        ("service", feature.service.is_none()),
        ("model", feature.model.is_none()),
        ("provider", feature.provider.is_none()),
        ("data", feature.data.is_none()),
    ];
    for (field, _) in fields.into_iter().filter(|(_, is_absent)| *is_absent) {
        found
            .untold(
                feature.at(field),
                id,
                format!("feature `{id}` does not say `{field}`"),
            )
            .owned_by(owner)
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
    if feature.terms.is_none() {
        let provider = feature.provider.as_deref().unwrap_or("its provider");
        found
            .fails(
                "no_terms",
                feature.at("terms"),
                id,
                format!(
                    "feature `{id}` hands data to `{provider}`, and its terms are not on record"
                ),
            )
            .owned_by(owner)
            .cure("keep the provider's terms of that day, and write them as `terms`");
    }
}

/// A provider of models that no feature and no agent names is used for something that nobody listed.
fn check_vendors(cx: &Context<'_>, ai: &Ai, found: &mut Shortfalls) {
    let of_features = ai.features.iter().flat_map(|features| features.iter());
    let named: BTreeSet<&str> = of_features
        .flat_map(|feature| providers(feature))
        .chain(
            ai.delivery_agents
                .iter()
                .filter_map(|agent| agent.provider.as_deref()),
        )
        .collect();
    let vendors = cx.manifest.vendors.given();
    for (id, vendor) in vendors.into_iter().flat_map(|vendors| vendors.iter()) {
        if vendor.does == Some(VendorService::Ai) && !named.contains(id.as_str()) {
            found
                .fails(
                    "provider_without_feature",
                    vendor.at("does"),
                    id,
                    format!("`{id}` runs models for the company, and no feature names it"),
                )
                .owned_by(vendor.owner.as_deref())
                .cure("list the feature that uses it under `ai.features`, or the tool under `ai.delivery_agents`");
        }
    }
}
