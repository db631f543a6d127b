//! Who may change, accept, release and spend.

use crate::manifest::Stands;
use crate::manifest::model::{Authority, Level, Who};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn authorities_set(cx: &Context<'_>) -> RuleOutcome {
    let authority = cx.section(&cx.manifest.authority, "authority")?;
    let spend: Vec<&Located<Who>> = authority
        .spend
        .values()
        .flat_map(|row| row.iter())
        .collect();
    let questions = [
        (
            "no_change_authority",
            "change",
            "change production",
            authority.change.iter().collect(),
        ),
        (
            "no_release_authority",
            "release",
            "take a release to production",
            authority.release.iter().collect(),
        ),
        ("no_spend_authority", "spend", "spend money", spend),
    ];
    let mut found = Shortfalls::none();
    for (clause, field, what, roles) in questions {
        check_roles(cx, authority, clause, (field, what), &roles, &mut found);
    }
    check_risk(cx, authority, &mut found);
    Ok(found)
}

fn check_roles(
    cx: &Context<'_>,
    authority: &Located<Authority>,
    clause: &'static str,
    (field, what): (&'static str, &str),
    roles: &[&Located<Who>],
    found: &mut Shortfalls,
) {
    if let Some(message) = why_nobody(cx, what, roles) {
        found
            .fails(clause, authority.at(field), field, message)
            .owned_by(authority.owner.as_deref())
            .cure(format!(
                "name under `authority.{field}` a role that somebody holds"
            ));
    }
}

fn check_risk(cx: &Context<'_>, authority: &Located<Authority>, found: &mut Shortfalls) {
    let Some(risk) = &authority.risk else {
        found
            .fails(
                "no_risk_authority",
                authority.at("risk"),
                "risk",
                "no role may accept risks",
            )
            .owned_by(authority.owner.as_deref())
            .cure("name under `authority.risk` a role for each level");
        return;
    };
    for &level in Level::ALL {
        let what = format!("accept {level} risks");
        if let Some(message) = why_nobody(cx, &what, &cx.risk_roles(level)) {
            found
                .fails("no_risk_authority", risk.at(level.word()), "risk", message)
                .owned_by(risk.owner.as_deref())
                .comparing(level.word())
                .cure(format!(
                    "name under `authority.risk.{level}` a role that somebody holds"
                ));
        }
    }
}

/// Why nobody who is there may do something; nothing where somebody may.
fn why_nobody(cx: &Context<'_>, what: &str, roles: &[&Located<Who>]) -> Option<String> {
    if roles.is_empty() {
        return Some(format!("no role may {what}"));
    }
    let holders = cx.holders_on(roles.iter().copied(), cx.as_of);
    holders.is_empty().then(|| {
        let roles: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
        format!(
            "{} may {what}, and nobody who is there holds that role",
            roles.join(" or ")
        )
    })
}
