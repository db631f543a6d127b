//! The policy's file: where it is, and what holds because of it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::project::{is_there, name_in, repository, unreadable};
use super::{PolicyChoice, discover, load};
use crate::gate::Catalog;
use crate::policy::{FILE_NAME, Policy, PolicyFile};
use crate::problem::InputProblem;
use crate::time::Day;
use crate::yaml::Limits;

/// Reads the policy that was chosen: the nearest is `readyctl.toml` in `base` or a folder above it, up to `root`.
pub fn find_policy(
    choice: &PolicyChoice,
    base: &Path,
    root: &Path,
    catalog: &Catalog,
) -> Result<Option<PolicyFile>, Vec<InputProblem>> {
    let path = match choice {
        PolicyChoice::None => None,
        PolicyChoice::File(path) => Some(path.clone()),
        PolicyChoice::Nearest => nearest(base, root)?,
    };
    let Some(path) = path else {
        return Ok(None);
    };
    let name = name_in(root, &path);
    let text = read(&path, &name)?;
    PolicyFile::read(&name, &text, catalog).map(Some)
}

/// What holds: the policy that was chosen, over the presets for the company of a manifest: the one named, else the one found from here.
///
/// One that is not named, and not there or not right, leaves the size of the company open; only `check` complains of it.
pub(super) fn policy_here(
    choice: &PolicyChoice,
    named: Option<&Path>,
    here: &Path,
    catalog: &Catalog,
) -> Result<Policy, Vec<InputProblem>> {
    let gates: Vec<&str> = catalog
        .gates()
        .iter()
        .map(|gate| gate.definition.id)
        .collect();
    let found = discover(named, here);
    let project = found.and_then(|input| load(&input, here, &Limits::default(), &gates));
    let project = match (project, named) {
        (Err(problems), Some(_)) => return Err(problems),
        (project, _) => project.ok(),
    };
    let file = if let Some(project) = &project {
        find_policy(choice, &project.base, &project.root, catalog)?
    } else {
        let root = repository(here);
        find_policy(choice, here, root.as_deref().unwrap_or(here), catalog)?
    };
    let people = project.and_then(|project| project.loaded.manifest.headcount(Day::today_utc()));
    Ok(Policy::resolve(file, people))
}

fn nearest(base: &Path, root: &Path) -> Result<Option<PathBuf>, Vec<InputProblem>> {
    let folders = base.ancestors();
    for folder in folders.take_while(|folder| folder.starts_with(root)) {
        let path = folder.join(FILE_NAME);
        match is_there(&path) {
            Ok(true) => return Ok(Some(path)),
            Ok(false) => {}
            Err(error) => return Err(vec![unreadable(&name_in(root, &path), &error)]),
        }
    }
    Ok(None)
}

fn read(path: &Path, name: &str) -> Result<String, Vec<InputProblem>> {
    /// A longer text is no policy.
    const MOST_BYTES: u64 = 1 << 20;

    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| vec![unreadable(name, &error)])?;
    let wrong = |message: &str| vec![InputProblem::of_file(name, message)];
    if bytes.len() as u64 > MOST_BYTES {
        return Err(wrong("a policy has at most 1 MiB, this file has more"));
    }
    String::from_utf8(bytes).map_err(|_| wrong("the file is not UTF-8 text"))
}
