//! Company, stage, day, profile; then the verdict with counts that add up.

use std::io;

use super::grid::Tone;
use super::page::Page;
use crate::exit_status::ExitStatus;
use crate::report::format::Options;
use crate::report::format::wording::{and, are, counted, named, number, outcomes, shown, spaced};
use crate::report::model::{Counts, Origin, Outcome, PolicySeal, Report, Verdict};

pub(super) fn write(report: &Report, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let counts = report.counts();
    page.title(&format!(
        "{}, {}, as of {}",
        company(&report.company),
        spaced(report.stage.word()),
        report.as_of
    ))?;
    page.sentence(Tone::Plain, &profile(&report.policy))?;
    page.gap()?;
    let (tone, verdict) = verdict(report, &counts, options.exit_status);
    page.sentence(tone, &verdict)?;
    page.sentence(Tone::Plain, &totals(&counts))?;
    if let Some(basis) = basis(&counts) {
        page.sentence(Tone::Plain, &basis)?;
    }
    loosened(report, page)
}

/// The verdict and what decides it, in one sentence.
pub(in crate::report::format) fn verdict_sentence(
    report: &Report,
    exit_status: ExitStatus,
) -> String {
    verdict(report, &report.counts(), exit_status).1
}

/// How many gates came out how, in one sentence.
pub(in crate::report::format) fn totals_sentence(report: &Report) -> String {
    totals(&report.counts())
}

fn company(name: &str) -> String {
    const LONGEST: usize = 120;
    let name = shown(name);
    match name.char_indices().nth(LONGEST) {
        None => name,
        Some((end, _)) => format!("{}…", &name[..end]),
    }
}

fn profile(policy: &PolicySeal) -> String {
    let file = match &policy.file {
        Some(file) => format!("policy {}", named(file)),
        None => "no policy".to_owned(),
    };
    format!(
        "Profile `{}` {}; {file}.",
        policy.profile.value.word(),
        why_that_profile(policy)
    )
}

/// Why the profile is the one it is.
pub(in crate::report::format) const fn why_that_profile(policy: &PolicySeal) -> &'static str {
    match policy.profile.origin {
        Origin::CompanySize => "after the company's size",
        Origin::Policy => "by the policy",
        Origin::Definition | Origin::Hardened | Origin::Item => "by default",
    }
}

fn verdict(report: &Report, counts: &Counts, exit_status: ExitStatus) -> (Tone, String) {
    if exit_status == ExitStatus::NothingJudged {
        let nothing = "Nothing was judged: no gate applies to this company here.";
        return (Tone::Bad, nothing.to_owned());
    }
    match report.verdict() {
        Verdict::Ready => (Tone::Good, ready(report)),
        Verdict::Conditional => (
            Tone::Caution,
            format!(
                "Ready under conditions: nothing blocks; {}.",
                conditions(report)
            ),
        ),
        Verdict::NotReady => (Tone::Bad, format!("Not ready: {}.", blocks(report, counts))),
        Verdict::SelectedMet => selected_met(report),
        Verdict::SelectedNotMet => (
            Tone::Bad,
            format!(
                "The selected gates are not met: {}.",
                blocks(report, counts)
            ),
        ),
    }
}

/// A company is ready with minor gates that do not hold, and then nobody reads that all of them do.
fn ready(report: &Report) -> String {
    let is_open = |outcome| matches!(outcome, Outcome::Fail | Outcome::Unknown);
    let open = report.gates.iter().filter(|result| is_open(result.outcome));
    match open.count() {
        0 => "Ready: every gate that applies holds.".to_owned(),
        1 => "Ready: nothing blocks; 1 gate does not hold.".to_owned(),
        open => format!("Ready: nothing blocks; {open} gates do not hold."),
    }
}

fn selected_met(report: &Report) -> (Tone, String) {
    let met = "The selected gates are met; nothing is said of the others";
    match conditions(report) {
        conditions if conditions.is_empty() => (Tone::Good, format!("{met}.")),
        conditions => (
            Tone::Caution,
            format!("{met}. Of the selected, {conditions}."),
        ),
    }
}

fn blocks(report: &Report, counts: &Counts) -> String {
    let blocking = |outcome| {
        let gates = report.gates.iter();
        gates
            .filter(|result| result.blocking && result.outcome == outcome)
            .count()
    };
    let (failed, untold) = (blocking(Outcome::Fail), blocking(Outcome::Unknown));
    let of = format!(
        "{} of {}",
        number(counts.blocking),
        counted(counts.gates, "gate")
    );
    let one = counts.blocking == 1;
    match (failed, untold) {
        (_, 0) if one => format!("{of} fails and blocks"),
        (_, 0) => format!("{of} fail and block"),
        (0, _) if one => format!("{of} is not told and blocks"),
        (0, _) => format!("{of} are not told and block"),
        (_, _) => format!(
            "{of} block; of these {} and {}",
            outcomes(failed, Outcome::Fail),
            outcomes(untold, Outcome::Unknown)
        ),
    }
}

fn conditions(report: &Report) -> String {
    let (mut accepted, mut carried, mut warned) = (0, 0, 0);
    for result in report.gates.iter().filter(|result| result.is_conditional()) {
        match result.outcome {
            Outcome::Accepted => accepted += 1,
            Outcome::Warn => warned += 1,
            Outcome::Fail | Outcome::Unknown => carried += 1,
            Outcome::Pass | Outcome::NotApplicable | Outcome::Disabled => {}
        }
    }
    let phrases: Vec<String> = [
        (accepted, "accepted"),
        (carried, "carried as an action"),
        (warned, "to be watched"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| are(count, what))
    .collect();
    and(&phrases)
}

fn totals(counts: &Counts) -> String {
    let phrases: Vec<String> = Outcome::ALL
        .into_iter()
        .map(|outcome| (counts.of(outcome), outcome))
        .filter(|&(count, _)| count > 0)
        .map(|(count, outcome)| outcomes(count, outcome))
        .collect();
    if counts.gates == 0 {
        "No gate was selected.".to_owned()
    } else {
        format!("{}: {}.", counted(counts.gates, "gate"), and(&phrases))
    }
}

fn basis(counts: &Counts) -> Option<String> {
    let phrases: Vec<String> = [
        (counts.proven, "checked evidence"),
        (counts.computed, "declared facts"),
        (counts.stated, "a person's word alone"),
    ]
    .into_iter()
    .filter(|&(count, _)| count > 0)
    .map(|(count, basis)| format!("{basis} {}", number(count)))
    .collect();
    (!phrases.is_empty()).then(|| format!("Judged by {}.", phrases.join(", ")))
}

fn loosened(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let sentences = loosened_sentences(report);
    if !sentences.is_empty() {
        page.gap()?;
    }
    sentences
        .iter()
        .try_for_each(|sentence| page.sentence(Tone::Caution, sentence))
}

/// Whatever asks less of the company than the profile's preset, and facts that a reader should look at twice: a sentence each.
pub(in crate::report::format) fn loosened_sentences(report: &Report) -> Vec<String> {
    let policy = &report.policy;
    let laxer = policy.laxer_than_profile.iter().map(|setting| {
        format!(
            "Laxer than the profile: {} is {}, the profile asks {}.",
            named(&setting.name),
            shown(&setting.value),
            shown(&setting.preset)
        )
    });
    let disabled = policy.disabled_gates.iter().map(|disabled| {
        format!(
            "Turned off by the policy: `{}`, because {}.",
            disabled.gate,
            shown(&disabled.reason)
        )
    });
    let facts = policy.facts.iter().map(|facts| {
        format!(
            "Set by the policy: {}, after {}, read on {}.",
            named(&facts.name),
            shown(&facts.source),
            facts.read
        )
    });
    let old: Vec<String> = report
        .old_facts
        .iter()
        .map(|facts| format!("{} of {}", named(&facts.name), facts.read))
        .collect();
    let old = (!old.is_empty()).then(|| {
        format!(
            "Read more than a year before that day, and perhaps no longer so: {}.",
            old.join(", ")
        )
    });
    laxer.chain(disabled).chain(facts).chain(old).collect()
}
