//! The JSON form, type by type; key order is the order of the fields.

mod gates;
mod rows;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::schema;
use crate::facts::{OldFacts, OwnFacts};
use crate::report::format::Options;
use crate::report::model::{
    AcceptanceRow, DisabledGate, GateResult, Lapsing, LaxerSetting, LedgerRow, Outcome, PolicySeal,
    Report, Seal, Unowned, Worsening,
};
use gates::{GateView, WorseningView};
use rows::{AcceptanceView, LapsingView, LoadView, PromiseView, UnownedView};

/// A readiness report: what a company promises, held against what it can prove.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub(super) struct ReportView<'a> {
    /// The version of this form.
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    /// The program that wrote it.
    tool: ToolView,
    /// The company's name.
    company: &'a str,
    /// The manifest that was judged.
    manifest: SealView<'a>,
    /// The policy it was judged by.
    policy: PolicyView<'a>,
    /// Facts that were last read more than a year before that day.
    old_facts: Each<'a, OldFacts, OldFactsView<'a>>,
    /// The day it was judged at.
    #[schemars(schema_with = "schema::day")]
    as_of: String,
    /// The stage it was judged for.
    #[schemars(schema_with = "schema::stage")]
    stage: &'static str,
    /// Whether only some areas or gates were judged.
    narrowed: bool,
    /// Whether the company is ready.
    #[schemars(schema_with = "schema::verdict")]
    verdict: &'static str,
    /// What the program tells the shell: 0 met, 1 not met, 3 nothing judged.
    #[schemars(schema_with = "schema::exit_code")]
    exit_code: u8,
    /// How many gates came out how.
    summary: SummaryView,
    /// Who or what has no living owner, worst first.
    unowned: Each<'a, Unowned, UnownedView<'a>>,
    /// One result for each gate judged; area in the order of the playbook, then gate by name.
    gates: Each<'a, GateResult, GateView<'a>>,
    /// What turns worse within the horizon by passing of time alone, soonest first.
    lapsing: Each<'a, Lapsing, LapsingView<'a>>,
    /// The promise ledger: what is said, what is proven, the margin.
    promises: Each<'a, LedgerRow, PromiseView<'a>>,
    /// Who carries which accepted risk, on whose authority, until when.
    acceptances: Each<'a, AcceptanceRow, AcceptanceView<'a>>,
    /// What turns worse within 180 days by passing of time alone, soonest first; null where the run did not look.
    outlook: Option<Each<'a, Worsening, WorseningView<'a>>>,
    /// What hangs on whom: what nobody owns first, then the heaviest load.
    load: Vec<LoadView<'a>>,
}

impl<'a> ReportView<'a> {
    pub(super) fn of(report: &'a Report, options: &Options<'_>) -> Self {
        Self {
            schema_version: 1,
            tool: ToolView {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            company: &report.company,
            manifest: SealView::of(&report.manifest),
            policy: PolicyView::of(&report.policy),
            old_facts: Each(&report.old_facts, OldFactsView::of),
            as_of: report.as_of.to_string(),
            stage: report.stage.word(),
            narrowed: report.narrowed,
            verdict: report.verdict().word(),
            exit_code: options.exit_status.code(),
            summary: SummaryView::of(report),
            unowned: Each(&report.unowned, UnownedView::of),
            gates: Each(&report.gates, GateView::of),
            lapsing: Each(&report.lapsing, LapsingView::of),
            promises: Each(&report.promises, PromiseView::of),
            acceptances: Each(&report.acceptances, AcceptanceView::of),
            outlook: report
                .outlook
                .as_deref()
                .map(|rows| Each(rows, WorseningView::of)),
            load: report.loads().into_iter().map(LoadView::of).collect(),
        }
    }
}

/// A list whose items are made while they are written, one at a time.
struct Each<'a, T, V>(&'a [T], fn(&'a T) -> V);

impl<T, V: Serialize> Serialize for Each<'_, T, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

impl<T, V: JsonSchema> JsonSchema for Each<'_, T, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        <Vec<V>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <Vec<V>>::json_schema(generator)
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Tool")]
struct ToolView {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Manifest")]
struct SealView<'a> {
    /// The files, relative to the project, sorted.
    files: &'a [String],
    /// SHA-256 over the files, the evidence and the day.
    #[schemars(schema_with = "schema::digest")]
    digest: String,
}

impl<'a> SealView<'a> {
    fn of(seal: &'a Seal) -> Self {
        Self {
            files: &seal.files,
            digest: sha256(&seal.digest),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Policy")]
struct PolicyView<'a> {
    /// Its file; null where there is none.
    file: Option<&'a str>,
    /// The profile.
    #[schemars(schema_with = "schema::profile")]
    profile: &'static str,
    /// Why that profile.
    #[schemars(schema_with = "schema::origin")]
    profile_origin: &'static str,
    /// SHA-256 of its file; null where there is none.
    #[schemars(schema_with = "schema::optional_digest")]
    digest: Option<String>,
    /// What asks less of the company than the profile's preset.
    laxer_than_profile: Each<'a, LaxerSetting, LaxerSettingView<'a>>,
    /// Gates the policy turned off.
    disabled_gates: Each<'a, DisabledGate, DisabledGateView<'a>>,
    /// What the policy says of the world, in place of the program's data files.
    facts: Each<'a, OwnFacts, OwnFactsView<'a>>,
}

impl<'a> PolicyView<'a> {
    fn of(policy: &'a PolicySeal) -> Self {
        Self {
            file: policy.file.as_deref(),
            profile: policy.profile.value.word(),
            profile_origin: policy.profile.origin.word(),
            digest: policy.digest.as_deref().map(sha256),
            laxer_than_profile: Each(&policy.laxer_than_profile, LaxerSettingView::of),
            disabled_gates: Each(&policy.disabled_gates, DisabledGateView::of),
            facts: Each(&policy.facts, OwnFactsView::of),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LaxerSetting")]
struct LaxerSettingView<'a> {
    /// The parameter, or the gate whose severity was moved.
    name: &'a str,
    /// What the profile asks.
    preset: &'a str,
    /// What the policy asks.
    value: &'a str,
}

impl<'a> LaxerSettingView<'a> {
    fn of(setting: &'a LaxerSetting) -> Self {
        Self {
            name: &setting.name,
            preset: &setting.preset,
            value: &setting.value,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DisabledGate")]
struct DisabledGateView<'a> {
    gate: &'static str,
    /// The reason the policy gives.
    reason: &'a str,
}

impl<'a> DisabledGateView<'a> {
    fn of(disabled: &'a DisabledGate) -> Self {
        Self {
            gate: disabled.gate,
            reason: &disabled.reason,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OwnFacts")]
struct OwnFactsView<'a> {
    /// The entry of the policy.
    name: &'a str,
    /// Where it was read.
    source: &'a str,
    /// The day on which it was.
    #[schemars(schema_with = "schema::day")]
    read: String,
}

impl<'a> OwnFactsView<'a> {
    fn of(facts: &'a OwnFacts) -> Self {
        Self {
            name: &facts.name,
            source: &facts.source,
            read: facts.read.to_string(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OldFacts")]
struct OldFactsView<'a> {
    /// The data file without its ending, or the entry of the policy.
    name: &'a str,
    /// The day on which the oldest of them was read.
    #[schemars(schema_with = "schema::day")]
    read: String,
}

impl<'a> OldFactsView<'a> {
    fn of(facts: &'a OldFacts) -> Self {
        Self {
            name: &facts.name,
            read: facts.read.to_string(),
        }
    }
}

/// How many gates came out how: `pass` to `disabled` add up to `gates`.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Summary")]
struct SummaryView {
    gates: usize,
    pass: usize,
    warn: usize,
    fail: usize,
    unknown: usize,
    accepted: usize,
    not_applicable: usize,
    disabled: usize,
    /// Gates that alone keep the verdict at not ready.
    blocking: usize,
    /// How many things have no living owner.
    unowned: usize,
    basis: BasisView,
}

impl SummaryView {
    fn of(report: &Report) -> Self {
        let counts = report.counts();
        Self {
            gates: counts.gates,
            pass: counts.of(Outcome::Pass),
            warn: counts.of(Outcome::Warn),
            fail: counts.of(Outcome::Fail),
            unknown: counts.of(Outcome::Unknown),
            accepted: counts.of(Outcome::Accepted),
            not_applicable: counts.of(Outcome::NotApplicable),
            disabled: counts.of(Outcome::Disabled),
            blocking: counts.blocking,
            unowned: report.unowned.iter().map(|unowned| unowned.count).sum(),
            basis: BasisView {
                proven: counts.proven,
                computed: counts.computed,
                stated: counts.stated,
            },
        }
    }
}

/// What the results rest on; adds up to `pass`, `warn`, `fail` and `accepted`.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BasisCounts")]
struct BasisView {
    /// Evidence whose hash was checked.
    proven: usize,
    /// Facts declared in the manifest.
    computed: usize,
    /// A person's word alone.
    stated: usize,
}

fn sha256(hexadecimal: &str) -> String {
    format!("sha256:{hexadecimal}")
}
