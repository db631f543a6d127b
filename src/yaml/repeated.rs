//! Ids that are given twice in one list.

use std::collections::HashMap;

use super::spelling::quoted;
use super::tree::{Kind, NodeId, Tree};
use super::trouble::Trouble;

/// Adds a trouble for each item of a list whose `id` an earlier item of the same list has.
pub fn repeated_ids(tree: &Tree, troubles: &mut Vec<Trouble>) {
    for list in tree.all().filter(|node| tree.kind(*node) == Kind::Sequence) {
        let mut first: HashMap<&str, NodeId> = HashMap::new();
        for item in tree.items(list) {
            let Some(node) = tree.get(item, "id").filter(|id| !tree.is_null(*id)) else {
                continue;
            };
            let Some(id) = tree.scalar(node) else {
                continue;
            };
            let known = *first.entry(id).or_insert(node);
            if known != node {
                let message = format!("the id {} is given twice in this list", quoted(id));
                let trouble = Trouble::new(tree.span(node), message)
                    .help("give each item an id of its own, or remove one of the two")
                    .related(tree.span(known), "first given here");
                troubles.push(trouble);
            }
        }
    }
}
