//! Promised notification of incidents against the worst case, suppliers and what happened so far.

use std::collections::BTreeMap;

use super::notification::{Start, process, told_after, worst_notification};
use crate::gate::embedded::{NOTIFY_MAX, NOTIFY_WARN};
use crate::manifest::model::{
    Commitment, Criticality, DataRole, Incident, Promise, PromiseKind, Vendor,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::Located;

/// A promise to tell customers, and how soon.
#[derive(Clone, Copy)]
struct Promised<'a> {
    promise: &'a Located<Promise>,
    limit: Span,
}

pub(super) fn notification_timings_hold(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    for promise in cx.unsaid(PromiseKind::IncidentNotification) {
        found
            .untold(
                promise.at("value"),
                &promise.id,
                format!(
                    "`{}` does not say how soon customers hear of an incident",
                    promise.id
                ),
            )
            .owned_by(promise.owner.as_deref())
            .cure("write `value`, or `value: none`");
    }
    let promised: Vec<Promised<'_>> = cx
        .promises_of(PromiseKind::IncidentNotification)
        .filter_map(|promise| match promise.commitment {
            Commitment::Span(limit) => Some(Promised { promise, limit }),
            _ => None,
        })
        .collect();
    if promised.is_empty() {
        if found.is_empty() {
            return Err(Unjudged::not_applicable(
                "no time until customers hear of an incident is promised",
            ));
        }
        return Ok(found);
    }
    cx.section(&cx.manifest.incidents, "incidents")?;
    if promised
        .iter()
        .any(|of| Start::of(of.promise.clock) != Some(Start::Awareness))
    {
        cx.section(&cx.manifest.cover, "cover")?;
    }
    for &of in &promised {
        check_sum(cx, of, &mut found);
        check_customers_own_clock(cx, of, &mut found);
        check_suppliers(cx, of, &mut found);
    }
    check_log(cx, &promised, &mut found);
    check_contacts(cx, &mut found);
    Ok(found)
}

fn check_sum(cx: &Context<'_>, of: Promised<'_>, found: &mut Shortfalls) {
    let Promised { promise, limit } = of;
    let owner = promise.owner.as_deref();
    let said = Start::of(promise.clock);
    if said.is_none() {
        found
            .untold(promise.at("clock"), &promise.id, format!("`{}` does not say when its clock starts", promise.id))
            .owned_by(owner)
            .comparing("clock")
            .cure("write `clock: awareness`, `clock: detection` or `clock: occurrence`, as customers read it");
    }
    let start = said.unwrap_or(Start::Awareness);
    if start == Start::Occurrence
        && process(cx).and_then(|process| process.detect_measured) != Some(true)
    {
        found
            .fails("detection_unmeasured", promise.at("clock"), &promise.id, format!("the clock of `{}` starts when something happens, and nobody measured how long it takes to notice", promise.id))
            .owned_by(owner)
            .cure("measure it in an exercise and write `detect_measured: true`, or let the clock start with awareness");
    }
    let worst = worst_notification(cx, start);
    let process_path = || match (process(cx), cx.manifest.incidents.given()) {
        (Some(process), _) => process.here(),
        (None, Some(incidents)) => incidents.at("process"),
        (None, None) => ManifestPath::top("incidents"),
    };
    let known = worst.known();
    if known.is_none_or(|sum| sum > limit.shortest()) {
        let clause = match start {
            Start::Awareness => "process_too_slow",
            Start::Detection | Start::Occurrence => "worst_case_too_slow",
        };
        let message = format!(
            "`{}` promises {limit} from {}; at the worst it is {}",
            promise.id,
            start.word(),
            worst.in_words()
        );
        found
            .fails(clause, promise.at("value"), &promise.id, message)
            .owned_by(owner)
            .beside(process_path(), "the process stands here")
            .cure(match start {
                Start::Awareness => "decide and tell sooner, or promise more time",
                Start::Detection | Start::Occurrence => "name somebody who can decide in the uncovered hours, or let the clock start with awareness",
            });
        return;
    }
    let untold = worst.untold();
    if !untold.is_empty() {
        let fields: Vec<String> = untold.iter().map(|field| format!("`{field}`")).collect();
        found
            .untold(
                process_path(),
                &promise.id,
                format!(
                    "`{}` promises {limit} from {}, and nobody told {}",
                    promise.id,
                    start.word(),
                    fields.join(" and ")
                ),
            )
            .owned_by(owner)
            .comparing("process")
            .cure("write it under `incidents.process`");
    }
}

/// Whether the company acts for its customers with their data; nothing where nobody told.
fn is_processor(cx: &Context<'_>) -> Option<bool> {
    let roles = &cx.manifest.data.given()?.roles;
    let mut roles = roles.values().peekable();
    roles.peek()?;
    Some(roles.any(|role| *role == DataRole::Processor))
}

fn check_customers_own_clock(cx: &Context<'_>, of: Promised<'_>, found: &mut Shortfalls) {
    let Promised { promise, limit } = of;
    let (longest, wanted) = (
        cx.parameters.span(NOTIFY_MAX),
        cx.parameters.span(NOTIFY_WARN),
    );
    let is_processor = is_processor(cx);
    if is_processor == Some(false) || limit.fits_within(&wanted) {
        return;
    }
    let owner = promise.owner.as_deref();
    let cure = format!("promise {wanted} or less");
    if limit.fits_within(&longest) {
        found
            .warns("little_left", promise.at("value"), &promise.id, format!("`{}` promises {limit}; of the {longest} that a customer has for its own report, little is left", promise.id))
            .owned_by(owner)
            .cure(cure);
    } else if is_processor == Some(true) {
        found
            .fails("customers_clock_spent", promise.at("value"), &promise.id, format!("`{}` promises {limit}, and a customer whose data we process has {longest} for its own report", promise.id))
            .owned_by(owner)
            .cure(cure);
    } else {
        found
            .untold(cx.manifest.data.given().map_or_else(|| ManifestPath::top("data"), |data| data.at("roles")), &promise.id, format!("`{}` promises {limit}, and nobody told whether we process data for customers, who have {longest} themselves", promise.id))
            .owned_by(owner)
            .comparing("roles")
            .cure("write `data.roles`");
    }
}

/// Whether a late word from the vendor makes ours late: it is called critical, or may handle personal data and nobody weighed it.
fn is_critical(vendor: &Vendor) -> bool {
    match vendor.criticality {
        Some(Criticality::High) => true,
        Some(Criticality::Medium | Criticality::Low) => false,
        None => vendor.personal_data != Some(false),
    }
}

fn check_suppliers(cx: &Context<'_>, of: Promised<'_>, found: &mut Shortfalls) {
    let Promised { promise, limit } = of;
    let has_carve_out = promise.after_supplier_notice == Some(true)
        || Start::of(promise.clock) == Some(Start::Awareness);
    if has_carve_out {
        return;
    }
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    let mut silent = Vec::new();
    for (id, vendor) in vendors.filter(|(_, vendor)| is_critical(vendor)) {
        match vendor.breach_notice {
            None => silent.push(format!("`{id}`")),
            Some(notice) if !notice.fits_within(&limit) => {
                found
                    .fails("supplier_too_slow", promise.at("value"), &promise.id, format!("`{}` promises {limit} from the first signal, and `{id}` tells us of a breach within {notice}", promise.id))
                    .owned_by(vendor.owner.as_deref().or(promise.owner.as_deref()))
                    .comparing(id)
                    .beside(vendor.at("breach_notice"), format!("{notice} here"))
                    .cure("let the clock start with awareness, or except what suppliers tell late, and write `after_supplier_notice: true`");
            }
            Some(_) => {}
        }
    }
    if !silent.is_empty() {
        found
            .untold(promise.at("after_supplier_notice"), &promise.id, format!("nobody told how soon we hear of a breach from {}, and `{}` promises {limit}", silent.join(", "), promise.id))
            .owned_by(promise.owner.as_deref())
            .comparing("breach_notice")
            .cure("write `breach_notice` of each from its contract; or let the clock start with awareness");
    }
}

/// The strictest promise for each service, and over all.
struct Strictest<'a> {
    by_service: BTreeMap<&'a str, Promised<'a>>,
    overall: Promised<'a>,
}

impl<'a> Strictest<'a> {
    fn of(cx: &Context<'a>, promised: &[Promised<'a>]) -> Option<Self> {
        let overall = promised
            .iter()
            .copied()
            .min_by_key(|of| of.limit.shortest())?;
        let by_service = cx
            .production_services()
            .filter_map(|(id, _)| {
                let (promise, limit) = cx.strict_span(PromiseKind::IncidentNotification, id)?;
                Some((id, Promised { promise, limit }))
            })
            .collect();
        Some(Self {
            by_service,
            overall,
        })
    }

    /// The strictest promise that an incident falls under.
    fn for_incident(&self, incident: &Incident) -> Option<Promised<'a>> {
        if incident.services.is_empty() {
            return Some(self.overall);
        }
        let of_services = incident
            .services
            .iter()
            .filter_map(|id| self.by_service.get(id.as_str()).copied());
        of_services.min_by_key(|of| of.limit.shortest())
    }
}

fn check_log(cx: &Context<'_>, promised: &[Promised<'_>], found: &mut Shortfalls) {
    let Some(strictest) = Strictest::of(cx, promised) else {
        return;
    };
    let Some(incidents) = cx.manifest.incidents.given() else {
        return;
    };
    let Some(log) = &incidents.log else {
        found
            .untold(
                incidents.at("log"),
                "incidents",
                "nobody told whether customers heard of earlier incidents in time",
            )
            .owned_by(incidents.owner.as_deref())
            .comparing("log")
            .cure("write `incidents.log`; an empty list says that nothing happened");
        return;
    };
    for incident in log
        .iter()
        .filter(|incident| concerns_customers(cx, incident))
    {
        let Some(Promised { promise, limit }) = strictest.for_incident(incident) else {
            continue;
        };
        let start = Start::of(promise.clock).unwrap_or(Start::Detection);
        match told_after(incident, start) {
            None => {
                found
                    .untold(incident.at("notified_after"), &incident.id, format!("nobody told how long customers waited to hear of `{}`; `{}` promises {limit}", incident.id, promise.id))
                    .owned_by(incident.owner.as_deref())
                    .cure("write `notified_after`, and `detected_after` where the clock starts with the incident");
            }
            Some(taken) if !taken.fits_within(&limit) && !is_corrected(cx, incident) => {
                found
                    .fails("told_late_before", incident.at("notified_after"), &incident.id, format!("customers heard of `{}` after {taken}; `{}` promises {limit}, and nothing was changed since", incident.id, promise.id))
                    .owned_by(incident.owner.as_deref())
                    .comparing(&promise.id)
                    .beside(promise.at("value"), format!("{limit} promised here"))
                    .cure("decide what makes it faster, and name that action under `incidents.process.corrective_actions`");
            }
            Some(_) => {}
        }
    }
}

/// Whether something is being changed after an incident for being late: only an action that the process names is for that.
fn is_corrected(cx: &Context<'_>, incident: &Incident) -> bool {
    let for_lateness = process(cx).map(|process| &process.corrective_actions);
    let is_named =
        |id: &str| for_lateness.is_some_and(|ids| ids.iter().any(|named| named.as_str() == id));
    let is_since = |done: Option<Day>| {
        done.is_none_or(|done| incident.start.is_none_or(|start| done >= start))
    };
    let carried = cx.manifest.actions.given().into_iter();
    let mut carried = carried.flat_map(|actions| actions.iter());
    let mut own = incident.actions.iter();
    carried.any(|action| is_since(action.done) && is_named(&action.id))
        || own.any(|action| {
            let is_overdue =
                !cx.is_done(action.done) && action.due.is_none_or(|due| cx.is_past(due));
            let is_named = action.id.as_deref().is_some_and(is_named);
            is_named && is_since(action.done) && !is_overdue
        })
}

/// Whether customers had to hear of an incident: data was or may have been touched, or it was bad, or nobody told.
fn concerns_customers(cx: &Context<'_>, incident: &Incident) -> bool {
    let was = incident.start.is_none_or(|day| !cx.is_yet_to_come(day));
    let is_bad = incident.severity.is_none_or(|severity| severity <= 2);
    was && incident.planned != Some(true) && (is_bad || incident.data != Some(false))
}

fn check_contacts(cx: &Context<'_>, found: &mut Shortfalls) {
    let Some(contracts) = cx.manifest.contracts.given() else {
        found
            .untold(ManifestPath::top("contracts"), "contracts", "nobody told who is to be called at each customer")
            .comparing("contracts")
            .cure("write `contracts`, each with `security_contact`; an empty list says that there are none yet");
        return;
    };
    let in_force = contracts.iter().filter(|contract| cx.is_in_force(contract));
    for contract in in_force.filter(|contract| contract.security_contact.is_none()) {
        found
            .fails(
                "nobody_to_tell",
                contract.at("security_contact"),
                &contract.customer,
                format!("nobody knows whom to tell at `{}`", contract.customer),
            )
            .owned_by(contract.owner.as_deref())
            .comparing(contract.id.as_deref().unwrap_or_default())
            .cure("ask the customer, and write `security_contact`");
    }
}
