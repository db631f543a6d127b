//! The value that a policy gives a parameter.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use toml::de::DeValue;

use super::problems::{Key, Problems, Value, entries, word};
use crate::evidence::Strength;
use crate::gate::{Parameter, ParameterValue, Preset};
use crate::manifest::model::{EvidenceKind, Level, Number};
use crate::time::Span;

/// The value that a policy gives a parameter: all of it, or some entries of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Setting {
    Whole(ParameterValue),
    ByLevel(BTreeMap<Level, Span>),
    ByName(BTreeMap<String, Span>),
}

impl Setting {
    /// Reads a value of the parameter's own form, within its bounds.
    pub(super) fn read(
        parameter: &Parameter,
        value: &Value<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        match parameter.presets[0] {
            Preset::Span(_) => {
                let span = span(parameter, value, problems)?;
                Some(Self::Whole(ParameterValue::Span(span)))
            }
            Preset::Number(_) => {
                let number = number(parameter, value, problems)?;
                Some(Self::Whole(ParameterValue::Number(number)))
            }
            Preset::Count(_) => {
                let count = count(parameter, value, problems)?;
                Some(Self::Whole(ParameterValue::Count(count)))
            }
            Preset::Strength(_) => {
                let strength = word(value, &STRENGTHS, problems)?;
                Some(Self::Whole(ParameterValue::Strength(strength)))
            }
            Preset::Level(_) => {
                let words: Vec<_> = Level::ALL
                    .iter()
                    .map(|&level| (level.word(), level))
                    .collect();
                let level = word(value, &words, problems)?;
                Some(Self::Whole(ParameterValue::Level(level)))
            }
            Preset::SpanByLevel(_) => {
                let expected = "a table such as `{ high = \"30d\" }`";
                let spans = spans(parameter, value, expected, level, problems);
                Some(Self::ByLevel(spans))
            }
            Preset::SpanByName(_) => {
                let expected = "a table such as `{ rota = \"90d\" }`";
                let spans = spans(parameter, value, expected, name, problems);
                Some(Self::ByName(spans))
            }
        }
    }
}

impl Setting {
    /// The value that comes of the setting where it leaves the rest to the preset.
    pub(super) fn over(&self, preset: &ParameterValue) -> ParameterValue {
        match (self, preset) {
            (Self::Whole(value), _) => value.clone(),
            (Self::ByLevel(spans), ParameterValue::SpanByLevel(preset)) => {
                let mut value = *preset;
                for (&level, &span) in spans {
                    value.set(level, span);
                }
                ParameterValue::SpanByLevel(value)
            }
            (Self::ByName(spans), ParameterValue::SpanByName(preset)) => {
                let mut value = preset.clone();
                value.extend(spans.clone());
                ParameterValue::SpanByName(value)
            }
            (Self::ByLevel(_) | Self::ByName(_), _) => {
                unreachable!("a setting is read in the form of its parameter")
            }
        }
    }
}

const STRENGTHS: [(&str, Strength); 4] = [
    (Strength::Statement.word(), Strength::Statement),
    (Strength::Link.word(), Strength::Link),
    (Strength::Hashed.word(), Strength::Hashed),
    (Strength::Independent.word(), Strength::Independent),
];

fn spans<K: Ord>(
    parameter: &Parameter,
    value: &Value<'_>,
    expected: &str,
    known: fn(&Key<'_>, &mut Problems<'_>) -> Option<K>,
    problems: &mut Problems<'_>,
) -> BTreeMap<K, Span> {
    let mut spans = BTreeMap::new();
    for (key, value) in entries(value, expected, problems) {
        let name = known(key, problems);
        let span = span(parameter, value, problems);
        if let (Some(name), Some(span)) = (name, span) {
            spans.insert(name, span);
        }
    }
    spans
}

fn level(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<Level> {
    let level = Level::ALL
        .iter()
        .find(|level| level.word() == key.get_ref());
    if level.is_none() {
        let known: Vec<&str> = Level::ALL.iter().map(|level| level.word()).collect();
        problems.unknown_key(key, &known);
    }
    level.copied()
}

/// A kind of evidence, or `default` for all that are not named.
fn name(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let kinds = EvidenceKind::ALL.iter().map(|kind| kind.word());
    let known: Vec<&str> = kinds.chain(["default"]).collect();
    if known.contains(&key.get_ref().as_ref()) {
        return Some(key.get_ref().to_string());
    }
    problems.unknown_key(key, &known);
    None
}

fn span(parameter: &Parameter, value: &Value<'_>, problems: &mut Problems<'_>) -> Option<Span> {
    let Some(text) = value.get_ref().as_str() else {
        problems.unlike(value, "a span of time such as `\"90d\"`");
        return None;
    };
    let span = match text.parse::<Span>() {
        Ok(span) => span,
        Err(malformed) => {
            problems.add(value.span(), malformed.message);
            return None;
        }
    };
    if parameter.least.is_none() && span.is_zero() {
        let message = format!("`{}` has to be longer than nothing", parameter.name);
        problems.add(value.span(), message);
        return None;
    }
    Some(span)
}

fn number(
    parameter: &Parameter,
    value: &Value<'_>,
    problems: &mut Problems<'_>,
) -> Option<Decimal> {
    let written = match value.get_ref() {
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => {
            problems.unlike(value, "a number");
            return None;
        }
    };
    let number = match written.parse::<Number>() {
        Ok(number) => number.0,
        Err(message) => {
            problems.add(value.span(), message);
            return None;
        }
    };
    let (least, most) = parameter.number_bounds();
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        let bounds = [("at least", least), ("at most", most)];
        let bounds: Vec<String> = bounds
            .into_iter()
            .filter_map(|(word, bound)| bound.map(|bound| format!("{word} {bound}")))
            .collect();
        let bounds = bounds.join(" and ");
        let message = format!("`{}` is {bounds}, found `{number}`", parameter.name);
        problems.add(value.span(), message);
        return None;
    }
    Some(number)
}

fn count(parameter: &Parameter, value: &Value<'_>, problems: &mut Problems<'_>) -> Option<usize> {
    let number = number(parameter, value, problems)?;
    let count = number.to_usize().filter(|_| number.is_integer());
    if count.is_none() {
        problems.unlike(value, "a whole number");
    }
    count
}
