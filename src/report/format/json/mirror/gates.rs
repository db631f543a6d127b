//! Gates with their findings.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::schema;
use super::Each;
use crate::gate::Acceptability;
use crate::report::model::{Basis, Finding, GateResult, Location, Related, Worsening};

/// How one gate came out.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Gate")]
pub(super) struct GateView<'a> {
    /// Area and name.
    gate: &'static str,
    #[schemars(schema_with = "schema::area")]
    area: &'static str,
    /// The stage from which it applies.
    #[schemars(schema_with = "schema::stage")]
    stage: &'static str,
    /// What is true of a ready company.
    title: &'static str,
    /// How much its failure weighs here.
    #[schemars(schema_with = "schema::severity")]
    severity: &'static str,
    /// Where that severity came from.
    #[schemars(schema_with = "schema::origin")]
    severity_origin: &'static str,
    /// Whether this gate alone keeps the verdict at not ready.
    blocking: bool,
    #[schemars(schema_with = "schema::outcome")]
    outcome: &'static str,
    /// What the outcome rests on; null where nothing was judged.
    #[schemars(schema_with = "schema::basis")]
    basis: Option<&'static str>,
    /// Whether somebody entitled may accept its failure.
    acceptable: bool,
    /// The acceptances that cover it.
    accepted_by: &'a [String],
    /// The action that carries it; null where none does.
    carried_by: Option<&'a str>,
    /// Why it is not applicable, accepted or disabled.
    reason: Option<&'a str>,
    /// What is wrong, item by item.
    findings: Each<'a, Finding, FindingView<'a>>,
}

impl<'a> GateView<'a> {
    pub(super) fn of(result: &'a GateResult) -> Self {
        Self {
            gate: result.gate.id,
            area: result.gate.area.name(),
            stage: result.gate.stage.word(),
            title: result.gate.title,
            severity: result.severity.value.word(),
            severity_origin: result.severity.origin.word(),
            blocking: result.blocking,
            outcome: result.outcome.word(),
            basis: result.judged_basis().map(Basis::word),
            acceptable: match result.gate.acceptable {
                Acceptability::No => false,
                Acceptability::Yes { .. } => true,
            },
            accepted_by: &result.accepted_by,
            carried_by: result.carried_by.as_deref(),
            reason: result.reason.as_deref(),
            findings: Each(&result.findings, FindingView::of),
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingView<'a> {
    #[schemars(schema_with = "schema::finding_outcome")]
    outcome: &'static str,
    /// The clause of the gate's definition by which it falls short; `untold` where nobody told.
    clause: &'static str,
    /// How much it weighs.
    #[schemars(schema_with = "schema::severity")]
    severity: &'static str,
    /// The item it is about.
    subject: &'a str,
    /// Who answers for the item.
    owner: Option<&'a str>,
    /// What is wrong, with both values compared.
    message: &'a str,
    /// The smallest change that would turn it green.
    help: &'a str,
    /// The same for the same gate, subject and ids, wherever the lines move.
    fingerprint: &'a str,
    /// The acceptance that covers it; null where none does.
    accepted_by: Option<&'a str>,
    location: LocationView<'a>,
    /// Other places it is compared with.
    related: Each<'a, Related, RelatedView<'a>>,
}

impl<'a> FindingView<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            outcome: finding.outcome.word(),
            clause: finding.clause,
            severity: finding.severity.word(),
            subject: &finding.subject,
            owner: finding.owner.as_deref(),
            message: &finding.message,
            help: &finding.help,
            fingerprint: &finding.fingerprint,
            accepted_by: finding.accepted_by.as_deref(),
            location: LocationView::of(&finding.location),
            related: Each(&finding.related, RelatedView::of),
        }
    }
}

/// A gate that turns worse on a day by passing of time alone.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Worsening")]
pub(super) struct WorseningView<'a> {
    /// The first day on which it is worse.
    #[schemars(schema_with = "schema::day")]
    on: String,
    /// The gate.
    gate: &'static str,
    /// How much its failure weighs on that day.
    #[schemars(schema_with = "schema::severity")]
    severity: &'static str,
    /// Whether it keeps the verdict at not ready on that day.
    blocking: bool,
    /// What is open on that day, and was not the day before.
    findings: Each<'a, Finding, FindingView<'a>>,
}

impl<'a> WorseningView<'a> {
    pub(super) fn of(worsening: &'a Worsening) -> Self {
        Self {
            on: worsening.on.to_string(),
            gate: worsening.gate.id,
            severity: worsening.severity.word(),
            blocking: worsening.blocking,
            findings: Each(&worsening.findings, FindingView::of),
        }
    }
}

/// A place in a file of the manifest; lines and columns count from one, columns in characters.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Location")]
pub(super) struct LocationView<'a> {
    file: &'a str,
    path: &'a str,
    #[schemars(range(min = 1))]
    line: u32,
    #[schemars(range(min = 1))]
    column: u32,
    /// Whether the path itself is there; else line and column are those of its nearest existing parent.
    exact: bool,
}

impl<'a> LocationView<'a> {
    pub(super) fn of(location: &'a Location) -> Self {
        Self {
            file: &location.file,
            path: &location.path,
            line: location.position.line.get(),
            column: location.position.column.get(),
            exact: location.is_exact,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Related")]
struct RelatedView<'a> {
    /// What stands there.
    label: &'a str,
    #[serde(flatten)]
    location: LocationView<'a>,
}

impl<'a> RelatedView<'a> {
    fn of(related: &'a Related) -> Self {
        Self {
            label: &related.label,
            location: LocationView::of(&related.location),
        }
    }
}
