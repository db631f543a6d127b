//! What is known of shipped parts from outside: licences that a lawyer looks at, and the last day of a version.

use crate::time::Day;

include!(concat!(env!("OUT_DIR"), "/supply_chain.rs"));

/// A product, and until when its versions get fixes.
struct Product {
    /// Its names, in lower case.
    names: &'static [&'static str],
    /// Versions such as `3.12`, with the last day where its makers named one.
    versions: &'static [(&'static str, Option<&'static str>)],
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

/// Until when a version gets fixes: as recorded, or else by the table; and the words that name the table.
pub fn support(recorded: Option<Day>, product: &str, version: &str) -> (Fixes, String) {
    recorded.map_or_else(
        || {
            (
                fixes(product, version),
                format!(", by the table of {END_OF_LIFE_AS_OF}"),
            )
        },
        |last| (Fixes::Until(last), String::new()),
    )
}

/// Until when a version of a product gets fixes by the table; `3.12.4` is of the version `3.12`.
fn fixes(product: &str, version: &str) -> Fixes {
    let name = product.trim().to_lowercase();
    let version = version.trim().trim_start_matches('v');
    let product = PRODUCTS
        .iter()
        .find(|product| product.names.contains(&name.as_str()));
    let versions = product.map_or(&[][..], |product| product.versions);
    let is_of = |known: &str| {
        version
            .strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '+']))
    };
    let closest = versions
        .iter()
        .filter(|(known, _)| is_of(known))
        .max_by_key(|(known, _)| known.len());
    match closest {
        None => Fixes::Unknown,
        Some((_, None)) => Fixes::NoEndNamed,
        Some((_, Some(last))) => {
            Fixes::Until(last.parse().expect("a test reads every day of the table"))
        }
    }
}

/// The denied licence that nobody can choose another for in an SPDX expression, such as `MIT AND (AGPL-3.0-only OR SSPL-1.0)`.
pub fn denied_licence(expression: &str) -> Option<&'static str> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    any_of(&mut words.into_iter().peekable(), 0)
}

/// Parentheses nest no deeper than this; what is deeper counts as not denied.
const DEEPEST: usize = 32;

type Words<'w> = std::iter::Peekable<std::vec::IntoIter<&'w str>>;

/// Alternatives are denied only where each of them is.
fn any_of(words: &mut Words<'_>, depth: usize) -> Option<&'static str> {
    let mut denied = all_of(words, depth);
    while words
        .next_if(|word| word.eq_ignore_ascii_case("or"))
        .is_some()
    {
        denied = denied.and(all_of(words, depth));
    }
    denied
}

/// What holds together is denied where any part is.
fn all_of(words: &mut Words<'_>, depth: usize) -> Option<&'static str> {
    let mut denied = one(words, depth);
    while words
        .next_if(|word| word.eq_ignore_ascii_case("and"))
        .is_some()
    {
        let other = one(words, depth);
        denied = denied.or(other);
    }
    denied
}

fn one(words: &mut Words<'_>, depth: usize) -> Option<&'static str> {
    if words.next_if_eq(&"(").is_some() {
        let inner = if depth < DEEPEST {
            any_of(words, depth + 1)
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
    DENIED_LICENCES
        .iter()
        .copied()
        .find(|denied| denied.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_the_table_reads() {
        for (_, last) in PRODUCTS.iter().flat_map(|product| product.versions) {
            assert!(
                last.is_none_or(|last| last.parse::<Day>().is_ok()),
                "{last:?}"
            );
        }
        assert!(
            END_OF_LIFE_AS_OF.parse::<Day>().is_ok()
                && DENIED_LICENCES_AS_OF.parse::<Day>().is_ok()
        );
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
            assert_eq!(denied_licence(expression), denied, "{expression}");
        }
    }

    #[test]
    fn a_malformed_expression_is_read_as_far_as_it_goes() {
        for expression in ["", "(", ")", "AND", "OR OR", "MIT WITH", ") AGPL-3.0-only"] {
            assert_eq!(denied_licence(expression), None, "{expression}");
        }
        assert_eq!(denied_licence(&"(".repeat(100_000)), None);
        assert_eq!(denied_licence("(AGPL-3.0-only"), Some("AGPL-3.0-only"));
    }
}
