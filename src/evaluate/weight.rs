//! How much a gate weighs that does not hold, and whether it blocks.

use crate::gate::embedded::CARRY_MAX;
use crate::gate::{Acceptability, Definition, Severity};
use crate::report::model::{Effective, Finding, FindingOutcome, GateResult, Origin};
use crate::rules::{CARRIED_TOO_OFTEN, Context, Shortfall, ShortfallKind, times_carried};

/// Settles how much the gate weighs: as its heaviest finding that stays open, or else as its heaviest at all.
pub(super) fn weigh(
    cx: &Context<'_>,
    result: &mut GateResult,
    findings: &[Finding],
    may_be_carried: bool,
) {
    let is_open = |finding: &&Finding| {
        matches!(
            finding.outcome,
            FindingOutcome::Fail | FindingOutcome::Unknown
        )
    };
    let heaviest = |findings: &mut dyn Iterator<Item = &Finding>| {
        findings.map(|finding| finding.severity).max()
    };
    let open = heaviest(&mut findings.iter().filter(is_open));
    if let Some(value) = open.or_else(|| heaviest(&mut findings.iter()))
        && value != result.severity.value
    {
        result.severity = Effective {
            value,
            origin: Origin::Item,
        };
    }
    if open.is_none() {
        return;
    }
    if result.severity.value == Severity::Minor
        && times_carried(cx, result.gate) >= CARRIED_TOO_OFTEN
    {
        result.severity = Effective {
            value: Severity::Major,
            origin: Origin::Hardened,
        };
    }
    if result.severity.value == Severity::Major && may_be_carried {
        result.carried_by = carried_by(cx, result.gate);
    }
    result.blocking = match result.severity.value {
        Severity::Blocker => true,
        Severity::Major => result.carried_by.is_none(),
        Severity::Minor => false,
    };
}

/// The gate over the actions themselves.
const ACTIONS_CURRENT: &str = "governance/carried_actions_current";

/// Whether an action may carry what falls short of a gate. What nobody may accept cannot be carried either: an untrue statement does
/// not get truer by being on a list. Nor does an action carry that actions are overdue: that is done, or brought to the decision anew.
pub(super) fn may_be_carried(gate: &Definition, shortfalls: &[Shortfall]) -> bool {
    let is_beyond = |shortfall: &Shortfall| {
        shortfall.beyond_acceptance && shortfall.kind != ShortfallKind::Warns
    };
    gate.acceptable != Acceptability::No
        && gate.id != ACTIONS_CURRENT
        && !shortfalls.iter().any(is_beyond)
}

/// The action that carries a gate: open, owned by somebody who is there, and due within what may be carried.
fn carried_by(cx: &Context<'_>, gate: &Definition) -> Option<String> {
    let latest = cx.as_of.plus(&cx.parameters.span(CARRY_MAX));
    let actions = cx.manifest.actions.given()?;
    actions
        .iter()
        .filter(|action| action.gate.as_ref().is_some_and(|name| gate.goes_by(name)))
        .filter(|action| {
            action.done.is_none()
                && action
                    .owner
                    .as_ref()
                    .is_some_and(|owner| cx.is_human(owner))
        })
        .find(|action| {
            action
                .due
                .is_some_and(|due| due >= cx.as_of && due <= latest)
        })
        .map(|action| action.id.to_string())
}
