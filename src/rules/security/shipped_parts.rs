//! What is known of shipped parts from outside: licences that a lawyer looks at, and the last day of a version.

use crate::facts::Facts;
use crate::time::Day;

include!(concat!(env!("OUT_DIR"), "/supply_chain.rs"));

/// A product, and until when its versions get fixes.
struct Product {
    /// Its names, in lower case.
    names: &'static [&'static str],
    /// Versions such as `3.12`, with the last day where its makers named one.
    versions: &'static [(&'static str, Option<&'static str>)],
    /// Where that was read.
    source: &'static str,
    /// The day on which it was.
    read: &'static str,
}

/// A licence that a lawyer looks at, as the table has it.
struct DeniedLicence {
    /// Its SPDX name.
    name: &'static str,
    /// Where it was read what makes it one.
    source: &'static str,
    /// The day on which it was.
    read: &'static str,
}

/// A licence that a lawyer looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied<'f> {
    /// Its SPDX name.
    pub name: &'f str,
    /// Where it was read what makes it one, by the policy or else by the table.
    pub source: &'f str,
    /// The day on which it was.
    pub read: Day,
}

/// Until when a version gets fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixes {
    /// Until that day.
    Until(Day),
    /// Its makers named no last day.
    NoEndNamed,
    /// The table does not know it.
    Unknown,
}

/// Until when a version gets fixes: by the policy or else the table, or as recorded where that is sooner or they do not know; and the
/// words that name what says so. Whoever writes the facts sets no later day than its makers.
pub fn support(
    facts: &Facts,
    recorded: Option<Day>,
    product: &str,
    version: &str,
) -> (Fixes, String) {
    let known = known_support(facts, product, version);
    match (recorded, known.0) {
        (Some(recorded), Fixes::Until(last)) if last < recorded => known,
        (Some(recorded), _) => (Fixes::Until(recorded), String::new()),
        (None, _) => known,
    }
}

/// Until when a version gets fixes by the policy or the table, and the words that name what says so.
fn known_support(facts: &Facts, product: &str, version: &str) -> (Fixes, String) {
    let name = product.trim().to_lowercase();
    if let Some(own) = facts.end_of_life.get(&name) {
        let versions = own
            .value
            .iter()
            .map(|(known, last)| (known.as_str(), *last));
        if let Some(last) = closest(versions, version) {
            let fixes = last.map_or(Fixes::NoEndNamed, Fixes::Until);
            return (fixes, format!(", by the policy of {}", own.read));
        }
    }
    let by = product_called(&name).map_or(String::new(), |product| {
        format!(", by {} of {}", product.source, product.read)
    });
    (fixes(&name, version), by)
}

fn product_called(name: &str) -> Option<&'static Product> {
    let mut products = PRODUCTS.iter();
    products.find(|product| product.names.contains(&name))
}

/// What is said of the longest version that a version is of: `3.12.4` is of `3.12`.
fn closest<'v, T>(versions: impl Iterator<Item = (&'v str, T)>, version: &str) -> Option<T> {
    let version = version.trim().trim_start_matches('v');
    let is_of = |known: &str| {
        version
            .strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '+']))
    };
    versions
        .filter(|(known, _)| is_of(known))
        .max_by_key(|(known, _)| known.len())
        .map(|(_, said)| said)
}

/// Until when a version of a product gets fixes by the table.
fn fixes(product: &str, version: &str) -> Fixes {
    let product = product_called(&product.trim().to_lowercase());
    let versions = product.map_or(&[][..], |product| product.versions);
    match closest(versions.iter().copied(), version) {
        None => Fixes::Unknown,
        Some(None) => Fixes::NoEndNamed,
        Some(Some(last)) => {
            Fixes::Until(last.parse().expect("a test reads every day of the table"))
        }
    }
}

/// The denied licence that nobody can choose another for in an SPDX expression, such as `MIT AND (AGPL-3.0-only OR SSPL-1.0)`.
pub fn denied_licence<'f>(facts: &'f Facts, expression: &str) -> Option<Denied<'f>> {
    let denied = denied_licences(facts);
    let names: Vec<&str> = denied.iter().map(|denied| denied.name).collect();
    let spaced = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let name = any_of(&names, &mut words.into_iter().peekable(), 0)?;
    denied.into_iter().find(|denied| denied.name == name)
}

fn denied_licences(facts: &Facts) -> Vec<Denied<'_>> {
    if let Some(own) = &facts.denied_licences {
        let of_policy = own.value.iter().map(|name| Denied {
            name,
            source: &own.source,
            read: own.read,
        });
        return of_policy.collect();
    }
    let of_table = DENIED_LICENCES.iter().map(|licence| Denied {
        name: licence.name,
        source: licence.source,
        read: licence
            .read
            .parse()
            .expect("a test reads every day of the table"),
    });
    of_table.collect()
}

/// Parentheses nest no deeper than this; what is deeper counts as not denied.
const DEEPEST: usize = 32;

type Words<'w> = std::iter::Peekable<std::vec::IntoIter<&'w str>>;

/// Alternatives are denied only where each of them is.
fn any_of<'f>(denied_names: &[&'f str], words: &mut Words<'_>, depth: usize) -> Option<&'f str> {
    let mut denied = all_of(denied_names, words, depth);
    while words
        .next_if(|word| word.eq_ignore_ascii_case("or"))
        .is_some()
    {
        denied = denied.and(all_of(denied_names, words, depth));
    }
    denied
}

/// What holds together is denied where any part is.
fn all_of<'f>(denied_names: &[&'f str], words: &mut Words<'_>, depth: usize) -> Option<&'f str> {
    let mut denied = one(denied_names, words, depth);
    while words
        .next_if(|word| word.eq_ignore_ascii_case("and"))
        .is_some()
    {
        let other = one(denied_names, words, depth);
        denied = denied.or(other);
    }
    denied
}

fn one<'f>(denied_names: &[&'f str], words: &mut Words<'_>, depth: usize) -> Option<&'f str> {
    if words.next_if_eq(&"(").is_some() {
        let inner = if depth < DEEPEST {
            any_of(denied_names, words, depth + 1)
        } else {
            None
        };
        words.next_if_eq(&")");
        return inner;
    }
    let name = words.next_if(|word| *word != ")")?;
    if words
        .next_if(|word| word.eq_ignore_ascii_case("with"))
        .is_some()
    {
        words.next();
    }
    let name = name.trim_end_matches('+');
    denied_names
        .iter()
        .copied()
        .find(|denied| denied.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::facts::Dated;

    fn denied_name<'f>(facts: &'f Facts, expression: &str) -> Option<&'f str> {
        denied_licence(facts, expression).map(|denied| denied.name)
    }

    #[test]
    fn every_day_of_the_table_reads() {
        for (_, last) in PRODUCTS.iter().flat_map(|product| product.versions) {
            assert!(
                last.is_none_or(|last| last.parse::<Day>().is_ok()),
                "{last:?}"
            );
        }
        for product in PRODUCTS {
            assert!(product.read.parse::<Day>().is_ok(), "{:?}", product.names);
            assert!(!product.source.is_empty(), "{:?}", product.names);
        }
        assert_eq!(denied_licences(&Facts::default()).len(), 19);
    }

    #[test]
    fn a_version_ends_with_the_longest_version_it_is_of() {
        let until = |day: &str| Fixes::Until(day.parse().unwrap());
        assert_eq!(fixes("PostgreSQL", "13.9"), until("2025-11-13"));
        assert_eq!(fixes("postgres", "13"), until("2025-11-13"));
        assert_eq!(fixes("python", "3.10.4"), fixes("python", "3.10"));
        assert_ne!(fixes("python", "3.1"), fixes("python", "3.10"));
        assert_eq!(fixes("Node.js", "v20.11.1"), until("2026-04-30"));
    }

    #[test]
    fn a_policy_stands_before_the_table() {
        let dated = |read: &str| read.parse::<Day>().unwrap();
        let mut facts = Facts::default();
        facts.end_of_life.insert(
            "postgresql".to_owned(),
            Dated {
                value: BTreeMap::from([("13".to_owned(), Some(dated("2027-01-31")))]),
                source: "a contract for longer support".to_owned(),
                read: dated("2026-10-01"),
            },
        );
        facts.denied_licences = Some(Dated {
            value: vec!["MPL-2.0".to_owned()],
            source: "the company's lawyer".to_owned(),
            read: dated("2026-10-01"),
        });
        assert_eq!(
            support(&facts, None, "PostgreSQL", "13.9").0,
            Fixes::Until(dated("2027-01-31"))
        );
        assert_eq!(
            support(&facts, None, "PostgreSQL", "14").0,
            fixes("postgresql", "14")
        );
        assert_eq!(denied_name(&facts, "MPL-2.0"), Some("MPL-2.0"));
        assert_eq!(denied_name(&facts, "AGPL-3.0-only"), None);
    }

    #[test]
    fn what_the_table_does_not_know_is_unknown() {
        assert_eq!(fixes("postgresql", "130"), Fixes::Unknown);
        assert_eq!(fixes("postgresql", ""), Fixes::Unknown);
        assert_eq!(fixes("something of our own", "1"), Fixes::Unknown);
    }

    #[test]
    fn a_licence_is_denied_where_there_is_no_way_around_it() {
        for (expression, denied) in [
            ("AGPL-3.0-only", Some("AGPL-3.0-only")),
            ("agpl-3.0-only", Some("AGPL-3.0-only")),
            ("AGPL-3.0+", Some("AGPL-3.0")),
            ("MIT", None),
            ("MIT OR AGPL-3.0-only", None),
            ("MIT AND AGPL-3.0-only", Some("AGPL-3.0-only")),
            ("SSPL-1.0 OR AGPL-3.0-only", Some("AGPL-3.0-only")),
            ("MIT AND (SSPL-1.0 OR Apache-2.0)", None),
            ("(MIT AND SSPL-1.0) OR Apache-2.0", None),
            (
                "GPL-2.0-only WITH Classpath-exception-2.0 AND SSPL-1.0",
                Some("SSPL-1.0"),
            ),
        ] {
            assert_eq!(
                denied_name(&Facts::default(), expression),
                denied,
                "{expression}"
            );
        }
    }

    #[test]
    fn a_malformed_expression_is_read_as_far_as_it_goes() {
        for expression in ["", "(", ")", "AND", "OR OR", "MIT WITH", ") AGPL-3.0-only"] {
            assert_eq!(
                denied_name(&Facts::default(), expression),
                None,
                "{expression}"
            );
        }
        assert_eq!(denied_name(&Facts::default(), &"(".repeat(100_000)), None);
        assert_eq!(
            denied_name(&Facts::default(), "(AGPL-3.0-only"),
            Some("AGPL-3.0-only")
        );
    }
}
