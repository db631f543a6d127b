use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::tree::NodeId;

/// One of the files that were read, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// Where a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The node in the tree of that file.
    pub node: NodeId,
}

impl Place {
    /// The place of a value that was made and not read.
    pub const NOWHERE: Self = Self {
        file: FileId(u16::MAX),
        node: NodeId(u32::MAX),
    };

    pub(super) fn packed(self) -> u64 {
        u64::from(self.file.0) << 32 | u64::from(self.node.0)
    }

    fn unpacked(packed: u64) -> Option<Self> {
        let file = FileId(u16::try_from(packed >> 32).ok()?);
        let node = NodeId(u32::try_from(packed & u64::from(u32::MAX)).ok()?);
        Some(Self { file, node })
    }
}

/// A value and where it is written; equal to another if the values are.
#[derive(Clone, Copy)]
pub struct Located<T> {
    /// Where it is written.
    pub place: Place,
    /// What it says.
    pub value: T,
}

impl<T> Located<T> {
    /// A value that was made and not read.
    pub fn nowhere(value: T) -> Self {
        Self {
            place: Place::NOWHERE,
            value,
        }
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Located<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(out)
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(out)
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}

/// The name by which our deserializer knows that a place is asked for as well.
pub(super) const LOCATED: &str = "readyctl::yaml::Located";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(LOCATED, LocatedVisitor(PhantomData))
    }
}

struct LocatedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LocatedVisitor<T> {
    type Value = Located<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let place = parts.next_element()?.and_then(Place::unpacked);
        let value = parts.next_element()?;
        match (place, value) {
            (Some(place), Some(value)) => Ok(Located { place, value }),
            _ => Err(A::Error::custom("a place and a value belong together")),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
