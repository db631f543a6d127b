//! Files that a path or pattern names, inside the project.

use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use super::project::{name_in, normalized, unreadable};
use crate::problem::InputProblem;
use crate::yaml::quoted;

/// Why a path or pattern names no file that can be read.
pub(super) struct Unmatched {
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// The files that a path or pattern names, relative to `folder` and never outside `root`, in the order of their names.
pub(super) fn matching(
    root: &Path,
    folder: &Path,
    pattern: &str,
    problems: &mut Vec<InputProblem>,
    notices: &mut Vec<String>,
) -> Result<Vec<PathBuf>, Unmatched> {
    let Some((start, glob)) = located(root, folder, pattern) else {
        return Err(Unmatched {
            message: format!("{} leads out of the project", quoted(pattern)),
            help: "name files of the project, by a path relative to this file",
        });
    };
    let Some(glob) = glob else {
        return if start.is_file() {
            Ok(vec![start])
        } else {
            Err(Unmatched {
                message: format!("there is no file {}", quoted(pattern)),
                help: "name a file, relative to this one, or a pattern such as `security/*.yaml`",
            })
        };
    };
    let glob = glob.map_err(|message| Unmatched {
        message,
        help: "write a pattern such as `security/*.yaml`",
    })?;
    let mut found = Vec::new();
    if start.is_dir() {
        found = walk(root, &start, depth(pattern), problems, notices);
        found.retain(|path| {
            path.strip_prefix(&start)
                .is_ok_and(|path| glob.is_match(path))
        });
    }
    if found.is_empty() {
        return Err(Unmatched {
            message: format!("no file matches {}", quoted(pattern)),
            help: "correct the pattern, or leave it out",
        });
    }
    Ok(found)
}

/// The folder a pattern starts from, and the rest of the pattern; nothing where it leads out of the project.
fn located(
    root: &Path,
    folder: &Path,
    pattern: &str,
) -> Option<(PathBuf, Option<Result<GlobMatcher, String>>)> {
    if Path::new(pattern).is_absolute() {
        return None;
    }
    let parts: Vec<&str> = pattern.split('/').collect();
    let plain = parts.iter().take_while(|part| !is_glob(part)).count();
    let start = normalized(&folder.join(parts[..plain].join("/")))?;
    let leaves_by_link = start
        .canonicalize()
        .is_ok_and(|real| !real.starts_with(root));
    if leaves_by_link || !start.starts_with(root) {
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

fn is_glob(part: &str) -> bool {
    part.contains(['*', '?', '[', '{'])
}

/// How many folders down a pattern can reach, so that nothing below stands in its way.
fn depth(pattern: &str) -> usize {
    if pattern.contains("**") {
        ANY_DEPTH
    } else {
        let parts = pattern.split('/');
        parts.skip_while(|part| !is_glob(part)).count()
    }
}

/// Every folder below.
pub(super) const ANY_DEPTH: usize = usize::MAX;

/// Goes through the files below a folder in the order of their names, and says what cannot be looked at.
pub(super) fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    problems: &mut Vec<InputProblem>,
    notices: &mut Vec<String>,
) -> Vec<PathBuf> {
    let walk = WalkDir::new(folder)
        .max_depth(depth)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    let stays_inside = |path: &Path| path.canonicalize().is_ok_and(|real| real.starts_with(root));
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
                let name = name_in(root, error.path().unwrap_or(folder));
                if error.loop_ancestor().is_some() {
                    notices.push(format!(
                        "the link `{name}` leads back to a folder above it and was passed over"
                    ));
                } else {
                    let error = error
                        .into_io_error()
                        .unwrap_or_else(|| io::Error::other("unreadable"));
                    problems.push(unreadable(&name, &error));
                }
            }
        }
    }
    problems.extend(left.iter().map(|path| leads_out(&name_in(root, path))));
    found
}

pub(super) fn leads_out(name: &str) -> InputProblem {
    InputProblem::of_file(name, "the link leads out of the project")
        .with_help("copy the file into the project, or remove the link")
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn a_pattern_reaches_as_far_down_as_it_has_parts_of_its_own() {
        assert_eq!(depth("*.json"), 1);
        assert_eq!(depth("scans/*.json"), 1);
        assert_eq!(depth("scans/*/image-*.json"), 2);
        assert_eq!(depth("scans/{a,b/c}.json"), 2);
        assert_eq!(depth("scans/**/*.json"), usize::MAX);
    }
}
