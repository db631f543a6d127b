//! The section `facts` of a policy: what it says otherwise than the data files, each entry with its source and date.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::problems::{Key, Problems, Value, any_of, entries};
use crate::facts::{Dated, Facts};
use crate::legal::{duty_names, seen_from};
use crate::region::Region;
use crate::time::{Day, Span};

/// What a section can set.
pub(super) const FACTS: [&str; 6] = [
    "adequate",
    "cloud_regions",
    "denied_licences",
    "duties",
    "end_of_life",
    "invoices",
];

/// The word for a version that is fixed, and of which its makers named no last day.
pub(super) const NONE_NAMED: &str = "none_named";

pub(super) fn read(section: &Value<'_>, problems: &mut Problems<'_>) -> Facts {
    let mut facts = Facts::default();
    for (key, value) in entries(section, "a table of facts", problems) {
        match key.get_ref().as_ref() {
            "denied_licences" => {
                facts.denied_licences = entry(key, value, "licences", licences, problems);
            }
            "adequate" => {
                facts.adequate = by_name(value, "regions", known_origin, regions, problems);
            }
            "cloud_regions" => {
                facts.cloud_regions = by_name(value, "country", cloud_region, country_of, problems);
            }
            "duties" => facts.duties = by_name(value, "from", known_duty, day, problems),
            "end_of_life" => {
                facts.end_of_life = by_name(value, "versions", product, versions, problems);
            }
            "invoices" => facts.invoices = by_name(value, "keep", country, span, problems),
            _ => problems.unknown_key(key, &FACTS),
        }
    }
    facts
}

/// Reads a value, or tells what is wrong with it.
type Reader<T> = fn(&Value<'_>, &mut Problems<'_>) -> Option<T>;

/// Reads the name of an entry, or tells that there is none like it.
type NameReader = fn(&Key<'_>, &mut Problems<'_>) -> Option<String>;

fn by_name<T>(
    value: &Value<'_>,
    field: &'static str,
    name: NameReader,
    reader: Reader<T>,
    problems: &mut Problems<'_>,
) -> BTreeMap<String, Dated<T>> {
    let mut read = BTreeMap::new();
    for (key, value) in entries(value, "a table of entries", problems) {
        let name = name(key, problems);
        let entry = entry(key, value, field, reader, problems);
        if let (Some(name), Some(entry)) = (name, entry) {
            read.insert(name, entry);
        }
    }
    read
}

/// An entry with what it says, its source and its date; none of the three can be left out.
fn entry<T>(
    name: &Key<'_>,
    value: &Value<'_>,
    field: &'static str,
    reader: Reader<T>,
    problems: &mut Problems<'_>,
) -> Option<Dated<T>> {
    let (mut says, mut source, mut read) = (None, None, None);
    let (mut has_value, mut has_source, mut has_date) = (false, false, false);
    for (key, value) in entries(value, "a table with `source` and `date`", problems) {
        match key.get_ref().as_ref() {
            "source" => {
                has_source = true;
                source = text(value, problems);
            }
            "date" => {
                has_date = true;
                read = day(value, problems);
            }
            known if known == field => {
                has_value = true;
                says = reader(value, problems);
            }
            _ => problems.unknown_key(key, &[field, "source", "date"]),
        }
    }
    let missing: Vec<&str> = [
        (field, has_value),
        ("source", has_source),
        ("date", has_date),
    ]
    .into_iter()
    .filter(|(_, is_there)| !is_there)
    .map(|(field, _)| field)
    .collect();
    if !missing.is_empty() && value.get_ref().is_table() {
        let message = format!("`{}` lacks {}", name.get_ref(), any_of(&missing));
        problems.add(name.span(), message).help =
            Some("a fact needs where and when somebody read it".to_owned());
    }
    Some(Dated {
        value: says?,
        source: source?,
        read: read?,
    })
}

fn text(value: &Value<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = value.get_ref().as_str().map(str::trim);
    let text = text.filter(|text| !text.is_empty());
    if text.is_none() {
        problems.unlike(value, "a text");
    }
    text.map(str::to_owned)
}

fn parsed<T: std::str::FromStr>(
    value: &Value<'_>,
    expected: &str,
    problems: &mut Problems<'_>,
) -> Option<T> {
    let text = match value.get_ref() {
        DeValue::Datetime(date) => date.to_string(),
        other => other.as_str().map(str::to_owned).unwrap_or_default(),
    };
    let parsed = text.parse().ok();
    if parsed.is_none() {
        problems.unlike(value, expected);
    }
    parsed
}

fn day(value: &Value<'_>, problems: &mut Problems<'_>) -> Option<Day> {
    parsed(value, "a day such as `2026-11-12`", problems)
}

fn span(value: &Value<'_>, problems: &mut Problems<'_>) -> Option<Span> {
    parsed(value, "a span of time such as `\"6y\"`", problems)
}

/// The items of a list of texts.
fn list<T>(
    value: &Value<'_>,
    expected: &str,
    item: Reader<T>,
    problems: &mut Problems<'_>,
) -> Option<Vec<T>> {
    let Some(items) = value.get_ref().as_array() else {
        problems.unlike(value, expected);
        return None;
    };
    items.iter().map(|value| item(value, problems)).collect()
}

fn licences(value: &Value<'_>, problems: &mut Problems<'_>) -> Option<Vec<String>> {
    list(
        value,
        "a list of licences by their SPDX names",
        text,
        problems,
    )
}

fn regions(value: &Value<'_>, problems: &mut Problems<'_>) -> Option<Vec<Region>> {
    let region: Reader<Region> =
        |value, problems| parsed(value, "a region such as `\"GB\"`", problems);
    list(value, "a list of regions", region, problems)
}

fn versions(
    value: &Value<'_>,
    problems: &mut Problems<'_>,
) -> Option<BTreeMap<String, Option<Day>>> {
    let mut versions = BTreeMap::new();
    for (key, value) in entries(value, "a table of versions", problems) {
        let last = if value.get_ref().as_str() == Some(NONE_NAMED) {
            None
        } else {
            Some(day(value, problems)?)
        };
        versions.insert(key.get_ref().to_string(), last);
    }
    Some(versions)
}

fn known_duty(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<String> {
    known(key, &duty_names(), problems)
}

fn known_origin(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<String> {
    known(key, &seen_from(), problems)
}

fn known(key: &Key<'_>, names: &[&str], problems: &mut Problems<'_>) -> Option<String> {
    let name = key.get_ref().as_ref();
    if names.contains(&name) {
        return Some(name.to_owned());
    }
    problems.unknown_key(key, names);
    None
}

/// Products go by their names in lower case.
fn product(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let name = key.get_ref().trim().to_lowercase();
    if name.is_empty() {
        problems.add(key.span(), "a product goes by a name");
        return None;
    }
    Some(name)
}

/// Only what a manifest can name has a place; a region that is not known is written there as its country.
fn cloud_region(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let name = key.get_ref().as_ref();
    let region: Option<Region> = name.parse().ok();
    let is_known = region.is_some_and(Region::is_cloud_region);
    if !is_known {
        problems
            .add(key.span(), format!("`{name}` is no known cloud region"))
            .help = Some("a manifest writes it as the country in which it lies".to_owned());
    }
    is_known.then(|| name.to_owned())
}

fn country_of(value: &Value<'_>, problems: &mut Problems<'_>) -> Option<Region> {
    let region: Option<Region> = parsed(value, "a country such as `\"GB\"`", problems);
    let country = region.filter(|region| region.is_country());
    if region.is_some() && country.is_none() {
        problems.unlike(value, "a country such as `\"GB\"`");
    }
    country
}

fn country(key: &Key<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let name = key.get_ref().as_ref();
    let region: Option<Region> = name.parse().ok();
    let is_country = region.is_some_and(Region::is_country);
    if !is_country {
        problems.add(
            key.span(),
            format!("`{name}` is no country by its code of two letters"),
        );
    }
    is_country.then(|| name.to_owned())
}
