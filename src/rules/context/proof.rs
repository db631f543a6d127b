//! What evidence is worth, and which record is the newest.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::Context;
use crate::evidence::{FileState, Strength};
use crate::manifest::model::{Confidentiality, Evidence, EvidenceKind, EvidenceRef, Producer};
use crate::report::model::Basis;
use crate::time::Day;
use crate::yaml::Located;

/// What a piece of evidence is worth on the day judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// How strong it is.
    pub strength: Strength,
    /// Whether its file was read and its hash is the recorded one.
    pub is_checked: bool,
    /// Why nothing can rest on it; nothing where something can.
    pub defect: Option<String>,
    /// The last day on which it proves anything, where it has a date.
    pub until: Option<Day>,
}

impl Proof {
    /// What a judgement rests on that rests on this.
    pub fn basis(&self) -> Basis {
        match (self.is_checked, self.strength) {
            (true, _) => Basis::Proven,
            (false, Strength::Statement) => Basis::Stated,
            (false, Strength::Link | Strength::Hashed | Strength::Independent) => Basis::Computed,
        }
    }

    /// Why nothing can rest on it at that strength; nothing where something can.
    fn refused_at(self, least: Strength) -> Option<String> {
        self.defect.or_else(|| {
            (self.strength < least)
                .then(|| format!("it is {}, and {least} is needed", self.strength))
        })
    }
}

/// The parts of evidence that decide what it is worth, wherever it is written.
struct Parts<'e> {
    path: Option<&'e str>,
    url: Option<&'e str>,
    sha256: Option<&'e str>,
    date: Option<Day>,
    valid_until: Option<Day>,
    producer: Option<Producer>,
    kind: Option<EvidenceKind>,
    by: Option<&'e str>,
}

/// The registered evidence by the path of its file; of several records of one file, the one that lets fewest people see it.
pub(super) fn by_path<'a>(
    evidence: impl Iterator<Item = &'a Located<Evidence>>,
) -> BTreeMap<Vec<Component<'a>>, &'a Located<Evidence>> {
    // Without a word it is internal.
    let seen_by = |evidence: &Evidence| match evidence.confidentiality {
        Some(Confidentiality::Public) => 2,
        Some(Confidentiality::CustomerSafe) => 1,
        Some(Confidentiality::Internal) | None => 0,
    };
    let mut by_path: BTreeMap<_, &Located<Evidence>> = BTreeMap::new();
    for record in evidence {
        if let Some(path) = &record.value.path {
            let known = by_path.entry(steps(path)).or_insert(record);
            if seen_by(record) < seen_by(known) {
                *known = record;
            }
        }
    }
    by_path
}

/// A path without `.` and `..`, so that two spellings of one place are the same.
fn steps(path: &str) -> Vec<Component<'_>> {
    let mut parts = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(parts.last(), Some(Component::Normal(_))) => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts
}

/// Whether a text is a SHA-256 in hexadecimal: 64 digits.
fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl<'e> Parts<'e> {
    fn of(evidence: &'e Evidence) -> Self {
        Self {
            path: evidence.path.as_deref(),
            url: evidence.url.as_deref(),
            sha256: evidence.sha256.as_deref(),
            date: evidence.date,
            valid_until: evidence.valid_until,
            producer: evidence.producer,
            kind: evidence.kind,
            by: evidence.by.as_deref(),
        }
    }
}

impl<'a> Context<'a> {
    /// The registered evidence behind a reference: by its id, or by the path of its file.
    pub fn registered_behind(&self, reference: &EvidenceRef) -> Option<&'a Located<Evidence>> {
        match reference {
            EvidenceRef::Named(name) => self.registered(name).or_else(|| self.registered_at(name)),
            EvidenceRef::Inline(inline) => self.registered_at(inline.path.as_deref()?),
        }
    }

    fn registered_at(&self, path: &str) -> Option<&'a Located<Evidence>> {
        self.evidence_at.get(steps(path).as_slice()).copied()
    }

    /// What the evidence behind a reference is worth; without a day nobody knows how long it holds.
    pub fn weigh(&self, reference: &EvidenceRef) -> Proof {
        self.weigh_of(reference, None)
    }

    /// What the evidence of a record is worth: where it has no day of its own, the record's counts.
    pub fn weigh_of(&self, reference: &EvidenceRef, day: Option<Day>) -> Proof {
        self.weigh_parts(&self.parts_of(reference, day))
    }

    /// What registered evidence is worth; it stands for itself.
    pub fn weigh_registered(&self, evidence: &Evidence) -> Proof {
        self.weigh_parts(&Parts::of(evidence))
    }

    /// Why nothing can rest on a reference at that strength; nothing where something can.
    pub fn refusal(&self, reference: &EvidenceRef, least: Strength) -> Option<String> {
        self.refusal_of(reference, least, None)
    }

    /// The same of the evidence of a record, whose day counts where that has none of its own.
    pub fn refusal_of(
        &self,
        reference: &EvidenceRef,
        least: Strength,
        day: Option<Day>,
    ) -> Option<String> {
        self.weigh_of(reference, day).refused_at(least)
    }

    /// Why nobody can look at what was told or decided: it is not there, not what was recorded, over, or of a day to come.
    ///
    /// Age alone takes nothing away: it holds until somebody tells or decides otherwise.
    pub fn why_not_kept(&self, reference: &EvidenceRef) -> Option<String> {
        let parts = self.parts_of(reference, None);
        let day = parts.date.map_or(self.as_of, |date| date.max(self.as_of));
        let date = Some(day);
        self.weigh_parts(&Parts { date, ..parts })
            .refused_at(Strength::Link)
    }

    fn parts_of<'e>(&self, reference: &'e EvidenceRef, day: Option<Day>) -> Parts<'e>
    where
        'a: 'e,
    {
        match reference {
            EvidenceRef::Named(name) => match self.registered(name) {
                Some(evidence) => Parts::of(evidence),
                None => Parts {
                    path: Some(name),
                    url: None,
                    sha256: None,
                    date: day,
                    valid_until: None,
                    producer: None,
                    kind: None,
                    by: None,
                },
            },
            EvidenceRef::Inline(inline) => Parts {
                path: inline.path.as_deref(),
                url: inline.url.as_deref(),
                sha256: inline.sha256.as_deref(),
                date: inline.date.or(day),
                valid_until: inline.valid_until,
                producer: inline.producer,
                kind: None,
                by: None,
            },
        }
    }

    /// The same of a record that only evidence of one kind proves; evidence without a kind is taken at its record's word.
    pub fn refusal_as(
        &self,
        kind: EvidenceKind,
        reference: &EvidenceRef,
        least: Strength,
        day: Option<Day>,
    ) -> Option<String> {
        let other = self.other_kind(kind, reference);
        other.or_else(|| self.refusal_of(reference, least, day))
    }

    /// Why evidence is not of that kind; evidence without a kind may be.
    pub fn other_kind(&self, kind: EvidenceKind, reference: &EvidenceRef) -> Option<String> {
        let registered = self.registered_behind(reference);
        let other = registered.and_then(|evidence| evidence.kind.filter(|&other| other != kind));
        other.map(|other| format!("its kind is `{other}`, and `{kind}` is needed"))
    }

    /// Whether a name is the company's, or stands for somebody of it who is no adviser from outside.
    fn is_own(&self, name: &str) -> bool {
        let is_inside = |id: &str| {
            let person = self.person(id);
            person.is_some_and(|person| person.external != Some(true))
        };
        self.is_the_company(name) || self.own_people(name).into_iter().any(is_inside)
    }

    fn weigh_parts(&self, parts: &Parts<'_>) -> Proof {
        let file = parts.path.map(|path| (path, self.files.state(path)));
        let is_checked = match (file, parts.sha256) {
            (Some((_, FileState::Read { sha256, .. })), Some(recorded)) => {
                sha256.eq_ignore_ascii_case(recorded)
            }
            _ => false,
        };
        // The file behind a link is not read, so what stands there for its hash has at least to be one.
        let is_linked = parts.path.is_none() && parts.url.is_some();
        let has_hash = is_checked || (is_linked && parts.sha256.is_some_and(is_sha256));
        let strength = match (has_hash, parts.producer) {
            (true, Some(Producer::External)) if parts.by.is_some_and(|by| self.is_own(by)) => {
                Strength::Hashed
            }
            (true, Some(Producer::External | Producer::Machine)) => Strength::Independent,
            (true, Some(Producer::Internal) | None) => Strength::Hashed,
            (false, _) if parts.path.is_some() || parts.url.is_some() => Strength::Link,
            (false, _) => Strength::Statement,
        };
        let until = self.proves_until(parts);
        Proof {
            strength,
            is_checked,
            defect: self.defect(parts, file, is_checked, until),
            until,
        }
    }

    fn defect(
        &self,
        parts: &Parts<'_>,
        file: Option<(&str, &FileState)>,
        is_checked: bool,
        until: Option<Day>,
    ) -> Option<String> {
        if let Some((path, state)) = file {
            match state {
                FileState::Missing => return Some(format!("there is no file `{path}`")),
                FileState::Outside => return Some(format!("`{path}` leads out of the project")),
                FileState::Unreadable(why) => {
                    return Some(format!("`{path}` cannot be read: {why}"));
                }
                FileState::Read { .. } if parts.sha256.is_some() && !is_checked => {
                    return Some(format!("`{path}` is no longer the file that was recorded"));
                }
                FileState::Read { .. } => {}
            }
        }
        if let Some(date) = parts.date.filter(|&date| self.is_yet_to_come(date)) {
            return Some(format!("its date, {date}, is still to come"));
        }
        match until {
            Some(last_day) if self.is_past(last_day) => {
                Some(format!("it proves nothing since {last_day}"))
            }
            Some(_) => None,
            None => Some("it has no date, so nobody knows how long it holds".to_owned()),
        }
    }

    /// The last day that evidence names for itself, where that is over.
    pub fn ended_on(&self, reference: &EvidenceRef) -> Option<Day> {
        let last_day = match reference {
            EvidenceRef::Inline(inline) => inline.valid_until,
            EvidenceRef::Named(_) => self.registered_behind(reference)?.valid_until,
        };
        last_day.filter(|&day| self.is_past(day))
    }

    fn proves_until(&self, parts: &Parts<'_>) -> Option<Day> {
        parts.valid_until.or_else(|| {
            let kind = parts.kind.map_or("default", EvidenceKind::word);
            let longest = self
                .parameters
                .by_name(crate::gate::embedded::MAX_AGE, kind);
            parts.date.map(|date| date.plus(&longest))
        })
    }

    /// The newest of some records that is not still to come, whatever its result; of one day, the one written last.
    pub fn newest<T: 'a>(
        &self,
        records: impl IntoIterator<Item = &'a Located<T>>,
        date: impl Fn(&T) -> Option<Day>,
    ) -> Option<(&'a Located<T>, Day)> {
        newest(records, date, self.as_of)
    }
}

/// The newest of some records up to a day, whatever its result; of one day, the one written last.
pub fn newest<'a, T: 'a>(
    records: impl IntoIterator<Item = &'a Located<T>>,
    date: impl Fn(&T) -> Option<Day>,
    as_of: Day,
) -> Option<(&'a Located<T>, Day)> {
    records
        .into_iter()
        .filter_map(|record| {
            date(record)
                .filter(|&date| date <= as_of)
                .map(|date| (record, date))
        })
        .reduce(|newest, other| if other.1 >= newest.1 { other } else { newest })
}
