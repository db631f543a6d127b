//! How long data lives on after somebody asked for its deletion, in each place that holds it.

use std::collections::BTreeMap;

use super::holders::{Holders, backups_by_store};
use crate::manifest::model::{Backup, DataCategory, DeletionTest, Retention, Store, TestResult};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::Context;
use crate::time::{Day, Span};
use crate::yaml::Located;

/// How long one place keeps data that was asked to be deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon<'a> {
    /// The item, by its id.
    pub subject: &'a str,
    /// The place in words: ``store `main` ``.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<&'a str>,
    /// Until it is gone from live data.
    pub live: Kept,
    /// How much longer copies of it remain.
    pub copies: Kept,
    /// What is kept in it.
    pub content: Content,
}

/// How long something is kept, and where that is written or would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// How long.
    pub time: KeptFor,
    /// Where that is written.
    pub path: ManifestPath,
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptFor {
    /// That long.
    Span(Span),
    /// As long as necessary, which is no figure.
    AsLongAsNecessary,
    /// Nobody told.
    Untold,
}

impl KeptFor {
    /// The figure, where there is one.
    pub const fn span(self) -> Option<Span> {
        match self {
            Self::Span(span) => Some(span),
            Self::AsLongAsNecessary | Self::Untold => None,
        }
    }
}

impl From<Option<Span>> for KeptFor {
    fn from(span: Option<Span>) -> Self {
        span.map_or(Self::Untold, Self::Span)
    }
}

/// What is kept in a place, as far as the law treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Data of the product.
    Product,
    /// Nothing but invoices and records for auditors, which the law wants kept.
    Records,
    /// Both.
    Mixed,
}

impl Horizon<'_> {
    /// Until the last copy is gone, where everything is told.
    pub fn total(&self) -> Option<Span> {
        Some(self.live.time.span()? + self.copies.time.span()?)
    }
}

/// How long each of some places keeps data that was asked to be deleted.
pub fn horizons<'a>(
    cx: &Context<'a>,
    holders: &Holders<'a>,
    tests: &BTreeMap<&'a str, Vec<&'a Located<DeletionTest>>>,
) -> Vec<Horizon<'a>> {
    let backups = backups_by_store(cx);
    let nothing = |path| Kept {
        time: KeptFor::Span(Span::from_minutes(0)),
        path,
    };
    let stores = holders.stores.iter().map(|&(id, store)| Horizon {
        subject: id,
        name: format!("store `{id}`"),
        owner: store.owner.as_deref(),
        live: live_time(store, measured(cx, store, tests)),
        copies: copies_time(store, backups.get(id).map_or(&[], Vec::as_slice)),
        content: content(store),
    });
    let vendors = holders.vendors.iter().map(|&(id, vendor)| Horizon {
        subject: id,
        name: format!("vendor `{id}`"),
        owner: vendor.owner.as_deref(),
        live: Kept {
            time: vendor.retention.into(),
            path: vendor.at("retention"),
        },
        copies: nothing(vendor.at("retention")),
        content: Content::Product,
    });
    let models = holders.features.iter().flat_map(|feature| {
        let of_model = |name, retention: Option<Span>, path: ManifestPath| Horizon {
            subject: feature.id.as_str(),
            name,
            owner: feature.owner.as_deref(),
            live: Kept {
                time: retention.into(),
                path: path.clone(),
            },
            copies: nothing(path),
            content: Content::Product,
        };
        let fallbacks = feature.fallback.iter().map(move |fallback| {
            of_model(
                format!("the fallback of `{}`, `{}`,", feature.id, fallback.provider),
                fallback.retention,
                fallback.at("retention"),
            )
        });
        std::iter::once(of_model(
            format!("the model of `{}`", feature.id),
            feature.retention,
            feature.at("retention"),
        ))
        .chain(fallbacks)
    });
    stores.chain(vendors).chain(models).collect()
}

/// The times a deletion was tried, by service.
pub fn deletion_tests<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Vec<&'a Located<DeletionTest>>> {
    let mut by_service: BTreeMap<&str, Vec<&Located<DeletionTest>>> = BTreeMap::new();
    let data = cx.manifest.data.given().into_iter();
    for test in data.flat_map(|data| data.deletion_tests.iter()) {
        if let Some(service) = &test.service {
            by_service.entry(service.as_str()).or_default().push(test);
        }
    }
    by_service
}

/// The newest time a deletion was tried on a service, whatever its result.
pub fn newest_deletion<'a>(
    cx: &Context<'a>,
    service: &str,
    tests: &BTreeMap<&'a str, Vec<&'a Located<DeletionTest>>>,
) -> Option<(&'a Located<DeletionTest>, Day)> {
    let of_service = tests.get(service).into_iter().flatten().copied();
    cx.newest(of_service, |test| test.date)
}

/// How long the newest deletion took, where it went well.
fn measured<'a>(
    cx: &Context<'a>,
    store: &Store,
    tests: &BTreeMap<&'a str, Vec<&'a Located<DeletionTest>>>,
) -> Option<(Span, ManifestPath)> {
    let (test, _) = newest_deletion(cx, store.service.as_deref()?, tests)?;
    let took = test
        .took
        .filter(|_| test.result == Some(TestResult::Pass))?;
    Some((took, test.at("took")))
}

/// Until data is gone from a live store: as it is stated, or as it was measured where that was longer.
fn live_time(store: &Located<Store>, measured: Option<(Span, ManifestPath)>) -> Kept {
    let path = store.at("retention");
    let stated = match store.retention {
        None => {
            return Kept {
                time: KeptFor::Untold,
                path,
            };
        }
        Some(Retention::AsLongAsNecessary) => {
            return Kept {
                time: KeptFor::AsLongAsNecessary,
                path,
            };
        }
        Some(Retention::Span(stated)) => stated,
    };
    match measured {
        Some((took, path)) if took.longest() > stated.longest() => Kept {
            time: KeptFor::Span(took),
            path,
        },
        Some(_) | None => Kept {
            time: KeptFor::Span(stated),
            path,
        },
    }
}

/// How long copies keep what is gone: as the store says, or as a recorded backup says where that is longer.
fn copies_time(store: &Located<Store>, backups: &[&Located<Backup>]) -> Kept {
    let stated = store
        .backup_retention
        .map(|span| (span, store.at("backup_retention")));
    let recorded = backups
        .iter()
        .filter_map(|backup| Some((backup.retention?, backup.at("retention"))));
    let longest = stated.into_iter().chain(recorded).reduce(|longest, other| {
        if other.0.longest() > longest.0.longest() {
            other
        } else {
            longest
        }
    });
    longest.map_or_else(
        || Kept {
            time: KeptFor::Untold,
            path: store.at("backup_retention"),
        },
        |(span, path)| Kept {
            time: KeptFor::Span(span),
            path,
        },
    )
}

fn content(store: &Store) -> Content {
    let is_record =
        |category: &DataCategory| matches!(category, DataCategory::Billing | DataCategory::Audit);
    let (records, others): (Vec<&DataCategory>, Vec<&DataCategory>) = store
        .categories
        .iter()
        .map(|category| &category.value)
        .filter(|category| **category != DataCategory::Aggregate)
        .partition(|category| is_record(category));
    match (records.is_empty(), others.is_empty()) {
        (true, _) => Content::Product,
        (false, true) => Content::Records,
        (false, false) => Content::Mixed,
    }
}
