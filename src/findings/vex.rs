//! What VEX documents state of findings of others: each statement closes what it names, and nothing else.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::str::FromStr as _;

use packageurl::PackageUrl;

use super::identity::Aliases;
use super::{IdleStatement, Place, Sighting, State, Statement, StatementStatus, Weakness};

/// The statements of all VEX documents.
#[derive(Debug, Default)]
pub(super) struct Statements {
    stated: Vec<Stated>,
    /// By service and vulnerability.
    about: BTreeMap<(String, String), Vec<usize>>,
}

#[derive(Debug)]
struct Stated {
    report: usize,
    statement: Statement,
    use_of_it: Use,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// Nothing was found that it is about.
    Idle,
    /// The vulnerability was found, in nothing that it names.
    Elsewhere,
    /// It is about something that was found.
    Met,
}

impl Statements {
    pub(super) fn add(
        &mut self,
        report: usize,
        service: &str,
        statement: Statement,
        aliases: &Aliases,
    ) {
        let first = statement.ids.first().map_or("", String::as_str);
        let about = (service.to_owned(), aliases.canonical(first));
        self.about.entry(about).or_default().push(self.stated.len());
        self.stated.push(Stated {
            report,
            statement,
            use_of_it: Use::Idle,
        });
    }

    /// Closes every sighting of which each place is closed by the newest statement about it.
    pub(super) fn apply(&mut self, weakness: &mut Weakness, aliases: &Aliases) {
        let Some(name) = weakness.names.first() else {
            return;
        };
        let about = (weakness.service.clone(), aliases.canonical(name));
        let Some(numbers) = self.about.get(&about) else {
            return;
        };
        for &number in numbers {
            let use_of_it = &mut self.stated[number].use_of_it;
            *use_of_it = (*use_of_it).max(Use::Elsewhere);
        }
        for sighting in weakness
            .sightings
            .iter_mut()
            .filter(|sighting| sighting.is_there())
        {
            let closing = closing(sighting, &weakness.service, numbers, &mut self.stated);
            sighting.closed_by = closing;
        }
    }

    /// What a statement that closes something makes of it.
    pub(super) fn state(&self, number: usize) -> State {
        let statement = &self.stated[number].statement;
        match statement.status {
            StatementStatus::Fixed => State::Fixed,
            StatementStatus::NotAffected
            | StatementStatus::Affected
            | StatementStatus::UnderInvestigation => {
                State::NotAffected(statement.justification.clone())
            }
        }
    }

    /// The statements that were about nothing that was found.
    pub(super) fn idle(&self) -> Vec<IdleStatement> {
        let idle = self
            .stated
            .iter()
            .filter(|stated| stated.use_of_it < Use::Met);
        idle.map(|stated| IdleStatement {
            report: stated.report,
            id: stated.statement.ids.first().cloned().unwrap_or_default(),
            is_found_elsewhere: stated.use_of_it == Use::Elsewhere,
        })
        .collect()
    }
}

/// The statement that closes a sighting: the newest about each of its places closes that place.
fn closing(
    sighting: &Sighting,
    service: &str,
    numbers: &[usize],
    stated: &mut [Stated],
) -> Option<usize> {
    let mut closing = None;
    let mut is_every_place_closed = true;
    let places: Vec<Option<&Place>> = if sighting.places.is_empty() {
        vec![None]
    } else {
        sighting.places.iter().map(Some).collect()
    };
    for place in places {
        let mut newest: Option<usize> = None;
        for &number in numbers {
            if is_about(&stated[number].statement, place, service) {
                stated[number].use_of_it = Use::Met;
                newest = Some(newest.map_or(number, |other| newer(other, number, stated)));
            }
        }
        match newest.filter(|&number| closes(&stated[number].statement)) {
            Some(number) => closing = closing.or(Some(number)),
            None => is_every_place_closed = false,
        }
    }
    closing.filter(|_| is_every_place_closed)
}

/// The later of two statements about one thing; of one day, the one that closes less.
fn newer(one: usize, other: usize, stated: &[Stated]) -> usize {
    let weight = |number: usize| {
        let statement = &stated[number].statement;
        (statement.date, Reverse(closes(statement)))
    };
    if weight(other) > weight(one) {
        other
    } else {
        one
    }
}

/// Whether a statement closes what it is about; that something does not apply is believed with a reason only.
fn closes(statement: &Statement) -> bool {
    match statement.status {
        StatementStatus::Fixed => true,
        StatementStatus::NotAffected => statement
            .justification
            .as_deref()
            .is_some_and(|reason| !reason.trim().is_empty()),
        StatementStatus::Affected | StatementStatus::UnderInvestigation => false,
    }
}

/// Whether a statement is about a place: one of its products is, and one of their parts where it names parts.
fn is_about(statement: &Statement, place: Option<&Place>, service: &str) -> bool {
    let mut products = statement.products.iter();
    let mut parts = statement.parts.iter();
    products.any(|product| is_service(product, service) || is_named(product, place))
        && (statement.parts.is_empty() || parts.any(|part| is_named(part, place)))
}

/// Whether a product is the whole service, in whatever version runs.
fn is_service(product: &str, service: &str) -> bool {
    let product = product.trim();
    product == service
        || PackageUrl::from_str(product).is_ok_and(|url| {
            let has_version = url.version().is_some() || url.qualifiers().contains_key("tag");
            url.name() == service && !has_version
        })
}

/// Whether a product, as a statement writes it, is a place in which something was found.
fn is_named(product: &str, place: Option<&Place>) -> bool {
    let product = product.trim();
    let Some(place) = place else {
        return false;
    };
    match (PackageUrl::from_str(product), place) {
        (
            Ok(wanted),
            Place::Package {
                name,
                version,
                purl,
                found_in,
            },
        ) => {
            let in_image = found_in
                .as_deref()
                .is_some_and(|image| is_image(&wanted, image));
            let found = purl.as_deref().map(PackageUrl::from_str);
            let is_package = match found {
                Some(Ok(found)) => is_same_package(&wanted, &found, version.as_deref()),
                Some(Err(_)) | None => is_called(&wanted, name, version.as_deref()),
            };
            in_image || is_package
        }
        (Ok(_), Place::File { .. } | Place::Url(_) | Place::Host(_)) => false,
        (
            Err(_),
            Place::Package {
                name,
                version,
                found_in,
                ..
            },
        ) => {
            let with_version = version
                .as_deref()
                .map(|version| format!("{name}@{version}"));
            product == name
                || with_version.as_deref() == Some(product)
                || found_in.as_deref() == Some(product)
        }
        (Err(_), Place::File { path: text, .. } | Place::Url(text) | Place::Host(text)) => {
            product == text
        }
    }
}

fn is_same_package(wanted: &PackageUrl<'_>, found: &PackageUrl<'_>, version: Option<&str>) -> bool {
    let found_version = found.version().or(version);
    wanted.ty().eq_ignore_ascii_case(found.ty())
        && wanted.namespace().unwrap_or_default() == found.namespace().unwrap_or_default()
        && wanted.name() == found.name()
        && (wanted.version().is_none() || wanted.version() == found_version)
}

/// Whether a package without a URL of its own goes by the name and version of one.
fn is_called(wanted: &PackageUrl<'_>, name: &str, version: Option<&str>) -> bool {
    const OF_DISTRIBUTIONS: [&str; 3] = ["deb", "rpm", "apk"];
    let is_called = match wanted.namespace() {
        None => name == wanted.name(),
        Some(_) if OF_DISTRIBUTIONS.contains(&wanted.ty()) => name == wanted.name(),
        Some(namespace) => ["/", ":"]
            .iter()
            .any(|between| name == format!("{namespace}{between}{}", wanted.name())),
    };
    is_called && (wanted.version().is_none() || wanted.version() == version)
}

/// Whether an image, as a scanner writes it, is the one a package URL means.
fn is_image(wanted: &PackageUrl<'_>, image: &str) -> bool {
    if !["oci", "docker"].contains(&wanted.ty()) {
        return false;
    }
    let image = image.split_whitespace().next().unwrap_or_default();
    let (image, digest) = match image.split_once('@') {
        Some((image, digest)) => (image, Some(digest)),
        None => (image, None),
    };
    let last = image.rsplit('/').next().unwrap_or(image);
    let (name, tag) = match last.split_once(':') {
        Some((name, tag)) => (name, Some(tag)),
        None => (last, None),
    };
    let wanted_tag = wanted.qualifiers().get("tag").map(AsRef::as_ref);
    let is_version = match wanted.version() {
        None => true,
        Some(version) => Some(version) == digest || Some(version) == tag,
    };
    name.eq_ignore_ascii_case(wanted.name())
        && is_version
        && wanted_tag.is_none_or(|wanted| Some(wanted) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, purl: Option<&str>, found_in: Option<&str>) -> Place {
        Place::Package {
            name: name.to_owned(),
            version: Some(version.to_owned()),
            purl: purl.map(str::to_owned),
            found_in: found_in.map(str::to_owned),
        }
    }

    #[test]
    fn a_product_names_its_own_package_and_version_only() {
        let place = package("lodash", "4.17.20", Some("pkg:npm/lodash@4.17.20"), None);
        for (product, expected) in [
            ("pkg:npm/lodash@4.17.20", true),
            ("pkg:npm/lodash", true),
            ("pkg:npm/lodash@4.17.21", false),
            ("pkg:pypi/lodash@4.17.20", false),
            ("pkg:npm/%40types/lodash", false),
            ("lodash", true),
            ("lodash@4.17.20", true),
            ("lodash@4.17.21", false),
        ] {
            assert_eq!(is_named(product, Some(&place)), expected, "{product}");
        }
    }

    #[test]
    fn a_package_without_a_url_is_known_by_its_whole_name() {
        let place = package("org.example:core", "1.0", None, None);
        assert!(is_named("pkg:maven/org.example/core@1.0", Some(&place)));
        assert!(!is_named("pkg:maven/core@1.0", Some(&place)));
        let place = package("openssl", "3.0.2", None, None);
        assert!(is_named("pkg:deb/debian/openssl@3.0.2", Some(&place)));
    }

    #[test]
    fn an_image_is_named_with_the_tag_or_digest_that_was_scanned() {
        let place = package(
            "openssl",
            "3.0.2",
            None,
            Some("registry.example/shop/app:1.2 (debian 12.4)"),
        );
        for (product, expected) in [
            ("pkg:oci/app", true),
            ("pkg:oci/app?tag=1.2", true),
            ("pkg:oci/app?tag=1.3", false),
            ("pkg:oci/app@sha256:aaaa", false),
            ("pkg:docker/app@1.2", true),
            ("pkg:oci/jobs", false),
        ] {
            assert_eq!(is_named(product, Some(&place)), expected, "{product}");
        }
    }

    fn about(products: &[&str], parts: &[&str], place: Option<&Place>) -> bool {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let statement = Statement {
            ids: vec!["CVE-2026-1".to_owned()],
            products: texts(products),
            parts: texts(parts),
            status: StatementStatus::Fixed,
            justification: None,
            author: None,
            date: None,
        };
        is_about(&statement, place, "app")
    }

    #[test]
    fn a_thing_without_a_place_is_closed_only_for_the_whole_service() {
        assert!(about(&["app"], &[], None));
        assert!(about(&["pkg:oci/app"], &[], None));
        assert!(
            !about(&["pkg:oci/app@sha256:aaaa"], &[], None),
            "which one runs is not known"
        );
        assert!(!about(&["pkg:npm/lodash"], &[], None));
        assert!(!about(&[], &[], None));
    }

    #[test]
    fn a_part_counts_within_the_product_that_is_named() {
        let place = package("lodash", "4.17.20", Some("pkg:npm/lodash@4.17.20"), None);
        assert!(about(&["app"], &["pkg:npm/lodash"], Some(&place)));
        assert!(!about(&["app"], &["pkg:npm/left"], Some(&place)));
        assert!(!about(&["jobs"], &["pkg:npm/lodash"], Some(&place)));
    }
}
