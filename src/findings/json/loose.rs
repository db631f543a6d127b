//! What real reports write in more than one shape.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Text;

/// An object of texts by name; whatever is no text, and whatever is no object, is let go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::findings) struct Pairs(pub(in crate::findings) BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object of texts")
    }

    fn visit_str<E>(self, _: &str) -> Result<Pairs, E> {
        Ok(Pairs::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Pairs, E> {
        Ok(Pairs::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Pairs, E> {
        Ok(Pairs::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Pairs, E> {
        Ok(Pairs::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Pairs, E> {
        Ok(Pairs::default())
    }

    fn visit_unit<E>(self) -> Result<Pairs, E> {
        Ok(Pairs::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Pairs, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Pairs::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if let Some(text) = map.next_value::<Text>()?.said() {
                pairs.insert(name, text);
            }
        }
        Ok(Pairs(pairs))
    }
}

/// A list of texts, also where a single one stands for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::findings) struct Texts(pub(in crate::findings) Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextsVisitor)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Texts;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text or a list of texts")
    }

    fn visit_unit<E>(self) -> Result<Texts, E> {
        Ok(Texts::default())
    }

    fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Texts, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = seq.next_element::<Text>()? {
            texts.extend(text.said());
        }
        Ok(Texts(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Texts::default())
    }
}

/// A text, or an object in its place; nothing where neither stands there.
#[derive(Debug)]
pub(in crate::findings) enum TextOr<T> {
    Text(String),
    Other(T),
    Nothing,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrVisitor(PhantomData))
    }
}

struct TextOrVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TextOrVisitor<T> {
    type Value = TextOr<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text or an object")
    }

    fn visit_unit<E>(self) -> Result<TextOr<T>, E> {
        Ok(TextOr::Nothing)
    }

    fn visit_str<E>(self, text: &str) -> Result<TextOr<T>, E> {
        Ok(TextOr::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextOr<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Other)
    }
}
