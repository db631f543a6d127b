//! Whether "does not apply" is explained, dated, and not contradicted by the company's own facts.

use rust_decimal::Decimal;

use super::declared_against::check_facts;
use crate::gate::embedded::{EXCEPTION_SHARE_WARN, NA_MIN_REASON};
use crate::gate::{Gate, Severity};
use crate::manifest::ManifestPath;
use crate::manifest::model::Who;
use crate::rules::context::Declaration;
use crate::rules::{Context, RuleOutcome, ShortfallKind, Shortfalls, Unjudged};

/// The gate itself, which is not counted among those that were taken out.
const OWN_ID: &str = "governance/na_justified";

pub(super) fn na_justified(cx: &Context<'_>) -> RuleOutcome {
    let declarations: Vec<Declaration<'_>> = cx.declarations().collect();
    let mut found = Shortfalls::none();
    for declaration in &declarations {
        check_form(cx, declaration, &mut found);
        check_may_be_exempt(cx, declaration, &mut found);
        check_facts(cx, declaration, &mut found);
    }
    check_share(cx, &declarations, &mut found);
    if declarations.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable(
            "nothing is declared not applicable",
        ));
    }
    Ok(found)
}

fn check_form(cx: &Context<'_>, declaration: &Declaration<'_>, found: &mut Shortfalls) {
    let name = declaration.name;
    let mut fails = |clause, field, message: String, cure: &str| {
        found
            .fails(clause, declaration.at(field), name, message)
            .owned_by(declaration.by.map(Who::as_str))
            .comparing(field)
            .weighs(Severity::Major)
            .cure(cure);
    };
    if !cx.is_reason(declaration.reason) {
        let message = format!(
            "the reason why `{name}` does not apply has {} characters, {} are needed",
            declaration.reason.trim().chars().count(),
            cx.parameters.count(NA_MIN_REASON)
        );
        let field = if declaration.is_in_place {
            "not_applicable"
        } else {
            "reason"
        };
        let cure = "say in a sentence why; the reason is the point";
        fails("reason_too_short", field, message, cure);
    }
    let fields = [
        ("by", declaration.by.is_none()),
        ("date", declaration.date.is_none()),
        ("review_by", declaration.review_by.is_none()),
    ];
    for (field, _) in fields.into_iter().filter(|(_, is_absent)| *is_absent) {
        let message = format!("that `{name}` does not apply has no `{field}`");
        fails(
            "field_missing",
            field,
            message,
            "write who decided it, when, and when it is looked at again",
        );
    }
    if let Some(date) = declaration.date.filter(|&date| cx.is_yet_to_come(date)) {
        let message = format!(
            "that `{name}` does not apply is dated {date}, and it is {}",
            cx.as_of
        );
        fails("not_yet_given", "date", message, "correct the date");
    }
    if let (Some(by), Some(date)) = (declaration.by, declaration.date)
        && cx.was_away(by, date)
    {
        let message = format!(
            "that `{name}` does not apply was decided by `{by}` on {date}, who was not there then"
        );
        let cure = "let somebody who is there decide it again";
        fails("decided_by_nobody", "by", message, cure);
    }
    if let Some(last) = declaration.review_by.filter(|&last| cx.is_past(last)) {
        let message = format!(
            "that `{name}` does not apply was to be looked at again by {last}, {} days ago",
            cx.age_days(last)
        );
        let cure = "look at it again: answer the section, or give it a new date";
        fails("lapsed", "review_by", message, cure);
    }
}

fn check_may_be_exempt(cx: &Context<'_>, declaration: &Declaration<'_>, found: &mut Shortfalls) {
    let name = declaration.name;
    let gate = cx.catalog.find(name).map(|gate| gate.definition);
    if let Some(gate) = gate.filter(|gate| !gate.may_be_exempt()) {
        found
            .fails(
                "never_exempt",
                declaration.here(),
                name,
                format!("`{}` applies to every company", gate.id),
            )
            .owned_by(declaration.by.map(Who::as_str))
            .weighs(Severity::Major)
            .cure("take the entry out and answer the gate");
    }
}

/// Warns of a company that is ready by exception: too many blockers declared away or accepted.
fn check_share(cx: &Context<'_>, declarations: &[Declaration<'_>], found: &mut Shortfalls) {
    if declarations.is_empty() && cx.acceptances().next().is_none() {
        return;
    }
    let blockers: Vec<&Gate> = cx
        .catalog
        .gates()
        .iter()
        .filter(|gate| {
            let definition = gate.definition;
            definition.id != OWN_ID
                && definition.stage <= cx.stage
                && definition.severity.under(cx.profile) == Severity::Blocker
        })
        .collect();
    let exceptions = blockers
        .iter()
        .filter(|gate| is_exception(cx, gate, declarations))
        .count();
    let limit = cx.parameters.number(EXCEPTION_SHARE_WARN);
    let allowed = limit * Decimal::from(blockers.len());
    if Decimal::from(exceptions) > allowed {
        let place = match declarations.first() {
            Some(declaration) if declaration.is_in_place => declaration.here(),
            Some(_) => ManifestPath::top("not_applicable"),
            None => ManifestPath::top("acceptances"),
        };
        found
            .warns(
                "ready_by_exception",
                place,
                "blockers",
                format!(
                    "{exceptions} of {} blockers are accepted or declared not applicable; {limit} of all is the limit",
                    blockers.len()
                ),
            )
            .cure("answer some of these gates: a company is not ready by exception");
    }
}

/// Whether a gate was declared away, or fails and all of that is accepted.
fn is_exception(cx: &Context<'_>, gate: &Gate, declarations: &[Declaration<'_>]) -> bool {
    let definition = gate.definition;
    let names = || {
        [definition.id, definition.name]
            .into_iter()
            .chain(definition.aliases.iter().copied())
    };
    let is_exempt =
        definition.may_be_exempt() && names().any(|name| cx.central_exemption(name).is_some());
    if is_exempt {
        return true;
    }
    match &*cx.outcome(gate) {
        Err(Unjudged::NotApplicable(reason)) => declarations
            .iter()
            .any(|declaration| declaration.reason == reason.as_str()),
        Err(Unjudged::Untold(_)) => names().any(|name| cx.accepted(name).is_some()),
        Ok(found) if found.any_fails() => {
            names().any(|name| cx.accepted(name).is_some())
                || found
                    .iter()
                    .filter(|shortfall| shortfall.kind != ShortfallKind::Warns)
                    .all(|shortfall| {
                        let item = shortfall.item.as_deref();
                        item.is_some_and(|item| cx.accepted(item).is_some())
                    })
        }
        Ok(_) => false,
    }
}
