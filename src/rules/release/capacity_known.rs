//! The load that was tested, against the load that is expected and promised.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::other_units::{check_other_units, is_like};
use crate::gate::Severity;
use crate::gate::embedded::CAPACITY_HEADROOM;
use crate::manifest::model::{
    Answer, Capacity, CapacityTest, Commitment, DataClass, ExpectedLoad, Exposure, Number, Promise,
    PromiseKind, Service, TenancyModel, TestResult, Vendor,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Asked, Context, RuleOutcome, Shortfall, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::Located;

pub(super) fn capacity_known(cx: &Context<'_>) -> RuleOutcome {
    let capacity = cx.section(&cx.manifest.capacity, "capacity")?;
    let mut found = unsaid(cx, PromiseKind::Limit);
    let newest = newest_tests(cx, capacity, &mut found);
    for (id, service) in cx.production_services() {
        let demands = demands(cx, id, capacity);
        if demands.is_empty() && service.exposure != Some(Exposure::Internal) {
            found
                .untold(
                    capacity.at("expected"),
                    id,
                    format!("nobody told what load is expected of `{id}`"),
                )
                .owned_by(service.owner.as_deref())
                .cure("write service, unit and peak under `expected`");
        }
        let units: BTreeSet<&str> = demands.keys().copied().collect();
        for (unit, demand) in demands {
            let subject = Subject {
                cx,
                id,
                service,
                unit,
                units: &units,
                demand,
            };
            subject.check(newest.get(&(id, unit)).copied(), &mut found);
        }
        check_other_units((id, service), &units, &newest, &mut found);
        check_tenant_limits(cx, id, service, &mut found);
    }
    for expected in &capacity.expected {
        check_expected(expected, &mut found);
    }
    Ok(found)
}

/// How long a load test says something.
const LONGEST_TRUSTED: Span = Span::from_days(365);

/// The newest load test of each service and unit, up to the day judged.
pub(super) type Newest<'a> = BTreeMap<(&'a str, &'a str), (&'a Located<CapacityTest>, Day)>;

fn newest_tests<'a>(
    cx: &Context<'a>,
    capacity: &'a Capacity,
    found: &mut Shortfalls,
) -> Newest<'a> {
    let mut newest: Newest<'_> = BTreeMap::new();
    for test in &capacity.tests {
        let (Some(service), Some(unit), Some(date)) =
            (test.service.as_deref(), test.unit.as_deref(), test.date)
        else {
            let fields = [
                ("service", test.service.is_none()),
                ("unit", test.unit.is_none()),
                ("date", test.date.is_none()),
            ];
            Asked::of(
                test,
                test.service.as_deref().unwrap_or("capacity.tests"),
                test.owner.as_deref(),
            )
            .ask(
                fields,
                |field| format!("nobody told the {field} of a load test"),
                found,
            );
            continue;
        };
        if cx.is_yet_to_come(date) {
            continue;
        }
        let so_far = newest.entry((service, unit)).or_insert((test, date));
        if date >= so_far.1 {
            *so_far = (test, date);
        }
    }
    newest
}

/// The highest load of one unit that is expected of a service or promised to customers, and what says so.
struct Demand<'a> {
    load: Decimal,
    path: ManifestPath,
    says: String,
    promise: Option<&'a Located<Promise>>,
}

fn demands<'a>(
    cx: &Context<'a>,
    service: &str,
    capacity: &'a Capacity,
) -> BTreeMap<&'a str, Demand<'a>> {
    let mut demands: BTreeMap<&str, Demand<'_>> = BTreeMap::new();
    let mut add = |unit: &'a str, demand: Demand<'a>| match demands.get(unit) {
        Some(so_far) if so_far.load >= demand.load => {}
        Some(_) | None => {
            demands.insert(unit, demand);
        }
    };
    for expected in capacity
        .expected
        .iter()
        .filter(|expected| expected.service.as_deref() == Some(service))
    {
        if let (Some(unit), Some(Number(peak))) = (expected.unit.as_deref(), expected.peak) {
            let growth = expected
                .growth_12m
                .map_or(Decimal::ONE, |Number(growth)| growth);
            let load = peak.saturating_mul(growth.max(Decimal::ONE)).normalize();
            let says = format!("{load} {unit} are expected within a year");
            add(
                unit,
                Demand {
                    load,
                    path: expected.at("peak"),
                    says,
                    promise: None,
                },
            );
        }
    }
    for promise in cx.promised(PromiseKind::Limit, service) {
        if let Commitment::Limit(limit) = &promise.commitment {
            let Number(load) = limit.amount;
            let says = format!("promise `{}` says {load} {}", promise.id, limit.what);
            add(
                &limit.what,
                Demand {
                    load,
                    path: promise.at("value"),
                    says,
                    promise: Some(promise),
                },
            );
        }
    }
    demands
}

fn check_expected(expected: &Located<ExpectedLoad>, found: &mut Shortfalls) {
    let fields = [
        ("service", expected.service.is_none()),
        ("unit", expected.unit.is_none()),
        ("peak", expected.peak.is_none()),
        ("growth_12m", expected.growth_12m.is_none()),
    ];
    Asked::of(
        expected,
        expected.service.as_deref().unwrap_or("capacity.expected"),
        expected.owner.as_deref(),
    )
    .ask(
        fields,
        |field| format!("nobody told the {field} of an expected load"),
        found,
    );
}

/// A service, and how much of one unit it has to carry.
struct Subject<'c, 'a> {
    cx: &'c Context<'a>,
    id: &'a str,
    service: &'a Located<Service>,
    unit: &'a str,
    /// The units of all that it has to carry.
    units: &'c BTreeSet<&'a str>,
    demand: Demand<'a>,
}

impl Subject<'_, '_> {
    fn check(&self, test: Option<(&Located<CapacityTest>, Day)>, found: &mut Shortfalls) {
        let needed = self
            .demand
            .load
            .saturating_mul(self.cx.parameters.number(CAPACITY_HEADROOM));
        match test {
            Some((test, date)) => {
                self.check_load(test, needed, found);
                self.check_age(test, date, found);
            }
            None => {
                found
                    .fails(
                        "never_tested",
                        self.demand.path.clone(),
                        self.id,
                        format!(
                            "{}, and `{}` was never tested under any",
                            self.demand.says, self.id
                        ),
                    )
                    .owned_by(self.owner())
                    .comparing(self.unit)
                    .cure(format!(
                        "let a script put {needed} {} on it, and write down how it went",
                        self.unit
                    ));
            }
        }
        self.check_quotas(needed, found);
    }

    fn owner(&self) -> Option<&str> {
        let of_promise = self
            .demand
            .promise
            .and_then(|promise| promise.owner.as_deref());
        of_promise.or(self.service.owner.as_deref())
    }

    /// What is promised weighs the same for every company.
    fn weigh<'f>(&self, shortfall: &'f mut Shortfall) -> &'f mut Shortfall {
        match self.demand.promise {
            Some(_) => shortfall.weighs(Severity::Major),
            None => shortfall,
        }
    }

    fn check_load(&self, test: &Located<CapacityTest>, needed: Decimal, found: &mut Shortfalls) {
        let (id, unit) = (self.id, self.unit);
        let needed = needed.normalize();
        let load = match test.load {
            Some(Number(load)) if load >= needed => None,
            Some(Number(load)) => Some(
                found
                    .fails("tested_too_low", test.at("load"), id, format!("`{id}` was tested with {load} {unit}; {}, and with room that is {needed}", self.demand.says))
                    .beside(self.demand.path.clone(), "wanted here")
                    .cure(format!("test it with {needed} {unit}, or expect and promise less")),
            ),
            None => Some(
                found
                    .untold(test.at("load"), id, format!("nobody told with how many {unit} `{id}` was tested"))
                    .cure("write `load`"),
            ),
        };
        if let Some(shortfall) = load {
            self.weigh(shortfall)
                .owned_by(self.owner())
                .comparing(unit)
                .comparing("load");
        }
        let result = match test.result {
            Some(TestResult::Pass) => return,
            Some(result @ (TestResult::Partial | TestResult::Fail)) => found
                .fails(
                    "not_passed",
                    test.at("result"),
                    id,
                    format!("the newest test of `{id}` with {unit} ended with {result}"),
                )
                .cure("mend what gave way, and test again"),
            None => found
                .untold(
                    test.at("result"),
                    id,
                    format!("nobody told how the newest test of `{id}` with {unit} ended"),
                )
                .cure("write `result`"),
        };
        self.weigh(result)
            .owned_by(self.owner())
            .comparing(unit)
            .comparing("result");
    }

    fn check_age(&self, test: &Located<CapacityTest>, date: Day, found: &mut Shortfalls) {
        let (id, unit) = (self.id, self.unit);
        if self.cx.is_older(date, &LONGEST_TRUSTED) {
            found
                .fails("too_old", test.at("date"), id, format!("the newest test of `{id}` with {unit} is {} days old; {LONGEST_TRUSTED} is the limit", self.cx.age_days(date)))
                .owned_by(self.owner())
                .comparing(unit)
                .cure("test again");
        }
        let later = self
            .service
            .changed
            .iter()
            .filter(|change| change.date > date && !self.cx.is_yet_to_come(change.date));
        for change in later {
            let shortfall = match change.major {
                Some(true) => found
                    .fails("changed_since", change.at("date"), id, format!("`{id}` changed in a major way on {}, after its newest test with {unit} on {date}", change.date))
                    .cure("test it as it is now"),
                Some(false) => continue,
                None => found
                    .untold(change.at("major"), id, format!("`{id}` changed on {}, after its newest test with {unit} on {date}, and nobody told how far", change.date))
                    .cure("write `major`"),
            };
            shortfall
                .owned_by(self.owner())
                .comparing(unit)
                .comparing(&change.date.to_string())
                .beside(test.at("date"), "tested here");
        }
    }

    /// Whether the service uses the vendor; nothing where nobody told which one does.
    fn uses(&self, name: &str, vendor: &Vendor) -> Option<bool> {
        let depends = |service: &Service| service.deps.iter().any(|on| on.on.as_str() == name);
        let is_named = vendor.services.iter().any(|of| of.as_str() == self.id);
        let is_known = !vendor.services.is_empty()
            || self
                .cx
                .manifest
                .services
                .values()
                .any(|service| depends(service));
        is_known.then(|| depends(self.service) || is_named)
    }

    /// A quota that counts the same in another way limits the load, and nobody can tell whether it is enough.
    fn check_spelling(&self, name: &str, vendor: &Located<Vendor>, found: &mut Shortfalls) {
        let is_open = |unit: &str| !self.units.contains(unit) && is_like(unit, self.unit);
        for quota in vendor.quotas.iter().filter(|quota| is_open(&quota.unit)) {
            let unit = &quota.unit;
            let shortfall = found.untold(
                quota.at("unit"),
                self.id,
                format!(
                    "`{name}` limits {unit}, and the load of `{}` is told in {}",
                    self.id, self.unit
                ),
            );
            self.weigh(shortfall)
                .owned_by(vendor.owner.as_deref().or(self.owner()))
                .comparing(name)
                .comparing(unit)
                .cure(format!(
                    "write the quota in {}, or expect a load in {unit}",
                    self.unit
                ));
        }
    }

    /// A vendor's quota binds the services that use the vendor.
    fn check_quotas(&self, needed: Decimal, found: &mut Shortfalls) {
        let needed = needed.normalize();
        let vendors = self
            .cx
            .manifest
            .vendors
            .given()
            .into_iter()
            .flat_map(|vendors| vendors.iter());
        for (name, vendor) in vendors {
            let is_used = self.uses(name, vendor);
            if is_used == Some(true) {
                self.check_spelling(name, vendor, found);
            }
            for quota in vendor
                .quotas
                .iter()
                .filter(|quota| is_used != Some(false) && quota.unit == self.unit)
            {
                let shortfall = match quota.amount {
                    Some(Number(amount)) if amount >= needed => continue,
                    Some(Number(amount)) if is_used.is_none() => found
                        .untold(
                            vendor.at("services"),
                            self.id,
                            format!(
                                "`{name}` allows {amount} {}, {needed} are needed, and nobody told which service uses it",
                                self.unit
                            ),
                        )
                        .cure("write `services` of the vendor, or name it under `deps`"),
                    Some(Number(amount)) => found
                        .fails(
                            "quota_too_low",
                            quota.at("amount"),
                            self.id,
                            format!(
                                "`{name}` allows {amount} {}; {}, and with room that is {needed}",
                                self.unit, self.demand.says
                            ),
                        )
                        .cure("ask the vendor for more"),
                    None => found
                        .untold(
                            quota.at("amount"),
                            self.id,
                            format!("nobody told how many {} `{name}` allows", self.unit),
                        )
                        .cure("write `amount`"),
                };
                self.weigh(shortfall)
                    .owned_by(vendor.owner.as_deref().or(self.owner()))
                    .comparing(name)
                    .comparing(self.unit);
            }
        }
    }
}

fn check_tenant_limits(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    found: &mut Shortfalls,
) {
    let Answer::Given(tenancy) = &cx.manifest.tenancy else {
        return;
    };
    let is_meant = if tenancy.services.is_empty() {
        cx.data_of(id, service) != Some(DataClass::None)
    } else {
        tenancy.services.iter().any(|of| of.as_str() == id)
    };
    let is_shared = is_meant && tenancy.model != Some(TenancyModel::Single);
    let has_limits = tenancy.per_tenant_limits == Some(true)
        || service
            .plan_limits
            .as_ref()
            .is_some_and(|limits| !limits.is_empty());
    if is_shared && !has_limits {
        found
            .warns(
                "no_limit_per_customer",
                service.at("plan_limits"),
                id,
                format!("customers share `{id}`, and nothing keeps one from starving the others"),
            )
            .owned_by(service.owner.as_deref())
            .cure("limit what one customer may use, and write `tenancy.per_tenant_limits`");
    }
}
