//! JSON as scanners write it: read value by value, leniently in the leaves, exactly in the structure.

mod document;
mod loose;

pub(super) use self::document::{Document, Object};
pub(super) use self::loose::{Pairs, TextOr, Texts};

use std::fmt;
use std::io::BufRead;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Refusal;

/// Reads a document that is one object into what takes its fields.
pub(super) fn fill<O: Object>(object: &mut O, input: &mut dyn BufRead) -> Result<(), Refusal> {
    let mut document = Document::of(input);
    document.fill(object)?;
    document.end()
}

/// A text, or a number or truth value written where one is expected; nothing where something else stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) Option<String>);

impl Text {
    /// The text, if there is one and it is not blank.
    pub(super) fn said(self) -> Option<String> {
        self.0.filter(|text| !text.trim().is_empty())
    }

    /// The text, if there is one and it is not blank.
    pub(super) fn as_said(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.trim().is_empty())
    }
}

/// A number, also where it is written as a text; nothing where something else stands there.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Number(pub(super) Option<f64>);

impl Number {
    /// The number as a whole one, if it is one and not negative.
    pub(super) fn whole(self) -> Option<usize> {
        self.0
            .filter(|number| *number >= 0.0 && number.fract() == 0.0)
            .and_then(|number| format!("{number:.0}").parse().ok())
    }

    /// The number as a count; 0 where it is none.
    pub(super) fn count(self) -> usize {
        self.whole().unwrap_or(0)
    }

    /// The number as a line, counted from 1, if it is one.
    pub(super) fn line(self) -> Option<u32> {
        self.0
            .filter(|number| {
                *number >= 1.0 && *number <= f64::from(u32::MAX) && number.fract() == 0.0
            })
            .and_then(|number| format!("{number:.0}").parse().ok())
    }
}

/// A truth value, also where it is written as a text; nothing where something else stands there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Truth(pub(super) Option<bool>);

/// A list; `null` is an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = seq.next_element()? {
            list.push(element);
        }
        Ok(List(list))
    }
}

/// The leaf that a lenient type makes of a JSON value.
enum Leaf {
    Text(String),
    Number(f64),
    Whole(String),
    Truth(bool),
    Nothing,
}

struct LeafVisitor;

impl<'de> Visitor<'de> for LeafVisitor {
    type Value = Leaf;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Leaf, E> {
        Ok(Leaf::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Leaf, E> {
        Ok(Leaf::Text(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Leaf, E> {
        Ok(Leaf::Whole(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Leaf, E> {
        Ok(Leaf::Whole(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Leaf, E> {
        Ok(Leaf::Number(number))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Leaf, E> {
        Ok(Leaf::Truth(value))
    }

    fn visit_unit<E>(self) -> Result<Leaf, E> {
        Ok(Leaf::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Leaf, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Leaf::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Leaf, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Leaf::Nothing)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match deserializer.deserialize_any(LeafVisitor)? {
            Leaf::Text(text) | Leaf::Whole(text) => Some(text),
            Leaf::Number(number) => Some(number.to_string()),
            Leaf::Truth(value) => Some(value.to_string()),
            Leaf::Nothing => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(
            match deserializer.deserialize_any(LeafVisitor)? {
                Leaf::Text(text) | Leaf::Whole(text) => text.trim().parse().ok(),
                Leaf::Number(number) => Some(number),
                Leaf::Truth(_) | Leaf::Nothing => None,
            }
            .filter(|number: &f64| number.is_finite()),
        ))
    }
}

impl<'de> Deserialize<'de> for Truth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match deserializer.deserialize_any(LeafVisitor)? {
            Leaf::Truth(value) => Some(value),
            Leaf::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Leaf::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Leaf::Text(_) | Leaf::Whole(_) | Leaf::Number(_) | Leaf::Nothing => None,
        }))
    }
}

/// What may be an object or a list; `null` is neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum OneOf<O, L> {
    /// An object.
    Object(O),
    /// A list.
    List(L),
    /// Neither.
    #[default]
    Nothing,
}

impl<'de, O: Deserialize<'de>, L: Deserialize<'de>> Deserialize<'de> for OneOf<O, L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOfVisitor(PhantomData))
    }
}

struct OneOfVisitor<O, L>(PhantomData<(O, L)>);

impl<'de, O: Deserialize<'de>, L: Deserialize<'de>> Visitor<'de> for OneOfVisitor<O, L> {
    type Value = OneOf<O, L>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object or a list")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(OneOf::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        O::deserialize(MapAccessDeserializer::new(map)).map(OneOf::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        L::deserialize(SeqAccessDeserializer::new(seq)).map(OneOf::List)
    }
}

/// An object whose keys are names, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entries<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
