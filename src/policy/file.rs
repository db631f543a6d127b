//! The policy as it is written in `readyctl.toml`, every part checked for itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::facts;
use super::problems::{Key, Problems, Value, did_you_mean, entries, word};
use super::setting::Setting;
use crate::facts::Facts;
use crate::gate::embedded::PARAMETERS;
use crate::gate::{Catalog, Definition, Severity, SizeBand};
use crate::problem::InputProblem;
use crate::yaml::{OneBased, nearest, quoted};

/// What a policy's file says; what it comes to depends on the company, see [`Policy`](super::Policy).
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// The file, as the user knows it.
    pub(super) name: String,
    /// SHA-256 of its text, in hexadecimal.
    pub(super) digest: String,
    pub(super) profile: Option<SizeBand>,
    /// By the place of the parameter in the table of all.
    pub(super) parameters: BTreeMap<usize, Written<Setting>>,
    /// By the id of the gate.
    pub(super) severities: BTreeMap<&'static str, MovedSeverity>,
    /// Why each gate is turned off, by its id.
    pub(super) gates_off: BTreeMap<&'static str, String>,
    /// What it says otherwise than the data files.
    pub(super) facts: Facts,
}

/// A value, and the line that sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written<T> {
    pub(super) value: T,
    pub(super) line: OneBased,
}

/// What the failure of a gate weighs by the policy.
#[derive(Debug, Clone)]
pub(super) struct MovedSeverity {
    pub(super) gate: &'static Definition,
    pub(super) severity: Written<Severity>,
}

impl PolicyFile {
    /// Reads a policy, or tells everything that is wrong with it.
    pub fn read(name: &str, text: &str, catalog: &Catalog) -> Result<Self, Vec<InputProblem>> {
        let mut problems = Problems::of(name, text);
        let mut file = Self {
            name: name.to_owned(),
            digest: sha256(text),
            profile: None,
            parameters: BTreeMap::new(),
            severities: BTreeMap::new(),
            gates_off: BTreeMap::new(),
            facts: Facts::default(),
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            problems.add(error.span().unwrap_or_default(), error.message());
        }
        // What the parser made of a broken text would only give problems that nobody wrote.
        if errors.is_empty() {
            file.read_sections(table.get_ref(), catalog, &mut problems);
        }
        problems.into_result().map(|()| file)
    }

    fn read_sections(
        &mut self,
        table: &DeTable<'_>,
        catalog: &Catalog,
        problems: &mut Problems<'_>,
    ) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "profile" => self.profile = word(value, &PROFILES, problems),
                "parameters" => self.read_parameters(value, problems),
                "severity" => self.read_severities(value, catalog, problems),
                "gates_off" => self.read_gates_off(value, catalog, problems),
                "facts" => self.facts = facts::read(value, problems),
                _ => problems.unknown_key(key, &SECTIONS),
            }
        }
    }

    fn read_parameters(&mut self, section: &Value<'_>, problems: &mut Problems<'_>) {
        for (key, value) in entries(section, "a table of parameters", problems) {
            let Some(index) = parameter(key, problems) else {
                continue;
            };
            if let Some(setting) = Setting::read(&PARAMETERS[index], value, problems) {
                let line = problems.line(key);
                let written = Written {
                    value: setting,
                    line,
                };
                self.parameters.insert(index, written);
            }
        }
    }

    fn read_severities(
        &mut self,
        section: &Value<'_>,
        catalog: &Catalog,
        problems: &mut Problems<'_>,
    ) {
        for (key, value) in entries(section, "a table of gates", problems) {
            let gate = gate(key, catalog, problems);
            let severity = word(value, &SEVERITIES, problems);
            let (Some(gate), Some(value)) = (gate, severity) else {
                continue;
            };
            let line = problems.line(key);
            let severity = Written { value, line };
            let moved = MovedSeverity { gate, severity };
            if self.severities.insert(gate.id, moved).is_some() {
                let message = format!("the severity of `{}` is set twice", gate.id);
                problems.add(key.span(), message);
            }
        }
    }

    fn read_gates_off(
        &mut self,
        section: &Value<'_>,
        catalog: &Catalog,
        problems: &mut Problems<'_>,
    ) {
        for (key, value) in entries(section, "a table of gates", problems) {
            let gate = gate(key, catalog, problems);
            let reason = reason_off(key, value, problems);
            let (Some(gate), Some(reason)) = (gate, reason) else {
                continue;
            };
            if self.gates_off.insert(gate.id, reason).is_some() {
                problems.add(key.span(), format!("`{}` is turned off twice", gate.id));
            }
        }
    }
}

/// The fewest characters that can say why.
pub(super) const SHORTEST_REASON: usize = 20;

/// Why a gate is turned off, and by whom where the policy says so.
fn reason_off(gate: &Key<'_>, value: &Value<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let mut reason = None;
    let mut by = None;
    for (key, value) in entries(value, "`{ reason = \"…\" }`", problems) {
        match key.get_ref().as_ref() {
            "reason" => reason = Some(value),
            "by" => by = text(value, "who decided it", problems),
            _ => problems.unknown_key(key, &["reason", "by"]),
        }
    }
    let Some(written) = reason else {
        if value.get_ref().is_table() {
            let message = format!("{} is turned off without a reason", quoted(gate.get_ref()));
            problems.add(gate.span(), message).help =
                Some("write `{ reason = \"…\" }`; every report shows it".to_owned());
        }
        return None;
    };
    let reason = text(written, "a reason", problems)?;
    let length = reason.chars().count();
    if length < SHORTEST_REASON {
        let message = format!("the reason has {length} characters, it needs {SHORTEST_REASON}");
        problems.add(written.span(), message);
        return None;
    }
    Some(match by {
        Some(by) => format!("{reason} (decided by {by})"),
        None => reason,
    })
}

const SECTIONS: [&str; 5] = ["profile", "parameters", "severity", "gates_off", "facts"];
const PROFILES: [(&str, SizeBand); 3] = [
    (SizeBand::Tiny.word(), SizeBand::Tiny),
    (SizeBand::Small.word(), SizeBand::Small),
    (SizeBand::Regulated.word(), SizeBand::Regulated),
];
const SEVERITIES: [(&str, Severity); 3] = [
    (Severity::Minor.word(), Severity::Minor),
    (Severity::Major.word(), Severity::Major),
    (Severity::Blocker.word(), Severity::Blocker),
];

fn parameter(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<usize> {
    let name = key.get_ref();
    let index = PARAMETERS.iter().position(|known| known.name == name);
    if index.is_none() {
        let message = format!("there is no parameter {}", quoted(name));
        let known = PARAMETERS.iter().map(|known| known.name);
        problems.add(key.span(), message).help = did_you_mean(nearest(name, known));
    }
    index
}

fn gate(
    key: &Key<'_>,
    catalog: &Catalog,
    problems: &mut Problems<'_>,
) -> Option<&'static Definition> {
    let name = key.get_ref();
    let gate = catalog.find(name).map(|gate| gate.definition);
    if gate.is_none() {
        let message = format!("there is no gate {}", quoted(name));
        problems.add(key.span(), message).help = did_you_mean(catalog.nearest(name));
    }
    gate
}

fn text(value: &Value<'_>, expected: &str, problems: &mut Problems<'_>) -> Option<String> {
    let text = value.get_ref().as_str();
    if text.is_none() {
        problems.unlike(value, expected);
    }
    text.map(|text| text.trim().to_owned())
}

fn sha256(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text) {
        write!(hex, "{byte:02x}").expect("a string takes every text");
    }
    hex
}
