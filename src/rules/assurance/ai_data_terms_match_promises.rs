//! What a model's provider may do with data, against what customers were promised.

use super::promised::{compare_all, promises_told};
use super::residency::{covers, in_words};
use crate::evidence::Strength;
use crate::manifest::model::{
    AiFallback, AiFeature, Commitment, EvidenceRef, Promise, PromiseKind, ResidencyCover,
    TrainingUse,
};
use crate::manifest::{ManifestPath, Stands};
use crate::region::{Region, Within};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::{Located, OneOrMany};

/// How long terms count as read.
const TERMS_COUNT_FOR: Span = Span::from_days(365);

pub(super) fn ai_data_terms_match_promises(cx: &Context<'_>) -> RuleOutcome {
    let ai = cx.section(&cx.manifest.ai, "ai")?;
    let features = cx.part(ai.features.as_ref(), ai.at("features"), "ai.features")?;
    if features.is_empty() {
        return Err(Unjudged::not_applicable("no feature uses a model"));
    }
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    for kind in [
        PromiseKind::AiTraining,
        PromiseKind::DeletionWithin,
        PromiseKind::DataResidency,
    ] {
        promises_told(cx, kind, &mut found);
    }
    for feature in features {
        let services = services_of(cx, feature);
        for model in models(feature) {
            check_training(cx, &services, &model, &mut found);
            check_retention(cx, &services, &model, &mut found);
            check_regions(cx, &services, &model, &mut found);
            check_terms(cx, &model, &mut found);
        }
        check_setting(cx, feature, &mut found);
    }
    Ok(found)
}

/// The services a feature belongs to; all where it does not say.
fn services_of<'a>(cx: &Context<'a>, feature: &'a AiFeature) -> Vec<&'a str> {
    match &feature.service {
        Some(service) => vec![service.as_str()],
        None => cx.production_services().map(|(id, _)| id).collect(),
    }
}

/// A model that a feature uses or falls back to, with the terms it runs on.
struct Model<'a> {
    feature: &'a str,
    owner: Option<&'a str>,
    name: String,
    at: Box<dyn Fn(&'static str) -> ManifestPath + 'a>,
    training_use: Option<TrainingUse>,
    retention: Option<Span>,
    regions: &'a OneOrMany<Region>,
    terms: Terms<'a>,
}

/// Where the terms of a model are.
enum Terms<'a> {
    /// There.
    Recorded(&'a EvidenceRef),
    /// Nowhere.
    Missing,
    /// They are those of the feature's own provider.
    Shared,
}

fn models<'a>(feature: &'a Located<AiFeature>) -> Vec<Model<'a>> {
    let main = Model {
        feature: &feature.id,
        owner: feature.owner.as_deref(),
        name: format!("the model of `{}`", feature.id),
        at: Box::new(|field| feature.at(field)),
        training_use: feature.training_use,
        retention: feature.retention,
        regions: &feature.regions,
        terms: feature
            .terms
            .as_ref()
            .map_or(Terms::Missing, Terms::Recorded),
    };
    let fallbacks = feature
        .fallback
        .iter()
        .map(|fallback: &'a Located<AiFallback>| Model {
            feature: &feature.id,
            owner: feature.owner.as_deref(),
            name: format!(
                "the fallback of `{}` at `{}`",
                feature.id, fallback.provider
            ),
            at: Box::new(|field| fallback.at(field)),
            training_use: fallback.training_use,
            retention: fallback.retention,
            regions: &fallback.regions,
            terms: match &fallback.terms {
                Some(terms) => Terms::Recorded(terms),
                None if feature.provider.as_ref() == Some(&fallback.provider) => Terms::Shared,
                None => Terms::Missing,
            },
        });
    std::iter::once(main).chain(fallbacks).collect()
}

/// The promises of a kind for some services, each once.
fn promised<'a>(
    cx: &Context<'a>,
    kind: PromiseKind,
    services: &[&str],
) -> Vec<&'a Located<Promise>> {
    let mut promised: Vec<&Located<Promise>> = Vec::new();
    for service in services {
        for promise in cx.promised(kind, service) {
            if !promised.iter().any(|known| known.id == promise.id) {
                promised.push(promise);
            }
        }
    }
    promised
}

fn check_training(cx: &Context<'_>, services: &[&str], model: &Model<'_>, found: &mut Shortfalls) {
    let never: Vec<&Located<Promise>> = promised(cx, PromiseKind::AiTraining, services)
        .into_iter()
        .filter(|promise| {
            promise.commitment == Commitment::AiTraining(crate::manifest::model::AiTraining::Never)
        })
        .collect();
    let Some(promise) = never.first() else {
        return;
    };
    let path = (model.at)("training_use");
    let said = format!(
        "promise `{}` says that no model is trained on data of customers",
        promise.id
    );
    let shortfall = match model.training_use {
        Some(TrainingUse::No) => return,
        Some(TrainingUse::Yes) => found.fails(
            "may_train",
            path,
            model.feature,
            format!("{said}; {} may be", model.name),
        ),
        Some(TrainingUse::Unknown) => found.fails(
            "may_train",
            path,
            model.feature,
            format!("{said}; nobody has looked whether {} is", model.name),
        ),
        None => found.untold(
            path,
            model.feature,
            format!("{said}; nobody told whether {} is", model.name),
        ),
    };
    compare_all(shortfall, &super::promised::ids(&never))
        .comparing(&model.name)
        .owned_by(model.owner)
        .beside(promise.at("value"), "promised here")
        .cure("agree on terms without training, or take the model out");
}

fn check_retention(cx: &Context<'_>, services: &[&str], model: &Model<'_>, found: &mut Shortfalls) {
    let mut spans: Vec<(&Located<Promise>, Span)> =
        promised(cx, PromiseKind::DeletionWithin, services)
            .into_iter()
            .filter_map(|promise| match promise.commitment {
                Commitment::Span(span) => Some((promise, span)),
                _ => None,
            })
            .collect();
    spans.sort_by_key(|(_, span)| span.shortest());
    let broken = |kept: &Span| -> Vec<&Located<Promise>> {
        let broken = spans.iter().filter(|(_, limit)| !kept.fits_within(limit));
        broken.map(|(promise, _)| *promise).collect()
    };
    let Some((strictest, limit)) = spans.first() else {
        return;
    };
    let path = (model.at)("retention");
    let said = format!(
        "promise `{}` says that data is gone within {limit}",
        strictest.id
    );
    let (shortfall, promises) = match model.retention {
        Some(kept) if broken(&kept).is_empty() => return,
        Some(kept) => (
            found.fails(
                "kept_too_long",
                path,
                model.feature,
                format!("{said}; {} keeps it for {kept}", model.name),
            ),
            broken(&kept),
        ),
        None => (
            found.untold(
                path,
                model.feature,
                format!("{said}; nobody told how long {} keeps it", model.name),
            ),
            spans.iter().map(|(promise, _)| *promise).collect(),
        ),
    };
    compare_all(shortfall, &super::promised::ids(&promises))
        .comparing(&model.name)
        .owned_by(model.owner)
        .beside(strictest.at("value"), format!("{limit} promised here"))
        .cure("agree on zero retention, or promise more");
}

fn check_regions(cx: &Context<'_>, services: &[&str], model: &Model<'_>, found: &mut Shortfalls) {
    for promise in promised(cx, PromiseKind::DataResidency, services) {
        let Commitment::Regions(allowed) = &promise.commitment else {
            continue;
        };
        if !covers(promise, ResidencyCover::Ai) {
            continue;
        }
        let standing = |wanted: Within| -> Vec<Region> {
            let regions = model.regions.iter().map(|region| region.value);
            regions
                .filter(|&region| cx.facts.lies_within(region, allowed) == wanted)
                .collect()
        };
        let (outside, undecided) = (standing(Within::No), standing(Within::Unknown));
        let said = format!(
            "promise `{}` keeps data in {}",
            promise.id,
            in_words(allowed)
        );
        let path = (model.at)("regions");
        let shortfall = if !outside.is_empty() {
            found.fails(
                "runs_outside",
                path,
                model.feature,
                format!("{said}; {} runs in {}", model.name, in_words(&outside)),
            )
        } else if !undecided.is_empty() {
            found.untold(
                path,
                model.feature,
                format!(
                    "{said}; {} may run beyond, in {}",
                    model.name,
                    in_words(&undecided)
                ),
            )
        } else if model.regions.is_empty() {
            found.untold(
                path,
                model.feature,
                format!("{said}; nobody told where {} runs", model.name),
            )
        } else {
            continue;
        };
        shortfall
            .owned_by(model.owner)
            .comparing(&promise.id)
            .comparing(&model.name)
            .beside(promise.at("value"), "promised here")
            .cure("pin the model to a promised region, or take it out");
    }
}

fn check_terms(cx: &Context<'_>, model: &Model<'_>, found: &mut Shortfalls) {
    let path = (model.at)("terms");
    let (clause, message) = match model.terms {
        Terms::Shared => return,
        Terms::Missing => (
            "terms_missing",
            format!("the terms of {} are not on record", model.name),
        ),
        // their day is asked for below
        Terms::Recorded(terms) => match (
            cx.refusal_of(terms, Strength::Link, Some(cx.as_of)),
            read_on(cx, terms),
        ) {
            (Some(defect), _) => (
                "terms_missing",
                format!("the terms of {} prove nothing: {defect}", model.name),
            ),
            (None, Some(read)) if cx.is_older(read, &TERMS_COUNT_FOR) => (
                "terms_too_old",
                format!(
                    "the terms of {} are {} days old; {TERMS_COUNT_FOR} is the limit",
                    model.name,
                    cx.age_days(read)
                ),
            ),
            (None, Some(_)) => return,
            (None, None) => {
                found
                    .untold(path, model.feature, format!("nobody told of which day the terms of {} are", model.name))
                    .owned_by(model.owner)
                    .comparing("terms")
                    .comparing(&model.name)
                    .cure("write the terms as `{path: …, date: …}`, or register them under `evidence`");
                return;
            }
        },
    };
    found
        .fails(clause, path, model.feature, message)
        .owned_by(model.owner)
        .comparing(&model.name)
        .cure("keep a copy of the terms of today, and write it as `terms` with its date");
}

fn read_on(cx: &Context<'_>, terms: &EvidenceRef) -> Option<Day> {
    match terms {
        EvidenceRef::Named(_) => cx
            .registered_behind(terms)
            .and_then(|evidence| evidence.date),
        EvidenceRef::Inline(inline) => inline.date,
    }
}

fn check_setting(cx: &Context<'_>, feature: &Located<AiFeature>, found: &mut Shortfalls) {
    let rests_on_setting =
        feature.training_use == Some(TrainingUse::No) && feature.training_setting != Some(false);
    let is_proven = feature
        .setting_export
        .as_ref()
        .is_some_and(|export| cx.refusal(export, Strength::Link).is_none());
    if rests_on_setting && !is_proven {
        let message = match feature.training_setting {
            Some(_) => format!(
                "that `{}` does not train rests on a setting of the account, and no export shows it",
                feature.id
            ),
            None => format!(
                "nobody told whether it is a setting of the account that keeps `{}` from training",
                feature.id
            ),
        };
        found
            .warns("setting_unproven", feature.at("training_setting"), &feature.id, message)
            .owned_by(feature.owner.as_deref())
            .cure("keep an export of the setting as `setting_export`, or write `training_setting: false` where the contract says it");
    }
}
