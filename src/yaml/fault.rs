use std::fmt::{self, Display};
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};

use super::spelling::{nearest, quoted};
use super::tree::{Kind, NodeId, Style, Tree};
use super::trouble::Trouble;

/// Why a value could not be decoded: the error type of our deserializer.
#[derive(Debug)]
pub(super) struct Fault(Box<State>);

#[derive(Debug)]
struct State {
    cause: Cause,
    /// The value without which the rest can be decoded.
    hide: Option<NodeId>,
}

#[derive(Debug)]
pub(super) enum Cause {
    /// A field that must be there is not.
    Missing(&'static str),
    /// Something is wrong, and the place is not known yet.
    Unplaced(String, Option<String>),
    /// Something is wrong at a place.
    Placed(Trouble),
    /// What is wrong has been said.
    Told,
}

impl Fault {
    pub(super) fn wrong(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::of(Cause::Unplaced(message.into(), Some(help.into())))
    }

    pub(super) fn placed(trouble: Trouble) -> Self {
        Self::of(Cause::Placed(trouble))
    }

    pub(super) fn told() -> Self {
        Self::of(Cause::Told)
    }

    /// Gives a fault without a place the one where `node` is written.
    pub(super) fn at(mut self, tree: &Tree, node: NodeId) -> Self {
        if let Cause::Unplaced(message, help) = &mut self.0.cause {
            let (message, within) = split_range(std::mem::take(message));
            let span = within
                .and_then(|within| inside(tree, node, within))
                .unwrap_or_else(|| tree.headline(node));
            let mut trouble = Trouble::new(span, message);
            trouble.help = help.take();
            self.0.cause = Cause::Placed(trouble);
        }
        self
    }

    /// Names the value to leave out, unless one further inside is named.
    pub(super) fn hiding(mut self, node: NodeId) -> Self {
        self.0.hide.get_or_insert(node);
        self
    }

    /// Lets nothing within the value be left out alone.
    pub(super) fn whole(mut self) -> Self {
        self.0.hide = None;
        self
    }

    pub(super) fn cause(&self) -> &Cause {
        &self.0.cause
    }

    pub(super) fn cause_mut(&mut self) -> &mut Cause {
        &mut self.0.cause
    }

    /// What is wrong, if the place is known.
    pub(super) fn into_trouble(self) -> Option<Trouble> {
        match self.0.cause {
            Cause::Placed(trouble) => Some(trouble),
            Cause::Missing(_) | Cause::Unplaced(..) | Cause::Told => None,
        }
    }

    pub(super) fn into_parts(self) -> (Cause, Option<NodeId>) {
        (self.0.cause, self.0.hide)
    }

    fn of(cause: Cause) -> Self {
        Self(Box::new(State { cause, hide: None }))
    }
}

/// A message about a part of a text, for a value type that fails with it: `range` counts bytes of the text it was given.
pub fn within(range: Range<usize>, message: impl Display) -> String {
    format!("{message}{RANGE_MARK}{}..{}", range.start, range.end)
}

const RANGE_MARK: char = '\u{1F}';

/// What to write if a key is unknown.
pub(super) fn known_keys(name: &str, known: &[&str]) -> Option<String> {
    const LISTED: usize = 12;
    let listed = || {
        known
            .iter()
            .map(|name| quoted(name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match nearest(name, known.iter().copied()) {
        Some(near) if known.len() <= LISTED && known.len() > 1 => Some(format!(
            "did you mean {}? It can be {}",
            quoted(near),
            listed()
        )),
        Some(near) => Some(format!("did you mean {}?", quoted(near))),
        None if known.len() <= LISTED && !known.is_empty() => {
            Some(format!("it can be {}", listed()))
        }
        None => None,
    }
}

/// What to write if a word is unknown: a near one, or else every one there is, since there is nowhere else to look.
fn known_words(name: &str, known: &[&str]) -> Option<String> {
    known_keys(name, known).or_else(|| {
        let all: Vec<_> = known.iter().map(|name| quoted(name)).collect();
        (!all.is_empty()).then(|| format!("it can be {}", all.join(", ")))
    })
}

impl de::Error for Fault {
    fn custom<M: Display>(message: M) -> Self {
        Self::of(Cause::Unplaced(message.to_string(), None))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(Cause::Missing(field))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("the key {} is unknown", quoted(field));
        Self::of(Cause::Unplaced(message, known_keys(field, expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("{} is not known here", quoted(variant));
        Self::of(Cause::Unplaced(message, known_words(variant, expected)))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Str(text) => format!("the text {}", quoted(text)),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Map => "keys with values".to_owned(),
            Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
            other => other.to_string(),
        };
        Self::of(Cause::Unplaced(
            format!("expected {expected}, found {found}"),
            None,
        ))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::of(Cause::Unplaced(
            format!("expected {expected}, found {length} items"),
            None,
        ))
    }
}

impl std::error::Error for Fault {}

impl Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause() {
            Cause::Missing(field) => write!(out, "{} is missing", quoted(field)),
            Cause::Unplaced(message, _) => out.write_str(message),
            Cause::Placed(trouble) => out.write_str(&trouble.message),
            Cause::Told => out.write_str("this value is wrong"),
        }
    }
}

fn split_range(message: String) -> (String, Option<Range<usize>>) {
    let Some((text, range)) = message.rsplit_once(RANGE_MARK) else {
        return (message, None);
    };
    let range = range
        .split_once("..")
        .and_then(|(start, end)| Some(start.parse().ok()?..end.parse().ok()?));
    (text.to_owned(), range)
}

/// The bytes of the file that a range of a scalar's text is written in, where text and file agree.
fn inside(tree: &Tree, node: NodeId, range: Range<usize>) -> Option<Range<usize>> {
    let Kind::Scalar(style) = tree.kind(node) else {
        return None;
    };
    let text = tree.scalar(node)?;
    let written = tree.span(node);
    let quote = match style {
        Style::SingleQuoted | Style::DoubleQuoted => 1,
        Style::Plain | Style::Literal | Style::Folded => 0,
    };
    let start = written.start + quote;
    let is_as_written = tree.text().get(start..start + text.len()) == Some(text);
    let is_part = text.get(range.clone()).is_some();
    (is_as_written && is_part).then(|| start + range.start..start + range.end)
}
