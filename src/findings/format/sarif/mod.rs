//! SARIF 2.1.0, with what logs of 1.0.0 and of the drafts of 2.0.0 say in other places.
//!
//! Severity: `security-severity` of the result or of its rule, a number as text or as number (CVSS) or a word; else the level:
//! error is high, warning medium, note low, none a remark. A result that says no level has that of the rule override of its
//! invocation, else that of its rule, else warning. A result of kind `open` or `review` has no level.

mod message;
mod result;
mod rules;

use std::io::BufRead;

use serde::Deserialize;

use self::result::{Pending, ResultObject};
use self::rules::{Overrides, Rules, Said, Tool};
use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, List, Object, Text, Truth};
use crate::findings::{Kind, Place, Producer, Refusal, Reported, ScannerReport};
use crate::time::Day;

/// Whether a report that begins like this is a SARIF log.
pub(in crate::findings) fn recognises(head: &Head) -> bool {
    head.has("runs") && (head.has("version") || head.has("runs[].tool"))
}

/// Reads a SARIF log.
pub(in crate::findings) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut log = Log::default();
    json::fill(&mut log, input)?;
    let version = log.version.as_said().ok_or_else(|| {
        Refusal::new("the log does not say which version of SARIF it is").in_path("version")
    })?;
    if !["2.1.0", "2.0.0", "1.0.0"]
        .iter()
        .any(|known| version.starts_with(known))
    {
        return Err(
            Refusal::new(format!("version `{version}` of SARIF is not known"))
                .in_path("version")
                .with_help("write the log as SARIF 2.1.0"),
        );
    }
    if log.runs.is_empty() {
        return Err(Refusal::new("the log holds no run: nothing was scanned").in_path("runs"));
    }
    Ok(log.report())
}

/// A log as far as it is read.
#[derive(Default)]
struct Log {
    version: Text,
    /// What each run says of itself, in their order.
    runs: Vec<RunSummary>,
    findings: Vec<Reported>,
}

/// What is kept of a run beside its results.
struct RunSummary {
    producer: Option<Producer>,
    made_on: Option<Day>,
    errors_while_running: usize,
}

impl Object for Log {
    const NAME: &'static str = "a SARIF log";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "version" => self.version = value.read()?,
            "runs" => {
                let Self { runs, findings, .. } = self;
                value.each_object(|run: Run| {
                    runs.push(run.finish(runs.len() + 1, findings)?);
                    Ok(())
                })?;
            }
            "inlineExternalProperties" => {
                let outsourced: List<Outsourced> = value.read()?;
                if outsourced.0.iter().any(|part| !part.results.0.is_empty()) {
                    return Err(value.refusal(
                        "results stand in `inlineExternalProperties`, apart from their run; write them into the run",
                    ));
                }
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Log {
    fn report(self) -> ScannerReport {
        let mut notes = Vec::new();
        let names: Vec<&str> = self
            .runs
            .iter()
            .filter_map(|run| run.producer.as_ref().map(|producer| producer.name.as_str()))
            .collect();
        if names.windows(2).any(|pair| pair[0] != pair[1]) {
            notes.push(format!(
                "the log holds runs of several tools: {}",
                names.join(", ")
            ));
        }
        let errors: usize = self.runs.iter().map(|run| run.errors_while_running).sum();
        if errors > 0 {
            notes.push(format!(
                "the scanner tells of {errors} {} while it ran: some rules may not have been checked",
                if errors == 1 { "error" } else { "errors" }
            ));
        }
        let made_on = self.runs.iter().filter_map(|run| run.made_on).max();
        let producer = self.runs.into_iter().find_map(|run| run.producer);
        let doubt = match &producer {
            _ if !self.findings.is_empty() => None,
            None => Some("the log does not tell which tool looked".to_owned()),
            Some(_) if errors > 0 => Some(
                "the scanner tells of errors while it ran, and of nothing that it found".to_owned(),
            ),
            Some(_) => None,
        };
        ScannerReport {
            kind: Kind::Sarif,
            producer,
            made_on,
            findings: self.findings,
            statements: Vec::new(),
            results: None,
            notes,
            doubt,
        }
    }
}

/// A part of a run that stands elsewhere.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Outsourced {
    results: List<serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Invocation {
    execution_successful: Truth,
    end_time_utc: Text,
    start_time_utc: Text,
    // Named like this in version 1.0.0.
    end_time: Text,
    start_time: Text,
    exit_code_description: Text,
    tool_execution_notifications: List<Notification>,
    tool_configuration_notifications: List<Notification>,
    rule_configuration_overrides: List<rules::Override>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Notification {
    level: Text,
    message: Said,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Artifact {
    location: Option<result::ArtifactLocation>,
}

/// A run as far as it is read.
#[derive(Default)]
struct Run {
    tool: Tool,
    rules: Rules,
    /// None until the field has been seen with a list in it.
    results: Option<Results>,
    invocations: Vec<Invocation>,
    artifacts: Vec<Option<String>>,
}

/// The results of a run, in their order; what the rest of the run says of them is added at its end.
#[derive(Default)]
struct Results {
    reported: Vec<Reported>,
    pending: Vec<Pending>,
}

impl Object for Run {
    const NAME: &'static str = "a run";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        match name {
            "tool" => value.fill_if_there(&mut self.tool)?,
            // Where versions before 2.1.0 keep the rules.
            "rules" => self.rules.add_map(value.read()?),
            "resources" => {
                if let Some(resources) = value.read::<Option<rules::Resources>>()? {
                    self.rules.add_map(resources.rules);
                }
            }
            "results" => {
                let mut results = Results::default();
                let is_there = value.each(|result: ResultObject| {
                    let (reported, pending) = result.told();
                    results.reported.push(reported);
                    results.pending.push(pending);
                    Ok(())
                })?;
                self.results = is_there.then_some(results).or(self.results.take());
            }
            "invocations" => self.invocations = value.read::<List<Invocation>>()?.0,
            "invocation" => self.invocations.extend(value.read::<Option<Invocation>>()?),
            "artifacts" => {
                value.each(|artifact: Option<Artifact>| {
                    self.artifacts
                        .push(artifact.and_then(|artifact| artifact.location?.path()));
                    Ok(())
                })?;
            }
            "externalPropertyFileReferences" | "externalPropertyFiles" => {
                let elsewhere: Option<Outsourced> = value.read()?;
                if elsewhere.is_some_and(|elsewhere| !elsewhere.results.0.is_empty()) {
                    return Err(value.refusal(
                        "the results of the run stand in another file; write them into the run",
                    ));
                }
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Run {
    /// Hands over the results, with what the run says of them; runs are counted from 1.
    fn finish(self, number: usize, findings: &mut Vec<Reported>) -> Result<RunSummary, String> {
        let producer = self.tool.producer();
        let named = || match &producer {
            Some(producer) => format!("run {number} (`{}`)", producer.name),
            None => format!("run {number}"),
        };
        if let Some(failed) = self
            .invocations
            .iter()
            .find(|invocation| invocation.execution_successful.0 == Some(false))
        {
            let why = failed
                .why()
                .map_or_else(String::new, |why| format!(": {why}"));
            return Err(format!("the scan of {} failed{why}", named()));
        }
        let Some(results) = self.results else {
            return Err(format!(
                "{} has no `results`: its scan did not produce any, which is not a clean scan",
                named()
            ));
        };
        let made_on = self.invocations.iter().filter_map(Invocation::day).max();
        let errors_while_running = self
            .invocations
            .iter()
            .map(|invocation| invocation.errors().count())
            .sum();
        let rules = self.rules.with(self.tool);
        let overrides: Vec<Overrides> = self
            .invocations
            .into_iter()
            .map(|invocation| Overrides::of(invocation.rule_configuration_overrides.0, &rules))
            .collect();
        let Results {
            mut reported,
            pending,
        } = results;
        for (reported, mut pending) in reported.iter_mut().zip(pending) {
            for (place, artifact) in std::mem::take(&mut pending.artifacts) {
                let path = self.artifacts.get(artifact).cloned().flatten();
                if let (Some(Place::File { path: unnamed, .. }), Some(path)) =
                    (reported.places.get_mut(place), path)
                {
                    *unnamed = path;
                }
            }
            reported
                .places
                .retain(|place| !matches!(place, Place::File { path, .. } if path.is_empty()));
            pending.complete(reported, &rules, &overrides)?;
        }
        if findings.is_empty() {
            *findings = reported;
        } else {
            findings.append(&mut reported);
        }
        Ok(RunSummary {
            producer,
            made_on,
            errors_while_running,
        })
    }
}

impl Invocation {
    fn day(&self) -> Option<Day> {
        [
            &self.end_time_utc,
            &self.end_time,
            &self.start_time_utc,
            &self.start_time,
        ]
        .into_iter()
        .find_map(|moment| day_said(moment.as_said()?))
    }

    /// What went wrong while it ran, and with its rules before.
    fn errors(&self) -> impl Iterator<Item = &Notification> {
        let running = self.tool_execution_notifications.0.iter();
        let notifications = running.chain(&self.tool_configuration_notifications.0);
        notifications.filter(|notification| notification.level.as_said() == Some("error"))
    }

    fn why(&self) -> Option<String> {
        self.errors()
            .next()
            .and_then(|notification| notification.message.headline())
            .or_else(|| self.exit_code_description.as_said().map(str::to_owned))
    }
}

#[cfg(test)]
mod tests;
