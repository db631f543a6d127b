//! What the words, days and digests of the JSON form can be.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::gate::{Area, Severity, SizeBand};
use crate::manifest::model::{Level, PromiseKind, Stage};
use crate::report::model::{Basis, FindingOutcome, Origin, Outcome, Verdict};

pub(super) fn stage(_: &mut SchemaGenerator) -> Schema {
    one_of(Stage::ALL.iter().map(|stage| stage.word()))
}

pub(super) fn area(_: &mut SchemaGenerator) -> Schema {
    one_of(Area::ALL.map(Area::name))
}

pub(super) fn severity(_: &mut SchemaGenerator) -> Schema {
    one_of(Severity::ALL.map(Severity::word))
}

pub(super) fn origin(_: &mut SchemaGenerator) -> Schema {
    one_of(Origin::ALL.map(Origin::word))
}

pub(super) fn profile(_: &mut SchemaGenerator) -> Schema {
    one_of(SizeBand::ALL.map(SizeBand::word))
}

pub(super) fn verdict(_: &mut SchemaGenerator) -> Schema {
    one_of(Verdict::ALL.map(Verdict::word))
}

pub(super) fn outcome(_: &mut SchemaGenerator) -> Schema {
    one_of(Outcome::ALL.map(Outcome::word))
}

pub(super) fn finding_outcome(_: &mut SchemaGenerator) -> Schema {
    one_of(FindingOutcome::ALL.map(FindingOutcome::word))
}

pub(super) fn promise_kind(_: &mut SchemaGenerator) -> Schema {
    one_of(PromiseKind::ALL.iter().map(|kind| kind.word()))
}

pub(super) fn basis(_: &mut SchemaGenerator) -> Schema {
    one_of_or_null(Basis::ALL.map(Basis::word))
}

pub(super) fn optional_level(_: &mut SchemaGenerator) -> Schema {
    one_of_or_null(Level::ALL.iter().map(|level| level.word()))
}

fn one_of(words: impl IntoIterator<Item = &'static str>) -> Schema {
    let words: Vec<&str> = words.into_iter().collect();
    json_schema!({ "type": "string", "enum": words })
}

fn one_of_or_null(words: impl IntoIterator<Item = &'static str>) -> Schema {
    let words: Vec<Option<&str>> = words.into_iter().map(Some).chain([None]).collect();
    json_schema!({ "type": ["string", "null"], "enum": words })
}

pub(super) fn exit_code(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "enum": [0, 1, 3] })
}

pub(super) fn day(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": DAY })
}

pub(super) fn optional_day(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "pattern": DAY })
}

pub(super) fn digest(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": DIGEST })
}

pub(super) fn optional_digest(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "pattern": DIGEST })
}

const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const DIGEST: &str = "^sha256:[0-9a-f]{64}$";
