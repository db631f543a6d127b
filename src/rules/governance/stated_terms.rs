//! Values that the standard terms state, against the register of promises.

use crate::manifest::Stands;
use crate::manifest::model::{Commitment, Position, Promise, PromiseKind, Terms, WrittenValue};
use crate::rules::{Context, Shortfalls};
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
    let Some(value) = &position.position else {
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
    let candidates: Vec<&Located<Promise>> = cx
        .promises()
        .filter(|promise| kinds.contains(&promise.kind))
        .collect();
    for said in readings(value, kinds) {
        let is_registered = match &said {
            Said::Nothing => true,
            Said::Value(kind, commitment) => candidates
                .iter()
                .any(|promise| promise.kind == *kind && promise.commitment == *commitment),
            Said::AnyOf(readings) => candidates
                .iter()
                .any(|promise| readings.contains(&(promise.kind, promise.commitment.clone()))),
            Said::Words => candidates
                .iter()
                .any(|promise| position.promises.iter().any(|named| **named == promise.id)),
        };
        if !is_registered {
            let what = match &said {
                Said::Value(kind, _) => kind.to_string(),
                Said::Nothing | Said::AnyOf(_) | Said::Words => value.to_string(),
            };
            found
                .fails(
                    "unregistered",
                    position.at("position"),
                    &subject,
                    format!("the terms say `{value}` under `{name}`, and no promise says so"),
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
    /// Words that only a link can tie to a promise.
    Words,
}

fn readings(value: &WrittenValue, kinds: &[PromiseKind]) -> Vec<Said> {
    match value {
        WrittenValue::One(text) if text == "none" => vec![Said::Nothing],
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
                        Err(_) => Said::Words,
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
                Said::Words
            } else {
                Said::AnyOf(readings)
            }]
        }
    }
}

fn kind_named(name: &str, kinds: &[PromiseKind]) -> Option<PromiseKind> {
    kinds.iter().copied().find(|kind| kind.word() == name)
}
