use std::collections::BTreeMap;
use std::ops::Range;

use super::build;
use super::bytes;
use super::position::{Milestones, Position};
use super::trouble::Trouble;

/// One parsed file: its text, and a node for every value in it.
#[derive(Debug)]
pub struct Tree {
    pub(super) text: String,
    /// In the order of the text: a collection stands before what is in it, a key before its value.
    pub(super) nodes: Vec<Node>,
    /// The texts of scalars that are not written as they read, one after the other.
    pub(super) decoded: String,
    pub(super) decoded_ends: Vec<u32>,
    /// The items of long sequences in order, the keys of long mappings by name.
    pub(super) long: BTreeMap<u32, Box<[u32]>>,
    pub(super) milestones: Milestones,
}

/// A node of a [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text, a number, a date: whatever is no collection.
    Scalar(Style),
    /// A list.
    Sequence,
    /// Keys with values.
    Mapping,
    /// `*name`, which stands for the node that carries the anchor.
    Alias,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// Between single quotes.
    SingleQuoted,
    /// Between double quotes, with escapes.
    DoubleQuoted,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

/// How much one file may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub bytes: u64,
    /// Values in the file.
    pub nodes: u32,
    /// Collections within collections.
    pub depth: usize,
    /// Aliases in the file.
    pub aliases: u32,
    /// Values that the aliases stand for, taken together.
    pub alias_visits: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            nodes: 20_000_000,
            depth: 64,
            aliases: 10_000,
            alias_visits: 1_000_000,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) parent: u32,
    /// How many siblings stand before it, keys and values counted alike.
    pub(super) rank: u32,
    /// Scalar: where its text is. Collection: the first node that is not in it. Alias: the node it stands for.
    pub(super) link: u32,
    pub(super) kind: Kind,
}

/// The link of a scalar that reads as it is written.
pub(super) const AS_WRITTEN: u32 = u32::MAX;
pub(super) const NO_PARENT: u32 = u32::MAX;

impl Tree {
    /// Reads a file; what is refused comes with the text as far as it could be read, so that it can be shown.
    pub fn parse(file: Vec<u8>, limits: &Limits) -> Result<Self, (String, Vec<Trouble>)> {
        let text = bytes::text(file, limits)?;
        build::tree(text, limits)
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The mapping at the top.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// Every node, in the order of the text.
    pub fn all(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len())
            .map(|at| NodeId(u32::try_from(at).expect("nodes are numbered in 32 bits")))
    }

    /// What the node is.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// The node itself, or the one that the alias stands for.
    pub fn target(&self, id: NodeId) -> NodeId {
        let node = self.node(id);
        match node.kind {
            Kind::Alias => NodeId(node.link),
            Kind::Scalar(_) | Kind::Sequence | Kind::Mapping => id,
        }
    }

    /// What a scalar says, after quotes and escapes; an alias says what its target says.
    pub fn scalar(&self, id: NodeId) -> Option<&str> {
        let node = self.node(self.target(id));
        let Kind::Scalar(style) = node.kind else {
            return None;
        };
        if node.link != AS_WRITTEN {
            let index = node.link as usize;
            let start = index
                .checked_sub(1)
                .map_or(0, |before| self.decoded_ends[before]);
            return self
                .decoded
                .get(start as usize..self.decoded_ends[index] as usize);
        }
        self.text.get(inner(style, node.start..node.end))
    }

    /// Whether nothing is written, or `null`, or `~`.
    pub fn is_null(&self, id: NodeId) -> bool {
        let id = self.target(id);
        self.kind(id) == Kind::Scalar(Style::Plain) && self.scalar(id).is_some_and(is_null)
    }

    /// The keys of a mapping with their values, in the order of the text; none for anything else.
    pub fn entries(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + use<'_> {
        let mut children = self.children(id, Kind::Mapping);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The items of a sequence; none for anything else.
    pub fn items(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'_> {
        self.children(id, Kind::Sequence)
    }

    /// The value of a key.
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        let id = self.target(id);
        if self.kind(id) != Kind::Mapping {
            return None;
        }
        if let Some(keys) = self.long.get(&id.0) {
            let found = keys.binary_search_by(|at| self.scalar(NodeId(*at)).cmp(&Some(key)));
            return found.ok().map(|at| NodeId(keys[at] + 1));
        }
        self.entries(id)
            .find(|(at, _)| self.scalar(*at) == Some(key))
            .map(|(_, value)| value)
    }

    /// An item of a sequence, counted from zero.
    pub fn item(&self, id: NodeId, index: usize) -> Option<NodeId> {
        let id = self.target(id);
        if self.kind(id) != Kind::Sequence {
            return None;
        }
        match self.long.get(&id.0) {
            Some(items) => items.get(index).copied().map(NodeId),
            None => self.items(id).nth(index),
        }
    }

    /// The collection that the node stands in.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.node(id).parent;
        (parent != NO_PARENT).then_some(NodeId(parent))
    }

    /// The key that a value stands under.
    pub fn key(&self, id: NodeId) -> Option<NodeId> {
        let under_key = self.node(id).rank % 2 == 1
            && self
                .parent(id)
                .is_some_and(|parent| self.kind(parent) == Kind::Mapping);
        under_key.then(|| NodeId(id.0 - 1))
    }

    /// The bytes of a node; of a block collection from its first key or item to the end of its last.
    pub fn span(&self, id: NodeId) -> Range<usize> {
        let node = self.node(id);
        node.start as usize..node.end as usize
    }

    /// The bytes to underline for a node: its key if it is a collection under one, and never more than a line.
    pub fn headline(&self, id: NodeId) -> Range<usize> {
        let span = match (self.kind(id), self.key(id)) {
            (Kind::Sequence | Kind::Mapping, Some(key)) => self.span(key),
            _ => self.span(id),
        };
        let line = &self.text[span.clone()];
        let end = line.find(['\n', '\r']).unwrap_or(line.len());
        span.start..span.start + line[..end].trim_end().len()
    }

    /// Where a node starts.
    pub fn position(&self, id: NodeId) -> Position {
        self.position_at(self.node(id).start as usize)
    }

    /// The position of a byte.
    pub fn position_at(&self, byte: usize) -> Position {
        self.milestones.position(&self.text, byte)
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// What stands directly in a collection of the given kind; nothing for anything else.
    pub(super) fn children(&self, id: NodeId, kind: Kind) -> Children<'_> {
        let id = self.target(id);
        let node = self.node(id);
        let is_asked_for = node.kind == kind;
        Children {
            tree: self,
            next: id.0 + 1,
            end: if is_asked_for { node.link } else { 0 },
        }
    }
}

/// The direct parts of a collection: items, or keys and values by turns.
#[derive(Debug)]
pub(super) struct Children<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let child = NodeId((self.next < self.end).then_some(self.next)?);
        self.next = self.tree.node(child).next(child);
        Some(child)
    }
}

impl Node {
    /// The first node after this one that is not in it.
    pub(super) fn next(&self, own: NodeId) -> u32 {
        match self.kind {
            Kind::Sequence | Kind::Mapping => self.link,
            Kind::Scalar(_) | Kind::Alias => own.0 + 1,
        }
    }
}

/// Whether a plain scalar says nothing.
pub(super) fn is_null(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}

/// The bytes between the quotes.
pub(super) fn inner(style: Style, span: Range<u32>) -> Range<usize> {
    let quote = match style {
        Style::SingleQuoted | Style::DoubleQuoted => 1,
        Style::Plain | Style::Literal | Style::Folded => 0,
    };
    (span.start + quote) as usize..(span.end - quote) as usize
}

#[cfg(test)]
mod tests;
