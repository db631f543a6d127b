//! Paths of nodes: `recovery.tests[0].rto`.

use std::fmt::Write as _;

use super::spelling;
use super::tree::{Kind, NodeId, Tree};

impl Tree {
    /// The way from the top to a node, such as `recovery.tests[0].rto`; a key that is no plain word stands as `["a b"]`.
    pub fn path(&self, id: NodeId) -> String {
        let mut steps = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            let rank = self.node(at).rank;
            steps.push(match self.kind(parent) {
                Kind::Mapping => Step::Key(self.key(at).unwrap_or(at)),
                Kind::Sequence | Kind::Scalar(_) | Kind::Alias => Step::Index(rank),
            });
            at = parent;
        }
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Index(index) => {
                    write!(path, "[{index}]").expect("a string takes every text");
                }
                Step::Key(key) => push_key(&mut path, self.scalar(key).unwrap_or_default()),
            }
        }
        path
    }

    /// Follows a path such as `process.notify_within` or `regions[1]`; gives the deepest node there is, and whether the whole path is.
    ///
    /// Behind an alias the node is the alias: positions point at the use.
    pub fn resolve(&self, from: NodeId, path: &str) -> (NodeId, bool) {
        let mut shown = from;
        let mut at = self.target(from);
        let mut rest = path;
        while !rest.is_empty() {
            let Some((step, after)) = first_step(rest) else {
                return (shown, false);
            };
            let next = match step {
                Parsed::Index(index) => self.item(at, index),
                Parsed::Key(key) => self.get(at, &key),
            };
            let Some(next) = next else {
                return (shown, false);
            };
            if self.kind(shown) != Kind::Alias {
                shown = next;
            }
            at = self.target(next);
            rest = after;
        }
        (shown, true)
    }
}

enum Step {
    Key(NodeId),
    Index(u32),
}

enum Parsed {
    Key(String),
    Index(usize),
}

fn push_key(path: &mut String, key: &str) {
    if is_bare(key) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
        return;
    }
    path.push_str("[\"");
    for character in key.chars() {
        if matches!(character, '"' | '\\') {
            path.push('\\');
        }
        path.push(character);
    }
    path.push_str("\"]");
}

fn is_bare(key: &str) -> bool {
    !key.is_empty()
        && spelling::unseen_character(key).is_none()
        && !key.chars().any(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, '.' | '[' | ']' | '"' | '\\')
        })
}

fn first_step(path: &str) -> Option<(Parsed, &str)> {
    let path = path.strip_prefix('.').unwrap_or(path);
    if let Some(quoted) = path.strip_prefix("[\"") {
        return quoted_key(quoted);
    }
    if let Some(index) = path.strip_prefix('[') {
        let (index, rest) = index.split_once(']')?;
        return Some((Parsed::Index(index.parse().ok()?), rest));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    (end > 0).then(|| (Parsed::Key(path[..end].to_owned()), &path[end..]))
}

fn quoted_key(path: &str) -> Option<(Parsed, &str)> {
    let mut key = String::new();
    let mut characters = path.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => key.push(characters.next()?.1),
            '"' => return Some((Parsed::Key(key), path[at + 1..].strip_prefix(']')?)),
            _ => key.push(character),
        }
    }
    None
}
