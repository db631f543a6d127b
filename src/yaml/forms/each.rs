use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::Value;

use super::all_items;
use crate::yaml::located::Located;

/// A list, each item decoded for itself: `[{name: aws, regions: [GB]}]`, or in short `{aws: [GB]}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Each<T>(Vec<Located<T>>);

/// Which fields of an item the short forms of [`Each`] fill.
pub trait Keyed {
    /// The field that a name stands for: the key of `{aws: …}`, or an item that is only a text.
    const KEY: Option<&'static str>;
    /// The field that the value of `{aws: [GB]}` stands for.
    const SHORT: Option<&'static str>;
}

impl Keyed for String {
    const KEY: Option<&'static str> = None;
    const SHORT: Option<&'static str> = None;
}

impl<T> Each<T> {
    /// The items with their places.
    pub fn iter(&self) -> std::slice::Iter<'_, Located<T>> {
        self.0.iter()
    }

    /// The items with their places, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Located<T>> {
        self.0.iter_mut()
    }
}

impl<T> Default for Each<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Each<T> {
    type Target = [Located<T>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Each<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl<'e, T> IntoIterator for &'e Each<T> {
    type Item = &'e Located<T>;
    type IntoIter = std::slice::Iter<'e, Located<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'e, T> IntoIterator for &'e mut Each<T> {
    type Item = &'e mut Located<T>;
    type IntoIter = std::slice::IterMut<'e, Located<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl<T> IntoIterator for Each<T> {
    type Item = Located<T>;
    type IntoIter = std::vec::IntoIter<Located<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<Located<T>> for Each<T> {
    fn from_iter<I: IntoIterator<Item = Located<T>>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> Extend<Located<T>> for Each<T> {
    fn extend<I: IntoIterator<Item = Located<T>>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

/// The name by which our deserializer knows a list; its fields are the two of [`Keyed`], empty where there is none.
pub(in crate::yaml) const EACH: &str = "readyctl::yaml::Each";

struct Forms<T>(PhantomData<T>);

impl<T: Keyed> Forms<T> {
    const BOTH: [&'static str; 2] = [or_empty(T::KEY), or_empty(T::SHORT)];
    const FIELDS: &'static [&'static str] = &Self::BOTH;
}

const fn or_empty(field: Option<&'static str>) -> &'static str {
    match field {
        Some(field) => field,
        None => "",
    }
}

impl<'de, T: Deserialize<'de> + Keyed> Deserialize<'de> for Each<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(EACH, Forms::<T>::FIELDS, EachVisitor(PhantomData))
    }
}

struct EachVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EachVisitor<T> {
    type Value = Each<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Ok(Each(all_items(items)))
    }
}

impl<T: JsonSchema + Keyed> JsonSchema for Each<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Each_of_{}", T::schema_name()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("Each<{}>", T::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        let Some(key) = T::KEY else {
            return json_schema!({ "type": "array", "items": item });
        };
        let mut unnamed = T::json_schema(generator);
        let name = take_field(&mut unnamed, key).unwrap_or_else(|| true.into());
        let needs_no_more = required(&unnamed).is_empty();
        let items = if needs_no_more {
            json_schema!({ "anyOf": [item, name] })
        } else {
            item
        };
        let short = T::SHORT.and_then(|short| {
            let others = required(&unnamed).iter().any(|field| field != short);
            (!others).then(|| unnamed.get("properties")?.get(short).cloned())?
        });
        let value = match short {
            Some(short) => json_schema!({ "anyOf": [unnamed, short] }),
            None => unnamed,
        };
        json_schema!({
            "anyOf": [
                { "type": "array", "items": items },
                { "type": "object", "additionalProperties": value },
            ],
        })
    }
}

/// Removes a field from the schema of an object, and gives the schema it had.
fn take_field(object: &mut Schema, field: &str) -> Option<Value> {
    if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != field);
    }
    object.get_mut("properties")?.as_object_mut()?.remove(field)
}

fn required(object: &Schema) -> &[Value] {
    object
        .get("required")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
