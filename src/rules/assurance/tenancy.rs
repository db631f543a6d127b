//! Which services keep data of several customers, and by what they are kept apart.

use crate::manifest::model::{DataClass, IsolationLevel, Service, Tenancy};
use crate::rules::Context;
use crate::yaml::Located;

/// The services in production that touch data of customers, or may; by their own word or by what their stores hold.
pub fn with_customer_data<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = (&'a str, &'a Located<Service>)> {
    cx.production_services()
        .filter(|(id, service)| cx.data_of(id, service) != Some(DataClass::None))
}

/// Those of them whose separation the section describes: the services it names, or all.
pub fn described<'a>(
    cx: &Context<'a>,
    tenancy: &'a Tenancy,
) -> impl Iterator<Item = (&'a str, &'a Located<Service>)> {
    with_customer_data(cx).filter(|(id, _)| describes(tenancy, id))
}

/// Whether the section is about a service.
pub fn describes(tenancy: &Tenancy, service: &str) -> bool {
    tenancy.services.is_empty() || tenancy.services.iter().any(|of| of.as_str() == service)
}

/// What separates a customer from the others: its own placement, or what holds for all.
pub fn separation_of(tenancy: &Tenancy, customer: &str) -> Option<IsolationLevel> {
    tenancy
        .placement
        .get(customer)
        .copied()
        .or(tenancy.boundary)
}
