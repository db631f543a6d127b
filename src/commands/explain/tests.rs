use super::*;
use crate::gate::{Area, Example, Gate, Logic, Severities, Severity};
use crate::manifest::model::{EvidenceKind, Stage};
use crate::policy::PolicyFile;
use crate::rules::Shortfalls;

static GATE: Definition = Definition {
    area: Area::Resilience,
    name: "restored_lately",
    id: "resilience/restored_lately",
    title: "Every store was restored lately",
    severity: Severities {
        tiny: Severity::Minor,
        small: Severity::Major,
        regulated: Severity::Blocker,
        reason: Some("a tiny company notices sooner"),
    },
    severity_note: None,
    stage: Stage::Pilot,
    logic: &[Logic::Freshness],
    acceptable: Acceptability::Yes {
        authority: Level::High,
        longest_days: Some(60),
        except: Some("stores that were never restored"),
    },
    why: "A backup that nobody restored is a hope.\nA hope cannot be promised.",
    reads: &["data.stores", "recovery.tests"],
    fails_when: &[Clause {
        key: "too_old",
        text: "the newest restore of a store that cannot be recreated is older than the limit allows",
    }],
    warns_when: &[],
    how_to_pass: "Restore each store to a scratch place every month.",
    evidence: &[EvidenceKind::RecoveryTest],
    references: &["WA REL09-BP04", "CSF PR.DS-11"],
    parameters: &["max_recovery_test_age", "rto_headroom"],
    aliases: &[],
    since: "0.1.0",
    example: Example {
        fails: "recovery:\n  tests:\n    - {id: R1, service: app, type: restore, date: 2025-11-12, result: pass, rto: 6h, by: ana}\n",
        passes: "recovery: {tests: []}\n",
    },
};

fn explained(policy: &str, width: usize) -> String {
    let catalog = Catalog::of(vec![Gate {
        definition: &GATE,
        rule: |_| Ok(Shortfalls::none()),
    }]);
    let file = PolicyFile::read("readyctl.toml", policy, &catalog).expect("the policy is valid");
    let policy = Policy::resolve(Some(file), Some(8));
    let options = Options {
        width,
        colour: false,
        show: Show::All,
        exit_status: ExitStatus::Met,
        excerpt: &|_| None,
        typed: crate::report::format::Typed::default(),
    };
    let mut out = Vec::new();
    explanation(&GATE, &policy, &options, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("the explanation is text")
}

#[test]
fn an_explanation_reads_from_why_to_how() {
    let expected = "\
resilience/restored_lately
Every store was restored lately

Why it is asked
  A backup that nobody restored is a hope.
  A hope cannot be promised.

It fails when
  -  the newest restore of a store that cannot be recreated is older than the
     limit allows

Its parameters, and their values here
  max_recovery_test_age = 90d
     an older recovery test no longer proves a promise
     set in readyctl.toml:2; the preset of profile `small` is 180d (180 days
     from the mercari production readiness checklist; the others are judgement)
  rto_headroom = 0.8
     a measured recovery above this share of the promise leaves no room
     preset of profile `small` (judgement)

How to pass
  Restore each store to a scratch place every month.

How much it weighs
  Its severity here is major, under profile `small`.
  Its definition says minor for `tiny`, major for `small`, blocker for
  `regulated`.
  A tiny company notices sooner.
  It is asked from stage `pilot` on.
  At a later stage its severity is blocker.

Whether its failure can be accepted
  Yes, by somebody who may accept high risks, for at most 60 days, except stores
  that were never restored.

What it reads in the manifest
  data.stores, recovery.tests

What proves it
  recovery_test

Before: a manifest that fails
  recovery:
    tests:
      - {id: R1, service: app, type: restore, date: 2025-11-12, result: pass,
          rto: 6h, by: ana}

After: one that passes
  recovery: {tests: []}

Related to
  WA REL09-BP04; CSF PR.DS-11
";
    assert_eq!(
        explained("[parameters]\nmax_recovery_test_age = \"90d\"\n", 80),
        expected
    );
}

#[test]
fn an_explanation_stays_within_its_width() {
    for width in [60, 80, 100] {
        for line in explained("", width).lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn a_severity_of_the_policy_names_its_line() {
    let text = explained("[severity]\nrestored_lately = \"blocker\"\n", 80);
    assert!(
        text.contains("\n  Its severity here is blocker, set in readyctl.toml:2.\n"),
        "{text}"
    );
}

#[test]
fn a_gate_that_is_turned_off_says_so_with_the_reason() {
    let text = explained(
        "[gates_off]\nrestored_lately = { reason = \"all stores can be recreated\" }\n",
        80,
    );
    assert!(
        text.contains("\n  The policy turns it off: all stores can be recreated\n"),
        "{text}"
    );
}

#[test]
fn acceptance_is_told_in_words() {
    let yes = |authority, longest_days, except| {
        acceptance(Acceptability::Yes {
            authority,
            longest_days,
            except,
        })
    };
    assert_eq!(
        yes(Level::Low, None, None),
        "Yes, by somebody who may accept risks, for as long as the policy lets acceptances run."
    );
    assert_eq!(
        yes(Level::Critical, Some(30), Some("when it was promised")),
        "Yes, by somebody who may accept critical risks, for at most 30 days, except when it was promised."
    );
    assert!(acceptance(Acceptability::No).starts_with("No: "));
}

#[test]
fn a_long_line_of_an_example_is_still_the_same_yaml() {
    let line = "  - {id: R1, service: app, result: pass, by: ana}";
    let parts = broken(line, 30);
    assert_eq!(
        parts,
        ["  - {id: R1, service: app,", "      result: pass, by: ana}"]
    );
    assert_eq!(broken(line, line.len()), [line]);
    assert_eq!(
        broken("no: comma in a line that is too long", 10),
        ["no: comma in a line that is too long"]
    );
}
