//! The files a manifest was read from.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::ManifestPath;
use crate::problem::{Excerpt, InputProblem};
use crate::report::model::Location;
use crate::yaml::{Kind, NodeId, Tree};

/// The files a manifest was read from, in the order in which they were merged.
#[derive(Debug)]
pub struct Sources {
    /// The files; a [`Place`](crate::yaml::Place) names them by their number.
    pub files: Vec<SourceFile>,
}

/// One file of a manifest.
#[derive(Debug)]
pub struct SourceFile {
    /// Its name, relative to the project, with forward slashes.
    pub name: Arc<str>,
    /// What it says.
    pub tree: Tree,
}

/// A node that a path leads to, or the nearest one above what is missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'s> {
    pub(super) file: &'s SourceFile,
    pub(super) node: NodeId,
    pub(super) is_exact: bool,
}

impl Sources {
    /// Where a path leads, or the nearest existing parent of what is missing.
    pub fn locate(&self, path: &ManifestPath) -> Location {
        let spot = self.find(path);
        let tree = &spot.file.tree;
        let full = match self.start(path) {
            Some((file, node)) => joined(&file.tree.path(node), &path.tail),
            None => path.tail.clone().into_owned(),
        };
        Location {
            file: spot.file.name.clone(),
            path: full,
            position: tree.position_at(tree.headline(spot.node).start),
            is_exact: spot.is_exact,
        }
    }

    /// The name of a file that the manifest points at, relative to the project as those of the manifest are.
    pub fn beside(&self, path: &str) -> Arc<str> {
        let manifest = self.files.first().map_or("", |file| &*file.name);
        let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = Vec::new();
        for part in folder.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        parts.join("/").into()
    }

    /// A problem at a path, with the line it is about.
    pub fn problem_at(
        &self,
        path: &ManifestPath,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> InputProblem {
        let spot = self.find(path);
        let tree = &spot.file.tree;
        InputProblem {
            excerpt: Some(Excerpt::in_tree(tree, tree.headline(spot.node))),
            ..InputProblem::of_file(&*spot.file.name, message)
        }
        .with_help(help)
    }

    /// The line at a place that [`Self::locate`] gave, with what stands there marked.
    pub fn excerpt(&self, location: &Location) -> Option<Excerpt> {
        let mut files = self.files.iter();
        let tree = &files.find(|file| file.name == location.file)?.tree;
        let (node, _) = tree.resolve(tree.root(), &location.path);
        let excerpt = Excerpt::in_tree(tree, tree.headline(node));
        (excerpt.position() == location.position).then_some(excerpt)
    }

    /// The node a path leads to.
    pub(super) fn find(&self, path: &ManifestPath) -> Spot<'_> {
        let Some((file, node)) = self.start(path) else {
            return self.find_from_top(&path.tail);
        };
        let (found, is_exact) = file.tree.resolve(node, &path.tail);
        let spot = Spot {
            file,
            node: found,
            is_exact,
        };
        if is_exact || self.files.len() == 1 {
            return spot;
        }
        // A section that several files write stands where the first one writes it, its fields may stand in the others.
        let section = file.tree.path(node);
        if section.contains('[') {
            return spot;
        }
        let elsewhere = self.find_from_top(&joined(&section, &path.tail));
        if elsewhere.is_exact { elsewhere } else { spot }
    }

    /// Every name that the files give to something: keys, ids and roles, whether what they name could be read or not.
    pub(super) fn written_names(&self) -> BTreeSet<&str> {
        let trees = self.files.iter().map(|file| &file.tree);
        trees.flat_map(names_in).collect()
    }

    fn find_from_top(&self, tail: &str) -> Spot<'_> {
        let mut found: Option<Spot<'_>> = None;
        for file in &self.files {
            let (node, is_exact) = file.tree.resolve(file.tree.root(), tail);
            let spot = Spot {
                file,
                node,
                is_exact,
            };
            if is_exact {
                return spot;
            }
            let is_first_with_section = found.is_none_or(|found| {
                found.node == found.file.tree.root() && node != file.tree.root()
            });
            if is_first_with_section {
                found = Some(spot);
            }
        }
        found.expect("a manifest is read from at least one file")
    }

    fn start(&self, path: &ManifestPath) -> Option<(&SourceFile, NodeId)> {
        let place = path.place?;
        Some((self.files.get(usize::from(place.file.0))?, place.node))
    }
}

fn names_in(tree: &Tree) -> impl Iterator<Item = &str> {
    let mappings = tree.all().filter(|node| tree.kind(*node) == Kind::Mapping);
    let entries = mappings.flat_map(|node| tree.entries(node));
    entries.flat_map(|(key, value)| {
        let named = match tree.scalar(key) {
            Some("id" | "roles") => Some(value),
            _ => None,
        };
        let listed = named.into_iter().flat_map(|value| tree.items(value));
        let nodes = std::iter::once(key).chain(named).chain(listed);
        nodes.filter_map(|node| tree.scalar(node))
    })
}

fn joined(path: &str, tail: &str) -> String {
    let dot = if path.is_empty() || tail.is_empty() || tail.starts_with('[') {
        ""
    } else {
        "."
    };
    let parts: [Cow<'_, str>; 3] = [path.into(), dot.into(), tail.into()];
    parts.concat()
}
