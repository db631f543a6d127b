//! How long it takes at the worst until customers hear of an incident.

use crate::manifest::model::{Clock, Incident, IncidentProcess};
use crate::rules::Context;
use crate::rules::resilience::recovery::{Wait, longest_wait};
use crate::time::{Minutes, Span};
use crate::yaml::Located;

/// When the clock of a promised notification starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// When somebody knows.
    Awareness,
    /// With the first signal, whether anybody sees it or not.
    Detection,
    /// When it happens.
    Occurrence,
}

impl Start {
    /// The start that a promise names; nothing where it names none.
    pub(crate) const fn of(clock: Option<Clock>) -> Option<Self> {
        match clock {
            Some(Clock::Awareness) => Some(Self::Awareness),
            Some(Clock::Detection) => Some(Self::Detection),
            Some(Clock::Occurrence) => Some(Self::Occurrence),
            Some(Clock::Always | Clock::SupportHours) | None => None,
        }
    }

    /// The word in promises.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Awareness => Clock::Awareness.word(),
            Self::Detection => Clock::Detection.word(),
            Self::Occurrence => Clock::Occurrence.word(),
        }
    }
}

/// The steps from the start of a clock to the message; a step that nobody told is absent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorstNotification {
    /// From which moment on.
    pub start: Start,
    /// From the beginning to the first signal, where the clock starts that early.
    pub detection: Option<Span>,
    /// Until somebody on call sees the signal, where the clock does not wait for that.
    pub wait: Option<Wait>,
    /// From knowing to the decision to tell.
    pub decision: Option<Span>,
    /// From the decision to the message.
    pub message: Option<Span>,
}

/// How long it takes at the worst until customers hear of an incident.
pub(crate) fn worst_notification(cx: &Context<'_>, start: Start) -> WorstNotification {
    let process = process(cx);
    WorstNotification {
        start,
        detection: process
            .and_then(|process| process.detect_target)
            .filter(|_| start == Start::Occurrence),
        wait: (start != Start::Awareness).then(|| longest_wait(cx)),
        decision: process.and_then(|process| process.decide_within),
        message: process.and_then(|process| process.notify_within),
    }
}

/// How fast each step of an incident is meant to be.
pub(crate) fn process<'a>(cx: &Context<'a>) -> Option<&'a Located<IncidentProcess>> {
    cx.manifest
        .incidents
        .given()
        .and_then(|incidents| incidents.process.as_ref())
}

impl WorstNotification {
    /// The sum of the steps that were told; nothing where the wait has no end.
    pub(crate) fn known(&self) -> Option<Minutes> {
        let wait = match &self.wait {
            Some(wait) => wait.longest()?,
            None => Minutes::default(),
        };
        let steps = [self.detection, self.decision, self.message];
        Some(
            steps
                .iter()
                .flatten()
                .map(Span::longest)
                .fold(wait, |sum, step| sum + step),
        )
    }

    /// The steps that nobody told, as fields of `incidents.process`.
    pub(crate) fn untold(&self) -> Vec<&'static str> {
        let steps = [
            (
                "detect_target",
                self.start == Start::Occurrence && self.detection.is_none(),
            ),
            ("decide_within", self.decision.is_none()),
            ("notify_within", self.message.is_none()),
        ];
        steps
            .into_iter()
            .filter(|(_, is_untold)| *is_untold)
            .map(|(field, _)| field)
            .collect()
    }

    /// The sum in words: `48h to tell + 87h30min uncovered = 135h30min`.
    pub(crate) fn in_words(&self) -> String {
        let steps = [
            (self.detection, "to notice"),
            (self.decision, "to decide"),
            (self.message, "to tell"),
        ];
        let mut terms: Vec<String> = steps
            .into_iter()
            .filter_map(|(step, name)| step.map(|step| format!("{step} {name}")))
            .collect();
        if let Some(wait) = &self.wait {
            terms.push(format!("{} with nobody on call", wait.in_words()));
        }
        match self.known() {
            Some(sum) if terms.len() > 1 => format!("{} = {sum}", terms.join(" + ")),
            Some(_) | None => terms.join(" + "),
        }
    }
}

/// How long after the start of a clock customers were told of an incident; nothing where nobody wrote it down.
pub(crate) fn told_after(incident: &Incident, start: Start) -> Option<Span> {
    match start {
        Start::Awareness | Start::Detection => incident.notified_after,
        Start::Occurrence => Some(incident.notified_after? + incident.detected_after?),
    }
}
