//! What people may do to systems, and how they prove who they are.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{Access, Grant, GrantLevel, Mfa};
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};
use crate::yaml::Located;

/// How many administrators nobody minds: the one, and the one who stands in.
const FEW: usize = 2;

pub(super) fn access_model(cx: &Context<'_>) -> RuleOutcome {
    let access = cx.section(&cx.manifest.access, "access")?;
    let mut found = Shortfalls::none();
    if access.grants.is_empty() {
        found
            .untold(
                access.at("grants"),
                "access",
                "nobody told who may reach which system",
            )
            .owned_by(access.owner.as_deref())
            .comparing("grants")
            .cure("list the rights under `access.grants`");
    }
    for grant in &access.grants {
        check_grant(access, grant, &mut found);
    }
    check_admins(cx, access, &mut found);
    if let Some(record) = cx.told(&cx.manifest.break_glass, "break_glass", &mut found) {
        cx.check_break_glass(record, &mut found);
    }
    Ok(found)
}

fn check_grant(access: &Access, grant: &Located<Grant>, found: &mut Shortfalls) {
    let who = grant.who.as_str();
    let system = grant.system.as_deref().unwrap_or("a system");
    let owner = grant.owner.as_deref().or(access.owner.as_deref());
    let Some(level) = grant.level else {
        found
            .untold(
                grant.at("level"),
                who,
                format!("nobody told what `{who}` may do to `{system}`"),
            )
            .owned_by(owner)
            .comparing(system)
            .cure("write `level`");
        return;
    };
    if !matches!(level, GrantLevel::Admin | GrantLevel::Production) {
        return;
    }
    Fact {
        clause: "without_mfa",
        field: "mfa",
        path: grant.at("mfa"),
        subject: who,
        owner,
        is_so: grant.mfa.map(|mfa| mfa != Mfa::None),
        otherwise: format!("`{who}` reaches `{system}` as {level} with a password alone"),
        cure: "require a second factor for this right",
    }
    .check(found);
}

fn check_admins(cx: &Context<'_>, access: &Located<Access>, found: &mut Shortfalls) {
    let of_level = |is_wanted: fn(&Grant) -> bool| -> BTreeSet<&str> {
        let grants = access.grants.iter().filter(|grant| is_wanted(grant));
        grants
            .flat_map(|grant| cx.people_behind(&grant.who))
            .collect()
    };
    let admins = of_level(|grant| grant.level == Some(GrantLevel::Admin));
    let everybody = of_level(|_| true);
    if admins.len() > FEW && admins.len() * 2 > everybody.len() {
        found
            .fails(
                "admin_by_default",
                access.at("grants"),
                "access",
                format!(
                    "{} of {} people with rights are administrators of something",
                    admins.len(),
                    everybody.len()
                ),
            )
            .owned_by(access.owner.as_deref())
            .cure("give each person what their work needs, and keep two administrators");
    }
}
