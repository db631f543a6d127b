//! Who can recover the company's accounts, and how well these people's own accounts are kept.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{Identity, IdentityAdmin};
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};
use crate::yaml::Located;

/// How many people have to be able to recover the tenant.
const ADMINS: usize = 2;

pub(super) fn identity_controlled(cx: &Context<'_>) -> RuleOutcome {
    let company = &cx.manifest.company;
    let identity = cx.part(
        company.identity.as_ref(),
        company.at("identity"),
        "company.identity",
    )?;
    let owner = cx.owner_or_area(identity.owner.as_ref(), "company");
    let mut found = Shortfalls::none();
    check_tenant(identity, owner, &mut found);
    check_count(cx, identity, owner, &mut found);
    for admin in &identity.admins {
        check_admin(identity, admin, owner, &mut found);
    }
    check_break_glass(cx, identity, owner, &mut found);
    Ok(found)
}

fn check_tenant(identity: &Located<Identity>, owner: Option<&str>, found: &mut Shortfalls) {
    if identity.tenant.is_none() {
        found
            .untold(
                identity.at("tenant"),
                "identity",
                "nobody told which tenant holds the company's accounts",
            )
            .owned_by(owner)
            .comparing("tenant")
            .cure("write `tenant`");
    }
    Fact {
        clause: "mfa_not_required",
        field: "mfa",
        path: identity.at("mfa"),
        subject: "identity",
        owner,
        is_so: identity.mfa,
        otherwise: "accounts of the company open with a password alone".to_owned(),
        cure: "require a second factor of every account",
    }
    .check(found);
}

fn check_count(
    cx: &Context<'_>,
    identity: &Located<Identity>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let needed = if cx.manifest.headcount(cx.as_of) == Some(1) {
        1
    } else {
        ADMINS
    };
    let admins = identity.admins.iter().map(|admin| admin.person.as_str());
    let active: BTreeSet<&str> = admins.flat_map(|who| cx.people_behind(who)).collect();
    if active.len() < needed {
        let names: Vec<String> = active.iter().map(|id| format!("`{id}`")).collect();
        let who = if names.is_empty() {
            "nobody who is there".to_owned()
        } else {
            format!("{} alone", names.join(", "))
        };
        found
            .fails(
                "too_few_admins",
                identity.at("admins"),
                "identity",
                format!("{who} can recover the company's accounts; {needed} are needed"),
            )
            .owned_by(owner)
            .cure("make a second person administrator, an adviser if need be");
    }
}

fn check_admin(
    identity: &Identity,
    admin: &Located<IdentityAdmin>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let id = admin.person.as_str();
    Fact {
        clause: "admin_without_mfa",
        field: "mfa",
        path: admin.at("mfa"),
        subject: id,
        owner,
        is_so: admin.mfa.or(identity.mfa),
        otherwise: format!("the administrator's account of `{id}` opens with a password alone"),
        cure: "require a second factor, best one that phishing cannot use",
    }
    .check(found);
    Fact {
        clause: "personal_admin",
        field: "personal_account",
        path: admin.at("personal_account"),
        subject: id,
        owner,
        is_so: admin.personal_account.map(|is_personal| !is_personal),
        otherwise: format!("`{id}` administers the company's accounts from a private account"),
        cure: "give the person an account of the company, and take the private one out",
    }
    .check(found);
}

/// The record under `break_glass` decides; the flag at the identity only says that one is missing.
fn check_break_glass(
    cx: &Context<'_>,
    identity: &Located<Identity>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let record = cx.manifest.break_glass.given();
    if cx.is_done(record.and_then(|record| record.tested)) {
        return;
    }
    let (path, message) = match record {
        Some(record) => {
            let message = match record.tested {
                Some(tested) => {
                    format!("the sealed way in is to be tried on {tested}, and never was before")
                }
                None => "the sealed way in was never tried".to_owned(),
            };
            (record.at("tested"), message)
        }
        None if identity.break_glass == Some(false) => (
            identity.at("break_glass"),
            "there is no sealed way in when no administrator can be reached".to_owned(),
        ),
        None => {
            cx.told(&cx.manifest.break_glass, "break_glass", found);
            return;
        }
    };
    found
        .fails("break_glass_untested", path, "break_glass", message)
        .owned_by(owner)
        .cure("seal a way in, try it once, and write the day as `break_glass.tested`");
}
