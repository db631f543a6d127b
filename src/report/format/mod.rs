//! The views of a report: one file per format.

mod html;
pub mod json;
pub(crate) mod table;
mod wording;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use super::model::Report;
use crate::exit_status::ExitStatus;
use crate::yaml::{nearest, quoted};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, in a terminal.
    Table,
    /// For programs: everything the report knows.
    Json,
    /// For the board: one page that needs nothing else, for a screen and for paper.
    Html,
}

/// Writes a report in a format.
pub fn render(
    format: Format,
    report: &Report,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match format {
        Format::Table => table::render(report, options, &mut out)?,
        Format::Json => json::render(report, options, &mut out)?,
        Format::Html => html::render(report, options, &mut out)?,
    }
    out.flush()
}

/// What a view needs to know beside the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many columns there are.
    pub width: usize,
    /// Whether colour may be used.
    pub colour: bool,
    /// How much is shown.
    pub show: Show,
    /// What the program will tell the shell.
    pub exit_status: ExitStatus,
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
    pub const ALL: [Self; 3] = [Self::Table, Self::Json, Self::Html];

    /// Whether it shows what turns worse in days to come, which takes asking the gates again.
    pub const fn looks_ahead(self) -> bool {
        match self {
            Self::Table => false,
            Self::Json | Self::Html => true,
        }
    }

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Html => "html",
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
