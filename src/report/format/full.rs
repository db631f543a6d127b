//! Findings in the manner of a compiler: the line of the manifest with the place underlined, and the places it is compared with.

use std::io::{self, Write};

use annotate_snippets::Level;

use super::table::{loosened_sentences, totals_sentence, verdict_sentence};
use super::wording::{counted, named};
use super::{Options, Show};
use crate::diagnostic::{Diagnostic, Place, View};
use crate::problem::{Excerpt, RenderOptions};
use crate::report::model::{Finding, FindingOutcome, GateResult, Location, Outcome, Report};
use crate::text::printable;

pub(super) fn render(
    report: &Report,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (blocking, open): (Vec<&GateResult>, Vec<&GateResult>) =
        report.gates.iter().partition(|result| result.blocking);
    let mut folded = 0;
    for result in blocking.into_iter().chain(open) {
        if options.show == Show::Attention && result.outcome == Outcome::Unknown {
            folded += 1;
            continue;
        }
        for finding in &result.findings {
            writeln!(out, "{}\n", diagnostic(result, finding, options))?;
        }
    }
    if folded > 0 {
        let gates = counted(folded, "gate");
        let verb = if folded == 1 { "waits" } else { "wait" };
        writeln!(
            out,
            "{gates} {verb} for an answer; `--show all` shows which\n"
        )?;
    }
    writeln!(out, "{}", about(report))?;
    writeln!(out, "{}", verdict_sentence(report, options.exit_status))?;
    writeln!(out, "{}", totals_sentence(report))?;
    for sentence in loosened_sentences(report) {
        writeln!(out, "{}", printable(&sentence))?;
    }
    Ok(())
}

fn about(report: &Report) -> String {
    let stage = report.stage.word();
    printable(&format!(
        "{}, {stage}, as of {}",
        report.company, report.as_of
    ))
    .into_owned()
}

fn diagnostic(result: &GateResult, finding: &Finding, options: &Options<'_>) -> String {
    let excerpt = (options.excerpt)(&finding.location);
    let related: Vec<Option<Excerpt>> = finding
        .related
        .iter()
        .map(|related| (options.excerpt)(&related.location))
        .collect();
    let absent = (!finding.location.is_exact)
        .then(|| format!("{} is not there", named(&finding.location.path)));
    let mut places = vec![place(
        &finding.location,
        excerpt.as_ref(),
        absent.as_deref(),
    )];
    for (related, excerpt) in finding.related.iter().zip(&related) {
        places.push(place(
            &related.location,
            excerpt.as_ref(),
            Some(&related.label),
        ));
    }
    let diagnostic = Diagnostic {
        level: level(result, finding),
        id: Some(result.gate.id),
        message: &finding.message,
        places,
        notes: notes(result, finding),
    };
    diagnostic.rendered(&RenderOptions {
        colour: options.colour,
        width: options.width,
    })
}

fn place<'d>(
    location: &'d Location,
    excerpt: Option<&'d Excerpt>,
    label: Option<&'d str>,
) -> Place<'d> {
    Place {
        file: &location.file,
        view: excerpt.map_or(View::Position(location.position), View::Line),
        label,
    }
}

/// How to pass, and who answers for it or has accepted it.
fn notes(result: &GateResult, finding: &Finding) -> Vec<(Level<'static>, String)> {
    let mut notes = Vec::new();
    if !finding.help.is_empty() {
        notes.push((Level::HELP, finding.help.clone()));
    }
    let mut note = finding.severity.word().to_owned();
    let said = [
        ("accepted by", &finding.accepted_by),
        ("carried by action", &result.carried_by),
        ("owner", &finding.owner),
    ];
    for (what, name) in said {
        if let Some(name) = name {
            note.push_str("; ");
            note.push_str(what);
            note.push(' ');
            note.push_str(&named(name));
        }
    }
    notes.push((Level::NOTE, note));
    notes
}

fn level(result: &GateResult, finding: &Finding) -> Level<'static> {
    match finding.outcome {
        FindingOutcome::Fail | FindingOutcome::Unknown if result.blocking => Level::ERROR,
        FindingOutcome::Fail | FindingOutcome::Unknown | FindingOutcome::Warn => Level::WARNING,
        FindingOutcome::Accepted => Level::NOTE,
    }
}

#[cfg(test)]
mod tests;
