//! Whether a section was told at all.

use super::Context;
use crate::manifest::ManifestPath;
use crate::manifest::model::{Answer, Exemption, NotApplicable, Who};
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

impl<'a> Context<'a> {
    /// The section, or why there is nothing to judge: it is absent, or validly declared not applicable.
    pub fn section<T>(&self, answer: &'a Answer<T>, name: &'static str) -> Result<&'a T, Unjudged> {
        if let Answer::Given(section) = answer {
            return Ok(section);
        }
        if let Some(reason) = self.exemption(answer, name) {
            return Err(Unjudged::NotApplicable(reason));
        }
        Err(Unjudged::untold(
            ManifestPath::top(name),
            name,
            format!("nothing is told about `{name}`"),
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
            .filter(|declared| self.is_valid_declaration(declared));
        in_place
            .map(|declared| declared.reason.clone())
            .or_else(|| self.central_exemption(name))
    }

    /// Why a section or gate does not apply, where the central list validly says so.
    pub fn central_exemption(&self, name: &str) -> Option<String> {
        let words = OTHER_WORDS
            .iter()
            .filter(|(section, _)| *section == name)
            .map(|&(_, word)| word);
        std::iter::once(name)
            .chain(words)
            .filter_map(|word| self.manifest.not_applicable.0.get(word))
            .find(|exemption| self.is_valid_exemption(exemption))
            .map(|exemption| exemption.reason.clone())
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
            && date.is_some_and(|date| !self.is_yet_to_come(date))
            && review_by.is_some_and(|last_day| !self.is_past(last_day))
    }

    /// Whether a reason is long enough to be one.
    pub fn is_reason(&self, reason: &str) -> bool {
        let least = self.parameters.count(crate::gate::embedded::NA_MIN_REASON);
        reason.trim().chars().count() >= least
    }
}
