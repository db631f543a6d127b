//! `readyctl findings record`: brings the ledger up to a day.

use std::io::{self, Write as _};
use std::path::Path;

use crate::commands::project::name_in;
use crate::commands::scan_files::ledger_path;
use crate::commands::{Project, Terminal};
use crate::exit_status::ExitStatus;
use crate::findings::{Ledger, Scans};
use crate::problem::InputProblem;
use crate::time::Day;

pub(super) fn run(
    project: &Project,
    scans: &Scans,
    day: Day,
    terminal: &Terminal,
) -> Result<ExitStatus, Vec<InputProblem>> {
    if scans.reports.is_empty() {
        let problem = InputProblem::of_file(
            "findings record",
            "the manifest names no report of a scanner",
        );
        return Err(vec![problem.with_help("write `security.sources`")]);
    }
    let path = ledger_path(&project.loaded.manifest, &project.root, &project.base)
        .expect("reading has refused a ledger outside the project");
    let name = name_in(&project.root, &path);
    let ledger = scans.recorded(day);
    let text = ledger.text();
    write_whole(&path, &text).map_err(|error| {
        let message = format!("the ledger cannot be written there: {error}");
        vec![InputProblem::of_file(&name, message)]
    })?;
    let told = changes(&scans.ledger, &ledger);
    terminal.print(|out| writeln!(out, "{name}: {told}"))?;
    Ok(ExitStatus::Met)
}

/// What changed, in words.
fn changes(before: &Ledger, after: &Ledger) -> String {
    let (mut there, mut new, mut back, mut gone) = (0, 0, 0, 0);
    for (key, clock) in after.iter() {
        let known = before.clock(key);
        match clock.gone_on {
            None => {
                there += 1;
                new += usize::from(known.is_none());
                back += usize::from(known.is_some_and(|known| known.gone_on.is_some()));
            }
            Some(_) => gone += usize::from(known.is_some_and(|known| known.gone_on.is_none())),
        }
    }
    let findings = if there == 1 { "finding" } else { "findings" };
    format!("{there} {findings}, of these {new} new and {back} back again; {gone} newly gone")
}

/// Writes a file whole or not at all; a file that says the same already is left alone.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    if std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    #[cfg(unix)]
    readable_by_all(file.as_file())?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// A temporary file is its owner's alone; a ledger is everybody's who works on the project.
#[cfg(unix)]
fn readable_by_all(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}
