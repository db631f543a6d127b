//! Every statement of a company that is held against a fact of its own, with a pair of manifests for each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use readyctl::gate::Catalog;
use readyctl::report::model::Outcome;

use crate::fixtures::{Fixture, found};

/// How many statements are held against facts.
const ROWS: u32 = 48;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    number: u32,
    /// The first part of the names of its manifests, after the number.
    name: String,
    /// What the company says.
    statement: String,
    /// What it is held against.
    fact: String,
    /// The gates that compare the two; each has a pair, the first one without its name.
    gates: Vec<String>,
}

impl Row {
    fn file(&self, gate: &str, kind: &str) -> PathBuf {
        let Self { number, name, .. } = self;
        let of_gate = match gate.split_once('/') {
            Some((_, gate_name)) if self.gates.first().is_some_and(|first| first != gate) => {
                format!("__{gate_name}")
            }
            Some(_) | None => String::new(),
        };
        folder().join(format!("{number:02}_{name}__{kind}{of_gate}.yaml"))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cross_checks")
}

fn table() -> Vec<Row> {
    let text = fs::read_to_string(folder().join("rows.toml")).expect("there is a table");
    let table: Table = toml::from_str(&text).expect("the table is TOML");
    table.row
}

#[test]
fn a_statement_that_agrees_with_the_facts_passes_and_one_that_contradicts_them_fails_there() {
    let catalog = Catalog::embedded();
    let mut problems = Vec::new();
    for row in table() {
        for name in &row.gates {
            let gate = catalog
                .find(name)
                .unwrap_or_else(|| panic!("row {}: no gate `{name}`", row.number));
            for (kind, wanted) in [("agree", Outcome::Pass), ("contradict", Outcome::Fail)] {
                let fixture = Fixture::read(&row.file(name, kind));
                let report = fixture.judge(gate.definition);
                let result = report.gates.first().expect("the gate is asked");
                let (expected, found) = (fixture.expected(), found(result));
                if result.outcome != wanted || expected != found {
                    problems.push(format!(
                        "{}: {} by {name}, expected {expected:?}, found {found:?}",
                        fixture.path.display(),
                        result.outcome.word()
                    ));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_row_is_there_once_and_every_manifest_belongs_to_a_row() {
    let rows = table();
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>());
    let is_told = |row: &Row| !row.statement.is_empty() && !row.fact.is_empty();
    assert!(rows.iter().all(is_told));
    let expected: BTreeSet<PathBuf> = rows
        .iter()
        .flat_map(|row| {
            let gates = row.gates.iter();
            gates.flat_map(|gate| ["agree", "contradict"].map(|kind| row.file(gate, kind)))
        })
        .collect();
    let present: BTreeSet<PathBuf> = fs::read_dir(folder())
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    assert_eq!(present, expected);
}
