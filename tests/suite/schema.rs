//! The JSON Schema of the manifest: every example fits it, and what the loader refuses by its form does not.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use walkdir::WalkDir;

use readyctl::yaml::{Kind, Limits, NodeId, Style, Tree};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> jsonschema::Validator {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args(["schema", "manifest"])
        .output()
        .expect("the program runs");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

/// The JSON that an editor with a YAML 1.2 reader sees.
fn json_of(tree: &Tree, node: NodeId) -> Value {
    let node = tree.target(node);
    match tree.kind(node) {
        Kind::Mapping => {
            let text = |key| tree.scalar(key).unwrap_or_default().to_owned();
            let entries = tree
                .entries(node)
                .map(|(key, value)| (text(key), json_of(tree, value)));
            Value::Object(entries.collect::<Map<String, Value>>())
        }
        Kind::Sequence => tree.items(node).map(|item| json_of(tree, item)).collect(),
        Kind::Scalar(Style::Plain) => plain(tree.scalar(node).unwrap_or_default()),
        Kind::Scalar(_) | Kind::Alias => Value::from(tree.scalar(node).unwrap_or_default()),
    }
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        // Longer runs of digits are hashes and ids, which an editor's reader may take for inexact numbers.
        _ if text.len() > 30 => Value::from(text),
        _ => text
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| text.parse::<f64>().map(|number| json!(number)))
            .unwrap_or_else(|_| Value::from(text)),
    }
}

fn read(text: &str) -> Value {
    let tree =
        Tree::parse(text.as_bytes().to_vec(), &Limits::default()).expect("the manifest is YAML");
    json_of(&tree, tree.root())
}

fn manifests(folder: &str) -> Vec<PathBuf> {
    WalkDir::new(root().join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("the folder can be read").into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect()
}

#[test]
fn every_example_and_fixture_fits_the_schema() {
    let schema = schema();
    let mut problems = Vec::new();
    for path in manifests("examples")
        .into_iter()
        .chain(manifests("tests/gates"))
    {
        let text = fs::read_to_string(&path).expect("a manifest is text");
        for error in schema.iter_errors(&read(&text)).take(3) {
            problems.push(format!(
                "{}: {} at {}",
                path.display(),
                error,
                error.instance_path()
            ));
        }
    }
    assert!(
        problems.is_empty(),
        "{} problems, first:\n{}",
        problems.len(),
        problems[..problems.len().min(20)].join("\n")
    );
}

/// A change of the first manifest that makes it wrong: what stands there, and what is put in its place.
const WRONG: &[(&str, &str)] = &[
    ("readyctl: 1", "readyctl: 2"),
    ("readyctl: 1", "readyctl: one"),
    ("size: 8", "size: eight"),
    ("size: 8", "sise: 8"),
    ("jurisdictions: [GB]", "jurisdictions: [Britain]"),
    ("target: production", "target: prod"),
    ("go_live: 2026-12-01", "go_live: 01/12/2026"),
    ("until: 2026-09-30", "untill: 2026-09-30"),
    ("until: 2026-09-30", "until: soon"),
    ("exposure: internet", "exposure: public"),
    ("data: personal", "data: yes"),
    ("personal_data: true", "personal_data: maybe"),
    ("kind: rto", "kind: recovery_time"),
    ("window: month", "window: fortnight"),
    ("clock: detection", "clock: noticed"),
    (
        "source: trust_pack, owner: ana",
        "source: rumour, owner: ana",
    ),
    ("retention: 7d", "retention: 7 days or so"),
    ("backup_retention: 35d", "backup_retention: [35d]"),
    ("regions: [GB], dpa", "regions: {GB: true}, dpa"),
    ("sla: 99.9", "sla: high"),
    ("severity: high", "severity: serious"),
    ("status: open", "status: opened"),
    ("result: pass", "result: passed"),
    ("type: restore", "kind: restore"),
    ("acceptances:", "acceptance:"),
    ("{id: P1, kind: rto", "{kind: rto"),
    ("month: 2026-10", "month: October"),
];

#[test]
fn what_the_loader_refuses_by_its_form_does_not_fit_the_schema() {
    let schema = schema();
    let right = fs::read_to_string(root().join("examples/northlight/readiness.yaml"))
        .expect("an example has a manifest");
    assert!(schema.is_valid(&read(&right)));
    for (from, to) in WRONG {
        assert!(right.contains(from), "the example no longer says `{from}`");
        let wrong = right.replacen(from, to, 1);
        assert!(!schema.is_valid(&read(&wrong)), "`{to}` fits the schema");
        assert!(!loads(&wrong), "`{to}` is read");
    }
}

fn loads(text: &str) -> bool {
    use readyctl::manifest::{Loaded, SourceFile, Sources};

    let catalog = readyctl::gate::Catalog::embedded();
    let names: Vec<&str> = catalog
        .gates()
        .iter()
        .map(|gate| gate.definition.id)
        .collect();
    SourceFile::parse(
        "readiness.yaml",
        text.as_bytes().to_vec(),
        &Limits::default(),
    )
    .and_then(|file| Loaded::from_sources(Sources { files: vec![file] }, &names))
    .is_ok()
}

#[test]
fn every_field_says_what_it_means() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args(["schema", "manifest"])
        .output()
        .expect("the program runs");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("the schema is JSON");
    let mut silent = Vec::new();
    let definitions = schema["$defs"]
        .as_object()
        .expect("the schema has definitions");
    for (name, definition) in definitions
        .iter()
        .chain([(&"Manifest".to_owned(), &schema)])
    {
        for (field, of) in definition["properties"].as_object().into_iter().flatten() {
            if of.get("description").is_none() {
                silent.push(format!("{name}.{field}"));
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join(", "));
}
