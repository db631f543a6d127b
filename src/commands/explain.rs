//! `readyctl explain`: what a gate asks, why, and how to pass it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::policy_file::policy_here;
use super::{PolicyChoice, Terminal, unknown};
use crate::cli::ExplainArgs;
use crate::exit_status::ExitStatus;
use crate::gate::{Acceptability, Catalog, Clause, Definition, ParameterValue, SizeBand};
use crate::manifest::model::{Level, Stage};
use crate::policy::{Policy, Source};
use crate::problem::InputProblem;
use crate::report::format::table::{Cell, Grid, Page, Tone};
use crate::report::format::{Options, Show};

/// Which gate is explained, for which company, and under which policy.
#[derive(Debug)]
pub struct Explain {
    gate: String,
    path: Option<PathBuf>,
    policy: PolicyChoice,
}

impl From<ExplainArgs> for Explain {
    fn from(args: ExplainArgs) -> Self {
        Self {
            gate: args.gate,
            path: args.path,
            policy: args.policy.choice(),
        }
    }
}

impl Explain {
    /// Prints the explanation; `here` is the current folder.
    pub fn run(&self, here: &Path, terminal: &Terminal) -> Result<ExitStatus, Vec<InputProblem>> {
        let catalog = Catalog::embedded();
        let Some(gate) = catalog.find(&self.gate) else {
            let near = catalog.nearest(&self.gate).into_iter();
            return Err(vec![unknown("explain", "gate", &self.gate, near)]);
        };
        let policy = policy_here(&self.policy, self.path.as_deref(), here, &catalog)?;
        let options = terminal.options(Show::All, ExitStatus::Met);
        terminal.print(|out| explanation(gate.definition, &policy, &options, out))?;
        Ok(ExitStatus::Met)
    }
}

fn explanation(
    gate: &Definition,
    policy: &Policy,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(options, out);
    page.sentence(Tone::Strong, gate.id)?;
    page.sentence(Tone::Plain, gate.title)?;
    section(&mut page, "Why it is asked", gate.why)?;
    clauses(&mut page, "It fails when", gate.fails_when)?;
    clauses(&mut page, "It warns when", gate.warns_when)?;
    parameters(&mut page, gate, policy)?;
    section(&mut page, "How to pass", gate.how_to_pass)?;
    section(&mut page, "How much it weighs", &weight(gate, policy))?;
    section(
        &mut page,
        "Whether its failure can be accepted",
        &acceptance(gate.acceptable),
    )?;
    section(
        &mut page,
        "What it reads in the manifest",
        &gate.reads.join(", "),
    )?;
    if !gate.evidence.is_empty() {
        let kinds: Vec<&str> = gate.evidence.iter().map(|kind| kind.word()).collect();
        section(&mut page, "What proves it", &kinds.join(", "))?;
    }
    code(
        &mut page,
        "Before: a manifest that fails",
        gate.example.fails,
        options.width,
    )?;
    code(
        &mut page,
        "After: one that passes",
        gate.example.passes,
        options.width,
    )?;
    section(&mut page, "Related to", &gate.references.join("; "))
}

/// A heading, and paragraphs below it.
fn section(page: &mut Page<'_>, heading: &str, text: &str) -> io::Result<()> {
    begin(page, heading)?;
    for paragraph in text.lines() {
        page.own_remark(Tone::Plain, paragraph)?;
    }
    Ok(())
}

fn begin(page: &mut Page<'_>, heading: &str) -> io::Result<()> {
    page.gap()?;
    page.sentence(Tone::Strong, heading)
}

fn clauses(page: &mut Page<'_>, heading: &str, clauses: &[Clause]) -> io::Result<()> {
    if clauses.is_empty() {
        return Ok(());
    }
    begin(page, heading)?;
    let mut grid = Grid::new([]);
    for clause in clauses {
        grid.row([Cell::plain("-"), Cell::whole(Tone::Plain, clause.text)]);
    }
    page.grid(&grid)
}

fn parameters(page: &mut Page<'_>, gate: &Definition, policy: &Policy) -> io::Result<()> {
    if gate.parameters.is_empty() {
        return Ok(());
    }
    begin(page, "Its parameters, and their values here")?;
    for name in gate.parameters {
        let in_force = policy
            .in_force(name)
            .expect("the build checked the names of parameters");
        let (parameter, value) = (in_force.parameter, in_force.value);
        let origin = match in_force.source {
            source @ Source::Preset(_) => format!("{source} ({})", parameter.origin),
            source @ Source::Line { .. } => {
                let profile = policy.profile.value;
                let preset = ParameterValue::preset(parameter, profile);
                let origin = parameter.origin;
                format!("set in {source}; the preset of profile `{profile}` is {preset} ({origin})")
            }
        };
        page.remark(Tone::Strong, &format!("{name} = {value}"))?;
        let mut grid = Grid::new([]);
        for text in [parameter.meaning, &origin] {
            grid.row([Cell::plain(" "), Cell::plain(text)]);
        }
        page.grid(&grid)?;
    }
    Ok(())
}

/// How much a failure weighs here and under each profile, why, and from when on.
fn weight(gate: &Definition, policy: &Policy) -> String {
    let mut sentences = Vec::new();
    let here = policy.severity(gate).value;
    sentences.push(match policy.severity_source(gate) {
        source @ Source::Line { .. } => format!("Its severity here is {here}, set in {source}."),
        Source::Preset(profile) => {
            format!("Its severity here is {here}, under profile `{profile}`.")
        }
    });
    let [tiny, small, regulated] = SizeBand::ALL.map(|profile| gate.severity.under(profile));
    sentences.push(if tiny == small && small == regulated {
        format!("Its definition says {tiny} for every company.")
    } else {
        format!("Its definition says {tiny} for `tiny`, {small} for `small`, {regulated} for `regulated`.")
    });
    let reasons = [gate.severity.reason, gate.severity_note];
    sentences.extend(reasons.into_iter().flatten().map(sentence));
    sentences.push(format!("It is asked from stage `{}` on.", gate.stage));
    if here.hardened() != here && Stage::ALL.last() > Some(&gate.stage) {
        sentences.push(format!(
            "At a later stage its severity is {}.",
            here.hardened()
        ));
    }
    if let Some(reason) = policy.why_disabled(gate) {
        sentences.push(format!("The policy turns it off: {reason}"));
    }
    sentences.join("\n")
}

/// A phrase of a definition, as a sentence.
fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().map(char::to_uppercase);
    let mut sentence: String = first.into_iter().flatten().chain(letters).collect();
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

fn acceptance(acceptability: Acceptability) -> String {
    match acceptability {
        Acceptability::No => {
            "No: the record, or what customers are told, has to be put right.".to_owned()
        }
        Acceptability::Yes {
            authority,
            longest_days,
            except,
        } => {
            let by = match authority {
                Level::Low => "somebody who may accept risks".to_owned(),
                Level::Medium | Level::High | Level::Critical => {
                    format!("somebody who may accept {authority} risks")
                }
            };
            let until = match longest_days {
                Some(days) => format!("for at most {days} days"),
                None => "for as long as the policy lets acceptances run".to_owned(),
            };
            let except = except.map_or_else(String::new, |except| format!(", except {except}"));
            format!("Yes, by {by}, {until}{except}.")
        }
    }
}

/// A manifest, line by line; long lines of a flow go on below after a comma, where YAML reads them as before.
fn code(page: &mut Page<'_>, heading: &str, text: &str, width: usize) -> io::Result<()> {
    begin(page, heading)?;
    for line in text.trim().lines() {
        for part in broken(line, width.saturating_sub(INDENT)) {
            page.verbatim(&part)?;
        }
    }
    Ok(())
}

/// The columns by which a page indents what stands within a section.
const INDENT: usize = 2;

fn broken(line: &str, width: usize) -> Vec<String> {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len() + INDENT;
    let mut parts = Vec::new();
    let mut part = String::new();
    for piece in line.split_inclusive(", ") {
        let length = part.chars().count() + piece.trim_end().chars().count();
        if length > width && !part.trim().is_empty() {
            parts.push(part.trim_end().to_owned());
            part = " ".repeat(indent);
        }
        part += piece;
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests;
