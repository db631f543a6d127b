//! `readyctl findings record`: brings the ledger up to a day.

use std::io;
use std::path::Path;

use crate::commands::project::name_in;
use crate::commands::scan_files::ledger_path;
use crate::commands::whole_file::write_whole;
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
    write(&path, &text).map_err(|error| {
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
    for (key, record) in after.iter() {
        let known = before.clock(key);
        match record.clock.gone_on {
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

/// Writes the ledger whole or not at all; one that says the same already is left alone.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(());
    }
    write_whole(path, |out| out.write_all(text.as_bytes()))
}
