//! Scorecard of the `OpenSSF`, JSON: checks with a score, or probes that hold or do not. Evidence, no findings.

use std::io::BufRead;

use serde::Deserialize;

use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::json::{self, Document, Number, Object, Text};
use crate::findings::{Check, CheckOutcome, Kind, Producer, Refusal, Results, ScannerReport};

pub(super) fn recognises(head: &Head) -> bool {
    head.has("scorecard.version") || (head.has("scorecard") && head.has("repo"))
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut card = Card::default();
    json::fill(&mut card, input)?;
    let Some(checks) = card.checks.or(card.probes) else {
        return Err(
            Refusal::new("the report holds neither `checks` nor `findings`")
                .with_help("keep the output of `scorecard --format json`"),
        );
    };
    if checks.is_empty() {
        return Err(Refusal::new(
            "the report holds no check: nothing was looked at",
        ));
    }
    let mut report = ScannerReport::new(Kind::Scorecard);
    report.made_on = card.date.as_said().and_then(day_said);
    report.producer = Some(Producer {
        name: "scorecard".to_owned(),
        version: card
            .scorecard
            .version
            .said()
            .filter(|version| version != "unknown"),
    });
    report.results = Some(Results::Checks(checks));
    Ok(report)
}

/// A report as far as it is read.
#[derive(Default)]
struct Card {
    date: Text,
    scorecard: Tool,
    checks: Option<Vec<Check>>,
    probes: Option<Vec<Check>>,
}

impl Object for Card {
    const NAME: &'static str = "a report of Scorecard";

    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal> {
        let mut checks = Vec::new();
        match name {
            "date" => self.date = value.read()?,
            "scorecard" => self.scorecard = value.read()?,
            "checks" => {
                let is_there = value.each(|check: WrittenCheck| {
                    checks.push(check.read()?);
                    Ok(())
                })?;
                self.checks = is_there.then_some(checks);
            }
            "findings" => {
                let is_there = value.each(|probe: WrittenProbe| {
                    checks.push(probe.read()?);
                    Ok(())
                })?;
                self.probes = is_there.then_some(checks);
            }
            _ => value.skip()?,
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tool {
    version: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WrittenCheck {
    name: Text,
    score: Number,
    reason: Text,
}

impl WrittenCheck {
    fn read(self) -> Result<Check, String> {
        let Some(name) = self.name.said() else {
            return Err("the check has no `name`".to_owned());
        };
        let outcome = match self.score.0 {
            Some(-1.0) => CheckOutcome::Inconclusive,
            Some(_) => match self
                .score
                .whole()
                .and_then(|score| u8::try_from(score).ok())
            {
                Some(score @ 0..=10) => CheckOutcome::Score(score),
                _ => return Err(format!("`{name}` has no score from -1 to 10")),
            },
            None => return Err(format!("`{name}` has no score from -1 to 10")),
        };
        Ok(Check {
            name,
            outcome,
            reason: self.reason.said(),
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WrittenProbe {
    #[serde(rename = "probe")]
    name: Text,
    outcome: Text,
    message: Text,
}

impl WrittenProbe {
    fn read(self) -> Result<Check, String> {
        let Some(name) = self.name.said() else {
            return Err("the finding has no `probe`".to_owned());
        };
        let outcome = match self.outcome.as_said() {
            Some("True" | "Positive") => CheckOutcome::Holds,
            Some("False" | "Negative") => CheckOutcome::DoesNotHold,
            _ => CheckOutcome::Inconclusive,
        };
        Ok(Check {
            name,
            outcome,
            reason: self.message.said(),
        })
    }
}
