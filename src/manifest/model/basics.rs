//! Values that every topic of the manifest uses.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::record::words;
use crate::time::Day;
use crate::yaml::{Located, OneOrMany};

/// A section or fact: absent, declared not applicable, or given.
pub type Answer<T> = crate::yaml::Answer<T, NotApplicable>;

/// Why a section or gate does not apply, on whose word, and until when.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotApplicable {
    /// The reason; the point of the entry.
    #[serde(rename = "not_applicable", alias = "reason")]
    pub reason: String,
    /// Who decided it.
    pub by: Option<Who>,
    /// When it was decided.
    pub date: Option<Day>,
    /// The last day on which it holds without being looked at again.
    pub review_by: Option<Day>,
    /// Anything a reader should know.
    pub note: Option<String>,
}

crate::manifest::references::refers!(NotApplicable {
    reason,
    by,
    date,
    review_by,
    note
});

/// An entry of the central list of what does not apply.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// The reason; the point of the entry.
    pub reason: String,
    /// Who decided it.
    pub by: Option<Who>,
    /// When it was decided.
    pub date: Option<Day>,
    /// The last day on which it holds without being looked at again.
    pub review_by: Option<Day>,
    /// Anything a reader should know.
    pub note: Option<String>,
}

crate::manifest::references::refers!(Exemption {
    reason,
    by,
    date,
    review_by,
    note
});

/// Gates and sections that do not apply, by gate name or section name.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Exemptions(pub std::collections::BTreeMap<String, Located<Exemption>>);

/// The version of the manifest's vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaVersion;

impl<'de> Deserialize<'de> for SchemaVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let version = u32::deserialize(deserializer)?;
        if version == 1 {
            Ok(Self)
        } else {
            Err(D::Error::custom(format!(
                "this program reads version 1 of the manifest, not version {version}"
            )))
        }
    }
}

impl JsonSchema for SchemaVersion {
    fn schema_name() -> Cow<'static, str> {
        "SchemaVersion".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": 1 })
    }
}

/// Declares a text that is one word: printable, without blanks at its ends, not empty.
macro_rules! code {
    ($(#[$meta:meta])* $name:ident, $longest:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                checked_code(text, $longest).map(|()| Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(CodeVisitor).and_then(|text| text.parse().map_err(D::Error::custom))
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "minLength": 1, "maxLength": $longest, "pattern": r"^\S+$" })
            }
        }
    };
}

code!(
    /// The id of a listed thing: a short code of the company's own.
    Id,
    100
);
code!(
    /// Who owns or does something: a person, a role or a group.
    Who,
    100
);

struct CodeVisitor;

impl serde::de::Visitor<'_> for CodeVisitor {
    type Value = String;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a short name")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
}

fn checked_code(text: &str, longest: usize) -> Result<(), String> {
    if text.is_empty() {
        return Err("expected a short name, found an empty text".to_owned());
    }
    if text.chars().count() > longest {
        return Err(format!("a short name has at most {longest} characters"));
    }
    match text
        .chars()
        .find(|&c| c.is_whitespace() || c.is_control() || is_invisible(c))
    {
        Some(c) if c.is_whitespace() => Err("a short name holds no blanks".to_owned()),
        Some(c) => Err(format!(
            "a short name holds no invisible characters, found U+{:04X}",
            u32::from(c)
        )),
        None => Ok(()),
    }
}

/// Zero-width and direction-changing characters, which make two names look alike.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// A plain decimal number, kept exactly as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub Decimal);

impl FromStr for Number {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_plain = text
            .strip_prefix('-')
            .unwrap_or(text)
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.');
        let digits = text.trim_start_matches('-');
        let has_leading_zero =
            digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
        if !is_plain || has_leading_zero || digits.starts_with('.') || digits.ends_with('.') {
            return Err(format!(
                "expected a plain decimal number such as `1500` or `99.95`, found `{text}`"
            ));
        }
        Decimal::from_str_exact(text).map(Self).map_err(|_| {
            format!("expected a plain decimal number such as `1500` or `99.95`, found `{text}`")
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Self {
        Self(Decimal::from(number))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_str(CodeVisitor)
            .and_then(|text| text.parse().map_err(D::Error::custom))
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

words! {
    /// How bad a finding or risk is.
    Level { #[doc = "Little harm."] Low = "low", #[doc = "Some harm."] Medium = "medium", #[doc = "Great harm."] High = "high", #[doc = "Harm that ends a company."] Critical = "critical" }
}

words! {
    /// How something ended.
    TestResult { #[doc = "As it should."] Pass = "pass", #[doc = "Partly as it should."] Partial = "partial", #[doc = "Not as it should."] Fail = "fail" }
}

words! {
    /// Steps on the way to production, in order.
    Stage { #[doc = "The company itself."] Company = "company", #[doc = "A proof of concept."] Poc = "poc", #[doc = "A pilot with outsiders."] Pilot = "pilot", #[doc = "Production is being prepared."] PreProduction = "pre_production", #[doc = "Customers depend on it."] Production = "production" }
}

/// Which services something is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    /// Every service in production.
    All,
    /// These only.
    Only(OneOrMany<Id>),
}

impl Scope {
    /// Whether the service is meant.
    pub fn covers(&self, service: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.iter().any(|id| id.as_str() == service),
        }
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = OneOrMany::<Id>::deserialize(deserializer)?;
        if ids.is_empty() {
            return Err(D::Error::custom(
                "names nothing; leave the key out where all are meant",
            ));
        }
        let is_all = ids.len() == 1 && ids.iter().all(|id| id.as_str() == "all");
        Ok(if is_all { Self::All } else { Self::Only(ids) })
    }
}

impl JsonSchema for Scope {
    fn schema_name() -> Cow<'static, str> {
        "Scope".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        OneOrMany::<Id>::json_schema(generator)
    }
}
