//! The grammar of the command line; the only file that names its parser.

use std::path::PathBuf;

use clap::builder::{FalseyValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::commands::{Output, PolicyChoice};
use crate::manifest::model::Stage;
use crate::report::format::{Format, Show};
use crate::time::Day;

/// Holds what a company promises against what it can prove, and says whether it is ready for production.
#[derive(Debug, Parser)]
#[command(
    name = "readyctl",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "\
Exit status:
  0  ready, or ready under conditions
  1  not ready
  2  the command line, the policy or the manifest cannot be used; nothing was judged
  3  the input is valid, but no gate applied to it

Examples:
  readyctl check                               judge the manifest here
  readyctl check --as-of 2027-01-31            will we be ready then?
  readyctl explain promised_rto_proven         what a gate asks, and how to pass it"
)]
pub struct Cli {
    /// When to use colour; `NO_COLOR` and `CLICOLOR_FORCE` count too
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        env = "READYCTL_COLOR",
        hide_env_values = true,
        default_value_t = Color::Auto
    )]
    pub color: Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads the command line; on a mistake, or to show help, it ends the program.
    pub fn from_command_line() -> Self {
        Self::parse()
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal that shows it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a manifest and report what holds, what does not, and what nobody told
    #[command(after_help = "\
Without PATH: `readiness.yaml` or the folder `readiness` here, else in the nearest folder above, up to the
repository root.

Examples:
  readyctl check
  readyctl check --area security --area resilience
  readyctl check --format json --output table=report.txt company.yaml
  cat readiness.yaml | readyctl check -")]
    Check(CheckArgs),
    /// List the gates: what is asked, how much it weighs here, and whether its failure may be accepted
    #[command(after_help = "\
Examples:
  readyctl list --area resilience
  readyctl list --stage pilot --format json")]
    List(ListArgs),
    /// Explain a gate: why it is asked, when it fails, and how to pass it
    #[command(after_help = "\
Examples:
  readyctl explain promised_rto_proven
  readyctl explain resilience/promised_rto_proven
  readyctl explain promised_rto_proven examples/northlight")]
    Explain(ExplainArgs),
    /// Show the register of findings: what scanners report, joined with what people decided
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "\
Examples:
  readyctl findings --unowned --severity critical
  readyctl findings list --state gone --format json
  readyctl findings record                     keep since when each is known
  readyctl findings explain CVE-2026-1234@app"
    )]
    Findings(Box<FindingsArgs>),
    /// Print a JSON Schema, for editors and validators
    #[command(after_help = "\
Example:
  readyctl schema manifest > readiness.schema.json")]
    Schema(SchemaArgs),
    /// Print what a shell needs to complete command lines
    #[command(after_help = "\
Examples:
  readyctl completions bash > ~/.local/share/bash-completion/completions/readyctl
  readyctl completions fish > ~/.config/fish/completions/readyctl.fish")]
    Completions(CompletionsArgs),
    /// Print a page of the manual
    #[command(after_help = "\
Examples:
  readyctl man > ~/.local/share/man/man1/readyctl.1
  readyctl man check > ~/.local/share/man/man1/readyctl-check.1")]
    Man(ManArgs),
}

/// What to judge, by what, and how to show it.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A manifest, a folder of manifests, or `-` for standard input
    pub path: Option<PathBuf>,
    /// The day to judge at, as 2026-11-12; today in UTC where it is not given
    #[arg(
        long,
        value_name = "DATE",
        env = "READYCTL_AS_OF",
        hide_env_values = true
    )]
    pub as_of: Option<Day>,
    /// The stage to judge for; the manifest's own target where it is not given, else production
    #[arg(
        long,
        env = "READYCTL_STAGE",
        hide_env_values = true,
        value_parser = words(Stage::ALL, Stage::word)
    )]
    pub stage: Option<Stage>,
    /// Judge only this area; may be repeated
    #[arg(long = "area", value_name = "AREA")]
    pub areas: Vec<String>,
    /// Judge only this gate; may be repeated
    #[arg(long = "gate", value_name = "GATE")]
    pub gates: Vec<String>,
    /// Which policy holds.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// How to show the report
    #[arg(
        long,
        env = "READYCTL_FORMAT",
        hide_env_values = true,
        default_value = Format::Table.name(),
        value_parser = format()
    )]
    pub format: Format,
    /// Write the report to a file as well, whole or not at all; may be repeated
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    pub outputs: Vec<Output>,
    /// Append the report as Markdown to the job summary of GitHub, which `GITHUB_STEP_SUMMARY` names
    #[arg(long)]
    pub step_summary: bool,
    /// How much to show: what needs attention with counts of the rest, or all
    #[arg(
        long,
        env = "READYCTL_SHOW",
        hide_env_values = true,
        default_value = show_word(Show::Attention),
        value_parser = words(&[Show::Attention, Show::All], show_word)
    )]
    pub show: Show,
    /// Ready under conditions is not enough
    #[arg(long, env = "READYCTL_STRICT", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub strict: bool,
    /// Report only: the exit status is 0 whatever was found
    #[arg(long)]
    pub exit_zero: bool,
}

/// Which gates to list, and how.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// List only this area; may be repeated
    #[arg(long = "area", value_name = "AREA")]
    pub areas: Vec<String>,
    /// List only what is asked at this stage
    #[arg(long, value_parser = words(Stage::ALL, Stage::word))]
    pub stage: Option<Stage>,
    /// Which policy holds.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// How to show the list
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// How a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Which gate to explain.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The gate, with or without its area
    pub gate: String,
    /// The manifest or folder whose company and policy hold; found from here where it is not given
    pub path: Option<PathBuf>,
    /// Which policy holds.
    #[command(flatten)]
    pub policy: PolicyArgs,
}

/// What to do with the register of findings.
#[derive(Debug, Args)]
pub struct FindingsArgs {
    /// What to do; list it where nothing is said.
    #[command(subcommand)]
    pub command: Option<FindingsCommand>,
    /// What to list.
    #[command(flatten)]
    pub list: FindingsListArgs,
}

/// What to do with the register of findings.
#[derive(Debug, Subcommand)]
pub enum FindingsCommand {
    /// List the findings, worst first
    List(FindingsListArgs),
    /// Keep in the ledger since when each finding is known, and which are gone
    Record(RegisterArgs),
    /// Say of one finding where each of its fields comes from
    Explain(FindingsExplainArgs),
}

/// Which findings to list, and how.
#[derive(Debug, Args)]
pub struct FindingsListArgs {
    /// Of which manifest.
    #[command(flatten)]
    pub of: RegisterArgs,
    /// Which findings.
    #[command(flatten)]
    pub kept: KeptArgs,
    /// How to show the list
    #[arg(long, value_enum, default_value_t = FindingsFormat::Table)]
    pub format: FindingsFormat,
}

/// Which finding to explain.
#[derive(Debug, Args)]
pub struct FindingsExplainArgs {
    /// The finding, by its id or key
    pub id: String,
    /// Of which manifest.
    #[command(flatten)]
    pub of: RegisterArgs,
}

/// Whose register, and on which day.
#[derive(Debug, Args)]
pub struct RegisterArgs {
    /// A manifest, a folder of manifests, or `-` for standard input
    pub path: Option<PathBuf>,
    /// The day, as 2026-11-12; today in UTC where it is not given
    #[arg(
        long,
        value_name = "DATE",
        env = "READYCTL_AS_OF",
        hide_env_values = true
    )]
    pub as_of: Option<Day>,
    /// Which policy holds.
    #[command(flatten)]
    pub policy: PolicyArgs,
}

/// Which findings are kept.
#[derive(Debug, Args)]
pub struct KeptArgs {
    /// Only findings of this severity; `unknown` is what no scanner rated; may be repeated
    #[arg(long = "severity", value_name = "SEVERITY", value_parser = PossibleValuesParser::new(["critical", "high", "medium", "low", "unknown"]))]
    pub severities: Vec<String>,
    /// Only findings of this owner; may be repeated
    #[arg(long = "owner", value_name = "WHO")]
    pub owners: Vec<String>,
    /// Only findings in this service; may be repeated
    #[arg(long = "service", value_name = "SERVICE")]
    pub services: Vec<String>,
    /// Only findings in this environment, and those of which nobody names one; may be repeated
    #[arg(long = "environment", value_name = "ENVIRONMENT")]
    pub environments: Vec<String>,
    /// Only findings in this state; open, accepted and unseen ones where it is not given; may be repeated
    #[arg(long = "state", value_name = "STATE", value_parser = PossibleValuesParser::new(["open", "accepted", "false_positive", "duplicate", "fixed", "not_affected", "passed", "remark", "unseen", "gone"]))]
    pub states: Vec<String>,
    /// Only findings that nobody owns
    #[arg(long)]
    pub unowned: bool,
}

/// How the register is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// Which schema to print.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// What the schema is of
    #[arg(value_enum)]
    pub of: SchemaOf,
}

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// `readiness.yaml`
    Manifest,
    /// `readyctl.toml`
    Policy,
    /// What `check --format json` prints
    Report,
    /// What `findings --format json` prints
    Findings,
}

/// Which shell to complete for.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl CompletionsArgs {
    /// The script that the shell reads.
    pub fn script(&self) -> Vec<u8> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "readyctl", &mut script);
        script
    }
}

/// Which page of the manual to print.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command; the program as a whole where it is not given
    pub command: Option<String>,
}

impl ManArgs {
    /// The page, as `man` reads it; nothing where there is no such command.
    pub fn page(&self) -> Option<Vec<u8>> {
        let mut command = Cli::command();
        command.build();
        let command = match &self.command {
            Some(name) => command.find_subcommand(name)?.clone(),
            None => command,
        };
        let mut page = Vec::new();
        let man = clap_mangen::Man::new(command);
        man.render(&mut page).expect("memory takes every page");
        Some(page)
    }

    /// The commands that have a page of their own.
    pub fn commands() -> Vec<String> {
        let command = Cli::command();
        let commands = command.get_subcommands();
        commands
            .map(|command| command.get_name().to_owned())
            .collect()
    }
}

/// Which policy holds.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// The policy; `readyctl.toml` beside the manifest or above it where it is not given
    #[arg(
        long,
        value_name = "FILE",
        env = "READYCTL_POLICY",
        hide_env_values = true
    )]
    policy: Option<PathBuf>,
    /// Hold against the presets alone, whatever policy there is or is named
    #[arg(long)]
    no_policy: bool,
}

impl PolicyArgs {
    /// Which policy holds; `--no-policy` also overrules the environment, and so is no contradiction to `--policy`.
    pub fn choice(self) -> PolicyChoice {
        match self.policy {
            _ if self.no_policy => PolicyChoice::None,
            Some(file) => PolicyChoice::File(file),
            None => PolicyChoice::Nearest,
        }
    }
}

/// Reads one of some words, and shows all of them in the help.
fn words<T: Copy + Send + Sync + 'static>(
    values: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let words = values.iter().map(move |&value| word(value));
    PossibleValuesParser::new(words).map(move |text| {
        let meant = values.iter().find(|&&value| word(value) == text);
        *meant.expect("the parser lets only these words through")
    })
}

/// Reads a format, and says of each in the help who it is for.
fn format() -> impl TypedValueParser<Value = Format> {
    let formats =
        Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.purpose()));
    PossibleValuesParser::new(formats).try_map(|text| text.parse::<Format>())
}

const fn show_word(show: Show) -> &'static str {
    match show {
        Show::Attention => "attention",
        Show::All => "all",
    }
}

fn output(text: &str) -> Result<Output, String> {
    let (format, file) = text
        .split_once('=')
        .ok_or("expected a format and a file, such as `json=report.json`")?;
    if file.is_empty() {
        return Err(format!("no file stands after `{format}=`"));
    }
    Ok(Output {
        format: format.parse()?,
        file: file.into(),
    })
}

#[cfg(test)]
mod tests;
