//! Architecture choices on record, and the day on which a shortcut is looked at again.

use crate::manifest::model::{LoggedDecision, LoggedStatus};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn decisions_recorded(cx: &Context<'_>) -> RuleOutcome {
    let log = cx.section(&cx.manifest.decisions_log, "decisions_log")?;
    let mut found = Shortfalls::none();
    if !log.iter().any(|decision| is_made(cx, decision)) {
        found
            .fails(
                "none_recorded",
                ManifestPath::top("decisions_log"),
                "decisions_log",
                "no architecture choice that was made is on record",
            )
            .cure("write down the choice that would be hardest to take back: what, who, when");
    }
    for decision in log {
        check_author(decision, &mut found);
        if decision.status != Some(LoggedStatus::Superseded) {
            check_shortcut(cx, decision, &mut found);
        }
    }
    Ok(found)
}

/// Whether a choice was made by the day judged, and is not only discussed.
fn is_made(cx: &Context<'_>, decision: &LoggedDecision) -> bool {
    decision.status != Some(LoggedStatus::Proposed)
        && decision.date.is_none_or(|date| !cx.is_yet_to_come(date))
}

fn check_author(decision: &Located<LoggedDecision>, found: &mut Shortfalls) {
    let id = decision.id.as_str();
    let fields = [
        ("date", decision.date.is_none()),
        ("by", decision.by.is_none()),
        ("status", decision.status.is_none()),
    ];
    Asked::of(decision, id, decision.owner.as_deref()).ask(
        fields,
        |field| format!("decision `{id}` does not say `{field}`"),
        found,
    );
}

fn check_shortcut(cx: &Context<'_>, decision: &Located<LoggedDecision>, found: &mut Shortfalls) {
    let id = decision.id.as_str();
    let owner = decision.owner.as_deref().or(decision.by.as_deref());
    let shortfall = match (decision.shortcut, decision.revisit) {
        (Some(false), _) => return,
        (_, Some(revisit)) if !cx.is_past(revisit) => return,
        (_, Some(revisit)) => found
            .warns(
                "revisit_overdue",
                decision.at("revisit"),
                id,
                format!("decision `{id}` was to be looked at again by {revisit}"),
            )
            .cure("look at it: keep it with a new day, or mend it"),
        (Some(true), None) => found
            .fails(
                "shortcut_without_revisit",
                decision.at("revisit"),
                id,
                format!("shortcut `{id}` has no day on which it is looked at again"),
            )
            .cure("write `revisit`"),
        (None, None) => found
            .untold(
                decision.at("shortcut"),
                id,
                format!("nobody told whether decision `{id}` is a shortcut"),
            )
            .comparing("shortcut")
            .cure("write `shortcut`"),
    };
    shortfall.owned_by(owner);
}
