//! Where a manifest is, and which project it belongs to.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::problem::InputProblem;

/// Where a manifest comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// One file and what it includes.
    File(PathBuf),
    /// Every YAML file below a folder.
    Folder(PathBuf),
    /// Standard input.
    Stdin,
}

/// The names a manifest goes by where none is given.
const FILE: &str = "readiness.yaml";
const FOLDER: &str = "readiness";

/// Finds the manifest: the path given, or `readiness.yaml` or `readiness/` in `here` or the nearest folder above it, up to the
/// repository root.
pub fn discover(path: Option<&Path>, here: &Path) -> Result<Input, Vec<InputProblem>> {
    match path {
        Some(path) if path == Path::new("-") => Ok(Input::Stdin),
        Some(path) => at(here, path),
        None => nearest(here),
    }
}

fn at(here: &Path, path: &Path) -> Result<Input, Vec<InputProblem>> {
    let shown = path.display().to_string();
    match here.join(path).metadata() {
        Ok(metadata) if metadata.is_dir() => Ok(Input::Folder(here.join(path))),
        Ok(_) => Ok(Input::File(here.join(path))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let problem = InputProblem::of_file(shown, "there is no such file or folder");
            let help = "name a manifest, a folder of manifests, or `-` for standard input";
            Err(vec![problem.with_help(help)])
        }
        Err(error) => Err(vec![unreadable(&shown, &error)]),
    }
}

fn nearest(here: &Path) -> Result<Input, Vec<InputProblem>> {
    let root = repository(here);
    let last = root.as_deref().unwrap_or(here);
    let told = |path: &Path, error: &io::Error| vec![unreadable(&name_in(last, path), error)];
    for folder in here.ancestors() {
        let file = folder.join(FILE);
        if is_there(&file).map_err(|error| told(&file, &error))? {
            return Ok(Input::File(file));
        }
        let below = folder.join(FOLDER);
        if is_there(&below).map_err(|error| told(&below, &error))? {
            let metadata = below.metadata().map_err(|error| told(&below, &error))?;
            // A file of that name is something else, such as a program.
            if metadata.is_dir() {
                return Ok(Input::Folder(below));
            }
        }
        if folder == last {
            break;
        }
    }
    let looked = match root {
        Some(_) => "here, nor in any folder above up to the repository root",
        None => "here, and this is no repository in which to look further up",
    };
    let message = format!("there is no `{FILE}` and no folder `{FOLDER}` {looked}");
    let help = "name a manifest, a folder of manifests, or `-` for standard input";
    Err(vec![InputProblem::of_file(FILE, message).with_help(help)])
}

/// The nearest folder at or above this one that holds a repository.
pub(super) fn repository(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}

/// Whether anything has this name: a link that leads nowhere too, so that whoever opens it is told.
pub(super) fn is_there(path: &Path) -> io::Result<bool> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// What to say of a file that cannot be read.
pub(super) fn unreadable(file: &str, error: &io::Error) -> InputProblem {
    InputProblem::of_file(file, format!("the file cannot be read: {}", error.kind()))
        .with_help("check that it is there and that you may read it")
}

/// A path with its `.` and `..` worked out by their letters alone; nothing where it climbs above its first folder.
pub(super) fn normalized(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(component),
            Component::CurDir => {}
            Component::ParentDir => {
                if !matches!(out.components().next_back(), Some(Component::Normal(_))) {
                    return None;
                }
                out.pop();
            }
        }
    }
    Some(out)
}

/// A path relative to the project, with forward slashes.
pub(super) fn name_in(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    if relative.is_absolute() {
        relative.display().to_string()
    } else {
        parts.join("/")
    }
}

#[cfg(test)]
mod tests;
