//! Whose data is held, in which role, where, why and how long.

use std::collections::BTreeSet;

use crate::gate::embedded::MAX_INVENTORY_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{
    DataCategory, DataClass, DataPosition, Service, Store, Vendor, VendorService,
};
use crate::rules::context::held_in;
use crate::rules::{Context, RuleOutcome, Shortfalls, absent, quoted};
use crate::text::{is_placeholder, says_nothing};
use crate::yaml::Located;

pub(super) fn data_position_recorded(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let mut found = Shortfalls::none();
    check_storeless_services(cx, data, &mut found);
    for (id, store) in &data.stores {
        check_store(cx, id, store, &mut found);
        check_service_of(cx, id, store, &mut found);
    }
    check_review(cx, data, &mut found);
    if data.company_data.is_none() {
        found
            .warns(
                "company_data_absent",
                data.at("company_data"),
                "company_data",
                "data of the company itself is not mentioned: staff, prospects, suppliers",
            )
            .cure("say under `company_data` where it lies and how long it is kept");
    }
    check_tools(cx, data, &mut found);
    Ok(found)
}

/// Reports services that touch data of customers, or may, and have no store.
pub fn check_storeless_services(cx: &Context<'_>, data: &DataPosition, found: &mut Shortfalls) {
    let with_store: BTreeSet<&str> = data
        .stores
        .values()
        .filter_map(|store| store.service.as_deref())
        .collect();
    for (id, service) in cx.production_services() {
        if !with_store.contains(id) {
            check_storeless(id, service, found);
        }
    }
}

fn check_storeless(id: &str, service: &Located<Service>, found: &mut Shortfalls) {
    let shortfall = match service.data {
        Some(DataClass::None) => return,
        Some(class) => found.fails(
            "no_store",
            service.at("data"),
            id,
            format!("`{id}` touches {class} data, and no store of it is recorded"),
        ),
        None => found.untold(
            service.at("data"),
            id,
            format!("`{id}` has no store, and nobody told whether it touches data of customers"),
        ),
    };
    shortfall.owned_by(service.owner.as_deref()).cure(
        "write its store under `data.stores`, or `data: none` if it touches none of customers",
    );
}

fn check_store(cx: &Context<'_>, id: &str, store: &Located<Store>, found: &mut Shortfalls) {
    let owner = cx.owner_or_area(store.owner.as_ref(), "assurance");
    let missing = missing_fields(store, owner.is_some());
    if let Some(first) = missing.first() {
        let missing = quoted(&missing);
        found
            .fails(
                "field_missing",
                store.at(*first),
                id,
                format!("store `{id}` does not say {missing}"),
            )
            .owned_by(owner)
            .cure(format!("write {missing}"));
    }
    let special = store
        .categories
        .iter()
        .find(|category| category.is_special());
    if let Some(special) = special.filter(|_| says_nothing(store.lawful_basis.as_ref())) {
        found
            .fails(
                "special_without_basis",
                special.here(),
                id,
                format!("store `{id}` holds {special} data, and nothing says what allows that"),
            )
            .owned_by(owner)
            .cure("write the lawful basis or the customer's instruction as `lawful_basis`");
    }
}

/// A service touches at least the data that its own stores hold.
fn check_service_of(cx: &Context<'_>, id: &str, store: &Located<Store>, found: &mut Shortfalls) {
    let service = store.service.as_deref();
    let named = service.and_then(|of| Some((of, cx.manifest.services.get(of)?)));
    let (Some((of, service)), Some((held, category))) = (named, held_in(store)) else {
        return;
    };
    if let Some(told) = service.data.filter(|told| *told < held) {
        let told = match told {
            DataClass::None => "no data of customers".to_owned(),
            told => format!("no more than {told} data"),
        };
        found
            .fails("less_than_its_store", service.at("data"), of, format!("`{of}` is said to touch {told}, and its store `{id}` holds {category}, which is {held} data"))
            .comparing(id)
            .beside(store.at("categories"), "held here")
            .owned_by(service.owner.as_deref())
            .cure(format!("write `data: {held}` at `{of}`, or name the service that the store is really of"));
    }
}

fn missing_fields(store: &Store, is_owned: bool) -> Vec<&'static str> {
    let has_backups = store.backup_retention.is_none_or(|kept| !kept.is_zero());
    absent([
        ("service", store.service.is_none()),
        ("categories", store.categories.is_empty()),
        (
            "subjects",
            store.subjects.iter().all(|who| is_placeholder(who)),
        ),
        ("purpose", says_nothing(store.purpose.as_ref())),
        ("regions", store.regions.is_empty()),
        (
            "backup_regions",
            has_backups && store.backup_regions.is_empty(),
        ),
        ("retention", store.retention.is_none()),
        ("backup_retention", store.backup_retention.is_none()),
        ("owner", !is_owned),
    ])
}

fn check_review(cx: &Context<'_>, data: &Located<DataPosition>, found: &mut Shortfalls) {
    let limit = cx.parameters.span(MAX_INVENTORY_AGE);
    match data.reviewed {
        Some(reviewed) if cx.is_yet_to_come(reviewed) => {
            found
                .untold(data.at("reviewed"), "data", format!("the review of the inventory, {reviewed}, is still to come, and nobody told of an earlier one"))
                .cure("look through the inventory, and write the day as `reviewed`");
        }
        Some(reviewed) if cx.is_older(reviewed, &limit) => {
            found
                .fails("review_too_old", data.at("reviewed"), "data", format!("the inventory was last reviewed {} days ago; {limit} is the limit", cx.age_days(reviewed)))
                .owned_by(data.owner.as_deref())
                .cure("hold it against the infrastructure and the vendors, and write the day as `reviewed`");
        }
        Some(_) => {}
        None => {
            found
                .untold(
                    data.at("reviewed"),
                    "data",
                    "nobody told when the inventory was last reviewed",
                )
                .cure("look through the inventory, and write the day as `reviewed`");
        }
    }
}

/// Logs, analytics and support tools almost always hold personal data, and are almost always forgotten.
fn check_tools(cx: &Context<'_>, data: &DataPosition, found: &mut Shortfalls) {
    let held: BTreeSet<DataCategory> = data
        .stores
        .values()
        .flat_map(|store| store.categories.iter())
        .map(|category| category.value)
        .collect();
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    for (id, vendor) in vendors.filter(|(_, vendor)| vendor.personal_data != Some(false)) {
        if let Some(category) = category_of(vendor).filter(|category| !held.contains(category)) {
            found
                .warns("tool_in_no_store", vendor.at("does"), id, format!("`{id}` takes {category} data, and no store holds any"))
                .owned_by(vendor.owner.as_deref())
                .cure(format!("write a store with `categories: [{category}]` for it, or `personal_data: false`"));
        }
    }
}

fn category_of(vendor: &Vendor) -> Option<DataCategory> {
    match vendor.does? {
        VendorService::Errors | VendorService::Logs => Some(DataCategory::Logs),
        VendorService::Analytics => Some(DataCategory::Usage),
        VendorService::Support => Some(DataCategory::Support),
        VendorService::Hosting
        | VendorService::Payments
        | VendorService::Mail
        | VendorService::Ai
        | VendorService::Identity
        | VendorService::Code
        | VendorService::Backup
        | VendorService::Cdn
        | VendorService::Alerting
        | VendorService::Status
        | VendorService::Messaging
        | VendorService::Crm
        | VendorService::Documents
        | VendorService::Accounting
        | VendorService::Other => None,
    }
}
