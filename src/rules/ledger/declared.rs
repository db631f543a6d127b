//! What is proven of promises that are kept once for the whole company, not service by service.

use std::collections::BTreeMap;

use super::proven::Proven;
use crate::manifest::model::{
    AiFeature, BillingFlow, EnvironmentKind, EvidenceRef, Level, LifecycleStep, Promise,
    PromiseKind, TestResult, TrainingUse,
};
use crate::rules::Context;
use crate::rules::assurance::holders::services_of;
use crate::rules::resilience::services::can_be_made_anew;
use crate::rules::security::independent_tests::{Standing, standing};
use crate::rules::trust::subprocessors::earliest_notices;
use crate::time::{Day, Span};
use crate::yaml::Located;

/// What the records say of a promise; empty where there is none.
pub(super) fn declared(cx: &Context<'_>, promise: &Located<Promise>) -> Proven {
    match promise.kind {
        PromiseKind::AiUse => words(ai_use(cx)),
        PromiseKind::AiTraining => words(ai_training(cx)),
        PromiseKind::Isolation => words(isolation(cx)),
        PromiseKind::RestorePerTenant => restored(cx, promise),
        PromiseKind::SupportAccess => words(support_access(cx)),
        PromiseKind::TestData => words(test_data(cx)),
        PromiseKind::CardData => words(card_data(cx)),
        PromiseKind::EncryptionAtRest
        | PromiseKind::EncryptionInTransit
        | PromiseKind::Mfa
        | PromiseKind::Certification
        | PromiseKind::Custom => words(evidence_named(promise)),
        PromiseKind::Availability
        | PromiseKind::Rto
        | PromiseKind::Rpo
        | PromiseKind::SupportHours
        | PromiseKind::FirstResponse
        | PromiseKind::IncidentNotification
        | PromiseKind::StatusUpdateInterval
        | PromiseKind::DataResidency
        | PromiseKind::Retention
        | PromiseKind::DeletionWithin
        | PromiseKind::ExportWithin
        | PromiseKind::SubprocessorNotice
        | PromiseKind::VulnerabilityFix
        | PromiseKind::PentestInterval
        | PromiseKind::BackupInterval
        | PromiseKind::BackupRetention
        | PromiseKind::RequestAssist
        | PromiseKind::CancellationNotice
        | PromiseKind::RefundWithin
        | PromiseKind::SuspensionAfter
        | PromiseKind::PriceChangeNotice
        | PromiseKind::Limit => Proven::default(),
    }
}

/// What the records say of a promised span of time; empty where there is none.
pub(super) fn timed(cx: &Context<'_>, promise: &Located<Promise>, promised: Span) -> Proven {
    match promise.kind {
        PromiseKind::ExportWithin => exported(cx, promise, promised),
        PromiseKind::StatusUpdateInterval => {
            let planned = cx
                .manifest
                .comms
                .given()
                .and_then(|comms| comms.update_interval);
            planned.map_or_else(Proven::default, |span| Proven::span_within(span, promised))
        }
        PromiseKind::RequestAssist => {
            let requests = cx
                .manifest
                .data
                .given()
                .and_then(|data| data.requests.as_ref());
            let days = requests.and_then(|requests| requests.days);
            days.map_or_else(Proven::default, |days| {
                Proven::span_within(Span::from_days(days), promised)
            })
        }
        PromiseKind::CancellationNotice => billed(cx, BillingFlow::Cancel, promised, promise.kind),
        PromiseKind::RefundWithin => billed(cx, BillingFlow::Refund, promised, promise.kind),
        PromiseKind::SuspensionAfter => billed(cx, BillingFlow::Suspension, promised, promise.kind),
        PromiseKind::PriceChangeNotice => {
            billed(cx, BillingFlow::PriceChange, promised, promise.kind)
        }
        PromiseKind::BackupInterval => backup_interval(cx, promise, promised),
        PromiseKind::SubprocessorNotice => shortest_notice(cx),
        PromiseKind::PentestInterval => newest_pentest(cx),
        _ => Proven::default(),
    }
}

/// How fast nine of ten first answers came, by level, held against what is promised for each.
pub(super) fn first_answers(cx: &Context<'_>, promised: &BTreeMap<Level, Span>) -> Proven {
    let measured = cx
        .manifest
        .support
        .given()
        .and_then(|support| support.measured.as_ref())
        .filter(|measured| measured.date.is_none_or(|date| !cx.is_yet_to_come(date)));
    let Some(measured) = measured else {
        return Proven::default();
    };
    let answered: Vec<(Level, Span, Span)> = promised
        .iter()
        .rev()
        .filter_map(|(level, limit)| {
            Some((*level, *measured.p90_first_response.get(level)?, *limit))
        })
        .collect();
    if answered.is_empty() {
        return Proven::default();
    }
    let texts = answered
        .iter()
        .map(|(level, taken, _)| format!("{level} {taken}"));
    let tightest = answered
        .iter()
        .map(|(_, taken, limit)| limit.shortest() - taken.longest())
        .min();
    Proven {
        says: Some(texts.collect::<Vec<_>>().join(", ")),
        margin: tightest.map(|margin| margin.to_string()),
        record: measured.tickets.map(|tickets| format!("{tickets} tickets")),
        date: measured.date,
        measure: None,
    }
}

fn words(says: Option<String>) -> Proven {
    Proven {
        says,
        ..Proven::default()
    }
}

fn features<'a>(cx: &Context<'a>) -> Option<&'a [Located<AiFeature>]> {
    let ai = cx.manifest.ai.given()?;
    ai.features.as_deref()
}

fn ai_use(cx: &Context<'_>) -> Option<String> {
    if cx.exemption(&cx.manifest.ai, "ai").is_some() {
        return Some("no AI, as declared".to_owned());
    }
    Some(match features(cx)? {
        [] => "no feature uses a model".to_owned(),
        features => named(features.iter().map(|feature| feature.id.as_str())),
    })
}

fn ai_training(cx: &Context<'_>) -> Option<String> {
    if cx.exemption(&cx.manifest.ai, "ai").is_some() {
        return Some("no AI, as declared".to_owned());
    }
    let features = features(cx)?;
    if features.is_empty() {
        return Some("no feature uses a model".to_owned());
    }
    let terms = features.iter().flat_map(|feature| {
        std::iter::once(feature.training_use).chain(
            feature
                .fallback
                .iter()
                .map(|fallback| fallback.training_use),
        )
    });
    let mut all_forbid = true;
    for use_of_data in terms {
        match use_of_data? {
            TrainingUse::No => {}
            TrainingUse::Yes => return Some("a provider may train on it".to_owned()),
            TrainingUse::Unknown => all_forbid = false,
        }
    }
    all_forbid.then(|| "no provider may train on it".to_owned())
}

fn isolation(cx: &Context<'_>) -> Option<String> {
    let tenancy = cx.manifest.tenancy.given()?;
    let weakest = tenancy.placement.values().chain(&tenancy.boundary).min()?;
    Some(weakest.to_string())
}

fn support_access(cx: &Context<'_>) -> Option<String> {
    let support = cx.manifest.support.given()?;
    let access = support.access.as_ref()?;
    let approval = access.approval?;
    let logged = if access.logged? {
        "logged"
    } else {
        "not logged"
    };
    Some(format!("after approval by {approval}, {logged}"))
}

fn test_data(cx: &Context<'_>) -> Option<String> {
    let environments = cx.manifest.environments.given()?;
    let held: Option<Vec<String>> = environments
        .iter()
        .filter(|(_, environment)| environment.kind != Some(EnvironmentKind::Production))
        .map(|(id, environment)| Some(format!("{} in `{id}`", environment.data?)))
        .collect();
    held.map(|held| {
        if held.is_empty() {
            "no test system".to_owned()
        } else {
            held.join(", ")
        }
    })
}

fn card_data(cx: &Context<'_>) -> Option<String> {
    let billing = cx.manifest.billing.given()?;
    let integration = billing.integration?;
    let stored = if billing.stores_card_data? {
        "stored"
    } else {
        "not stored"
    };
    Some(format!("{stored}, by {integration}"))
}

/// The evidence that a promise names itself, for kinds that nothing else is held against.
fn evidence_named(promise: &Promise) -> Option<String> {
    let names = promise
        .backed_by
        .iter()
        .map(|reference| match &reference.value {
            EvidenceRef::Named(name) => &**name,
            EvidenceRef::Inline(inline) => inline
                .path
                .as_deref()
                .or(inline.url.as_deref())
                .unwrap_or("a statement"),
        });
    let names = named(names);
    (!names.is_empty()).then_some(names)
}

/// The newest try of a step for one customer that passed, over the services promised; nothing where one service lacks it.
fn slowest_try(
    cx: &Context<'_>,
    promise: &Promise,
    step: LifecycleStep,
) -> Option<(Span, String, Day)> {
    let tenancy = cx.manifest.tenancy.given()?;
    let mut slowest: Option<(Span, String, Day)> = None;
    for service in services_of(cx, promise) {
        let of_service = tenancy
            .lifecycle_tests
            .iter()
            .filter(|test| test.what == Some(step) && test.service.as_deref() == Some(service));
        let (newest, date) = cx.newest(of_service, |test| test.date)?;
        if newest.result != Some(TestResult::Pass) {
            return None;
        }
        let took = newest.duration?;
        if slowest
            .as_ref()
            .is_none_or(|(so_far, ..)| took.longest() > so_far.longest())
        {
            let name = newest.id.as_deref().unwrap_or("without id");
            slowest = Some((took, name.to_owned(), date));
        }
    }
    slowest
}

fn exported(cx: &Context<'_>, promise: &Promise, promised: Span) -> Proven {
    slowest_try(cx, promise, LifecycleStep::Export)
        .map_or_else(Proven::default, |(took, name, date)| {
            Proven::span_within(took, promised).by(&name, Some(date))
        })
}

fn restored(cx: &Context<'_>, promise: &Promise) -> Proven {
    slowest_try(cx, promise, LifecycleStep::Restore)
        .map_or_else(Proven::default, |(took, name, date)| {
            words(Some(format!("restored in {took}"))).by(&name, Some(date))
        })
}

fn billed(cx: &Context<'_>, flow: BillingFlow, promised: Span, kind: PromiseKind) -> Proven {
    let tests = cx
        .manifest
        .billing
        .given()
        .into_iter()
        .flat_map(|billing| billing.tests.iter())
        .filter(|test| test.flow == Some(flow));
    let Some((newest, date)) = cx.newest(tests, |test| test.date) else {
        return Proven::default();
    };
    let Some(took) = newest
        .duration
        .filter(|_| newest.result == Some(TestResult::Pass))
    else {
        return Proven::default();
    };
    let record = format!("{flow} test");
    if kind.longer_is_stricter() {
        words(Some(took.to_string())).by(&record, Some(date))
    } else {
        Proven::span_within(took, promised).by(&record, Some(date))
    }
}

fn backup_interval(cx: &Context<'_>, promise: &Promise, promised: Span) -> Proven {
    let services = services_of(cx, promise);
    let stores = cx
        .manifest
        .data
        .given()
        .into_iter()
        .flat_map(|data| data.stores.iter())
        .filter(|(_, store)| {
            store
                .service
                .as_deref()
                .is_some_and(|service| services.contains(&service))
        });
    let mut longest: Option<Span> = None;
    for (id, store) in stores {
        if can_be_made_anew(cx, store) {
            continue;
        }
        let copies = cx.manifest.backups.given().into_iter().flatten();
        let Some(interval) = copies
            .filter(|copy| copy.store.as_str() == id.as_str())
            .filter_map(|copy| copy.interval)
            .min_by_key(Span::longest)
        else {
            return Proven::default();
        };
        if longest.is_none_or(|so_far| interval.longest() > so_far.longest()) {
            longest = Some(interval);
        }
    }
    longest.map_or_else(Proven::default, |span| Proven::span_within(span, promised))
}

/// The shortest notice that customers got of a subprocessor that began after it.
fn shortest_notice(cx: &Context<'_>) -> Proven {
    let shortest = earliest_notices(cx)
        .into_iter()
        .filter_map(|(vendor, sent)| {
            let since = cx.manifest.vendors.given()?.get(vendor)?.since?;
            Some((since.days_since(sent), vendor))
        })
        .min();
    shortest.map_or_else(Proven::default, |(days, vendor)| {
        words(Some(format!("{days} days before `{vendor}`")))
    })
}

fn newest_pentest(cx: &Context<'_>) -> Proven {
    let tests = cx
        .manifest
        .security
        .given()
        .into_iter()
        .flat_map(|security| security.tests.iter())
        .flat_map(|tests| tests.iter())
        .filter(|test| matches!(standing(cx, test), Standing::Counts(_)));
    cx.newest(tests, |test| test.date)
        .map_or_else(Proven::default, |(test, date)| {
            words(Some(format!("tested on {date}"))).by(&test.id, Some(date))
        })
}

fn named<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
