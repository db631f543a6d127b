//! The files of a manifest, from disk to one manifest that holds together.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::patterns::{self, Unmatched, leads_out};
use super::project::{Input, name_in, repository, unreadable};
use crate::manifest::{Include, Loaded, SourceFile, Sources};
use crate::problem::InputProblem;
use crate::yaml::Limits;

/// A manifest with the project it belongs to.
#[derive(Debug)]
pub struct Project {
    /// The manifest and the files it was read from.
    pub loaded: Loaded,
    /// The folder that nothing may lead out of, without links.
    pub root: PathBuf,
    /// The folder that paths in the manifest start from, without links.
    pub base: PathBuf,
    /// What was passed over on the way.
    pub notices: Vec<String>,
}

/// More files than these are no manifest.
const MOST_FILES: usize = 10_000;

/// Reads a manifest with all it includes; `known_gates` are the names of all gates, `here` is the current folder.
pub fn load(
    input: &Input,
    here: &Path,
    limits: &Limits,
    known_gates: &[&str],
) -> Result<Project, Vec<InputProblem>> {
    let mut reading = Reading::start(input, here, limits)?;
    match input {
        Input::Stdin => reading.take_stdin(),
        Input::File(path) => reading.queue.push_back(path.clone()),
        Input::Folder(folder) => reading.queue_folder(folder),
    }
    reading.read_all();
    let Reading {
        root,
        base,
        sources,
        problems,
        notices,
        ..
    } = reading;
    if !problems.is_empty() {
        return Err(problems);
    }
    let loaded = Loaded::from_sources(Sources { files: sources }, known_gates)?;
    Ok(Project {
        loaded,
        root,
        base,
        notices,
    })
}

/// A manifest of which some files are read.
struct Reading<'l> {
    limits: &'l Limits,
    root: PathBuf,
    base: PathBuf,
    queue: VecDeque<PathBuf>,
    seen: BTreeSet<PathBuf>,
    sources: Vec<SourceFile>,
    problems: Vec<InputProblem>,
    notices: Vec<String>,
}

impl<'l> Reading<'l> {
    fn start(input: &Input, here: &Path, limits: &'l Limits) -> Result<Self, Vec<InputProblem>> {
        let (shown, base) = match input {
            Input::Stdin => (STDIN.to_owned(), here.to_owned()),
            Input::File(path) => (
                path.display().to_string(),
                path.parent().map(Path::to_owned).unwrap_or_default(),
            ),
            Input::Folder(folder) => (folder.display().to_string(), folder.clone()),
        };
        let base = base
            .canonicalize()
            .map_err(|error| vec![unreadable(&shown, &error)])?;
        let root = repository(&base).unwrap_or_else(|| base.clone());
        Ok(Self {
            limits,
            root,
            base,
            queue: VecDeque::new(),
            seen: BTreeSet::new(),
            sources: Vec::new(),
            problems: Vec::new(),
            notices: Vec::new(),
        })
    }

    fn take_stdin(&mut self) {
        let mut bytes = Vec::new();
        let read = io::stdin()
            .lock()
            .take(self.limits.bytes.saturating_add(1))
            .read_to_end(&mut bytes);
        match read {
            Ok(_) => self.parse(STDIN, bytes, &self.base.clone()),
            Err(error) => self.problems.push(unreadable(STDIN, &error)),
        }
    }

    fn read_all(&mut self) {
        while let Some(path) = self.queue.pop_front() {
            if self.sources.len() == MOST_FILES {
                let message = format!("the manifest has more than {MOST_FILES} files");
                self.problems.push(
                    InputProblem::of_file(name_in(&self.root, &path), message)
                        .with_help("name fewer files"),
                );
                return;
            }
            self.read(&path);
        }
    }

    fn read(&mut self, path: &Path) {
        let shown = name_in(&self.root, path);
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.problems.push(unreadable(&shown, &error)),
        };
        let is_given_by_user = self.seen.is_empty();
        if !self.seen.insert(real.clone()) {
            return;
        }
        if !is_given_by_user && !real.starts_with(&self.root) {
            return self.problems.push(leads_out(&shown));
        }
        match bytes_of(&real, self.limits) {
            Ok(Ok(bytes)) => {
                // A file is called by where a reader finds it, not by where its link leads, and so is what it includes.
                let folder = path
                    .parent()
                    .and_then(|folder| folder.canonicalize().ok())
                    .unwrap_or_else(|| self.base.clone());
                let name = name_in(
                    &self.root,
                    &folder.join(path.file_name().unwrap_or_default()),
                );
                self.parse(&name, bytes, &folder);
            }
            Ok(Err(size)) => {
                let message = format!(
                    "the file has {size} bytes, the limit is {} bytes",
                    self.limits.bytes
                );
                self.problems
                    .push(InputProblem::of_file(shown, message).with_help(
                        "split the file, or raise the size limit if it is meant to be so large",
                    ));
            }
            Err(error) => self.problems.push(unreadable(&shown, &error)),
        }
    }

    fn parse(&mut self, name: &str, bytes: Vec<u8>, folder: &Path) {
        match SourceFile::parse(name, bytes, self.limits) {
            Ok(file) => {
                for include in file.includes() {
                    self.queue_include(&file, &include, folder);
                }
                self.sources.push(file);
            }
            Err(problems) => self.problems.extend(problems),
        }
    }

    /// Adds every YAML file below a folder, sorted by name.
    fn queue_folder(&mut self, folder: &Path) {
        let mut found = Vec::new();
        self.walk(folder, &mut |path| {
            let is_yaml = |end: &OsStr| {
                ["yaml", "yml"]
                    .iter()
                    .any(|yaml| end.eq_ignore_ascii_case(yaml))
            };
            if path.extension().is_some_and(is_yaml) {
                found.push(path.to_owned());
            }
        });
        if found.is_empty() && self.problems.is_empty() {
            let message = "there is no `*.yaml` and no `*.yml` file in this folder";
            self.problems.push(
                InputProblem::of_file(name_in(&self.root, folder), message)
                    .with_help("name a folder that holds a manifest"),
            );
        }
        self.queue.extend(found);
    }

    fn queue_include(&mut self, file: &SourceFile, include: &Include<'_>, folder: &Path) {
        let (problems, notices) = (&mut self.problems, &mut self.notices);
        match patterns::matching(&self.root, folder, include.pattern, problems, notices) {
            Ok(found) => self.queue.extend(found),
            Err(Unmatched { message, help }) => {
                self.problems.push(include.problem(file, message, help));
            }
        }
    }

    /// Goes through the files below a folder in the order of their names, and says what cannot be looked at.
    fn walk(&mut self, folder: &Path, visit: &mut dyn FnMut(&Path)) {
        for path in patterns::walk(
            &self.root,
            folder,
            patterns::ANY_DEPTH,
            &mut self.problems,
            &mut self.notices,
        ) {
            visit(&path);
        }
    }
}

/// How standard input is called in messages and reports.
const STDIN: &str = "<stdin>";

/// The bytes of a file, or its size where that is over the limit.
fn bytes_of(path: &Path, limits: &Limits) -> io::Result<Result<Vec<u8>, u64>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > limits.bytes {
        return Ok(Err(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(limits.bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(Ok(bytes))
}

#[cfg(test)]
mod tests;
