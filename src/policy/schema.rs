//! The JSON Schema of a policy, for editors and validators.

use std::collections::BTreeMap;

use schemars::{JsonSchema as _, Schema, SchemaGenerator, json_schema};

use super::file::SHORTEST_REASON;
use crate::evidence::Strength;
use crate::gate::embedded::PARAMETERS;
use crate::gate::{Catalog, Parameter, ParameterValue, Preset, Severity, SizeBand};
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
        },
        "$defs": { "Span": Span::json_schema(&mut SchemaGenerator::default()) },
    })
}

fn of_parameter(parameter: &Parameter) -> Schema {
    let mut schema = match parameter.presets[0] {
        Preset::Span(_) => json_schema!({ "$ref": SPAN }),
        Preset::Number(_) => bounded("number", parameter),
        Preset::Count(_) => bounded("integer", parameter),
        Preset::Strength(_) => json_schema!({ "enum": Strength::ALL.map(Strength::word) }),
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
