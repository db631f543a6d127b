//! The files of a manifest, from disk to one manifest that holds together.

use std::collections::{BTreeSet, VecDeque};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use super::project::{Input, name_in, normalized, repository, unreadable};
use crate::manifest::{Include, Loaded, SourceFile, Sources};
use crate::problem::InputProblem;
use crate::yaml::{Limits, quoted};

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
            if path
                .extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
            {
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
        let pattern = include.pattern;
        let Some((start, glob)) = self.located(pattern, folder) else {
            let message = format!("{} leads out of the project", quoted(pattern));
            return self.problems.push(include.problem(
                file,
                message,
                "include files of the project, by a path relative to this file",
            ));
        };
        let Some(glob) = glob else {
            if start.is_file() {
                self.queue.push_back(start);
            } else {
                let message = format!("there is no file {}", quoted(pattern));
                self.problems.push(include.problem(
                    file,
                    message,
                    "name a file, relative to this one, or a pattern such as `security/*.yaml`",
                ));
            }
            return;
        };
        let glob = match glob {
            Ok(glob) => glob,
            Err(message) => {
                return self.problems.push(include.problem(
                    file,
                    message,
                    "write a pattern such as `security/*.yaml`",
                ));
            }
        };
        let mut found = Vec::new();
        if start.is_dir() {
            self.walk(&start, &mut |path| {
                if path
                    .strip_prefix(&start)
                    .is_ok_and(|path| glob.is_match(path))
                {
                    found.push(path.to_owned());
                }
            });
        }
        if found.is_empty() {
            let message = format!("no file matches {}", quoted(pattern));
            self.problems.push(include.problem(
                file,
                message,
                "correct the pattern, or leave it out",
            ));
        }
        self.queue.extend(found);
    }

    /// The folder a pattern starts from, and the rest of the pattern; nothing where it leads out of the project.
    fn located(
        &self,
        pattern: &str,
        folder: &Path,
    ) -> Option<(PathBuf, Option<Result<GlobMatcher, String>>)> {
        if Path::new(pattern).is_absolute() {
            return None;
        }
        let is_glob = |part: &str| part.contains(['*', '?', '[', '{']);
        let parts: Vec<&str> = pattern.split('/').collect();
        let plain = parts.iter().take_while(|part| !is_glob(part)).count();
        let start = normalized(&folder.join(parts[..plain].join("/")))?;
        let leaves_by_link = start
            .canonicalize()
            .is_ok_and(|real| !real.starts_with(&self.root));
        if leaves_by_link || !start.starts_with(&self.root) {
            return None;
        }
        if plain == parts.len() {
            return Some((start, None));
        }
        let glob = GlobBuilder::new(&parts[plain..].join("/"))
            .literal_separator(true)
            .build();
        Some((
            start,
            Some(
                glob.map(|glob| glob.compile_matcher())
                    .map_err(|error| format!("this is no pattern: {}", error.kind())),
            ),
        ))
    }

    /// Goes through the files below a folder in the order of their names, and says what cannot be looked at.
    fn walk(&mut self, folder: &Path, visit: &mut dyn FnMut(&Path)) {
        let walk = WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter();
        let root = self.root.clone();
        let stays_inside = |path: &Path| {
            path.canonicalize()
                .is_ok_and(|real| real.starts_with(&root))
        };
        let mut left: Vec<PathBuf> = Vec::new();
        let entries = walk.filter_entry(|entry| {
            let is_repository = entry.depth() > 0 && entry.file_name() == ".git";
            let leaves = entry.path_is_symlink() && !stays_inside(entry.path());
            if leaves {
                left.push(entry.path().to_owned());
            }
            !is_repository && !leaves
        });
        let mut found = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() => found.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => {
                    let name = name_in(&self.root, error.path().unwrap_or(folder));
                    if error.loop_ancestor().is_some() {
                        self.notices.push(format!(
                            "the link `{name}` leads back to a folder above it and was passed over"
                        ));
                    } else {
                        let error = error
                            .into_io_error()
                            .unwrap_or_else(|| io::Error::other("unreadable"));
                        self.problems.push(unreadable(&name, &error));
                    }
                }
            }
        }
        self.problems.extend(
            left.iter()
                .map(|path| leads_out(&name_in(&self.root, path))),
        );
        for path in &found {
            visit(path);
        }
    }
}

/// How standard input is called in messages and reports.
const STDIN: &str = "<stdin>";

fn leads_out(name: &str) -> InputProblem {
    InputProblem::of_file(name, "the link leads out of the project")
        .with_help("copy the file into the project, or remove the link")
}

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
