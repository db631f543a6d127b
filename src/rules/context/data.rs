//! Which data a service touches.

use super::Context;
use crate::manifest::model::{DataCategory, DataClass, Service};

impl Context<'_> {
    /// The most sensitive data that a service touches: as it is told, or as its stores hold it where that is more sensitive.
    ///
    /// Nothing where nobody told it of the service. A store that names no service may be of each.
    pub fn data_of(&self, id: &str, service: &Service) -> Option<DataClass> {
        let told = service.data?;
        let data = self.manifest.data.given();
        let stores = data.into_iter().flat_map(|data| data.stores.values());
        let held = stores
            .filter(|store| store.service.as_deref().is_none_or(|of| of == id))
            .flat_map(|store| &store.categories)
            .filter(|category| category.is_of_customers())
            .map(|category| class_of(category.value))
            .max();
        Some(held.map_or(told, |held| held.max(told)))
    }
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
