//! Who may accept a risk, level by level.

use std::collections::BTreeSet;

use crate::gate::embedded::CRITICAL_COSIGN;
use crate::manifest::Stands;
use crate::manifest::model::{Level, RiskAuthority};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn risk_authority_defined(cx: &Context<'_>) -> RuleOutcome {
    let authority = cx.section(&cx.manifest.authority, "authority")?;
    let risk = cx.part(
        authority.risk.as_ref(),
        authority.at("risk"),
        "authority.risk",
    )?;
    let mut found = Shortfalls::none();
    for &level in Level::ALL {
        check_level(cx, risk, level, &mut found);
    }
    check_signatures(cx, risk, &mut found);
    check_concentration(cx, risk, &mut found);
    Ok(found)
}

fn check_level(
    cx: &Context<'_>,
    risk: &Located<RiskAuthority>,
    level: Level,
    found: &mut Shortfalls,
) {
    let roles: BTreeSet<String> = cx
        .risk_roles(level)
        .iter()
        .map(|role| format!("`{role}`"))
        .collect();
    let (clause, message) = if roles.is_empty() {
        ("no_role", format!("no role may accept {level} risks"))
    } else if entitled(cx, level).is_empty() {
        let roles: Vec<String> = roles.into_iter().collect();
        let roles = roles.join(" or ");
        (
            "no_holder",
            format!("{roles} may accept {level} risks, and nobody who is there holds that role"),
        )
    } else {
        return;
    };
    found
        .fails(clause, risk.at(level.word()), level.word(), message)
        .owned_by(risk.owner.as_deref())
        .cure(format!(
            "name under `authority.risk.{level}` a role that somebody holds"
        ));
}

fn check_signatures(cx: &Context<'_>, risk: &Located<RiskAuthority>, found: &mut Shortfalls) {
    let people = entitled(cx, Level::Critical);
    let needed = cx.parameters.count(CRITICAL_COSIGN);
    if people.is_empty() || people.len() >= needed {
        return;
    }
    let names: Vec<String> = people.iter().map(|id| format!("`{id}`")).collect();
    found
        .fails(
            "too_few_for_critical",
            risk.at("critical"),
            "critical",
            format!(
                "{} of {needed} people needed can sign for a critical risk: {}",
                people.len(),
                names.join(", ")
            ),
        )
        .owned_by(risk.owner.as_deref())
        .cure("add a second role under `authority.risk.critical`; a board member or an adviser will do");
}

fn check_concentration(cx: &Context<'_>, risk: &Located<RiskAuthority>, found: &mut Shortfalls) {
    let (high, critical) = (entitled(cx, Level::High), entitled(cx, Level::Critical));
    let mut people = high.iter();
    let (Some(only), None) = (people.next(), people.next()) else {
        return;
    };
    if high == critical && cx.manifest.headcount(cx.as_of) != Some(1) {
        found
            .warns(
                "one_person",
                risk.at("high"),
                "high",
                format!("`{only}` alone can accept high and critical risks"),
            )
            .owned_by(Some(only))
            .cure("let a second person accept high risks");
    }
}

/// Who is there and may accept a risk of that level.
fn entitled<'a>(cx: &Context<'a>, level: Level) -> BTreeSet<&'a str> {
    cx.holders_on(cx.risk_roles(level), cx.as_of)
}
