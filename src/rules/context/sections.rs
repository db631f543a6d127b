//! Whether a section was told at all.

use super::Context;
use crate::manifest::model::{Answer, Exemption, NotApplicable, Stage, Who};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::governance::ExemptSubject;
use crate::rules::{Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

/// Other words for sections in the central list of what does not apply.
const OTHER_WORDS: [(&str, &str); 5] = [
    ("billing", "payments"),
    ("tenancy", "tenants"),
    ("data", "personal_data"),
    ("cover", "on_call"),
    ("trust_pack.subprocessors", "subprocessors"),
];

/// The names of a section or gate in the central list: its own, and other words for it.
fn words_for(name: &str) -> impl Iterator<Item = &str> {
    let others = OTHER_WORDS.iter();
    let others = others.filter(move |(section, _)| *section == name);
    std::iter::once(name).chain(others.map(|&(_, word)| word))
}

impl<'a> Context<'a> {
    /// The section, or why there is nothing to judge: it is absent, or validly declared not applicable.
    pub fn section<T>(&self, answer: &'a Answer<T>, name: &'static str) -> Result<&'a T, Unjudged> {
        if let Answer::Given(section) = answer {
            return Ok(section);
        }
        if let Some(reason) = self.exemption(answer, name) {
            return Err(Unjudged::NotApplicable(reason));
        }
        let otherwise = format!("write the section `{name}`, or say why it does not apply");
        let Some((path, lacks)) = self.declaration_of(answer, name) else {
            let message = format!("nothing is told about `{name}`");
            return Err(Unjudged::untold(
                ManifestPath::top(name),
                name,
                message,
                otherwise,
            ));
        };
        let declared = format!("`{name}` is declared not applicable");
        let (message, cure) = match self.fact_against(name) {
            Some(fact) => (format!("{declared}, but {fact}"), otherwise),
            None => (
                format!("{declared}, which does not count: {}", lacks.join(", ")),
                format!("complete the declaration, or write the section `{name}`"),
            ),
        };
        Err(Unjudged::untold(path, name, message, cure))
    }

    /// Where a section is declared not applicable, and what the declaration lacks.
    fn declaration_of<T>(
        &self,
        answer: &Answer<T>,
        name: &str,
    ) -> Option<(ManifestPath, Vec<String>)> {
        if let Some(declared) = answer.not_applicable() {
            let NotApplicable {
                reason,
                by,
                date,
                review_by,
                ..
            } = &**declared;
            return Some((
                declared.here(),
                self.lacks(reason, by.as_ref(), *date, *review_by),
            ));
        }
        let mut entries =
            words_for(name).filter_map(|word| self.manifest.not_applicable.0.get(word));
        let entry = entries.next()?;
        let Exemption {
            reason,
            by,
            date,
            review_by,
            ..
        } = &**entry;
        Some((
            entry.here(),
            self.lacks(reason, by.as_ref(), *date, *review_by),
        ))
    }

    /// The section, for a gate that can judge the rest without it: its absence is one of the things found, an exemption is not.
    pub fn told<T>(
        &self,
        answer: &'a Answer<T>,
        name: &'static str,
        found: &mut Shortfalls,
    ) -> Option<&'a T> {
        match self.section(answer, name) {
            Ok(section) => Some(section),
            Err(Unjudged::NotApplicable(_)) => None,
            Err(Unjudged::Untold(shortfall)) => {
                found
                    .untold(shortfall.path, &shortfall.subject, shortfall.message)
                    .cure(shortfall.help);
                None
            }
        }
    }

    /// A part of a section, or that it is absent.
    pub fn part<T>(
        &self,
        part: Option<&'a T>,
        path: ManifestPath,
        name: &'static str,
    ) -> Result<&'a T, Unjudged> {
        part.ok_or_else(|| {
            Unjudged::untold(
                path,
                name,
                format!("nothing is told about `{name}`"),
                format!("write `{name}`"),
            )
        })
    }

    /// Why a section does not apply, where that is validly declared.
    pub fn exemption<T>(&self, answer: &Answer<T>, name: &str) -> Option<String> {
        let in_place = answer
            .not_applicable()
            .filter(|declared| self.is_valid_declaration(declared))
            .filter(|_| self.fact_against(name).is_none());
        in_place
            .map(|declared| declared.reason.clone())
            .or_else(|| self.central_exemption(name))
    }

    /// Why a section or gate does not apply, where the central list validly says so.
    pub fn central_exemption(&self, name: &str) -> Option<String> {
        words_for(name)
            .filter_map(|word| Some((word, self.manifest.not_applicable.0.get(word)?)))
            .find(|(word, exemption)| {
                self.is_valid_exemption(exemption) && self.fact_against(word).is_none()
            })
            .map(|(_, exemption)| exemption.reason.clone())
    }

    /// What the company itself says against that something does not apply, where no gate is asked that would tell.
    ///
    /// At production `governance/na_justified` fails by it; before, the declaration counts for nothing.
    fn fact_against(&self, name: &str) -> Option<String> {
        if self.stage >= Stage::Production {
            return None;
        }
        let facts = ExemptSubject::named(name, self.catalog)?.facts_against(self);
        facts.into_iter().next().map(|(_, says)| says)
    }

    /// Whether an entry of the central list says why, by whom and until when, and still holds.
    pub fn is_valid_exemption(&self, exemption: &Located<Exemption>) -> bool {
        self.is_explained(
            &exemption.reason,
            exemption.by.as_ref(),
            exemption.date,
            exemption.review_by,
        )
    }

    /// Whether a declaration in place says why, by whom and until when, and still holds.
    pub fn is_valid_declaration(&self, declared: &Located<NotApplicable>) -> bool {
        self.is_explained(
            &declared.reason,
            declared.by.as_ref(),
            declared.date,
            declared.review_by,
        )
    }

    /// Whether something that does not apply says why, by whom and until when, and still holds.
    pub fn is_explained(
        &self,
        reason: &str,
        by: Option<&Who>,
        date: Option<Day>,
        review_by: Option<Day>,
    ) -> bool {
        self.is_reason(reason)
            && by.is_some()
            && date.is_some_and(|date| {
                !self.is_yet_to_come(date) && !by.is_some_and(|by| self.was_away(by, date))
            })
            && review_by.is_some_and(|last_day| !self.is_past(last_day))
    }

    /// Whether somebody who decided was not there on that day.
    pub fn was_away(&self, by: &Who, date: Day) -> bool {
        self.person(by)
            .is_some_and(|person| !person.is_active_on(date))
    }

    /// What keeps a declaration from counting; nothing where it is whole.
    fn lacks(
        &self,
        reason: &str,
        by: Option<&Who>,
        date: Option<Day>,
        review_by: Option<Day>,
    ) -> Vec<String> {
        let mut lacks = Vec::new();
        if !self.is_reason(reason) {
            lacks.push(format!(
                "the reason has {} characters, and {} are needed",
                reason.trim().chars().count(),
                self.parameters.count(crate::gate::embedded::NA_MIN_REASON)
            ));
        }
        if by.is_none() {
            lacks.push("it does not say `by` whom".to_owned());
        }
        match date {
            None => lacks.push("it has no `date`".to_owned()),
            Some(date) if self.is_yet_to_come(date) => {
                lacks.push(format!("its `date`, {date}, is still to come"));
            }
            Some(date) if by.is_some_and(|by| self.was_away(by, date)) => {
                lacks.push(format!("whoever decided was not there on {date}"));
            }
            Some(_) => {}
        }
        match review_by {
            None => lacks.push("it has no `review_by`".to_owned()),
            Some(last_day) if self.is_past(last_day) => {
                lacks.push(format!("its `review_by`, {last_day}, has passed"));
            }
            Some(_) => {}
        }
        lacks
    }

    /// Whether a reason is long enough to be one.
    pub fn is_reason(&self, reason: &str) -> bool {
        let least = self.parameters.count(crate::gate::embedded::NA_MIN_REASON);
        reason.trim().chars().count() >= least
    }
}
