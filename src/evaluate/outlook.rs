//! What turns worse by passing of time alone: the same gates, asked again for days to come.

use std::collections::BTreeSet;

use super::{Question, asked, context, judge, severities};
use crate::gate::Gate;
use crate::register::Register;
use crate::report::model::{Finding, FindingOutcome, GateResult, OUTLOOK_DAYS, Worsening};
use crate::time::Day;

/// What turns worse within the outlook if nobody acts, soonest first, then in the order of the gates.
pub(super) fn outlook(
    question: &Question<'_>,
    register: &Register<'_>,
    today: &[GateResult],
) -> Vec<Worsening> {
    let end = question.as_of.plus_days(OUTLOOK_DAYS);
    let severity_of = severities(question);
    let cx = context(question, register, &severity_of, end);
    let gates = asked(question).zip(today).map(|(gate, today)| Stretch {
        gate,
        before: open(today).map(name).collect(),
        after: judge(&cx, question, gate),
    });
    let mut found = Vec::new();
    let worse = gates.filter(Stretch::is_worse).collect();
    search(question, register, question.as_of, end, worse, &mut found);
    found
}

/// A gate over some days: what is open on the first, and how it comes out on the last.
struct Stretch<'a> {
    gate: &'a Gate,
    before: BTreeSet<String>,
    after: GateResult,
}

impl Stretch<'_> {
    fn is_worse(&self) -> bool {
        open(&self.after).any(|finding| self.is_new(finding))
    }

    fn is_new(&self, finding: &Finding) -> bool {
        !self.before.contains(&finding.fingerprint)
    }
}

/// Halves the days until each change stands between two that follow each other.
fn search(
    question: &Question<'_>,
    register: &Register<'_>,
    first: Day,
    last: Day,
    gates: Vec<Stretch<'_>>,
    found: &mut Vec<Worsening>,
) {
    let days = last.days_since(first);
    if gates.is_empty() || days < 1 {
        return;
    }
    if days == 1 {
        found.extend(gates.into_iter().map(|gate| worsening(gate, last)));
        return;
    }
    let middle = first.plus_days(days / 2);
    let severity_of = severities(question);
    let cx = context(question, register, &severity_of, middle);
    let (mut earlier, mut later) = (Vec::new(), Vec::new());
    for stretch in gates {
        let halfway = judge(&cx, question, stretch.gate);
        let mut before = stretch.before.clone();
        before.extend(open(&halfway).map(name));
        earlier.push(Stretch {
            after: halfway,
            ..stretch
        });
        later.push(Stretch {
            gate: stretch.gate,
            before,
            after: stretch.after,
        });
    }
    earlier.retain(Stretch::is_worse);
    later.retain(Stretch::is_worse);
    search(question, register, first, middle, earlier, found);
    search(question, register, middle, last, later, found);
}

fn worsening(stretch: Stretch<'_>, on: Day) -> Worsening {
    let Stretch { before, after, .. } = stretch;
    let findings = after.findings.into_iter();
    Worsening {
        on,
        gate: after.gate,
        severity: after.severity.value,
        blocking: after.blocking,
        findings: findings
            .filter(|finding| is_open(finding) && !before.contains(&finding.fingerprint))
            .collect(),
    }
}

/// What keeps a gate from passing.
fn open(result: &GateResult) -> impl Iterator<Item = &Finding> {
    result.findings.iter().filter(|finding| is_open(finding))
}

fn is_open(finding: &Finding) -> bool {
    match finding.outcome {
        FindingOutcome::Fail | FindingOutcome::Unknown => true,
        FindingOutcome::Warn | FindingOutcome::Accepted => false,
    }
}

fn name(finding: &Finding) -> String {
    finding.fingerprint.clone()
}
