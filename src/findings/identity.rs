//! One name for one weakness, whatever scanners call it and wherever its lines move.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Class, Place, Reported};

/// Databases of vulnerabilities whose ids name one thing each, the most widely known first.
const FAMILIES: [&str; 16] = [
    "CVE", "GHSA", "RUSTSEC", "PYSEC", "GO", "OSV", "MAL", "GSD", "SNYK", "DSA", "DLA", "USN",
    "RHSA", "ELSA", "ALSA", "ALAS",
];

/// The longest key: as long as an id in the manifest may be.
const LONGEST_KEY: usize = 100;

/// Which names stand for the same vulnerability, over all reports.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    canonical: BTreeMap<String, String>,
}

impl Aliases {
    /// Joins names that are told to stand for the same; two CVE ids are never one vulnerability.
    pub fn of<'r>(names: impl Iterator<Item = &'r [String]>) -> Self {
        let mut joins = BTreeSet::new();
        let mut bundles = BTreeSet::new();
        for ids in names {
            let ids: Vec<String> = ids.iter().filter_map(|id| advisory(id)).collect();
            if ids
                .iter()
                .filter(|id| is_cve(id))
                .collect::<BTreeSet<_>>()
                .len()
                > 1
            {
                // An advisory that mends several vulnerabilities is another name of none of them.
                bundles.extend(ids.into_iter().filter(|id| !is_cve(id)));
            } else if let Some((first, others)) = ids.split_first() {
                joins.extend(others.iter().map(|other| ordered(first, other)));
                joins.insert((first.clone(), first.clone()));
            }
        }
        let mut sets = Sets::default();
        for (one, other) in &joins {
            if !bundles.contains(one) && !bundles.contains(other) {
                sets.join(one, other);
            }
        }
        Self {
            canonical: sets.canonical(),
        }
    }

    /// The most widely known name of a vulnerability.
    pub fn canonical(&self, id: &str) -> String {
        let id = normal(id);
        self.canonical.get(&id).cloned().unwrap_or(id)
    }
}

/// A name in the form in which names are compared.
pub fn normal(id: &str) -> String {
    advisory(id).unwrap_or_else(|| id.trim().to_owned())
}

/// The id of a known database, spelt as that database does and without what scanners put behind it.
fn advisory(id: &str) -> Option<String> {
    let id = id.trim();
    let upper = id.to_ascii_uppercase();
    let (family, rest) = upper.split_once('-')?;
    let mut parts = rest.split('-');
    match family {
        "CVE" => {
            let (year, number) = (parts.next()?, parts.next()?);
            let are_digits =
                |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            (are_digits(year) && are_digits(number)).then(|| format!("CVE-{year}-{number}"))
        }
        "GHSA" => {
            let groups: Vec<&str> = parts.take(3).collect();
            let is_whole = groups.len() == 3 && groups.iter().all(|group| group.len() == 4);
            is_whole.then(|| format!("GHSA-{}", groups.join("-").to_ascii_lowercase()))
        }
        _ => {
            let is_known = FAMILIES.contains(&family) || family.starts_with("ALAS");
            (is_known && rest.contains(|c: char| c.is_ascii_digit())).then_some(upper)
        }
    }
}

fn is_cve(id: &str) -> bool {
    id.starts_with("CVE-")
}

fn ordered(one: &str, other: &str) -> (String, String) {
    let (first, last) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    (first.to_owned(), last.to_owned())
}

/// How widely known a name is: the lower, the wider.
fn rank(id: &str) -> usize {
    let family = id.split('-').next().unwrap_or(id);
    let known = FAMILIES.iter().position(|known| *known == family);
    known.unwrap_or(FAMILIES.len())
}

/// Sets of names that stand for the same.
#[derive(Default)]
struct Sets {
    numbers: BTreeMap<String, usize>,
    parents: Vec<usize>,
    best: Vec<String>,
}

impl Sets {
    fn join(&mut self, one: &str, other: &str) {
        let (one, other) = (self.number(one), self.number(other));
        let (one, other) = (self.root(one), self.root(other));
        let are_two = is_cve(&self.best[one]) && is_cve(&self.best[other]);
        if one == other || are_two {
            return;
        }
        let key = |id: &String| (rank(id), id.clone());
        let (keeps, joins) = if key(&self.best[one]) <= key(&self.best[other]) {
            (one, other)
        } else {
            (other, one)
        };
        self.parents[joins] = keeps;
    }

    fn number(&mut self, id: &str) -> usize {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let number = self.parents.len();
        self.numbers.insert(id.to_owned(), number);
        self.parents.push(number);
        self.best.push(id.to_owned());
        number
    }

    fn root(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }

    fn canonical(mut self) -> BTreeMap<String, String> {
        let numbers = std::mem::take(&mut self.numbers);
        numbers
            .into_iter()
            .map(|(id, number)| {
                let root = self.root(number);
                let best = self.best[root].clone();
                (id, best)
            })
            .collect()
    }
}

/// The key of what a scanner reports in a service: the same from scan to scan, wherever lines move.
pub fn key(reported: &Reported, service: &str, aliases: &Aliases) -> String {
    let first = reported.ids.first().map_or("", String::as_str);
    let weakness = match reported.class {
        _ if advisory(first).is_some() => aliases.canonical(first),
        Class::Vulnerability | Class::Web => aliases.canonical(first),
        Class::Host => marked(first, reported, &[&host(reported)]),
        Class::Upkeep | Class::Licence => marked(first, reported, &[&package(reported)]),
        Class::Code | Class::Misconfiguration | Class::Secret => {
            marked(first, reported, &[&file(reported), &mark(reported)])
        }
    };
    key_of(&weakness, service)
}

/// The key of a weakness in a service, given any of its names.
pub fn key_of(weakness: &str, service: &str) -> String {
    let plain: String = weakness
        .chars()
        .map(|c| {
            let is_plain = c.is_ascii_graphic() || (c.is_alphanumeric() && !c.is_ascii());
            if is_plain { c } else { '-' }
        })
        .collect();
    let room = LONGEST_KEY.saturating_sub(service.chars().count() + 1);
    if plain.chars().count() <= room {
        return format!("{plain}@{service}");
    }
    let hash = short_hash(&[weakness]);
    let kept: String = plain
        .chars()
        .take(room.saturating_sub(hash.len() + 1))
        .collect();
    format!("{kept}~{hash}@{service}")
}

/// A rule's id with a mark that tells its findings apart.
fn marked(rule: &str, reported: &Reported, parts: &[&str]) -> String {
    const SHOWN: usize = 48;
    let parts: Vec<&str> = [reported.class.word(), rule]
        .into_iter()
        .chain(parts.iter().copied())
        .collect();
    let count = rule.chars().count();
    let tail: String = rule.chars().skip(count.saturating_sub(SHOWN)).collect();
    format!("{tail}~{}", short_hash(&parts))
}

/// What tells a finding from others of the same rule in the same file: never a line number.
fn mark(reported: &Reported) -> String {
    match (&reported.fingerprint, &reported.snippet) {
        (Some(fingerprint), _) => fingerprint.clone(),
        (None, Some(snippet)) => snippet.split_whitespace().collect::<Vec<_>>().join(" "),
        (None, None) => without_numbers(&reported.title),
    }
}

/// Messages tell lines and counts, which move.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if !c.is_ascii_digit() => out.push(c),
            _ if out.ends_with('#') => {}
            _ => out.push('#'),
        }
    }
    out
}

fn file(reported: &Reported) -> String {
    let mut files = reported.places.iter().filter_map(|place| match place {
        Place::File { path, .. } => Some(plain_path(path).to_owned()),
        Place::Package { .. } | Place::Url(_) | Place::Host(_) => None,
    });
    files.next().unwrap_or_default()
}

/// A path as it is compared: without what scanners put before it.
pub fn plain_path(path: &str) -> &str {
    let path = path.strip_prefix("file://").unwrap_or(path);
    path.trim_start_matches("./")
}

fn package(reported: &Reported) -> String {
    let mut names = reported.places.iter().filter_map(|place| match place {
        Place::Package { name, .. } => Some(name.clone()),
        Place::File { .. } | Place::Url(_) | Place::Host(_) => None,
    });
    names.next().unwrap_or_default()
}

fn host(reported: &Reported) -> String {
    let mut hosts = reported.places.iter().filter_map(|place| match place {
        Place::Host(host) => Some(host.clone()),
        Place::File { .. } | Place::Url(_) | Place::Package { .. } => None,
    });
    hosts.next().unwrap_or_default()
}

/// Ten hexadecimal digits, the same for the same parts.
fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut text = String::with_capacity(10);
    for byte in hash.finalize().iter().take(5) {
        write!(text, "{byte:02x}").expect("a text grows");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Severity, Standing};

    fn ids(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn aliases(sets: &[&[&str]]) -> Aliases {
        let sets: Vec<Vec<String>> = sets.iter().map(|set| ids(set)).collect();
        Aliases::of(sets.iter().map(Vec::as_slice))
    }

    fn code(path: &str, line: u32, snippet: Option<&str>, title: &str) -> Reported {
        Reported {
            class: Class::Code,
            ids: ids(&["rules.sql-injection"]),
            title: title.to_owned(),
            severity: Severity::High,
            severity_said: None,
            places: vec![Place::File {
                path: path.to_owned(),
                line: Some(line),
            }],
            standing: Standing::Open,
            fingerprint: None,
            snippet: snippet.map(str::to_owned),
            fixed_in: Vec::new(),
            first_seen: None,
            known_exploited: None,
            url: None,
        }
    }

    #[test]
    fn the_cve_is_the_name_wherever_a_chain_of_names_leads() {
        let aliases = aliases(&[
            &["RUSTSEC-2021-0001", "GHSA-abcd-efgh-2345"],
            &["ghsa-ABCD-efgh-2345", "cve-2021-1234"],
            &["GO-2022-0001"],
        ]);
        for name in ["RUSTSEC-2021-0001", "GHSA-abcd-efgh-2345", "CVE-2021-1234"] {
            assert_eq!(aliases.canonical(name), "CVE-2021-1234");
        }
        assert_eq!(aliases.canonical("go-2022-0001"), "GO-2022-0001");
        assert_eq!(aliases.canonical("unheard-of"), "unheard-of");
    }

    #[test]
    fn two_cves_are_never_one_vulnerability() {
        let aliases = aliases(&[
            &["GHSA-aaaa-bbbb-cccc", "CVE-2021-0001"],
            &["GHSA-aaaa-bbbb-cccc", "CVE-2021-0002"],
        ]);
        assert_eq!(aliases.canonical("CVE-2021-0001"), "CVE-2021-0001");
        assert_eq!(aliases.canonical("CVE-2021-0002"), "CVE-2021-0002");
    }

    #[test]
    fn an_advisory_over_several_vulnerabilities_is_the_name_of_none() {
        let aliases = aliases(&[
            &["ELSA-2021-0001", "CVE-2021-0001", "CVE-2021-0002"],
            &["ELSA-2021-0001", "CVE-2021-0001"],
        ]);
        assert_eq!(aliases.canonical("ELSA-2021-0001"), "ELSA-2021-0001");
        assert_eq!(aliases.canonical("CVE-2021-0001"), "CVE-2021-0001");
    }

    #[test]
    fn what_a_scanner_puts_behind_an_id_is_no_part_of_it() {
        assert_eq!(normal("cve-2021-1234-libfoo"), "CVE-2021-1234");
        assert_eq!(normal("GHSA-AbCd-efgh-2345-lodash"), "GHSA-abcd-efgh-2345");
        assert_eq!(normal("CVE-next"), "CVE-next");
        assert_eq!(normal("GHSA-short"), "GHSA-short");
    }

    #[test]
    fn the_order_of_reports_changes_no_name() {
        let one = aliases(&[
            &["GO-1", "GHSA-aaaa-bbbb-cccc"],
            &["GHSA-aaaa-bbbb-cccc", "CVE-2020-1"],
        ]);
        let other = aliases(&[
            &["CVE-2020-1", "GHSA-aaaa-bbbb-cccc"],
            &["GHSA-aaaa-bbbb-cccc", "GO-1"],
        ]);
        assert_eq!(one.canonical, other.canonical);
    }

    #[test]
    fn a_key_does_not_follow_lines_and_numbers_in_messages() {
        let aliases = Aliases::default();
        let key = |reported: &Reported| super::key(reported, "app", &aliases);
        let first = key(&code("./src/db.rs", 10, None, "query built in line 10"));
        assert_eq!(
            first,
            key(&code("src/db.rs", 99, None, "query built in line 99"))
        );
        assert_ne!(
            first,
            key(&code("src/api.rs", 10, None, "query built in line 10"))
        );
        let snippet = key(&code("src/db.rs", 1, Some("  run(q)"), "a"));
        assert_eq!(snippet, key(&code("src/db.rs", 2, Some("run(q)  "), "b")));
        assert!(
            first.starts_with("rules.sql-injection~") && first.ends_with("@app"),
            "{first}"
        );
    }

    #[test]
    fn a_key_is_a_short_name_whatever_the_rule_is_called() {
        // 95 characters leave no room for `@app`, which needs 4 of 100: 96 + 4 fit, 97 + 4 do not.
        assert_eq!(key_of(&"x".repeat(96), "app").chars().count(), 100);
        let longer = key_of(&"x".repeat(97), "app");
        assert_eq!(longer.chars().count(), 100);
        assert!(longer.contains('~'));
        assert_eq!(key_of("a b\u{202e}c", "app"), "a-b-c@app");
        assert!(
            key_of("ключ", "app")
                .parse::<crate::manifest::model::Id>()
                .is_ok()
        );
    }
}
