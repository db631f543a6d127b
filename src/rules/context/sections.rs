//! Whether a section was told at all.

use super::Context;
use crate::manifest::ManifestPath;
use crate::manifest::model::{Answer, Exemption, NotApplicable, Stage, Who};
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
        let is_declared = answer.not_applicable().is_some()
            || words_for(name).any(|word| self.manifest.not_applicable.0.contains_key(word));
        let message = match self.fact_against(name).filter(|_| is_declared) {
            Some(fact) => format!("`{name}` is declared not applicable, but {fact}"),
            None => format!("nothing is told about `{name}`"),
        };
        Err(Unjudged::untold(
            ManifestPath::top(name),
            name,
            message,
            format!("write the section `{name}`, or say why it does not apply"),
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

    /// Whether a reason is long enough to be one.
    pub fn is_reason(&self, reason: &str) -> bool {
        let least = self.parameters.count(crate::gate::embedded::NA_MIN_REASON);
        reason.trim().chars().count() >= least
    }
}
