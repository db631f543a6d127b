//! Promised availability against what happened, what a recovery takes and what suppliers promise.

use rust_decimal::Decimal;

use super::availability::{
    Budget, Outages, budgets, expected, hard_suppliers, missed_windows, shown, together,
};
use crate::manifest::model::{Commitment, PromiseKind};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::resilience::proofs::slowest_recovery;
use crate::rules::resilience::recovery::longest_wait;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};

/// How many windows that are over are looked at, and how many of them may have missed the promise.
const TRAILING_WINDOWS: usize = 6;
const MISSES_ALLOWED: usize = 1;

pub(super) fn sla_arithmetic_holds(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut promised = cx.promises_of(PromiseKind::Availability).peekable();
    if promised.peek().is_none() {
        return Err(Unjudged::not_applicable("no availability is promised"));
    }
    let mut found = Shortfalls::none();
    for promise in promised {
        let missing = match (&promise.commitment, promise.window) {
            (Commitment::Unsaid, _) => "value",
            (Commitment::Percent(_), None) => "window",
            _ => continue,
        };
        found
            .untold(
                promise.at(missing),
                &promise.id,
                format!(
                    "`{}` promises availability, and does not say `{missing}`",
                    promise.id
                ),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(missing)
            .cure(format!("write `{missing}`, as customers read it"));
    }
    let budgets: Vec<Budget<'_>> = cx
        .production_services()
        .flat_map(|(id, _)| budgets(cx, id))
        .collect();
    if budgets.is_empty() {
        return Ok(found);
    }
    let outages = Outages::logged(cx);
    check_log(cx, outages.as_ref(), &budgets, &mut found);
    for budget in &budgets {
        check_hours(budget, &mut found);
        check_expected(cx, budget, outages.as_ref(), &mut found);
        check_suppliers(cx, budget, &mut found);
        check_one_recovery(cx, budget, &mut found);
        check_nights(cx, budget, &mut found);
    }
    Ok(found)
}

fn check_log(
    cx: &Context<'_>,
    outages: Option<&Outages<'_>>,
    budgets: &[Budget<'_>],
    found: &mut Shortfalls,
) {
    let incidents = cx.manifest.incidents.given();
    let Some(outages) = outages else {
        let path = match incidents {
            Some(incidents) => incidents.at("log"),
            None => ManifestPath::top("incidents"),
        };
        found
            .untold(
                path,
                "incidents",
                "nobody told what happened so far, so the expected downtime is only assumed",
            )
            .owned_by(incidents.and_then(|incidents| incidents.owner.as_deref()))
            .comparing("log")
            .cure("write `incidents.log`; an empty list says that nothing happened");
        return;
    };
    let mut seen = std::collections::BTreeSet::new();
    for incident in budgets.iter().flat_map(|budget| outages.counted(budget)) {
        if !seen.insert(incident.id.as_str()) {
            continue;
        }
        for (field, is_missing) in [
            ("start", incident.start.is_none()),
            ("duration", incident.duration.is_none()),
        ] {
            if is_missing {
                found
                    .untold(
                        incident.at(field),
                        &incident.id,
                        format!(
                            "`{}` does not say `{field}`, and availability is promised",
                            incident.id
                        ),
                    )
                    .owned_by(incident.owner.as_deref())
                    .comparing(field)
                    .cure(format!(
                        "write `{field}`; `duration: 0min` where users could work all the time"
                    ));
            }
        }
    }
}

/// A share of hours that nobody promised is a share of nothing.
fn check_hours(budget: &Budget<'_>, found: &mut Shortfalls) {
    if budget.lacks_hours() {
        let id = &budget.promise.id;
        found
            .untold(
                budget.promise.at("clock"),
                budget.service,
                format!(
                    "`{id}` counts support hours alone, and none are promised for `{}`",
                    budget.service
                ),
            )
            .owned_by(budget.promise.owner.as_deref())
            .comparing(id)
            .comparing("clock")
            .cure("promise the hours under `kind: support_hours`, or count all hours");
    }
}

fn check_expected(
    cx: &Context<'_>,
    budget: &Budget<'_>,
    outages: Option<&Outages<'_>>,
    found: &mut Shortfalls,
) {
    let promise = budget.promise;
    if let Some(expected) =
        expected(cx, budget, outages).filter(|expected| expected.minutes > budget.minutes)
    {
        found
            .fails(
                "more_downtime_expected",
                promise.at("value"),
                budget.service,
                format!(
                    "`{}` promises {} %, which leaves {} ({}); {} are to be expected: {}",
                    promise.id,
                    budget.percent,
                    shown(budget.minutes),
                    budget.window_in_words(),
                    shown(expected.minutes),
                    expected.because
                ),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .cure("promise less or over a quarter, leave announced maintenance out, or make failures rarer and shorter");
    }
    let missed = outages.map_or_else(Vec::new, |outages| {
        missed_windows(cx, budget, outages, TRAILING_WINDOWS)
    });
    if missed.len() > MISSES_ALLOWED {
        let windows: Vec<String> = missed
            .iter()
            .map(|(window, down)| format!("{down} from {}", window.first))
            .collect();
        found
            .fails(
                "missed_before",
                promise.at("value"),
                budget.service,
                format!("`{}` promises {} %, and {} of the last {TRAILING_WINDOWS} windows had less: {}", promise.id, budget.percent, missed.len(), windows.join(", ")),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .cure("promise what was kept, and raise it once it holds");
    }
}

fn check_suppliers(cx: &Context<'_>, budget: &Budget<'_>, found: &mut Shortfalls) {
    let promise = budget.promise;
    let suppliers = hard_suppliers(cx, budget.service);
    let known = together(suppliers.iter().filter_map(|(_, vendor)| vendor.sla));
    if budget.percent > known {
        let terms: Vec<String> = suppliers
            .iter()
            .filter_map(|(id, vendor)| vendor.sla.map(|sla| format!("`{id}` {sla} %")))
            .collect();
        let sum = if terms.len() > 1 {
            format!(" = {} %", known.round_dp(4).normalize())
        } else {
            String::new()
        };
        let shortfall = found.fails(
            "suppliers_promise_less",
            promise.at("value"),
            budget.service,
            format!(
                "`{}` promises {} %, and `{}` stands on {}{sum}",
                promise.id,
                budget.percent,
                budget.service,
                terms.join(" × ")
            ),
        );
        shortfall
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id);
        for (_, vendor) in suppliers.iter().filter(|(_, vendor)| vendor.sla.is_some()) {
            shortfall.beside(vendor.at("sla"), "promised here");
        }
        shortfall.cure("promise less than what the service stands on, or stand on two of it and write `redundant: true`");
        return;
    }
    let silent: Vec<String> = suppliers
        .iter()
        .filter(|(_, vendor)| vendor.sla.is_none())
        .map(|(id, _)| format!("`{id}`"))
        .collect();
    if !silent.is_empty() {
        found
            .untold(promise.at("value"), budget.service, format!("`{}` fails without {}, and nobody told what availability they promise; `{}` promises {} %", budget.service, silent.join(", "), promise.id, budget.percent))
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .comparing("sla")
            .cure("write `sla` of each vendor, or `kind: soft` where the service goes on without it");
    }
}

fn check_one_recovery(cx: &Context<'_>, budget: &Budget<'_>, found: &mut Shortfalls) {
    let Some((test, _)) = slowest_recovery(cx, budget.service) else {
        return;
    };
    let Some(taken) = test.rto.map(|taken| taken.longest()) else {
        return;
    };
    if Decimal::from(taken.count()) > budget.minutes {
        found
            .warns(
                "one_recovery_spends_it",
                budget.promise.at("value"),
                budget.service,
                format!(
                    "`{}` leaves {} ({}), and one recovery of `{}` takes {taken}",
                    budget.promise.id,
                    shown(budget.minutes),
                    budget.window_in_words(),
                    budget.service
                ),
            )
            .owned_by(budget.promise.owner.as_deref())
            .comparing(&budget.promise.id)
            .beside(test.at("rto"), "measured here")
            .cure("recover faster, or promise what leaves room for one recovery");
    }
}

fn check_nights(cx: &Context<'_>, budget: &Budget<'_>, found: &mut Shortfalls) {
    if !budget.counts_nights() {
        return;
    }
    let wait = longest_wait(cx);
    if wait
        .longest()
        .is_none_or(|longest| Decimal::from(longest.count()) > budget.minutes)
    {
        found
            .warns(
                "nights_uncovered",
                budget.promise.at("value"),
                budget.service,
                format!(
                    "`{}` leaves {} day and night ({}), and {}",
                    budget.promise.id,
                    shown(budget.minutes),
                    budget.window_in_words(),
                    match wait.longest() {
                        Some(_) => format!("nobody is on call for {}", wait.in_words()),
                        None => "nobody is on call".to_owned(),
                    }
                ),
            )
            .owned_by(budget.promise.owner.as_deref())
            .comparing(&budget.promise.id)
            .cure("put somebody on call, let it recover by itself, or count support hours only");
    }
}
