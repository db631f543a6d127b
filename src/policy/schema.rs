//! The JSON Schema of a policy, for editors and validators.

use std::collections::BTreeMap;

use schemars::{JsonSchema as _, Schema, SchemaGenerator, json_schema};

use super::facts::NONE_NAMED;
use super::file::SHORTEST_REASON;
use crate::evidence::Strength;
use crate::gate::embedded::PARAMETERS;
use crate::gate::{Catalog, Parameter, ParameterValue, Preset, Severity, SizeBand};
use crate::legal::{duty_names, seen_from};
use crate::manifest::model::{EvidenceKind, Level};
use crate::time::Span;

/// The JSON Schema of a policy over these gates.
pub fn schema(catalog: &Catalog) -> Schema {
    let parameters: BTreeMap<&str, Schema> = PARAMETERS
        .iter()
        .map(|parameter| (parameter.name, of_parameter(parameter)))
        .collect();
    let gates = gate_names(catalog);
    let profiles = SizeBand::ALL.map(SizeBand::word);
    let severities = Severity::ALL.map(Severity::word);
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:readyctl:policy:1",
        "title": "readyctl policy",
        "description": "What an organisation changes about the bars that its readiness is held against.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "profile": {
                "description": "Whose presets hold; without it the size of the company decides.",
                "enum": profiles,
            },
            "parameters": {
                "description": "Bars that differ from the presets of the profile.",
                "type": "object",
                "additionalProperties": false,
                "properties": parameters,
            },
            "severity": {
                "description": "How much the failure of a gate weighs, where that differs from its definition.",
                "type": "object",
                "propertyNames": { "enum": gates },
                "additionalProperties": { "enum": severities },
            },
            "gates_off": {
                "description": "Gates that are not asked; every report shows them with the reason.",
                "type": "object",
                "propertyNames": { "enum": gates },
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["reason"],
                    "properties": {
                        "reason": { "type": "string", "minLength": SHORTEST_REASON },
                        "by": { "type": "string" },
                    },
                },
            },
            "facts": facts(),
        },
        "$defs": { "Span": Span::json_schema(&mut SchemaGenerator::default()) },
    })
}

/// What a policy can say of the world, each entry with where and when somebody read it.
fn facts() -> Schema {
    let day = json_schema!({ "type": "string", "format": "date" });
    let entry = |field: &str, value: Schema| {
        let mut properties = serde_json::Map::new();
        properties.insert(field.to_owned(), value.to_value());
        properties.insert(
            "source".to_owned(),
            serde_json::json!({ "type": "string", "minLength": 1 }),
        );
        properties.insert("date".to_owned(), day.clone().to_value());
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": [field, "source", "date"],
            "properties": properties,
        })
    };
    let texts = json_schema!({ "type": "array", "items": { "type": "string" } });
    let last_day = json_schema!({ "anyOf": [day, { "const": NONE_NAMED }] });
    let versions = json_schema!({ "type": "object", "additionalProperties": last_day });
    let span = json_schema!({ "$ref": SPAN });
    let country = json_schema!({ "type": "string", "pattern": "^[A-Z]{2}$" });
    json_schema!({
        "description": "What the world sets, where it differs from the data files of the program; every report shows it.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "denied_licences": entry("licences", texts.clone()),
            "end_of_life": { "type": "object", "additionalProperties": entry("versions", versions) },
            "adequate": {
                "type": "object",
                "propertyNames": { "enum": seen_from() },
                "additionalProperties": entry("regions", texts),
            },
            "cloud_regions": {
                "type": "object",
                "additionalProperties": entry("country", country),
            },
            "duties": {
                "type": "object",
                "propertyNames": { "enum": duty_names() },
                "additionalProperties": entry("from", day.clone()),
            },
            "invoices": {
                "type": "object",
                "propertyNames": { "pattern": "^[A-Z]{2}$" },
                "additionalProperties": entry("keep", span),
            },
        },
    })
}

fn of_parameter(parameter: &Parameter) -> Schema {
    let mut schema = match parameter.presets[0] {
        Preset::Span(_) => json_schema!({ "$ref": SPAN }),
        Preset::Number(_) => bounded("number", parameter),
        Preset::Count(_) => bounded("integer", parameter),
        Preset::Strength(_) => json_schema!({ "enum": Strength::ALL.map(Strength::word) }),
        Preset::Level(_) => {
            let words: Vec<&str> = Level::ALL.iter().map(|level| level.word()).collect();
            json_schema!({ "enum": words })
        }
        Preset::SpanByLevel(_) => table(Level::ALL.iter().map(|level| level.word())),
        Preset::SpanByName(_) => {
            let kinds = EvidenceKind::ALL.iter().map(|kind| kind.word());
            table(kinds.chain(["default"]))
        }
    };
    schema.insert("description".to_owned(), described(parameter).into());
    schema
}

const SPAN: &str = "#/$defs/Span";

fn bounded(kind: &str, parameter: &Parameter) -> Schema {
    let mut schema = json_schema!({ "type": kind });
    for (keyword, bound) in [("minimum", parameter.least), ("maximum", parameter.most)] {
        if let Some(bound) = bound {
            let bound: serde_json::Number = bound.parse().expect("a test reads every bound");
            schema.insert(keyword.to_owned(), bound.into());
        }
    }
    schema
}

fn table<'k>(keys: impl Iterator<Item = &'k str>) -> Schema {
    let entries: BTreeMap<&str, Schema> = keys
        .map(|key| (key, json_schema!({ "$ref": SPAN })))
        .collect();
    json_schema!({ "type": "object", "additionalProperties": false, "properties": entries })
}

/// What the parameter means, and its presets.
fn described(parameter: &Parameter) -> String {
    let presets = SizeBand::ALL.map(|profile| {
        let preset = ParameterValue::preset(parameter, profile);
        format!("{profile}: {preset}")
    });
    format!("{} ({})", parameter.meaning, presets.join("; "))
}

/// Every name that a gate goes by.
fn gate_names(catalog: &Catalog) -> Vec<&'static str> {
    let gates = catalog.gates().iter().map(|gate| gate.definition);
    gates
        .flat_map(|gate| {
            [gate.id, gate.name]
                .into_iter()
                .chain(gate.aliases.iter().copied())
        })
        .collect()
}
