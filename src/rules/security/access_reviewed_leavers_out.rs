//! Who may reach what: people who are there, with a second factor, looked at again in time.

use std::collections::BTreeSet;

use crate::gate::Severity;
use crate::gate::embedded::{LEAVER_ACCESS_MAX, MAX_ACCESS_REVIEW_AGE};
use crate::manifest::model::{Access, Grant, GrantLevel, Mfa};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::Located;

pub(super) fn access_reviewed_leavers_out(cx: &Context<'_>) -> RuleOutcome {
    let access = cx.section(&cx.manifest.access, "access")?;
    if access.grants.is_empty() {
        return Err(Unjudged::untold(
            access.at("grants"),
            "access.grants",
            "nobody told who may reach which system",
            "write `grants`, one for each person and system",
        ));
    }
    let mut found = Shortfalls::none();
    check_review(cx, access, &mut found);
    let known = known_names(cx, access);
    for grant in &access.grants {
        let right = Right {
            place: grant.at("who"),
            system: system(grant),
            owner: grant.owner.as_deref(),
        };
        check_leavers(cx, &grant.who, &right, &mut found);
        check_second_factor(grant, &mut found);
        check_shared(grant, &known, &mut found);
        check_use(cx, grant, &mut found);
    }
    check_highest_accounts(cx, &mut found);
    check_log_readers(cx, &mut found);
    check_admins(cx, access, &mut found);
    check_systems(cx, access, &mut found);
    Ok(found)
}

/// How long a right may go unused before it is worth a question.
const LONGEST_UNUSED: Span = Span::from_days(90);

/// In a smaller team most are administrators, so that one may be away.
const SMALLEST_TEAM_FOR_SHARES: usize = 4;

fn check_review(cx: &Context<'_>, access: &Located<Access>, found: &mut Shortfalls) {
    let limit = cx.parameters.span(MAX_ACCESS_REVIEW_AGE);
    let shortfall = match access.reviewed {
        Some(day) if cx.is_yet_to_come(day) => found.untold(
            access.at("reviewed"),
            ACCESS,
            format!("the review of access on {day} is still to come"),
        ),
        Some(day) if cx.is_older(day, &limit) => found.fails(
            "review_too_old",
            access.at("reviewed"),
            ACCESS,
            format!(
                "access was last reviewed {} days ago; {limit} is the limit",
                cx.age_days(day)
            ),
        ),
        Some(_) => return,
        None => found.untold(
            access.at("reviewed"),
            ACCESS,
            "nobody told when access was last reviewed",
        ),
    };
    shortfall.owned_by(access.owner.as_deref()).cure(
        "go through the grants, take away what nobody needs, and write the day under `reviewed`",
    );
}

const ACCESS: &str = "access";

/// Where a right stands, what it reaches, and who answers for it.
struct Right<'r> {
    place: ManifestPath,
    system: &'r str,
    owner: Option<&'r str>,
}

/// The account above all accounts, the domain, billing, the copies and the tenant of the accounts are reached by those whom other sections
/// name.
fn check_highest_accounts(cx: &Context<'_>, found: &mut Shortfalls) {
    let rights = cx.manifest.duties.given().map(|duties| {
        [
            ("root_account", &duties.root_account),
            ("domain", &duties.domain),
            ("billing_admin", &duties.billing_admin),
        ]
    });
    for (system, holders) in rights.into_iter().flatten() {
        for who in holders {
            let right = Right {
                place: who.here(),
                system,
                owner: None,
            };
            check_leavers(cx, who, &right, found);
        }
    }
    for copy in cx.manifest.backups.given().into_iter().flatten() {
        let rights = [
            ("backups", &copy.delete_authority),
            (copy.store.as_str(), &copy.source_delete_authority),
        ];
        for (system, holders) in rights {
            for who in holders {
                let right = Right {
                    place: who.here(),
                    system,
                    owner: copy.owner.as_deref(),
                };
                check_leavers(cx, who, &right, found);
            }
        }
    }
    let company = cx.manifest.company.identity.as_ref();
    for admin in company.into_iter().flat_map(|identity| &identity.admins) {
        let right = Right {
            place: admin.at("person"),
            system: "company.identity",
            owner: None,
        };
        check_leavers(cx, &admin.person, &right, found);
    }
}

fn check_log_readers(cx: &Context<'_>, found: &mut Shortfalls) {
    let logging = cx.manifest.logging.given();
    for who in logging.into_iter().flat_map(|logging| &logging.access) {
        let right = Right {
            place: who.here(),
            system: "logging",
            owner: None,
        };
        check_leavers(cx, who, &right, found);
    }
}

fn check_leavers(cx: &Context<'_>, who: &str, right: &Right<'_>, found: &mut Shortfalls) {
    let limit = cx.parameters.span(LEAVER_ACCESS_MAX);
    let system = right.system;
    for (person, last) in people_granted(cx, who) {
        if !cx.is_older(last, &limit) {
            continue;
        }
        let through = if person == who {
            String::new()
        } else {
            format!(" through `{who}`")
        };
        found
            .fails(
                "leaver_still_in",
                right.place.clone(),
                person,
                format!("`{person}` left on {last} and may still reach `{system}`{through}"),
            )
            .owned_by(right.owner)
            .comparing(system)
            .weighs(Severity::Blocker)
            .beyond_acceptance()
            .cure("take the right away today");
    }
}

/// The people with a last day who hold a right by name or as members of a group.
fn people_granted<'a>(cx: &Context<'a>, who: &str) -> Vec<(&'a str, Day)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![who];
    while let Some(who) = waiting.pop() {
        if !seen.insert(who) {
            continue;
        }
        if let Some((id, person)) = cx.manifest.people.get_key_value(who) {
            found.extend(person.until.map(|last| (id.as_str(), last)));
        } else if let Some(group) = cx.manifest.groups.get(who) {
            waiting.extend(group.members.iter().map(|member| member.as_str()));
        }
    }
    found
}

fn system(grant: &Grant) -> &str {
    grant.system.as_deref().unwrap_or("a system")
}

fn check_second_factor(grant: &Located<Grant>, found: &mut Shortfalls) {
    let is_strong = match grant.level {
        Some(GrantLevel::Admin | GrantLevel::Production) | None => true,
        Some(
            GrantLevel::Read | GrantLevel::Write | GrantLevel::Code | GrantLevel::CustomerData,
        ) => false,
    };
    if !is_strong {
        return;
    }
    let (who, system) = (grant.who.as_str(), system(grant));
    let shortfall = match (grant.mfa, grant.level) {
        (Some(Mfa::Otp | Mfa::Phishing), _) => return,
        (Some(Mfa::None), Some(level)) => found
            .fails("no_second_factor", grant.at("mfa"), who, format!("`{who}` has {level} rights in `{system}` without a second factor"))
            .cure("ask for a second factor, best one that phishing cannot use"),
        (None, Some(level)) => found
            .untold(grant.at("mfa"), who, format!("nobody told with which second factor `{who}` uses {level} rights in `{system}`"))
            .comparing("mfa")
            .cure("write `mfa`"),
        (Some(Mfa::None) | None, None) => found
            .untold(grant.at("level"), who, format!("nobody told how far the rights of `{who}` in `{system}` go, and no second factor is named"))
            .comparing("level")
            .cure("write `level`"),
    };
    shortfall.owned_by(grant.owner.as_deref()).comparing(system);
}

fn check_shared(grant: &Located<Grant>, known: &BTreeSet<&str>, found: &mut Shortfalls) {
    let who = grant.who.as_str();
    let system = system(grant);
    let is_known = known.contains(who);
    if grant.shared == Some(false) && !is_known && grant.vaulted != Some(true) {
        found
            .untold(grant.at("who"), who, format!("nobody told who `{who}` is that has a right in `{system}` alone: no person, group, role, pipeline or agent is called so"))
            .owned_by(grant.owner.as_deref())
            .comparing(system)
            .cure("name the person or program as it is listed; or write `vaulted`, where a vault records the use of this account");
        return;
    }
    if !grant.shared.unwrap_or(!is_known) {
        return;
    }
    let shortfall = match grant.vaulted {
        Some(true) => return,
        Some(false) => found
            .fails("shared_in_the_open", grant.at("vaulted"), who, format!("several people share `{who}` in `{system}`, and no vault records who uses it"))
            .cure("give everybody an account of their own, or keep the secret in a vault that logs its use"),
        None => found
            .untold(grant.at("vaulted"), who, format!("several people share `{who}` in `{system}`, and nobody told whether a vault records who uses it"))
            .comparing("vaulted")
            .cure("write `vaulted`"),
    };
    shortfall.owned_by(grant.owner.as_deref()).comparing(system);
}

/// The names of people, groups, roles, pipelines and agents; any other name in a grant is an account that several use.
fn known_names<'a>(cx: &Context<'a>, access: &'a Access) -> BTreeSet<&'a str> {
    let people = cx.manifest.people.iter();
    let roles = people
        .clone()
        .flat_map(|(_, person)| person.roles.iter().map(|role| role.as_str()));
    let deployers = access.deployers.iter().map(|deployer| deployer.id.as_str());
    let agents = cx.manifest.ai.given();
    let agents = agents.into_iter().flat_map(|ai| &ai.delivery_agents);
    people
        .map(|(id, _)| id.as_str())
        .chain(cx.manifest.groups.keys().map(String::as_str))
        .chain(roles)
        .chain(deployers)
        .chain(agents.map(|agent| agent.id.as_str()))
        .collect()
}

fn check_use(cx: &Context<'_>, grant: &Located<Grant>, found: &mut Shortfalls) {
    if let Some(day) = grant
        .last_used
        .filter(|&day| cx.is_older(day, &LONGEST_UNUSED))
    {
        let (who, system) = (grant.who.as_str(), system(grant));
        found
            .warns("unused", grant.at("last_used"), who, format!("`{who}` last used their right in `{system}` {} days ago; {LONGEST_UNUSED} is the limit", cx.age_days(day)))
            .owned_by(grant.owner.as_deref())
            .comparing(system)
            .cure("take it away, and give it back when it is needed");
    }
}

fn check_admins(cx: &Context<'_>, access: &Located<Access>, found: &mut Shortfalls) {
    let people = cx.manifest.people.values();
    let staff = people
        .filter(|person| person.is_active_on(cx.as_of))
        .count();
    let grants = access
        .grants
        .iter()
        .filter(|grant| grant.level == Some(GrantLevel::Admin));
    let admins: BTreeSet<&str> = grants
        .flat_map(|grant| cx.people_behind(&grant.who))
        .collect();
    if staff >= SMALLEST_TEAM_FOR_SHARES && admins.len() * 2 > staff {
        found
            .warns(
                "many_admins",
                access.at("grants"),
                ACCESS,
                format!("{} of {staff} people are administrators", admins.len()),
            )
            .owned_by(access.owner.as_deref())
            .cure("leave two or three, and give the others what they need");
    }
}

fn check_systems(cx: &Context<'_>, access: &Located<Access>, found: &mut Shortfalls) {
    let listed: BTreeSet<&str> = access
        .grants
        .iter()
        .filter_map(|grant| grant.system.as_deref())
        .collect();
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    let vendors = vendors.map(|(id, vendor)| (id.as_str(), vendor.here(), vendor.owner.as_deref()));
    let services = cx
        .production_services()
        .map(|(id, service)| (id, service.here(), service.owner.as_deref()));
    for (id, path, owner) in services
        .chain(vendors)
        .filter(|(id, ..)| !listed.contains(id))
    {
        found
            .warns(
                "system_without_grants",
                path,
                id,
                format!("nobody told who may reach `{id}`"),
            )
            .owned_by(owner)
            .cure("list who may, under `access.grants`");
    }
}
