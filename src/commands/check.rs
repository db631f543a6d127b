//! `readyctl check`: load, evaluate, render.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::outputs;
use super::whole_file::write_whole;
use super::{Progress, Project, digest, discover, find_policy, load, read_evidence, read_scans};
use crate::evaluate::{Question, Selection, evaluate, evaluate_with_outlook};
use crate::exit_status::ExitStatus;
use crate::findings::Scans;
use crate::gate::{Area, Catalog};
use crate::manifest::Loaded;
use crate::manifest::model::Stage;
use crate::policy::Policy;
use crate::problem::InputProblem;
use crate::report::format::{Format, Options, Show, Typed, render};
use crate::report::model::{Report, Seal};
use crate::report::{Strictness, exit_status};
use crate::time::Day;
use crate::yaml::{Limits, nearest, quoted};

/// What is checked, and how it is shown.
#[derive(Debug, Clone)]
pub struct Check {
    /// The manifest, a folder of manifests, or `-`; found where it is not given.
    pub path: Option<PathBuf>,
    /// The day.
    pub as_of: Day,
    /// The stage; the manifest's own, or production.
    pub stage: Option<Stage>,
    /// Areas to narrow the run to.
    pub areas: Vec<String>,
    /// Gates to narrow the run to.
    pub gates: Vec<String>,
    /// Which policy holds.
    pub policy: PolicyChoice,
    /// How the report is shown.
    pub format: Format,
    /// Files to write the report to as well.
    pub outputs: Vec<Output>,
    /// How much is shown.
    pub show: Show,
    /// How much is asked for success.
    pub strictness: Strictness,
    /// Whether the exit status tells what was found.
    pub enforcement: Enforcement,
}

/// Which policy holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyChoice {
    /// The one beside the manifest, or in the nearest folder above it.
    Nearest,
    /// This one.
    File(PathBuf),
    /// None: the presets of the company's profile.
    None,
}

impl PolicyChoice {
    /// The flag that makes this choice; nothing where none is needed, or where a shell would read the name otherwise.
    pub(super) fn typed(&self) -> Option<String> {
        match self {
            Self::Nearest => None,
            Self::File(path) => Some(format!("--policy {}", as_a_shell_reads_it(path)?)),
            Self::None => Some("--no-policy".to_owned()),
        }
    }
}

/// A path that a shell takes for itself and nothing else.
fn as_a_shell_reads_it(path: &Path) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let path = path.to_str()?;
    (!path.starts_with('-') && path.chars().all(is_plain)).then_some(path)
}

/// A file to write the report to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// In which format.
    pub format: Format,
    /// Where.
    pub file: PathBuf,
}

/// Whether the exit status tells what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enforcement {
    /// It does.
    On,
    /// It says success whatever was found; the report alone tells.
    Off,
}

/// What a check came to.
pub struct Checked {
    /// The report.
    pub report: Report,
    /// The manifest, with its text for views that show it.
    pub loaded: Loaded,
    /// What was passed over while reading.
    pub notices: Vec<String>,
    /// What the report tells the shell, before `--exit-zero`.
    pub status: ExitStatus,
}

impl Check {
    /// What was typed, with the path and the flag of the policy as a shell reads them.
    pub(super) const fn typed<'a>(
        &self,
        path: Option<&'a str>,
        policy: Option<&'a str>,
    ) -> Typed<'a> {
        Typed {
            path,
            policy,
            stage: self.stage,
        }
    }

    /// The manifest as it was named, for the next command; standard input cannot be read again.
    pub(super) fn typed_path(&self) -> Option<String> {
        as_a_shell_reads_it(self.path.as_deref()?).map(str::to_owned)
    }

    /// Loads and judges; `here` is the current folder.
    pub fn run(&self, here: &Path) -> Result<Checked, Vec<InputProblem>> {
        self.run_watched(here, &Progress::silent())
    }

    /// Loads and judges, and says meanwhile what takes so long.
    pub fn run_watched(
        &self,
        here: &Path,
        progress: &Progress,
    ) -> Result<Checked, Vec<InputProblem>> {
        let catalog = Catalog::embedded();
        let selection = self.selection(&catalog)?;
        let names: Vec<&str> = catalog
            .gates()
            .iter()
            .map(|gate| gate.definition.id)
            .collect();
        progress.doing("reading the manifest");
        let input = discover(self.path.as_deref(), here)?;
        let project = load(&input, here, &Limits::default(), &names)?;
        let manifest = &project.loaded.manifest;
        let policy = find_policy(&self.policy, &project.base, &project.root, &catalog)?;
        let people = manifest.headcount(self.as_of);
        let few = too_few(manifest.company.size, people);
        let policy = Policy::resolve(policy, people);
        progress.doing("reading the evidence");
        let files = read_evidence(manifest, &project.root, &project.base);
        let (root, base) = (&project.root, &project.base);
        progress.doing("reading the reports of scanners");
        let scans = read_scans(&project.loaded, root, base, self.as_of)?;
        let seal = seal(&project, &files, &scans, self.as_of);
        let policy_file = policy.seal().file;
        let inputs = seal.files.iter().chain(scans.files.keys());
        let inputs = inputs.chain(&policy_file).map(|name| root.join(name));
        let problems = outputs::refused(&self.outputs, inputs);
        if !problems.is_empty() {
            return Err(problems);
        }
        progress.doing("judging the gates");
        let question = Question {
            manifest,
            sources: &project.loaded.sources,
            files: &files,
            scans: &scans,
            seal: &seal,
            catalog: &catalog,
            policy: &policy,
            stage: self
                .stage
                .or(manifest.stage.target)
                .unwrap_or(Stage::Production),
            as_of: self.as_of,
            selection: &selection,
        };
        let report = if self.looks_ahead() {
            evaluate_with_outlook(question)
        } else {
            evaluate(question)
        };
        let status = exit_status(&report, self.strictness);
        Ok(Checked {
            report,
            loaded: project.loaded,
            notices: project
                .notices
                .into_iter()
                .chain(scans.notices)
                .chain(few)
                .collect(),
            status,
        })
    }

    /// Whether any view of the report shows what turns worse in days to come.
    fn looks_ahead(&self) -> bool {
        let outputs = self.outputs.iter().map(|output| output.format);
        std::iter::once(self.format)
            .chain(outputs)
            .any(Format::looks_ahead)
    }

    /// Writes the report to every file asked for, each whole or not at all.
    pub fn write_outputs(&self, checked: &Checked) -> Result<(), Vec<InputProblem>> {
        let (path, policy) = (self.typed_path(), self.policy.typed());
        let options = Options {
            typed: self.typed(path.as_deref(), policy.as_deref()),
            width: 100,
            colour: false,
            show: Show::All,
            exit_status: checked.status,
            excerpt: &|location| checked.loaded.sources.excerpt(location),
        };
        let problems: Vec<InputProblem> = self
            .outputs
            .iter()
            .filter_map(|output| {
                let write =
                    |out: &mut dyn Write| render(output.format, &checked.report, &options, out);
                write_whole(&output.file, write)
                    .err()
                    .map(|error| unwritable(&output.file, &error))
            })
            .collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    fn selection(&self, catalog: &Catalog) -> Result<Selection, Vec<InputProblem>> {
        if self.areas.is_empty() && self.gates.is_empty() {
            return Ok(Selection::Everything);
        }
        let mut problems = Vec::new();
        let mut areas = BTreeSet::new();
        for name in &self.areas {
            match name.parse::<Area>() {
                Ok(area) => drop(areas.insert(area)),
                Err(()) => problems.push(unknown(
                    "--area",
                    "area",
                    name,
                    nearest(name, Area::ALL.map(Area::name)).into_iter(),
                )),
            }
        }
        let mut gates = BTreeSet::new();
        for name in &self.gates {
            match catalog.find(name) {
                Some(gate) => drop(gates.insert(gate.definition.id)),
                None => problems.push(unknown(
                    "--gate",
                    "gate",
                    name,
                    catalog.nearest(name).into_iter(),
                )),
            }
        }
        if problems.is_empty() {
            Ok(Selection::Only { areas, gates })
        } else {
            Err(problems)
        }
    }
}

/// A name on the command line that nothing goes by, with the nearest that something does.
pub fn unknown<'n>(
    flag: &str,
    kind: &str,
    name: &str,
    nearest: impl Iterator<Item = &'n str>,
) -> InputProblem {
    let near: Vec<String> = nearest.map(quoted).collect();
    let problem = InputProblem::of_file(flag, format!("there is no {kind} {}", quoted(name)));
    match near.as_slice() {
        [] => problem.with_help("`readyctl list` shows all of them"),
        _ => problem.with_help(format!("did you mean {}?", near.join(" or "))),
    }
}

fn seal(
    project: &Project,
    files: &crate::evidence::ProjectFiles,
    scans: &Scans,
    as_of: Day,
) -> Seal {
    let sources = &project.loaded.sources;
    let mut names: Vec<String> = sources
        .files
        .iter()
        .map(|file| file.name.to_string())
        .collect();
    names.sort();
    Seal {
        files: names,
        digest: digest(sources, files, scans, as_of),
    }
}

/// What to say where a manifest lists more people than it says there are.
fn too_few(size: Option<u32>, people: Option<u32>) -> Option<String> {
    let (Some(size), Some(people)) = (size, people) else {
        return None;
    };
    (size < people).then(|| {
        format!("`company.size` is {size}, but {people} people of the company are listed, and so many count")
    })
}

fn unwritable(file: &Path, error: &io::Error) -> InputProblem {
    InputProblem::of_file(
        file.display().to_string(),
        format!("the report cannot be written there: {error}"),
    )
}
