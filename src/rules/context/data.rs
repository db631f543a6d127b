//! Which data a service touches, and who may see it.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use crate::manifest::model::{
    DataCategory, DataClass, Grant, GrantLevel, Manifest, Service, Store, Vendor,
};
use crate::rules::trust::subprocessors::processors;
use crate::yaml::Located;

impl<'a> Context<'a> {
    /// The rights to see data of customers in services in production, each with its service; not those of people who left.
    pub fn grants_of_customer_data(&self) -> impl Iterator<Item = (&'a str, &'a Located<Grant>)> {
        let services: BTreeMap<&str, _> = self.production_services().collect();
        let access = self.manifest.access.given().into_iter();
        let grants = access.flat_map(|access| access.grants.iter());
        grants.filter_map(move |grant| {
            let (service, _) = services.get_key_value(grant.system.as_deref()?)?;
            let person = self.person(&grant.who);
            let is_gone = person.is_some_and(|person| !person.is_active_on(self.as_of));
            let sees_it = grant.level == Some(GrantLevel::CustomerData) && !is_gone;
            sees_it.then_some((*service, grant))
        })
    }

    /// Whether a vendor gets personal data, or may: it does not say that it gets none, or our own facts say otherwise.
    pub fn may_get_personal_data(&self, id: &str, vendor: &Vendor) -> bool {
        vendor.personal_data != Some(false) || self.belied.contains(id)
    }

    /// Vendors that are said to get no personal data, and get some by our own facts.
    pub(super) fn belied(&self) -> BTreeSet<&'a str> {
        let known = processors(self).known.into_iter();
        known
            .filter(|processor| processor.vendor.personal_data == Some(false))
            .map(|processor| processor.id)
            .collect()
    }

    /// The most sensitive data that a service touches: as it is told, or as its stores hold it where that is more sensitive.
    ///
    /// Nothing where nobody told it of the service. A store that names no service may be of each.
    pub fn data_of(&self, id: &str, service: &Service) -> Option<DataClass> {
        let told = service.data?;
        let held = [Some(id), None].into_iter();
        held.filter_map(|of| self.held.get(&of).copied())
            .chain([told])
            .max()
    }
}

/// The most sensitive data of customers in the stores of each service, and in those that name none.
pub(super) fn held(manifest: &Manifest) -> BTreeMap<Option<&str>, DataClass> {
    let mut held: BTreeMap<Option<&str>, DataClass> = BTreeMap::new();
    let data = manifest.data.given().into_iter();
    for store in data.flat_map(|data| data.stores.values()) {
        if let Some((class, _)) = held_in(store) {
            let worst = held.entry(store.service.as_deref()).or_insert(class);
            *worst = class.max(*worst);
        }
    }
    held
}

/// The most sensitive data of customers in a store, and a category that makes it so.
pub fn held_in(store: &Store) -> Option<(DataClass, DataCategory)> {
    let categories = store.categories.iter().map(|category| category.value);
    let of_customers = categories.filter(|category| category.is_of_customers());
    of_customers
        .map(|category| (class_of(category), category))
        .max_by_key(|(class, _)| *class)
}

const fn class_of(category: DataCategory) -> DataClass {
    if category.is_special() {
        DataClass::Special
    } else if category.is_personal() {
        DataClass::Personal
    } else {
        DataClass::Customer
    }
}
