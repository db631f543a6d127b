//! Files that a report is written to: none that it is made from, and none twice.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::check::Output;
use super::whole_file::replaced;
use crate::problem::InputProblem;

/// What is wrong with the files that reports are to be written to; `inputs` are those that the judgement rests on.
pub(super) fn refused(
    outputs: &[Output],
    inputs: impl Iterator<Item = PathBuf>,
) -> Vec<InputProblem> {
    if outputs.is_empty() {
        return Vec::new();
    }
    let inputs: BTreeSet<PathBuf> = inputs.filter_map(|file| file.canonicalize().ok()).collect();
    let mut taken = BTreeSet::new();
    let mut problems = Vec::new();
    for Output { file, .. } in outputs {
        let Some(real) = replaced(file) else {
            continue;
        };
        let message = if inputs.contains(&real) {
            "the report would take the place of a file that it is made from"
        } else if taken.insert(real) {
            continue;
        } else {
            "two reports would be written to this file"
        };
        let problem = InputProblem::of_file(file.display().to_string(), message);
        problems.push(problem.with_help("give each `--output` a file of its own"));
    }
    problems
}
