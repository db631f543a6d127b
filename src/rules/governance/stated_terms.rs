//! Values that the standard terms state, against the register of promises.

use super::stated_figures::{Figure, figures};
use crate::manifest::Stands;
use crate::manifest::model::{Commitment, Position, Promise, PromiseKind, Terms, WrittenValue};
use crate::rules::{Context, Shortfalls};
use crate::text::is_undecided;
use crate::yaml::Located;

/// A position of the terms, and the kinds of promise that say the same.
type Stated<'a> = (
    &'static str,
    Option<&'a Located<Position>>,
    &'static [PromiseKind],
);

/// Checks that every value the terms state stands among the promises.
pub(super) fn check(cx: &Context<'_>, found: &mut Shortfalls) {
    let Some(terms) = cx.manifest.terms.given() else {
        return;
    };
    for (name, position, kinds) in stated(terms) {
        if let Some(position) = position {
            check_position(cx, name, position, kinds, found);
        }
    }
}

fn stated(terms: &Terms) -> [Stated<'_>; 6] {
    [
        (
            "support_hours",
            terms.support_hours.as_ref(),
            &[PromiseKind::SupportHours, PromiseKind::FirstResponse],
        ),
        ("sla", terms.sla.as_ref(), &[PromiseKind::Availability]),
        (
            "incident_notification",
            terms.incident_notification.as_ref(),
            &[PromiseKind::IncidentNotification],
        ),
        (
            "rto_rpo",
            terms.rto_rpo.as_ref(),
            &[PromiseKind::Rto, PromiseKind::Rpo],
        ),
        (
            "retention",
            terms.retention.as_ref(),
            &[PromiseKind::Retention, PromiseKind::DeletionWithin],
        ),
        ("exit", terms.exit.as_ref(), &[PromiseKind::ExportWithin]),
    ]
}

fn check_position(
    cx: &Context<'_>,
    name: &str,
    position: &Located<Position>,
    kinds: &[PromiseKind],
    found: &mut Shortfalls,
) {
    let subject = format!("terms.{name}");
    let Some(value) = position.position.as_ref().filter(|_| is_decided(position)) else {
        found
            .untold(
                position.at("position"),
                &subject,
                format!("`{subject}` does not say what the position is"),
            )
            .owned_by(position.owner.as_deref())
            .cure("write `position`, or `none`");
        return;
    };
    if offers_nothing(cx, position, kinds) {
        return;
    }
    let is_named = |promise: &Promise| position.promises.iter().any(|named| **named == promise.id);
    let candidates: Vec<&Located<Promise>> = cx
        .promises()
        .filter(|promise| kinds.contains(&promise.kind))
        .collect();
    let meant: Vec<&Promise> = cx
        .promises()
        .map(|promise| &promise.value)
        .filter(|promise| kinds.contains(&promise.kind) || is_named(promise))
        .collect();
    for said in readings(value, kinds) {
        let stray = match &said {
            Said::Words(text) => stray_figure(cx, text, kinds, &meant),
            Said::Nothing | Said::Value(..) | Said::AnyOf(_) => None,
        };
        let is_registered = match &said {
            Said::Nothing => true,
            Said::Value(kind, commitment) => candidates
                .iter()
                .any(|promise| promise.kind == *kind && promise.commitment == *commitment),
            Said::AnyOf(readings) => candidates
                .iter()
                .any(|promise| readings.contains(&(promise.kind, promise.commitment.clone()))),
            Said::Words(_) => stray.is_none() && candidates.iter().any(|promise| is_named(promise)),
        };
        if !is_registered {
            let what = match &said {
                Said::Value(kind, _) => kind.to_string(),
                Said::Nothing | Said::AnyOf(_) | Said::Words(_) => value.to_string(),
            };
            let stated = stray.unwrap_or_else(|| value.to_string());
            found
                .fails(
                    "unregistered",
                    position.at("position"),
                    &subject,
                    format!("the terms say `{stated}` under `{name}`, and no promise says so"),
                )
                .owned_by(position.owner.as_deref())
                .comparing(&what)
                .cure("add it under `promises`, and name it under `promises` of the position");
        }
    }
}

/// What a position says, as far as promises can say it too.
enum Said {
    /// Nothing is promised.
    Nothing,
    /// That value, of that kind.
    Value(PromiseKind, Commitment),
    /// One of these: the kind is not said.
    AnyOf(Vec<(PromiseKind, Commitment)>),
    /// Words that only a link can tie to a promise, and the figures in them.
    Words(String),
}

/// Whether somebody decided: a position of `TBD` is none.
pub(crate) fn is_decided(position: &Position) -> bool {
    match &position.position {
        None => false,
        Some(WrittenValue::One(text)) => !is_undecided(text),
        Some(WrittenValue::Many(_) | WrittenValue::Named(_)) => true,
    }
}

/// Whether a position says that nothing of these kinds is promised: `none`, or words for it beside promises of nothing.
pub(crate) fn offers_nothing(cx: &Context<'_>, position: &Position, kinds: &[PromiseKind]) -> bool {
    let Some(WrittenValue::One(text)) = &position.position else {
        return false;
    };
    if text.eq_ignore_ascii_case("none") {
        return true;
    }
    let is_named = |promise: &Promise| position.promises.iter().any(|named| **named == promise.id);
    let of_kinds = cx
        .promises()
        .filter(|promise| kinds.contains(&promise.kind));
    let mut meant = of_kinds
        .filter(|promise| position.promises.is_empty() || is_named(promise))
        .peekable();
    let first = text.split_whitespace().next().unwrap_or_default();
    let denies = ["no", "none", "not", "nothing"]
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word));
    let states_a_figure = figures(text).iter().any(|(_, figure)| figure.is_of(kinds));
    (denies || !position.promises.is_empty())
        && !states_a_figure
        && meant.peek().is_some()
        && meant.all(|promise| promise.commitment == Commitment::Nothing)
}

/// A figure in words that no promise states. Each has to stand there, or one of them where the words may tell more than promises can.
/// Beside one that stands there, a time longer than every promised one is about something else: a last report, or how often it is tried.
fn stray_figure(
    cx: &Context<'_>,
    text: &str,
    kinds: &[PromiseKind],
    meant: &[&Promise],
) -> Option<String> {
    let exit_period = cx
        .manifest
        .terms
        .given()
        .and_then(|terms| terms.exit_period);
    let is_stated = |figure: &Figure| {
        meant
            .iter()
            .any(|promise| figure.is_stated_by(promise, cx.as_of))
            || exit_period.is_some_and(|span| figure.is_span(&span))
    };
    let figures = figures(text);
    let mut of_kinds = figures.iter().filter(|(_, figure)| figure.is_of(kinds));
    let tells_more = [
        PromiseKind::SupportHours,
        PromiseKind::Retention,
        PromiseKind::ExportWithin,
    ];
    let needs_each = !kinds.iter().any(|kind| tells_more.contains(kind));
    let is_any_told = of_kinds.clone().any(|(_, figure)| is_stated(figure));
    if is_any_told && !needs_each {
        return None;
    }
    let longest = meant
        .iter()
        .filter_map(|promise| match promise.commitment {
            Commitment::Span(span) => Some(span.longest()),
            _ => None,
        })
        .max();
    let is_of_something_else = |figure: &Figure| {
        is_any_told && matches!(figure, Figure::Span(span) if Some(span.shortest()) > longest)
    };
    let stray = of_kinds.find(|(_, figure)| !is_stated(figure) && !is_of_something_else(figure))?;
    Some(stray.0.clone())
}

fn readings(value: &WrittenValue, kinds: &[PromiseKind]) -> Vec<Said> {
    match value {
        WrittenValue::Named(texts)
            if texts.keys().all(|name| kind_named(name, kinds).is_some()) =>
        {
            texts
                .iter()
                .filter_map(|(name, text)| {
                    let kind = kind_named(name, kinds)?;
                    let value = WrittenValue::One(text.clone());
                    Some(match Commitment::read(kind, &value) {
                        Ok(Commitment::Nothing) => Said::Nothing,
                        Ok(commitment) => Said::Value(kind, commitment),
                        Err(_) => Said::Words(text.clone()),
                    })
                })
                .collect()
        }
        WrittenValue::One(_) | WrittenValue::Many(_) | WrittenValue::Named(_) => {
            let readings: Vec<(PromiseKind, Commitment)> = kinds
                .iter()
                .filter_map(|&kind| Some((kind, Commitment::read(kind, value).ok()?)))
                .collect();
            vec![if readings.is_empty() {
                Said::Words(value.to_string())
            } else {
                Said::AnyOf(readings)
            }]
        }
    }
}

fn kind_named(name: &str, kinds: &[PromiseKind]) -> Option<PromiseKind> {
    kinds.iter().copied().find(|kind| kind.word() == name)
}
