//! One weakness with everything that reports say of it.

use super::{Class, Place, Severity, Standing};
use crate::time::Day;

/// One weakness of a service, whatever scanners call it and in however many places it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weakness {
    /// Its key, the same from scan to scan: `CVE-2026-1234@app`.
    pub key: String,
    /// The service.
    pub service: String,
    /// What kind of thing it is.
    pub class: Class,
    /// Every name it goes by, sorted.
    pub names: Vec<String>,
    /// What it is, in the words of the first scanner that has some.
    pub title: String,
    /// The worst that is said of it where it still is.
    pub severity: Severity,
    /// Whether it is still there.
    pub state: State,
    /// The earliest day on which it was there, by what the reports tell.
    pub first_seen: Option<Day>,
    /// Whether attackers are known to use it.
    pub known_exploited: Option<bool>,
    /// The versions in which it is mended.
    pub fixed_in: Vec<String>,
    /// A page about it.
    pub url: Option<String>,
    /// Who saw it, in the order of the reports.
    pub sightings: Vec<Sighting>,
}

/// What one report says of a weakness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The report, by its number.
    pub report: usize,
    /// How bad its scanner calls it.
    pub severity: Severity,
    /// The severity as written.
    pub severity_said: Option<String>,
    /// Whether it is there, as its scanner tells it.
    pub standing: Standing,
    /// Where it is.
    pub places: Vec<Place>,
    /// The statement of a VEX document that closes it, by its number.
    pub closed_by: Option<usize>,
}

/// Whether a weakness is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is.
    Open,
    /// It is, and every scanner that sees it was told to keep quiet, with the reason; an acceptance without owner and end.
    Silenced(Option<String>),
    /// It does not apply here, with the reason.
    NotAffected(Option<String>),
    /// It is gone.
    Fixed,
    /// It was looked for and not found.
    Passed,
}

impl State {
    /// The word in reports.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Silenced(_) => "silenced",
            Self::NotAffected(_) => "not_affected",
            Self::Fixed => "fixed",
            Self::Passed => "passed",
        }
    }

    /// Whether it is still there.
    pub const fn is_there(&self) -> bool {
        match self {
            Self::Open | Self::Silenced(_) => true,
            Self::NotAffected(_) | Self::Fixed | Self::Passed => false,
        }
    }

    /// What several scanners say together: one that sees it is enough for it to be there.
    fn joined(self, other: Self) -> Self {
        if self.gravity() >= other.gravity() {
            self
        } else {
            other
        }
    }

    const fn gravity(&self) -> u8 {
        match self {
            Self::Open => 4,
            Self::Silenced(_) => 3,
            Self::NotAffected(_) => 2,
            Self::Fixed => 1,
            Self::Passed => 0,
        }
    }
}

impl Sighting {
    fn state(&self) -> State {
        match &self.standing {
            Standing::Open => State::Open,
            Standing::Suppressed(reason) | Standing::Dismissed(reason) => {
                State::Silenced(reason.clone())
            }
            Standing::NotAffected(reason) => State::NotAffected(reason.clone()),
            Standing::Fixed => State::Fixed,
            Standing::Passed => State::Passed,
        }
    }

    /// Whether it is there, by its scanner and by what is stated of it.
    pub fn is_there(&self) -> bool {
        self.closed_by.is_none() && self.state().is_there()
    }
}

impl Weakness {
    /// Whether it is a remark and no weakness: informational, negligible, none.
    pub fn is_remark(&self) -> bool {
        self.severity == Severity::Info
    }

    /// Every place in which it is, sorted.
    pub fn places(&self) -> Vec<&Place> {
        let mut places: Vec<&Place> = self
            .sightings
            .iter()
            .flat_map(|sighting| &sighting.places)
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Settles state and severity from what the reports and the VEX statements say; `of_statement` says what a statement closes it as.
    pub(super) fn settle(&mut self, of_statement: impl Fn(usize) -> State) {
        let states = self
            .sightings
            .iter()
            .map(|sighting| match sighting.closed_by {
                Some(statement) => of_statement(statement),
                None => sighting.state(),
            });
        self.state = states.reduce(State::joined).unwrap_or(State::Passed);
        let is_there = self.state.is_there();
        let counted = self
            .sightings
            .iter()
            .filter(|sighting| !is_there || sighting.is_there());
        let severities: Vec<Severity> = counted.map(|sighting| sighting.severity).collect();
        self.severity = worst(&severities);
    }
}

/// The worst of what scanners say; what one of them leaves open is no remark because another calls it one.
fn worst(severities: &[Severity]) -> Severity {
    let worst = severities.iter().max().copied();
    match worst.unwrap_or(Severity::Unknown) {
        Severity::Info if severities.contains(&Severity::Unknown) => Severity::Unknown,
        worst => worst,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_that_is_said_counts_and_silence_is_no_remark() {
        use Severity::{High, Info, Low, Unknown};
        assert_eq!(worst(&[Low, High, Unknown]), High);
        assert_eq!(worst(&[Info, Unknown]), Unknown);
        assert_eq!(worst(&[Info, Info]), Info);
        assert_eq!(worst(&[Low, Unknown]), Low);
    }

    #[test]
    fn one_scanner_that_sees_it_is_enough() {
        let fixed = State::Fixed.joined(State::Open);
        assert_eq!(fixed, State::Open);
        let silenced = State::Silenced(None).joined(State::NotAffected(None));
        assert!(silenced.is_there());
    }
}
