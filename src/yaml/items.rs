//! Values that are decoded one by one, so that a mistake in one leaves the others alone.

use serde::de::value::{BoolDeserializer, BorrowedStrDeserializer, U64Deserializer};
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess};

use super::de::{Decoder, Filled, Role};
use super::fault::{Cause, Fault};
use super::forms::NOT_APPLICABLE;
use super::repeated::repeated_short_ids;
use super::spelling::{as_id, quoted};
use super::tree::{Children, Kind, NodeId};
use super::trouble::Trouble;

/// Values that are decoded one by one: an error leaves out the faulty part of a value, or the value, and the next call goes on.
///
/// The visitor asks until it gets `None`; each error has been recorded when it is returned.
#[derive(Debug)]
pub(super) struct Items<'s, 't> {
    outer: Decoder<'s, 't>,
    source: Source<'t>,
    /// The value that is tried again without its faulty part.
    current: Option<Item>,
}

#[derive(Debug)]
enum Source<'t> {
    One(Option<NodeId>),
    List {
        items: Children<'t>,
        key: &'static str,
    },
    Entries {
        children: Children<'t>,
        key: &'static str,
        short: &'static str,
    },
}

#[derive(Clone, Copy, Debug)]
struct Item {
    key: Option<NodeId>,
    value: NodeId,
    role: Role,
}

impl<'s, 't> Items<'s, 't> {
    /// The value itself as the only item.
    pub(super) fn one(outer: Decoder<'s, 't>) -> Self {
        let source = Source::One(Some(outer.place));
        Self::new(outer, source)
    }

    /// The items of a list; a scalar fills the field `key`, if there is one.
    pub(super) fn list(outer: Decoder<'s, 't>, key: &'static str) -> Self {
        if key == "id" {
            for (item, trouble) in repeated_short_ids(outer.tree(), outer.node) {
                outer.session.tell(trouble, item);
            }
        }
        let items = outer.tree().children(outer.node, Kind::Sequence);
        Self::new(outer, Source::List { items, key })
    }

    /// The values of a mapping; their keys fill the field `key`, if there is one, and values that are no mapping the field `short`.
    pub(super) fn entries(outer: Decoder<'s, 't>, key: &'static str, short: &'static str) -> Self {
        let children = outer.tree().children(outer.node, Kind::Mapping);
        Self::new(
            outer,
            Source::Entries {
                children,
                key,
                short,
            },
        )
    }

    fn new(outer: Decoder<'s, 't>, source: Source<'t>) -> Self {
        Self {
            outer,
            source,
            current: None,
        }
    }

    fn advance(&mut self) -> Option<Item> {
        loop {
            let item = self.next_item()?;
            let session = self.outer.session;
            let is_refused = item.key.is_some_and(|key| session.refuses(key, item.value));
            if !is_refused && !session.is_hidden(item.value) {
                return Some(item);
            }
        }
    }

    fn next_item(&mut self) -> Option<Item> {
        let tree = self.outer.tree();
        match &mut self.source {
            Source::One(value) => Some(Item {
                key: None,
                value: value.take()?,
                role: self.outer.role,
            }),
            Source::List { items, key } => {
                let value = items.next()?;
                let is_text = tree.scalar(value).is_some() && !tree.is_null(value);
                let role = if is_text && !key.is_empty() {
                    Role::Short([
                        Some(Filled {
                            field: key,
                            value,
                            is_key: false,
                        }),
                        None,
                    ])
                } else {
                    Role::Value
                };
                Some(Item {
                    key: None,
                    value,
                    role,
                })
            }
            Source::Entries {
                children,
                key,
                short,
            } => {
                let (name, value) = (children.next()?, children.next()?);
                let role = if key.is_empty() {
                    Role::Value
                } else {
                    let named = Filled {
                        field: key,
                        value: name,
                        is_key: true,
                    };
                    let is_short = tree.kind(tree.target(value)) != Kind::Mapping;
                    let filled = Filled {
                        field: short,
                        value,
                        is_key: false,
                    };
                    Role::Short([Some(named), is_short.then_some(filled)])
                };
                Some(Item {
                    key: Some(name),
                    value,
                    role,
                })
            }
        }
    }

    fn decode<S: DeserializeSeed<'t>>(&mut self, item: Item, seed: S) -> Result<S::Value, Fault> {
        // The only item is the outer value itself, already reached through its alias.
        let decoder = match self.source {
            Source::One(_) => self.outer,
            Source::List { .. } | Source::Entries { .. } => self.outer.inner(item.value, item.role),
        };
        let result = match item.role {
            Role::Short([_, Some(Filled { field: "", .. })]) => {
                Err(decoder.mismatch("keys with values"))
            }
            Role::Value | Role::Key | Role::Answer | Role::Short(_) => decoder.decode(seed),
        };
        result.map_err(|mut fault| {
            if let (Role::Answer, Some(text), Cause::Placed(trouble)) =
                (decoder.role, decoder.text(), fault.cause_mut())
                && declines(text)
            {
                trouble.help = Some(NOT_APPLICABLE.to_owned());
            }
            if self.outer.session.settle(fault, item.value) {
                self.current = Some(item);
            }
            Fault::told()
        })
    }
}

impl<'t> SeqAccess<'t> for Items<'_, 't> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if self.outer.session.is_over() {
            return Ok(None);
        }
        match self.current.take().or_else(|| self.advance()) {
            Some(item) => self.decode(item, seed).map(Some),
            None => Ok(None),
        }
    }
}

impl<'t> MapAccess<'t> for Items<'_, 't> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if self.outer.session.is_over() {
            return Ok(None);
        }
        self.current = self.current.take().or_else(|| self.advance());
        let Some(Item { key: Some(key), .. }) = self.current else {
            return Ok(None);
        };
        let name = self.outer.inner(key, Role::Key);
        let session = self.outer.session;
        if !session.is_hidden(key)
            && let Some(trouble) = refused_id(&name)
        {
            session.tell(trouble, key);
        }
        let id = BorrowedStrDeserializer::new(name.text().unwrap_or_default());
        seed.deserialize(id).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.current.take() {
            Some(item) => self.decode(item, seed),
            None => Err(Fault::custom("a key comes before its value")),
        }
    }
}

/// Why a name cannot be an id.
fn refused_id(name: &Decoder<'_, '_>) -> Option<Trouble> {
    let id = match name.name_or_text() {
        Ok(id) => id,
        Err(fault) => return fault.into_trouble(),
    };
    let is_first = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_id = id.bytes().next().is_some_and(is_first)
        && id
            .bytes()
            .all(|byte| is_first(byte) || matches!(byte, b'_' | b'-'));
    if is_id {
        return None;
    }
    let rule =
        "an id is made of `a` to `z`, `0` to `9`, `_` and `-`, and starts with a letter or a digit";
    let help = match as_id(id) {
        Some(id) => format!("write {}; {rule}", quoted(&id)),
        None => rule.to_owned(),
    };
    let message = format!("{} cannot be an id", quoted(id));
    name.locate(Fault::wrong(message, help)).into_trouble()
}

/// Whether a text tries to say that a fact does not apply, without a reason.
fn declines(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    matches!(
        &*text,
        "none"
            | "n/a"
            | "na"
            | "no"
            | "never"
            | "false"
            | "-"
            | "not_applicable"
            | "not applicable"
    )
}

/// The place of a value, then the value.
#[derive(Debug)]
pub(super) struct WithPlace<'s, 't> {
    place: Option<u64>,
    value: Decoder<'s, 't>,
}

impl<'s, 't> WithPlace<'s, 't> {
    pub(super) fn new(value: Decoder<'s, 't>) -> Self {
        Self {
            place: Some(value.use_place().packed()),
            value,
        }
    }
}

impl<'t> SeqAccess<'t> for WithPlace<'_, 't> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        match self.place.take() {
            Some(place) => seed.deserialize(U64Deserializer::new(place)).map(Some),
            None => self.value.decode(seed).map(Some),
        }
    }
}

/// Whether a fact is declared not applicable, then the declaration or the fact.
#[derive(Debug)]
pub(super) struct WithAnswer<'s, 't> {
    is_declared: Option<bool>,
    items: Items<'s, 't>,
}

impl<'s, 't> WithAnswer<'s, 't> {
    pub(super) fn new(is_declared: bool, items: Items<'s, 't>) -> Self {
        Self {
            is_declared: Some(is_declared),
            items,
        }
    }
}

impl<'t> SeqAccess<'t> for WithAnswer<'_, 't> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'t>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        match self.is_declared.take() {
            Some(is_declared) => seed
                .deserialize(BoolDeserializer::new(is_declared))
                .map(Some),
            None => self.items.next_element_seed(seed),
        }
    }
}
