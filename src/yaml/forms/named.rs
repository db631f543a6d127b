use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::yaml::located::Located;

/// Values by their ids, each decoded for itself: `{ana: {roles: [cto]}}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Named<T>(BTreeMap<String, Located<T>>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Deref for Named<T> {
    type Target = BTreeMap<String, Located<T>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for Named<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Named<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl<'n, T> IntoIterator for &'n Named<T> {
    type Item = (&'n String, &'n Located<T>);
    type IntoIter = std::collections::btree_map::Iter<'n, String, Located<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = (String, Located<T>);
    type IntoIter = std::collections::btree_map::IntoIter<String, Located<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<(String, Located<T>)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, Located<T>)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

/// The name by which our deserializer knows that the keys are ids.
pub(in crate::yaml) const NAMED: &str = "readyctl::yaml::Named";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NAMED, NamedVisitor(PhantomData))
    }
}

struct NamedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
    type Value = Named<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("names with values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut named = BTreeMap::new();
        while let Some(id) = entries.next_key()? {
            // An error has been recorded, and the next round tries the rest of the entry, or goes on behind it.
            if let Ok(value) = entries.next_value() {
                named.insert(id, value);
            }
        }
        Ok(Named(named))
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Named_{}", T::schema_name()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("Named<{}>", T::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z0-9][a-z0-9_-]*$" },
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
}
