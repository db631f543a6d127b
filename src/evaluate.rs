//! Catalogue × manifest × policy × day → report. Pure: it reads no file, no clock and no environment, and cannot fail.

mod accepted;
mod outlook;
mod reported;
mod weight;

use std::collections::BTreeSet;

use accepted::{Acceptances, Cover};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::evidence::ProjectFiles;
use crate::findings::Scans;
use crate::gate::embedded::UNRATED_SEVERITY;
use crate::gate::{Acceptability, Area, Catalog, Definition, Gate, Severity};
use crate::manifest::model::{Manifest, Stage};
use crate::manifest::{ManifestPath, Sources};
use crate::policy::Policy;
use crate::register::Register;
use crate::report::model::{
    AcceptanceRow, Basis, Finding, FindingOutcome, GateResult, Location, Outcome, Related, Report,
    Seal,
};
use crate::rules::{
    Bar, Context, SeverityOf, Shortfall, ShortfallKind, Shortfalls, Unjudged, lapsing, ledger,
    ownership,
};
use crate::time::Day;

/// What is judged, and by what.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What the user wrote, known to be valid.
    pub manifest: &'a Manifest,
    /// Where it stands.
    pub sources: &'a Sources,
    /// What was found where it points.
    pub files: &'a ProjectFiles,
    /// What was read from the reports of scanners that it names.
    pub scans: &'a Scans,
    /// Which files were read, and what they hashed to.
    pub seal: &'a Seal,
    /// The gates.
    pub catalog: &'a Catalog,
    /// The bars, and which gates are turned off.
    pub policy: &'a Policy,
    /// The stage.
    pub stage: Stage,
    /// The day.
    pub as_of: Day,
    /// Which gates are asked.
    pub selection: &'a Selection,
}

/// Which gates are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Every gate up to the stage.
    Everything,
    /// Only these areas and gates, up to the stage.
    Only {
        /// The areas.
        areas: BTreeSet<Area>,
        /// The gates, by id.
        gates: BTreeSet<&'static str>,
    },
}

impl Selection {
    fn includes(&self, gate: &Definition) -> bool {
        match self {
            Self::Everything => true,
            Self::Only { areas, gates } => areas.contains(&gate.area) || gates.contains(gate.id),
        }
    }
}

/// Judges a manifest.
pub fn evaluate(question: Question<'_>) -> Report {
    report(&question, &register(&question))
}

/// Judges a manifest, and looks ahead: what turns worse on which day if nobody acts.
///
/// The gates are asked again for days to come, as often as it takes to find each day on which something changes.
pub fn evaluate_with_outlook(question: Question<'_>) -> Report {
    let register = register(&question);
    let report = report(&question, &register);
    Report {
        outlook: Some(outlook::outlook(&question, &register, &report.gates)),
        ..report
    }
}

/// What people wrote of findings and what scanners report of them, in one register.
fn register<'a>(question: &Question<'a>) -> Register<'a> {
    let unrated = question.policy.parameters.level(UNRATED_SEVERITY);
    Register::join(question.manifest, question.scans, unrated, question.as_of)
}

fn report(question: &Question<'_>, register: &Register<'_>) -> Report {
    let severity_of = severities(question);
    let cx = context(question, register, &severity_of, question.as_of);
    let gates: Vec<GateResult> = asked(question)
        .map(|gate| judge(&cx, question, gate))
        .collect();
    let locate = |path: &ManifestPath| question.sources.locate(path);
    let promises = ledger::rows(&cx, &gates, &locate);
    Report {
        company: company_name(question.manifest),
        manifest: question.seal.clone(),
        policy: question.policy.seal(),
        old_facts: question.policy.facts().old(question.as_of),
        as_of: question.as_of,
        stage: question.stage,
        narrowed: *question.selection != Selection::Everything,
        gates,
        unowned: ownership::unowned(&cx, &locate),
        promises,
        acceptances: acceptance_rows(&cx, &locate),
        lapsing: lapsing::within_horizon(&cx),
        outlook: None,
    }
}

/// How much the failure of a gate weighs at the stage that is judged.
fn severities(question: &Question<'_>) -> impl Fn(&Definition) -> Severity {
    let (policy, stage) = (question.policy, question.stage);
    move |gate| policy.severity_at(gate, stage).value
}

fn context<'a>(
    question: &Question<'a>,
    register: &'a Register<'a>,
    severity_of: SeverityOf<'a>,
    as_of: Day,
) -> Context<'a> {
    Context::new(
        question.manifest,
        question.files,
        register,
        Bar {
            catalog: question.catalog,
            parameters: &question.policy.parameters,
            facts: question.policy.facts(),
            profile: question.policy.profile.value,
            severity_of,
            stage: question.stage,
            as_of,
        },
    )
}

/// The gates that are asked, in the order of the catalogue.
fn asked<'a>(question: &Question<'a>) -> impl Iterator<Item = &'a Gate> {
    let (stage, selection) = (question.stage, question.selection);
    question
        .catalog
        .gates()
        .iter()
        .filter(move |gate| gate.definition.stage <= stage && selection.includes(gate.definition))
}

fn company_name(manifest: &Manifest) -> String {
    manifest
        .company
        .name
        .clone()
        .unwrap_or_else(|| "a company without a name".to_owned())
}

fn judge(cx: &Context<'_>, question: &Question<'_>, gate: &Gate) -> GateResult {
    let definition = gate.definition;
    let severity = question.policy.severity_at(definition, question.stage);
    let mut result = GateResult {
        gate: definition,
        severity,
        outcome: Outcome::Pass,
        basis: Basis::Computed,
        blocking: false,
        carried_by: None,
        accepted_by: Vec::new(),
        reason: None,
        findings: Vec::new(),
    };
    if let Some(reason) = question.policy.why_disabled(definition) {
        result.outcome = Outcome::Disabled;
        result.reason = Some(reason.to_owned());
        return result;
    }
    if definition.may_be_exempt()
        && let Some(reason) = exemption(cx, definition)
        && !is_known_to_fail_early(cx, gate)
    {
        result.outcome = Outcome::NotApplicable;
        result.reason = Some(reason);
        return result;
    }
    match cx.last_outcome(gate) {
        Err(Unjudged::NotApplicable(reason)) => {
            result.outcome = Outcome::NotApplicable;
            result.reason = Some(reason);
        }
        Err(Unjudged::Untold(mut shortfall)) => {
            // What nobody told at all may be just what nobody may accept.
            shortfall.beyond_acceptance = matches!(
                definition.acceptable,
                Acceptability::Yes {
                    except: Some(_),
                    ..
                }
            );
            conclude(cx, question, &mut result, vec![*shortfall]);
        }
        Ok(found) => {
            result.basis = basis(definition, &found);
            conclude(cx, question, &mut result, found.into_shortfalls());
        }
    }
    result
}

/// Whether what is known falls short of a gate at a stage at which nobody asks whether it may be declared not applicable.
fn is_known_to_fail_early(cx: &Context<'_>, gate: &Gate) -> bool {
    cx.stage < Stage::Production && cx.known_failure(gate).is_some()
}

fn exemption(cx: &Context<'_>, definition: &Definition) -> Option<String> {
    std::iter::once(definition.id)
        .chain(std::iter::once(definition.name))
        .chain(definition.aliases.iter().copied())
        .find_map(|name| cx.central_exemption(name))
}

fn basis(definition: &Definition, found: &Shortfalls) -> Basis {
    found
        .basis()
        .unwrap_or_else(|| definition.basis_without_evidence())
}

/// Turns what falls short into findings, and these into the outcome of the gate.
fn conclude(
    cx: &Context<'_>,
    question: &Question<'_>,
    result: &mut GateResult,
    shortfalls: Vec<Shortfall>,
) {
    let acceptances = Acceptances::of(cx, result.gate);
    let may_be_carried = weight::may_be_carried(result.gate, &shortfalls);
    let mut findings: Vec<Finding> = shortfalls
        .into_iter()
        .map(|shortfall| finding(cx, question, result, shortfall, &acceptances))
        .collect();
    // The rule's own order is kept within a subject: it puts first what matters most.
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.outcome, std::cmp::Reverse(finding.severity));
        key(one)
            .cmp(&key(other))
            .then_with(|| one.subject.cmp(&other.subject))
    });
    let any = |outcome: FindingOutcome| findings.iter().any(|finding| finding.outcome == outcome);
    result.outcome = if any(FindingOutcome::Fail) {
        Outcome::Fail
    } else if any(FindingOutcome::Unknown) {
        Outcome::Unknown
    } else if any(FindingOutcome::Accepted) {
        Outcome::Accepted
    } else if any(FindingOutcome::Warn) {
        Outcome::Warn
    } else {
        Outcome::Pass
    };
    let accepted: BTreeSet<&String> = findings
        .iter()
        .filter_map(|finding| finding.accepted_by.as_ref())
        .collect();
    result.accepted_by = accepted.into_iter().cloned().collect();
    weight::weigh(cx, result, &findings, may_be_carried);
    result.findings = findings;
}

fn finding(
    cx: &Context<'_>,
    question: &Question<'_>,
    result: &GateResult,
    mut shortfall: Shortfall,
    acceptances: &Acceptances<'_, '_>,
) -> Finding {
    let severity = shortfall.severity.map_or(result.severity.value, |own| {
        let policy = question.policy;
        policy.item_severity(result.gate, own, question.stage)
    });
    let accepted_by = match acceptances.cover(&shortfall, severity) {
        Cover::Accepted(id) => Some(id),
        Cover::OutOfReach(id) => {
            let more = format!(
                "; `{id}` accepts the gate and does not reach this: it takes an acceptance by its own name, or by somebody who may accept a {severity}"
            );
            shortfall.help.push_str(&more);
            None
        }
        Cover::BeyondGate(id) => {
            let more = format!(
                "; `{id}` accepts it, and not as this gate may be accepted: {}",
                result.gate.acceptable
            );
            shortfall.help.push_str(&more);
            None
        }
        Cover::Open => None,
    };
    let outcome = match shortfall.kind {
        ShortfallKind::Warns => FindingOutcome::Warn,
        ShortfallKind::Fails | ShortfallKind::Untold if accepted_by.is_some() => {
            FindingOutcome::Accepted
        }
        ShortfallKind::Fails => FindingOutcome::Fail,
        ShortfallKind::Untold => FindingOutcome::Unknown,
    };
    Finding {
        outcome,
        severity,
        fingerprint: fingerprint(result.gate, &shortfall),
        location: reported::location(cx, question, &shortfall),
        related: related(question.sources, &shortfall),
        message: shortfall.message + &reported::files(cx, &shortfall.subject, shortfall.path.place),
        clause: shortfall.clause,
        subject: shortfall.subject,
        compared: shortfall.compared,
        owner: shortfall.owner,
        help: shortfall.help,
        accepted_by,
    }
}

/// The other places a shortfall names: first those in the files it points at, which say most.
fn related(sources: &Sources, shortfall: &Shortfall) -> Vec<Related> {
    let in_files = shortfall.in_files.iter().map(|place| Related {
        label: place.label.clone(),
        location: Location {
            file: sources.beside(&place.path),
            path: String::new(),
            position: place.position,
            is_exact: true,
        },
    });
    let in_manifest = shortfall.related.iter().map(|(path, label)| Related {
        label: label.clone(),
        location: sources.locate(path),
    });
    in_files.chain(in_manifest).collect()
}

fn fingerprint(gate: &Definition, shortfall: &Shortfall) -> String {
    let mut hash = Sha256::new();
    let parts = [gate.id, shortfall.clause, shortfall.subject.as_str()];
    for part in parts
        .into_iter()
        .chain(shortfall.compared.iter().map(String::as_str))
    {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    HEXLOWER.encode(&hash.finalize()[..16])
}

fn acceptance_rows(
    cx: &Context<'_>,
    locate: &dyn Fn(&ManifestPath) -> crate::report::model::Location,
) -> Vec<AcceptanceRow> {
    use crate::manifest::Stands as _;

    let mut rows: Vec<AcceptanceRow> = cx
        .acceptances()
        .map(|acceptance| AcceptanceRow {
            id: acceptance.id.to_string(),
            covers: acceptance.covers.iter().map(ToString::to_string).collect(),
            level: cx.worst_covered(acceptance).map(|(level, _)| level),
            by: acceptance.by.as_ref().map(ToString::to_string),
            role: acceptance.role.as_ref().map(ToString::to_string),
            co_signed: acceptance
                .co_signed
                .iter()
                .map(ToString::to_string)
                .collect(),
            until: acceptance.review_by,
            reason: acceptance.reason.clone(),
            void: cx.why_void(acceptance),
            location: locate(&acceptance.here()),
        })
        .collect();
    rows.sort_by(|one, other| (one.until, &one.id).cmp(&(other.until, &other.id)));
    rows
}
