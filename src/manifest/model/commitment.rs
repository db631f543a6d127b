//! What a promise says, read by its kind.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::record::words;
use super::{Id, Level, Number, PromiseKind};
use crate::region::Region;
use crate::time::{Schedule, Span};

/// What a promise says, read by its kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Commitment {
    /// The promise has no value.
    #[default]
    Unsaid,
    /// Explicitly nothing is promised.
    Nothing,
    /// A share in percent.
    Percent(Number),
    /// A span of time.
    Span(Span),
    /// A span of time for each level.
    SpanByLevel(BTreeMap<Level, Span>),
    /// Hours of the week.
    Hours(Vec<Schedule>),
    /// Regions.
    Regions(Vec<Region>),
    /// Whether it is so.
    Flag(Flag),
    /// How customers are kept apart.
    Isolation(IsolationLevel),
    /// Whether AI works on customer data.
    AiUse(AiUse),
    /// Whether models are trained on customer data.
    AiTraining(AiTraining),
    /// How staff reach customer data.
    SupportAccess(SupportAccessPromise),
    /// What data test systems hold.
    TestData(TestDataPromise),
    /// It never happens.
    Never,
    /// How much of something.
    Limit(Limit),
    /// Words that nothing computes with.
    Words(String),
}

words! {
    /// Whether something is so.
    Flag { #[doc = "It is."] True = "true", #[doc = "It is not."] False = "false" }
}

words! {
    /// How customers are kept apart, weakest first.
    IsolationLevel { #[doc = "By the program."] Logical = "logical", #[doc = "By a schema each."] Schema = "schema", #[doc = "By a database each."] Database = "database", #[doc = "By an account each."] Account = "account", #[doc = "By machines of their own."] Dedicated = "dedicated" }
}

words! {
    /// Whether AI works on customer data, strictest first.
    AiUse { #[doc = "It does not."] None = "none", #[doc = "Only the features listed."] Listed = "listed", #[doc = "Only where a customer switched it on."] OptIn = "opt_in", #[doc = "It may."] Any = "any" }
}

words! {
    /// Whether models are trained on customer data, strictest first.
    AiTraining { #[doc = "Never."] Never = "never", #[doc = "Only where a customer agreed."] OptIn = "opt_in", #[doc = "They may."] Allowed = "allowed" }
}

words! {
    /// How staff reach customer data, strictest first.
    SupportAccessPromise { #[doc = "Not at all."] None = "none", #[doc = "When the customer approved."] Approved = "approved", #[doc = "Logged."] Logged = "logged" }
}

words! {
    /// What data test systems hold, strictest first.
    TestDataPromise { #[doc = "Never customers' own."] NeverReal = "never_real", #[doc = "Customers', made unrecognisable."] Masked = "masked" }
}

/// How much of something a customer may use.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// What is counted.
    pub what: String,
    /// How much of it.
    pub amount: Number,
}

/// A value as written, before its kind gives it a meaning.
#[derive(Debug, Clone, PartialEq)]
pub enum WrittenValue {
    /// One text, number or word.
    One(String),
    /// A list of texts.
    Many(Vec<String>),
    /// Texts by name.
    Named(BTreeMap<String, String>),
}

impl fmt::Display for WrittenValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(text) => out.write_str(text),
            Self::Many(texts) => out.write_str(&texts.join(", ")),
            Self::Named(texts) => {
                let pairs: Vec<String> = texts
                    .iter()
                    .map(|(name, text)| format!("{name} {text}"))
                    .collect();
                out.write_str(&pairs.join(", "))
            }
        }
    }
}

impl Commitment {
    /// Reads a value by the kind of its promise; the error says which form the kind takes.
    pub fn read(kind: PromiseKind, value: &WrittenValue) -> Result<Self, String> {
        if matches!(value, WrittenValue::One(text) if text == "none") && kind.may_promise_nothing()
        {
            return Ok(Self::Nothing);
        }
        match kind {
            PromiseKind::Availability => one(value).and_then(percent),
            PromiseKind::Rto
            | PromiseKind::Rpo
            | PromiseKind::IncidentNotification
            | PromiseKind::StatusUpdateInterval
            | PromiseKind::Retention
            | PromiseKind::DeletionWithin
            | PromiseKind::ExportWithin
            | PromiseKind::SubprocessorNotice
            | PromiseKind::PentestInterval
            | PromiseKind::BackupInterval
            | PromiseKind::BackupRetention
            | PromiseKind::RequestAssist
            | PromiseKind::CancellationNotice
            | PromiseKind::RefundWithin
            | PromiseKind::SuspensionAfter
            | PromiseKind::PriceChangeNotice => one(value).and_then(span).map(Self::Span),
            PromiseKind::FirstResponse | PromiseKind::VulnerabilityFix => by_level(value),
            PromiseKind::SupportHours => each(value, |text| {
                text.parse::<Schedule>().map_err(|error| error.to_string())
            })
            .map(Self::Hours),
            PromiseKind::DataResidency => each(value, |text| {
                text.parse::<Region>().map_err(|error| error.to_string())
            })
            .map(Self::Regions),
            PromiseKind::RestorePerTenant
            | PromiseKind::EncryptionAtRest
            | PromiseKind::EncryptionInTransit
            | PromiseKind::Mfa => word(value, Flag::ALL).map(Self::Flag),
            PromiseKind::Isolation => word(value, IsolationLevel::ALL).map(Self::Isolation),
            PromiseKind::AiUse => word(value, AiUse::ALL).map(Self::AiUse),
            PromiseKind::AiTraining => word(value, AiTraining::ALL).map(Self::AiTraining),
            PromiseKind::SupportAccess => {
                word(value, SupportAccessPromise::ALL).map(Self::SupportAccess)
            }
            PromiseKind::TestData => word(value, TestDataPromise::ALL).map(Self::TestData),
            PromiseKind::CardData => one(value).and_then(|text| match text {
                "never" => Ok(Self::Never),
                _ => Err(format!("expected `never`, found `{text}`")),
            }),
            PromiseKind::Limit => limit(value).map(Self::Limit),
            PromiseKind::Certification | PromiseKind::Custom => Ok(Self::Words(value.to_string())),
        }
    }
}

impl PromiseKind {
    /// Whether `value: none` says that nothing is promised; for some kinds `none` is the strictest promise instead.
    pub const fn may_promise_nothing(self) -> bool {
        !matches!(
            self,
            Self::AiUse | Self::SupportAccess | Self::CardData | Self::TestData | Self::AiTraining
        )
    }
}

fn one(value: &WrittenValue) -> Result<&str, String> {
    match value {
        WrittenValue::One(text) => Ok(text),
        WrittenValue::Many(_) => Err("expected one value, found a list".to_owned()),
        WrittenValue::Named(_) => Err("expected one value, found a mapping".to_owned()),
    }
}

fn each<T>(
    value: &WrittenValue,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    match value {
        WrittenValue::One(text) => Ok(vec![read(text)?]),
        WrittenValue::Many(texts) if texts.is_empty() => {
            Err("expected at least one value, found an empty list".to_owned())
        }
        WrittenValue::Many(texts) => texts.iter().map(|text| read(text)).collect(),
        WrittenValue::Named(_) => Err("expected a value or a list, found a mapping".to_owned()),
    }
}

fn percent(text: &str) -> Result<Commitment, String> {
    let number: Number = text
        .parse()
        .map_err(|_| format!("expected a percentage such as `99.9`, or `none`, found `{text}`"))?;
    let in_range = number >= Number::from(0) && number <= Number::from(100);
    if in_range {
        Ok(Commitment::Percent(number))
    } else {
        Err(format!(
            "expected a percentage from 0 to 100, found `{text}`"
        ))
    }
}

fn span(text: &str) -> Result<Span, String> {
    text.parse::<Span>().map_err(|error| error.to_string())
}

fn by_level(value: &WrittenValue) -> Result<Commitment, String> {
    match value {
        WrittenValue::One(text) => {
            let span = span(text)?;
            Ok(Commitment::SpanByLevel(
                Level::ALL.iter().map(|&level| (level, span)).collect(),
            ))
        }
        WrittenValue::Many(_) => Err(
            "expected a span of time by level, such as `{critical: 1h, high: 4h}`, found a list"
                .to_owned(),
        ),
        WrittenValue::Named(texts) => {
            let spans: Result<BTreeMap<Level, Span>, String> = texts
                .iter()
                .map(|(name, text)| Ok((known_word(name, Level::ALL)?, span(text)?)))
                .collect();
            spans.map(Commitment::SpanByLevel)
        }
    }
}

fn word<T: Copy + fmt::Display>(value: &WrittenValue, known: &[T]) -> Result<T, String> {
    one(value).and_then(|text| known_word(text, known))
}

fn known_word<T: Copy + fmt::Display>(text: &str, known: &[T]) -> Result<T, String> {
    known
        .iter()
        .copied()
        .find(|word| word.to_string() == text)
        .ok_or_else(|| {
            let words: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
            format!("expected {}, found `{text}`", words.join(", "))
        })
}

fn limit(value: &WrittenValue) -> Result<Limit, String> {
    let form = || "expected `{what: …, amount: …}`".to_owned();
    let WrittenValue::Named(texts) = value else {
        return Err(form());
    };
    if let Some(unknown) = texts
        .keys()
        .find(|name| *name != "what" && *name != "amount")
    {
        return Err(format!("{}, found `{unknown}`", form()));
    }
    let what = texts.get("what").ok_or_else(form)?.clone();
    let amount = texts.get("amount").ok_or_else(form)?.parse()?;
    Ok(Limit { what, amount })
}

impl<'de> Deserialize<'de> for WrittenValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl<'de> Visitor<'de> for Written {
            type Value = WrittenValue;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a value, a list of values, or values by name")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<WrittenValue, E> {
                Ok(WrittenValue::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<WrittenValue, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = items.next_element::<String>()? {
                    texts.push(text);
                }
                Ok(WrittenValue::Many(texts))
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut entries: A,
            ) -> Result<WrittenValue, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((name, text)) = entries.next_entry::<String, String>()? {
                    texts.insert(name, text);
                }
                Ok(WrittenValue::Named(texts))
            }
        }

        deserializer.deserialize_any(Written)
    }
}

impl JsonSchema for WrittenValue {
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let scalar = json_schema!({ "type": ["string", "number", "boolean"] });
        json_schema!({ "anyOf": [
            scalar,
            { "type": "array", "items": scalar },
            { "type": "object", "additionalProperties": scalar }
        ] })
    }
}

/// Where a customer can read or hear a promise.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A kind of document or talk.
    Kind(SourceKind),
    /// A clause of a registered document.
    Clause(Box<SourceClause>),
}

words! {
    /// A kind of document or talk in which a promise was made.
    SourceKind { #[doc = "The trust pack."] TrustPack = "trust_pack", #[doc = "A contract or the standard terms."] Contract = "contract", #[doc = "The data processing agreement."] Dpa = "dpa", #[doc = "The privacy notice."] PrivacyNotice = "privacy_notice", #[doc = "The website."] Website = "website", #[doc = "A sales document."] Sales = "sales", #[doc = "Somebody said so."] Verbal = "verbal" }
}

/// A clause of a registered document.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceClause {
    /// The document, an id under `evidence`.
    pub ev: Id,
    /// The clause.
    pub clause: Option<String>,
    /// What kind of document it is.
    pub kind: Option<SourceKind>,
}

crate::manifest::references::refers!(SourceClause { ev, clause, kind });

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::yaml::word_or_record(
            deserializer,
            "`trust_pack`, `contract`, `dpa`, `privacy_notice`, `website`, `sales`, `verbal`, or `{ev: …, clause: …}`",
            |word| {
                SourceKind::ALL
                    .iter()
                    .copied()
                    .find(|kind| kind.word() == word)
                    .map(Self::Kind)
            },
            |clause| Self::Clause(Box::new(clause)),
        )
    }
}

impl JsonSchema for Source {
    fn schema_name() -> Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kind = generator.subschema_for::<SourceKind>();
        let clause = generator.subschema_for::<SourceClause>();
        json_schema!({ "anyOf": [kind, clause] })
    }
}
