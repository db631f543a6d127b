//! The ledgers: who owns nothing living, what lapses, what is promised, what is accepted.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::schema;
use super::gates::LocationView;
use crate::manifest::model::{Level, Who};
use crate::report::load::Load;
use crate::report::model::{AcceptanceRow, Lapsing, LedgerRow, Measure, Unowned};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Unowned")]
pub(super) struct UnownedView<'a> {
    /// What kind of thing: `finding`, `service`, `promise`.
    kind: &'static str,
    /// Its id; where it stands for several, what they have in common.
    id: &'a str,
    /// How many things it stands for.
    count: usize,
    /// How bad the thing itself is; null where it has no level.
    #[schemars(schema_with = "schema::optional_level")]
    severity: Option<&'static str>,
    /// How much its being unowned weighs.
    #[schemars(schema_with = "schema::severity")]
    weight: &'static str,
    /// Why nobody owns it.
    reason: &'a str,
    last_owner: Option<&'a str>,
    location: LocationView<'a>,
}

impl<'a> UnownedView<'a> {
    pub(super) fn of(unowned: &'a Unowned) -> Self {
        Self {
            kind: unowned.kind,
            id: &unowned.id,
            count: unowned.count,
            severity: unowned.level.map(Level::word),
            weight: unowned.severity.word(),
            reason: &unowned.reason,
            last_owner: unowned.last_owner.as_deref(),
            location: LocationView::of(&unowned.location),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Lapsing")]
pub(super) struct LapsingView<'a> {
    /// The first day on which it is worse.
    #[schemars(schema_with = "schema::day")]
    on: String,
    /// What kind of thing: `acceptance`, `evidence`, `recovery_test`.
    kind: &'static str,
    id: &'a str,
    /// The gate that will say so.
    gate: &'static str,
    /// How that finding will come out.
    #[schemars(schema_with = "schema::finding_outcome")]
    becomes: &'static str,
    owner: Option<&'a str>,
}

impl<'a> LapsingView<'a> {
    pub(super) fn of(lapsing: &'a Lapsing) -> Self {
        Self {
            on: lapsing.on.to_string(),
            kind: lapsing.kind,
            id: &lapsing.id,
            gate: lapsing.gate,
            becomes: lapsing.becomes.word(),
            owner: lapsing.owner.as_deref(),
        }
    }
}

/// A promise, what proves it, and the margin between them, for one service.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Promise")]
pub(super) struct PromiseView<'a> {
    id: &'a str,
    #[schemars(schema_with = "schema::promise_kind")]
    kind: &'static str,
    service: Option<&'a str>,
    says: &'a str,
    /// Null where nothing was measured.
    proven: Option<&'a str>,
    /// What is proven against what is said; null where the two cannot be subtracted.
    margin: Option<&'a str>,
    /// The record that proves it.
    proof: Option<&'a str>,
    proof_age_days: Option<i64>,
    /// Null where nobody told.
    holds: Option<bool>,
    /// The gates that hold it against facts.
    gates: &'static [&'static str],
    /// What is said and what is proven, in one unit.
    measure: Option<MeasureView>,
    owner: Option<&'a str>,
    location: LocationView<'a>,
}

impl<'a> PromiseView<'a> {
    pub(super) fn of(row: &'a LedgerRow) -> Self {
        Self {
            id: &row.id,
            kind: row.kind.word(),
            service: row.service.as_deref(),
            says: &row.says,
            proven: row.proven.as_deref(),
            margin: row.margin.as_deref(),
            proof: row.proof.as_deref(),
            proof_age_days: row.proof_age_days,
            holds: row.holds,
            gates: row.gates,
            measure: row.measure.map(MeasureView::of),
            owner: row.owner.as_ref().map(Who::as_str),
            location: LocationView::of(&row.location),
        }
    }
}

/// What is said and what is proven: in minutes, days, or hundredths of a percent.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Measure")]
struct MeasureView {
    said: i64,
    proven: i64,
    more_is_better: bool,
}

impl MeasureView {
    fn of(measure: Measure) -> Self {
        Self {
            said: measure.said,
            proven: measure.proven,
            more_is_better: measure.more_is_better,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Acceptance")]
pub(super) struct AcceptanceView<'a> {
    id: &'a str,
    covers: &'a [String],
    /// The worst it covers.
    #[schemars(schema_with = "schema::optional_level")]
    level: Option<&'static str>,
    by: Option<&'a str>,
    /// The role in which it was accepted.
    role: Option<&'a str>,
    co_signed: &'a [String],
    /// The last day it holds.
    #[schemars(schema_with = "schema::optional_day")]
    until: Option<String>,
    reason: Option<&'a str>,
    /// Why it does not hold; null where it does.
    void: Option<&'a str>,
    location: LocationView<'a>,
}

impl<'a> AcceptanceView<'a> {
    pub(super) fn of(row: &'a AcceptanceRow) -> Self {
        Self {
            id: &row.id,
            covers: &row.covers,
            level: row.level.map(Level::word),
            by: row.by.as_deref(),
            role: row.role.as_deref(),
            co_signed: &row.co_signed,
            until: row.until.map(|day| day.to_string()),
            reason: row.reason.as_deref(),
            void: row.void.as_deref(),
            location: LocationView::of(&row.location),
        }
    }
}

/// What hangs on one owner.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Load")]
pub(super) struct LoadView<'a> {
    /// Null where nobody is named.
    owner: Option<&'a str>,
    /// Findings that fail or wait for an answer.
    findings: usize,
    promises: usize,
    /// Acceptances that hold, by whom they were signed first.
    acceptances: usize,
    /// Findings that open within the outlook by passing of time alone.
    lapsing: usize,
}

impl<'a> LoadView<'a> {
    pub(super) fn of(load: Load<'a>) -> Self {
        Self {
            owner: load.owner,
            findings: load.findings,
            promises: load.promises,
            acceptances: load.acceptances,
            lapsing: load.lapsing,
        }
    }
}
