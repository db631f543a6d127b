//! Whether somebody outside looked at the data position, and what came of it.

use std::collections::BTreeMap;

use crate::gate::Severity;
use crate::gate::embedded::{MAX_REVIEW_AGE, MIN_STRENGTH_INDEPENDENT};
use crate::manifest::Stands;
use crate::manifest::model::{DataClass, EvidenceKind, Review, ReviewKind, ReviewScope};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn independent_data_review(cx: &Context<'_>) -> RuleOutcome {
    let is_special = holds_special_data(cx);
    let reviews = match cx.section(&cx.manifest.reviews, "reviews") {
        Err(unjudged) if is_special => return Err(unjudged.weighing(Severity::Blocker)),
        answer => answer?,
    };
    let mut here = Shortfalls::none();
    for review in reviews {
        let is_of_data = review
            .kind
            .is_none_or(|kind| kind == ReviewKind::DataProtection);
        let fields = [
            ("kind", review.kind.is_none()),
            ("date", review.date.is_none()),
        ];
        for (field, _) in fields
            .into_iter()
            .filter(|(_, is_absent)| *is_absent && is_of_data)
        {
            here.untold(review.at(field), &review.id, format!("review `{}` does not say `{field}`, so nobody knows which review of data is the newest", review.id))
                .owned_by(review.owner.as_deref())
                .comparing(field)
                .cure(format!("write `{field}`"));
        }
    }
    let of_data = reviews
        .iter()
        .filter(|review| review.kind == Some(ReviewKind::DataProtection));
    // A look of one's own beside that from outside takes nothing from it.
    let from_outside = of_data
        .clone()
        .filter(|review| review.independent != Some(false));
    let newest = cx
        .newest(from_outside, |review| review.date)
        .or_else(|| cx.newest(of_data, |review| review.date));
    match newest {
        Some((review, date)) => {
            check_age(cx, review, date, &mut here);
            check_independence(cx, review, &mut here);
            check_report(cx, review, &mut here);
            check_recommendations(cx, review, &mut here);
            check_scope(cx, review, &mut here);
        }
        None => {
            here.fails(
                "never_reviewed",
                crate::manifest::ManifestPath::top("reviews"),
                "reviews",
                "nobody outside has looked at whose data is held, where and why",
            )
            .cure("have a consultant look at it for two days, and record it under `reviews`");
        }
    }
    if is_special {
        here.weigh_all(Severity::Blocker);
    }
    Ok(here)
}

/// Whether special categories are held: there the outside look is not left to choice.
fn holds_special_data(cx: &Context<'_>) -> bool {
    let by_service = cx
        .manifest
        .services
        .values()
        .any(|service| service.data == Some(DataClass::Special));
    let stores = cx
        .manifest
        .data
        .given()
        .into_iter()
        .flat_map(|data| data.stores.values());
    let by_store = stores
        .flat_map(|store| store.categories.iter())
        .any(|category| category.is_special());
    by_service || by_store
}

fn check_age(
    cx: &Context<'_>,
    review: &Located<Review>,
    date: crate::time::Day,
    found: &mut Shortfalls,
) {
    let limit = cx.parameters.span(MAX_REVIEW_AGE);
    if cx.is_older(date, &limit) {
        found
            .fails(
                "too_old",
                review.at("date"),
                &review.id,
                format!(
                    "the newest review of data, `{}`, is {} days old; {limit} is the limit",
                    review.id,
                    cx.age_days(date)
                ),
            )
            .owned_by(review.owner.as_deref())
            .cure("have it reviewed again");
    }
}

fn check_independence(cx: &Context<'_>, review: &Located<Review>, found: &mut Shortfalls) {
    let by = review.by.as_deref();
    let insider = by.filter(|by| cx.is_the_company(by) || !cx.own_people(by).is_empty());
    if let Some(insider) = insider {
        found
            .fails(
                "not_independent",
                review.at("by"),
                &review.id,
                format!("`{insider}` reviewed the company's data and belongs to the company"),
            )
            .owned_by(review.owner.as_deref())
            .cure("let somebody look at it who neither works here nor wrote the documents");
        return;
    }
    let shortfall = match (review.independent, &review.by) {
        (Some(true), Some(_)) => return,
        (Some(false), _) => found.fails(
            "not_independent",
            review.at("independent"),
            &review.id,
            format!("the reviewer of `{}` is not independent", review.id),
        ),
        (None, _) => found.untold(
            review.at("independent"),
            &review.id,
            format!(
                "nobody told whether the reviewer of `{}` is independent",
                review.id
            ),
        ),
        (Some(true), None) => found.untold(
            review.at("by"),
            &review.id,
            format!("nobody told who reviewed in `{}`", review.id),
        ),
    };
    shortfall
        .owned_by(review.owner.as_deref())
        .comparing("independent")
        .cure(
            "let somebody look at it who neither works here nor wrote the documents, and write who",
        );
}

fn check_report(cx: &Context<'_>, review: &Located<Review>, found: &mut Shortfalls) {
    let least = cx.parameters.strength(MIN_STRENGTH_INDEPENDENT);
    let why = match &review.report {
        None => Some(format!("there is none, and {least} is needed")),
        Some(report) => cx.refusal_as(EvidenceKind::DataReview, report, least, review.date),
    };
    if let Some(why) = why {
        found
            .fails("weak_report", review.at("report"), &review.id, format!("the report of `{}` cannot be relied on: {why}", review.id))
            .owned_by(review.owner.as_deref())
            .cure("keep the report as the reviewer sent it, and write it under `evidence` with its `sha256`");
    }
    let is_shown = review
        .customer_safe
        .as_ref()
        .is_some_and(|version| cx.weigh_of(version, review.date).defect.is_none());
    if !is_shown {
        found
            .warns(
                "no_version_for_customers",
                review.at("customer_safe"),
                &review.id,
                format!("customers cannot be shown what `{}` found", review.id),
            )
            .owned_by(review.owner.as_deref())
            .cure("ask the reviewer for a letter, and write it as `customer_safe`");
    }
}

fn check_recommendations(cx: &Context<'_>, review: &Located<Review>, found: &mut Shortfalls) {
    let Some(counted) = review.recommendations else {
        found
            .untold(
                review.at("recommendations"),
                &review.id,
                format!("nobody told how many recommendations `{}` made", review.id),
            )
            .owned_by(review.owner.as_deref())
            .comparing("recommendations")
            .cure("count them in the report, and write `recommendations`");
        return;
    };
    let mut registered: BTreeMap<&str, u32> = BTreeMap::new();
    for from in cx
        .known_findings()
        .filter_map(|finding| finding.from.as_deref())
    {
        *registered.entry(from).or_default() += 1;
    }
    let registered = registered.get(review.id.as_str()).copied().unwrap_or(0);
    if counted > registered {
        found
            .fails("recommendation_unregistered", review.at("recommendations"), &review.id, format!("the report of `{}` makes {counted} recommendations; {registered} are registered", review.id))
            .owned_by(review.owner.as_deref())
            .cure(format!("register each under `security.findings` with `from: {}`", review.id));
    }
}

fn check_scope(cx: &Context<'_>, review: &Located<Review>, found: &mut Shortfalls) {
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    let existing = [
        (
            ReviewScope::Ai,
            features.is_some_and(|features| !features.is_empty()),
        ),
        (ReviewScope::Tenancy, cx.manifest.tenancy.given().is_some()),
    ];
    for (part, _) in existing.into_iter().filter(|(_, exists)| *exists) {
        if !review.scope.iter().any(|scope| scope.value == part) {
            found
                .warns(
                    "scope_leaves_out",
                    review.at("scope"),
                    &review.id,
                    format!(
                        "review `{}` did not look at {part}, which the company has",
                        review.id
                    ),
                )
                .owned_by(review.owner.as_deref())
                .comparing(part.word())
                .cure("have it looked at in the next review, or sooner");
        }
    }
}
