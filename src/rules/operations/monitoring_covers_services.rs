//! Services and what is promised of them, against what is watched, from where and how often.

use std::collections::BTreeSet;

use crate::manifest::model::{
    Check, CheckKind, Commitment, EnvironmentKind, Exposure, Monitoring, PromiseKind, Quantity,
    Service, Watched,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls};
use crate::time::Span;
use crate::yaml::{Each, Located};

pub(super) fn monitoring_covers_services(cx: &Context<'_>) -> RuleOutcome {
    let monitoring = cx.section(&cx.manifest.monitoring, "monitoring")?;
    let checks = cx.part(
        monitoring.checks.as_ref(),
        monitoring.at("checks"),
        "monitoring.checks",
    )?;
    let mut found = Shortfalls::none();
    cx.told(&cx.manifest.promises, "promises", &mut found);
    found.extend(unsaid(cx, PromiseKind::Availability));
    let inside = Inside::of(cx);
    let mut is_target_needed = false;
    for (id, service) in cx.production_services() {
        let own: Vec<_> = checks
            .iter()
            .filter(|check| check.service.as_deref() == Some(id))
            .collect();
        let watch = Watch {
            cx,
            id,
            service,
            inside: &inside,
            checks: own,
            path: monitoring.at("checks"),
        };
        watch.check_probes(&mut is_target_needed, &mut found);
        watch.check_symptoms(&mut found);
        watch.check_quantities(&mut found);
    }
    if is_target_needed && detect_target(cx).is_none() {
        found
            .untold(
                ManifestPath::top("incidents.process.detect_target"),
                "incidents.process",
                "nobody decided how soon a failure is to be noticed, so nobody knows whether probes are often enough",
            )
            .cure("write `incidents.process.detect_target`");
    }
    check_quiet_failures(cx, checks, monitoring.at("checks"), &mut found);
    check_watcher(monitoring, checks, &inside, &mut found);
    Ok(found)
}

fn check_watcher(
    monitoring: &Located<Monitoring>,
    checks: &Each<Check>,
    inside: &Inside<'_>,
    found: &mut Shortfalls,
) {
    let heartbeat = monitoring.heartbeat.as_ref();
    let has_heartbeat = heartbeat.is_some_and(|heartbeat| heartbeat.to.is_some());
    let is_outside = |check: &Located<Check>| inside.side(check) == Side::Outside;
    if has_heartbeat || checks.iter().any(is_outside) {
        return;
    }
    let unknown = checks
        .iter()
        .find(|check| inside.side(check) == Side::Unknown);
    if let Some(check) = unknown {
        untold_side(check, "monitoring", found).owned_by(monitoring.owner.as_deref());
        return;
    }
    found
        .fails(
            "watches_itself",
            monitoring.at("heartbeat"),
            "monitoring",
            "everything is watched from inside, and nothing notices when the watcher falls silent",
        )
        .owned_by(monitoring.owner.as_deref())
        .cure("watch one thing from outside, or let something outside miss a `heartbeat`");
}

/// Nobody can see from the name of a place whether it goes down with the services.
fn untold_side<'f>(
    check: &Located<Check>,
    subject: &str,
    found: &'f mut Shortfalls,
) -> &'f mut Shortfall {
    let from = check.from.as_deref().unwrap_or_default();
    found
        .untold(
            check.at("from"),
            subject,
            format!("nobody told whether `{from}` is outside: it is neither a vendor nor an environment that is listed"),
        )
        .comparing("from")
        .cure("write `outside` or `inside`, or list it under `vendors`")
}

/// What watches one service.
struct Watch<'c, 'a> {
    cx: &'c Context<'a>,
    id: &'a str,
    service: &'a Located<Service>,
    inside: &'c Inside<'a>,
    checks: Vec<&'a Located<Check>>,
    path: ManifestPath,
}

impl Watch<'_, '_> {
    /// A service that only the company can reach cannot be probed from outside.
    fn check_probes(&self, is_target_needed: &mut bool, found: &mut Shortfalls) {
        if self.service.exposure == Some(Exposure::Internal) {
            return;
        }
        let id = self.id;
        let on_side = |side: Side| {
            self.checks.iter().copied().filter(move |check| {
                check.kind == Some(CheckKind::Probe) && self.inside.side(check) == side
            })
        };
        let Some(fastest) = on_side(Side::Outside).min_by_key(|probe| {
            probe
                .interval
                .map_or((true, None), |span| (false, Some(span.longest())))
        }) else {
            if let Some(probe) = on_side(Side::Unknown).next() {
                untold_side(probe, id, found).owned_by(self.service.owner.as_deref());
                return;
            }
            found
                .fails(
                    "not_probed",
                    self.path.clone(),
                    id,
                    format!("nothing tries `{id}` from outside, as a user would"),
                )
                .owned_by(self.service.owner.as_deref())
                .cure("probe one journey of a user from outside, and write `from`");
            return;
        };
        let Some(interval) = fastest.interval else {
            found
                .untold(
                    fastest.at("interval"),
                    id,
                    format!("the probe of `{id}` does not say how often it runs"),
                )
                .owned_by(
                    fastest
                        .owner
                        .as_deref()
                        .or_else(|| self.service.owner.as_deref()),
                )
                .cure("write `interval`");
            return;
        };
        *is_target_needed = true;
        if let Some(target) = detect_target(self.cx).filter(|target| !interval.fits_within(target))
        {
            found
                .fails(
                    "probed_too_rarely",
                    fastest.at("interval"),
                    id,
                    format!("`{id}` is probed every {interval}, and a failure is to be noticed within {target}"),
                )
                .owned_by(fastest.owner.as_deref().or_else(|| self.service.owner.as_deref()))
                .cure(format!("probe at least every {target}"));
        }
    }

    fn check_symptoms(&self, found: &mut Shortfalls) {
        let id = self.id;
        if self
            .checks
            .iter()
            .all(|check| check.kind != Some(CheckKind::Symptom))
        {
            found
                .fails(
                    "no_symptom",
                    self.path.clone(),
                    id,
                    format!(
                        "nothing watches what users of `{id}` notice: errors, slowness, queues"
                    ),
                )
                .owned_by(self.service.owner.as_deref())
                .cure("watch the share of failing or slow answers, as `kind: symptom`");
        }
    }

    /// Whether a check measures what users get: it tries as they do, or counts their answers.
    fn sees_outages(&self, check: &Check) -> bool {
        let is_internal = self.service.exposure == Some(Exposure::Internal);
        let sees_users = match check.kind {
            Some(CheckKind::Symptom) => true,
            Some(CheckKind::Probe) => is_internal || self.inside.side(check) != Side::Inside,
            Some(CheckKind::Resource | CheckKind::Business | CheckKind::Security) | None => false,
        };
        check.measures == Some(Quantity::Availability) && sees_users
    }

    fn check_quantities(&self, found: &mut Shortfalls) {
        let id = self.id;
        let Some(promise) = self.cx.strict(PromiseKind::Availability, id) else {
            return;
        };
        let Commitment::Percent(percent) = promise.commitment else {
            return;
        };
        let target = detect_target(self.cx);
        let (mut untimed, mut rarely) = (None, None);
        for check in self.checks.iter().filter(|check| self.sees_outages(check)) {
            match (check.interval, target) {
                (None, _) => untimed = Some(check),
                (Some(every), Some(target)) if !every.fits_within(&target) => {
                    rarely = Some((every, target));
                }
                (Some(_), _) => return,
            }
        }
        if let Some(check) = untimed {
            found
                .untold(
                    check.at("interval"),
                    id,
                    format!("nobody told how often it is measured whether `{id}` answers"),
                )
                .owned_by(promise.owner.as_deref())
                .comparing("measures")
                .cure("write `interval`");
            return;
        }
        let (what, cure) = match rarely {
            Some((every, target)) => (
                format!("`{id}` is measured every {every}; {target} is the limit"),
                "measure it more often",
            ),
            None => (
                format!("nothing measures how often `{id}` answers"),
                "let the probe say `measures: availability`",
            ),
        };
        let message = format!(
            "promise `{}` says {percent} percent, and {what}",
            promise.id
        );
        found
            .fails("promise_unmeasured", self.path.clone(), id, message)
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure(cure);
    }
}

/// On which side of the services a check runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
    /// The name of a place that is not listed.
    Unknown,
}

/// The names of what goes down with the services: they themselves, what they cannot do without, and where they run. Beside them the names
/// of what else is listed.
struct Inside<'a> {
    inside: BTreeSet<&'a str>,
    listed: BTreeSet<&'a str>,
}

impl<'a> Inside<'a> {
    fn of(cx: &Context<'a>) -> Self {
        let services = cx.production_services().flat_map(|(id, service)| {
            let deps = service.value.deps.iter();
            let hard = deps.filter(|dependency| dependency.is_the_only_one());
            std::iter::once(id).chain(hard.map(|dependency| dependency.value.on.as_str()))
        });
        let environments = cx.manifest.environments.given().into_iter().flatten();
        let places = environments
            .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production))
            .flat_map(|(id, environment)| {
                std::iter::once(id.as_str()).chain(environment.value.vendor.as_deref())
            });
        let vendors = cx.manifest.vendors.given().into_iter().flatten();
        let environments = cx.manifest.environments.given().into_iter().flatten();
        let vendors = vendors.map(|(id, _)| id.as_str());
        Self {
            inside: services.chain(places).collect(),
            listed: vendors
                .chain(environments.map(|(id, _)| id.as_str()))
                .collect(),
        }
    }

    /// A check that does not say where it runs may run inside.
    fn side(&self, check: &Check) -> Side {
        match check.from.as_deref() {
            None => Side::Inside,
            Some(from) if self.inside.contains(from) => Side::Inside,
            Some(from) if from.eq_ignore_ascii_case("inside") => Side::Inside,
            Some(from) if from.eq_ignore_ascii_case("outside") => Side::Outside,
            Some(from) if self.listed.contains(from) => Side::Outside,
            Some(_) => Side::Unknown,
        }
    }
}

fn detect_target(cx: &Context<'_>) -> Option<Span> {
    let incidents = cx.manifest.incidents.given()?;
    incidents.process.as_ref()?.detect_target
}

fn check_quiet_failures(
    cx: &Context<'_>,
    checks: &Each<Check>,
    path: ManifestPath,
    found: &mut Shortfalls,
) {
    let has_no_billing = cx.exemption(&cx.manifest.billing, "billing").is_some();
    let missing: Vec<&str> = Watched::ALL
        .iter()
        .filter(|watched| **watched != Watched::BillingWebhooks || !has_no_billing)
        .filter(|watched| checks.iter().all(|check| check.watches != Some(**watched)))
        .map(|watched| watched.word())
        .collect();
    if !missing.is_empty() {
        found
            .warns(
                "unwatched",
                path,
                "monitoring.checks",
                format!("nothing watches what fails quietly: {}", missing.join(", ")),
            )
            .cure("add a check for each, with `watches`");
    }
}
