use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

use crate::yaml::located::Located;

/// A fact that a file may give, leave out, or declare not applicable; `N` is what such a declaration says.
///
/// Absent is never false.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer<T, N> {
    /// Nothing is said.
    #[default]
    Absent,
    /// It does not apply, and why: a mapping with the key `not_applicable`.
    NotApplicable(Located<N>),
    /// What is so.
    Given(T),
}

impl<T, N> Answer<T, N> {
    /// The fact, if it is given.
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::NotApplicable(_) => None,
        }
    }

    /// Why it does not apply, if that is declared.
    pub fn not_applicable(&self) -> Option<&Located<N>> {
        match self {
            Self::NotApplicable(declared) => Some(declared),
            Self::Absent | Self::Given(_) => None,
        }
    }

    /// Whether nothing is said.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// What to write for a fact that does not apply.
pub(in crate::yaml) const NOT_APPLICABLE: &str = "if it does not apply, say why, as the reason is the point: \
    `{not_applicable: reason, by: …, date: …, review_by: …}`";

/// The name by which our deserializer knows that a fact may be declared not applicable.
pub(in crate::yaml) const ANSWER: &str = "readyctl::yaml::Answer";

impl<'de, T, N> Deserialize<'de> for Answer<T, N>
where
    T: Deserialize<'de>,
    N: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ANSWER, AnswerVisitor(PhantomData))
    }
}

struct AnswerVisitor<T, N>(PhantomData<(T, N)>);

impl<'de, T, N> Visitor<'de> for AnswerVisitor<T, N>
where
    T: Deserialize<'de>,
    N: Deserialize<'de>,
{
    type Value = Answer<T, N>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value, or why it does not apply")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let is_declared = parts.next_element()? == Some(true);
        Ok(if is_declared {
            only_item(parts).map_or(Answer::Absent, Answer::NotApplicable)
        } else {
            only_item(parts).map_or(Answer::Absent, Answer::Given)
        })
    }
}

/// The one item, if it can be decoded; why it cannot is recorded by the access.
fn only_item<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(mut items: A) -> Option<T> {
    loop {
        if let Ok(item) = items.next_element() {
            return item;
        }
    }
}

impl<T: JsonSchema, N: JsonSchema> JsonSchema for Answer<T, N> {
    fn schema_name() -> Cow<'static, str> {
        format!("Answer_{}", T::schema_name()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("Answer<{}, {}>", T::schema_id(), N::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let given = generator.subschema_for::<T>();
        let declared = generator.subschema_for::<N>();
        json_schema!({ "anyOf": [given, declared] })
    }
}
