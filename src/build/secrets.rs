//! The shapes of secrets, from `gates/data/secrets.toml`.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

const SECRETS: &str = "gates/data/secrets.toml";

/// The alphabets that a shape can name, and the bytes of each.
const ALPHABETS: [(&str, &str); 7] = [
    ("hex", "Hex"),
    ("letters_digits", "LettersDigits"),
    ("capitals_digits", "CapitalsDigits"),
    ("word", "Word"),
    ("dotted", "Dotted"),
    ("path", "Path"),
    ("base64", "Base64"),
];

/// Writes `secrets.rs` into the folder for generated source.
pub fn write() {
    println!("cargo::rerun-if-changed={SECRETS}");
    let text = fs::read_to_string(SECRETS).unwrap_or_else(|error| panic!("{SECRETS}: {error}"));
    let file: SecretFile =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{SECRETS}: {error}"));
    assert!(
        !file.source.is_empty() && !file.date.is_empty(),
        "{SECRETS}: the file names its source and the day it was read"
    );
    let shapes = file.shapes.iter().flat_map(|(key, shape)| {
        assert!(
            !shape.source.is_empty() && !shape.date.is_empty(),
            "{SECRETS}: `{key}` names its source and the day it was read"
        );
        shape.starts.iter().map(|start| row(key, shape, start))
    });
    let source = format!(
        "/// The shapes, one for each beginning.\nstatic SHAPES: &[Shape] = &[\n{}];\n",
        shapes.collect::<String>()
    );
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated source");
    fs::write(Path::new(&folder).join("secrets.rs"), source)
        .expect("the folder for generated source can be written");
}

fn row(key: &str, shape: &WrittenShape, start: &str) -> String {
    let alphabet = ALPHABETS
        .iter()
        .find(|(name, _)| *name == shape.alphabet)
        .unwrap_or_else(|| panic!("{SECRETS}: `{key}` names no known alphabet"));
    format!(
        "    Shape {{ name: {:?}, start: {start:?}, alphabet: Alphabet::{}, least: {}, most: {} }},\n",
        shape.name,
        alphabet.1,
        shape.least,
        shape
            .most
            .map_or_else(|| "usize::MAX".to_owned(), |most| most.to_string())
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretFile {
    source: String,
    date: String,
    shapes: BTreeMap<String, WrittenShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenShape {
    name: String,
    starts: Vec<String>,
    alphabet: String,
    least: usize,
    most: Option<usize>,
    source: String,
    date: String,
}
