//! The published schemas that the forms for machines keep to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::manifests::examples;
use super::said::json;
use super::*;

fn schema(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/schemas")
        .join(name)
}

/// What breaks a JSON Schema, for the report made by hand, an empty one and every example.
fn errors(format: Format, name: &str) -> Vec<String> {
    let schema = json(&fs::read_to_string(schema(name)).unwrap());
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut errors = Vec::new();
    for text in texts(format) {
        let json = json(&text);
        let found = validator.iter_errors(&json);
        errors.extend(found.map(|error| format!("{error} at {}", error.instance_path())));
    }
    errors
}

fn texts(format: Format) -> Vec<String> {
    let mut texts: Vec<String> = [
        northlight(),
        report_of(Vec::new()),
        super::hostile::report(),
    ]
    .iter()
    .map(|report| rendered(format, report, &options(report)))
    .collect();
    texts.extend(examples().iter().map(|example| example.rendered(format)));
    texts
}

#[test]
fn sarif_keeps_to_its_schema() {
    assert_eq!(
        errors(Format::Sarif, "sarif-2.1.0.schema.json"),
        [] as [&str; 0]
    );
}

#[test]
fn gitlab_code_quality_keeps_to_its_schema() {
    assert_eq!(
        errors(Format::Gitlab, "gitlab-code-quality.schema.json"),
        [] as [&str; 0]
    );
}

#[test]
fn json_keeps_to_its_own_schema_for_every_example() {
    let schema = serde_json::to_value(json::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in texts(Format::JsonV1) {
        assert!(validator.is_valid(&json(&text)));
    }
}

#[test]
fn junit_keeps_to_the_schema_of_jenkins() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = texts(Format::Junit)
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let file = folder.path().join(format!("{index}.xml"));
            fs::write(&file, text).unwrap();
            file
        })
        .collect();
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema("junit-10.xsd"))
        .args(&files)
        .output();
    let Ok(output) = output else {
        let in_pipeline = std::env::var_os("CI").is_some();
        assert!(!in_pipeline, "xmllint is missing: install libxml2-utils");
        println!("skipped: xmllint is missing");
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
