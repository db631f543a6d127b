//! Who really processes customers' personal data, whatever the published list says.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::model::{
    DataClass, EnvironmentData, EnvironmentKind, Manifest, Service, Vendor, VendorService,
};
use crate::rules::Context;
use crate::time::Day;
use crate::yaml::Located;

/// A vendor that processes personal data of customers.
#[derive(Debug, Clone)]
pub(crate) struct Processor<'a> {
    /// The vendor's id.
    pub id: &'a str,
    /// The vendor.
    pub vendor: &'a Located<Vendor>,
    /// What shows it, in words that follow its name.
    pub because: String,
    /// Whether its first day is still to come, and nothing shows that it is used before.
    pub is_yet_to_start: bool,
}

/// Vendors, by whether they process personal data of customers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Processors<'a> {
    /// Those that do.
    pub known: Vec<Processor<'a>>,
    /// Those of which nobody told.
    pub untold: Vec<(&'a str, &'a Located<Vendor>)>,
}

impl<'a> Processors<'a> {
    /// Those that process nothing yet.
    pub(crate) fn yet_to_start(&self) -> BTreeSet<&'a str> {
        let later = self
            .known
            .iter()
            .filter(|processor| processor.is_yet_to_start);
        later.map(|processor| processor.id).collect()
    }
}

/// The published list against the vendors that process personal data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListDifference<'a> {
    /// Vendors that process personal data and are not on the list.
    pub unlisted: Vec<&'a str>,
    /// Names on the list that process none.
    pub stale: Vec<&'a str>,
}

/// The vendors that process personal data of customers, in the order of their ids.
///
/// A vendor that says it does not is believed, unless the company's own facts show the contrary: a model of ours gets personal data
/// there, copies of it lie there, or production with it runs there. Where its trade is to deal with people, and a service with their
/// data uses it, nobody knows.
pub(crate) fn processors<'a>(cx: &Context<'a>) -> Processors<'a> {
    let manifest = cx.manifest;
    let Some(vendors) = manifest.vendors.given() else {
        return Processors::default();
    };
    let listed = published(cx);
    let (models, copies) = (
        models_on_personal_data(manifest),
        copies_of_personal_data(manifest),
    );
    let hosts = hosts_of_personal_data(cx);
    let users = users(cx);
    let mut processors = Processors::default();
    for (id, vendor) in vendors {
        let id = id.as_str();
        let users = users.get(id).map_or(&[][..], Vec::as_slice);
        let is_in_use = models.contains_key(id)
            || copies.contains_key(id)
            || hosts.contains_key(id)
            || cx.is_depended_on(id);
        let is_yet_to_start =
            !is_in_use && vendor.since.is_some_and(|since| cx.is_yet_to_come(since));
        let because = if let Some(feature) = models.get(id) {
            Some(format!(
                "runs the model of `{feature}`, and nobody says that it gets no personal data"
            ))
        } else if let Some(store) = copies.get(id) {
            Some(format!(
                "keeps copies of `{store}`, which holds personal data"
            ))
        } else {
            let host_of = hosts.get(id);
            match vendor.personal_data {
                Some(true) => Some("touches personal data of customers".to_owned()),
                Some(false) | None if host_of.is_some() => host_of.cloned(),
                Some(false) => {
                    if vendor.does.is_some_and(deals_with_people) && serves_people(cx, users) {
                        processors.untold.push((id, vendor));
                    }
                    None
                }
                None if listed.contains_key(id) => {
                    Some("is published as a subprocessor".to_owned())
                }
                None if only_harmless(cx, users) => None,
                None => {
                    if let Some(does) = vendor.does.filter(|&does| handles_people(does)) {
                        Some(format!(
                            "does {does}, and nobody says that it gets no personal data"
                        ))
                    } else {
                        processors.untold.push((id, vendor));
                        None
                    }
                }
            }
        };
        if let Some(because) = because {
            processors.known.push(Processor {
                id,
                vendor,
                because,
                is_yet_to_start,
            });
        }
    }
    processors
}

/// How the published list differs from the vendors that process personal data.
pub(crate) fn list_difference<'a>(
    cx: &Context<'a>,
    processors: &Processors<'a>,
) -> ListDifference<'a> {
    let listed = published(cx);
    let real: BTreeSet<&str> = processors
        .known
        .iter()
        .map(|processor| processor.id)
        .collect();
    ListDifference {
        unlisted: real
            .iter()
            .copied()
            .filter(|id| !listed.contains_key(id))
            .collect(),
        stale: listed
            .keys()
            .copied()
            .filter(|id| !real.contains(id))
            .collect(),
    }
}

/// The published list, by name.
pub(crate) fn published<'a>(
    cx: &Context<'a>,
) -> BTreeMap<&'a str, &'a Located<crate::manifest::model::Subprocessor>> {
    let pack = cx.manifest.trust_pack.given();
    let list = pack.and_then(|pack| pack.subprocessors.as_ref());
    list.into_iter()
        .flat_map(|list| list.iter())
        .map(|entry| (entry.name.as_str(), entry))
        .collect()
}

/// Kinds of vendors that see people's data as part of what they do.
const fn handles_people(does: VendorService) -> bool {
    deals_with_people(does)
        || matches!(
            does,
            VendorService::Errors
                | VendorService::Analytics
                | VendorService::Ai
                | VendorService::Logs
                | VendorService::Backup
        )
}

/// Kinds of vendors that can do nothing without the people they do it for: a mail has an address, a sign-in has somebody who signs in.
const fn deals_with_people(does: VendorService) -> bool {
    match does {
        VendorService::Payments
        | VendorService::Mail
        | VendorService::Support
        | VendorService::Identity
        | VendorService::Messaging
        | VendorService::Crm => true,
        VendorService::Errors
        | VendorService::Analytics
        | VendorService::Ai
        | VendorService::Logs
        | VendorService::Backup
        | VendorService::Hosting
        | VendorService::Code
        | VendorService::Cdn
        | VendorService::Alerting
        | VendorService::Status
        | VendorService::Documents
        | VendorService::Accounting
        | VendorService::Other => false,
    }
}

/// The first day on which customers were told of each vendor.
pub(crate) fn earliest_notices<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Day> {
    let notices = cx
        .manifest
        .subprocessor_notices
        .given()
        .into_iter()
        .flat_map(|notices| notices.iter());
    let mut earliest = BTreeMap::new();
    for notice in notices {
        if let Some(sent) = notice.sent.filter(|&sent| !cx.is_yet_to_come(sent)) {
            let day = earliest.entry(notice.vendor.as_str()).or_insert(sent);
            *day = sent.min(*day);
        }
    }
    earliest
}

/// A service that stands on a vendor, by its id.
type User<'a> = (&'a str, &'a Located<Service>);

/// Whether something uses the vendor, and all of it holds no personal data or is not in production.
fn only_harmless(cx: &Context<'_>, users: &[User<'_>]) -> bool {
    !users.is_empty()
        && users.iter().all(|(id, service)| {
            let touched = cx.data_of(id, service);
            !service.production || matches!(touched, Some(DataClass::None | DataClass::Customer))
        })
}

/// Whether a service in production that touches personal data uses the vendor.
fn serves_people(cx: &Context<'_>, users: &[User<'_>]) -> bool {
    users
        .iter()
        .any(|(id, service)| service.production && is_personal(cx.data_of(id, service)))
}

const fn is_personal(touched: Option<DataClass>) -> bool {
    matches!(touched, Some(DataClass::Personal | DataClass::Special))
}

/// For each vendor, what shows that production runs there with personal data.
fn hosts_of_personal_data<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, String> {
    let mut services = cx.production_services();
    if !services.any(|(id, service)| is_personal(cx.data_of(id, service))) {
        return BTreeMap::new();
    }
    let environments = cx.manifest.environments.given().into_iter().flatten();
    environments
        .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production))
        .filter_map(|(id, environment)| {
            let vendor = environment.vendor.as_deref()?;
            match environment.data {
                Some(EnvironmentData::Real | EnvironmentData::ProductionCopy) => {
                    Some((vendor, format!("runs `{id}`, where real personal data is")))
                }
                None => Some((
                    vendor,
                    format!("runs `{id}`, and nobody says that no real data is there"),
                )),
                Some(EnvironmentData::Synthetic | EnvironmentData::Masked) => None,
            }
        })
        .collect()
}

/// The services that stand on each vendor, by the vendor's id.
fn users<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Vec<User<'a>>> {
    let mut users: BTreeMap<&str, Vec<User<'_>>> = BTreeMap::new();
    for (of, service) in &cx.manifest.services {
        for dependency in &service.deps {
            users
                .entry(dependency.on.as_str())
                .or_default()
                .push((of, service));
        }
    }
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    for (id, vendor) in vendors {
        let services = vendor
            .services
            .iter()
            .filter_map(|of| Some((of.as_str(), cx.manifest.services.get(of.as_str())?)));
        users.entry(id.as_str()).or_default().extend(services);
    }
    users
}

/// For each vendor, a feature whose model there gets personal data.
fn models_on_personal_data(manifest: &Manifest) -> BTreeMap<&str, &str> {
    let features = manifest.ai.given().and_then(|ai| ai.features.as_ref());
    features
        .into_iter()
        .flat_map(|features| features.iter())
        .filter(|feature| feature.personal != Some(false))
        .flat_map(|feature| {
            let fallbacks = feature.fallback.iter().map(|fallback| &fallback.provider);
            let providers = feature.provider.iter().chain(fallbacks);
            providers.map(|provider| (provider.as_str(), feature.id.as_str()))
        })
        .collect()
}

/// For each vendor, a store with personal data of which copies lie there.
fn copies_of_personal_data(manifest: &Manifest) -> BTreeMap<&str, &str> {
    let Some(data) = manifest.data.given() else {
        return BTreeMap::new();
    };
    let backups = manifest
        .backups
        .given()
        .into_iter()
        .flat_map(|backups| backups.iter());
    backups
        .filter_map(|backup| {
            let provider = backup.provider.as_ref()?;
            let store = data.stores.get(backup.store.as_str())?;
            let is_personal = store
                .categories
                .iter()
                .any(|category| category.is_personal());
            is_personal.then_some((provider.as_str(), backup.store.as_str()))
        })
        .collect()
}
