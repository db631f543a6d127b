//! Which facts of the data files were read when, from `gates/data`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::{Table, Value};

const FOLDER: &str = "gates/data";

/// Writes `facts.rs` into the folder for generated source: a row for each file, and for each entry that has a date of its own.
pub fn write() {
    let mut files: Vec<PathBuf> = fs::read_dir(FOLDER)
        .unwrap_or_else(|error| panic!("{FOLDER}: {error}"))
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let at = file.display();
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{at}: {error}"));
        let table: Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{at}: {error}"));
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let before = rows.len();
        add_rows(&name, "", &table, &mut rows);
        assert!(rows.len() > before, "{at}: nothing says when it was read");
    }
    let source = format!(
        "/// Every date of the data files.\nstatic READ: &[Read] = &[\n{}];\n",
        rows.concat()
    );
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated source");
    fs::write(Path::new(&folder).join("facts.rs"), source)
        .expect("the folder for generated source can be written");
}

fn add_rows(file: &str, entry: &str, table: &Table, rows: &mut Vec<String>) {
    if let Some(Value::String(date)) = table.get("date") {
        assert!(
            matches!(table.get("source"), Some(Value::String(source)) if !source.is_empty()),
            "{FOLDER}/{file}.toml: `{entry}` says when it was read, and not where"
        );
        rows.push(format!(
            "    Read {{ file: {file:?}, entry: {entry:?}, day: {date:?} }},\n"
        ));
    }
    for (key, value) in table {
        if let Value::Table(inner) = value {
            let dot = if entry.is_empty() { "" } else { "." };
            add_rows(file, &format!("{entry}{dot}{key}"), inner, rows);
        }
    }
}
