//! One file per subcommand: load, evaluate, render. The only place that touches files, clock and terminal.

mod check;
mod evidence_files;
mod explain;
mod findings;
mod list;
mod manifest_files;
mod manual;
mod outputs;
mod patterns;
mod policy_file;
mod progress;
mod project;
mod scan_files;
mod schema;
mod step_summary;
mod terminal;
mod whole_file;

pub use check::{Check, Checked, Enforcement, Output, PolicyChoice, unknown};
pub use evidence_files::{digest, read_evidence};
pub use explain::Explain;
pub use findings::{Findings, Kept, Task};
pub use list::List;
pub use manifest_files::{Project, load};
pub use policy_file::find_policy;
pub use progress::Progress;
pub use project::{Input, discover};
pub use scan_files::read_scans;
pub use terminal::Terminal;

use std::env;
use std::path::Path;

use crate::cli::{CheckArgs, Cli, Command};
use crate::exit_status::ExitStatus;
use crate::problem::InputProblem;
use crate::report::Strictness;
use crate::report::format::{Options, render};
use crate::time::Day;

/// Does what the command line asks, and says what to tell the shell.
pub fn run(cli: Cli) -> ExitStatus {
    let terminal = Terminal::new(cli.color);
    match dispatch(cli.command, &terminal) {
        Ok(status) => status,
        Err(problems) => {
            terminal.tell(&problems);
            ExitStatus::Unusable
        }
    }
}

fn dispatch(command: Command, terminal: &Terminal) -> Result<ExitStatus, Vec<InputProblem>> {
    let here = env::current_dir().map_err(|error| {
        let message = format!("the current folder cannot be found: {error}");
        vec![InputProblem::of_file(".", message)]
    })?;
    match command {
        Command::Check(args) => check(args, &here, terminal),
        Command::List(args) => List::from(args).run(&here, terminal),
        Command::Explain(args) => Explain::from(args).run(&here, terminal),
        Command::Findings(args) => Findings::from(*args).run(&here, terminal),
        Command::Schema(args) => schema::run(args.of, terminal),
        Command::Completions(args) => manual::completions(&args, terminal),
        Command::Man(args) => manual::man(&args, terminal),
    }
}

fn check(
    args: CheckArgs,
    here: &Path,
    terminal: &Terminal,
) -> Result<ExitStatus, Vec<InputProblem>> {
    let step_summary = args.step_summary;
    let check = asked(args);
    let progress = Progress::on_terminal();
    let checked = check.run_watched(here, &progress)?;
    drop(progress);
    for notice in &checked.notices {
        terminal.note(notice);
    }
    let (path, policy) = (check.typed_path(), check.policy.typed());
    let options = Options {
        excerpt: &|location| checked.loaded.sources.excerpt(location),
        typed: check.typed(path.as_deref(), policy.as_deref()),
        ..terminal.options(check.show, checked.status)
    };
    terminal.print(|out| render(check.format, &checked.report, &options, out))?;
    check.write_outputs(&checked)?;
    if step_summary {
        step_summary::append(&checked)?;
    }
    let status = checked.status;
    // The program ends here, and the system takes back all memory at once: freeing a large manifest piece by piece takes longer.
    std::mem::forget(checked);
    match check.enforcement {
        Enforcement::On => Ok(status),
        Enforcement::Off => {
            terminal.note("enforcement is off, the exit status is 0 whatever was found");
            Ok(ExitStatus::Met)
        }
    }
}

fn asked(args: CheckArgs) -> Check {
    Check {
        path: args.path,
        as_of: args.as_of.unwrap_or_else(Day::today_utc),
        stage: args.stage,
        areas: args.areas,
        gates: args.gates,
        policy: args.policy.choice(),
        format: args.format,
        outputs: args.outputs,
        show: args.show,
        strictness: if args.strict {
            Strictness::Strict
        } else {
            Strictness::Normal
        },
        enforcement: if args.exit_zero {
            Enforcement::Off
        } else {
            Enforcement::On
        },
    }
}
