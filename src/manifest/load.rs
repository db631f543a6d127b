//! From the bytes of one or several files to one manifest.

use super::model::{Manifest, SchemaVersion};
use super::sources::{SourceFile, Sources};
use super::validate;
use crate::problem::{Excerpt, InputProblem};
use crate::yaml::{self, FileId, Limits, Merged, NodeId, Tree};

/// A manifest that holds together, and the files it was read from.
#[derive(Debug)]
pub struct Loaded {
    /// What the user wrote.
    pub manifest: Manifest,
    /// Where it is written.
    pub sources: Sources,
}

impl SourceFile {
    /// Reads the bytes of a file as YAML; `name` is relative to the project.
    pub fn parse(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, Vec<InputProblem>> {
        match Tree::parse(bytes, limits) {
            Ok(tree) => Ok(Self {
                name: name.into(),
                tree,
            }),
            Err((text, troubles)) => Err(InputProblem::of_text(name, &text, troubles)),
        }
    }
}

/// Other files that a file asks to be merged in.
#[derive(Debug, Clone)]
pub struct Include<'f> {
    /// A path or glob, relative to the file.
    pub pattern: &'f str,
    node: NodeId,
}

impl SourceFile {
    /// The files that this one asks to be merged in; what cannot be read as such is told when the manifest is.
    pub fn includes(&self) -> Vec<Include<'_>> {
        let tree = &self.tree;
        let Some(list) = tree.get(tree.root(), "include") else {
            return Vec::new();
        };
        tree.items(list)
            .filter_map(|node| {
                Some(Include {
                    pattern: tree.scalar(node)?,
                    node,
                })
            })
            .collect()
    }
}

impl Include<'_> {
    /// What is wrong with it.
    pub fn problem(
        &self,
        file: &SourceFile,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> InputProblem {
        let excerpt = Excerpt::in_tree(&file.tree, file.tree.span(self.node));
        InputProblem {
            excerpt: Some(excerpt),
            ..InputProblem::of_file(&*file.name, message)
        }
        .with_help(help)
    }
}

impl Loaded {
    /// Merges files into one manifest, section by section, and checks that it holds together.
    ///
    /// `known_gates` are the names of all gates: `area/gate`.
    pub fn from_sources(sources: Sources, known_gates: &[&str]) -> Result<Self, Vec<InputProblem>> {
        let (manifest, mut problems) = match &*sources.files {
            [file] => decoded(file),
            files => merged(files),
        };
        let Some(mut manifest) = manifest else {
            return Err(problems);
        };
        let mut flaws = validate::check(&mut manifest, known_gates);
        if !problems.is_empty() {
            // A name may seem unknown only because what it names could not be read.
            let written = sources.written_names();
            flaws.retain(|flaw| flaw.unknown().is_none_or(|name| !written.contains(name)));
        }
        problems.extend(flaws.into_iter().map(|flaw| flaw.shown(&sources)));
        if problems.is_empty() {
            Ok(Self { manifest, sources })
        } else {
            Err(problems)
        }
    }
}

fn decoded(file: &SourceFile) -> (Option<Manifest>, Vec<InputProblem>) {
    let mut troubles = Vec::new();
    yaml::repeated_ids(&file.tree, &mut troubles);
    let manifest = yaml::decode(&file.tree, FileId(0), file.tree.root(), &mut troubles);
    let excerpt = |span| (file.name.to_string(), Excerpt::in_tree(&file.tree, span));
    (
        manifest,
        troubles
            .into_iter()
            .map(|trouble| InputProblem::of_trouble(trouble, excerpt))
            .collect(),
    )
}

/// Keys at the top that each file may write for itself.
const OF_EACH_FILE: [&str; 2] = ["readyctl", "generated_by"];

fn merged(files: &[SourceFile]) -> (Option<Manifest>, Vec<InputProblem>) {
    let say_version = files
        .iter()
        .filter(|file| file.tree.get(file.tree.root(), "readyctl").is_some());
    let mut problems: Vec<InputProblem> = say_version.skip(1).filter_map(other_version).collect();
    let mut troubles = Vec::new();
    let trees: Vec<&Tree> = files.iter().map(|file| &file.tree).collect();
    let Some(merged) = Merged::of(&trees, &OF_EACH_FILE) else {
        let name = files.first().map_or("the manifest", |file| &*file.name);
        problems.push(
            InputProblem::of_file(name, "the files of this manifest are too large together")
                .with_help("split the manifest"),
        );
        return (None, problems);
    };
    merged.repeated_ids(&mut troubles);
    let manifest = yaml::decode_merged(&merged, &mut troubles);
    let excerpt = |span| {
        let (file, span) = merged.origin(span);
        let file = &files[usize::from(file.0)];
        (file.name.to_string(), Excerpt::in_tree(&file.tree, span))
    };
    problems.extend(
        troubles
            .into_iter()
            .map(|trouble| InputProblem::of_trouble(trouble, excerpt)),
    );
    (manifest, problems)
}

/// A version that differs from the one this program reads, in a file that is not the first to say one.
fn other_version(file: &SourceFile) -> Option<InputProblem> {
    let mut troubles = Vec::new();
    let version = file.tree.get(file.tree.root(), "readyctl")?;
    yaml::decode::<SchemaVersion>(&file.tree, FileId(0), version, &mut troubles);
    let trouble = troubles.into_iter().next()?;
    Some(InputProblem::of_trouble(trouble, |span| {
        (file.name.to_string(), Excerpt::in_tree(&file.tree, span))
    }))
}

#[cfg(test)]
pub(super) mod tests;
