//! Whether somebody fixes each finding, and by when.

use super::unseen;
use crate::gate::Severity;
use crate::gate::embedded::FINDING_SLA;
use crate::manifest::Stands;
use crate::manifest::model::{Finding, FindingStatus, Level};
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls, absent, quoted};
use crate::yaml::Located;

pub(super) fn findings_owned_and_dated(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    for finding in cx.findings()? {
        let is_to_be_fixed = match finding.status {
            None | Some(FindingStatus::Open) => true,
            Some(FindingStatus::Accepted) => false,
            Some(
                FindingStatus::Fixed | FindingStatus::FalsePositive | FindingStatus::Duplicate,
            ) => continue,
        };
        check_fields(cx, finding, is_to_be_fixed, &mut found);
        check_owner(cx, finding, &mut found);
        if is_to_be_fixed {
            check_due(cx, finding, &mut found);
        }
    }
    unseen::check(cx, &mut found);
    unseen::check_doubts(cx, &mut found);
    Ok(found)
}

/// How often the day of a fix may move before it is worth a question.
const MOVES_WITHOUT_QUESTION: usize = 2;

fn check_fields(
    cx: &Context<'_>,
    finding: &Located<Finding>,
    is_to_be_fixed: bool,
    found: &mut Shortfalls,
) {
    let fields = [
        ("service", finding.service.is_none()),
        ("severity", finding.severity.is_none()),
        ("opened", finding.opened.is_none()),
        ("owner", owner(cx, finding).is_none()),
        ("status", finding.status.is_none()),
        ("due", is_to_be_fixed && finding.due.is_none()),
    ];
    let missing = absent(fields);
    let Some(&first) = missing.first() else {
        return;
    };
    let missing = quoted(&missing);
    let message = format!("`{}` does not say {missing}", finding.id);
    note(
        cx,
        finding,
        found.fails("field_missing", finding.at(first), &finding.id, message),
    )
    .cure(match cx.reported(&finding.id) {
        Some(entry) if entry.origins.rule.is_none() && !entry.origins.is_by_hand => {
            format!("write {missing} in a rule under `security.triage`")
        }
        Some(_) | None => format!("write {missing}"),
    });
}

fn check_owner(cx: &Context<'_>, finding: &Located<Finding>, found: &mut Shortfalls) {
    let Some(lost) = owner(cx, finding).and_then(|owner| cx.lost(owner)) else {
        return;
    };
    let message = format!("nobody is there who owns `{}`: {}", finding.id, lost.reason);
    let shortfall = note(
        cx,
        finding,
        found.fails("owner_lost", finding.at("owner"), &finding.id, message),
    );
    shortfall.cure("hand it over to somebody who is there");
    if let Some(because) = lost.because {
        shortfall.beside(because, "no longer there");
    }
}

fn check_due(cx: &Context<'_>, finding: &Located<Finding>, found: &mut Shortfalls) {
    let id = finding.id.as_str();
    if let (Some(opened), Some(due), Some(level)) = (finding.opened, finding.due, finding.level()) {
        let limit = cx.parameters.by_level(FINDING_SLA).at(level);
        let last_day = opened.plus(&limit);
        if due > last_day {
            let message = format!(
                "`{id}`, {level}, is to be fixed by {due}, {} days after {opened}; {limit} is the limit",
                due.days_since(opened)
            );
            note(
                cx,
                finding,
                found.fails("due_too_late", finding.at("due"), id, message),
            )
            .beside(finding.at("opened"), "opened here")
            .cure(format!("set `due` to {last_day} or earlier"));
        }
    }
    let moves = finding.due_history.len();
    if moves > MOVES_WITHOUT_QUESTION {
        let message = format!("the day by which `{id}` is to be fixed was moved {moves} times");
        note(
            cx,
            finding,
            found.warns("due_moved", finding.at("due_history"), id, message),
        )
        .cure("find out what keeps it from being fixed, or have it accepted");
    }
}

/// Who fixes a finding; a critical, high or unrated one needs an owner of its own, any other has that of the area.
fn owner<'f>(cx: &'f Context<'_>, finding: &'f Finding) -> Option<&'f str> {
    if is_grave(finding) {
        finding.owner.as_deref()
    } else {
        cx.owner_or_area(finding.owner.as_ref(), "security")
    }
}

fn is_grave(finding: &Finding) -> bool {
    finding.level().is_none_or(|level| level >= Level::High)
}

fn note<'s>(
    cx: &Context<'_>,
    finding: &Finding,
    shortfall: &'s mut Shortfall,
) -> &'s mut Shortfall {
    let severity = if is_grave(finding) {
        Severity::Blocker
    } else {
        Severity::Major
    };
    shortfall.owned_by(owner(cx, finding)).weighs(severity)
}
