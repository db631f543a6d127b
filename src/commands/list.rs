//! `readyctl list`: the catalogue.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::policy_file::policy_here;
use super::{PolicyChoice, Terminal, unknown};
use crate::cli::{ListArgs, ListFormat};
use crate::exit_status::ExitStatus;
use crate::gate::{Acceptability, Area, Catalog, Definition};
use crate::manifest::model::Stage;
use crate::policy::Policy;
use crate::problem::InputProblem;
use crate::report::format::table::{Cell, Grid, Page, Tone};
use crate::report::format::{Options, Show};
use crate::yaml::nearest;

/// Which gates are listed, and how.
#[derive(Debug)]
pub struct List {
    areas: Vec<String>,
    stage: Stage,
    policy: PolicyChoice,
    format: ListFormat,
}

impl From<ListArgs> for List {
    fn from(args: ListArgs) -> Self {
        Self {
            areas: args.areas,
            stage: args.stage.unwrap_or(Stage::Production),
            policy: args.policy.choice(),
            format: args.format,
        }
    }
}

impl List {
    /// Prints the gates; `here` is the current folder.
    pub fn run(&self, here: &Path, terminal: &Terminal) -> Result<ExitStatus, Vec<InputProblem>> {
        let catalog = Catalog::embedded();
        let areas = self.areas()?;
        let policy = policy_here(&self.policy, None, here, &catalog)?;
        let gates: Vec<&Definition> = catalog
            .gates()
            .iter()
            .map(|gate| gate.definition)
            .filter(|gate| gate.stage <= self.stage && areas.contains(&gate.area))
            .collect();
        let options = terminal.options(Show::All, ExitStatus::Met);
        terminal.print(|out| match self.format {
            ListFormat::Table => table(&gates, &policy, &options, out),
            ListFormat::Json => json(&gates, &policy, out),
        })?;
        Ok(ExitStatus::Met)
    }

    /// The areas that are asked for; all, where none is.
    fn areas(&self) -> Result<Vec<Area>, Vec<InputProblem>> {
        if self.areas.is_empty() {
            return Ok(Area::ALL.to_vec());
        }
        let mut areas = Vec::new();
        let mut problems = Vec::new();
        for name in &self.areas {
            let Ok(area) = name.parse() else {
                let near = nearest(name, Area::ALL.map(Area::name));
                problems.push(unknown("--area", "area", name, near.into_iter()));
                continue;
            };
            areas.push(area);
        }
        if problems.is_empty() {
            Ok(areas)
        } else {
            Err(problems)
        }
    }
}

fn table(
    gates: &[&Definition],
    policy: &Policy,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(options, out);
    for area in Area::ALL {
        let of_area: Vec<&&Definition> = gates.iter().filter(|gate| gate.area == area).collect();
        if of_area.is_empty() {
            continue;
        }
        let mut grid = Grid::new(["gate", "weighs", "acceptable", "title"]);
        for gate in &of_area {
            let (acceptable, tone) = match gate.acceptable {
                Acceptability::No => ("no", Tone::Strong),
                Acceptability::Yes { .. } => ("yes", Tone::Plain),
            };
            grid.row([
                Cell::strong(gate.name),
                Cell::plain(weight(gate, policy)),
                Cell::new(tone, acceptable),
                Cell::plain(gate.title),
            ]);
        }
        page.sentence(Tone::Strong, &format!("{area} ({})", of_area.len()))?;
        page.grid(&grid)?;
        page.gap()?;
    }
    let gates = match gates.len() {
        1 => "1 gate".to_owned(),
        count => format!("{count} gates"),
    };
    let profile = policy.profile.value;
    page.sentence(
        Tone::Plain,
        &format!("{gates}, weighed under profile `{profile}`. Next: readyctl explain GATE"),
    )
}

/// The word for how much a gate weighs here.
fn weight(gate: &Definition, policy: &Policy) -> &'static str {
    match policy.why_disabled(gate) {
        Some(_) => "off",
        None => policy.severity(gate).value.word(),
    }
}

fn json(gates: &[&Definition], policy: &Policy, out: &mut dyn Write) -> io::Result<()> {
    let gates = gates.iter().map(|gate| ListedGate {
        gate: gate.id,
        area: gate.area.name(),
        title: gate.title,
        stage: gate.stage.word(),
        severity: policy.severity(gate).value.word(),
        acceptable: gate.acceptable != Acceptability::No,
        disabled: policy.why_disabled(gate).is_some(),
    });
    let listed = Listed {
        schema_version: 1,
        profile: policy.profile.value.word(),
        gates: gates.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &listed)?;
    writeln!(out)
}

/// The JSON form of the list: public and versioned.
#[derive(Serialize)]
struct Listed {
    schema_version: u32,
    profile: &'static str,
    gates: Vec<ListedGate>,
}

#[derive(Serialize)]
struct ListedGate {
    gate: &'static str,
    area: &'static str,
    title: &'static str,
    stage: &'static str,
    severity: &'static str,
    acceptable: bool,
    disabled: bool,
}

#[cfg(test)]
mod tests;
