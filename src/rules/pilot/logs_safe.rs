//! What logs hold, how long, and who reads them.

use crate::manifest::Stands;
use crate::manifest::model::TenancyModel;
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};

pub(super) fn logs_safe(cx: &Context<'_>) -> RuleOutcome {
    let logging = cx.section(&cx.manifest.logging, "logging")?;
    let owner = cx.owner_or_area(logging.owner.as_ref(), "pilot");
    let mut found = Shortfalls::none();
    let facts = [
        (
            "personal_data_in_logs",
            "pii",
            logging.pii.map(|holds_any| !holds_any),
            "personal data or secrets get into logs",
            "keep them out where the line is written, and delete the old lines",
        ),
        (
            "not_tenant_aware",
            "tenant_aware",
            logging.tenant_aware,
            "log lines do not name the customer they are about",
            "write the customer's id into each line",
        ),
    ];
    let is_shared = !keeps_customers_apart(cx);
    let asked = facts
        .into_iter()
        .filter(|(clause, ..)| is_shared || *clause != "not_tenant_aware");
    for (clause, field, is_so, otherwise, cure) in asked {
        Fact {
            clause,
            field,
            path: logging.at(field),
            subject: "logging",
            owner,
            is_so,
            otherwise: otherwise.to_owned(),
            cure,
        }
        .check(&mut found);
    }
    if logging.retention.is_none() {
        found
            .fails(
                "no_retention",
                logging.at("retention"),
                "logging",
                "logs are kept without end, as far as told",
            )
            .owned_by(owner)
            .cure("let old lines go by themselves, and write after how long as `retention`");
    }
    if logging.access.is_empty() {
        found
            .untold(
                logging.at("access"),
                "logging",
                "nobody told who can read logs",
            )
            .owned_by(owner)
            .comparing("access")
            .cure("write `access`");
    }
    Ok(found)
}

/// Whether no two customers share anything, so that each log is of one of them.
fn keeps_customers_apart(cx: &Context<'_>) -> bool {
    let tenancy = cx.manifest.tenancy.given();
    tenancy.is_some_and(|tenancy| tenancy.model == Some(TenancyModel::Single))
        || cx.exemption(&cx.manifest.tenancy, "tenancy").is_some()
}
