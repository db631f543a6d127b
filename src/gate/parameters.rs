//! The bars that gates hold facts against, with presets per profile.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;

use super::SizeBand;
use super::embedded::PARAMETERS;
use crate::evidence::Strength;
use crate::manifest::model::Level;
use crate::time::Span;

/// A bar that gates hold facts against, as `gates/parameters.toml` says.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in policies.
    pub name: &'static str,
    /// The presets under the profiles, in the order of [`SizeBand`].
    pub presets: [Preset; 3],
    /// Which direction asks less of a company.
    pub laxer: Laxer,
    /// The least a policy may set, where anything is too little; spans without it are longer than nothing.
    pub least: Option<&'static str>,
    /// The most a policy may set, where anything is too much.
    pub most: Option<&'static str>,
    /// What the number means.
    pub meaning: &'static str,
    /// Where the preset comes from, or `judgement`.
    pub origin: &'static str,
}

impl Parameter {
    /// The least and the most that a number or count may be set to.
    pub fn number_bounds(&self) -> (Option<Decimal>, Option<Decimal>) {
        let read = |bound: &str| bound.parse().expect("a test reads every bound");
        (self.least.map(read), self.most.map(read))
    }
}

/// A preset as written.
#[derive(Debug, Clone, Copy)]
pub enum Preset {
    /// A span of time.
    Span(&'static str),
    /// A number.
    Number(&'static str),
    /// A whole number.
    Count(usize),
    /// A strength of evidence.
    Strength(Strength),
    /// How bad something is.
    Level(Level),
    /// A span of time for each level, lowest first.
    SpanByLevel([&'static str; 4]),
    /// A span of time by name; `default` holds for all others.
    SpanByName(&'static [(&'static str, &'static str)]),
}

/// Which direction asks less of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Laxer {
    /// A higher value.
    Higher,
    /// A lower value.
    Lower,
}

/// A span of time for each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByLevel(pub [Span; 4]);

impl ByLevel {
    /// The span for a level.
    pub const fn at(&self, level: Level) -> Span {
        self.0[level as usize]
    }

    /// Replaces the span for a level.
    pub const fn set(&mut self, level: Level, span: Span) {
        self.0[level as usize] = span;
    }
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// A span of time.
    Span(Span),
    /// A number.
    Number(Decimal),
    /// A whole number.
    Count(usize),
    /// A strength of evidence.
    Strength(Strength),
    /// How bad something is.
    Level(Level),
    /// A span of time for each level.
    SpanByLevel(ByLevel),
    /// A span of time by name; `default` holds for all others.
    SpanByName(BTreeMap<String, Span>),
}

impl ParameterValue {
    /// The preset of a parameter under a profile.
    pub fn preset(parameter: &Parameter, profile: SizeBand) -> Self {
        match parameter.presets[profile as usize] {
            Preset::Span(text) => Self::Span(embedded_span(text)),
            Preset::Number(text) => Self::Number(
                text.parse()
                    .expect("the build checked every embedded number"),
            ),
            Preset::Count(count) => Self::Count(count),
            Preset::Strength(strength) => Self::Strength(strength),
            Preset::Level(level) => Self::Level(level),
            Preset::SpanByLevel(texts) => Self::SpanByLevel(ByLevel(texts.map(embedded_span))),
            Preset::SpanByName(texts) => Self::SpanByName(
                texts
                    .iter()
                    .map(|&(name, text)| (name.to_owned(), embedded_span(text)))
                    .collect(),
            ),
        }
    }
}

fn embedded_span(text: &str) -> Span {
    text.parse().expect("a test reads every embedded span")
}

impl fmt::Display for ParameterValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Span(span) => span.fmt(out),
            Self::Number(number) => number.fmt(out),
            Self::Count(count) => count.fmt(out),
            Self::Strength(strength) => strength.fmt(out),
            Self::Level(level) => level.fmt(out),
            Self::SpanByLevel(spans) => {
                let texts: Vec<String> = Level::ALL
                    .iter()
                    .rev()
                    .map(|&level| format!("{level} {}", spans.at(level)))
                    .collect();
                out.write_str(&texts.join(", "))
            }
            Self::SpanByName(spans) => {
                let texts: Vec<String> = spans
                    .iter()
                    .map(|(name, span)| format!("{name} {span}"))
                    .collect();
                out.write_str(&texts.join(", "))
            }
        }
    }
}

/// Declares a typed name of a parameter.
macro_rules! typed {
    ($(#[$meta:meta] $name:ident),* $(,)?) => {
        $(
            #[$meta]
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name(usize);

            impl $name {
                pub(super) const fn at(index: usize) -> Self {
                    Self(index)
                }

                /// What the parameter means.
                pub fn parameter(self) -> &'static Parameter {
                    &PARAMETERS[self.0]
                }
            }
        )*
    };
}

typed! {
    #[doc = "A parameter that is a span of time."] SpanParameter,
    #[doc = "A parameter that is a number."] NumberParameter,
    #[doc = "A parameter that is a whole number."] CountParameter,
    #[doc = "A parameter that is a strength of evidence."] StrengthParameter,
    #[doc = "A parameter that is how bad something is."] LevelParameter,
    #[doc = "A parameter that is a span of time for each level."] SpanByLevelParameter,
    #[doc = "A parameter that is a span of time by name."] SpanByNameParameter,
}

/// The values in force, one for each parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    values: Vec<ParameterValue>,
}

impl Parameters {
    /// The presets of a profile.
    pub fn presets(profile: SizeBand) -> Self {
        Self {
            values: PARAMETERS
                .iter()
                .map(|parameter| ParameterValue::preset(parameter, profile))
                .collect(),
        }
    }

    /// Every parameter with its value in force.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Parameter, &ParameterValue)> {
        PARAMETERS.iter().zip(&self.values)
    }

    /// The value of the parameter at that place of the table.
    pub(crate) fn value(&self, index: usize) -> &ParameterValue {
        &self.values[index]
    }

    /// Replaces the value of the parameter at that place of the table by one of the same form.
    pub(crate) fn set(&mut self, index: usize, value: ParameterValue) {
        self.values[index] = value;
    }

    /// The value of a span of time.
    pub fn span(&self, name: SpanParameter) -> Span {
        let ParameterValue::Span(span) = self.values[name.0] else {
            unreachable!("the build ties each name to its kind")
        };
        span
    }

    /// The value of a number.
    pub fn number(&self, name: NumberParameter) -> Decimal {
        let ParameterValue::Number(number) = self.values[name.0] else {
            unreachable!("the build ties each name to its kind")
        };
        number
    }

    /// The value of a whole number.
    pub fn count(&self, name: CountParameter) -> usize {
        let ParameterValue::Count(count) = self.values[name.0] else {
            unreachable!("the build ties each name to its kind")
        };
        count
    }

    /// The value of a strength of evidence.
    pub fn strength(&self, name: StrengthParameter) -> Strength {
        let ParameterValue::Strength(strength) = self.values[name.0] else {
            unreachable!("the build ties each name to its kind")
        };
        strength
    }

    /// The value of how bad something is.
    pub fn level(&self, name: LevelParameter) -> Level {
        let ParameterValue::Level(level) = self.values[name.0] else {
            unreachable!("the build ties each name to its kind")
        };
        level
    }

    /// The value of a span of time for each level.
    pub fn by_level(&self, name: SpanByLevelParameter) -> ByLevel {
        let ParameterValue::SpanByLevel(spans) = self.values[name.0] else {
            unreachable!("the build ties each name to its kind")
        };
        spans
    }

    /// The value of a span of time by name.
    pub fn by_name(&self, parameter: SpanByNameParameter, name: &str) -> Span {
        let ParameterValue::SpanByName(spans) = &self.values[parameter.0] else {
            unreachable!("the build ties each name to its kind")
        };
        *spans
            .get(name)
            .or_else(|| spans.get("default"))
            .expect("the build checked that there is a default")
    }
}

#[cfg(test)]
mod tests {
    use super::super::embedded;
    use super::*;

    #[test]
    fn every_embedded_value_reads() {
        for profile in SizeBand::ALL {
            let parameters = Parameters::presets(profile);
            assert_eq!(parameters.iter().count(), PARAMETERS.len());
        }
    }

    #[test]
    fn every_preset_lies_within_the_bounds_of_its_parameter() {
        for parameter in PARAMETERS {
            for profile in SizeBand::ALL {
                let number = match ParameterValue::preset(parameter, profile) {
                    ParameterValue::Number(number) => number,
                    ParameterValue::Count(count) => Decimal::from(count),
                    ParameterValue::Span(span) => {
                        assert_eq!(parameter.most, None, "{}", parameter.name);
                        assert!(matches!(parameter.least, None | Some("0d")));
                        assert!(parameter.least.is_some() || !span.is_zero());
                        continue;
                    }
                    ParameterValue::Strength(_)
                    | ParameterValue::Level(_)
                    | ParameterValue::SpanByLevel(_)
                    | ParameterValue::SpanByName(_) => continue,
                };
                let (least, most) = parameter.number_bounds();
                assert!(
                    least.is_none_or(|least| least <= number),
                    "{}",
                    parameter.name
                );
                assert!(most.is_none_or(|most| number <= most), "{}", parameter.name);
            }
        }
    }

    #[test]
    fn a_typed_name_reads_the_parameter_of_its_name() {
        let small = Parameters::presets(SizeBand::Small);
        assert_eq!(embedded::RTO_HEADROOM.parameter().name, "rto_headroom");
        assert_eq!(
            small.span(embedded::MAX_RECOVERY_TEST_AGE),
            Span::from_days(180)
        );
        assert_eq!(small.number(embedded::RTO_HEADROOM), Decimal::new(8, 1));
        assert_eq!(small.count(embedded::CRITICAL_COSIGN), 2);
        assert_eq!(
            small.strength(embedded::MIN_STRENGTH_BLOCKER),
            Strength::Hashed
        );
    }

    #[test]
    fn spans_by_level_follow_the_order_of_levels() {
        let regulated = Parameters::presets(SizeBand::Regulated);
        let sla = regulated.by_level(embedded::FINDING_SLA);
        assert_eq!(sla.at(Level::Critical), Span::from_days(7));
        assert_eq!(sla.at(Level::Low), Span::from_days(180));
    }

    #[test]
    fn a_span_by_name_falls_back_to_its_default() {
        let small = Parameters::presets(SizeBand::Small);
        assert_eq!(
            small.by_name(embedded::MAX_AGE, "rota"),
            Span::from_days(90)
        );
        assert_eq!(
            small.by_name(embedded::MAX_AGE, "dpa"),
            Span::from_days(365)
        );
    }

    #[test]
    fn values_print_as_a_policy_would_write_them() {
        let small = Parameters::presets(SizeBand::Small);
        let shown: Vec<String> = small
            .iter()
            .filter(|(parameter, _)| {
                ["finding_sla", "rto_headroom", "critical_cosign"].contains(&parameter.name)
            })
            .map(|(parameter, value)| format!("{}: {value}", parameter.name))
            .collect();
        assert_eq!(
            shown,
            [
                "critical_cosign: 2",
                "finding_sla: critical 14d, high 30d, medium 90d, low 180d",
                "rto_headroom: 0.8"
            ]
        );
    }
}
