//! `readyctl completions` and `readyctl man`: what the command line says of itself.

use super::{Terminal, unknown};
use crate::cli::{CompletionsArgs, ManArgs};
use crate::exit_status::ExitStatus;
use crate::problem::InputProblem;
use crate::yaml::nearest;

/// Prints what a shell needs to complete command lines.
pub(super) fn completions(
    args: &CompletionsArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, Vec<InputProblem>> {
    let script = args.script();
    terminal.print(|out| out.write_all(&script))?;
    Ok(ExitStatus::Met)
}

/// Prints a page of the manual.
pub(super) fn man(args: &ManArgs, terminal: &Terminal) -> Result<ExitStatus, Vec<InputProblem>> {
    let Some(page) = args.page() else {
        let name = args.command.as_deref().unwrap_or_default();
        let commands = ManArgs::commands();
        let near = nearest(name, commands.iter().map(String::as_str));
        return Err(vec![
            unknown("man", "command", name, near.into_iter())
                .with_help(format!("there are {}", commands.join(", "))),
        ]);
    };
    terminal.print(|out| out.write_all(&page))?;
    Ok(ExitStatus::Met)
}
