//! Company, stage, day, profile; the verdict, what it rests on, and what was made laxer.

use super::charts::{Segment, segments};
use super::look::{self, Look};
use super::words::Words;
use crate::exit_status::ExitStatus;
use crate::report::format::Options;
use crate::report::format::table::{verdict_sentence, why_that_profile};
use crate::report::format::wording::spaced;
use crate::report::model::{Basis, GateResult, Outcome, PolicySeal, Report, Verdict};

/// The first screen, before any list.
pub(super) struct Head<'r> {
    pub(super) company: Words<'r>,
    pub(super) stage: String,
    pub(super) as_of: String,
    pub(super) profile: Words<'static>,
    pub(super) verdict: Look,
    pub(super) verdict_word: &'static str,
    pub(super) exit_code: u8,
    pub(super) sentence: String,
    pub(super) gates: usize,
    pub(super) outcomes: Vec<Segment>,
    pub(super) judged: usize,
    pub(super) bases: Vec<BasisRow>,
    pub(super) laxer: Vec<LaxerRow<'r>>,
    pub(super) disabled: Vec<DisabledRow<'r>>,
    pub(super) own_facts: Vec<OwnFactsRow<'r>>,
    pub(super) old_facts: Vec<OldFactsRow>,
}

/// How many results rest on what.
pub(super) struct BasisRow {
    pub(super) word: &'static str,
    pub(super) meaning: &'static str,
    pub(super) count: usize,
    pub(super) width: String,
}

/// What asks less than the profile.
pub(super) struct LaxerRow<'r> {
    pub(super) name: Words<'static>,
    pub(super) preset: Words<'r>,
    pub(super) value: Words<'r>,
}

/// What the policy turned off.
pub(super) struct DisabledRow<'r> {
    pub(super) gate: &'static str,
    pub(super) reason: Words<'r>,
}

/// Facts that the policy sets.
pub(super) struct OwnFactsRow<'r> {
    pub(super) name: Words<'static>,
    pub(super) source: Words<'r>,
    pub(super) read: String,
}

/// Facts that were read long before the day judged.
pub(super) struct OldFactsRow {
    pub(super) name: Words<'static>,
    pub(super) read: String,
}

pub(super) fn head<'r>(report: &'r Report, options: &Options) -> Head<'r> {
    let counts = report.counts();
    let outcomes = Outcome::ALL.map(|outcome| {
        let look = look::outcome(outcome);
        (look.word, look.tone, counts.of(outcome))
    });
    let bases = [
        (Basis::Proven, counts.proven),
        (Basis::Computed, counts.computed),
        (Basis::Stated, counts.stated),
    ];
    let judged = bases.iter().map(|(_, count)| count).sum();
    Head {
        company: Words::of(&report.company),
        stage: spaced(report.stage.word()),
        as_of: report.as_of.to_string(),
        profile: Words::around(&profile(&report.policy)),
        verdict: verdict(report, options.exit_status),
        verdict_word: report.verdict().word(),
        exit_code: options.exit_status.code(),
        sentence: without_its_verdict(&verdict_sentence(report, options.exit_status)),
        gates: counts.gates,
        outcomes: segments(outcomes, counts.gates),
        judged,
        bases: bases
            .into_iter()
            .map(|(basis, count)| basis_row(basis, count, judged))
            .collect(),
        laxer: laxer(report),
        disabled: disabled(report),
        own_facts: own_facts(report),
        old_facts: old_facts(report),
    }
}

fn profile(policy: &PolicySeal) -> String {
    let file = match &policy.file {
        Some(file) => format!("policy `{file}`"),
        None => "no policy".to_owned(),
    };
    format!(
        "profile `{}` {}; {file}",
        policy.profile.value.word(),
        why_that_profile(policy)
    )
}

fn verdict(report: &Report, exit_status: ExitStatus) -> Look {
    let verdict = report.verdict();
    let look = look::verdict(verdict);
    if exit_status == ExitStatus::NothingJudged {
        return Look {
            word: "Nothing was judged",
            ..look
        };
    }
    if verdict == Verdict::SelectedMet && report.gates.iter().any(GateResult::is_conditional) {
        return Look {
            word: "Selected gates met, under conditions",
            ..look::verdict(Verdict::Conditional)
        };
    }
    look
}

/// What follows the verdict in its sentence; the verdict itself is the heading.
fn without_its_verdict(sentence: &str) -> String {
    let rest = sentence.split_once(": ").map_or(sentence, |(_, rest)| rest);
    let mut characters = rest.chars();
    match characters.next() {
        Some(first) => format!("{}{}", first.to_uppercase(), characters.as_str()),
        None => String::new(),
    }
}

fn basis_row(basis: Basis, count: usize, judged: usize) -> BasisRow {
    let (word, meaning) = look::basis(basis);
    BasisRow {
        word,
        meaning,
        count,
        width: super::charts::share(count as u64, judged as u64),
    }
}

fn laxer(report: &Report) -> Vec<LaxerRow<'_>> {
    let settings = report.policy.laxer_than_profile.iter();
    settings
        .map(|setting| LaxerRow {
            name: Words::name(&setting.name),
            preset: Words::of(&setting.preset),
            value: Words::of(&setting.value),
        })
        .collect()
}

fn disabled(report: &Report) -> Vec<DisabledRow<'_>> {
    let gates = report.policy.disabled_gates.iter();
    gates
        .map(|disabled| DisabledRow {
            gate: disabled.gate,
            reason: Words::of(&disabled.reason),
        })
        .collect()
}

fn own_facts(report: &Report) -> Vec<OwnFactsRow<'_>> {
    let facts = report.policy.facts.iter();
    facts
        .map(|facts| OwnFactsRow {
            name: Words::name(&facts.name),
            source: Words::of(&facts.source),
            read: facts.read.to_string(),
        })
        .collect()
}

fn old_facts(report: &Report) -> Vec<OldFactsRow> {
    let facts = report.old_facts.iter();
    facts
        .map(|facts| OldFactsRow {
            name: Words::name(&facts.name),
            read: facts.read.to_string(),
        })
        .collect()
}
