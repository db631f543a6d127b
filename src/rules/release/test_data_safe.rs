//! What data lies in environments that are not production.

use std::collections::BTreeSet;

use crate::gate::Severity;
use crate::manifest::Stands;
use crate::manifest::model::{
    Commitment, DataClass, Environment, EnvironmentData, EnvironmentKind, Promise, PromiseKind,
    TestDataPromise,
};
use crate::region::{Region, Within};
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls, Unjudged};
use crate::text::says_nothing;
use crate::yaml::Located;

pub(super) fn test_data_safe(cx: &Context<'_>) -> RuleOutcome {
    let environments = cx.section(&cx.manifest.environments, "environments")?;
    let test_systems: Vec<_> = environments
        .iter()
        .filter(|(_, environment)| environment.kind != Some(EnvironmentKind::Production))
        .collect();
    if test_systems.is_empty() {
        return Err(Unjudged::not_applicable("every environment is production"));
    }
    let mut found = unsaid(cx, PromiseKind::TestData);
    if test_systems
        .iter()
        .any(|(_, environment)| matches!(holding(environment), Holding::Customers))
    {
        found.extend(unsaid(cx, PromiseKind::DataResidency));
    }
    for (id, environment) in test_systems {
        let place = TestSystem {
            cx,
            id,
            environment,
            holds_special_data: holds_special_data(cx),
        };
        match holding(environment) {
            Holding::Customers => place.check_copy(&mut found),
            Holding::Masked => {
                place.check_promises("masked", &mut found);
                place.check_masking(&mut found);
            }
            Holding::Harmless => {}
            Holding::Untold(field) => place.untold(
                &mut found,
                field,
                &format!("nobody told the {field} of `{id}`"),
            ),
        }
    }
    Ok(found)
}

/// How a copy of production is held that nobody masked.
const AS_IT_IS: &str = "as it is";

/// What an environment that is not production holds.
enum Holding {
    /// Data of customers as it is.
    Customers,
    /// Data of customers, made unrecognisable.
    Masked,
    /// Nothing of customers, or a pilot's own.
    Harmless,
    /// The field that would tell.
    Untold(&'static str),
}

fn holding(environment: &Environment) -> Holding {
    match (environment.data, environment.kind) {
        (Some(EnvironmentData::Synthetic), _)
        | (Some(EnvironmentData::Real), Some(EnvironmentKind::Pilot)) => Holding::Harmless,
        (Some(EnvironmentData::Masked), _) => Holding::Masked,
        (Some(EnvironmentData::Real), None) => Holding::Untold("kind"),
        (Some(EnvironmentData::Real | EnvironmentData::ProductionCopy), _) => Holding::Customers,
        (None, _) => Holding::Untold("data"),
    }
}

/// Whether anything in production touches special categories of data.
fn holds_special_data(cx: &Context<'_>) -> bool {
    let stores = cx
        .manifest
        .data
        .given()
        .into_iter()
        .flat_map(|data| data.stores.values());
    let mut categories = stores.flat_map(|store| store.categories.iter());
    cx.production_services()
        .any(|(_, service)| service.data == Some(DataClass::Special))
        || categories.any(|category| category.is_special())
}

/// An environment that is not production.
struct TestSystem<'c, 'a> {
    cx: &'c Context<'a>,
    id: &'a str,
    environment: &'a Located<Environment>,
    holds_special_data: bool,
}

impl TestSystem<'_, '_> {
    fn check_copy(&self, found: &mut Shortfalls) {
        self.check_guard(found);
        self.check_promises(AS_IT_IS, found);
        self.check_residency(found);
        self.check_vendor(found);
    }

    /// A copy needs somebody who allowed it, an end, and the same guard as production.
    fn check_guard(&self, found: &mut Shortfalls) {
        let environment = self.environment;
        let lacks: Vec<&str> = [
            ("nobody who allowed it", environment.approved_by.is_none()),
            ("no last day", environment.expires.is_none()),
            (
                "no guard as production has",
                environment.equal_controls != Some(true),
            ),
        ]
        .into_iter()
        .filter(|(_, is_lacking)| *is_lacking)
        .map(|(what, _)| what)
        .collect();
        if !lacks.is_empty() {
            let message = format!(
                "`{}` holds data of customers, and has {}",
                self.id,
                lacks.join(", ")
            );
            self.note(found.fails("copy_unguarded", environment.at("data"), self.id, message))
                .cure("make data up, or mask a part of it; else write `approved_by`, `expires` and `equal_controls`");
        }
        if let Some(last) = environment.expires.filter(|&last| self.cx.is_past(last)) {
            let message = format!(
                "`{}` was to hold data of customers until {last}, {} days ago",
                self.id,
                self.cx.age_days(last)
            );
            self.note(found.fails("copy_expired", environment.at("expires"), self.id, message))
                .cure("delete the copy");
        }
    }

    /// Nobody may accept that a statement to customers is untrue.
    fn check_promises(&self, held: &str, found: &mut Shortfalls) {
        for promise in self.cx.promises_of(PromiseKind::TestData) {
            let says = match promise.commitment {
                Commitment::TestData(TestDataPromise::NeverReal) => {
                    "test systems never hold data of customers"
                }
                Commitment::TestData(TestDataPromise::Masked) if held == AS_IT_IS => {
                    "test systems hold data of customers masked only"
                }
                _ => continue,
            };
            let message = format!(
                "promise `{}` says that {says}, and `{}` holds it {held}",
                promise.id, self.id
            );
            self.note(found.fails(
                "promised_otherwise",
                self.environment.at("data"),
                self.id,
                message,
            ))
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure("make the data up, or change what is promised")
            .beyond_acceptance();
        }
    }

    fn check_residency(&self, found: &mut Shortfalls) {
        let regions: Vec<Region> = self
            .environment
            .region
            .iter()
            .map(|region| region.value)
            .collect();
        for (promise, allowed) in residency(self.cx) {
            if regions.is_empty() {
                let message = format!(
                    "promise `{}` says where data stays, and nobody told where `{}` lies",
                    promise.id, self.id
                );
                self.note(found.untold(self.environment.at("region"), self.id, message))
                    .comparing(&promise.id)
                    .cure("write `region`");
            }
            for region in &self.environment.region {
                let message = match self.cx.facts.lies_within(region.value, allowed) {
                    Within::Yes => continue,
                    Within::No => format!(
                        "promise `{}` keeps data in {}, and `{}` lies in {}",
                        promise.id,
                        listed(allowed),
                        self.id,
                        region.value
                    ),
                    Within::Unknown => format!(
                        "promise `{}` keeps data in {}, and `{}` lies in {}, which may be outside",
                        promise.id,
                        listed(allowed),
                        self.id,
                        region.value
                    ),
                };
                self.note(found.fails("outside_residency", region.here(), self.id, message))
                    .comparing(&promise.id)
                    .beside(promise.at("value"), "promised here")
                    .cure("move the copy, or delete it")
                    .beyond_acceptance();
            }
        }
    }

    fn check_vendor(&self, found: &mut Shortfalls) {
        let published = self
            .cx
            .manifest
            .trust_pack
            .given()
            .and_then(|pack| pack.subprocessors.as_ref());
        let Some(published) = published else {
            return;
        };
        let names: BTreeSet<&str> = published
            .iter()
            .map(|subprocessor| subprocessor.name.as_str())
            .collect();
        match &self.environment.vendor {
            Some(vendor) if names.contains(vendor.as_str()) => {}
            Some(vendor) => {
                let message = format!(
                    "`{}` holds data of customers at `{vendor}`, which is not on the published list of subprocessors",
                    self.id
                );
                self.note(found.fails(
                    "vendor_unlisted",
                    self.environment.at("vendor"),
                    self.id,
                    message,
                ))
                .comparing(vendor)
                .cure("delete the copy, or tell customers of the subprocessor first")
                .beyond_acceptance();
            }
            None => self.untold(
                found,
                "vendor",
                &format!(
                    "`{}` holds data of customers, and nobody told at which vendor",
                    self.id
                ),
            ),
        }
    }

    fn check_masking(&self, found: &mut Shortfalls) {
        if says_nothing(self.environment.masking.as_ref()) {
            let message = format!("data in `{}` is masked, and nobody wrote down how", self.id);
            self.note(found.warns(
                "masking_undescribed",
                self.environment.at("masking"),
                self.id,
                message,
            ))
            .cure("write down how it is masked, and who tried to undo it");
        }
    }

    fn untold(&self, found: &mut Shortfalls, field: &'static str, message: &str) {
        let shortfall = self.note(found.untold(self.environment.at(field), self.id, message));
        shortfall.comparing(field).cure(format!("write `{field}`"));
        // whatever it holds, it may break what customers were told
        let mut kinds = [PromiseKind::TestData, PromiseKind::DataResidency].into_iter();
        if kinds.any(|kind| self.cx.promises_of(kind).next().is_some()) {
            shortfall.beyond_acceptance();
        }
    }

    fn note<'s>(&self, shortfall: &'s mut Shortfall) -> &'s mut Shortfall {
        if self.holds_special_data {
            shortfall.weighs(Severity::Blocker);
        }
        shortfall.owned_by(self.environment.owner.as_deref())
    }
}

/// The promises of where data stays, with the regions they allow.
fn residency<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Located<Promise>, &'a [Region])> {
    cx.promises_of(PromiseKind::DataResidency)
        .filter_map(|promise| match &promise.commitment {
            Commitment::Regions(regions) => Some((promise, regions.as_slice())),
            _ => None,
        })
}

fn listed(regions: &[Region]) -> String {
    regions
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
