//! Scorecard of the `OpenSSF`, JSON: checks with a score, or probes that hold or do not. Evidence, no findings.

use std::io::BufRead;

use serde::Deserialize;

use crate::findings::day_said::day_said;
use crate::findings::head::Head;
use crate::findings::json::{self, List, Number, Text};
use crate::findings::{Check, CheckOutcome, Kind, Producer, Refusal, Results, ScannerReport};

pub(super) fn recognises(head: &Head) -> bool {
    head.has("scorecard.version") || (head.has("scorecard") && head.has("repo"))
}

pub(super) fn read(input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let card: Card = json::object(input)?;
    let mut checks = Vec::new();
    match (card.checks, card.findings) {
        (Some(List(written)), _) => {
            for (index, check) in written.into_iter().enumerate() {
                checks.push(
                    check
                        .read()
                        .map_err(|refusal| refusal.in_path(format!("checks[{index}]")))?,
                );
            }
        }
        (None, Some(List(probes))) => {
            for (index, probe) in probes.into_iter().enumerate() {
                checks.push(
                    probe
                        .read()
                        .map_err(|refusal| refusal.in_path(format!("findings[{index}]")))?,
                );
            }
        }
        (None, None) => {
            return Err(
                Refusal::new("the report holds neither `checks` nor `findings`")
                    .with_help("keep the output of `scorecard --format json`"),
            );
        }
    }
    let mut report = ScannerReport::new(Kind::Scorecard);
    if checks.is_empty() {
        return Err(Refusal::new(
            "the report holds no check: nothing was looked at",
        ));
    }
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

#[derive(Deserialize, Default)]
#[serde(default)]
struct Card {
    date: Text,
    scorecard: Tool,
    checks: Option<List<WrittenCheck>>,
    findings: Option<List<WrittenProbe>>,
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
    fn read(self) -> Result<Check, Refusal> {
        let Some(name) = self.name.said() else {
            return Err(Refusal::new("the check has no `name`"));
        };
        let outcome = match self.score.0 {
            Some(-1.0) => CheckOutcome::Inconclusive,
            Some(_) => match self
                .score
                .whole()
                .and_then(|score| u8::try_from(score).ok())
            {
                Some(score @ 0..=10) => CheckOutcome::Score(score),
                _ => return Err(Refusal::new(format!("`{name}` has no score from -1 to 10"))),
            },
            None => return Err(Refusal::new(format!("`{name}` has no score from -1 to 10"))),
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
    fn read(self) -> Result<Check, Refusal> {
        let Some(name) = self.name.said() else {
            return Err(Refusal::new("the finding has no `probe`"));
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
