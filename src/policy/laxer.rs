//! What a policy asks less of a company than the presets of its profile do.

use std::fmt::Display;

use super::file::MovedSeverity;
use crate::gate::{Laxer, Parameter, ParameterValue, SizeBand};
use crate::manifest::model::Level;
use crate::report::model::LaxerSetting;
use crate::time::Span;

/// The profile itself, where the company's size calls for another.
pub(super) fn profile(of_size: SizeBand, profile: SizeBand) -> Option<LaxerSetting> {
    (profile < of_size).then(|| setting("profile", &of_size, &profile))
}

/// The value of a parameter; the entries of a table each for itself.
pub(super) fn parameter(
    parameter: &Parameter,
    preset: &ParameterValue,
    value: &ParameterValue,
) -> Vec<LaxerSetting> {
    use ParameterValue as Value;

    let Parameter { name, laxer, .. } = *parameter;
    match (preset, value) {
        (Value::Span(preset), Value::Span(value)) => {
            is_laxer_span(laxer, preset, value).then(|| setting(name, preset, value))
        }
        (Value::Number(preset), Value::Number(value)) => {
            is_laxer(laxer, preset, value).then(|| setting(name, preset, value))
        }
        (Value::Count(preset), Value::Count(value)) => {
            is_laxer(laxer, preset, value).then(|| setting(name, preset, value))
        }
        (Value::Strength(preset), Value::Strength(value)) => {
            is_laxer(laxer, preset, value).then(|| setting(name, preset, value))
        }
        (Value::Level(preset), Value::Level(value)) => {
            is_laxer(laxer, preset, value).then(|| setting(name, preset, value))
        }
        (Value::SpanByLevel(presets), Value::SpanByLevel(values)) => {
            let levels = Level::ALL.iter().rev();
            let spans = levels.map(|&level| (level, presets.at(level), values.at(level)));
            return laxer_spans(parameter, spans);
        }
        (Value::SpanByName(presets), Value::SpanByName(values)) => {
            let spans = values.iter().map(|(key, &value)| {
                let preset = presets.get(key).or_else(|| presets.get("default"));
                let preset = *preset.expect("the build checked that there is a default");
                (key, preset, value)
            });
            return laxer_spans(parameter, spans);
        }
        _ => unreachable!("a value keeps the form of its preset"),
    }
    .into_iter()
    .collect()
}

/// The severity of a gate.
pub(super) fn severity(moved: &MovedSeverity, profile: SizeBand) -> Option<LaxerSetting> {
    let preset = moved.gate.severity.under(profile);
    let severity = moved.severity.value;
    (severity < preset).then(|| setting(moved.gate.id, &preset, &severity))
}

fn laxer_spans<K: Display>(
    parameter: &Parameter,
    spans: impl Iterator<Item = (K, Span, Span)>,
) -> Vec<LaxerSetting> {
    spans
        .filter(|(_, preset, value)| is_laxer_span(parameter.laxer, preset, value))
        .map(|(key, preset, value)| setting(&format!("{}.{key}", parameter.name), &preset, &value))
        .collect()
}

fn is_laxer<T: PartialOrd>(laxer: Laxer, preset: &T, value: &T) -> bool {
    match laxer {
        Laxer::Higher => value > preset,
        Laxer::Lower => value < preset,
    }
}

/// Months are no number of days: a span counts as laxer as soon as it may be.
fn is_laxer_span(laxer: Laxer, preset: &Span, value: &Span) -> bool {
    match laxer {
        Laxer::Higher => !value.fits_within(preset),
        Laxer::Lower => !preset.fits_within(value),
    }
}

fn setting(name: &str, preset: &dyn Display, value: &dyn Display) -> LaxerSetting {
    LaxerSetting {
        name: name.to_owned(),
        preset: preset.to_string(),
        value: value.to_string(),
    }
}
