use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Decodes a value that is either a word with a meaning of its own or a mapping; `expected` says which.
pub fn word_or_record<'de, D, R, T>(
    deserializer: D,
    expected: &'static str,
    word: impl Fn(&str) -> Option<T>,
    record: impl Fn(R) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    R: Deserialize<'de>,
{
    deserializer.deserialize_any(WordOrRecord {
        expected,
        word,
        record,
        form: PhantomData,
    })
}

struct WordOrRecord<W, F, R> {
    expected: &'static str,
    word: W,
    record: F,
    form: PhantomData<R>,
}

impl<'de, W, F, R, T> Visitor<'de> for WordOrRecord<W, F, R>
where
    W: Fn(&str) -> Option<T>,
    F: Fn(R) -> T,
    R: Deserialize<'de>,
{
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.word)(text)
            .ok_or_else(|| E::custom(format_args!("expected {}, found `{text}`", self.expected)))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        R::deserialize(MapAccessDeserializer::new(entries)).map(self.record)
    }
}
