//! Where outsiders' data will lie, and in whose name it is processed.

use crate::manifest::Stands;
use crate::manifest::model::{DataPosition, Store};
use crate::rules::assurance::check_storeless_services;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::says_nothing;
use crate::yaml::Located;

pub(super) fn data_baseline(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let mut found = Shortfalls::none();
    check_storeless_services(cx, data, &mut found);
    let without_role = data
        .stores
        .iter()
        .filter(|(_, store)| says_nothing(store.purpose.as_ref()));
    for (id, store) in without_role {
        report_role(cx, data, id, store, &mut found);
    }
    Ok(found)
}

/// The purpose leads to the role; one that leads to none is refused when the manifest is read.
fn report_role(
    cx: &Context<'_>,
    data: &Located<DataPosition>,
    id: &str,
    store: &Located<Store>,
    found: &mut Shortfalls,
) {
    found
        .fails(
            "role_missing",
            store.at("purpose"),
            id,
            format!("store `{id}` does not say what it is for, and so not who decides about its data: the company or its customer"),
        )
        .owned_by(cx.owner_or_area(store.owner.as_ref(), "pilot"))
        .beside(data.at("roles"), "the roles that are told")
        .cure("write `purpose`, and its role under `data.roles`: `controller` or `processor`");
}
