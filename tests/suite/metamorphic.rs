//! A company that is ready, and one thing that goes wrong: the gate that watches it tells, and no other that has no business to.
//!
//! Beside the fixtures of each gate lies a `mutation.toml`: what goes wrong, as small edits of an example that is ready, and which other
//! gates change their outcome with it. `READYCTL_UPDATE=1 cargo test --test suite metamorphic` writes the lists of other gates anew;
//! somebody must then read them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use readyctl::evaluate::Selection;
use readyctl::gate::{Catalog, SizeBand};
use readyctl::manifest::Loaded;
use readyctl::report::model::Outcome;
use readyctl::yaml::NodeId;

use crate::edits::{Edit, edited, follow};
use crate::fixtures::{Bar, files_of, judge_loaded, load};
use crate::gates::asked;
use crate::monotonicity::on_every_core;

/// So many mutations may lead to what nobody told, and not to what is known to be wrong.
const MOST_UNKNOWN: usize = 5;

/// What goes wrong, and which gates tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutation {
    /// What has gone wrong at the company.
    pub what: String,
    /// The example that it starts from.
    #[serde(default)]
    from: Example,
    /// The outcome of the gate, which passed before.
    flips_to: Flip,
    /// The other gates whose outcome changes.
    also: BTreeSet<String>,
    /// Why they do.
    also_because: Option<String>,
    /// What is so before anything goes wrong, where the example has no such case.
    #[serde(default)]
    given: Vec<Change>,
    /// What goes wrong.
    edit: Vec<Change>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Example {
    #[default]
    Ready,
    /// With an acceptance.
    Conditional,
    /// With models, and cover by day and by night.
    Regulated,
}

impl Example {
    fn folder(self) -> PathBuf {
        let name = match self {
            Self::Ready => "ready",
            Self::Conditional => "conditional",
            Self::Regulated => "regulated",
        };
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(name)
    }

    fn load(self) -> Loaded {
        let path = self.folder().join("readiness.yaml");
        let text = fs::read_to_string(&path).expect("an example has a manifest");
        load(&text).unwrap_or_else(|_| panic!("{} is valid", path.display()))
    }

    fn bar(self) -> Bar {
        let profile = match self {
            Self::Ready | Self::Conditional => SizeBand::Small,
            Self::Regulated => SizeBand::Regulated,
        };
        Bar {
            profile,
            ..Bar::usual()
        }
    }

    /// Judged as it would be in that example's folder, every gate of the catalogue.
    fn outcomes(self, loaded: &Loaded) -> Outcomes {
        let files = files_of(loaded, &self.folder());
        let report = judge_loaded(loaded, &files, self.bar(), &Selection::Everything)
            .unwrap_or_else(|_| panic!("the reports of {self:?} can be read"));
        let results = report.gates.iter();
        results
            .map(|result| (result.gate.id, result.outcome))
            .collect()
    }
}

type Outcomes = BTreeMap<&'static str, Outcome>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Flip {
    Fail,
    Warn,
    Unknown,
}

impl Flip {
    fn outcome(self) -> Outcome {
        match self {
            Self::Fail => Outcome::Fail,
            Self::Warn => Outcome::Warn,
            Self::Unknown => Outcome::Unknown,
        }
    }
}

/// One edit: where, and one of the three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    at: String,
    replace: Option<String>,
    add: Option<String>,
    #[serde(default)]
    remove: bool,
}

impl Change {
    fn edit(&self) -> Result<Edit, String> {
        match (&self.replace, &self.add, self.remove) {
            (Some(text), None, false) => Ok(Edit::Replace(text.clone())),
            (None, Some(text), false) => Ok(Edit::Add(text.clone())),
            (None, None, true) => Ok(Edit::Remove),
            _ => Err(format!("{}: one of replace, add and remove", self.at)),
        }
    }
}

/// The manifest after some changes, read anew.
fn changed(loaded: &Loaded, changes: &[Change]) -> Result<Loaded, String> {
    let tree = &loaded.sources.files[0].tree;
    let edits = changes
        .iter()
        .map(|change| {
            let node = follow(tree, &change.at);
            let node = node.ok_or_else(|| format!("{}: no such place", change.at))?;
            Ok((node, change.edit()?))
        })
        .collect::<Result<Vec<(NodeId, Edit)>, String>>()?;
    load(&edited(tree, &edits)).map_err(|problems| {
        let options = readyctl::problem::RenderOptions {
            colour: false,
            width: 120,
        };
        readyctl::problem::render(&problems, &options)
    })
}

fn path_of(gate: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/gates")
        .join(gate)
        .join("mutation.toml")
}

pub fn read(gate: &str) -> Result<Mutation, String> {
    let path = path_of(gate);
    let text = fs::read_to_string(path).map_err(|error| format!("no mutation.toml: {error}"))?;
    toml::from_str(&text).map_err(|error| error.to_string())
}

/// The gates other than that one whose outcome is not what it was.
fn others(gate: &str, before: &Outcomes, after: &Outcomes) -> BTreeSet<String> {
    let is_changed = |other: &&str| before.get(*other) != after.get(*other);
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let others = names.into_iter().filter(|other| *other != gate);
    others.filter(is_changed).map(str::to_owned).collect()
}

/// What is not as declared, in words.
fn complaints(gate: &str, bases: &BTreeMap<Example, (Loaded, Outcomes)>) -> Result<(), String> {
    let mutation = read(gate)?;
    let (base, outcomes) = &bases[&mutation.from];
    let given;
    let (base, before) = if mutation.given.is_empty() {
        (base, outcomes)
    } else {
        given = changed(base, &mutation.given)?;
        (&given, &mutation.from.outcomes(&given))
    };
    let after = mutation.from.outcomes(&changed(base, &mutation.edit)?);
    let also = others(gate, before, &after);
    let mut wrong = Vec::new();
    for (when, outcomes, wanted) in [
        ("before", before, Outcome::Pass),
        ("after", &after, mutation.flips_to.outcome()),
    ] {
        let came = outcomes.get(gate).map_or("not asked", |it| it.word());
        if came != wanted.word() {
            wrong.push(format!("{when}: expected {}, came {came}", wanted.word()));
        }
    }
    let outcome = |name: &String| after.get(name.as_str()).map_or("not asked", |it| it.word());
    for name in also.difference(&mutation.also) {
        wrong.push(format!("{name} changed to {} as well", outcome(name)));
    }
    for name in mutation.also.difference(&also) {
        wrong.push(format!(
            "{name} was to change as well, and is {}",
            outcome(name)
        ));
    }
    if also.is_empty() == mutation.also_because.is_some() {
        wrong.push("`also_because` says why others change, and stands only then".to_owned());
    }
    if std::env::var_os("READYCTL_UPDATE").is_some() && also != mutation.also {
        write_also(gate, &also);
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\n  {}", mutation.what, wrong.join("\n  ")))
    }
}

/// Writes the list of other gates anew, and nothing else of the file.
fn write_also(gate: &str, also: &BTreeSet<String>) {
    let path = path_of(gate);
    let text = fs::read_to_string(&path).expect("it was read before");
    let lines = text.lines().map(|line| {
        if line.starts_with("also = ") {
            format!("also = {also:?}\n")
                .replace('{', "[")
                .replace('}', "]")
        } else {
            format!("{line}\n")
        }
    });
    fs::write(&path, lines.collect::<String>()).expect("it can be written");
}

#[test]
fn each_gate_tells_what_goes_wrong_and_no_other_that_has_no_business_to() {
    let bases = [Example::Ready, Example::Conditional, Example::Regulated].map(|example| {
        let loaded = example.load();
        let outcomes = example.outcomes(&loaded);
        (example, (loaded, outcomes))
    });
    let bases = BTreeMap::from(bases);
    let gates: Vec<&str> = asked().iter().map(|gate| gate.definition.id).collect();
    let complaints = on_every_core(&gates, |gate| {
        let complaint = complaints(gate, &bases).err();
        complaint
            .map(|complaint| format!("{gate}: {complaint}"))
            .into_iter()
            .collect()
    });
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn what_goes_wrong_is_mostly_known_and_not_left_unsaid() {
    let gates = Catalog::embedded();
    let gates = gates.gates().iter().map(|gate| gate.definition.id);
    let unknown: Vec<&str> = gates
        .filter(|gate| read(gate).is_ok_and(|mutation| mutation.flips_to == Flip::Unknown))
        .collect();
    assert!(unknown.len() <= MOST_UNKNOWN, "{unknown:?}");
}
