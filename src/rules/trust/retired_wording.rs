//! Sentences that were withdrawn, and files in which customers still read them.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use super::one_story::source_of;
use super::squeezed::Squeezed;
use crate::manifest::model::{EvidenceKind, Promise, SourceKind};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::Context;
use crate::rules::Shortfalls;
use crate::rules::context::{Published, Unread};
use crate::yaml::{Located, Position};

/// Searches every published file for the wording of withdrawn promises.
pub(super) fn check(cx: &Context<'_>, found: &mut Shortfalls) {
    let retired = retired(cx, found);
    if retired.is_empty() {
        return;
    }
    let files = files(cx);
    if files.is_empty() {
        found
            .untold(
                ManifestPath::top("trust_pack"),
                "files",
                "a promise was withdrawn, and no file that customers read is named, so nobody knows whether it still says so",
            )
            .cure("write `trust_pack.file`, `website.files` or `privacy_notice.file`");
        return;
    }
    let search = Search::new(cx, &retired);
    for (path, file) in files {
        match file {
            Ok(file) => search.run(&file, &path, found),
            Err(Unread(why)) => {
                found
                    .untold(path, "files", format!("a promise was withdrawn, and nobody knows whether customers still read it: {why}"))
                    .comparing(&why)
                    .cure("keep the text as a text file beside it, and name that");
            }
        }
    }
}

/// A withdrawn promise, with what customers read before.
struct Retired<'a> {
    promise: &'a Located<Promise>,
    wording: String,
}

fn retired<'a>(cx: &Context<'a>, found: &mut Shortfalls) -> Vec<Retired<'a>> {
    let promises = cx.manifest.promises.given().into_iter();
    let retired = promises
        .flat_map(|promises| promises.iter())
        .filter(|promise| promise.retired.is_some_and(|day| !cx.is_yet_to_come(day)))
        .filter(|promise| source_of(cx, promise) != Some(SourceKind::Verbal));
    let mut with_wording = Vec::new();
    for promise in retired {
        let wording = Squeezed::of(promise.wording.as_deref().unwrap_or_default()).text;
        if wording.is_empty() {
            found
                .untold(
                    promise.at("wording"),
                    &promise.id,
                    format!(
                        "`{}` was withdrawn, and nobody told its wording, so no file can be searched for it",
                        promise.id
                    ),
                )
                .owned_by(promise.owner.as_deref())
                .comparing("wording")
                .cure("write `wording`: the words customers read");
        } else {
            with_wording.push(Retired { promise, wording });
        }
    }
    with_wording
}

/// The files that customers read, each once, with the place that names it.
fn files<'a>(cx: &Context<'a>) -> Vec<(ManifestPath, Result<Published<'a>, Unread>)> {
    let manifest = cx.manifest;
    let mut named = Vec::new();
    if let Some(pack) = manifest.trust_pack.given() {
        named.extend(pack.file.iter().map(|file| (pack.at("file"), file)));
        named.extend(
            pack.attachments
                .iter()
                .map(|file| (file.here(), &file.value)),
        );
    }
    if let Some(website) = manifest.website.given() {
        named.extend(website.files.iter().map(|file| (file.here(), &file.value)));
    }
    if let Some(notice) = manifest.privacy_notice.given() {
        named.extend(notice.file.iter().map(|file| (notice.at("file"), file)));
    }
    let named = named
        .into_iter()
        .map(|(path, file)| (path, cx.text_behind(file)));
    let documents = manifest
        .evidence
        .given()
        .into_iter()
        .flat_map(|evidence| evidence.iter())
        .filter(|evidence| {
            evidence
                .kind
                .is_some_and(EvidenceKind::is_read_by_customers)
        })
        .filter_map(|evidence| Some((evidence.at("path"), cx.text_at(evidence.path.as_deref()?))));
    let mut seen = std::collections::BTreeSet::new();
    named
        .chain(documents)
        .filter(|(_, file)| match file {
            Ok(file) => seen.insert(file.path.to_owned()),
            Err(Unread(why)) => seen.insert(why.clone()),
        })
        .collect()
}

/// Looks for withdrawn wording outside wording that is in force.
struct Search<'r, 'a> {
    retired: &'r [Retired<'a>],
    /// Withdrawn wordings, then those in force.
    words: AhoCorasick,
}

impl<'r, 'a> Search<'r, 'a> {
    fn new(cx: &Context<'a>, retired: &'r [Retired<'a>]) -> Self {
        let in_force = cx
            .promises()
            .filter_map(|promise| promise.wording.as_deref())
            .map(|wording| Squeezed::of(wording).text)
            .filter(|wording| !wording.is_empty());
        let wordings = retired.iter().map(|retired| retired.wording.clone());
        let words: Vec<String> = wordings.chain(in_force).collect();
        Self {
            retired,
            words: AhoCorasick::new(words)
                .expect("wordings are far fewer and shorter than an automaton holds"),
        }
    }

    fn run(&self, file: &Published<'_>, path: &ManifestPath, found: &mut Shortfalls) {
        let squeezed = Squeezed::of(file.text);
        let mut in_force: Vec<(usize, usize)> = Vec::new();
        let mut withdrawn: Vec<(usize, usize, usize)> = Vec::new();
        for hit in self.words.find_overlapping_iter(&squeezed.text) {
            let (start, end) = (hit.start(), hit.end());
            if !squeezed.is_whole(start, end) {
                continue;
            }
            match hit.pattern().as_usize() {
                number if number < self.retired.len() => withdrawn.push((number, start, end)),
                _ => in_force.push((start, end)),
            }
        }
        let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, start, end) in withdrawn {
            if !is_inside(&in_force, start, end) {
                places.entry(number).or_default().push(start);
            }
        }
        for (number, starts) in places {
            let promise = self.retired[number].promise;
            let position = Position::in_text(file.text, squeezed.origin(starts[0]));
            let others = match starts.len() - 1 {
                0 => String::new(),
                others => format!(", and in {others} more places"),
            };
            let day = promise
                .retired
                .map_or_else(String::new, |day| format!(" on {day}"));
            found
                .fails(
                    "retired_wording",
                    promise.at("wording"),
                    &promise.id,
                    format!(
                        "`{}` was withdrawn{day}, and `{}` still says it in line {}, column {}{others}",
                        promise.id, file.path, position.line.get(), position.column.get()
                    ),
                )
                .owned_by(promise.owner.as_deref())
                .comparing(file.path)
                .in_file(file.path, position, "it is still written in")
                .beside(path.clone(), "the file is named here")
                .cure("take the sentence out, and publish anew");
        }
    }
}

/// Whether a place lies within one of others, which are sorted by their ends.
fn is_inside(others: &[(usize, usize)], start: usize, end: usize) -> bool {
    let from = others.partition_point(|&(_, other_end)| other_end < end);
    others[from..]
        .iter()
        .take_while(|(_, other_end)| *other_end <= end + LONGEST_WORDING)
        .any(|&(other_start, _)| other_start <= start)
}

/// How far the end of a wording in force can lie behind that of a withdrawn one within it.
const LONGEST_WORDING: usize = 4096;
