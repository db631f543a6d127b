//! Services and what is promised of them, against what is watched, from where and how often.

use std::collections::BTreeSet;

use crate::manifest::model::{
    Check, CheckKind, Commitment, EnvironmentKind, Exposure, PromiseKind, Quantity, Service,
    Watched,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Context, RuleOutcome, Shortfalls};
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
    let all_inside = checks.iter().all(|check| !inside.is_outside(check));
    let has_heartbeat = monitoring
        .heartbeat
        .as_ref()
        .is_some_and(|heartbeat| heartbeat.to.is_some());
    if all_inside && !has_heartbeat {
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
    Ok(found)
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
        let probes = self
            .checks
            .iter()
            .filter(|check| check.kind == Some(CheckKind::Probe) && self.inside.is_outside(check));
        let Some(fastest) = probes.min_by_key(|probe| {
            probe
                .interval
                .map_or((true, None), |span| (false, Some(span.longest())))
        }) else {
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

    fn check_quantities(&self, found: &mut Shortfalls) {
        let id = self.id;
        let Some(promise) = self.cx.strict(PromiseKind::Availability, id) else {
            return;
        };
        let Commitment::Percent(percent) = promise.commitment else {
            return;
        };
        if self
            .checks
            .iter()
            .all(|check| check.measures != Some(Quantity::Availability))
        {
            found
                .fails(
                    "promise_unmeasured",
                    self.path.clone(),
                    id,
                    format!("promise `{}` says {percent} percent, and nothing measures how often `{id}` answers", promise.id),
                )
                .owned_by(promise.owner.as_deref())
                .comparing(&promise.id)
                .beside(promise.at("value"), "promised here")
                .cure("let the probe say `measures: availability`");
        }
    }
}

/// The names of what goes down with the services: they themselves, what they cannot do without, and where they run.
struct Inside<'a>(BTreeSet<&'a str>);

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
        Self(services.chain(places).collect())
    }

    /// A check that does not say where it runs may run inside.
    fn is_outside(&self, check: &Check) -> bool {
        let from = check.from.as_deref();
        from.is_some_and(|from| !self.0.contains(from) && !from.eq_ignore_ascii_case("inside"))
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
