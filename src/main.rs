//! The `readyctl` program.

use std::process::ExitCode;

use readyctl::cli::Cli;

fn main() -> ExitCode {
    readyctl::commands::run(Cli::from_command_line()).into()
}
