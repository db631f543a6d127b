//! The bars that gates hold facts against: a table of all, and a typed name for each.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

use super::pascal;

/// A parameter, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    kind: Kind,
    tiny: Value,
    small: Value,
    regulated: Value,
    laxer: Laxer,
    /// The least it may be set to.
    least: Option<String>,
    /// The most it may be set to.
    most: Option<String>,
    meaning: String,
    origin: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Span,
    Number,
    Count,
    Strength,
    Level,
    SpanByLevel,
    SpanByName,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Laxer {
    Higher,
    Lower,
}

/// The source of all parameters; their place in the table is that of their names.
pub fn source(parameters: &BTreeMap<String, Written>) -> Result<String, String> {
    let mut names = Vec::new();
    let mut table = Vec::new();
    for (index, (name, parameter)) in parameters.iter().enumerate() {
        let row = row(name, parameter).map_err(|problem| format!("`{name}`: {problem}"))?;
        table.push(format!("    {row},\n"));
        names.push(format!(
            "#[doc = {meaning:?}]\npub const {constant}: crate::gate::{kind} = crate::gate::{kind}::at({index});\n",
            meaning = sentence(&parameter.meaning),
            constant = name.to_uppercase(),
            kind = parameter.kind.type_name(),
        ));
    }
    Ok(format!(
        "{names}/// Every parameter, by name.\npub static PARAMETERS: &[crate::gate::Parameter] = &[\n{table}];\n",
        names = names.concat(),
        table = table.concat(),
    ))
}

fn row(name: &str, parameter: &Written) -> Result<String, String> {
    let kind = parameter.kind;
    let presets = [&parameter.tiny, &parameter.small, &parameter.regulated];
    let presets: Result<Vec<String>, String> = presets
        .into_iter()
        .map(|value| kind.preset(value))
        .collect();
    Ok(format!(
        "crate::gate::Parameter {{ name: {name:?}, presets: [{presets}], laxer: crate::gate::Laxer::{laxer:?}, \
         least: {least:?}, most: {most:?}, meaning: {meaning:?}, origin: {origin:?} }}",
        presets = presets?.join(", "),
        laxer = parameter.laxer,
        least = parameter.least,
        most = parameter.most,
        meaning = parameter.meaning,
        origin = parameter.origin,
    ))
}

impl Kind {
    fn type_name(self) -> &'static str {
        match self {
            Self::Span => "SpanParameter",
            Self::Number => "NumberParameter",
            Self::Count => "CountParameter",
            Self::Strength => "StrengthParameter",
            Self::Level => "LevelParameter",
            Self::SpanByLevel => "SpanByLevelParameter",
            Self::SpanByName => "SpanByNameParameter",
        }
    }

    fn preset(self, value: &Value) -> Result<String, String> {
        let value = match self {
            Self::Span => format!("Span({:?})", text(value)?),
            Self::Number => format!("Number({:?})", number(value)?),
            Self::Count => format!("Count({})", count(value)?),
            Self::Strength => format!("Strength(crate::evidence::Strength::{})", strength(value)?),
            Self::Level => format!("Level(crate::manifest::model::Level::{})", level(value)?),
            Self::SpanByLevel => format!("SpanByLevel({:?})", by_level(value)?),
            Self::SpanByName => format!("SpanByName(&{:?})", by_name(value)?),
        };
        Ok(format!("crate::gate::Preset::{value}"))
    }
}

const LEVELS: [&str; 4] = ["low", "medium", "high", "critical"];
const STRENGTHS: [(&str, &str); 4] = [
    ("E0", "statement"),
    ("E1", "link"),
    ("E2", "hashed"),
    ("E3", "independent"),
];

/// A test reads every span, as the program that builds this one does not know spans.
fn text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| format!("expected a text, found `{value}`"))
}

fn number(value: &Value) -> Result<&str, String> {
    let text = text(value)?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_plain && digits.parse::<f64>().is_ok() {
        Ok(text)
    } else {
        Err(format!("expected a plain number, found `{text}`"))
    }
}

fn count(value: &Value) -> Result<usize, String> {
    let text = text(value)?;
    text.parse()
        .map_err(|_| format!("expected a whole number, found `{text}`"))
}

fn strength(value: &Value) -> Result<String, String> {
    let text = text(value)?;
    STRENGTHS
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, name)| pascal(name))
        .ok_or_else(|| format!("expected `E0` to `E3`, found `{text}`"))
}

fn level(value: &Value) -> Result<String, String> {
    let text = text(value)?;
    if LEVELS.contains(&text) {
        Ok(pascal(text))
    } else {
        Err(format!("`{text}` is no level"))
    }
}

fn by_level(value: &Value) -> Result<Vec<&str>, String> {
    let table = table(value)?;
    if let Some(other) = table.keys().find(|key| !LEVELS.contains(&key.as_str())) {
        return Err(format!("`{other}` is no level"));
    }
    let at = |level: &&str| {
        table
            .get(*level)
            .ok_or_else(|| format!("no value for `{level}`"))
    };
    LEVELS.iter().map(|level| text(at(level)?)).collect()
}

fn by_name(value: &Value) -> Result<Vec<(&str, &str)>, String> {
    let table = table(value)?;
    if !table.contains_key("default") {
        return Err("no value for `default`".to_owned());
    }
    table
        .iter()
        .map(|(name, value)| Ok((name.as_str(), text(value)?)))
        .collect()
}

fn table(value: &Value) -> Result<&toml::Table, String> {
    value
        .as_table()
        .ok_or_else(|| format!("expected a table, found `{value}`"))
}

/// The text as documentation has it.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .chain(['.'])
        .collect()
}
