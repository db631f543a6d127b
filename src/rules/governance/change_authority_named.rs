//! Who may change production, also in a hurry.

use std::collections::BTreeSet;

use crate::manifest::model::{Authority, Deployer, DeployerKind, Who};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, absent, quoted};
use crate::yaml::Located;

pub(super) fn change_authority_named(cx: &Context<'_>) -> RuleOutcome {
    let authority = cx.section(&cx.manifest.authority, "authority")?;
    let mut found = Shortfalls::none();
    check_holders(cx, authority, &mut found);
    check_emergency(authority, &mut found);
    check_self_approval(cx, authority, &mut found);
    check_deployers(cx, authority, &mut found);
    Ok(found)
}

fn check_holders(cx: &Context<'_>, authority: &Located<Authority>, found: &mut Shortfalls) {
    let holders = cx.holders_on(authority.change.iter(), cx.as_of);
    let mut names = holders.iter();
    match (names.next(), names.next()) {
        (None, _) => {
            let message = if authority.change.is_empty() {
                "no role may change production".to_owned()
            } else {
                format!(
                    "{} may change production, and nobody who is there holds that role",
                    listed(&authority.change)
                )
            };
            found
                .fails("no_holder", authority.at("change"), "change", message)
                .owned_by(authority.owner.as_deref())
                .cure("name under `authority.change` a role that somebody holds");
        }
        (Some(only), None) => {
            found
                .warns(
                    "one_holder",
                    authority.at("change"),
                    "change",
                    format!("`{only}` alone may change production"),
                )
                .owned_by(Some(only))
                .cure("let a second person hold the role, before the first is ill");
        }
        (Some(_), Some(_)) => {}
    }
}

fn check_emergency(authority: &Located<Authority>, found: &mut Shortfalls) {
    let rule = authority.emergency_change.as_ref();
    let missing = absent([
        ("roles", rule.is_none_or(|rule| rule.roles.is_empty())),
        ("record", rule.is_none_or(|rule| rule.record.is_none())),
        (
            "review_within",
            rule.is_none_or(|rule| rule.review_within.is_none()),
        ),
    ]);
    if !missing.is_empty() {
        found
            .fails(
                "no_emergency_rule",
                authority.at("emergency_change"),
                "emergency_change",
                format!("changes in a hurry have no {}", quoted(&missing)),
            )
            .owned_by(authority.owner.as_deref())
            .cure("write who may, where it is recorded, and how soon somebody looks at it again");
    }
}

fn check_self_approval(cx: &Context<'_>, authority: &Located<Authority>, found: &mut Shortfalls) {
    let Some(position) = &authority.self_approval else {
        return;
    };
    let message = match position.until {
        _ if position.allowed == Some(false) => return,
        None => {
            "authors may approve their own changes, without a day on which that is looked at again"
                .to_owned()
        }
        Some(until) if cx.is_past(until) => {
            format!(
                "authors may approve their own changes, and that was to be looked at by {until}"
            )
        }
        Some(_) => return,
    };
    found
        .warns(
            "self_approval_open",
            position.at("until"),
            "self_approval",
            message,
        )
        .owned_by(position.owner.as_deref().or(authority.owner.as_deref()))
        .cure("write `until`, and look at it again on that day");
}

fn check_deployers(cx: &Context<'_>, authority: &Located<Authority>, found: &mut Shortfalls) {
    let access = cx.manifest.access.given();
    let deployers = access.map(|access| &access.deployers);
    let Some(deployers) = deployers.filter(|deployers| !deployers.is_empty()) else {
        let path = access.map_or_else(
            || ManifestPath::top("access"),
            |access| access.at("deployers"),
        );
        found
            .untold(
                path,
                "deployers",
                "nobody told which people, pipelines and agents can change production",
            )
            .cure("list them under `access.deployers`");
        return;
    };
    let allowed: BTreeSet<&str> = authority.change.iter().map(|role| role.as_str()).collect();
    for deployer in deployers {
        if is_human(cx, deployer) {
            check_person(cx, authority, deployer, found);
        } else {
            check_program(cx, &allowed, deployer, found);
        }
    }
}

/// Whether a deployer is a person or people; what says nothing of itself and names nobody is a program.
fn is_human(cx: &Context<'_>, deployer: &Deployer) -> bool {
    match deployer.kind {
        Some(DeployerKind::Person) => true,
        Some(DeployerKind::Pipeline | DeployerKind::Agent) => false,
        None => cx.person(&deployer.id).is_some() || !cx.people_behind(&deployer.id).is_empty(),
    }
}

fn check_person(
    cx: &Context<'_>,
    authority: &Located<Authority>,
    deployer: &Located<Deployer>,
    found: &mut Shortfalls,
) {
    let id = deployer.id.as_str();
    let people = if cx.person(id).is_some() {
        BTreeSet::from([id])
    } else {
        cx.people_behind(id)
    };
    let stranger = people
        .iter()
        .find(|person| !cx.held_any(person, authority.change.iter(), cx.as_of));
    let message = match stranger {
        None if people.is_empty() => {
            format!("`{id}` can change production, and nobody knows who that is")
        }
        None => return,
        Some(stranger) if !cx.was_active(stranger, cx.as_of) => {
            format!("`{stranger}` can change production, and is not there")
        }
        Some(stranger) => format!(
            "`{stranger}` can change production, and holds no role that may: {}",
            listed(&authority.change)
        ),
    };
    found
        .fails("deployer_not_allowed", deployer.here(), id, message)
        .owned_by(deployer.owner.as_deref())
        .cure("take the right away, or give the role");
}

fn check_program(
    cx: &Context<'_>,
    allowed: &BTreeSet<&str>,
    deployer: &Located<Deployer>,
    found: &mut Shortfalls,
) {
    let id = deployer.id.as_str();
    let owner = deployer.owner.as_deref();
    match deployer.role.as_ref() {
        None => {
            found
                .untold(
                    deployer.at("role"),
                    id,
                    format!("nobody told under which role `{id}` changes production"),
                )
                .owned_by(owner)
                .cure("write `role`");
        }
        Some(role) if !allowed.contains(role.as_str()) => {
            found
                .fails(
                    "deployer_not_allowed",
                    deployer.at("role"),
                    id,
                    format!("`{id}` changes production as `{role}`, which may not"),
                )
                .owned_by(owner)
                .cure("take the right away, or let it act under a role that may");
        }
        Some(_) => {}
    }
    let approver = deployer.approver.as_ref();
    if !approver.is_some_and(|approver| cx.is_human(approver)) {
        let who = approver.map_or("nobody approves".to_owned(), |approver| {
            format!("`{approver}`, behind which nobody is there, approves")
        });
        found
            .fails(
                "no_approver",
                deployer.at("approver"),
                id,
                format!("{who} what `{id}` does to production"),
            )
            .owned_by(owner)
            .cure("name a person under `approver`");
    }
}

fn listed(roles: &[Located<Who>]) -> String {
    let roles: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
    roles.join(" or ")
}
