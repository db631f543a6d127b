//! Which findings a rule is about: the first rule that matches decides.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobSet;

use super::identity::plain_path;
use super::{Place, Scans, Severity, Weakness};

/// What a rule is about; a kind of condition that names nothing holds for all.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// Names of weaknesses, or keys.
    pub ids: Vec<String>,
    /// Packages, by name or package URL.
    pub packages: BTreeSet<String>,
    /// Files.
    pub paths: Option<GlobSet>,
    /// Services.
    pub services: BTreeSet<String>,
    /// How bad scanners call it.
    pub severities: Vec<Severity>,
}

/// Rules in their order, ready to be asked.
#[derive(Debug)]
pub struct Triage {
    rules: Vec<Rule>,
    /// The rules that name a weakness, by its name.
    by_name: BTreeMap<String, Vec<usize>>,
    /// The rules that name none.
    general: Vec<usize>,
}

#[derive(Debug)]
struct Rule {
    conditions: Conditions,
    names: BTreeSet<String>,
}

/// A rule that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The rule, by its number.
    pub rule: usize,
    /// Whether it matches the weakness in every place, and so may close it.
    pub in_every_place: bool,
}

impl Triage {
    /// Rules in their order; names are compared by what they stand for in these scans.
    pub fn new(rules: impl Iterator<Item = Conditions>, scans: &Scans) -> Self {
        let mut triage = Self {
            rules: Vec::new(),
            by_name: BTreeMap::new(),
            general: Vec::new(),
        };
        for (number, conditions) in rules.enumerate() {
            let names: BTreeSet<String> = conditions
                .ids
                .iter()
                .map(|id| {
                    if id.contains('@') {
                        scans.canonical_key(id)
                    } else {
                        scans.canonical_name(id)
                    }
                })
                .chain(conditions.ids.iter().cloned())
                .collect();
            if names.is_empty() {
                triage.general.push(number);
            }
            for name in &names {
                triage.by_name.entry(name.clone()).or_default().push(number);
            }
            triage.rules.push(Rule { conditions, names });
        }
        triage
    }

    /// The first rule that matches.
    pub fn first(&self, weakness: &Weakness) -> Option<Match> {
        let names = weakness.names.iter().chain([&weakness.key]);
        let mut candidates: Vec<usize> = names
            .filter_map(|name| self.by_name.get(name))
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let by_name = candidates
            .into_iter()
            .find_map(|rule| self.matched(rule, weakness));
        let last = by_name.map_or(usize::MAX, |by_name| by_name.rule);
        let before = self.general.iter().take_while(|&&rule| rule < last);
        let general = before
            .copied()
            .find_map(|rule| self.matched(rule, weakness));
        general.or(by_name)
    }

    /// Whether a rule matches a weakness, whatever rules before it do.
    pub fn matched(&self, rule: usize, weakness: &Weakness) -> Option<Match> {
        let Rule { conditions, names } = &self.rules[rule];
        let is_named = names.is_empty()
            || names.contains(&weakness.key)
            || weakness.names.iter().any(|name| names.contains(name));
        let is_of_service =
            conditions.services.is_empty() || conditions.services.contains(&weakness.service);
        let is_as_bad =
            conditions.severities.is_empty() || conditions.severities.contains(&weakness.severity);
        if !(is_named && is_of_service && is_as_bad) {
            return None;
        }
        let is_anywhere = conditions.packages.is_empty() && conditions.paths.is_none();
        if is_anywhere {
            return Some(Match {
                rule,
                in_every_place: true,
            });
        }
        let places = weakness.places();
        let met = places.iter().filter(|place| conditions.meet(place)).count();
        (met > 0).then_some(Match {
            rule,
            in_every_place: met == places.len(),
        })
    }
}

impl Conditions {
    fn meet(&self, place: &Place) -> bool {
        let (package, file) = match place {
            Place::Package {
                name,
                purl,
                found_in,
                ..
            } => (Some((name, purl)), found_in.as_deref()),
            Place::File { path, .. } => (None, Some(path.as_str())),
            Place::Url(_) | Place::Host(_) => (None, None),
        };
        let is_package = self.packages.is_empty()
            || package.is_some_and(|(name, purl)| {
                let purl = purl.as_deref();
                self.packages.contains(name)
                    || purl.is_some_and(|purl| self.packages.contains(purl))
                    || purl.is_some_and(|purl| self.packages.contains(without_version(purl)))
            });
        let is_path = self.paths.as_ref().is_none_or(|paths| {
            file.is_some_and(|file| paths.is_match(plain_path(file).trim_start_matches('/')))
        });
        is_package && is_path
    }
}

/// A package URL up to its version.
fn without_version(purl: &str) -> &str {
    let end = purl.find(['?', '#']).unwrap_or(purl.len());
    let purl = &purl[..end];
    purl.rfind('@')
        .filter(|&at| at > 0)
        .map_or(purl, |at| &purl[..at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Class, Sighting, Standing, State};

    fn weakness(names: &[&str], packages: &[&str]) -> Weakness {
        let places = packages.iter().map(|&name| Place::Package {
            name: name.to_owned(),
            version: Some("1.0".to_owned()),
            purl: Some(format!("pkg:npm/{name}@1.0")),
            found_in: Some("web/package-lock.json".to_owned()),
        });
        Weakness {
            key: format!("{}@app", names[0]),
            service: "app".to_owned(),
            class: Class::Vulnerability,
            names: names.iter().map(|&name| name.to_owned()).collect(),
            title: String::new(),
            severity: Severity::High,
            state: State::Open,
            first_seen: None,
            known_exploited: None,
            fixed_in: Vec::new(),
            url: None,
            sightings: vec![Sighting {
                report: 0,
                severity: Severity::High,
                severity_said: None,
                standing: Standing::Open,
                places: places.collect(),
                closed_by: None,
            }],
        }
    }

    fn of_id(id: &str) -> Conditions {
        Conditions {
            ids: vec![id.to_owned()],
            ..Conditions::default()
        }
    }

    fn of_package(package: &str) -> Conditions {
        Conditions {
            packages: BTreeSet::from([package.to_owned()]),
            ..Conditions::default()
        }
    }

    fn first(rules: Vec<Conditions>, weakness: &Weakness) -> Option<(usize, bool)> {
        let triage = Triage::new(rules.into_iter(), &Scans::default());
        let matched = triage.first(weakness)?;
        Some((matched.rule, matched.in_every_place))
    }

    #[test]
    fn the_first_rule_that_matches_decides_whatever_it_goes_by() {
        let left = weakness(&["CVE-2026-1"], &["left"]);
        let by_package_first = vec![of_id("CVE-2020-1"), of_package("left"), of_id("CVE-2026-1")];
        assert_eq!(first(by_package_first, &left), Some((1, true)));
        let by_id_first = vec![of_id("cve-2026-1"), of_package("left")];
        assert_eq!(first(by_id_first, &left), Some((0, true)));
        assert_eq!(first(vec![of_id("CVE-2026-1@app")], &left), Some((0, true)));
        assert_eq!(first(vec![of_id("CVE-2026-1@jobs")], &left), None);
        assert_eq!(first(vec![of_package("right")], &left), None);
    }

    #[test]
    fn a_package_goes_by_its_name_and_by_its_url_with_or_without_version() {
        let left = weakness(&["CVE-2026-1"], &["left"]);
        for (package, is_met) in [
            ("left", true),
            ("pkg:npm/left", true),
            ("pkg:npm/left@1.0", true),
            ("pkg:npm/left@1.1", false),
            ("pkg:pypi/left", false),
        ] {
            let matched = first(vec![of_package(package)], &left);
            assert_eq!(matched.is_some(), is_met, "{package}");
        }
    }

    #[test]
    fn a_rule_by_package_says_whether_it_is_about_every_place() {
        let both = weakness(&["CVE-2026-1"], &["left", "right"]);
        assert_eq!(first(vec![of_package("left")], &both), Some((0, false)));
        assert_eq!(first(vec![of_id("CVE-2026-1")], &both), Some((0, true)));
    }

    #[test]
    fn a_rule_by_severity_and_service_holds_for_both() {
        let left = weakness(&["CVE-2026-1"], &["left"]);
        let rule = |severity, service: &str| Conditions {
            severities: vec![severity],
            services: BTreeSet::from([service.to_owned()]),
            ..Conditions::default()
        };
        assert!(first(vec![rule(Severity::High, "app")], &left).is_some());
        assert!(first(vec![rule(Severity::Low, "app")], &left).is_none());
        assert!(first(vec![rule(Severity::High, "jobs")], &left).is_none());
    }
}
