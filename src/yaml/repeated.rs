//! Ids that are given twice in one list.

use std::collections::HashMap;
use std::ops::Range;

use super::spelling::quoted;
use super::tree::{Kind, NodeId, Tree};
use super::trouble::Trouble;

/// Adds a trouble for each item of a list whose `id` an earlier item of the same list has; an alias is an item like any other.
pub fn repeated_ids(tree: &Tree, troubles: &mut Vec<Trouble>) {
    for list in tree.all().filter(|node| tree.kind(*node) == Kind::Sequence) {
        let with_id = items_by_id(tree, list).filter(|item| !item.is_short);
        troubles.extend(repeated(with_id).map(|(_, trouble)| trouble));
    }
}

/// The same for a list whose items may be written as their id alone; only what such a short form takes part in.
pub(super) fn repeated_short_ids(tree: &Tree, list: NodeId) -> Vec<(NodeId, Trouble)> {
    if !items_by_id(tree, list).any(|item| item.is_short) {
        return Vec::new();
    }
    repeated(items_by_id(tree, list)).collect()
}

/// An item of a list that has an id.
struct Item<'t> {
    node: NodeId,
    id: &'t str,
    span: Range<usize>,
    /// Whether the id is all that is written.
    is_short: bool,
}

fn items_by_id(tree: &Tree, list: NodeId) -> impl Iterator<Item = Item<'_>> {
    tree.items(list).filter_map(|node| {
        let is_short = tree.scalar(node).is_some();
        let named = if is_short {
            node
        } else {
            tree.get(node, "id")?
        };
        let id = tree.scalar(named).filter(|_| !tree.is_null(named))?;
        let place = if tree.kind(node) == Kind::Alias {
            node
        } else {
            named
        };
        Some(Item {
            node,
            id,
            span: tree.span(place),
            is_short,
        })
    })
}

fn repeated<'t>(items: impl Iterator<Item = Item<'t>>) -> impl Iterator<Item = (NodeId, Trouble)> {
    let mut first: HashMap<&str, Range<usize>> = HashMap::new();
    items.filter_map(move |item| {
        let Some(known) = first.get(item.id) else {
            first.insert(item.id, item.span);
            return None;
        };
        let message = format!("the id {} is given twice in this list", quoted(item.id));
        let trouble = Trouble::new(item.span, message)
            .help("give each item an id of its own, or remove one of the two")
            .related(known.clone(), "first given here");
        Some((item.node, trouble))
    })
}
