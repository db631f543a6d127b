//! Whether a promise says where customers read it that it does not cover a risk.

use std::collections::BTreeSet;

use crate::evidence::{FileState, Text};
use crate::manifest::model::{Category, Promise, Source, SourceKind};
use crate::rules::Context;

/// Whether a promise limits itself, and whether customers can read that.
pub(super) enum Limitation {
    /// It does, and as far as is known customers read it.
    Said,
    /// It does not.
    Unsaid,
    /// It does, and the file that customers read does not.
    Unpublished(String),
    /// It does, and nobody told where customers read it.
    Unlocated,
}

/// Whether a promise says that it does not cover a subject.
pub(super) fn limitation(cx: &Context<'_>, promise: &Promise, subject: &Subject<'_>) -> Limitation {
    let limitations = promise.limitations.as_deref();
    let Some(limitations) = limitations.filter(|text| subject.is_named_in(text)) else {
        return Limitation::Unsaid;
    };
    match published(cx, promise) {
        Published::Text { file, text } if !squeezed(text).contains(&squeezed(limitations)) => {
            Limitation::Unpublished(file.to_owned())
        }
        Published::Text { .. } | Published::OutOfReach => Limitation::Said,
        Published::Untold => Limitation::Unlocated,
    }
}

/// What customers read, as far as it is at hand.
enum Published<'a> {
    Text { file: &'a str, text: &'a str },
    OutOfReach,
    Untold,
}

fn published<'a>(cx: &Context<'a>, promise: &Promise) -> Published<'a> {
    let manifest = cx.manifest;
    let Some(source) = &promise.source else {
        return Published::Untold;
    };
    let file = match &source.value {
        Source::Kind(SourceKind::TrustPack) => {
            let pack = manifest.trust_pack.given();
            pack.and_then(|pack| pack.file.as_ref())
        }
        Source::Kind(SourceKind::PrivacyNotice) => {
            let notice = manifest.privacy_notice.given();
            notice.and_then(|notice| notice.file.as_ref())
        }
        Source::Kind(
            SourceKind::Contract
            | SourceKind::Dpa
            | SourceKind::Website
            | SourceKind::Sales
            | SourceKind::Verbal,
        ) => return Published::OutOfReach,
        Source::Clause(clause) => {
            let path = cx
                .registered(&clause.ev)
                .and_then(|evidence| evidence.path.as_deref());
            return path.map_or(Published::OutOfReach, |path| text_of(cx, path));
        }
    };
    let Some(file) = file else {
        return Published::Untold;
    };
    cx.path_behind(file)
        .map_or(Published::OutOfReach, |path| text_of(cx, path))
}

fn text_of<'a>(cx: &Context<'a>, file: &'a str) -> Published<'a> {
    match cx.files.state(file) {
        FileState::Read {
            text: Text::Kept(text),
            ..
        } => Published::Text { file, text },
        FileState::Read { .. } => Published::OutOfReach,
        FileState::Missing | FileState::Outside | FileState::Unreadable(_) => Published::Untold,
    }
}

/// A text without differences of case and of blanks, as a reader does not see them either.
fn squeezed(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The shortest word of a title that says what it is about.
const TELLING_LENGTH: usize = 5;

/// What a risk is called: by its id, by what it is about, by its title.
pub(super) struct Subject<'a> {
    id: &'a str,
    category: Option<Category>,
    title: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// The subject of a risk, finding or section.
    pub(super) const fn of(
        id: &'a str,
        category: Option<Category>,
        title: Option<&'a str>,
    ) -> Self {
        Self {
            id,
            category,
            title,
        }
    }

    /// Whether a text names it: by its id, by the word for what it is about, or by two telling words of its title.
    pub(super) fn is_named_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let is_by_id = words(&text).any(|word| word == self.id.to_lowercase());
        let is_by_category = self.category.is_some_and(|category| {
            let name = category.word();
            text.contains(name) || text.contains(&name.replace('_', " "))
        });
        is_by_id || is_by_category || self.is_named_by_title(&text)
    }

    fn is_named_by_title(&self, text: &str) -> bool {
        let title = self.title.unwrap_or_default().to_lowercase();
        let telling: BTreeSet<&str> = words(&title)
            .filter(|word| word.chars().count() >= TELLING_LENGTH)
            .collect();
        let named = telling
            .iter()
            .filter(|telling| words(text).any(|word| word == **telling))
            .count();
        named > 0 && named >= telling.len().min(2)
    }
}

/// The words of a text, ids such as `F-2` whole.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn risk() -> Subject<'static> {
        Subject::of(
            "R1",
            Some(Category::TenantIsolation),
            Some("Exports of all customers share one bucket"),
        )
    }

    #[test]
    fn a_text_names_a_risk_by_its_id_as_a_word_of_its_own() {
        assert!(risk().is_named_in("not while r1 is open"));
        assert!(!risk().is_named_in("not while r12 is open"));
    }

    #[test]
    fn a_text_names_a_risk_by_what_it_is_about() {
        assert!(risk().is_named_in("Tenant isolation does not hold for exports"));
        assert!(!risk().is_named_in("isolation holds"));
    }

    #[test]
    fn two_telling_words_of_a_title_name_a_risk_and_one_does_not() {
        assert!(risk().is_named_in("exports lie in a bucket for everybody"));
        assert!(!risk().is_named_in("without exports"));
    }

    #[test]
    fn a_title_of_one_telling_word_is_named_by_it() {
        let risk = Subject::of("R2", None, Some("No failover"));
        assert!(risk.is_named_in("there is no failover"));
        assert!(!risk.is_named_in("there is no standby"));
    }

    #[test]
    fn nothing_names_a_subject_without_a_title_and_category_but_its_id() {
        assert!(!Subject::of("tenancy", None, None).is_named_in("anything at all"));
        assert!(Subject::of("tenancy", None, None).is_named_in("there is no tenancy"));
    }
}
