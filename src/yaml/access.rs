//! How the parts of a collection are handed to serde.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::de::{Decoder, Filled, Role};
use super::fault::{Cause, Fault, known_keys};
use super::spelling::{nearest, quoted};
use super::tree::{Children, Kind, NodeId};
use super::trouble::Trouble;

/// The items of a plain list.
#[derive(Debug)]
pub(super) struct List<'s, 't> {
    outer: Decoder<'s, 't>,
    items: Children<'t>,
}

impl<'s, 't> List<'s, 't> {
    pub(super) fn of(outer: Decoder<'s, 't>) -> Self {
        let items = outer.tree().children(outer.node, Kind::Sequence);
        Self { outer, items }
    }
}

impl<'t> SeqAccess<'t> for List<'_, 't> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let session = self.outer.session;
        let Some(item) = self.items.find(|item| !session.is_hidden(*item)) else {
            return Ok(None);
        };
        let decoded = self.outer.inner(item, Role::Value).decode(seed);
        decoded.map(Some).map_err(|fault| fault.hiding(item))
    }
}

/// The entries of a mapping, and before them the fields that a short form fills.
#[derive(Debug)]
pub(super) struct Entries<'s, 't> {
    outer: Decoder<'s, 't>,
    known: Option<&'static [&'static str]>,
    filled: [Option<Filled>; 2],
    children: Children<'t>,
    value: Option<(NodeId, Role)>,
    /// Fields that are there, but passed over for a mistake.
    passed_over: Vec<&'t str>,
}

impl<'s, 't> Entries<'s, 't> {
    pub(super) fn of(outer: Decoder<'s, 't>, known: Option<&'static [&'static str]>) -> Self {
        let filled = match outer.role {
            Role::Short(filled) => filled,
            Role::Value | Role::Key | Role::Answer => [None, None],
        };
        Self {
            outer,
            known,
            filled,
            children: outer.tree().children(outer.node, Kind::Mapping),
            value: None,
            passed_over: Vec::new(),
        }
    }

    /// What a fault means for the mapping as a whole.
    pub(super) fn explained(&self, fault: Fault) -> Fault {
        let Cause::Missing(field) = *fault.cause() else {
            return self.outer.locate(fault);
        };
        if self.passed_over.contains(&field) {
            return Fault::told();
        }
        let span = self.outer.tree().headline(self.outer.place);
        let mut trouble = Trouble::new(span, format!("{} is missing here", quoted(field)))
            .help(format!("add `{field}: …`"));
        self.outer.point_at_use(&mut trouble);
        Fault::placed(trouble)
    }

    fn next_filled(&mut self) -> Option<Filled> {
        let filled = self.filled.iter_mut().find_map(Option::take)?;
        if self.outer.session.is_hidden(filled.value) {
            self.passed_over.push(filled.field);
            return self.next_filled();
        }
        Some(filled)
    }

    fn following_entry(&mut self) -> Option<(NodeId, NodeId)> {
        loop {
            if self.outer.session.is_over() {
                return None;
            }
            let (key, value) = (self.children.next()?, self.children.next()?);
            if self.known.is_none() && self.outer.session.refuses(key, value) {
                continue;
            }
            let name = self.outer.tree().scalar(key).unwrap_or_default();
            let refusal = self.refused(name);
            if refusal.is_none() && !self.outer.session.is_hidden(value) {
                return Some((key, value));
            }
            self.passed_over.push(name);
            if let (Some((message, help)), false) = (refusal, self.outer.session.is_hidden(value)) {
                let mut trouble = Trouble::new(self.outer.tree().headline(key), message);
                trouble.help = help;
                self.outer.point_at_use(&mut trouble);
                self.outer.session.tell(trouble, value);
            }
        }
    }

    /// Why a key cannot stand here, with what to write instead.
    fn refused(&mut self, name: &str) -> Option<(String, Option<String>)> {
        if let Role::Short(filled) = self.outer.role
            && filled.iter().flatten().any(|filled| filled.field == name)
        {
            let message = format!(
                "{} is written twice: as the name of the entry, and in it",
                quoted(name)
            );
            return Some((message, Some("leave it out here".to_owned())));
        }
        let known = self.known?;
        if known.contains(&name) {
            return None;
        }
        self.passed_over
            .extend(nearest(name, known.iter().copied()));
        let message = format!("the key {} is unknown", quoted(name));
        Some((message, known_keys(name, known)))
    }
}

impl<'t> MapAccess<'t> for &mut Entries<'_, 't> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if let Some(filled) = self.next_filled() {
            let role = if filled.is_key {
                Role::Key
            } else {
                Role::Value
            };
            self.value = Some((filled.value, role));
            return seed
                .deserialize(BorrowedStrDeserializer::new(filled.field))
                .map(Some)
                .map_err(|fault| self.outer.locate(fault).hiding(filled.value));
        }
        let Some((key, value)) = self.following_entry() else {
            return Ok(None);
        };
        self.value = Some((value, Role::Value));
        let name = self.outer.inner(key, Role::Key);
        let decoded = match (self.known, name.text()) {
            (Some(_), Some(field)) => seed.deserialize(BorrowedStrDeserializer::new(field)),
            _ => seed.deserialize(name),
        };
        decoded
            .map(Some)
            .map_err(|fault| name.locate(fault).hiding(value))
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some((value, role)) = self.value.take() else {
            return Err(Fault::custom("a key comes before its value"));
        };
        let decoded = self.outer.inner(value, role).decode(seed);
        decoded.map_err(|fault| fault.hiding(value))
    }
}

/// One of several variants: a word, or one key with its value.
#[derive(Debug)]
pub(super) struct Choice<'s, 't> {
    name: &'t str,
    value: Option<Decoder<'s, 't>>,
    outer: Decoder<'s, 't>,
}

impl<'s, 't> Choice<'s, 't> {
    pub(super) fn of(
        outer: Decoder<'s, 't>,
        variants: &'static [&'static str],
    ) -> Result<Self, Fault> {
        let tree = outer.tree();
        let (name_node, value) = match outer.kind() {
            Kind::Scalar(_) if !outer.is_null() => (outer.node, None),
            Kind::Mapping => {
                let mut entries = tree.entries(outer.node);
                match (entries.next(), entries.next()) {
                    (Some((key, value)), None) => (key, Some(outer.inner(value, Role::Value))),
                    _ => return Err(outer.mismatch("one word, or one key with its value")),
                }
            }
            Kind::Scalar(_) | Kind::Sequence | Kind::Alias => {
                return Err(outer.mismatch("one of the words that can stand here"));
            }
        };
        let name = tree.scalar(name_node).unwrap_or_default();
        if !variants.contains(&name) {
            return Err(outer.locate_at(Fault::unknown_variant(name, variants), name_node));
        }
        Ok(Self { name, value, outer })
    }

    fn needed(self) -> Result<Decoder<'s, 't>, Fault> {
        let Self { name, value, outer } = self;
        value.ok_or_else(|| {
            outer.locate(Fault::wrong(
                format!("{} needs a value", quoted(name)),
                format!("write `{{{name}: …}}`"),
            ))
        })
    }
}

impl<'t> EnumAccess<'t> for Choice<'_, 't> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let variant = seed.deserialize(BorrowedStrDeserializer::<Fault>::new(self.name))?;
        Ok((variant, self))
    }
}

impl<'t> VariantAccess<'t> for Choice<'_, 't> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        let Some(value) = self.value else {
            return Ok(());
        };
        Err(value.locate(Fault::wrong(
            format!("{} takes no value", quoted(self.name)),
            format!("write `{}` alone", self.name),
        )))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<S::Value, Fault> {
        self.needed()?.decode(seed)
    }

    fn tuple_variant<V: Visitor<'t>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        serde::Deserializer::deserialize_tuple(self.needed()?, length, visitor)
    }

    fn struct_variant<V: Visitor<'t>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        serde::Deserializer::deserialize_struct(self.needed()?, "", fields, visitor)
    }
}
