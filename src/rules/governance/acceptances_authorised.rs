//! Whether every accepted risk was accepted by somebody who may.

use std::collections::BTreeSet;

use super::acceptances::{self, Signature, last_signature};
use super::own_items::check_own_items;
use crate::gate::embedded::{CRITICAL_COSIGN, REAFFIRM_AFTER_LEAVER};
use crate::gate::{Acceptability, Area};
use crate::manifest::model::{Acceptance, Level, RiskStatus, Treatment, Who};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::context::Covered;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn acceptances_authorised(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    check_unsigned(cx, &mut found);
    check_left_standing(cx, &mut found);
    let acceptances = match acceptances::told(cx) {
        Ok(acceptances) => acceptances,
        Err(Unjudged::NotApplicable(_)) if !found.is_empty() => return Ok(found),
        Err(unjudged) => return Err(unjudged),
    };
    let authority = cx.section(&cx.manifest.authority, "authority")?;
    cx.part(
        authority.risk.as_ref(),
        authority.at("risk"),
        "authority.risk",
    )?;
    for acceptance in acceptances {
        check_authority(cx, acceptance, &mut found);
    }
    Ok(found)
}

/// Checks that every risk that is said to be accepted was accepted by anybody at all.
fn check_unsigned(cx: &Context<'_>, found: &mut Shortfalls) {
    let risks = cx.manifest.risks.given().into_iter().flatten();
    for risk in risks.filter(|risk| {
        risk.treatment == Some(Treatment::Accept)
            && risk.status != Some(RiskStatus::Closed)
            && cx.acceptances_of(&risk.id).next().is_none()
    }) {
        found
            .fails(
                "accepted_by_nobody",
                risk.at("treatment"),
                &risk.id,
                format!(
                    "`{}` is called accepted, and no acceptance covers it",
                    risk.id
                ),
            )
            .owned_by(risk.owner.as_deref())
            .cure("have somebody entitled accept it under `acceptances`, or treat it");
    }
}

/// Checks that no bad risk stands beyond its day, or without one, as if somebody had accepted it.
fn check_left_standing(cx: &Context<'_>, found: &mut Shortfalls) {
    let risks = cx.manifest.risks.given().into_iter().flatten();
    for risk in risks.filter(|risk| {
        risk.severity.is_none_or(|level| level >= Level::High)
            && risk.treatment != Some(Treatment::Accept)
            && risk.status != Some(RiskStatus::Closed)
            && cx.acceptances_of(&risk.id).next().is_none()
    }) {
        let id = risk.id.as_str();
        let Some(level) = risk.severity else {
            found
                .untold(
                    risk.at("severity"),
                    id,
                    format!("`{id}` is open, and nobody told how bad it is"),
                )
                .owned_by(risk.owner.as_deref())
                .cure("write `severity`");
            continue;
        };
        let shortfall = match risk.due {
            Some(due) if cx.is_past(due) => found.fails(
                "left_standing",
                risk.at("due"),
                id,
                format!("`{id}`, {level}, was to be dealt with by {due}; it is open, and nobody accepted it"),
            ),
            Some(_) => continue,
            None => found.untold(
                risk.at("due"),
                id,
                format!("`{id}`, {level}, is open, and nobody told by when it is dealt with"),
            ),
        };
        shortfall
            .owned_by(risk.owner.as_deref())
            .cure("treat it and close it, decide on a new day, or have somebody entitled accept it under `acceptances`");
    }
}

/// Checks that an acceptance was given by somebody who may.
pub fn check_authority<'a>(
    cx: &Context<'a>,
    acceptance: &'a Located<Acceptance>,
    found: &mut Shortfalls,
) {
    let id = acceptance.id.as_str();
    check_scope(cx, acceptance, found);
    let Some((level, worst)) = cx.worst_covered(acceptance) else {
        if acceptance.covers.is_empty() {
            found
                .untold(
                    acceptance.at("covers"),
                    id,
                    format!("`{id}` does not say what it covers, so nobody knows who may sign it"),
                )
                .owned_by(acceptance.by.as_deref())
                .cure("write `covers`: single findings, risks or gates");
        }
        return;
    };
    check_levels(cx, acceptance, found);
    check_claim(acceptance, level, &worst, found);
    let last = last_signature(cx, acceptance);
    let Some(signed) = signed(&last, acceptance, found) else {
        return;
    };
    check_signers(cx, acceptance, level, found);
    check_own_items(cx, &signed, level, found);
    check_leaver(cx, &signed, found);
    check_raised(cx, &signed, found);
}

/// Checks that those who signed may accept what is so bad.
pub fn check_signers<'a>(
    cx: &Context<'a>,
    acceptance: &'a Located<Acceptance>,
    level: Level,
    found: &mut Shortfalls,
) {
    let last = last_signature(cx, acceptance);
    if let Some(signed) = signed(&last, acceptance, found) {
        check_signer(cx, &signed, level, found);
        check_co_signers(cx, &signed, level, found);
    }
}

/// A signature with everything that decides whether it counts.
pub(super) struct Signed<'s, 'a> {
    pub(super) acceptance: &'a Located<Acceptance>,
    pub(super) by: &'a str,
    role: &'a Who,
    pub(super) date: Day,
    signature: &'s Signature<'a>,
}

/// The signature if it is complete; what it leaves open otherwise.
fn signed<'s, 'a>(
    signature: &'s Signature<'a>,
    acceptance: &'a Located<Acceptance>,
    found: &mut Shortfalls,
) -> Option<Signed<'s, 'a>> {
    if let (Some(by), Some(role), Some(date)) = (signature.by, signature.role, signature.date) {
        return Some(Signed {
            acceptance,
            by,
            role,
            date,
            signature,
        });
    }
    let id = acceptance.id.as_str();
    for (field, is_absent) in [
        ("by", signature.by.is_none()),
        ("role", signature.role.is_none()),
        ("date", signature.date.is_none()),
    ] {
        if is_absent {
            found
                .untold(
                    signature.at(field),
                    id,
                    format!(
                        "`{id}` does not say `{field}`, so nobody knows whether it was entitled"
                    ),
                )
                .owned_by(signature.by.map(Who::as_str))
                .comparing(field)
                .cure(format!("write `{field}`"));
        }
    }
    None
}

/// Checks that an acceptance names single things that may be accepted.
fn check_scope<'a>(cx: &Context<'a>, acceptance: &'a Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    for name in &acceptance.covers {
        let refusal = match cx.covered(name) {
            Covered::Finding(_) | Covered::Risk(_) | Covered::Incident(_) => continue,
            Covered::Gate(gate) if gate.acceptable != Acceptability::No => continue,
            Covered::Gate(gate) => format!("`{id}` covers `{}`, which nobody can accept", gate.id),
            Covered::Unreported => {
                acceptances::unreported(cx, acceptance, name, found);
                continue;
            }
            Covered::Nothing if name.parse::<Area>().is_ok() => {
                format!("`{id}` covers the whole area `{name}`")
            }
            Covered::Nothing => {
                format!(
                    "`{id}` covers `{name}`, which is no single finding, risk, incident or gate"
                )
            }
        };
        found
            .fails("too_broad", name.here(), id, refusal)
            .owned_by(acceptance.by.as_deref())
            .comparing(name)
            .cure("name single findings, risks or gates that may be accepted, or change what is promised");
    }
}

/// What nobody called bad or harmless may be critical, and who may accept that is not known.
fn check_levels<'a>(cx: &Context<'a>, acceptance: &'a Located<Acceptance>, found: &mut Shortfalls) {
    let id = acceptance.id.as_str();
    for name in &acceptance.covers {
        let place = match cx.covered(name) {
            Covered::Finding(finding) if finding.severity.is_none() => finding.at("severity"),
            Covered::Risk(risk) if risk.severity.is_none() => risk.at("severity"),
            Covered::Incident(incident) if incident.severity.is_none() => incident.at("severity"),
            Covered::Finding(_)
            | Covered::Risk(_)
            | Covered::Incident(_)
            | Covered::Gate(_)
            | Covered::Unreported
            | Covered::Nothing => continue,
        };
        found
            .untold(
                place,
                id,
                format!(
                    "nobody told how bad `{name}` is, so nobody knows who may accept it in `{id}`"
                ),
            )
            .owned_by(acceptance.by.as_deref())
            .comparing(name)
            .cure("write `severity`");
    }
}

fn check_claim(
    acceptance: &Located<Acceptance>,
    level: Level,
    worst: &str,
    found: &mut Shortfalls,
) {
    let id = acceptance.id.as_str();
    if let Some(claimed) = acceptance.severity.filter(|&claimed| claimed < level) {
        found
            .fails(
                "too_light",
                acceptance.at("severity"),
                id,
                format!("`{id}` says {claimed}, and `{worst}`, which it covers, is {level}"),
            )
            .owned_by(acceptance.by.as_deref())
            .comparing(worst)
            .cure(format!("have it accepted as {level}, by somebody who may"));
    }
}

fn check_signer(cx: &Context<'_>, signed: &Signed<'_, '_>, level: Level, found: &mut Shortfalls) {
    let id = signed.acceptance.id.as_str();
    let (by, date) = (signed.by, signed.date);
    let entitled = cx.risk_roles(level);
    let (place, message) = if cx.person(by).is_none() {
        let message = format!("`{id}` was signed by `{by}`, which is no person");
        (signed.at("by"), message)
    } else if !cx.was_active(by, date) {
        let message = format!("`{by}` was not there on {date}, when `{id}` was signed");
        (signed.at("by"), message)
    } else if !cx.held_any(by, entitled.iter().copied(), date) {
        let message = format!(
            "`{by}` accepted a {level} risk in `{id}`; {} may",
            either(&entitled)
        );
        (signed.at("by"), message)
    } else if entitled.iter().all(|role| &role.value != signed.role) {
        let message = format!(
            "`{by}` signed `{id}` as `{}`; {} may accept {level} risks",
            signed.role,
            either(&entitled)
        );
        (signed.at("role"), message)
    } else if !cx.has_role(by, signed.role) {
        let held = entitled
            .iter()
            .copied()
            .filter(|role| cx.has_role(by, role));
        found
            .fails(
                "not_entitled",
                signed.at("role"),
                id,
                format!(
                    "`{by}` signed `{id}` as `{}`, a role they do not hold",
                    signed.role
                ),
            )
            .owned_by(Some(by))
            .cure(format!(
                "write the role that `{by}` signed in: {}",
                choice(held)
            ));
        return;
    } else {
        return;
    };
    found
        .fails("not_entitled", place, id, message)
        .owned_by(Some(by))
        .cure(format!(
            "have somebody decide again who may accept {level} risks"
        ));
}

fn check_co_signers(
    cx: &Context<'_>,
    signed: &Signed<'_, '_>,
    level: Level,
    found: &mut Shortfalls,
) {
    if level < Level::Critical {
        return;
    }
    let entitled = cx.risk_roles(level);
    let signers: BTreeSet<&str> = std::iter::once(signed.by)
        .chain(signed.acceptance.co_signed.iter().map(|who| who.as_str()))
        .filter(|signer| cx.held_any(signer, entitled.iter().copied(), signed.date))
        .collect();
    let needed = cx.parameters.count(CRITICAL_COSIGN);
    if signers.len() < needed {
        let id = signed.acceptance.id.as_str();
        found
            .fails(
                "cosign_missing",
                signed.acceptance.at("co_signed"),
                id,
                format!(
                    "`{id}` accepts a critical risk with {} of {needed} entitled signatures",
                    signers.len()
                ),
            )
            .owned_by(Some(signed.by))
            .cure("have another person sign who may accept critical risks");
    }
}

fn check_leaver(cx: &Context<'_>, signed: &Signed<'_, '_>, found: &mut Shortfalls) {
    let Some(person) = cx.person(signed.by) else {
        return;
    };
    let limit = cx.parameters.span(REAFFIRM_AFTER_LEAVER);
    let Some(last) = person
        .until
        .filter(|&last| cx.is_past(last) && cx.is_older(last, &limit))
    else {
        return;
    };
    let id = signed.acceptance.id.as_str();
    found
        .fails(
            "acceptor_left",
            signed.at("by"),
            id,
            format!(
                "`{}`, who signed `{id}`, left on {last}, {} days ago, and nobody affirmed it within {limit}",
                signed.by,
                cx.age_days(last)
            ),
        )
        .owned_by(signed.acceptance.owner.as_deref())
        .beside(person.at("until"), "last day")
        .cure("have somebody who may accept it affirm it under `renewals`");
}

fn check_raised(cx: &Context<'_>, signed: &Signed<'_, '_>, found: &mut Shortfalls) {
    let id = signed.acceptance.id.as_str();
    for name in &signed.acceptance.covers {
        match raised(cx.covered(name)) {
            Raised::On(raised, place) if raised > signed.date => {
                found
                    .fails(
                        "severity_raised",
                        name.here(),
                        id,
                        format!(
                            "`{name}` was raised on {raised}, after `{id}` was signed on {}",
                            signed.date
                        ),
                    )
                    .owned_by(Some(signed.by))
                    .beside(place, "raised here")
                    .comparing(name)
                    .cure("have it accepted anew at its present level");
            }
            Raised::AtSomeTime(place) => {
                found
                    .untold(
                        place,
                        id,
                        format!("nobody told when `{name}` was raised, before or after `{id}` was signed"),
                    )
                    .owned_by(Some(signed.by))
                    .comparing(name)
                    .cure("write `severity_change` with its `date`");
            }
            Raised::On(..) | Raised::Never => {}
        }
    }
}

/// Whether and when an item was called worse than before.
enum Raised {
    Never,
    On(Day, ManifestPath),
    AtSomeTime(ManifestPath),
}

fn raised(covered: Covered<'_>) -> Raised {
    match covered {
        Covered::Risk(risk) => risk.severity_raised.map_or(Raised::Never, |raised| {
            Raised::On(raised, risk.at("severity_raised"))
        }),
        Covered::Finding(finding) => {
            let is_raised = finding
                .original_severity
                .is_some_and(|original| finding.severity.is_none_or(|now| now > original));
            let change = finding.severity_change.as_ref();
            match change.and_then(|change| change.date) {
                _ if !is_raised => Raised::Never,
                Some(date) => Raised::On(date, finding.at("severity_change.date")),
                None => Raised::AtSomeTime(finding.at("severity_change.date")),
            }
        }
        Covered::Incident(_) | Covered::Gate(_) | Covered::Unreported | Covered::Nothing => {
            Raised::Never
        }
    }
}

impl Signed<'_, '_> {
    /// A field of the signature.
    pub(super) fn at(&self, field: &'static str) -> ManifestPath {
        self.signature.at(field)
    }
}

/// The roles that may, as a choice: `` only `cto` or `ceo` ``; nobody where there are none.
fn either(roles: &[&Located<Who>]) -> String {
    if roles.is_empty() {
        "nobody".to_owned()
    } else {
        format!("only {}", choice(roles.iter().copied()))
    }
}

/// The roles as a choice: `` `cto` or `ceo` ``.
fn choice<'w>(roles: impl Iterator<Item = &'w Located<Who>>) -> String {
    let roles: BTreeSet<String> = roles.map(|role| format!("`{role}`")).collect();
    Vec::from_iter(roles).join(" or ")
}
