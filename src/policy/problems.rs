//! Reading a policy's text: what stands where, and what is wrong with it.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::problem::{Excerpt, InputProblem};
use crate::yaml::{Milestones, OneBased, nearest, quoted};

/// A key, and the bytes that spell it.
pub(super) type Key<'t> = Spanned<Cow<'t, str>>;

/// A value, and the bytes that spell it.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// What is wrong with one text, as it is found.
pub(super) struct Problems<'t> {
    file: &'t str,
    text: &'t str,
    milestones: Milestones,
    found: Vec<InputProblem>,
}

impl<'t> Problems<'t> {
    pub(super) fn of(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            milestones: Milestones::of(text),
            found: Vec::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> &mut InputProblem {
        let position = self.milestones.position(self.text, span.start);
        self.found.push(InputProblem {
            excerpt: Some(Excerpt::of(self.text, span, position)),
            ..InputProblem::of_file(self.file, message)
        });
        self.found.last_mut().expect("one was just added")
    }

    pub(super) fn unknown_key(&mut self, key: &Key<'_>, known: &[&str]) {
        let name = key.get_ref();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => did_you_mean([near]),
            None => Some(format!("it can be {}", any_of(known))),
        };
        self.add(key.span(), format!("the key {} is unknown", quoted(name)))
            .help = help;
    }

    /// A value of another kind than the one that belongs there.
    pub(super) fn unlike(&mut self, value: &Value<'_>, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(text) => format!("the text {}", quoted(text)),
            DeValue::Integer(number) => format!("the number `{number}`"),
            DeValue::Float(number) => format!("the number `{number}`"),
            DeValue::Boolean(truth) => format!("`{truth}`"),
            DeValue::Datetime(_) => "a date".to_owned(),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        };
        self.add(value.span(), format!("expected {expected}, found {found}"));
    }

    pub(super) fn line(&self, key: &Key<'_>) -> OneBased {
        self.milestones.position(self.text, key.span().start).line
    }

    /// Fails with what was found so far, if it was anything, in the order of the text.
    pub(super) fn into_result(mut self) -> Result<(), Vec<InputProblem>> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(InputProblem::position);
        Err(self.found)
    }
}

/// The entries of a table; none, and a problem, where the value is no table.
pub(super) fn entries<'v, 't>(
    value: &'v Value<'t>,
    expected: &str,
    problems: &mut Problems<'_>,
) -> impl Iterator<Item = (&'v Key<'t>, &'v Value<'t>)> + use<'v, 't> {
    let table = value.get_ref().as_table();
    if table.is_none() {
        problems.unlike(value, expected);
    }
    table.into_iter().flatten()
}

/// One of some words.
pub(super) fn word<T: Copy>(
    value: &Value<'_>,
    words: &[(&'static str, T)],
    problems: &mut Problems<'_>,
) -> Option<T> {
    let known: Vec<&str> = words.iter().map(|&(word, _)| word).collect();
    let Some(text) = value.get_ref().as_str() else {
        problems.unlike(value, &any_of(&known));
        return None;
    };
    let meant = words.iter().find(|(word, _)| *word == text);
    if meant.is_none() {
        let message = format!("expected {}, found {}", any_of(&known), quoted(text));
        problems.add(value.span(), message).help = did_you_mean(nearest(text, known));
    }
    meant.map(|&(_, value)| value)
}

pub(super) fn did_you_mean<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", any_of(&names)))
}

/// The names in backticks, as alternatives.
pub(super) fn any_of(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
