//! What the company itself aims at, service by service, against what it promises.

use std::collections::BTreeSet;

use super::recovery::unsaid;
use crate::manifest::model::{Objective, ObjectiveSpan, PromiseKind};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::{Located, Named};

/// From so many services on, one figure for all of them is worth a question.
const SEVERAL: usize = 3;

pub(super) fn recovery_objectives_set(cx: &Context<'_>) -> RuleOutcome {
    let recovery = cx.section(&cx.manifest.recovery, "recovery")?;
    let objectives = cx.part(
        recovery.objectives.as_ref(),
        recovery.at("objectives"),
        "recovery.objectives",
    )?;
    let mut found = Shortfalls::none();
    cx.told(&cx.manifest.promises, "promises", &mut found);
    for kind in [PromiseKind::Rto, PromiseKind::Rpo] {
        found.extend(unsaid(cx, kind));
    }
    for (id, service) in cx.production_services() {
        let Some(objective) = objectives.get(id) else {
            found
                .fails(
                    "not_decided",
                    recovery.at("objectives"),
                    id,
                    format!("nobody decided how long `{id}` may be down and how much it may lose"),
                )
                .owned_by(service.owner.as_deref())
                .cure(format!(
                    "write `{id}: {{rto: …, rpo: …}}`, as its owner decides"
                ));
            continue;
        };
        check_objective(
            cx,
            id,
            objective,
            PromiseKind::Rto,
            objective.rto,
            &mut found,
        );
        check_objective(
            cx,
            id,
            objective,
            PromiseKind::Rpo,
            objective.rpo,
            &mut found,
        );
    }
    check_variety(objectives, recovery.at("objectives"), &mut found);
    Ok(found)
}

fn check_objective(
    cx: &Context<'_>,
    id: &str,
    objective: &Located<Objective>,
    kind: PromiseKind,
    aim: Option<ObjectiveSpan>,
    found: &mut Shortfalls,
) {
    let owner = objective
        .decided_by
        .as_deref()
        .or_else(|| objective.owner.as_deref());
    let field = kind.word();
    let (clause, message, cure) = match (aim, cx.strict_span(kind, id)) {
        (None, _) => (
            "not_decided",
            format!("the objective of `{id}` does not say `{field}`"),
            format!("write `{field}`, or `{field}: best_effort`"),
        ),
        (Some(ObjectiveSpan::BestEffort), Some((promise, limit))) => (
            "best_effort_promised",
            format!(
                "`{id}` aims at no `{field}`, and promise `{}` says {limit}",
                promise.id
            ),
            format!("aim below {limit}, or withdraw the promise"),
        ),
        (Some(ObjectiveSpan::Span(aim)), Some((promise, limit))) if !aim.fits_within(&limit) => (
            "looser_than_promised",
            format!(
                "`{id}` aims at `{field}` {aim}, and promise `{}` says {limit}",
                promise.id
            ),
            format!("aim below {limit}, or promise more than {aim}"),
        ),
        (Some(ObjectiveSpan::Span(aim)), Some((promise, limit)))
            if aim.longest() == limit.longest() =>
        {
            found
                .warns(
                    "no_margin",
                    objective.at(field),
                    id,
                    format!(
                        "`{id}` aims at `{field}` {aim}, exactly what promise `{}` says",
                        promise.id
                    ),
                )
                .owned_by(owner)
                .comparing(field)
                .beside(promise.at("value"), format!("{limit} promised here"))
                .cure("aim lower than you promise");
            return;
        }
        (Some(ObjectiveSpan::BestEffort), None) | (Some(ObjectiveSpan::Span(_)), _) => return,
    };
    let shortfall = found.fails(clause, objective.at(field), id, message);
    shortfall.owned_by(owner).comparing(field).cure(cure);
    if let Some((promise, limit)) = cx.strict_span(kind, id).filter(|_| aim.is_some()) {
        shortfall.beside(promise.at("value"), format!("{limit} promised here"));
    }
}

fn check_variety(objectives: &Named<Objective>, path: ManifestPath, found: &mut Shortfalls) {
    let figures: BTreeSet<String> = objectives
        .values()
        .map(|objective| format!("{:?} {:?}", objective.rto, objective.rpo))
        .collect();
    if objectives.len() >= SEVERAL && figures.len() == 1 {
        found
            .warns(
                "one_figure_for_all",
                path,
                "recovery.objectives",
                format!("all {} services have the same objective", objectives.len()),
            )
            .cure("ask for each service how long customers can do without it");
    }
}
