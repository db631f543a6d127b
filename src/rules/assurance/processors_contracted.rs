//! Vendors that touch personal data: their contract, and the lawfulness of sending data to them.

use std::collections::BTreeMap;

use super::transfers::check_transfer;
use crate::manifest::Stands;
use crate::manifest::model::{Dpa, PromiseKind, Vendor};
use crate::region::Region;
use crate::rules::resilience::recovery::unsaid;
use crate::rules::trust::subprocessors::processors;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Span;
use crate::yaml::Located;

/// How often a vendor's own suppliers are looked at.
const REVIEW_OF_SUPPLIERS: Span = Span::from_days(365);

pub(super) fn processors_contracted(cx: &Context<'_>) -> RuleOutcome {
    let vendors = cx.section(&cx.manifest.vendors, "vendors")?;
    let processors = processors(cx);
    let yet_to_start = processors.yet_to_start();
    let shown: BTreeMap<&str, String> = processors
        .known
        .into_iter()
        .map(|processor| (processor.id, processor.because))
        .collect();
    let touching: Vec<(&String, &Located<Vendor>)> = vendors
        .iter()
        .filter(|(id, vendor)| {
            vendor.personal_data != Some(false) || shown.contains_key(id.as_str())
        })
        .filter(|(id, _)| !yet_to_start.contains(id.as_str()))
        .collect();
    if touching.is_empty() {
        return Err(Unjudged::not_applicable("no vendor touches personal data"));
    }
    let jurisdictions: Vec<Region> = cx.jurisdictions();
    let notice = strictest_notice(cx);
    let mut found = unsaid(cx, PromiseKind::IncidentNotification);
    for (id, vendor) in touching {
        if vendor.personal_data.is_none() {
            found
                .untold(
                    vendor.at("personal_data"),
                    id,
                    format!("nobody told whether `{id}` touches personal data"),
                )
                .owned_by(vendor.owner.as_deref())
                .comparing("personal_data")
                .cure("write `personal_data`");
            continue;
        }
        let because = shown
            .get(id.as_str())
            .filter(|_| vendor.personal_data == Some(false))
            .map(|because| format!("`{id}` {because}"));
        let gets = because.unwrap_or_else(|| format!("`{id}` gets personal data"));
        check_contract(cx, id, vendor, &gets, &mut found);
        check_transfer(cx, &jurisdictions, id, vendor, &mut found);
        if let Some((promise, limit)) = &notice {
            check_notice(promise, *limit, id, vendor, &mut found);
        }
        let is_reviewed = vendor
            .subprocessors_reviewed
            .is_some_and(|day| !cx.is_yet_to_come(day) && !cx.is_older(day, &REVIEW_OF_SUPPLIERS));
        if !is_reviewed {
            let since = vendor
                .subprocessors_reviewed
                .map_or_else(|| "never".to_owned(), |day| format!("on {day}"));
            found
                .warns("suppliers_not_reviewed", vendor.at("subprocessors_reviewed"), id, format!("the suppliers of `{id}` were last looked at {since}; {REVIEW_OF_SUPPLIERS} is the limit"))
                .owned_by(vendor.owner.as_deref())
                .cure("read its list of subprocessors, and write the day as `subprocessors_reviewed`");
        }
    }
    Ok(found)
}

/// The shortest time in which any customer must hear of an incident, with the promise that says so.
fn strictest_notice(cx: &Context<'_>) -> Option<(String, Span)> {
    let services = cx.production_services();
    services
        .filter_map(|(id, _)| cx.strict_span(PromiseKind::IncidentNotification, id))
        .map(|(promise, span)| (promise.id.to_string(), span))
        .min_by_key(|(id, span)| (span.shortest(), id.clone()))
}

fn check_contract(
    cx: &Context<'_>,
    id: &str,
    vendor: &Located<Vendor>,
    gets: &str,
    found: &mut Shortfalls,
) {
    let Some(dpa) = &vendor.dpa else {
        found
            .untold(
                vendor.at("dpa"),
                id,
                format!("nobody told whether a processor contract with `{id}` is signed"),
            )
            .owned_by(vendor.owner.as_deref())
            .comparing("dpa")
            .cure("write `dpa`");
        return;
    };
    let why_not = match dpa {
        Dpa::Signed => None,
        Dpa::None => Some("there is no processor contract".to_owned()),
        Dpa::Recorded(contract) if contract.signed == Some(false) => {
            Some("the processor contract is not signed".to_owned())
        }
        Dpa::Recorded(contract) => contract
            .date
            .filter(|&date| cx.is_yet_to_come(date))
            .map(|date| format!("the processor contract is to be signed on {date}"))
            .or_else(|| {
                let ended = cx.ended_on(contract.evidence.as_ref()?)?;
                Some(format!("the processor contract ended on {ended}"))
            }),
    };
    let is_silent = matches!(dpa, Dpa::Recorded(contract) if contract.signed.is_none() && contract.date.is_none());
    if is_silent {
        found
            .untold(
                vendor.at("dpa.date"),
                id,
                format!("nobody told whether the processor contract with `{id}` is signed"),
            )
            .owned_by(vendor.owner.as_deref())
            .comparing("dpa")
            .cure("write the day as `date`");
    }
    let Some(why_not) = why_not else {
        return;
    };
    let (clause, message) = if vendor.free_tier == Some(true) {
        (
            "consumer_terms",
            format!("{gets} on terms for consumers, and {why_not}"),
        )
    } else {
        ("no_contract", format!("{gets}, and {why_not}"))
    };
    found
        .fails(clause, vendor.at("dpa"), id, message)
        .owned_by(vendor.owner.as_deref())
        .cure("sign the contract, replace the vendor, or stop sending personal data");
}

fn check_notice(
    promise: &str,
    limit: Span,
    id: &str,
    vendor: &Located<Vendor>,
    found: &mut Shortfalls,
) {
    let (clause, message) = match vendor.breach_notice {
        Some(notice) if notice.fits_within(&limit) => return,
        Some(notice) => (
            "notice_too_slow",
            format!(
                "promise `{promise}` tells customers of an incident within {limit}; `{id}` tells us within {notice}"
            ),
        ),
        None => (
            "notice_unsaid",
            format!(
                "promise `{promise}` tells customers of an incident within {limit}; `{id}` does not say when it tells us"
            ),
        ),
    };
    found
        .warns(clause, vendor.at("breach_notice"), id, message)
        .owned_by(vendor.owner.as_deref())
        .comparing(promise)
        .cure(
            "agree on a shorter notice, or let the promise count from the day the vendor tells us",
        );
}
