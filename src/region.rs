//! Where data lies and people work.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::time::Day;

/// A country by its ISO code, a cloud region (`eu-west-2`, `uksouth`), a group (`EU`, `EEA`, `UK`), or `global`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(&'static Place);

impl Region {
    /// The ISO codes of the countries in which it may lie, in order; none where it is not pinned to any.
    pub fn countries(self) -> &'static [&'static str] {
        self.0.countries
    }

    /// As it was written: `GB`, `eu-west-2`.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// Where it was read in which countries it lies.
    pub fn source(self) -> &'static str {
        self.0.source
    }

    /// The day on which that was read.
    pub fn read(self) -> Day {
        self.0
            .read
            .parse()
            .expect("a test reads every day of the table")
    }

    /// Whether it is a country: `GB`.
    pub fn is_country(self) -> bool {
        self.0.countries == [self.0.code]
    }

    /// Whether it is a region of a cloud provider, which lies in one country: `eu-west-2`.
    pub fn is_cloud_region(self) -> bool {
        self.0.countries.len() == 1
            && !self.is_country()
            && !self.0.code.starts_with(|c: char| c.is_ascii_uppercase())
    }

    /// Whether it may lie anywhere: `global`, `unpinned`.
    pub fn is_unpinned(self) -> bool {
        self.0.countries.is_empty()
    }

    /// Whether it lies in one of the allowed regions, wherever within its own bounds it is.
    ///
    /// An allowed `global` allows everything.
    pub fn lies_within(self, allowed: &[Self]) -> Within {
        if allowed.iter().any(|region| region.is_unpinned()) {
            return Within::Yes;
        }
        if self.is_unpinned() {
            return Within::Unknown;
        }
        let is_allowed = |country: &&&str| {
            allowed
                .iter()
                .any(|region| region.countries().contains(country))
        };
        let inside = self.countries().iter().filter(is_allowed).count();
        if inside == self.countries().len() {
            Within::Yes
        } else if inside == 0 {
            Within::No
        } else {
            Within::Unknown
        }
    }
}

/// Whether a region lies within others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// It does.
    Yes,
    /// It lies outside.
    No,
    /// It may lie on either side: a group that is allowed in part, or a place that is not pinned.
    Unknown,
}

/// As it was written.
impl fmt::Display for Region {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.0.code)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Region({})", self.0.code)
    }
}

/// Why a text is no region, and which one may be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownRegion(String);

impl FromStr for Region {
    type Err = UnknownRegion;

    fn from_str(text: &str) -> Result<Self, UnknownRegion> {
        Place::called(text)
            .map(Self)
            .ok_or_else(|| UnknownRegion(refusal(text)))
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RegionVisitor)
    }
}

struct RegionVisitor;

impl Visitor<'_> for RegionVisitor {
    type Value = Region;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a region: {FORMS}")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Region, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Region, E> {
        Err(E::custom(boolean(value)))
    }
}

impl JsonSchema for Region {
    fn schema_name() -> Cow<'static, str> {
        "Region".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^([A-Z]{2}|EEA|[a-z][a-z0-9-]+)$",
            "description": "A country by its ISO 3166 code, a cloud region, one of the groups EU, EEA and UK, or global",
            "examples": ["GB", "EU", "eu-west-2", "europe-west1", "uksouth", "global"],
        })
    }
}

const FORMS: &str = "a country code such as `GB`, a cloud region such as `eu-west-2`, `EU`, `EEA`, `UK`, or `global`";

/// What to say to a text that is no region.
fn refusal(text: &str) -> String {
    match text {
        "true" => return boolean(true),
        "false" => return boolean(false),
        _ => {}
    }
    let shown: String = text.chars().take(LONGEST_CODE).collect();
    if shown.len() < text.len() {
        return format!("`{shown}…` is no region: write {FORMS}");
    }
    if let Some(place) = Place::called(&text.to_uppercase()) {
        return format!(
            "a country or group is written in capitals: write `{}`, not `{text}`",
            place.code
        );
    }
    match Place::nearest(text) {
        Some(place) if place.countries.contains(&place.code) => {
            format!(
                "`{text}` is no region: write the country as `{}`",
                place.code
            )
        }
        Some(place) => format!(
            "`{text}` is no known region: write `{}` if that is meant, or the code of the country in which it lies",
            place.code
        ),
        None => format!("`{text}` is no known region: write {FORMS}"),
    }
}

/// What to say to a boolean, which is what is left of Norway where a tool has read `NO` by the rules of YAML 1.1.
fn boolean(value: bool) -> String {
    if value {
        format!("`true` is no region: write {FORMS}")
    } else {
        "`false` is no region: some YAML tools turn the country code `NO` into it; for Norway write `\"NO\"` in quotes"
            .to_owned()
    }
}

const LONGEST_CODE: usize = 60;

/// A place as the data files know it.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    code: &'static str,
    /// The country's English name; of all others the code.
    name: &'static str,
    countries: &'static [&'static str],
    source: &'static str,
    read: &'static str,
}

impl Place {
    fn called(code: &str) -> Option<&'static Self> {
        let place = PLACES.binary_search_by(|place| place.code.cmp(code)).ok()?;
        Some(&PLACES[place])
    }

    /// The place that is most likely meant by a word that is no code.
    fn nearest(text: &str) -> Option<&'static Self> {
        const ALIKE: f64 = 0.75;
        if let Some((_, code)) = MEANT
            .iter()
            .find(|(written, _)| written.eq_ignore_ascii_case(text))
        {
            return Self::called(code);
        }
        let text = text.to_lowercase();
        PLACES
            .iter()
            .map(|place| {
                let name = place.name.to_lowercase();
                (place, strsim::normalized_damerau_levenshtein(&text, &name))
            })
            .filter(|(_, alike)| *alike >= ALIKE)
            // the first of several that are equally near
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(place, _)| place)
    }
}

include!(concat!(env!("OUT_DIR"), "/regions.rs"));

#[cfg(test)]
mod tests;
