//! What a verdict rests on beside the outcomes of gates: acceptances, actions, and what the policy makes of a weight.
//!
//! Each case bends `examples/ready`, in which nothing else is wrong, and is judged on 2026-11-12.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::findings::{run, write};

/// A company that is ready, after some edits: each text stands there once.
fn bent(edits: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let ready = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ready");
    for entry in WalkDir::new(&ready) {
        let entry = entry.expect("the example can be read");
        let name = entry.path().strip_prefix(&ready).expect("it lies there");
        if entry.file_type().is_file() {
            let text = fs::read_to_string(entry.path()).expect("the example is text");
            write(&folder, name.to_str().expect("names are text"), &text);
        }
    }
    let manifest = folder.path().join("readiness.yaml");
    let mut text = fs::read_to_string(&manifest).expect("there is a manifest");
    for (from, to) in edits {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replace(from, to);
    }
    fs::write(manifest, text).expect("it can be written");
    folder
}

/// The verdict, and the gates that neither pass nor are left out: name, outcome and weight.
fn judged(folder: &TempDir) -> (String, Vec<String>) {
    let ran = run(folder.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).expect("the report is JSON");
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let gates = report["gates"].as_array().expect("a list").iter();
    let told = gates
        .filter(|gate| {
            let outcome = gate["outcome"].as_str();
            outcome != Some("pass") && outcome != Some("not_applicable")
        })
        .map(|gate| {
            ["gate", "outcome", "severity"]
                .map(|field| word(&gate[field]))
                .join(" ")
        });
    (word(&report["verdict"]), told.collect())
}

const NONE_ACCEPTED: &str = "acceptances: []\n";
const NO_ACTION: &str = "actions: []\ndecisions:\n";
const FINDINGS: &str = "  findings:\n    - {id: F1,";

/// One more finding of the example, which is overdue on the day judged.
fn overdue(id: &str, severity: &str, opened: &str, due: &str, owner: &str) -> String {
    format!(
        "    - {{id: {id}, title: a way in, severity: {severity}, original_severity: {severity}, category: configuration, service: app, opened: {opened}, due: {due}, owner: {owner}, status: open, known_exploited: false}}\n"
    )
}

/// The findings of the example after some more.
fn findings(more: &[&str]) -> String {
    FINDINGS.replace(
        "    - {id: F1,",
        &format!("{}    - {{id: F1,", more.concat()),
    )
}

fn acceptance(covers: &str, by: &str, role: &str, review_by: &str) -> String {
    format!(
        "acceptances: [{{id: A9, covers: [{covers}], by: {by}, role: {role}, date: 2026-11-01, review_by: {review_by}, reason: the way in is closed at the gateway until the release}}]\n"
    )
}

#[test]
fn one_more_open_finding_lifts_no_condition() {
    let accepted = acceptance("F9", "ana", "cto", "2027-01-31");
    // Medium findings have 90 days: from the 20th of July to the 18th of October.
    let medium = overdue("F9", "medium", "2026-07-20", "2026-10-18", "dee");
    let folder = bent(&[
        (NONE_ACCEPTED, &accepted),
        (FINDINGS, &findings(&[&medium])),
    ]);
    let (verdict, _) = judged(&folder);
    assert_eq!(verdict, "conditional");

    // Low findings have 180 days, and weigh little: from the 20th of January to the 19th of July.
    let low = overdue("F8", "low", "2026-01-20", "2026-07-19", "dee");
    let both = findings(&[&medium, &low]);
    let folder = bent(&[(NONE_ACCEPTED, &accepted), (FINDINGS, &both)]);
    let (verdict, told) = judged(&folder);
    assert_eq!(verdict, "conditional", "{told:?}");
    assert!(
        told.contains(&"security/findings_within_sla fail minor".to_owned()),
        "{told:?}"
    );
}

#[test]
fn an_action_does_not_carry_an_untrue_statement() {
    let action = "actions: [{id: C1, gate: assurance/support_access_scoped, from_stage: production, owner: fay, due: 2027-01-15, carried: 0}]\ndecisions:\n";
    // The example promises its customers that they approve each access of support.
    let folder = bent(&[
        (NO_ACTION, action),
        ("approval: customer,", "approval: ticket,"),
    ]);
    let (verdict, told) = judged(&folder);
    assert_eq!(verdict, "not_ready");
    assert_eq!(told, ["assurance/support_access_scoped fail major"]);
}

#[test]
fn who_accepts_a_gate_accepts_no_more_than_they_may() {
    // A critical finding of the one who signs, alone and for 80 days: by its name it would be refused for each of the three.
    let critical = overdue("F9", "critical", "2026-09-20", "2026-09-27", "ben");
    let of_gate = acceptance("security/findings_within_sla", "ben", "ceo", "2027-01-20");
    let folder = bent(&[
        (NONE_ACCEPTED, &of_gate),
        (FINDINGS, &findings(&[&critical])),
    ]);
    let (verdict, told) = judged(&folder);
    assert_eq!(verdict, "not_ready");
    assert!(
        told.contains(&"security/findings_within_sla fail blocker".to_owned()),
        "{told:?}"
    );

    let screen = run(folder.path(), &["check"]).out;
    let words: Vec<&str> = screen.split_whitespace().collect();
    assert!(
        words.join(" ").contains(
            "`A9` accepts the gate and does not reach this: it takes an acceptance by its own name"
        ),
        "{screen}"
    );

    // The gate is of an earlier stage and weighs as a blocker here: a CTO may accept what is medium.
    let documents = (
        "where: shared drive of the company, personal: false,",
        "where: shared drive of the company, personal: true,",
    );
    for (by, role, verdict) in [("ana", "cto", "not_ready"), ("ben", "ceo", "conditional")] {
        // A high risk may be accepted for 90 days: from the 1st of November to the 30th of January.
        let accepted = acceptance("company/documents_held", by, role, "2027-01-30");
        let folder = bent(&[(NONE_ACCEPTED, &accepted), documents]);
        let (found, told) = judged(&folder);
        assert_eq!(found, verdict, "{by}: {told:?}");
    }
}

#[test]
fn what_was_carried_twice_weighs_more_whenever_it_is_due_now() {
    let fails = (
        "exercised: {date: 2026-10-20, by: dee, result: pass, took: 25min,",
        "exercised: {date: 2026-10-20, by: dee, result: fail, took: 25min,",
    );
    let minor = "[severity]\n\"operations/runbooks_exercised\" = \"minor\"\n";
    // 90 days from the 12th of November are the 10th of February.
    for (due, carried, expected) in [
        ("2027-02-10", 1, ("ready", "minor")),
        ("2027-02-10", 2, ("conditional", "major")),
        ("2027-02-11", 2, ("not_ready", "major")),
        ("2027-06-15", 2, ("not_ready", "major")),
    ] {
        let action = format!(
            "actions: [{{id: C1, gate: operations/runbooks_exercised, from_stage: pilot, owner: eli, due: {due}, carried: {carried}}}]\ndecisions:\n"
        );
        let folder = bent(&[(NO_ACTION, &action), fails]);
        write(&folder, "readyctl.toml", minor);
        let (verdict, told) = judged(&folder);
        let gate = format!("operations/runbooks_exercised fail {}", expected.1);
        assert_eq!(
            (verdict.as_str(), told),
            (expected.0, vec![gate]),
            "{due} {carried}"
        );
    }

    // The decisions show it where the action does not say so itself.
    let action = "actions: [{id: C1, gate: operations/runbooks_exercised, from_stage: pilot, owner: eli, due: 2027-02-10, carried: 0}]\ndecisions:\n  - {stage: pilot, outcome: conditional, by: ben, role: ceo, date: 2026-05-01, report_verdict: conditional, actions: [C1]}\n  - {stage: pilot, outcome: conditional, by: ben, role: ceo, date: 2026-06-01, report_verdict: conditional, actions: [C1]}\n";
    let folder = bent(&[(NO_ACTION, action), fails]);
    write(&folder, "readyctl.toml", minor);
    let (verdict, _) = judged(&folder);
    assert_eq!(verdict, "conditional");
}

#[test]
fn a_policy_that_says_what_holds_anyway_makes_nothing_lighter() {
    let nobody = ("recovery_operator: [dee, eli]", "recovery_operator: []");
    let action = "actions: [{id: C1, gate: governance/critical_duties_covered, from_stage: production, owner: gus, due: 2027-01-15, carried: 0}]\ndecisions:\n";
    let folder = bent(&[nobody, (NO_ACTION, action)]);
    let without = judged(&folder);
    assert_eq!(
        without.1,
        ["governance/critical_duties_covered fail blocker"]
    );
    // The gate weighs `major` in the presets, and a duty that nobody holds more than that.
    write(
        &folder,
        "readyctl.toml",
        "[severity]\ncritical_duties_covered = \"major\"\n",
    );
    assert_eq!(judged(&folder), without);
}

#[test]
fn no_action_carries_that_actions_are_overdue() {
    // C1 was due on the first of October.
    let overdue = "actions:\n  - {id: C1, gate: operations/runbooks_exercised, from_stage: pilot, owner: eli, due: 2026-10-01, carried: 1}\n";
    let carries = "  - {id: C2, gate: governance/carried_actions_current, from_stage: pre_production, owner: eli, due: 2027-01-15, carried: 0}\n";
    let wanted = [String::from(
        "governance/carried_actions_current fail major",
    )];
    for actions in [overdue.to_owned(), format!("{overdue}{carries}")] {
        let folder = bent(&[(NO_ACTION, &format!("{actions}decisions:\n"))]);
        assert_eq!(judged(&folder), ("not_ready".to_owned(), wanted.to_vec()));
    }
}
