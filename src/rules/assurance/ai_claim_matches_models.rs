//! What customers are told about AI, against what runs.

use std::collections::{BTreeMap, BTreeSet};

use super::holders::{Holders, holders_for, providers};
use super::promised::{compare_all, ids, promises_told, section_for};
use crate::manifest::model::{
    AiFeature, AiOutput, AiUse, Commitment, OnOff, Promise, PromiseKind, Vendor, VendorService,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn ai_claim_matches_models(cx: &Context<'_>) -> RuleOutcome {
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    let features: Vec<&Located<AiFeature>> = features
        .into_iter()
        .flat_map(|features| features.iter())
        .collect();
    let mut found = Shortfalls::none();
    if features.is_empty() {
        cx.section(&cx.manifest.promises, "promises")?;
    }
    let promises = promises_told(cx, PromiseKind::AiUse, &mut found);
    if promises.is_empty() && features.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable(
            "nothing is said about AI, and no feature uses it",
        ));
    }
    let all = ids(&promises);
    section_for(cx, &cx.manifest.ai, "ai", &all, &mut found);
    if !promises.is_empty() {
        section_for(cx, &cx.manifest.vendors, "vendors", &all, &mut found);
    }
    let told: BTreeSet<&str> = features.iter().flat_map(|it| providers(it)).collect();
    let mut untold: BTreeMap<&str, (&Located<Vendor>, Vec<&str>)> = BTreeMap::new();
    for promise in promises {
        let Commitment::AiUse(claim) = promise.commitment else {
            continue;
        };
        let holders = holders_for(cx, promise);
        if matches!(claim, AiUse::None | AiUse::Listed) {
            for (id, vendor) in silent_vendors(&holders) {
                let (_, promises) = untold.entry(id).or_insert((vendor, Vec::new()));
                promises.push(&promise.id);
            }
        }
        match claim {
            AiUse::None => check_none(promise, uses(&holders, &told), &mut found),
            AiUse::Listed => check_listed(promise, &uses(&holders, &told), &holders, &mut found),
            AiUse::OptIn => check_opt_in(promise, &holders, &mut found),
            AiUse::Any => {}
        }
    }
    report_silence(&untold, &mut found);
    for feature in features {
        check_decision(feature, &mut found);
        check_disclosure(feature, &mut found);
    }
    Ok(found)
}

/// What hands data to a model: a feature of ours, or of a vendor.
struct Use<'a> {
    id: &'a str,
    name: String,
    path: ManifestPath,
    owner: Option<&'a str>,
}

/// What hands data to a model. A vendor of models does so itself, unless it runs a feature, which then tells where.
fn uses<'a>(holders: &Holders<'a>, run_features: &BTreeSet<&str>) -> Vec<Use<'a>> {
    let features = holders.features.iter().map(|feature| Use {
        id: &feature.id,
        name: format!("feature `{}`", feature.id),
        path: feature.at("id"),
        owner: feature.owner.as_deref(),
    });
    let vendors = holders.vendors.iter().filter_map(|(id, vendor)| {
        let field = if vendor.ai_features == Some(true) {
            "ai_features"
        } else if vendor.does == Some(VendorService::Ai) && !run_features.contains(id) {
            "does"
        } else {
            return None;
        };
        Some(Use {
            id,
            name: format!("vendor `{id}`"),
            path: vendor.at(field),
            owner: vendor.owner.as_deref(),
        })
    });
    features.chain(vendors).collect()
}

/// Vendors of which nobody told whether an assistant of theirs reads along.
fn silent_vendors<'a>(holders: &Holders<'a>) -> Vec<(&'a str, &'a Located<Vendor>)> {
    let vendors = holders.vendors.iter().copied();
    vendors
        .filter(|(_, vendor)| {
            vendor.ai_features.is_none() && vendor.does != Some(VendorService::Ai)
        })
        .collect()
}

fn report_silence(untold: &BTreeMap<&str, (&Located<Vendor>, Vec<&str>)>, found: &mut Shortfalls) {
    let Some((first, _)) = untold.values().next() else {
        return;
    };
    let names: Vec<String> = untold.keys().map(|id| format!("`{id}`")).collect();
    let promises: BTreeSet<&str> = untold
        .values()
        .flat_map(|(_, promises)| promises.iter().copied())
        .collect();
    let message = format!(
        "nobody told whether features of {} hand data to a model",
        names.join(", ")
    );
    let shortfall = found.untold(first.at("ai_features"), "vendors", message);
    compare_all(shortfall, &promises.into_iter().collect::<Vec<_>>())
        .owned_by(first.owner.as_deref())
        .cure("look into the settings of each, and write `ai_features`");
    for (vendor, _) in untold.values().skip(1) {
        shortfall.beside(vendor.at("ai_features"), "and here");
    }
}

fn check_none(promise: &Located<Promise>, running: Vec<Use<'_>>, found: &mut Shortfalls) {
    for used in running {
        found
            .fails("none_claimed", used.path, used.id, format!("promise `{}` says that no AI works on data of customers; {} does", promise.id, used.name))
            .owned_by(used.owner)
            .comparing(&promise.id)
            .beside(promise.at("value"), "claimed here")
            .cure("correct the claim first, to `listed`, then tell customers; or take the feature out");
    }
}

fn check_listed(
    promise: &Located<Promise>,
    running: &[Use<'_>],
    holders: &Holders<'_>,
    found: &mut Shortfalls,
) {
    if promise.lists.is_empty() {
        found
            .untold(
                promise.at("lists"),
                &promise.id,
                format!(
                    "promise `{}` says that AI is used where it is listed, and lists nothing",
                    promise.id
                ),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .cure("write the features and vendors that customers were told of as `lists`");
        return;
    }
    let listed: BTreeSet<&str> = promise.lists.iter().map(|id| id.as_str()).collect();
    for used in running.iter().filter(|used| !listed.contains(used.id)) {
        found
            .fails(
                "not_listed",
                used.path.clone(),
                used.id,
                format!(
                    "promise `{}` does not list {}, which hands data to a model",
                    promise.id, used.name
                ),
            )
            .owned_by(used.owner)
            .comparing(&promise.id)
            .beside(promise.at("lists"), "listed here")
            .cure("tell customers of it and add it to `lists`, or take it out");
    }
    let behind = holders.features.iter().flat_map(|it| providers(it));
    let running: BTreeSet<&str> = running.iter().map(|used| used.id).chain(behind).collect();
    for id in promise
        .lists
        .iter()
        .filter(|id| !running.contains(id.as_str()))
    {
        found
            .fails(
                "listed_but_gone",
                id.here(),
                id,
                format!(
                    "promise `{}` lists `{}`, and no such feature or vendor hands data to a model",
                    promise.id, id.value
                ),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .cure("take it off the list that customers read, or record what runs");
    }
}

fn check_opt_in(promise: &Located<Promise>, holders: &Holders<'_>, found: &mut Shortfalls) {
    for feature in &holders.features {
        let shortfall = match feature.default {
            Some(OnOff::Off) => continue,
            Some(OnOff::On) => found.fails(
                "on_by_default",
                feature.at("default"),
                &feature.id,
                format!("promise `{}` says that customers switch AI on; feature `{}` is on unless switched off", promise.id, feature.id),
            ),
            None => found.untold(
                feature.at("default"),
                &feature.id,
                format!("promise `{}` says that customers switch AI on; nobody told whether feature `{}` waits for that", promise.id, feature.id),
            ),
        };
        shortfall
            .owned_by(feature.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), "claimed here")
            .cure("write `default: off`, and make it so");
    }
}

fn check_decision(feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let id = &feature.id;
    let may_decide = matches!(feature.output, Some(AiOutput::Decision) | None);
    if !may_decide
        || feature.affects_people == Some(false)
        || feature.claimed_assistive == Some(false)
    {
        return;
    }
    let facts = [
        ("output", feature.output.is_none()),
        ("claimed_assistive", feature.claimed_assistive.is_none()),
        ("affects_people", feature.affects_people.is_none()),
    ];
    let shortfall = match facts.into_iter().find(|(_, is_untold)| *is_untold) {
        Some((field, _)) => found.untold(
            feature.at(field),
            id,
            format!("feature `{id}` may decide about people, and nobody told `{field}`"),
        ),
        None => found.fails(
            "decides_unsaid",
            feature.at("claimed_assistive"),
            id,
            format!(
                "customers are told that feature `{id}` only assists, and it decides about people"
            ),
        ),
    };
    shortfall
        .owned_by(feature.owner.as_deref())
        .cure("tell customers that it decides, or let a person decide on its recommendation");
}

fn check_disclosure(feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let id = &feature.id;
    if feature.interacts == Some(false) || feature.disclosed == Some(true) {
        return;
    }
    let message = match feature.interacts {
        Some(_) => format!("people talk to feature `{id}`, and are not told that it is a machine"),
        None => format!(
            "nobody told whether people talk to feature `{id}`, and no notice to them is recorded"
        ),
    };
    found
        .warns("undisclosed", feature.at("disclosed"), id, message)
        .owned_by(feature.owner.as_deref())
        .cure("say so where they begin to talk to it, and write `disclosed: true`; or write `interacts: false`");
}
