//! How customers are kept apart: decided for every service and every part that could mix them.

use std::collections::BTreeSet;

use super::tenancy::{describes, with_customer_data};
use crate::manifest::Stands;
use crate::manifest::model::{Tenancy, TenancyModel, TenantPart};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::text::is_placeholder;
use crate::yaml::Located;

/// Parts in which customers get mixed when nobody thinks of it.
const PARTS: [TenantPart; 6] = [
    TenantPart::Jobs,
    TenantPart::Logs,
    TenantPart::Search,
    TenantPart::Cache,
    TenantPart::Analytics,
    TenantPart::Exports,
];

pub(super) fn isolation_model_decided(cx: &Context<'_>) -> RuleOutcome {
    if with_customer_data(cx).next().is_none() {
        return Err(Unjudged::not_applicable(
            "no service touches data of customers",
        ));
    }
    let tenancy = cx.section(&cx.manifest.tenancy, "tenancy")?;
    let mut found = Shortfalls::none();
    check_decision(tenancy, &mut found);
    for (id, service) in with_customer_data(cx).filter(|(id, _)| !describes(tenancy, id)) {
        found
            .fails(
                "service_left_out",
                service.at("data"),
                id,
                format!(
                    "`{id}` touches data of customers, and `tenancy.services` does not name it"
                ),
            )
            .owned_by(service.owner.as_deref())
            .cure("name it there, or write `data: none` if it touches none");
    }
    if tenancy.model == Some(TenancyModel::Hybrid) && tenancy.placement.is_empty() {
        found
            .fails(
                "placement_missing",
                tenancy.at("placement"),
                "tenancy",
                "some customers share and some do not, and nobody wrote down which",
            )
            .owned_by(tenancy.owner.as_deref())
            .cure("write each customer placed apart under `placement`");
    }
    if tenancy.model != Some(TenancyModel::Single) {
        check_parts(tenancy, &mut found);
    }
    check_exceptions(cx, tenancy, &mut found);
    Ok(found)
}

fn check_decision(tenancy: &Located<Tenancy>, found: &mut Shortfalls) {
    let fields = [
        (
            "model_missing",
            "model",
            tenancy.model.is_none(),
            "whether customers share what runs",
        ),
        (
            "boundary_missing",
            "boundary",
            tenancy.boundary.is_none(),
            "what separates customers",
        ),
        (
            "enforcement_missing",
            "enforced_at",
            tenancy
                .enforced_at
                .iter()
                .all(|place| is_placeholder(place)),
            "where the separation of customers is enforced",
        ),
    ];
    for (clause, field, is_missing, what) in fields {
        if is_missing {
            found
                .fails(
                    clause,
                    tenancy.at(field),
                    "tenancy",
                    format!("it is not decided {what}"),
                )
                .owned_by(tenancy.owner.as_deref())
                .cure(format!("decide it, and write `{field}`"));
        }
    }
}

fn check_parts(tenancy: &Located<Tenancy>, found: &mut Shortfalls) {
    let carrying = tenancy.tenant_id_in.iter().map(|part| part.value);
    let excepted = tenancy.exceptions.iter().map(|exception| exception.part);
    let accounted: BTreeSet<TenantPart> = carrying.chain(excepted).collect();
    let missing: Vec<&str> = PARTS
        .into_iter()
        .filter(|part| !accounted.contains(part))
        .map(TenantPart::word)
        .collect();
    if !missing.is_empty() {
        let missing = missing.join("`, `");
        found
            .fails(
                "part_unaccounted",
                tenancy.at("tenant_id_in"),
                "tenancy",
                format!("nobody told how customers are kept apart in `{missing}`"),
            )
            .owned_by(tenancy.owner.as_deref())
            .cure("list each part under `tenant_id_in` or, with a reason, under `exceptions`");
    }
}

fn check_exceptions(cx: &Context<'_>, tenancy: &Tenancy, found: &mut Shortfalls) {
    for exception in &tenancy.exceptions {
        let part = exception.part.word();
        let owner = exception.owner.as_deref();
        if owner.is_none_or(|who| !cx.is_human(who)) {
            found
                .fails(
                    "exception_unowned",
                    exception.at("owner"),
                    part,
                    format!("the exception for `{part}` has no owner who is there"),
                )
                .owned_by(owner)
                .cure("name somebody as `owner`");
        }
        let message = match exception.review_by {
            None => format!("the exception for `{part}` has no day on which it is looked at again"),
            Some(last_day) if cx.is_past(last_day) => {
                format!("the exception for `{part}` was to be looked at again by {last_day}")
            }
            Some(_) => continue,
        };
        found
            .fails(
                "exception_unreviewed",
                exception.at("review_by"),
                part,
                message,
            )
            .owned_by(owner)
            .cure("look at it, and write the next day as `review_by`");
    }
}
