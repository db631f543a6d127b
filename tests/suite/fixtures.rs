//! Fixtures: ordinary small manifests that say in comments what must be found, and where.
//!
//! The name of a fixture begins with the outcome its gate must have: `pass_…`, `fail_<clause>…`, `warn_<clause>…`, `unknown_…`,
//! `not_applicable_…` or `accepted_…`. A line on which a finding must appear ends in `# expect: <clause>` (several are separated by
//! commas; what nobody told is `untold`). Comments at the top set the day, profile and stage: `# as-of: 2026-11-12`,
//! `# profile: regulated`, `# stage: pilot`; without them it is 2026-11-12, small, production. `# weighs: blocker` says how much the
//! heaviest weighs of what does not hold, where that differs from the gate. Files that evidence points at lie beside the fixture.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use readyctl::evaluate::{Question, Selection, evaluate};
use readyctl::evidence::ProjectFiles;
use readyctl::gate::{Catalog, Definition, Severity, SizeBand};
use readyctl::manifest::model::Stage;
use readyctl::manifest::{Loaded, SourceFile, Sources};
use readyctl::policy::Policy;
use readyctl::problem::InputProblem;
use readyctl::report::model::{FindingOutcome, GateResult, Report, Seal};
use readyctl::time::Day;
use readyctl::yaml::Limits;

/// The day on which fixtures are judged that do not say otherwise.
pub const DAY: &str = "2026-11-12";

/// A fixture as it lies on disk.
pub struct Fixture {
    pub path: PathBuf,
    pub text: String,
}

impl Fixture {
    pub fn read(path: &Path) -> Self {
        let text =
            fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self {
            path: path.to_owned(),
            text,
        }
    }

    pub fn stem(&self) -> &str {
        self.path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("fixtures have plain names")
    }

    /// The lines on which findings must appear, and by which clause.
    pub fn expected(&self) -> BTreeSet<(u32, String)> {
        let mut expected = BTreeSet::new();
        for (number, line) in (1..).zip(self.text.lines()) {
            if let Some((_, clauses)) = line.split_once("# expect:") {
                expected.extend(
                    clauses
                        .split(',')
                        .map(|clause| (number, clause.trim().to_owned())),
                );
            }
        }
        expected
    }

    fn setting(&self, name: &str) -> Option<&str> {
        let prefix = format!("# {name}:");
        let mut comments = self.text.lines().take_while(|line| line.starts_with('#'));
        comments
            .find_map(|line| line.strip_prefix(&prefix))
            .map(str::trim)
    }

    /// How much the heaviest must weigh of what does not hold, where the fixture says so.
    pub fn weighs(&self) -> Option<&str> {
        self.setting("weighs")
    }

    /// What the comments at the top say of how it is judged.
    pub fn bar(&self) -> Bar {
        let profile = match self.setting("profile") {
            None | Some("small") => SizeBand::Small,
            Some("tiny") => SizeBand::Tiny,
            Some("regulated") => SizeBand::Regulated,
            Some(other) => panic!("{}: no profile `{other}`", self.path.display()),
        };
        let stage = self.setting("stage").map_or(Stage::Production, |word| {
            let known = Stage::ALL
                .iter()
                .copied()
                .find(|stage| stage.word() == word);
            known.unwrap_or_else(|| panic!("{}: no stage `{word}`", self.path.display()))
        });
        Bar {
            profile,
            stage,
            as_of: self.setting("as-of").unwrap_or(DAY).parse().expect("a day"),
        }
    }

    /// The folder in which evidence lies.
    pub fn folder(&self) -> &Path {
        self.path.parent().expect("fixtures lie in a folder")
    }

    pub fn judge(&self, gate: &Definition) -> Report {
        let judged = judge_text(&self.text, self.folder(), self.bar(), &only(gate));
        judged.unwrap_or_else(|problems| panic!("{}:\n{problems}", self.path.display()))
    }
}

/// What a manifest is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    pub profile: SizeBand,
    pub stage: Stage,
    pub as_of: Day,
}

impl Bar {
    /// As in production of a company of thirty, on the day of the fixtures.
    pub fn usual() -> Self {
        Self {
            profile: SizeBand::Small,
            stage: Stage::Production,
            as_of: DAY.parse().expect("a day"),
        }
    }
}

/// That gate alone.
pub fn only(gate: &Definition) -> Selection {
    Selection::Only {
        areas: BTreeSet::new(),
        gates: BTreeSet::from([gate.id]),
    }
}

/// Reads a manifest given as text.
pub fn load(text: &str) -> Result<Loaded, Vec<InputProblem>> {
    static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let catalog = Catalog::embedded();
        let gates = catalog.gates().iter();
        gates.map(|gate| gate.definition.id).collect()
    });
    let file = SourceFile::parse(
        "readiness.yaml",
        text.as_bytes().to_vec(),
        &Limits::default(),
    )?;
    Loaded::from_sources(Sources { files: vec![file] }, &NAMES)
}

/// What lies around a manifest.
pub struct Surroundings {
    evidence: ProjectFiles,
    /// Where reports of scanners lie.
    folder: PathBuf,
}

/// What lies around a manifest, below its folder.
pub fn files_of(loaded: &Loaded, folder: &Path) -> Surroundings {
    let folder = folder.canonicalize().expect("fixtures lie in a folder");
    Surroundings {
        evidence: readyctl::commands::read_evidence(&loaded.manifest, &folder, &folder),
        folder,
    }
}

/// Judges a manifest that was read, with the reports that it names.
pub fn judge_loaded(
    loaded: &Loaded,
    files: &Surroundings,
    bar: Bar,
    selection: &Selection,
) -> Result<Report, Vec<InputProblem>> {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
    let folder = &files.folder;
    let scans = readyctl::commands::read_scans(loaded, folder, folder, bar.as_of)?;
    let people = match bar.profile {
        SizeBand::Tiny => 5,
        SizeBand::Small => 30,
        SizeBand::Regulated => 31,
    };
    let policy = Policy::default_for(Some(people));
    let seal = Seal {
        files: vec!["readiness.yaml".to_owned()],
        digest: String::new(),
    };
    Ok(evaluate(Question {
        manifest: &loaded.manifest,
        sources: &loaded.sources,
        files: &files.evidence,
        scans: &scans,
        seal: &seal,
        catalog: &CATALOG,
        policy: &policy,
        stage: bar.stage,
        as_of: bar.as_of,
        selection,
    }))
}

/// Judges a manifest given as text; evidence lies in the folder.
pub fn judge_text(
    text: &str,
    folder: &Path,
    bar: Bar,
    selection: &Selection,
) -> Result<Report, String> {
    let shown = |problems: Vec<InputProblem>| {
        let options = readyctl::problem::RenderOptions {
            colour: false,
            width: 120,
        };
        readyctl::problem::render(&problems, &options)
    };
    let loaded = load(text).map_err(shown)?;
    let files = files_of(&loaded, folder);
    judge_loaded(&loaded, &files, bar, selection).map_err(shown)
}

/// How much the heaviest weighs of what does not hold.
pub fn heaviest(result: &GateResult) -> Option<Severity> {
    let findings = result.findings.iter();
    let does_not_hold = findings.filter(|finding| {
        matches!(
            finding.outcome,
            FindingOutcome::Fail | FindingOutcome::Unknown
        )
    });
    does_not_hold.map(|finding| finding.severity).max()
}

/// The lines on which findings appeared, and by which clause.
pub fn found(result: &GateResult) -> BTreeSet<(u32, String)> {
    let place = |finding: &readyctl::report::model::Finding| {
        (
            finding.location.position.line.get(),
            finding.clause.to_owned(),
        )
    };
    result.findings.iter().map(place).collect()
}
