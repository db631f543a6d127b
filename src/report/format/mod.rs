//! The views of a report: one file per format.

pub(crate) mod csv;
mod escape;
mod full;
mod github;
mod gitlab;
mod html;
pub mod json;
mod jsonl;
mod junit;
mod markdown;
mod row;
mod sarif;
pub(crate) mod table;
mod wording;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use super::model::{Location, Report};
use crate::exit_status::ExitStatus;
use crate::manifest::model::Stage;
use crate::problem::Excerpt;
use crate::yaml::{nearest, quoted};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, in a terminal.
    Table,
    /// For people at an editor: compiler-style diagnostics.
    Full,
    /// For programs: everything the report knows.
    Json,
    /// The first version of that form, whatever comes after it.
    JsonV1,
    /// For a warehouse: a flat row for each finding.
    Jsonl,
    /// For a sheet: the same rows.
    Csv,
    /// For code review and the security tab: SARIF 2.1.0.
    Sarif,
    /// For test reports in pipelines: `JUnit` XML.
    Junit,
    /// For pull requests on GitHub: workflow commands.
    Github,
    /// For merge requests on GitLab: Code Quality.
    Gitlab,
    /// For job summaries, comments and wikis.
    Markdown,
    /// For the board: one page that needs nothing else, for a screen and for paper.
    Html,
}

/// Writes a report in a format.
pub fn render(
    format: Format,
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match format {
        Format::Table => table::render(report, options, &mut out)?,
        Format::Json | Format::JsonV1 => json::render(report, options, &mut out)?,
        Format::Full => full::render(report, options, &mut out)?,
        Format::Jsonl => jsonl::render(report, options, &mut out)?,
        Format::Csv => csv::render(report, options, &mut out)?,
        Format::Gitlab => gitlab::render(report, options, &mut out)?,
        Format::Sarif => sarif::render(report, options, &mut out)?,
        Format::Junit => junit::render(report, options, &mut out)?,
        Format::Github => github::render(report, options, &mut out)?,
        Format::Markdown => markdown::render(report, options, &mut out)?,
        Format::Html => html::render(report, options, &mut out)?,
    }
    out.flush()
}

/// What a view needs to know beside the report.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// How many columns there are.
    pub width: usize,
    /// Whether colour may be used.
    pub colour: bool,
    /// How much is shown.
    pub show: Show,
    /// What the program will tell the shell.
    pub exit_status: ExitStatus,
    /// The line of the manifest at a place, with the place marked; nothing where the text is not at hand.
    pub excerpt: &'a dyn Fn(&Location) -> Option<Excerpt>,
    /// How the report was asked for.
    pub typed: Typed<'a>,
}

/// What was typed to ask for the report, so that the next command can be about the same company and policy.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// The manifest or its folder, as a shell reads it; nothing where it was found from the current folder.
    pub path: Option<&'a str>,
    /// The flag that chose the policy.
    pub policy: Option<&'a str>,
    /// The stage that was asked for.
    pub stage: Option<Stage>,
}

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// What needs attention; the rest as counts.
    Attention,
    /// Every gate.
    All,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 12] = [
        Self::Table,
        Self::Full,
        Self::Markdown,
        Self::Html,
        Self::Json,
        Self::JsonV1,
        Self::Jsonl,
        Self::Csv,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
    ];

    /// Whether it shows what turns worse in days to come, which takes asking the gates again.
    pub const fn looks_ahead(self) -> bool {
        match self {
            Self::Json | Self::JsonV1 | Self::Html => true,
            Self::Table
            | Self::Full
            | Self::Markdown
            | Self::Jsonl
            | Self::Csv
            | Self::Sarif
            | Self::Junit
            | Self::Github
            | Self::Gitlab => false,
        }
    }

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::JsonV1 => "json-v1",
            Self::Full => "full",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Gitlab => "gitlab",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Who it is for, in one line.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Table => "people at a terminal",
            Self::Json => {
                "programs: everything the report knows, in the newest version of the form"
            }
            Self::JsonV1 => "programs that want version 1 of that form for good",
            Self::Full => "people at an editor: compiler-style, with the lines of the manifest",
            Self::Jsonl => "a warehouse: a flat row for each finding, on a line of its own",
            Self::Csv => "a sheet: the same rows, separated by commas",
            Self::Gitlab => "merge requests on GitLab: Code Quality",
            Self::Sarif => "code review and security dashboards: SARIF 2.1.0",
            Self::Junit => "the test report of a pipeline: JUnit XML, a test for each gate",
            Self::Github => "pull requests on GitHub: annotations, the worst ten first",
            Self::Markdown => "job summaries, comments and wikis",
            Self::Html => "the board: one page that needs nothing else, for a screen and for paper",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name);
        Self::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| match nearest(text, names) {
                Some(name) => format!("unknown format {}, the nearest is `{name}`", quoted(text)),
                None => format!(
                    "unknown format {}, expected one of {}",
                    quoted(text),
                    names.map(|name| format!("`{name}`")).join(", ")
                ),
            })
    }
}

#[cfg(test)]
mod tests;
