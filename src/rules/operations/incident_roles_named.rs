//! Who responds, coordinates, speaks, decides to notify and brings services back.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{Duties, IncidentRoles, Incidents, Who};
use crate::rules::resilience::services::critical_vendors;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::{is_placeholder, says_nothing};
use crate::yaml::{Located, OneOrMany};

/// Up to so many people, one may lead and speak.
const SMALLEST: u32 = 3;

pub(super) fn incident_roles_named(cx: &Context<'_>) -> RuleOutcome {
    let incidents = cx.section(&cx.manifest.incidents, "incidents")?;
    let roles = cx.part(
        incidents.roles.as_ref(),
        incidents.at("roles"),
        "incidents.roles",
    )?;
    let mut found = Shortfalls::none();
    for (role, holders) in holders(cx, roles) {
        if holders.is_empty() {
            found
                .fails(
                    "no_holder",
                    roles.at(role),
                    role,
                    format!("nobody who is there holds the role `{role}`"),
                )
                .owned_by(incidents.owner.as_deref())
                .cure("name somebody, and a deputy");
        }
    }
    check_lead(cx, roles, &mut found);
    check_plan(incidents, &mut found);
    if cx
        .told(&cx.manifest.authority, "authority", &mut found)
        .is_some()
    {
        check_decider(cx, roles, &mut found);
    }
    for (id, vendor) in critical_vendors(cx) {
        if says_nothing(vendor.emergency_contact.as_ref()) {
            found
                .warns(
                    "supplier_unreachable",
                    vendor.at("emergency_contact"),
                    id,
                    format!(
                        "nobody wrote down whom to call at `{id}`, or which feed of it is followed"
                    ),
                )
                .owned_by(vendor.owner.as_deref())
                .cure("write `emergency_contact`");
        }
    }
    Ok(found)
}

/// The people of each role who are there, with those who hold the same as a duty.
fn holders<'a>(
    cx: &Context<'a>,
    roles: &'a IncidentRoles,
) -> [(&'static str, BTreeSet<&'a str>); 5] {
    let duties = cx.manifest.duties.given();
    let people = |role: &'a OneOrMany<Who>, duty: fn(&Duties) -> &OneOrMany<Who>| {
        let deputies = duties
            .map(|duties| cx.active_among(duty(duties)))
            .unwrap_or_default();
        cx.active_among(role).into_iter().chain(deputies).collect()
    };
    [
        ("responder", cx.active_among(&roles.responder)),
        ("lead", people(&roles.lead, |duties| &duties.incident_lead)),
        (
            "comms",
            people(&roles.comms, |duties| &duties.customer_comms),
        ),
        ("notify_decider", cx.active_among(&roles.notify_decider)),
        (
            "recovery",
            people(&roles.recovery, |duties| &duties.recovery_operator),
        ),
    ]
}

/// Everybody who holds one of the roles and is there.
pub(super) fn role_holders<'a>(cx: &Context<'a>, roles: &'a IncidentRoles) -> BTreeSet<&'a str> {
    holders(cx, roles)
        .into_iter()
        .flat_map(|(_, people)| people)
        .collect()
}

fn check_lead(cx: &Context<'_>, roles: &Located<IncidentRoles>, found: &mut Shortfalls) {
    let [_, (_, lead), (_, comms), ..] = holders(cx, roles);
    if let Some(only) = lead.first().filter(|_| lead.len() == 1 && lead == comms)
        && cx
            .manifest
            .headcount(cx.as_of)
            .is_none_or(|size| size > SMALLEST)
    {
        found
            .fails(
                "lead_is_comms",
                roles.at("comms"),
                only,
                format!("`{only}` alone leads and speaks in an incident, and nobody stands in"),
            )
            .owned_by(Some(only))
            .cure("let somebody else speak, or name a deputy for one of the two");
    }
}

fn check_plan(incidents: &Located<Incidents>, found: &mut Shortfalls) {
    if incidents
        .severity_scale
        .iter()
        .all(|step| is_placeholder(step))
    {
        found
            .fails(
                "no_scale",
                incidents.at("severity_scale"),
                "incidents",
                "nothing says how bad an incident can be",
            )
            .owned_by(incidents.owner.as_deref())
            .cure("write three or four steps, worst first");
    }
    if says_nothing(incidents.declare_when.as_ref()) {
        found
            .fails(
                "no_declaration",
                incidents.at("declare_when"),
                "incidents",
                "nothing says when something becomes an incident",
            )
            .owned_by(incidents.owner.as_deref())
            .cure("write one sentence under `declare_when`");
    }
}

fn check_decider(cx: &Context<'_>, roles: &Located<IncidentRoles>, found: &mut Shortfalls) {
    let deciders = cx.active_among(&roles.notify_decider);
    let may = |person: &&str| cx.held_any(person, cx.notify_roles(), cx.as_of);
    if let Some(first) = deciders.first().filter(|_| !deciders.iter().any(may)) {
        found
            .fails("may_not_notify", roles.at("notify_decider"), first, format!("`{first}` decides whether customers are told, and holds no role that may tell them"))
            .owned_by(Some(first))
            .cure("add one of their roles to `authority.notify`, or let somebody decide who may");
    }
}
