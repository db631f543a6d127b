//! Gate definitions and parameters as Rust statics.

#[path = "gates/parameters.rs"]
mod parameters;
#[path = "gates/written.rs"]
mod written;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::de::DeserializeOwned;

use written::{Acceptability, GateFile, Severities};

const FOLDER: &str = "gates";
const PARAMETERS: &str = "gates/parameters.toml";

/// The folders of gates, in the order of `gate::Area`.
const AREAS: [&str; 13] = [
    "company",
    "poc",
    "pilot",
    "pre_production",
    "governance",
    "assurance",
    "security",
    "release",
    "trust",
    "commercial",
    "operations",
    "resilience",
    "cost",
];

/// The folder of tables that are no gates.
const DATA: &str = "data";

/// Writes `gates.rs` into the folder for generated source; a problem names its file.
pub fn write() -> Result<(), String> {
    check_folders()?;
    let parameters: BTreeMap<String, parameters::Written> = read(Path::new(PARAMETERS))?;
    let mut source = vec![
        parameters::source(&parameters).map_err(|problem| format!("{PARAMETERS}: {problem}"))?,
    ];
    let mut names = Names::default();
    for area in AREAS {
        let mut gates = String::new();
        for file in gate_files(area)? {
            let gate: GateFile = read(&file)?;
            let definition = names
                .claim(&file, &gate)
                .and_then(|name| definition(area, &name, &gate, &parameters))
                .map_err(|problem| format!("{}: {problem}", file.display()))?;
            gates.push_str(&definition);
        }
        source.push(format!("pub(crate) mod {area} {{\n{gates}}}\n"));
    }
    let folder = env::var_os("OUT_DIR").ok_or("cargo names no folder for generated source")?;
    let out = Path::new(&folder).join("gates.rs");
    fs::write(&out, source.concat()).map_err(|error| format!("{}: {error}", out.display()))
}

/// A gate in a folder that is no area would never be compiled.
fn check_folders() -> Result<(), String> {
    let stray = entries(Path::new(FOLDER))?.into_iter().find(|path| {
        let name = path.file_name().unwrap_or_default();
        path.is_dir() && name != DATA && !AREAS.iter().any(|area| name == *area)
    });
    match stray {
        None => Ok(()),
        Some(folder) => Err(format!("{}: there is no such area", folder.display())),
    }
}

fn gate_files(area: &str) -> Result<Vec<PathBuf>, String> {
    let folder = Path::new(FOLDER).join(area);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let files = entries(&folder)?;
    match files
        .iter()
        .find(|file| file.extension().is_none_or(|end| end != "toml"))
    {
        None => Ok(files),
        Some(stray) => Err(format!(
            "{}: only gates belong here, one `.toml` file each",
            stray.display()
        )),
    }
}

/// What a folder holds, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let at = |error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(at)? {
        paths.push(entry.map_err(at)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T, String> {
    let at = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| at(&error))?;
    toml::from_str(&text).map_err(|error| at(&error))
}

/// Which file claims which name; a name is one gate's over all areas, and is never used again.
#[derive(Default)]
struct Names(BTreeMap<String, PathBuf>);

impl Names {
    /// Claims a gate's name and aliases, and returns the name.
    fn claim(&mut self, file: &Path, gate: &GateFile) -> Result<String, String> {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        if !is_snake_case(&name) {
            return Err(format!("`{name}` is not in `snake_case`"));
        }
        for name in [&*name]
            .into_iter()
            .chain(gate.aliases.iter().map(String::as_str))
        {
            let short = name.rsplit('/').next().unwrap_or(name);
            if let Some(earlier) = self.0.insert(short.to_owned(), file.to_owned()) {
                return Err(format!("`{short}` is a name of {} too", earlier.display()));
            }
        }
        Ok(name.into_owned())
    }
}

fn definition(
    area: &str,
    name: &str,
    gate: &GateFile,
    parameters: &BTreeMap<String, parameters::Written>,
) -> Result<String, String> {
    if let Some(unknown) = gate
        .parameters
        .iter()
        .find(|name| !parameters.contains_key(*name))
    {
        return Err(format!("`{unknown}` is no parameter of {PARAMETERS}"));
    }
    let fields = [
        ("area", format!("crate::gate::Area::{}", pascal(area))),
        ("name", quoted(name)),
        ("id", quoted(&format!("{area}/{name}"))),
        ("title", quoted(&gate.title)),
        ("severity", severities(gate)?),
        ("severity_note", format!("{:?}", gate.severity_note)),
        ("stage", word(&gate.stage, STAGES)?),
        ("logic", words(&gate.logic, LOGIC)?),
        ("acceptable", acceptability(&gate.acceptable)?),
        ("why", quoted(&folded(&gate.why))),
        ("reads", format!("&{:?}", gate.reads)),
        ("fails_when", clauses(&gate.fails_when)?),
        ("warns_when", clauses(&gate.warns_when)?),
        ("how_to_pass", quoted(&folded(&gate.how_to_pass))),
        ("evidence", evidence(area, name, &gate.evidence)),
        ("references", format!("&{:?}", gate.references)),
        ("parameters", format!("&{:?}", gate.parameters)),
        ("aliases", format!("&{:?}", gate.aliases)),
        ("since", quoted(&gate.since)),
        ("example", example(&gate.example)),
    ];
    let fields = fields.map(|(field, value)| format!("        {field}: {value},\n"));
    Ok(format!(
        "    pub(crate) static {name}: crate::gate::Definition = crate::gate::Definition {{\n{}    }};\n",
        fields.concat()
    ))
}

/// Words of a definition, and the type that they are words of.
type Words = (&'static str, &'static [&'static str]);

const STAGES: Words = (
    "crate::manifest::model::Stage",
    &["company", "poc", "pilot", "pre_production", "production"],
);
const LEVELS: Words = (
    "crate::manifest::model::Level",
    &["low", "medium", "high", "critical"],
);
const SEVERITIES: Words = ("crate::gate::Severity", &["minor", "major", "blocker"]);
const LOGIC: Words = (
    "crate::gate::Logic",
    &[
        "presence",
        "freshness",
        "threshold",
        "integrity",
        "cross_check",
        "judgement",
    ],
);

fn word(written: &str, (of, known): Words) -> Result<String, String> {
    if known.contains(&written) {
        Ok(format!("{of}::{}", pascal(written)))
    } else {
        Err(format!("expected one of {known:?}, found `{written}`"))
    }
}

fn words(written: &[String], known: Words) -> Result<String, String> {
    let words: Result<Vec<String>, String> =
        written.iter().map(|written| word(written, known)).collect();
    Ok(format!("&[{}]", words?.join(", ")))
}

fn severities(gate: &GateFile) -> Result<String, String> {
    let (tiny, small, regulated) = match &gate.severity {
        Severities::Same(word) => (word, word, word),
        Severities::ByProfile {
            tiny,
            small,
            regulated,
        } => (tiny, small, regulated),
    };
    let differs = tiny != small || small != regulated;
    if differs != gate.severity_reason.is_some() {
        return Err(
            "`severity_reason` belongs to severities that differ, and to no others".to_owned(),
        );
    }
    Ok(format!(
        "crate::gate::Severities {{ tiny: {}, small: {}, regulated: {}, reason: {:?} }}",
        word(tiny, SEVERITIES)?,
        word(small, SEVERITIES)?,
        word(regulated, SEVERITIES)?,
        gate.severity_reason
    ))
}

fn acceptability(written: &Acceptability) -> Result<String, String> {
    let (authority, longest_days, except) = match written {
        Acceptability::Flag(false) => return Ok("crate::gate::Acceptability::No".to_owned()),
        Acceptability::Flag(true) => (&None, &None, &None),
        Acceptability::Limited {
            authority,
            longest_days,
            except,
        } => (authority, longest_days, except),
    };
    let authority = word(authority.as_deref().unwrap_or("low"), LEVELS)?;
    Ok(format!(
        "crate::gate::Acceptability::Yes {{ authority: {authority}, longest_days: {longest_days:?}, except: {except:?} }}"
    ))
}

fn clauses(written: &toml::Table) -> Result<String, String> {
    let mut clauses = Vec::new();
    for (key, text) in written {
        let text = text
            .as_str()
            .ok_or_else(|| format!("the clause `{key}` is no text"))?;
        if !is_snake_case(key) {
            return Err(format!("the clause `{key}` is not in `snake_case`"));
        }
        clauses.push(format!(
            "crate::gate::Clause {{ key: {key:?}, text: {text:?} }}"
        ));
    }
    Ok(format!("&[{}]", clauses.join(", ")))
}

/// The model knows the kinds; the comment tells the file where the compiler refuses one.
fn evidence(area: &str, name: &str, kinds: &[String]) -> String {
    let kinds: Vec<String> = kinds
        .iter()
        .map(|kind| format!("crate::manifest::model::EvidenceKind::{}", pascal(kind)))
        .collect();
    let kinds = kinds.join(", ");
    format!("&[{kinds}] /* {FOLDER}/{area}/{name}.toml */")
}

fn example(example: &written::Example) -> String {
    format!(
        "crate::gate::Example {{ fails: {:?}, passes: {:?} }}",
        example.fails, example.passes
    )
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// The text with each paragraph on one line.
fn folded(text: &str) -> String {
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    paragraphs.join("\n")
}

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn pascal(word: &str) -> String {
    word.split('_')
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect()
}
