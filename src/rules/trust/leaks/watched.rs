//! What the manifest itself knows to be internal: domains, weaknesses, accounts, people.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::super::squeezed::Squeezed;
use super::{Leak, LeakKind};
use crate::manifest::model::{Finding, Manifest};
use crate::rules::Context;
use crate::yaml::Located;

/// What a text must not name, in the company's own words.
#[derive(Default)]
pub(in crate::rules::trust) struct Watched<'a> {
    /// Internal domains, in lower case.
    pub domains: BTreeSet<String>,
    /// Ids of weaknesses that are still there, as they are written, with the finding.
    pub findings: BTreeMap<String, &'a Located<Finding>>,
    /// Accounts at vendors.
    pub accounts: BTreeSet<&'a str>,
    /// Paths of files of the project.
    pub paths: BTreeSet<&'a str>,
    /// Versions that run, with the name of the part.
    pub versions: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Parts of the names of people who are no public contacts.
    pub name_parts: BTreeSet<String>,
    phrases: Option<AhoCorasick>,
    meanings: Vec<Phrase>,
}

/// What a phrase is.
struct Phrase {
    kind: LeakKind,
    what: String,
    finding: Option<String>,
}

impl<'a> Watched<'a> {
    /// Gathers it.
    pub(in crate::rules::trust) fn of(cx: &Context<'a>) -> Self {
        let manifest = cx.manifest;
        let mut watched = Self {
            domains: domains(manifest),
            findings: BTreeMap::new(),
            accounts: accounts(manifest),
            paths: paths(manifest),
            versions: versions(manifest),
            name_parts: BTreeSet::new(),
            phrases: None,
            meanings: Vec::new(),
        };
        let mut phrases = Vec::new();
        for finding in cx.known_findings().filter(|finding| cx.is_open(finding)) {
            watched.watch_numbers(finding);
            // The rules of scanners have names that are ordinary words as well: only what people wrote is told by its own.
            if cx.is_by_hand(finding) {
                watched.watch_names(finding, &mut phrases);
            }
        }
        watched.watch_people(cx, &mut phrases);
        if !phrases.is_empty() {
            let automaton = AhoCorasick::new(phrases);
            watched.phrases =
                Some(automaton.expect("titles and names are far fewer than an automaton holds"));
        }
        watched
    }

    /// Public numbers of weaknesses.
    fn watch_numbers(&mut self, finding: &'a Located<Finding>) {
        let texts = [
            finding.title.as_deref(),
            finding.ext_id.as_deref(),
            finding.note.as_deref(),
        ];
        let id = Some(finding.id.as_str());
        for text in texts.into_iter().chain([id]).flatten() {
            for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
                if is_cve(word) {
                    self.findings.insert(word.to_ascii_uppercase(), finding);
                }
            }
        }
    }

    /// The id of a finding here and at its tester, and its title.
    fn watch_names(&mut self, finding: &'a Located<Finding>, phrases: &mut Vec<String>) {
        let ids = [Some(&*finding.id), finding.ext_id.as_deref()];
        for id in ids.into_iter().flatten().filter(|id| is_telling(id)) {
            self.findings.insert(id.to_owned(), finding);
        }
        let title = Squeezed::of(finding.title.as_deref().unwrap_or_default()).text;
        if is_sentence(&title) {
            phrases.push(title);
            self.meanings.push(Phrase {
                kind: LeakKind::OpenFinding,
                what: format!("the title of the open finding `{}`,", finding.id),
                finding: Some(finding.id.to_string()),
            });
        }
    }

    fn watch_people(&mut self, cx: &Context<'a>, phrases: &mut Vec<String>) {
        let pack = cx.manifest.trust_pack.given();
        let public = pack
            .map(|pack| cx.active_among(&pack.public_contacts))
            .unwrap_or_default();
        for (id, person) in &cx.manifest.people {
            if public.contains(id.as_str()) {
                continue;
            }
            let name = Squeezed::of(person.name.as_deref().unwrap_or_default()).text;
            let parts = name.split(' ').chain([id.as_str()]);
            self.name_parts.extend(
                parts
                    .filter(|part| part.chars().count() > 1)
                    .map(str::to_lowercase),
            );
            if name.contains(' ') {
                phrases.push(name);
                self.meanings.push(Phrase {
                    kind: LeakKind::Person,
                    what: "the name of a person,".to_owned(),
                    finding: None,
                });
            }
        }
    }

    /// Titles of open findings and names of people, however the text breaks them.
    pub(super) fn scan_phrases(&self, text: &str) -> Vec<Leak> {
        let Some(phrases) = &self.phrases else {
            return Vec::new();
        };
        let squeezed = Squeezed::of(text);
        phrases
            .find_overlapping_iter(&squeezed.text)
            .filter(|hit| squeezed.is_whole(hit.start(), hit.end()))
            .map(|hit| {
                let phrase = &self.meanings[hit.pattern().as_usize()];
                let start = squeezed.origin(hit.start());
                Leak {
                    kind: phrase.kind,
                    place: start..squeezed.origin_of_end(hit.end(), text),
                    what: phrase.what.clone(),
                    finding: phrase.finding.clone(),
                }
            })
            .collect()
    }
}

/// Whether an id can be told from an ordinary word or number.
fn is_telling(id: &str) -> bool {
    let has_letter = id.chars().any(char::is_alphabetic);
    let has_other = id
        .chars()
        .any(|c| c.is_ascii_digit() || c == '-' || c == '_');
    has_letter && has_other
}

/// Whether a word is the number of a public weakness.
pub(super) fn is_cve(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let [cve, year, number] = parts[..] else {
        return false;
    };
    let is_number = |part: &str| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    cve.eq_ignore_ascii_case("CVE") && is_number(year) && is_number(number)
}

/// Whether a title is long enough that nobody writes it by chance.
fn is_sentence(title: &str) -> bool {
    const FEWEST_WORDS: usize = 3;
    const FEWEST_CHARACTERS: usize = 15;

    title.split(' ').count() >= FEWEST_WORDS && title.chars().count() >= FEWEST_CHARACTERS
}

fn domains(manifest: &Manifest) -> BTreeSet<String> {
    let written = manifest.company.internal_domains.iter();
    written
        .flat_map(|domains| domains.iter())
        .map(|domain| {
            let domain = domain.trim().trim_start_matches("*.").trim_matches('.');
            domain.to_ascii_lowercase()
        })
        .filter(|domain| !domain.is_empty())
        .collect()
}

/// Accounts that backups name, where they are ids and no words.
fn accounts(manifest: &Manifest) -> BTreeSet<&str> {
    const SHORTEST: usize = 6;

    let backups = manifest.backups.given().into_iter();
    backups
        .flat_map(|backups| backups.iter())
        .flat_map(|backup| backup.account.iter().chain(&backup.source_account))
        .map(|account| account.trim())
        .filter(|account| {
            account.len() >= SHORTEST && account.bytes().any(|byte| byte.is_ascii_digit())
        })
        .collect()
}

/// Files of the project that are not handed out.
fn paths(manifest: &Manifest) -> BTreeSet<&str> {
    let evidence = manifest.evidence.given().into_iter();
    let internal = evidence
        .flat_map(|evidence| evidence.iter())
        .filter(|evidence| {
            evidence
                .confidentiality
                .is_none_or(|who| who == crate::manifest::model::Confidentiality::Internal)
        })
        .filter_map(|evidence| evidence.path.as_deref());
    internal.filter(|path| path.contains('/')).collect()
}

fn versions(manifest: &Manifest) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let chain = manifest.supply_chain.given();
    let components = chain.and_then(|chain| chain.components.as_ref());
    for component in components
        .into_iter()
        .flat_map(|components| components.iter())
    {
        if let Some(version) = component.version.as_deref() {
            versions
                .entry(version)
                .or_default()
                .insert(component.name.as_str());
        }
    }
    versions
}
