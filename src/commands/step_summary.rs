//! The job summary of GitHub: a file to which each step of a job may append Markdown.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Checked;
use crate::problem::InputProblem;
use crate::report::format::{Format, Options, Show, Typed, render};

/// Appends the report to the job summary.
pub(super) fn append(checked: &Checked) -> Result<(), Vec<InputProblem>> {
    let Some(file) = env::var_os(VARIABLE).filter(|file| !file.is_empty()) else {
        let message = format!("`{VARIABLE}` is not set, so there is no job summary to append to");
        let help = "leave `--step-summary` out, or use `--output markdown=FILE`";
        return Err(vec![
            InputProblem::of_file("--step-summary", message).with_help(help),
        ]);
    };
    let file = PathBuf::from(file);
    append_to(&file, checked).map_err(|error| {
        let message = format!("the job summary cannot be written there: {error}");
        vec![InputProblem::of_file(file.display().to_string(), message)]
    })
}

const VARIABLE: &str = "GITHUB_STEP_SUMMARY";

/// GitHub refuses a longer summary as a whole.
const LONGEST: usize = 1 << 20;

fn append_to(path: &Path, checked: &Checked) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let taken = usize::try_from(file.metadata()?.len()).unwrap_or(LONGEST);
    file.write_all(&fitting(checked, LONGEST.saturating_sub(taken))?)
}

/// The report in as much detail as fits.
fn fitting(checked: &Checked, room: usize) -> io::Result<Vec<u8>> {
    let full = markdown(checked, Show::All)?;
    if full.len() <= room {
        return Ok(full);
    }
    let brief = markdown(checked, Show::Attention)?;
    if brief.len() <= room {
        return Ok(brief);
    }
    Ok(cut(brief, room))
}

fn markdown(checked: &Checked, show: Show) -> io::Result<Vec<u8>> {
    let options = Options {
        width: 0,
        colour: false,
        show,
        exit_status: checked.status,
        excerpt: &|_| None,
        typed: Typed::default(),
    };
    let mut out = Vec::new();
    render(Format::Markdown, &checked.report, &options, &mut out)?;
    Ok(out)
}

/// The lines that fit, and that there are more; nothing where not even that fits.
fn cut(mut text: Vec<u8>, room: usize) -> Vec<u8> {
    const MORE: &[u8] = b"\nThe rest does not fit into a job summary.\n";
    let Some(kept) = room.checked_sub(MORE.len()) else {
        return Vec::new();
    };
    text.truncate(kept);
    let end = text.iter().rposition(|byte| *byte == b'\n');
    text.truncate(end.map_or(0, |end| end + 1));
    text.extend_from_slice(MORE);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_at_the_end_of_a_line() {
        let text = || b"one\ntwo\nthree\n".to_vec();
        let more = "\nThe rest does not fit into a job summary.\n";
        // Four bytes are a line, seven are a line and the start of another.
        for room in [4, 7] {
            let cut = cut(text(), room + more.len());
            assert_eq!(
                String::from_utf8(cut).expect("text"),
                format!("one\n{more}")
            );
        }
        assert_eq!(cut(text(), 3), b"");
    }
}
