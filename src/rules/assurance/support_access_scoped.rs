//! How staff reach data of customers: for a reason, no farther than needed, and logged.

use std::collections::BTreeSet;

use super::promised::{compare_all, ids, promises_told};
use crate::gate::Severity;
use crate::gate::embedded::MAX_ACCESS_REVIEW_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{
    Commitment, GrantLevel, Promise, PromiseKind, SupportAccess, SupportAccessPromise,
    SupportApproval, SupportScope,
};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn support_access_scoped(cx: &Context<'_>) -> RuleOutcome {
    let support = cx.section(&cx.manifest.support, "support")?;
    let access = cx.part(
        support.access.as_ref(),
        support.at("access"),
        "support.access",
    )?;
    let mut found = Shortfalls::none();
    let promises = promises_told(cx, PromiseKind::SupportAccess, &mut found);
    check_standing(cx, access, &mut found);
    check_log(cx, access, &promises, &mut found);
    for promise in promises {
        if let Commitment::SupportAccess(promised) = promise.commitment {
            check_promise(cx, promise, promised, access, &mut found);
            if promised == SupportAccessPromise::None {
                check_grants(cx, promise, &mut found);
            }
        }
    }
    Ok(found)
}

/// Access to all customers, at all times, is for administrators only.
fn check_standing(cx: &Context<'_>, access: &Located<SupportAccess>, found: &mut Shortfalls) {
    match access.scope {
        Some(SupportScope::AllTenants) => {}
        Some(SupportScope::None | SupportScope::OneTenant | SupportScope::AllTenantsTimed) => {
            return;
        }
        None => {
            found
                .untold(
                    access.at("scope"),
                    "support",
                    "nobody told how far the access of support reaches",
                )
                .owned_by(access.owner.as_deref())
                .comparing("scope")
                .cure("write `scope`");
            return;
        }
    }
    if access.standing.is_empty() {
        found
            .untold(
                access.at("standing"),
                "support",
                "support reaches all customers at all times, and nobody told who has that access",
            )
            .owned_by(access.owner.as_deref())
            .comparing("standing")
            .cure("write the roles as `standing`");
    }
    let grants = cx
        .manifest
        .access
        .given()
        .into_iter()
        .flat_map(|access| access.grants.iter());
    let administrators: BTreeSet<&str> = grants
        .filter(|grant| grant.level == Some(GrantLevel::Admin))
        .flat_map(|grant| cx.people_behind(&grant.who))
        .collect();
    for role in &access.standing {
        let people = cx.people_behind(role);
        if let Some(other) = people
            .iter()
            .find(|person| !administrators.contains(*person))
        {
            found
                .fails("standing_access", role.here(), role, format!("`{}` reaches all customers at all times, and `{other}` is no administrator", role.value))
                .owned_by(access.owner.as_deref())
                .cure("open one customer's data for a time, on a ticket, instead");
        }
    }
}

fn check_log(
    cx: &Context<'_>,
    access: &Located<SupportAccess>,
    promises: &[&Located<Promise>],
    found: &mut Shortfalls,
) {
    let is_reached = access.scope != Some(SupportScope::None);
    if !is_reached {
        return;
    }
    let shortfall = match access.logged {
        Some(true) => None,
        Some(false) => Some(found.fails(
            "not_logged",
            access.at("logged"),
            "support",
            "nobody writes down when staff reach data of customers",
        )),
        None => Some(found.untold(
            access.at("logged"),
            "support",
            "nobody told whether it is written down when staff reach data of customers",
        )),
    };
    if let Some(shortfall) = shortfall {
        compare_all(shortfall, &ids(promises))
            .owned_by(access.owner.as_deref())
            .comparing("logged")
            .cure("log each use with person, customer and reason, and write `logged: true`");
    }
    let limit = cx.parameters.span(MAX_ACCESS_REVIEW_AGE);
    let is_reviewed = access
        .reviewed
        .is_some_and(|day| !cx.is_yet_to_come(day) && !cx.is_older(day, &limit));
    if !is_reviewed {
        let message = match access.reviewed {
            Some(day) => format!("the log of access was last read on {day}; {limit} is the limit"),
            None => "nobody ever read the log of access".to_owned(),
        };
        found
            .warns("log_unread", access.at("reviewed"), "support", message)
            .owned_by(access.owner.as_deref())
            .cure("read it, and write the day as `reviewed`");
    }
}

/// Whoever may see data of customers in a service reaches it, whatever support says of itself.
fn check_grants(cx: &Context<'_>, promise: &Located<Promise>, found: &mut Shortfalls) {
    for (id, grant) in cx.grants_of_customer_data() {
        found
            .fails(
                "promise_broken",
                grant.at("level"),
                id,
                format!(
                    "promise `{}` says that staff never reach data of customers; `{}` may see it in `{id}`",
                    promise.id, grant.who
                ),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .comparing(&grant.who)
            .beside(promise.at("value"), "promised here")
            .weighs(Severity::Major)
            .beyond_acceptance()
            .cure("take the right away, or change what is promised");
    }
}

fn check_promise(
    cx: &Context<'_>,
    promise: &Located<Promise>,
    promised: SupportAccessPromise,
    access: &Located<SupportAccess>,
    found: &mut Shortfalls,
) {
    let is_out_of_reach = access.scope == Some(SupportScope::None);
    // Who may see data of customers reaches it, whatever support says of itself.
    let granted = cx.grants_of_customer_data().next();
    let (field, said, fact) = match promised {
        SupportAccessPromise::None if is_out_of_reach => return,
        SupportAccessPromise::Approved if is_out_of_reach && granted.is_none() => return,
        SupportAccessPromise::None => (
            "scope",
            "staff never reach data of customers",
            access
                .scope
                .map(|scope| format!("their access reaches {scope}")),
        ),
        SupportAccessPromise::Approved if access.approval == Some(SupportApproval::Customer) => {
            return;
        }
        SupportAccessPromise::Approved => (
            "approval",
            "the customer approves each access",
            access.approval.map(|approval| match approval {
                SupportApproval::None => "nothing has to happen first".to_owned(),
                SupportApproval::Ticket
                | SupportApproval::Colleague
                | SupportApproval::Customer => {
                    format!("a {approval} is enough")
                }
            }),
        ),
        // whether access is logged is asked of everybody
        SupportAccessPromise::Logged => return,
    };
    let said = format!("promise `{}` says that {said}", promise.id);
    let place = access.at(field);
    let shortfall = if let Some(fact) = fact {
        let message = format!("{said}; {fact}");
        found.fails("promise_broken", place, "support", message)
    } else {
        found.untold(place, "support", format!("{said}; nobody told `{field}`"))
    };
    shortfall
        .owned_by(promise.owner.as_deref())
        .comparing(&promise.id)
        .beside(promise.at("value"), "promised here")
        .weighs(Severity::Major)
        .beyond_acceptance()
        .cure("change the way support works, or what is promised");
    if let Some((id, grant)) = granted.filter(|_| is_out_of_reach) {
        shortfall.beside(
            grant.at("level"),
            format!("`{}` sees it in `{id}`", grant.who),
        );
    }
}
