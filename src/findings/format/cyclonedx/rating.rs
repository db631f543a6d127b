//! How bad a vulnerability is by its ratings, which may disagree.

use serde::Deserialize;

use super::Source;
use crate::findings::Severity;
use crate::findings::json::{Number, Text};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Rating {
    pub(super) source: Option<Source>,
    pub(super) score: Number,
    pub(super) severity: Text,
    pub(super) method: Text,
    pub(super) vector: Text,
}

impl Rating {
    fn severity(&self) -> Severity {
        let word = self
            .severity
            .as_said()
            .map_or(Severity::Unknown, Severity::of_word);
        if word != Severity::Unknown {
            return word;
        }
        let by_score = match (self.method.as_said(), self.score.0) {
            (Some("CVSSv2"), Some(score)) => Severity::of_old_score(score),
            (Some(method), Some(score)) if method.starts_with("CVSSv") => Severity::of_score(score),
            _ => Severity::Unknown,
        };
        if by_score != Severity::Unknown {
            return by_score;
        }
        let Some(vector) = self.vector.as_said() else {
            return Severity::Unknown;
        };
        // Documents leave out the prefix that the method already says.
        let prefix = match self.method.as_said() {
            Some("CVSSv3") => "CVSS:3.0/",
            Some("CVSSv31") => "CVSS:3.1/",
            Some("CVSSv4") => "CVSS:4.0/",
            _ => "",
        };
        if vector.starts_with("CVSS:") {
            Severity::of_vector(vector)
        } else {
            Severity::of_vector(&format!("{prefix}{vector}"))
        }
    }

    fn source(&self) -> Option<&str> {
        self.source.as_ref()?.name.as_said()
    }

    /// What it says, with who says it.
    fn said(&self) -> String {
        let word = match (self.severity.as_said(), self.score.0) {
            (Some(word), _) => word.to_owned(),
            (None, Some(score)) => score.to_string(),
            (None, None) => self.vector.as_said().unwrap_or("nothing").to_owned(),
        };
        match self.source().or(self.method.as_said()) {
            Some(source) => format!("{word} ({source})"),
            None => word,
        }
    }
}

/// The severity by the ratings, and what was said, those that disagree included.
pub(super) fn severity(ratings: &[Rating], source: Option<&Source>) -> (Severity, Option<String>) {
    let rated: Vec<(Severity, &Rating)> = ratings
        .iter()
        .map(|rating| (rating.severity(), rating))
        .filter(|(severity, _)| *severity != Severity::Unknown)
        .collect();
    let own_source = source.and_then(|source| source.name.as_said());
    let is_own = |rating: &Rating| {
        let names = own_source.zip(rating.source());
        names.is_some_and(|(own, other)| own.eq_ignore_ascii_case(other))
    };
    // Of equally bad ones the first counts, which the reversed order makes the last.
    let worst = |own_only: bool| {
        let candidates = rated
            .iter()
            .rev()
            .filter(|(_, rating)| !own_only || is_own(rating));
        candidates.max_by_key(|(severity, _)| *severity)
    };
    let Some((severity, chosen)) = worst(true).or_else(|| worst(false)) else {
        let said: Vec<String> = ratings
            .iter()
            .filter(|rating| rating.severity.as_said().is_some())
            .map(Rating::said)
            .collect();
        return (
            Severity::Unknown,
            (!said.is_empty()).then(|| said.join(", ")),
        );
    };
    let others: Vec<String> = rated
        .iter()
        .filter(|(other, _)| other != severity)
        .map(|(_, rating)| rating.said())
        .collect();
    let said = if others.is_empty() {
        chosen.said()
    } else {
        format!("{}, others say {}", chosen.said(), others.join(", "))
    };
    (*severity, Some(said))
}
