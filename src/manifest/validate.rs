//! Rules of the manifest itself: what must hold before any gate can be judged.

mod keys;
mod names;
mod near;
mod targets;
mod zeros;

use super::ManifestPath;
use super::model::{Answer, Commitment, Manifest, PromiseKind, WrittenValue};
use super::path::Stands;
use super::sources::Sources;
use crate::problem::{Excerpt, InputProblem, RelatedExcerpt};
use crate::time::Day;
use crate::yaml::{Located, nearest, quoted};

/// Reads what promises say by their kind, and finds everything that does not hold together.
pub(super) fn check(manifest: &mut Manifest, known_gates: &[&str]) -> Vec<Flaw> {
    let mut flaws = Flaws::default();
    read_commitments(manifest, &mut flaws);
    let names = names::Names::of(manifest, known_gates);
    names::check_ambiguous(manifest, &mut flaws);
    targets::check(manifest, &names, &mut flaws);
    keys::check(manifest, &names, &mut flaws);
    near::check(manifest, &names, &mut flaws);
    check_days(manifest, &mut flaws);
    zeros::check(manifest, &mut flaws);
    flaws.0
}

/// Something that does not hold together in a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    path: ManifestPath,
    /// The name that is unknown, where that is the flaw.
    unknown: Option<String>,
    message: String,
    related: Vec<(ManifestPath, String)>,
    help: String,
}

impl Flaw {
    fn new(path: ManifestPath, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            path,
            unknown: None,
            message: message.into(),
            related: Vec::new(),
            help: help.into(),
        }
    }

    fn beside(mut self, path: ManifestPath, label: impl Into<String>) -> Self {
        self.related.push((path, label.into()));
        self
    }

    /// The name that is unknown, where that is the flaw.
    pub(super) fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref()
    }

    /// The flaw with the lines it is about.
    pub(super) fn shown(self, sources: &Sources) -> InputProblem {
        let excerpt = |path: &ManifestPath| {
            let spot = sources.find(path);
            let tree = &spot.file.tree;
            (
                spot.file.name.to_string(),
                Excerpt::in_tree(tree, tree.headline(spot.node)),
            )
        };
        let (file, place) = excerpt(&self.path);
        let related = self.related.into_iter().map(|(path, label)| {
            let (file, excerpt) = excerpt(&path);
            RelatedExcerpt {
                file,
                excerpt,
                label,
            }
        });
        let related = related.collect();
        InputProblem {
            excerpt: Some(place),
            related,
            ..InputProblem::of_file(file, self.message)
        }
        .with_help(self.help)
    }
}

/// The flaws found so far; more than a person can read say nothing new.
#[derive(Debug, Default)]
struct Flaws(Vec<Flaw>);

impl Flaws {
    const TOLD: usize = 200;

    fn add(&mut self, flaw: Flaw) {
        if self.0.len() < Self::TOLD {
            self.0.push(flaw);
        } else if !self.is_enough() {
            let message = format!(
                "more than {} names and values do not hold together",
                Self::TOLD
            );
            let help = "correct the first ones; the others are told then";
            self.0.push(Flaw::new(flaw.path, message, help));
        }
    }

    /// Says that a name is unknown, and what it may have meant.
    fn add_unknown<'n>(
        &mut self,
        path: ManifestPath,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
        help: &str,
    ) {
        /// Among more names than these, looking for the nearest takes longer than it helps.
        const COMPARED: usize = 2000;

        if self.is_enough() {
            return;
        }
        let is_few = known.clone().nth(COMPARED).is_none();
        let near = if is_few { nearest(name, known) } else { None };
        let help = near.map_or_else(
            || help.to_owned(),
            |near| format!("did you mean {}? If not, {help}", quoted(near)),
        );
        let message = format!("no {what} is called {}", quoted(name));
        self.add(Flaw {
            unknown: Some(name.to_owned()),
            ..Flaw::new(path, message, help)
        });
    }

    fn is_enough(&self) -> bool {
        self.0.len() > Self::TOLD
    }
}

fn read_commitments(manifest: &mut Manifest, flaws: &mut Flaws) {
    if let Answer::Given(promises) = &mut manifest.promises {
        for promise in promises.iter_mut() {
            promise.value.commitment =
                commitment(promise.kind, promise.value.value.as_ref(), flaws);
        }
    }
    if let Answer::Given(contracts) = &mut manifest.contracts {
        for deviation in contracts
            .iter_mut()
            .flat_map(|contract| contract.value.deviations.iter_mut())
        {
            deviation.value.commitment =
                commitment(deviation.kind, deviation.value.value.as_ref(), flaws);
        }
    }
}

fn commitment(
    kind: PromiseKind,
    value: Option<&Located<WrittenValue>>,
    flaws: &mut Flaws,
) -> Commitment {
    let Some(value) = value else {
        return Commitment::Unsaid;
    };
    Commitment::read(kind, value).unwrap_or_else(|message| {
        flaws.add(Flaw::new(
            value.here(),
            message,
            format!("this is the value of a promise of kind `{kind}`"),
        ));
        Commitment::Unsaid
    })
}

fn check_days(manifest: &Manifest, flaws: &mut Flaws) {
    for person in manifest.people.values() {
        check_order(
            person,
            ("from", person.from),
            ("until", person.until),
            flaws,
        );
        for absence in &person.away {
            check_order(
                absence,
                ("from", Some(absence.from)),
                ("to", Some(absence.to)),
                flaws,
            );
        }
    }
    if let Some(pilot) = &manifest.stage.pilot {
        check_order(pilot, ("start", pilot.start), ("end", pilot.end), flaws);
    }
}

fn check_order<T>(
    item: &Located<T>,
    first: (&'static str, Option<Day>),
    last: (&'static str, Option<Day>),
    flaws: &mut Flaws,
) {
    let ((first, Some(from)), (last, Some(to))) = (first, last) else {
        return;
    };
    if from > to {
        let flaw = Flaw::new(
            item.at(last),
            format!("`{last}` is {to}, before `{first}`, which is {from}"),
            "exchange the two days, or correct one",
        );
        flaws.add(flaw.beside(item.at(first), "it begins here"));
    }
}

#[cfg(test)]
mod tests;
