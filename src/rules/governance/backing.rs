//! What stands behind each kind of promise: the records that show it, by service.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::model::{
    Answer, BillingFlow, EnvironmentKind, EvidenceKind, LifecycleStep, Promise, PromiseKind,
    RecoveryType, Scope, Store, Vendor,
};
use crate::rules::Context;
use crate::yaml::Located;

/// The records that can show what was promised, looked up once.
pub(super) struct Backing<'c, 'a> {
    cx: &'c Context<'a>,
    stores: BTreeMap<&'a str, Vec<&'a Located<Store>>>,
    recovered: BTreeSet<&'a str>,
    backed_up: BTreeSet<&'a str>,
    attacked: BTreeSet<&'a str>,
    deleted: BTreeSet<&'a str>,
    loaded: BTreeSet<&'a str>,
    lifecycle: BTreeSet<(LifecycleStep, &'a str)>,
}

/// A promise of which nothing is shown.
pub(super) struct Unbacked<'a> {
    /// The service for which nothing is shown, where it is one.
    pub(super) service: Option<&'a str>,
    /// Where it would be shown, in words.
    pub(super) place: &'static str,
}

/// How what is promised is shown.
enum Shown<'c, 'a> {
    /// For each of its services.
    ForEach(OfService<'c, 'a>),
    /// For one of its services at least: what is promised of data holds where there is data.
    ForOne(OfService<'c, 'a>),
    /// For the company.
    AtAll(fn(&Backing<'c, 'a>) -> bool),
}

/// Whether something is shown for a service.
type OfService<'c, 'a> = fn(&Backing<'c, 'a>, &str) -> bool;

impl<'c, 'a> Backing<'c, 'a> {
    /// Looks through the manifest.
    pub(super) fn of(cx: &'c Context<'a>) -> Self {
        let mut backing = Self {
            cx,
            stores: BTreeMap::new(),
            recovered: BTreeSet::new(),
            backed_up: BTreeSet::new(),
            attacked: BTreeSet::new(),
            deleted: BTreeSet::new(),
            loaded: BTreeSet::new(),
            lifecycle: BTreeSet::new(),
        };
        backing.look_at_data();
        backing.look_at_tests();
        backing
    }

    /// For what nothing is shown that was promised.
    pub(super) fn missing(&self, promise: &'a Promise) -> Vec<Unbacked<'a>> {
        let services: Vec<&'a str> = match &promise.services {
            None | Some(Scope::All) => self.cx.production_services().map(|(id, _)| id).collect(),
            Some(Scope::Only(only)) => only.iter().map(|id| id.as_str()).collect(),
        };
        let (place, shown) = Self::shown(promise.kind);
        let without: Vec<Option<&'a str>> = match shown {
            Shown::ForEach(holds) => services
                .into_iter()
                .filter(|service| !holds(self, service))
                .map(Some)
                .collect(),
            Shown::ForOne(holds) if services.iter().any(|service| holds(self, service)) => {
                Vec::new()
            }
            Shown::AtAll(holds) if holds(self) => Vec::new(),
            Shown::ForOne(_) | Shown::AtAll(_) => vec![None],
        };
        without
            .into_iter()
            .map(|service| Unbacked { service, place })
            .collect()
    }

    /// Where each kind of promise is shown, in words, and how to tell whether it is.
    fn shown(kind: PromiseKind) -> (&'static str, Shown<'c, 'a>) {
        use Shown::{AtAll, ForEach, ForOne};

        match kind {
            PromiseKind::Availability => (
                "`incidents.log` or `sla` of a vendor it stands on",
                ForEach(Self::has_counted_outages),
            ),
            PromiseKind::Rto | PromiseKind::Rpo => {
                ("`recovery.tests` or `backups`", ForEach(Self::has_way_back))
            }
            PromiseKind::BackupInterval | PromiseKind::BackupRetention => {
                ("`backups`", ForOne(Self::is_backed_up))
            }
            PromiseKind::DataResidency => {
                ("`regions` of a store or vendor", ForOne(Self::has_place))
            }
            PromiseKind::Retention => ("`retention` of a store", ForOne(Self::has_retention)),
            PromiseKind::DeletionWithin => (
                "`data.stores` or `data.deletion_tests`",
                ForOne(Self::has_deletion),
            ),
            PromiseKind::ExportWithin => ("`tenancy.lifecycle_tests`", ForOne(Self::was_exported)),
            PromiseKind::RestorePerTenant => (
                "`tenancy.lifecycle_tests`",
                ForOne(Self::was_restored_alone),
            ),
            PromiseKind::Isolation => ("`tenancy`", ForOne(Self::has_boundary)),
            PromiseKind::EncryptionAtRest => {
                ("`encrypted` of a store", ForOne(Self::has_told_encryption))
            }
            PromiseKind::PentestInterval => ("`security.tests`", ForOne(Self::was_attacked)),
            PromiseKind::Limit => ("`capacity.tests`", ForOne(Self::was_loaded)),
            PromiseKind::EncryptionInTransit => ("`network`", AtAll(Self::has_network)),
            PromiseKind::Mfa => ("`access.grants`", AtAll(Self::has_told_second_factors)),
            PromiseKind::SupportHours => ("`cover`", AtAll(Self::has_cover)),
            PromiseKind::FirstResponse => ("`support.measured`", AtAll(Self::has_measured_support)),
            PromiseKind::SupportAccess => ("`support.access`", AtAll(Self::has_support_access)),
            PromiseKind::IncidentNotification => ("`incidents.process`", AtAll(Self::has_process)),
            PromiseKind::StatusUpdateInterval => ("`comms`", AtAll(Self::has_comms)),
            PromiseKind::AiUse | PromiseKind::AiTraining => {
                ("`ai.features`", AtAll(Self::has_told_ai))
            }
            PromiseKind::SubprocessorNotice => {
                ("`subprocessor_notices`", AtAll(Self::has_told_notices))
            }
            PromiseKind::VulnerabilityFix => ("`security.findings`", AtAll(Self::has_findings)),
            PromiseKind::TestData => ("`data` of an environment", AtAll(Self::has_told_test_data)),
            PromiseKind::CardData => ("`billing`", AtAll(Self::has_told_billing)),
            PromiseKind::Certification => (
                "`evidence` of kind `certificate`",
                AtAll(Self::has_certificate),
            ),
            PromiseKind::RequestAssist => ("`data.requests`", AtAll(Self::has_requests)),
            PromiseKind::CancellationNotice => (
                "`billing.tests`",
                AtAll(|backing| backing.was_billed(&[BillingFlow::Cancel])),
            ),
            PromiseKind::RefundWithin => (
                "`billing.tests`",
                AtAll(|backing| backing.was_billed(&[BillingFlow::Refund])),
            ),
            PromiseKind::SuspensionAfter => (
                "`billing.tests`",
                AtAll(|backing| {
                    backing.was_billed(&[BillingFlow::Suspension, BillingFlow::Dunning])
                }),
            ),
            PromiseKind::PriceChangeNotice => (
                "`billing.tests`",
                AtAll(|backing| backing.was_billed(&[BillingFlow::PriceChange])),
            ),
            PromiseKind::Custom => ("`backed_by`", AtAll(|_| false)),
        }
    }

    fn look_at_data(&mut self) {
        let manifest = self.cx.manifest;
        let data = manifest.data.given();
        for store in data.into_iter().flat_map(|data| data.stores.values()) {
            if let Some(service) = store.service.as_deref() {
                self.stores.entry(service).or_default().push(store);
            }
        }
        let service_of = |store: &str| data?.stores.get(store)?.service.as_deref();
        let backups = manifest.backups.given().into_iter().flatten();
        self.backed_up = backups
            .filter(|backup| self.cx.is_done(backup.last_success))
            .filter_map(|backup| service_of(&backup.store))
            .collect();
        let deletions = data.into_iter().flat_map(|data| data.deletion_tests.iter());
        self.deleted = deletions
            .filter(|test| self.cx.is_done(test.date))
            .filter_map(|test| test.service.as_deref())
            .collect();
        let tenancy = manifest.tenancy.given();
        let steps = tenancy
            .into_iter()
            .flat_map(|tenancy| tenancy.lifecycle_tests.iter());
        self.lifecycle = steps
            .filter(|test| self.cx.is_done(test.date))
            .filter_map(|test| Some((test.what?, test.service.as_deref()?)))
            .collect();
    }

    fn look_at_tests(&mut self) {
        let manifest = self.cx.manifest;
        let recovery = manifest.recovery.given();
        let recoveries = recovery.and_then(|recovery| recovery.tests.as_ref());
        self.recovered = recoveries
            .into_iter()
            .flatten()
            .filter(|test| {
                self.cx.is_done(test.date) && test.r#type != Some(RecoveryType::Tabletop)
            })
            .filter_map(|test| test.service.as_deref())
            .collect();
        let security = manifest.security.given();
        let attacks = security.and_then(|security| security.tests.as_ref());
        self.attacked = attacks
            .into_iter()
            .flatten()
            .filter(|test| self.cx.is_done(test.date))
            .flat_map(|test| test.scope.iter().map(|scope| scope.service.as_str()))
            .collect();
        let capacity = manifest.capacity.given();
        self.loaded = capacity
            .into_iter()
            .flat_map(|capacity| capacity.tests.iter())
            .filter(|test| self.cx.is_done(test.date))
            .filter_map(|test| test.service.as_deref())
            .collect();
    }

    fn has_counted_outages(&self, service: &str) -> bool {
        let incidents = self.cx.manifest.incidents.given();
        incidents.is_some_and(|incidents| incidents.log.is_some())
            || self.suppliers(service).any(|vendor| vendor.sla.is_some())
    }

    fn has_way_back(&self, service: &str) -> bool {
        self.recovered.contains(service) || self.backed_up.contains(service)
    }

    fn is_backed_up(&self, service: &str) -> bool {
        self.backed_up.contains(service)
    }

    fn has_place(&self, service: &str) -> bool {
        self.stores(service).any(|store| !store.regions.is_empty())
            || self
                .suppliers(service)
                .any(|vendor| !vendor.regions.is_empty())
    }

    fn has_retention(&self, service: &str) -> bool {
        self.stores(service).any(|store| store.retention.is_some())
    }

    fn has_deletion(&self, service: &str) -> bool {
        self.has_retention(service)
            || self.deleted.contains(service)
            || self.went_through(LifecycleStep::Delete, service)
    }

    fn has_boundary(&self, service: &str) -> bool {
        self.cx.manifest.tenancy.given().is_some_and(|tenancy| {
            let services = &tenancy.services;
            tenancy.boundary.is_some()
                && (services.is_empty() || services.iter().any(|id| id.as_str() == service))
        })
    }

    fn was_exported(&self, service: &str) -> bool {
        self.went_through(LifecycleStep::Export, service)
    }

    fn was_restored_alone(&self, service: &str) -> bool {
        self.went_through(LifecycleStep::Restore, service)
    }

    fn was_attacked(&self, service: &str) -> bool {
        self.attacked.contains(service)
    }

    fn was_loaded(&self, service: &str) -> bool {
        self.loaded.contains(service)
    }

    fn has_told_encryption(&self, service: &str) -> bool {
        self.stores(service).any(|store| store.encrypted.is_some())
    }

    fn has_network(&self) -> bool {
        self.cx.manifest.network.given().is_some()
    }

    fn has_cover(&self) -> bool {
        let cover = self.cx.manifest.cover.given();
        cover.is_some_and(|cover| !cover.is_empty())
    }

    fn has_measured_support(&self) -> bool {
        let support = self.cx.manifest.support.given();
        support.is_some_and(|support| support.measured.is_some())
    }

    fn has_support_access(&self) -> bool {
        let support = self.cx.manifest.support.given();
        support.is_some_and(|support| support.access.is_some())
    }

    fn has_process(&self) -> bool {
        let incidents = self.cx.manifest.incidents.given();
        incidents.is_some_and(|incidents| incidents.process.is_some())
    }

    fn has_comms(&self) -> bool {
        self.cx.manifest.comms.given().is_some()
    }

    fn has_told_notices(&self) -> bool {
        self.cx.manifest.subprocessor_notices.given().is_some()
    }

    fn has_findings(&self) -> bool {
        let security = self.cx.manifest.security.given();
        self.cx.register.has_sources()
            || security.is_some_and(|security| security.findings.is_some())
    }

    fn has_told_billing(&self) -> bool {
        let billing = &self.cx.manifest.billing;
        billing.given().is_some() || self.is_exempt(billing, "billing")
    }

    fn has_requests(&self) -> bool {
        let data = self.cx.manifest.data.given();
        data.is_some_and(|data| data.requests.is_some())
    }

    fn has_told_second_factors(&self) -> bool {
        let access = self.cx.manifest.access.given();
        access.is_some_and(|access| access.grants.iter().any(|grant| grant.mfa.is_some()))
    }

    fn has_told_ai(&self) -> bool {
        let ai = &self.cx.manifest.ai;
        ai.given().is_some_and(|ai| ai.features.is_some()) || self.is_exempt(ai, "ai")
    }

    fn has_told_test_data(&self) -> bool {
        let environments = self.cx.manifest.environments.given();
        environments.is_some_and(|environments| {
            environments.values().any(|environment| {
                environment.kind != Some(EnvironmentKind::Production) && environment.data.is_some()
            })
        })
    }

    fn has_certificate(&self) -> bool {
        let evidence = self.cx.manifest.evidence.given().into_iter().flatten();
        evidence
            .filter(|evidence| evidence.kind == Some(EvidenceKind::Certificate))
            .any(|evidence| self.cx.weigh_registered(evidence).defect.is_none())
    }

    fn was_billed(&self, flows: &[BillingFlow]) -> bool {
        let billing = self.cx.manifest.billing.given();
        let mut tests = billing.into_iter().flat_map(|billing| billing.tests.iter());
        tests.any(|test| {
            test.flow.is_some_and(|flow| flows.contains(&flow)) && self.cx.is_done(test.date)
        })
    }

    fn is_exempt<T>(&self, answer: &Answer<T>, name: &str) -> bool {
        self.cx.exemption(answer, name).is_some()
    }

    fn stores(&self, service: &str) -> impl Iterator<Item = &'a Located<Store>> {
        self.stores.get(service).into_iter().flatten().copied()
    }

    /// The vendors a service stands on.
    fn suppliers(&self, service: &str) -> impl Iterator<Item = &'a Located<Vendor>> {
        let vendors = self.cx.manifest.vendors.given();
        let service = self.cx.manifest.services.get(service);
        let names = service.into_iter().flat_map(|service| service.deps.iter());
        names.filter_map(move |dependency| vendors?.get(&*dependency.on))
    }

    fn went_through(&self, step: LifecycleStep, service: &str) -> bool {
        self.lifecycle.contains(&(step, service))
    }
}
