use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Choice, Entries, List};
use super::fault::{Cause, Fault};
use super::forms::{ANSWER, EACH, NAMED, NOT_APPLICABLE, ONE_OR_MANY};
use super::items::{Items, WithAnswer, WithPlace};
use super::located::{FileId, LOCATED, Place};
use super::merge::Merged;
use super::scalar;
use super::session::{Session, Source};
use super::spelling::quoted;
use super::tree::{Kind, NodeId, Style, Tree, is_null};
use super::trouble::Trouble;
use crate::text::is_blank;

/// Decodes a node, and adds everything that is wrong with it to `troubles`, in the order of the text.
///
/// With troubles the value lacks what could not be read; it is `None` if too little is left.
pub fn decode<T: DeserializeOwned>(
    tree: &Tree,
    file: FileId,
    node: NodeId,
    troubles: &mut Vec<Trouble>,
) -> Option<T> {
    let session = Session::new(tree, Source::File(file));
    let value = session.decode(node);
    troubles.extend(session.into_troubles());
    value
}

/// Decodes what several files say together, as [`decode`] does; spans of troubles count in the joined text.
pub fn decode_merged<T: DeserializeOwned>(
    merged: &Merged,
    troubles: &mut Vec<Trouble>,
) -> Option<T> {
    let session = Session::new(&merged.tree, Source::Files(merged));
    let value = session.decode(merged.tree.root());
    troubles.extend(merged.conflicts(|node| session.is_hidden(node)));
    troubles.extend(session.into_troubles());
    value
}

/// Decodes one node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoder<'s, 't> {
    pub(super) session: &'s Session<'t>,
    /// Where the value is written: an alias stays one.
    pub(super) place: NodeId,
    /// Where its content is.
    pub(super) node: NodeId,
    /// The alias through which the value is reached.
    alias: Option<NodeId>,
    pub(super) role: Role,
}

/// What a value is to the collection that it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    Value,
    /// The name of an entry.
    Key,
    /// A fact that may be declared not applicable.
    Answer,
    /// An item in a short form, with the fields that the form fills.
    Short([Option<Filled>; 2]),
}

/// A field that an item gets from its short form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filled {
    pub(super) field: &'static str,
    pub(super) value: NodeId,
    pub(super) is_key: bool,
}

impl<'s, 't> Decoder<'s, 't> {
    pub(super) fn new(
        session: &'s Session<'t>,
        place: NodeId,
        behind: Option<NodeId>,
        role: Role,
    ) -> Self {
        session.visits.set(session.visits.get() + 1);
        let node = session.tree.target(place);
        let alias = behind.or((node != place).then_some(place));
        Self {
            session,
            place,
            node,
            alias,
            role,
        }
    }

    /// The decoder of a value within this one.
    pub(super) fn inner(&self, place: NodeId, role: Role) -> Self {
        Self::new(self.session, place, self.alias, role)
    }

    pub(super) fn tree(&self) -> &'t Tree {
        self.session.tree
    }

    pub(super) fn kind(&self) -> Kind {
        self.tree().kind(self.node)
    }

    pub(super) fn text(&self) -> Option<&'t str> {
        self.tree().scalar(self.node)
    }

    pub(super) fn is_null(&self) -> bool {
        self.tree().is_null(self.node)
    }

    /// Whether nothing is written, or a text that shows nothing.
    fn is_blank(&self) -> bool {
        self.is_null() || self.text().is_some_and(is_blank)
    }

    /// Decodes the value with a seed, and gives a fault that comes out of it without a place its own.
    ///
    /// A function for each type: inlined into one another, as each is called from one place, all types of a manifest become one
    /// function, over which the compiler sits for minutes.
    #[inline(never)]
    pub(super) fn decode<S: DeserializeSeed<'t>>(self, seed: S) -> Result<S::Value, Fault> {
        let decoded = seed.deserialize(self);
        decoded.map_err(|fault| self.locate(fault))
    }

    /// Where the value is used, which is what positions point at.
    pub(super) fn use_place(&self) -> Place {
        self.session.place(self.alias.unwrap_or(self.place))
    }

    /// Gives a fault the place of this value.
    pub(super) fn locate(&self, fault: Fault) -> Fault {
        self.locate_at(fault, self.node)
    }

    pub(super) fn locate_at(&self, fault: Fault, node: NodeId) -> Fault {
        let was_unplaced = matches!(fault.cause(), Cause::Unplaced(..));
        let mut fault = fault.at(self.tree(), node);
        if let (true, Cause::Placed(trouble)) = (was_unplaced, fault.cause_mut()) {
            self.point_at_use(trouble);
        }
        fault
    }

    pub(super) fn point_at_use(&self, trouble: &mut Trouble) {
        if let Some(alias) = self.alias {
            let written = std::mem::replace(&mut trouble.span, self.tree().span(alias));
            let label = "the value is written here".to_owned();
            trouble.related.insert(0, (written, label));
        }
    }

    pub(super) fn mismatch(&self, expected: &str) -> Fault {
        let help = match self.role {
            Role::Answer if self.kind() != Kind::Mapping => NOT_APPLICABLE.to_owned(),
            _ if self.is_blank() => "write a value, or leave the key out".to_owned(),
            Role::Value | Role::Key | Role::Answer | Role::Short(_) => format!("write {expected}"),
        };
        self.locate(Fault::wrong(
            format!("expected {expected}, found {}", self.described()),
            help,
        ))
    }

    fn described(&self) -> String {
        match (self.kind(), self.text()) {
            (Kind::Sequence, _) => "a list".to_owned(),
            (Kind::Mapping, _) => "keys with values".to_owned(),
            (Kind::Scalar(_) | Kind::Alias, _) if self.is_null() => "nothing".to_owned(),
            (Kind::Scalar(_) | Kind::Alias, _) if self.is_blank() => "a blank text".to_owned(),
            (Kind::Scalar(_) | Kind::Alias, text) => {
                format!("the text {}", quoted(text.unwrap_or_default()))
            }
        }
    }

    fn scalar(&self, expected: &str) -> Result<(&'t str, Style), Fault> {
        match (self.kind(), self.text()) {
            (Kind::Scalar(style), Some(text)) if style != Style::Plain || !is_null(text) => {
                Ok((text, style))
            }
            _ => Err(self.mismatch(expected)),
        }
    }

    pub(super) fn name_or_text(&self) -> Result<&'t str, Fault> {
        let (text, style) = self.scalar("a text")?;
        let is_plain_key = matches!(self.role, Role::Key) && style == Style::Plain;
        let Some(found) = is_plain_key
            .then(|| scalar::other_than_text(text))
            .flatten()
        else {
            return Ok(text);
        };
        Err(self.locate(Fault::wrong(
            format!("the key {} is {found} to other programs", quoted(text)),
            "put quotes around it if it is a name",
        )))
    }

    fn visit_text<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.name_or_text()?;
        let decoded = visitor.visit_borrowed_str(text);
        decoded.map_err(|fault| self.locate(fault))
    }

    fn visit_list<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.kind() != Kind::Sequence {
            return Err(self.mismatch("a list"));
        }
        let decoded = visitor.visit_seq(List::of(self));
        decoded.map_err(|fault| self.locate(fault))
    }

    fn visit_entries<V: Visitor<'t>>(
        self,
        known: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.kind() != Kind::Mapping && !matches!(self.role, Role::Short(_)) {
            return Err(self.mismatch("keys with values"));
        }
        let mut entries = Entries::of(self, known);
        let decoded = visitor.visit_map(&mut entries);
        decoded.map_err(|fault| entries.explained(fault))
    }

    /// A list of items, or the short form of one in which the keys fill the field `forms[0]`.
    fn visit_each<V: Visitor<'t>>(
        self,
        forms: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let [key, short] = *forms else {
            return Err(self.mismatch("a list"));
        };
        match self.kind() {
            Kind::Sequence => visitor.visit_seq(Items::list(self, key)),
            Kind::Mapping if !key.is_empty() => {
                let own_key = self.tree().get(self.node, key);
                if own_key.is_some_and(|value| self.tree().scalar(value).is_some()) {
                    return Err(self.locate(Fault::wrong(
                        "expected a list, found the keys of one item",
                        format!("write `- {key}: …` to make it an item of a list"),
                    )));
                }
                visitor.visit_seq(Items::entries(self, key, short))
            }
            Kind::Mapping | Kind::Scalar(_) | Kind::Alias => Err(self.mismatch("a list")),
        }
    }

    fn visit_answer<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        self.role = Role::Answer;
        let is_declared =
            self.kind() == Kind::Mapping && self.tree().get(self.node, "not_applicable").is_some();
        visitor.visit_seq(WithAnswer::new(is_declared, Items::one(self)))
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $number:ident $from:literal $to:literal,)*) => {$(
        fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
            let (text, style) = self.scalar("a whole number")?;
            scalar::integer::<$number>(text, style, $from..$to)
                .and_then(|number| visitor.$visit(number))
                .map_err(|fault| self.locate(fault))
        }
    )*};
}

impl<'t> Deserializer<'t> for Decoder<'_, 't> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.kind() {
            _ if matches!(self.role, Role::Short(_)) => self.visit_entries(None, visitor),
            Kind::Sequence => self.visit_list(visitor),
            Kind::Mapping => self.visit_entries(None, visitor),
            Kind::Scalar(_) | Kind::Alias if self.is_null() => {
                visitor.visit_unit().map_err(|fault| self.locate(fault))
            }
            Kind::Scalar(_) | Kind::Alias => self.visit_text(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (text, style) = self.scalar("`true` or `false`")?;
        scalar::truth(text, style)
            .and_then(|truth| visitor.visit_bool(truth))
            .map_err(|fault| self.locate(fault))
    }

    integers! {
        deserialize_i8 visit_i8 i8 "-128" "127",
        deserialize_i16 visit_i16 i16 "-32768" "32767",
        deserialize_i32 visit_i32 i32 "-2147483648" "2147483647",
        deserialize_i64 visit_i64 i64 "-9223372036854775808" "9223372036854775807",
        deserialize_u8 visit_u8 u8 "0" "255",
        deserialize_u16 visit_u16 u16 "0" "65535",
        deserialize_u32 visit_u32 u32 "0" "4294967295",
        deserialize_u64 visit_u64 u64 "0" "18446744073709551615",
    }

    fn deserialize_f64<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (text, style) = self.scalar("a number")?;
        scalar::number(text, style)
            .and_then(|number| visitor.visit_f64(number))
            .map_err(|fault| self.locate(fault))
    }

    fn deserialize_f32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_text(visitor)
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let (Role::Answer, Some(text)) = (self.role, self.text())
            && matches!(text, "none" | "n/a" | "not_applicable" | "not applicable")
        {
            return Err(self.mismatch("a text that says what is so"));
        }
        if self.is_blank() {
            return Err(self.mismatch("a text"));
        }
        self.visit_text(visitor)
    }

    fn deserialize_identifier<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_text(visitor)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        // A field that is there but left blank says no more than one that is left out.
        if self.is_blank() && !matches!(self.role, Role::Short(_)) {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        if !self.is_null() {
            return Err(self.mismatch("nothing"));
        }
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            LOCATED => visitor.visit_seq(WithPlace::new(self)),
            ANSWER => self.visit_answer(visitor),
            ONE_OR_MANY if self.kind() == Kind::Sequence => {
                visitor.visit_seq(Items::list(self, ""))
            }
            ONE_OR_MANY => visitor.visit_seq(Items::one(self)),
            NAMED if self.kind() != Kind::Mapping => Err(self.mismatch("names with values")),
            NAMED => visitor.visit_map(Items::entries(self, "", "")),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'t>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.tree().items(self.node).count() != length {
            return Err(self.mismatch(&format!("a list of {length} items")));
        }
        self.visit_list(visitor).map_err(Fault::whole)
    }

    fn deserialize_tuple_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.visit_entries(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == EACH {
            return self.visit_each(fields, visitor);
        }
        self.visit_entries(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let choice = Choice::of(self, variants)?;
        let decoded = visitor.visit_enum(choice);
        decoded.map_err(|fault| self.locate(fault))
    }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { <W: Visitor<'t>> i128 u128 char bytes byte_buf unit_struct }
}

#[cfg(test)]
mod tests;
