//! Who else holds data of the pilot, what for, where, and on what contract.

use crate::manifest::Stands;
use crate::manifest::model::{Dpa, Vendor};
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn vendors_known(cx: &Context<'_>) -> RuleOutcome {
    let vendors = cx.section(&cx.manifest.vendors, "vendors")?;
    let mut found = Shortfalls::none();
    for (id, vendor) in vendors {
        let owner = cx.owner_or_area(vendor.owner.as_ref(), "pilot");
        check_fields(id, vendor, owner, &mut found);
        if vendor.personal_data != Some(false) {
            check_contract(cx, id, vendor, owner, &mut found);
        }
    }
    Ok(found)
}

fn check_fields(id: &str, vendor: &Located<Vendor>, owner: Option<&str>, found: &mut Shortfalls) {
    let holds_personal_data = vendor.personal_data != Some(false);
    let fields = [
        ("does", vendor.does.is_none()),
        ("personal_data", vendor.personal_data.is_none()),
        ("regions", holds_personal_data && vendor.regions.is_empty()),
        ("dpa", holds_personal_data && vendor.dpa.is_none()),
    ];
    Asked::of(vendor, id, owner).ask(
        fields,
        |field| format!("vendor `{id}` does not say `{field}`"),
        found,
    );
}

/// A contract that is still to be signed has a day; production asks for the signature.
fn check_contract(
    cx: &Context<'_>,
    id: &str,
    vendor: &Located<Vendor>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let has_plan = match &vendor.dpa {
        None | Some(Dpa::Signed) => true,
        Some(Dpa::None) => false,
        Some(Dpa::Recorded(contract)) => match contract.signed {
            Some(true) => true,
            Some(false) => contract.date.is_some_and(|planned| !cx.is_past(planned)),
            None => contract.date.is_some(),
        },
    };
    if !has_plan {
        found
            .fails(
                "no_contract_planned",
                vendor.at("dpa"),
                id,
                format!(
                    "`{id}` gets personal data, and no day to come is set for signing a processor contract"
                ),
            )
            .owned_by(owner)
            .cure("write `dpa: {signed: false, date: …}` with the day on which it will be signed");
    }
}
