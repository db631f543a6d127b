//! Features that use a model, and on whose terms.

use std::collections::BTreeSet;

use super::why_none;
use crate::manifest::Stands;
use crate::manifest::model::{AiFeature, VendorService};
use crate::rules::assurance::holders::providers;
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn ai_position(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    check_vendors(cx, &mut found);
    let ai = match cx.section(&cx.manifest.ai, "ai") {
        // a vendor of models contradicts the word that there are none
        Err(_) if found.any_fails() => return Ok(found),
        answer => answer?,
    };
    let features = cx.part(ai.features.as_ref(), ai.at("features"), "ai.features")?;
    for feature in features {
        check_feature(cx, feature, &mut found);
    }
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
    Asked::of(feature, id, owner).ask(
        fields,
        |field| format!("feature `{id}` does not say `{field}`"),
        found,
    );
    if let Some(why) = why_none(cx, feature.terms.as_ref()) {
        let provider = feature.provider.as_deref().unwrap_or("its provider");
        found
            .fails(
                "no_terms",
                feature.at("terms"),
                id,
                format!(
                    "feature `{id}` hands data to `{provider}`, and its terms are not on record{why}"
                ),
            )
            .owned_by(owner)
            .cure("keep the provider's terms of that day, and write them as `terms`");
    }
}

/// A provider of models that no feature and no agent names is used for something that nobody listed.
fn check_vendors(cx: &Context<'_>, found: &mut Shortfalls) {
    let ai = cx.manifest.ai.given();
    let of_features = ai.and_then(|ai| ai.features.as_ref()).into_iter();
    let agents = ai.into_iter().flat_map(|ai| ai.delivery_agents.iter());
    let named: BTreeSet<&str> = of_features
        .flat_map(|features| features.iter())
        .flat_map(|feature| providers(feature))
        .chain(agents.filter_map(|agent| agent.provider.as_deref()))
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
