//! Whether what earlier stages carried forward is done, or decided anew.

use std::collections::{BTreeMap, BTreeSet};

use crate::gate::{Definition, Severity};
use crate::manifest::model::{Action, Answer, DecisionOutcome, Id};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::{Each, Located};

/// Over how many decisions an action may be carried before its gate weighs more: a minor one as major, a blocker as one again.
pub const CARRIED_TOO_OFTEN: u32 = 2;

pub(super) fn carried_actions_current(cx: &Context<'_>) -> RuleOutcome {
    let carried = Carried::of(cx);
    let mut found = Shortfalls::none();
    check_vanished(cx, &carried, &mut found);
    match &cx.manifest.actions {
        Answer::Given(actions) => {
            if actions.is_empty() && found.is_empty() {
                return Err(Unjudged::not_applicable("nothing is carried"));
            }
            for action in actions.iter().filter(|action| !cx.is_done(action.done)) {
                check_action(cx, action, &carried, &mut found);
            }
        }
        Answer::Absent | Answer::NotApplicable(_) if !found.is_empty() => {}
        Answer::Absent if cx.exemption(&cx.manifest.actions, "actions").is_none() => {
            return Err(Unjudged::untold(
                ManifestPath::top("actions"),
                "actions",
                "nobody told which actions were carried from earlier stages",
                "write `actions: []` where none is, or list them",
            ));
        }
        Answer::Absent | Answer::NotApplicable(_) => {
            cx.section(&cx.manifest.actions, "actions")?;
        }
    }
    Ok(found)
}

/// Over how many decisions what is still to be done for a gate was carried: the most of any action about it.
pub fn times_carried(cx: &Context<'_>, gate: &Definition) -> u32 {
    let actions = cx.manifest.actions.given().into_iter().flatten();
    let mut open = actions
        .filter(|action| action.gate.as_ref().is_some_and(|name| gate.goes_by(name)))
        .filter(|action| !cx.is_done(action.done))
        .peekable();
    if open.peek().is_none() {
        return 0;
    }
    let carried = Carried::of(cx);
    open.map(|action| carried.times(action)).max().unwrap_or(0)
}

/// The actions that past decisions carried, and over how many decisions each.
struct Carried<'a> {
    listed: BTreeMap<&'a str, (&'a Located<Id>, u32)>,
}

impl<'a> Carried<'a> {
    fn of(cx: &Context<'a>) -> Self {
        let mut listed: BTreeMap<&'a str, (&'a Located<Id>, u32)> = BTreeMap::new();
        let decisions = cx.manifest.decisions.given().into_iter().flatten();
        for decision in decisions.filter(|decision| {
            decision.outcome != Some(DecisionOutcome::Block)
                && decision.date.is_none_or(|date| !cx.is_yet_to_come(date))
        }) {
            for id in &decision.actions {
                let (_, times) = listed.entry(id.as_str()).or_insert((id, 0));
                *times += 1;
            }
        }
        Self { listed }
    }

    /// Over how many decisions an action was carried: as it says itself, or as the decisions show.
    fn times(&self, action: &Action) -> u32 {
        let shown = self.listed.get(action.id.as_str());
        let shown = shown.map_or(0, |&(_, times)| times);
        action.carried.unwrap_or(0).max(shown)
    }
}

fn check_vanished(cx: &Context<'_>, carried: &Carried<'_>, found: &mut Shortfalls) {
    let actions: Option<&Each<Action>> = cx.manifest.actions.given();
    let known: BTreeSet<&str> = actions
        .into_iter()
        .flatten()
        .map(|action| action.id.as_str())
        .collect();
    for (id, (named, _)) in &carried.listed {
        if !known.contains(id) {
            found
                .fails(
                    "vanished",
                    named.here(),
                    id,
                    format!("a decision carried the action `{id}`, and no action is called so now"),
                )
                .cure("list it under `actions` again, with `done` where it is");
        }
    }
}

fn check_action(
    cx: &Context<'_>,
    action: &Located<Action>,
    carried: &Carried<'_>,
    found: &mut Shortfalls,
) {
    let id = action.id.as_str();
    let owner = action.owner.as_deref();
    let severity = severity(cx, action);
    let times = carried.times(action);
    let is_carried_too_often = severity == Severity::Blocker && times >= CARRIED_TOO_OFTEN;
    let weighs = if is_carried_too_often {
        Severity::Blocker
    } else {
        Severity::Major
    };
    if is_carried_too_often {
        found
            .fails(
                "carried_twice",
                action.at("carried"),
                id,
                format!("`{id}`, which is about a blocker, was carried over {times} decisions and is not done"),
            )
            .owned_by(owner)
            .weighs(weighs)
            .cure("do it, or bring it to the decision as an acceptance");
    }
    match action.due {
        None => {
            found
                .untold(
                    action.at("due"),
                    id,
                    format!("nobody told by when `{id}` is done"),
                )
                .owned_by(owner)
                .weighs(weighs)
                .cure("write `due`");
        }
        Some(due) if cx.is_past(due) => {
            found
                .fails(
                    "overdue",
                    action.at("due"),
                    id,
                    format!(
                        "`{id}` was due on {due}, {} days ago, and is not done",
                        cx.age_days(due)
                    ),
                )
                .owned_by(owner)
                .weighs(weighs)
                .cure("do it and write `done`, or bring it to the decision as an acceptance");
        }
        Some(due) if cx.ends_soon(due) && !has_progress(cx, action) => {
            found
                .warns(
                    "no_progress",
                    action.at("progress"),
                    id,
                    format!(
                        "`{id}` is due on {due}, in {} days, and nothing is told of it",
                        -cx.age_days(due)
                    ),
                )
                .owned_by(owner)
                .weighs(weighs)
                .cure("write under `progress` what happened so far");
        }
        Some(_) => {}
    }
}

/// How much the gate weighs that an action is about; one that names no gate may be about any.
fn severity(cx: &Context<'_>, action: &Action) -> Severity {
    let gate = action.gate.as_ref().and_then(|name| cx.catalog.find(name));
    gate.map_or(Severity::Blocker, |gate| {
        gate.definition.severity.under(cx.profile)
    })
}

fn has_progress(cx: &Context<'_>, action: &Action) -> bool {
    action
        .progress
        .iter()
        .any(|note| note.text.is_some() && note.date.is_none_or(|date| !cx.is_yet_to_come(date)))
}
