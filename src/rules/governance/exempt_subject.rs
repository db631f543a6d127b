//! What a company may declare not applicable, and which of its own facts speak against that.

use crate::gate::Catalog;
use crate::manifest::model::{
    AiTraining, AiUse, Claim, ClaimKind, Clock, Commitment, Contract, DataClass, DecisionOutcome,
    DeployerKind, Dpa, EnvironmentKind, Exposure, GrantLevel, Promise, PromiseKind, Stage, Vendor,
    VendorService,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::Context;
use crate::rules::assurance::acts_for_customers_only;
use crate::rules::resilience::services::can_be_made_anew;
use crate::time::Schedule;
use crate::time::coverage::uncovered;
use crate::yaml::Located;

/// Something that facts elsewhere in the manifest can show to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExemptSubject {
    Payments,
    Ai,
    Tenants,
    PersonalData,
    PilotData,
    Devices,
    Recovery,
    SupplyChain,
    OnCall,
    Subprocessors,
    PrivacyNotice,
    Terms,
    Contracts,
    Network,
    Duties,
}

/// Where a fact stands that speaks against a declaration, and what it says.
type Fact = (ManifestPath, String);

/// What the names of sections, facts and gates are about.
const NAMES: &[(&str, ExemptSubject)] = &[
    ("payments", ExemptSubject::Payments),
    ("billing", ExemptSubject::Payments),
    ("card_data_avoided", ExemptSubject::Payments),
    ("billing_surface_controlled", ExemptSubject::Payments),
    ("billing_promises_runnable", ExemptSubject::Payments),
    ("ai", ExemptSubject::Ai),
    ("ai_position", ExemptSubject::Ai),
    ("ai_position_recorded", ExemptSubject::Ai),
    ("ai_data_terms_match_promises", ExemptSubject::Ai),
    ("ai_overseen_and_evaluated", ExemptSubject::Ai),
    ("tenants", ExemptSubject::Tenants),
    ("tenancy", ExemptSubject::Tenants),
    ("isolation_model_decided", ExemptSubject::Tenants),
    ("isolation_tested", ExemptSubject::Tenants),
    ("isolation_assumed_and_tested", ExemptSubject::Tenants),
    ("personal_data", ExemptSubject::PersonalData),
    ("data", ExemptSubject::PersonalData),
    ("data_baseline", ExemptSubject::PersonalData),
    ("data_position_recorded", ExemptSubject::PersonalData),
    ("dpia_started", ExemptSubject::PersonalData),
    ("dpia_decided", ExemptSubject::PersonalData),
    ("data_requests_runnable", ExemptSubject::PersonalData),
    ("pilot_data", ExemptSubject::PilotData),
    ("pilot_users_told", ExemptSubject::PilotData),
    ("pilot_exit_criteria", ExemptSubject::PilotData),
    ("pilot_data_decided", ExemptSubject::PilotData),
    ("devices", ExemptSubject::Devices),
    ("devices_known", ExemptSubject::Devices),
    ("devices_cover_people", ExemptSubject::Devices),
    ("device_baseline_met", ExemptSubject::Devices),
    ("recovery", ExemptSubject::Recovery),
    ("backups", ExemptSubject::Recovery),
    ("backup_and_one_restore", ExemptSubject::Recovery),
    ("backups_independent", ExemptSubject::Recovery),
    ("recovery_test_current", ExemptSubject::Recovery),
    ("recovery_objectives_set", ExemptSubject::Recovery),
    ("supply_chain", ExemptSubject::SupplyChain),
    ("sbom_and_inventory", ExemptSubject::SupplyChain),
    (
        "dependencies_scanned_and_supported",
        ExemptSubject::SupplyChain,
    ),
    ("build_path_trusted", ExemptSubject::SupplyChain),
    ("on_call", ExemptSubject::OnCall),
    ("cover", ExemptSubject::OnCall),
    ("oncall_sustainable", ExemptSubject::OnCall),
    ("subprocessors", ExemptSubject::Subprocessors),
    ("subprocessors_match", ExemptSubject::Subprocessors),
    ("vendors_known", ExemptSubject::Subprocessors),
    ("processors_contracted", ExemptSubject::Subprocessors),
    ("privacy_notice", ExemptSubject::PrivacyNotice),
    (
        "privacy_notice_matches_inventory",
        ExemptSubject::PrivacyNotice,
    ),
    ("terms", ExemptSubject::Terms),
    ("terms_decided", ExemptSubject::Terms),
    ("contracts", ExemptSubject::Contracts),
    ("network", ExemptSubject::Network),
    ("network_locked", ExemptSubject::Network),
    ("duties", ExemptSubject::Duties),
    ("critical_duties_covered", ExemptSubject::Duties),
];

impl ExemptSubject {
    /// What a name in the list of what does not apply is about.
    pub fn named(name: &str, catalog: &Catalog) -> Option<Self> {
        let of_gate = catalog.find(name).map(|gate| gate.definition.name);
        let name = of_gate.unwrap_or(name);
        let row = NAMES.iter().find(|(known, _)| *known == name);
        row.map(|&(_, subject)| subject)
    }

    /// The company's own facts that show that it applies.
    pub fn facts_against(self, cx: &Context<'_>) -> Vec<Fact> {
        match self {
            Self::Payments => payments(cx),
            Self::Ai => ai(cx),
            Self::Tenants => tenants(cx),
            Self::PersonalData => personal_data(cx),
            Self::PilotData => pilot_data(cx),
            Self::Devices => devices(cx),
            Self::Recovery => recovery(cx),
            Self::SupplyChain => supply_chain(cx),
            Self::OnCall => on_call(cx),
            Self::Subprocessors => subprocessors(cx),
            Self::PrivacyNotice => privacy_notice(cx),
            Self::Terms => contracts(cx, |contract| {
                let version = contract.terms_version.as_deref()?;
                Some(format!("rests on version {version} of the terms"))
            }),
            Self::Contracts => contracts(cx, |_| Some("is in force".to_owned())),
            Self::Network => network(cx),
            Self::Duties => duties(cx),
        }
    }
}

fn payments(cx: &Context<'_>) -> Vec<Fact> {
    let section = cx.manifest.billing.given().map(|billing| {
        let says = "the section `billing` describes them".to_owned();
        (billing.here(), says)
    });
    let vendors = vendors(cx)
        .filter(|(_, vendor)| vendor.does == Some(VendorService::Payments))
        .map(|(id, vendor)| (vendor.at("does"), format!("vendor `{id}` does payments")));
    let promises = promises_saying(cx, |promise| {
        matches!(
            promise.kind,
            PromiseKind::CancellationNotice
                | PromiseKind::RefundWithin
                | PromiseKind::SuspensionAfter
                | PromiseKind::PriceChangeNotice
        )
    });
    let contracts = cx.manifest.contracts.given().into_iter().flatten();
    let contracts = contracts
        .filter(|contract| cx.is_in_force(contract) && contract.pilot != Some(true))
        .map(|contract| {
            let says = format!("the contract with `{}` is in force", contract.customer);
            (contract.at("customer"), says)
        });
    section
        .into_iter()
        .chain(vendors)
        .chain(promises)
        .chain(contracts)
        .collect()
}

fn ai(cx: &Context<'_>) -> Vec<Fact> {
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    let features = features.into_iter().flatten().map(|feature| {
        let says = format!("feature `{}` uses a model", feature.id);
        (feature.at("id"), says)
    });
    let vendors = vendors(cx).filter_map(|(id, vendor)| {
        if vendor.does == Some(VendorService::Ai) && vendor.personal_data != Some(false) {
            let says = format!("vendor `{id}` runs models and is not said to get no personal data");
            Some((vendor.at("does"), says))
        } else if vendor.ai_features == Some(true) {
            let says = format!("vendor `{id}` hands customer data to a model");
            Some((vendor.at("ai_features"), says))
        } else {
            None
        }
    });
    let promises = promises_saying(cx, |promise| {
        matches!(
            promise.commitment,
            Commitment::AiUse(AiUse::Listed | AiUse::OptIn | AiUse::Any)
                | Commitment::AiTraining(AiTraining::OptIn | AiTraining::Allowed)
        )
    });
    let pack = cx.manifest.trust_pack.given();
    let claims = pack.into_iter().flat_map(|pack| pack.claims.iter());
    let claims = claims
        .filter(|claim| claim.kind == Some(ClaimKind::Ai) && !denies_ai(cx, claim))
        .map(|claim| {
            let says = format!("claim `{}` of the trust pack is about AI", claim.id);
            (claim.at("kind"), says)
        });
    features
        .chain(vendors)
        .chain(promises)
        .chain(claims)
        .collect()
}

/// Whether a claim rests on a promise that no model gets customer data.
fn denies_ai(cx: &Context<'_>, claim: &Claim) -> bool {
    cx.promises().any(|promise| {
        matches!(
            promise.commitment,
            Commitment::AiUse(AiUse::None) | Commitment::AiTraining(AiTraining::Never)
        ) && claim.refs.iter().any(|name| **name == promise.id)
    })
}

fn tenants(cx: &Context<'_>) -> Vec<Fact> {
    let section = cx.manifest.tenancy.given().map(|tenancy| {
        let says = "the section `tenancy` describes them".to_owned();
        (tenancy.here(), says)
    });
    let environments = |kind| {
        let environments = cx.manifest.environments.given();
        environments
            .into_iter()
            .flat_map(|environments| environments.iter())
            .filter(move |(_, environment)| environment.kind == Some(kind))
    };
    let pilots = (cx.stage < Stage::Production).then(|| environments(EnvironmentKind::Pilot));
    let judged = environments(EnvironmentKind::Production).chain(pilots.into_iter().flatten());
    let shared = judged.filter_map(|(id, environment)| {
        let customers = environment.customers.filter(|&customers| customers > 1)?;
        let says = format!("`{id}` serves {customers} customers");
        Some((environment.at("customers"), says))
    });
    // Each customer may have an environment of their own; with fewer than customers, some share one.
    let places = environments(EnvironmentKind::Production).count().max(1);
    let contracts = cx.manifest.contracts.given().into_iter().flatten();
    let mut customers: Vec<_> = contracts
        .filter(|contract| cx.is_in_force(contract))
        .collect();
    customers.sort_by_key(|contract| contract.customer.as_str());
    customers.dedup_by_key(|contract| contract.customer.as_str());
    let sharing = customers.get(places).map(|contract| {
        let says = format!(
            "{} customers have contracts, and production runs {places} times",
            customers.len()
        );
        (contract.at("customer"), says)
    });
    section.into_iter().chain(shared).chain(sharing).collect()
}

fn personal_data(cx: &Context<'_>) -> Vec<Fact> {
    let data = cx.manifest.data.given();
    let stores = data.into_iter().flat_map(|data| data.stores.iter());
    let stores = stores.filter_map(|(id, store)| {
        let category = store
            .categories
            .iter()
            .find(|category| category.is_personal())?;
        Some((
            category.here(),
            format!("store `{id}` holds {category} data"),
        ))
    });
    let services = cx.production_services().filter_map(|(id, service)| {
        let class = service.data.filter(|class| match class {
            DataClass::Personal | DataClass::Special => true,
            DataClass::None | DataClass::Customer => false,
        })?;
        Some((service.at("data"), format!("`{id}` touches {class} data")))
    });
    let vendors = vendors(cx).filter_map(|(id, vendor)| {
        if vendor.personal_data == Some(true) {
            let says = format!("vendor `{id}` gets personal data");
            Some((vendor.at("personal_data"), says))
        } else if vendor.does == Some(VendorService::Identity) {
            let says = format!("people sign in through vendor `{id}`");
            Some((vendor.at("does"), says))
        } else if has_dpa(vendor) {
            let says = format!("vendor `{id}` signed to process personal data");
            Some((vendor.at("dpa"), says))
        } else {
            None
        }
    });
    stores.chain(services).chain(vendors).collect()
}

fn has_dpa(vendor: &Vendor) -> bool {
    match &vendor.dpa {
        Some(Dpa::Signed) => true,
        Some(Dpa::Recorded(contract)) => contract.signed != Some(false),
        Some(Dpa::None) | None => false,
    }
}

fn pilot_data(cx: &Context<'_>) -> Vec<Fact> {
    let decisions = cx.manifest.decisions.given().into_iter().flatten();
    let decisions = decisions
        .filter(|decision| {
            decision.stage == Some(Stage::Pilot) && decision.outcome != Some(DecisionOutcome::Block)
        })
        .map(|decision| (decision.at("stage"), "a pilot was decided on".to_owned()));
    let environments = cx.manifest.environments.given();
    let environments = environments
        .into_iter()
        .flat_map(|environments| environments.iter());
    let environments = environments
        .filter(|(_, environment)| {
            environment.kind == Some(EnvironmentKind::Pilot) && environment.customers != Some(0)
        })
        .map(|(id, environment)| {
            let says = format!("`{id}` is a pilot, and not said to be without customers");
            (environment.at("customers"), says)
        });
    decisions.chain(environments).collect()
}

fn devices(cx: &Context<'_>) -> Vec<Fact> {
    let access = cx.manifest.access.given();
    let grants = access.into_iter().flat_map(|access| access.grants.iter());
    let grants = grants
        .filter(|grant| match grant.level {
            None
            | Some(
                GrantLevel::Code
                | GrantLevel::CustomerData
                | GrantLevel::Production
                | GrantLevel::Admin,
            ) => cx.is_human(&grant.who),
            Some(GrantLevel::Read | GrantLevel::Write) => false,
        })
        .map(|grant| {
            let says = format!("`{}` reaches production, code or customer data", grant.who);
            (grant.at("who"), says)
        });
    let deployers = access
        .into_iter()
        .flat_map(|access| access.deployers.iter());
    let deployers = deployers
        .filter(|deployer| match deployer.kind {
            None | Some(DeployerKind::Person) => cx.is_human(&deployer.id),
            Some(DeployerKind::Pipeline | DeployerKind::Agent) => false,
        })
        .map(|deployer| {
            let says = format!("`{}` can change production", deployer.id);
            (deployer.at("id"), says)
        });
    grants.chain(deployers).collect()
}

fn recovery(cx: &Context<'_>) -> Vec<Fact> {
    let data = cx.manifest.data.given();
    let stores = data.into_iter().flat_map(|data| data.stores.iter());
    stores
        .filter(|(_, store)| !can_be_made_anew(cx, store))
        .map(|(id, store)| {
            let says = format!("store `{id}` can be made anew from nothing else");
            (store.here(), says)
        })
        .collect()
}

fn supply_chain(cx: &Context<'_>) -> Vec<Fact> {
    let services = cx
        .production_services()
        .filter(|(_, service)| service.built != Some(false))
        .map(|(id, service)| {
            let says = format!("`{id}` is not said to be built by somebody else");
            (service.at("built"), says)
        });
    let releases = cx.manifest.releases.given().into_iter().flatten();
    let releases = releases.map(|release| {
        let says = format!("`{}` was released", release.id);
        (release.at("id"), says)
    });
    services.chain(releases).collect()
}

fn on_call(cx: &Context<'_>) -> Vec<Fact> {
    promises_saying(cx, |promise| {
        let is_at_all_hours = promise.clock == Some(Clock::Always);
        let is_answer = matches!(
            promise.kind,
            PromiseKind::FirstResponse | PromiseKind::IncidentNotification
        );
        let is_return = promise.kind == PromiseKind::Rto;
        (is_return && promise.clock != Some(Clock::SupportHours))
            || (is_answer && is_at_all_hours)
            || is_outside_office_hours(cx, promise)
    })
    .collect()
}

fn is_outside_office_hours(cx: &Context<'_>, promise: &Promise) -> bool {
    let Commitment::Hours(hours) = &promise.commitment else {
        // Hours that nobody wrote may be any.
        return promise.kind == PromiseKind::SupportHours;
    };
    hours.iter().any(|promised| {
        let zone = promised.zone().map_or("UTC", |zone| zone.name());
        let office: Schedule = format!("mon-fri 08:00-18:00 {zone}")
            .parse()
            .expect("these hours are written as every schedule is");
        !uncovered(&[promised], &[&office], cx.as_of).is_empty()
    })
}

fn subprocessors(cx: &Context<'_>) -> Vec<Fact> {
    vendors(cx)
        .filter(|(id, vendor)| cx.may_get_personal_data(id, vendor))
        .map(|(id, vendor)| {
            let says = match vendor.personal_data {
                Some(false) => format!("vendor `{id}` gets personal data, whatever it says"),
                Some(true) | None => {
                    format!("vendor `{id}` is not said to get no personal data")
                }
            };
            (vendor.at("personal_data"), says)
        })
        .collect()
}

/// Whoever decides on no purpose itself leaves the notice to its customers.
fn privacy_notice(cx: &Context<'_>) -> Vec<Fact> {
    match cx.manifest.data.given() {
        Some(data) if acts_for_customers_only(data) => Vec::new(),
        Some(_) | None => personal_data(cx),
    }
}

/// The contracts in force of which that holds, as facts.
fn contracts(cx: &Context<'_>, says: impl Fn(&Contract) -> Option<String>) -> Vec<Fact> {
    let contracts = cx.manifest.contracts.given().into_iter().flatten();
    contracts
        .filter(|contract| cx.is_in_force(contract))
        .filter_map(|contract| {
            let says = says(contract)?;
            let says = format!("the contract with `{}` {says}", contract.customer);
            Some((contract.at("customer"), says))
        })
        .collect()
}

fn network(cx: &Context<'_>) -> Vec<Fact> {
    cx.production_services()
        .filter(|(_, service)| service.exposure == Some(Exposure::Internet))
        .map(|(id, service)| {
            let says = format!("`{id}` is reached from the internet");
            (service.at("exposure"), says)
        })
        .collect()
}

/// Where anything runs in production, somebody leads when it breaks; nobody is too small for that.
fn duties(cx: &Context<'_>) -> Vec<Fact> {
    cx.production_services()
        .map(|(id, service)| (service.here(), format!("`{id}` runs in production")))
        .collect()
}

fn vendors<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a String, &'a Located<Vendor>)> {
    let vendors = cx.manifest.vendors.given();
    vendors.into_iter().flat_map(|vendors| vendors.iter())
}

/// The promises in force of which that holds, as facts.
fn promises_saying(
    cx: &Context<'_>,
    holds: impl Fn(&Promise) -> bool,
) -> impl Iterator<Item = Fact> {
    cx.promises()
        .filter(move |promise| promise.commitment != Commitment::Nothing && holds(promise))
        .map(|promise| {
            let value = promise.value.value.as_ref();
            let value = value.map_or(String::new(), |value| format!(" {}", value.value));
            let says = format!("`{}` promises {}{value}", promise.id, promise.kind);
            (promise.at("value"), says)
        })
}
