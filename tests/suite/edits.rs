//! A manifest with something taken away, changed or added: written anew from its tree, so that no layout is in the way.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use readyctl::yaml::{Kind, NodeId, Style, Tree};

/// What happens to one node.
#[derive(Debug, Clone)]
pub enum Edit {
    /// It is gone; a value with its key.
    Remove,
    /// This flow YAML stands in its place.
    Replace(String),
    /// This flow YAML is added at the end of the collection: an item, or `key: value`.
    Add(String),
}

/// The manifest after some edits, as flow YAML on one line.
pub fn edited(tree: &Tree, edits: &[(NodeId, Edit)]) -> String {
    let writer = Writer {
        tree,
        edits: edits.iter().map(|(node, edit)| (*node, edit)).collect(),
    };
    let mut out = String::with_capacity(tree.text().len());
    writer.value(tree.root(), &mut out);
    out
}

/// Every value under a key and every item of a list, in the order of the text.
pub fn removable(tree: &Tree) -> Vec<NodeId> {
    let is_value = |node: &NodeId| {
        tree.parent(*node)
            .is_some_and(|parent| match tree.kind(parent) {
                Kind::Mapping => tree.key(*node).is_some(),
                Kind::Sequence => true,
                Kind::Scalar(_) | Kind::Alias => false,
            })
    };
    tree.all().filter(is_value).collect()
}

/// The way to a node with slashes, `recovery/tests/0/rto`, for patterns such as `recovery/tests/*/rto`.
pub fn slashed(tree: &Tree, node: NodeId) -> String {
    let mut steps = Vec::new();
    let mut at = node;
    while let Some(parent) = tree.parent(at) {
        let step = if let Some(key) = tree.key(at) {
            tree.scalar(key).unwrap_or_default().to_owned()
        } else {
            let before = tree.items(parent).take_while(|item| *item != at);
            before.count().to_string()
        };
        steps.push(step);
        at = parent;
    }
    steps.reverse();
    steps.join("/")
}

/// The node at the end of a way such as `promises/P1/value` or `access/grants/who=ana;system=app/mfa`.
///
/// A step into a list names an item by its `id`, by fields that it has, or by itself where it is a single word; else it is a position.
pub fn follow(tree: &Tree, way: &str) -> Option<NodeId> {
    let mut at = tree.root();
    for step in way.split('/').filter(|step| !step.is_empty()) {
        let target = tree.target(at);
        at = match tree.kind(target) {
            Kind::Mapping => tree.get(target, step)?,
            Kind::Sequence => item(tree, target, step)?,
            Kind::Scalar(_) | Kind::Alias => return None,
        };
    }
    Some(at)
}

/// The one item that a step names; none where it names several.
fn item(tree: &Tree, list: NodeId, step: &str) -> Option<NodeId> {
    let has = |item: NodeId, key: &str, text: &str| {
        let value = tree.get(tree.target(item), key);
        value.is_some_and(|value| tree.scalar(tree.target(value)) == Some(text))
    };
    let is_named = |item: &NodeId| match tree.kind(tree.target(*item)) {
        Kind::Mapping if step.contains('=') => step.split(';').all(|field| {
            let pair = field.split_once('=');
            pair.is_some_and(|(key, text)| has(*item, key, text))
        }),
        Kind::Mapping => has(*item, "id", step),
        _ => tree.scalar(tree.target(*item)) == Some(step),
    };
    let mut named = tree.items(list).filter(is_named);
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => None,
        (None, _) => tree.item(list, step.parse().ok()?),
    }
}

struct Writer<'t> {
    tree: &'t Tree,
    edits: BTreeMap<NodeId, &'t Edit>,
}

impl Writer<'_> {
    fn value(&self, node: NodeId, out: &mut String) {
        let added = match self.edits.get(&node) {
            Some(Edit::Replace(text)) => {
                out.push_str(text);
                return;
            }
            Some(Edit::Add(text)) => Some(text.as_str()),
            Some(Edit::Remove) | None => None,
        };
        let target = self.tree.target(node);
        match self.tree.kind(target) {
            Kind::Scalar(_) if self.tree.is_null(target) => out.push_str("null"),
            Kind::Scalar(style) => scalar(style, self.tree.scalar(target).unwrap_or_default(), out),
            Kind::Mapping => {
                let entries = self.tree.entries(target);
                let parts = entries.filter(|(_, value)| self.stays(*value));
                let write = |(key, value): (NodeId, NodeId), out: &mut String| {
                    self.value(key, out);
                    out.push_str(": ");
                    self.value(value, out);
                };
                collection(['{', '}'], parts, write, added, out);
            }
            Kind::Sequence => {
                let items = self.tree.items(target).filter(|item| self.stays(*item));
                collection(
                    ['[', ']'],
                    items,
                    |item, out| self.value(item, out),
                    added,
                    out,
                );
            }
            Kind::Alias => unreachable!("the target of a node is no alias"),
        }
    }

    fn stays(&self, node: NodeId) -> bool {
        !matches!(self.edits.get(&node), Some(Edit::Remove))
    }
}

fn collection<T>(
    [open, close]: [char; 2],
    parts: impl Iterator<Item = T>,
    write: impl Fn(T, &mut String),
    added: Option<&str>,
    out: &mut String,
) {
    out.push(open);
    let start = out.len();
    for part in parts {
        if out.len() > start {
            out.push_str(", ");
        }
        write(part, out);
    }
    if let Some(text) = added {
        if out.len() > start {
            out.push_str(", ");
        }
        out.push_str(text);
    }
    out.push(close);
}

/// A scalar that reads as it did: plain where that is safe between brackets, else quoted.
fn scalar(style: Style, text: &str, out: &mut String) {
    let is_plain_word = |c: char| c.is_ascii_alphanumeric() || "_-./+%<=".contains(c);
    let is_plain = matches!(style, Style::Plain)
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '<')
        && text.chars().all(is_plain_word);
    if is_plain {
        out.push_str(text);
        return;
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                write!(out, "\\U{:08X}", u32::from(c)).expect("a text grows");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[test]
fn a_way_leads_to_the_one_item_that_it_names_or_nowhere() {
    let text =
        "{a: [{id: x, n: 1}, {who: y, of: z, n: 2}, {who: y, of: w, n: 3}], b: [c, d], e: [f, f]}";
    let limits = readyctl::yaml::Limits::default();
    let tree = Tree::parse(text.as_bytes().to_vec(), &limits).expect("it is YAML");
    let at = |way| follow(&tree, way).and_then(|node| tree.scalar(node));
    assert_eq!(at("a/x/n"), Some("1"));
    assert_eq!(at("a/who=y;of=w/n"), Some("3"));
    assert_eq!(at("a/1/n"), Some("2"));
    assert_eq!(at("b/d"), Some("d"));
    for nowhere in ["a/who=y/n", "e/f", "a/3/n", "a/x/m", "b/c/g"] {
        assert_eq!(at(nowhere), None, "{nowhere}");
    }
    assert_eq!(follow(&tree, ""), Some(tree.root()));
}
