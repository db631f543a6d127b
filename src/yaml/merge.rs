//! Several trees read as one: mappings key by key, lists one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::keys::{self, LONG};
use super::located::{FileId, Place};
use super::position::Milestones;
use super::spelling::quoted;
use super::tree::{AS_WRITTEN, Kind, NO_PARENT, Node, NodeId, Tree};
use super::trouble::Trouble;

/// Several trees as one, over their texts one after the other; knows where each node and each byte comes from.
#[derive(Debug)]
pub struct Merged {
    pub(super) tree: Tree,
    /// Where each node of the tree is written.
    origins: Vec<Place>,
    /// Where the text of each file starts.
    starts: Vec<usize>,
    /// Mappings and lists that several files write, each with the other keys that it stands under.
    shared: BTreeMap<NodeId, Vec<Range<usize>>>,
    /// What cannot be merged, by the mapping that it stands in.
    conflicts: Vec<(NodeId, Trouble)>,
}

impl Merged {
    /// Merges trees; `own` are the keys at the top that each file may write for itself, and of which the first counts.
    ///
    /// Nothing where the texts are too long to be read as one.
    pub fn of(trees: &[&Tree], own: &[&str]) -> Option<Self> {
        Merger::new(trees)?.merged(own)
    }

    /// The file that a part of the joined text comes from, and the part within that file.
    pub fn origin(&self, span: Range<usize>) -> (FileId, Range<usize>) {
        let file = self
            .starts
            .partition_point(|start| *start <= span.start)
            .saturating_sub(1);
        let start = self.starts.get(file).copied().unwrap_or_default();
        (
            FileId(u16::try_from(file).unwrap_or(u16::MAX)),
            span.start - start..span.end.saturating_sub(start),
        )
    }

    /// Adds a trouble for each item of a list whose `id` an earlier item of the same list has, whichever file it is in.
    pub fn repeated_ids(&self, troubles: &mut Vec<Trouble>) {
        super::repeated_ids(&self.tree, troubles);
    }

    /// What cannot be merged, but for what stands within a value that is passed over.
    pub(super) fn conflicts(&self, is_passed_over: impl Fn(NodeId) -> bool) -> Vec<Trouble> {
        let stands = |node: &NodeId| {
            let mut around = std::iter::successors(Some(*node), |node| self.tree.parent(*node));
            !around.any(&is_passed_over)
        };
        let conflicts = self.conflicts.iter().filter(|(node, _)| stands(node));
        conflicts.map(|(_, trouble)| trouble.clone()).collect()
    }

    pub(super) fn place(&self, node: NodeId) -> Place {
        self.origins[node.0 as usize]
    }

    /// Why a value that is one entry of a mapping of names cannot come from several files.
    pub(super) fn refused(&self, key: NodeId, value: NodeId) -> Option<Trouble> {
        let second = self.shared.get(&value)?.first()?.clone();
        let name = quoted(self.tree.scalar(key).unwrap_or_default());
        Some(given_twice(&name, self.tree.span(key), second))
    }
}

/// Longer texts cannot be addressed.
const LONGEST: usize = 1 << 31;

struct Merger<'t> {
    trees: &'t [&'t Tree],
    starts: Vec<usize>,
    /// Where the decoded texts of each file start among all.
    first_decoded: Vec<u32>,
    /// The new number of each node of each file.
    numbers: Vec<Vec<u32>>,
    /// Nodes that aliases of their file stand for.
    anchored: BTreeSet<Place>,
    nodes: Vec<Node>,
    origins: Vec<Place>,
    long: BTreeMap<u32, Box<[u32]>>,
    shared: BTreeMap<NodeId, Vec<Range<usize>>>,
    conflicts: Vec<(NodeId, Trouble)>,
}

/// A key of one file with its value.
#[derive(Clone, Copy)]
struct Entry {
    key: Place,
    value: Place,
}

impl<'t> Merger<'t> {
    fn new(trees: &'t [&'t Tree]) -> Option<Self> {
        let mut starts = Vec::with_capacity(trees.len());
        let mut first_decoded = Vec::with_capacity(trees.len());
        let (mut bytes, mut decoded) = (0, 0);
        for tree in trees {
            starts.push(bytes);
            first_decoded.push(u32::try_from(decoded).ok()?);
            bytes += tree.text.len();
            decoded += tree.decoded_ends.len();
        }
        let count: usize = trees.iter().map(|tree| tree.nodes.len()).sum();
        let is_addressable = bytes <= LONGEST
            && u32::try_from(count).is_ok()
            && u16::try_from(trees.len()).is_ok_and(|files| files < u16::MAX);
        if !is_addressable {
            return None;
        }
        let mut anchored = BTreeSet::new();
        for (tree, file) in trees.iter().zip(0..) {
            let targets = tree
                .nodes
                .iter()
                .filter(|node| node.kind == Kind::Alias)
                .map(|alias| NodeId(alias.link));
            anchored.extend(targets.map(|node| Place {
                file: FileId(file),
                node,
            }));
        }
        Some(Self {
            trees,
            starts,
            first_decoded,
            numbers: trees
                .iter()
                .map(|tree| vec![NO_PARENT; tree.nodes.len()])
                .collect(),
            anchored,
            nodes: Vec::with_capacity(count),
            origins: Vec::with_capacity(count),
            long: BTreeMap::new(),
            shared: BTreeMap::new(),
            conflicts: Vec::new(),
        })
    }

    fn merged(mut self, own: &[&str]) -> Option<Merged> {
        let roots: Vec<Place> = (0..)
            .zip(self.trees)
            .map(|(file, tree)| Place {
                file: FileId(file),
                node: tree.root(),
            })
            .collect();
        self.add_mapping(&roots, NO_PARENT, 0, own);
        self.link_aliases();
        let text: String = self.trees.iter().map(|tree| tree.text.as_str()).collect();
        let mut decoded = String::new();
        let mut decoded_ends = Vec::new();
        for tree in self.trees {
            let start = u32::try_from(decoded.len()).ok()?;
            decoded.push_str(&tree.decoded);
            decoded_ends.extend(tree.decoded_ends.iter().map(|end| start + end));
        }
        let milestones = Milestones::of(&text);
        let tree = Tree {
            text,
            nodes: self.nodes,
            decoded,
            decoded_ends,
            long: self.long,
            milestones,
        };
        Some(Merged {
            tree,
            origins: self.origins,
            starts: self.starts,
            shared: self.shared,
            conflicts: self.conflicts,
        })
    }

    /// Adds one mapping for those of several files: each key once, in the order in which they first come.
    fn add_mapping(&mut self, parts: &[Place], parent: u32, rank: u32, own: &[&str]) -> u32 {
        let id = self.open(parts[0], parent, rank);
        let mut order: Vec<&'t str> = Vec::new();
        let mut by_name: BTreeMap<&'t str, Vec<Entry>> = BTreeMap::new();
        for part in parts {
            let tree = self.tree(*part);
            for (key, value) in tree.entries(part.node) {
                let name = tree.scalar(key).unwrap_or_default();
                let entries = by_name.entry(name).or_default();
                if entries.is_empty() {
                    order.push(name);
                }
                entries.push(Entry {
                    key: Place { node: key, ..*part },
                    value: Place {
                        node: value,
                        ..*part
                    },
                });
            }
        }
        let mut names = Vec::with_capacity(order.len());
        for (name, rank) in order.into_iter().zip((0..).step_by(2)) {
            let entries = &by_name[name];
            let key = self.copy(entries[0].key, id, rank);
            names.push((key, name));
            if own.contains(&name) {
                self.copy(entries[0].value, id, rank + 1);
            } else {
                self.add_value(entries, id, rank + 1);
            }
        }
        self.close(id);
        self.index_mapping(id, names);
        id
    }

    fn add_value(&mut self, entries: &[Entry], parent: u32, rank: u32) {
        let [first, others @ ..] = entries else {
            return;
        };
        let kind = self.kind(first.value);
        let is_joined =
            !others.is_empty() && entries.iter().all(|entry| self.kind(entry.value) == kind);
        let anchored = entries
            .iter()
            .find(|entry| self.anchored.contains(&entry.value));
        let is_collection = matches!(kind, Kind::Mapping | Kind::Sequence);
        if is_collection && is_joined && anchored.is_none() {
            let parts: Vec<Place> = entries.iter().map(|entry| entry.value).collect();
            let id = if kind == Kind::Mapping {
                self.add_mapping(&parts, parent, rank, &[])
            } else {
                self.add_list(&parts, parent, rank)
            };
            let others = others.iter().map(|other| self.span(other.key)).collect();
            self.shared.insert(NodeId(id), others);
            return;
        }
        self.copy(first.value, parent, rank);
        let key = self.tree(first.key).scalar(first.key.node);
        let name = quoted(key.unwrap_or_default());
        for other in others {
            let trouble = given_twice(&name, self.span(first.key), self.span(other.key));
            self.conflicts.push((NodeId(parent), trouble));
        }
    }

    /// Adds one list for those of several files, with the items of all.
    fn add_list(&mut self, parts: &[Place], parent: u32, rank: u32) -> u32 {
        let id = self.open(parts[0], parent, rank);
        let mut items = Vec::new();
        for part in parts {
            for item in self.tree(*part).items(part.node) {
                let rank = u32::try_from(items.len()).unwrap_or(u32::MAX);
                items.push(self.copy(
                    Place {
                        node: item,
                        ..*part
                    },
                    id,
                    rank,
                ));
            }
        }
        self.close(id);
        if items.len() > LONG {
            self.long.insert(id, items.into_boxed_slice());
        }
        id
    }

    fn open(&mut self, first: Place, parent: u32, rank: u32) -> u32 {
        let id = self.next_id();
        let node = *self.tree(first).node(first.node);
        self.push(
            first,
            Node {
                start: self.shifted(first.file, node.start),
                end: self.shifted(first.file, node.end),
                parent,
                rank,
                ..node
            },
        );
        id
    }

    fn close(&mut self, id: u32) {
        self.nodes[id as usize].link = self.next_id();
    }

    fn index_mapping(&mut self, id: u32, mut names: Vec<(u32, &str)>) {
        let mut found = Vec::new();
        keys::look_alikes(
            &names,
            |key| self.nodes[key as usize].start as usize..self.nodes[key as usize].end as usize,
            &mut found,
        );
        self.conflicts
            .extend(found.into_iter().map(|trouble| (NodeId(id), trouble)));
        if names.len() > LONG {
            names.sort_by_key(|(_, name)| *name);
            self.long
                .insert(id, names.into_iter().map(|(key, _)| key).collect());
        }
    }

    /// Copies a node with all in it.
    fn copy(&mut self, from: Place, parent: u32, rank: u32) -> u32 {
        let id = self.next_id();
        let tree = self.tree(from);
        let first = from.node.0;
        let end = tree.node(from.node).next(from.node);
        let moved = |old: u32| old - first + id;
        for old in first..end {
            let node = *tree.node(NodeId(old));
            let link = match node.kind {
                Kind::Sequence | Kind::Mapping => moved(node.link),
                Kind::Scalar(_) if node.link == AS_WRITTEN => AS_WRITTEN,
                Kind::Scalar(_) => node.link + self.first_decoded[usize::from(from.file.0)],
                Kind::Alias => node.link,
            };
            let (parent, rank) = if old == first {
                (parent, rank)
            } else {
                (moved(node.parent), node.rank)
            };
            let (start, end) = (
                self.shifted(from.file, node.start),
                self.shifted(from.file, node.end),
            );
            self.push(
                Place {
                    node: NodeId(old),
                    ..from
                },
                Node {
                    start,
                    end,
                    parent,
                    rank,
                    link,
                    kind: node.kind,
                },
            );
        }
        for (old, parts) in tree.long.range(first..end) {
            self.long
                .insert(moved(*old), parts.iter().map(|part| moved(*part)).collect());
        }
        id
    }

    fn push(&mut self, from: Place, node: Node) {
        self.numbers[usize::from(from.file.0)][from.node.0 as usize] = self.next_id();
        self.nodes.push(node);
        self.origins.push(from);
    }

    /// Lets aliases stand for the nodes that they stood for; one whose node was left out stands for itself as a text.
    fn link_aliases(&mut self) {
        for (node, origin) in self.nodes.iter_mut().zip(&self.origins) {
            if node.kind == Kind::Alias {
                let target = self.numbers[usize::from(origin.file.0)][node.link as usize];
                if target == NO_PARENT {
                    node.kind = Kind::Scalar(super::tree::Style::Plain);
                    node.link = AS_WRITTEN;
                } else {
                    node.link = target;
                }
            }
        }
    }

    fn tree(&self, place: Place) -> &'t Tree {
        self.trees[usize::from(place.file.0)]
    }

    fn kind(&self, place: Place) -> Kind {
        self.tree(place).kind(place.node)
    }

    fn span(&self, place: Place) -> Range<usize> {
        let start = self.starts[usize::from(place.file.0)];
        let span = self.tree(place).span(place.node);
        span.start + start..span.end + start
    }

    fn shifted(&self, file: FileId, byte: u32) -> u32 {
        let start = u32::try_from(self.starts[usize::from(file.0)])
            .expect("the texts are short enough together");
        start + byte
    }

    fn next_id(&self) -> u32 {
        u32::try_from(self.nodes.len()).expect("the trees are small enough together")
    }
}

fn given_twice(name: &str, first: Range<usize>, second: Range<usize>) -> Trouble {
    Trouble::new(second, format!("{name} is given in two files"))
        .related(first, "it is first given here")
        .help("keep one of the two; files are merged section by section, lists one after the other")
}

#[cfg(test)]
mod tests;
