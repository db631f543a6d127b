//! Whether somebody accepted what they answer for themselves.

use std::collections::BTreeSet;

use super::acceptances_authorised::Signed;
use crate::manifest::Stands;
use crate::manifest::model::Level;
use crate::rules::context::Covered;
use crate::rules::{Context, Shortfalls};

/// The most people a company may have for somebody to accept a risk of their own, co-signed.
const SELF_ACCEPTANCE_SIZE: u32 = 3;

/// Checks that nobody signed for what they answer for themselves.
pub(super) fn check_own_items(
    cx: &Context<'_>,
    signed: &Signed<'_, '_>,
    level: Level,
    found: &mut Shortfalls,
) {
    let acceptance = signed.acceptance;
    let size = cx.manifest.headcount(cx.as_of);
    let is_small = size.is_some_and(|size| size <= SELF_ACCEPTANCE_SIZE);
    let is_co_signed = acceptance
        .co_signed
        .iter()
        .any(|who| who.as_str() != signed.by && cx.was_active(who, signed.date));
    if level < Level::High || (is_small && is_co_signed) {
        return;
    }
    for name in &acceptance.covers {
        let (owner, reporter, place) = match cx.covered(name) {
            Covered::Finding(finding) => (
                finding.owner.as_deref(),
                finding.reported_by.as_deref(),
                finding.at("owner"),
            ),
            Covered::Risk(risk) => (risk.owner.as_deref(), None, risk.at("owner")),
            Covered::Incident(incident) if incident.owner.is_some() => {
                (incident.owner.as_deref(), None, incident.at("owner"))
            }
            Covered::Incident(_) | Covered::Gate(_) | Covered::Unreported | Covered::Nothing => {
                continue;
            }
        };
        let id = acceptance.id.as_str();
        match owner {
            None => {
                found
                    .untold(
                        place,
                        id,
                        format!("nobody told who owns `{name}`, so `{}` may have accepted their own in `{id}`", signed.by),
                    )
                    .owned_by(Some(signed.by))
                    .comparing(name)
                    .cure(format!("write who owns `{name}`"));
            }
            Some(owner) if is_theirs(cx, owner, signed.by) || reporter == Some(signed.by) => {
                found
                    .fails(
                        "own_item",
                        signed.at("by"),
                        id,
                        format!(
                            "`{}` accepted `{name}` in `{id}`, and owns or reported it",
                            signed.by
                        ),
                    )
                    .owned_by(Some(signed.by))
                    .beside(place, "owned here")
                    .comparing(name)
                    .cure("have somebody else decide who may");
            }
            Some(_) => {}
        }
    }
}

/// Whether an owner is that person, or a role or group in which there is nobody else.
fn is_theirs(cx: &Context<'_>, owner: &str, person: &str) -> bool {
    owner == person
        || (cx.person(owner).is_none() && cx.people_behind(owner) == BTreeSet::from([person]))
}
