//! What can fail, how it comes back and how long it takes, against what customers were told.

use super::failure_catalogue::{check_catalogue, is_explained_away};
use super::recovery::unsaid;
use crate::gate::Severity;
use crate::manifest::model::{FailureMode, Promise, PromiseKind, RecoverBy, SourceKind};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::{Each, Located};

/// How long the list may go without being looked at.
const LOOKED_AT_WITHIN: Span = Span::from_days(365);

pub(super) fn failure_modes_described(cx: &Context<'_>) -> RuleOutcome {
    let modes = cx.section(&cx.manifest.failure_modes, "failure_modes")?;
    let mut found = Shortfalls::none();
    cx.told(&cx.manifest.promises, "promises", &mut found);
    for kind in [PromiseKind::Rto, PromiseKind::Rpo] {
        found.extend(unsaid(cx, kind));
    }
    check_catalogue(cx, modes, &mut found);
    for mode in modes.iter().filter(|mode| !is_explained_away(cx, mode)) {
        check_description(mode, &mut found);
        check_promise(cx, mode, PromiseKind::Rto, mode.duration, &mut found);
        check_promise(cx, mode, PromiseKind::Rpo, mode.data_loss, &mut found);
    }
    check_list(cx, modes, &mut found);
    Ok(found)
}

fn check_description(mode: &Located<FailureMode>, found: &mut Shortfalls) {
    let id = &mode.id;
    let comes_back = mode.recover != Some(RecoverBy::None);
    let is_absent = [
        ("what", mode.what.is_none()),
        ("detect", mode.detect.is_none()),
        ("recover", mode.recover.is_none()),
        ("duration", mode.duration.is_none() && comes_back),
        ("data_loss", mode.data_loss.is_none()),
    ];
    Asked::of(mode, id, mode.owner.as_deref()).ask(
        is_absent,
        |field| format!("failure `{id}` does not say `{field}`"),
        found,
    );
    if mode.recover == Some(RecoverBy::Manual) && mode.runbook.is_none() {
        found
            .fails(
                "no_runbook",
                mode.at("runbook"),
                id,
                format!("failure `{id}` is mended by hand, and no runbook says how"),
            )
            .owned_by(mode.owner.as_deref())
            .cure("write down the steps under `runbooks`, and name them here");
    }
}

fn check_promise(
    cx: &Context<'_>,
    mode: &Located<FailureMode>,
    kind: PromiseKind,
    takes: Option<Span>,
    found: &mut Shortfalls,
) {
    let Some((promise, limit)) = strictest(cx, mode, kind) else {
        return;
    };
    let (field, takes) = match (kind, takes) {
        (PromiseKind::Rto, None) if mode.recover == Some(RecoverBy::None) => ("recover", None),
        (_, None) => return,
        (PromiseKind::Rto, Some(takes)) => ("duration", Some(takes)),
        (_, Some(takes)) => ("data_loss", Some(takes)),
    };
    if takes.is_some_and(|takes| takes.fits_within(&limit))
        || mode.disclosed.is_some_and(customers_read)
    {
        return;
    }
    let id = &mode.id;
    let takes = takes.map_or_else(
        || "never comes back".to_owned(),
        |takes| format!("has {field} {takes}"),
    );
    found
        .fails(
            "beyond_promise",
            mode.at(field),
            id,
            format!("failure `{id}` {takes}, promise `{}` says {limit}, and customers cannot read of it", promise.id),
        )
        .owned_by(mode.owner.as_deref().or(promise.owner.as_deref()))
        .comparing(&promise.id)
        .beside(promise.at("value"), format!("{limit} promised here"))
        .weighs(Severity::Major)
        .cure("say so where customers read the promise, and name that under `disclosed`");
}

/// The strictest promise of a kind among the services a failure takes down; all in production where it does not say.
fn strictest<'a>(
    cx: &Context<'a>,
    mode: &FailureMode,
    kind: PromiseKind,
) -> Option<(&'a Located<Promise>, Span)> {
    let is_hit =
        |id: &str| mode.services.is_empty() || mode.services.iter().any(|of| of.as_str() == id);
    cx.production_services()
        .filter(|(id, _)| is_hit(id))
        .filter_map(|(id, _)| cx.strict_span(kind, id))
        .min_by_key(|(_, limit)| limit.shortest())
}

const fn customers_read(source: SourceKind) -> bool {
    match source {
        SourceKind::TrustPack
        | SourceKind::Contract
        | SourceKind::Dpa
        | SourceKind::PrivacyNotice
        | SourceKind::Website => true,
        SourceKind::Sales | SourceKind::Verbal => false,
    }
}

fn check_list(cx: &Context<'_>, modes: &Each<FailureMode>, found: &mut Shortfalls) {
    let is_tested =
        |mode: &Located<FailureMode>| is_explained_away(cx, mode) || !mode.tested_by.is_empty();
    if modes.iter().all(is_tested) && modes.iter().any(|mode| !mode.tested_by.is_empty()) {
        found
            .warns(
                "nothing_untested",
                ManifestPath::top("failure_modes"),
                "failure_modes",
                "every failure is said to be tested, which hardly any company can say",
            )
            .cure("leave `tested_by` out where nobody tried it in production's place");
    }
    let looked_at = |mode: &FailureMode| mode.reviewed.filter(|&day| !cx.is_yet_to_come(day));
    let described = modes.iter().filter(|mode| !is_explained_away(cx, mode));
    let Some(oldest) = described.min_by_key(|mode| looked_at(mode)) else {
        return;
    };
    let message = match looked_at(oldest) {
        Some(day) if !cx.is_older(day, &LOOKED_AT_WITHIN) => return,
        Some(day) => format!(
            "failure `{}` was last looked at {} days ago; {LOOKED_AT_WITHIN} is the limit",
            oldest.id,
            cx.age_days(day)
        ),
        None => format!(
            "failure `{}` does not say when it was last looked at",
            oldest.id
        ),
    };
    found
        .warns(
            "not_reviewed",
            oldest.at("reviewed"),
            "failure_modes",
            message,
        )
        .owned_by(oldest.owner.as_deref())
        .cure("go through the list, and write `reviewed`");
}
