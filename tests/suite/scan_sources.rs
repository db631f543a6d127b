//! What the manifest says of a source, what its reports do not show, and what two branches record of it.

use std::fs;

use serde_json::Value;

use super::findings::{judged, listed, project, run, write};
use super::reports::trivy;

const ENVIRONMENTS: &str = "environments:\n  live: {kind: production, built_from: code, region: GB, data: real}\n  trial: {kind: staging, built_from: code, region: GB, data: synthetic}\n";

fn ids(list: &Value) -> Vec<&str> {
    let findings = list["findings"].as_array().expect("a list");
    findings
        .iter()
        .map(|finding| finding["id"].as_str().expect("an id"))
        .collect()
}

#[test]
fn a_finding_carries_the_environments_it_is_seen_in_and_is_judged_in_each() {
    let security = format!(
        "  sources:\n    - {{kind: trivy, path: live.json, service: shop, environment: live}}\n    - {{kind: trivy, path: trial.json, service: shop, environment: trial}}\n    - {{kind: trivy, path: any.json, service: shop}}\n{ENVIRONMENTS}"
    );
    let folder = project(
        &security,
        &[
            (
                "live.json",
                &trivy(&[
                    ("CVE-2026-90001", "left", "HIGH"),
                    ("CVE-2026-90002", "left", "LOW"),
                ]),
            ),
            (
                "trial.json",
                &trivy(&[
                    ("CVE-2026-90002", "left", "LOW"),
                    ("CVE-2026-90003", "left", "HIGH"),
                ]),
            ),
            ("any.json", &trivy(&[("CVE-2026-90004", "left", "HIGH")])),
        ],
    );
    let all = listed(&folder, &[]);
    let environments: Vec<&Value> = all["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| &finding["environments"])
        .collect();
    // Worst first, then by key: 1, 3 and 4 are high, 2 is low.
    assert_eq!(
        ids(&all),
        [
            "CVE-2026-90001@shop",
            "CVE-2026-90003@shop",
            "CVE-2026-90004@shop",
            "CVE-2026-90002@shop"
        ]
    );
    assert_eq!(
        environments.into_iter().cloned().collect::<Value>(),
        serde_json::json!([["live"], ["trial"], [], ["live", "trial"]])
    );
    assert_eq!(
        ids(&listed(&folder, &["--environment", "trial"])),
        [
            "CVE-2026-90003@shop",
            "CVE-2026-90004@shop",
            "CVE-2026-90002@shop"
        ]
    );
    let explained = run(
        folder.path(),
        &["findings", "explain", "CVE-2026-90002@shop"],
    );
    assert!(
        explained.out.contains("trial.json in trial: open"),
        "{}",
        explained.out
    );
    // What is seen in a trial alone has no owner either, and is not judged less for being there.
    let told = judged(&folder, "findings_owned_and_dated");
    assert!(
        told.iter().any(|(outcome, clause, message)| {
            outcome == "fail" && clause == "field_missing" && message.contains("`trial.json`")
        }),
        "{told:?}"
    );
}

#[test]
fn a_report_that_shows_no_scan_closes_nothing_and_is_no_clean_scan() {
    let folder = project(
        "  sources: [{kind: trivy, path: scan.json, service: shop}]\nsupply_chain: {components: [{name: node, kind: runtime, version: \"24\", eol: 2028-04-30}]}\n",
        &[("scan.json", &trivy(&[("CVE-2026-90001", "left", "HIGH")]))],
    );
    run(folder.path(), &["findings", "record"]);
    let ledger =
        || fs::read_to_string(folder.path().join("findings.ledger")).expect("there is a ledger");
    let before = ledger();
    write(
        &folder,
        "scan.json",
        r#"{"SchemaVersion": 2, "CreatedAt": "2026-11-12T04:00:00Z", "ArtifactName": "shop", "Results": null}"#,
    );
    let recorded = run(folder.path(), &["findings", "record"]);
    assert_eq!(ledger(), before, "of what was not looked at nobody knows");
    let told = "`scan.json` counts as no clean scan: the report names no target";
    assert!(recorded.err.contains(told), "{}", recorded.err);
    assert!(
        listed(&folder, &[])["reports"][0]["doubt"]
            .as_str()
            .is_some_and(|doubt| doubt.starts_with("the report names no target"))
    );
    let told = judged(&folder, "dependencies_scanned_and_supported");
    assert!(
        told.iter().any(|(outcome, _, message)| {
            outcome == "unknown" && message.starts_with("`scan.json` shows no scan of `shop`")
        }),
        "{told:?}"
    );
}

/// The gates that judge findings.
const OVER_FINDINGS: [&str; 4] = [
    "findings_owned_and_dated",
    "findings_within_sla",
    "findings_disposition_proven",
    "findings_reconciled",
];

/// What each gate over findings says that nobody told, by message.
fn untold(folder: &tempfile::TempDir) -> Vec<Vec<String>> {
    let of_gate = |gate| {
        let told = judged(folder, gate).into_iter();
        let untold = told.filter(|(outcome, ..)| outcome == "unknown");
        untold.map(|(_, _, message)| message).collect()
    };
    OVER_FINDINGS.into_iter().map(of_gate).collect()
}

/// A report of Semgrep with one finding for each file, and the files it says to have scanned.
fn semgrep(found_in: &[&str], scanned: Option<&[&str]>) -> String {
    let results: Vec<Value> = found_in
        .iter()
        .map(|path| {
            serde_json::json!({
                "check_id": "js.xss", "path": path, "start": {"line": 7}, "end": {"line": 7},
                "extra": {"message": "text goes into the page", "severity": "HIGH", "lines": "show(text)"},
            })
        })
        .collect();
    let paths = scanned.map_or_else(
        || serde_json::json!({}),
        |scanned| serde_json::json!({"scanned": scanned}),
    );
    serde_json::json!({"version": "1.99.0", "results": results, "errors": [], "paths": paths})
        .to_string()
}

#[test]
fn what_was_found_yesterday_is_not_gone_because_a_report_shows_no_scan() {
    let scanned: Option<&[&str]> = Some(&["page.js", "cart.js", "mail.js", "user.js"]);
    let found = ["page.js", "cart.js", "mail.js", "user.js"];
    let folder = project(
        "  tests: []\n  sources: [{kind: semgrep, path: code.json, service: shop, owner: dee}]\n",
        &[("code.json", &semgrep(&found, scanned))],
    );
    run(folder.path(), &["findings", "record"]);
    assert_eq!(untold(&folder), vec![Vec::<String>::new(); 4]);
    let ledger =
        || fs::read_to_string(folder.path().join("findings.ledger")).expect("there is a ledger");
    let before = ledger();
    let first = before.lines().nth(1).expect("four findings are recorded");
    let first = first.split('\t').next().expect("a line begins with a key");

    write(&folder, "code.json", &semgrep(&[], None));
    for (gate, told) in OVER_FINDINGS.iter().zip(untold(&folder)) {
        let [message] = &told[..] else {
            panic!("{gate}: {told:?}");
        };
        let wanted = format!("the ledger knows 4 findings (`{first}` since 2026-11-12, ");
        assert!(
            message.starts_with("`code.json` does not show what is found in `shop`: ")
                && message.contains(&wanted)
                && message.contains(" and 1 more), and no report shows what became of that"),
            "{gate}: {message}"
        );
    }
    let screen = run(folder.path(), &["check"]).out;
    let words: Vec<&str> = screen.split_whitespace().collect();
    let words = words.join(" ");
    for told in [
        "Written, and still not clear: 4 gates wait for more",
        "`code.json` does not show what is found in `shop`: ",
        "For the same reason as `security/findings_disposition_proven`: `security/findings_owned_and_dated`",
    ] {
        assert!(words.contains(told), "{screen}");
    }
    run(folder.path(), &["findings", "record"]);
    assert_eq!(ledger(), before, "of what was not looked at nobody knows");
    let list = listed(&folder, &[]);
    assert_eq!(list["summary"]["findings"], 4, "{list}");
    assert_eq!(list["findings"][0]["state"], "unseen");
    let explained = run(folder.path(), &["findings", "explain", first]).out;
    assert!(
        explained.contains("no report tells whether it is still there"),
        "{explained}"
    );

    // A scan that shows what it looked at: what is no longer in it is gone, recorded or not.
    write(&folder, "code.json", &semgrep(&[], scanned));
    assert_eq!(untold(&folder), vec![Vec::<String>::new(); 4]);
    assert_eq!(listed(&folder, &[])["summary"]["findings"], 0);

    // Nothing is known any more, and the report is in doubt: one gate says so.
    fs::remove_file(folder.path().join("findings.ledger")).expect("there is a ledger");
    write(&folder, "code.json", &semgrep(&[], None));
    let told = untold(&folder);
    assert_eq!(told.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 0, 0]);
    assert!(!told[0][0].contains("ledger"), "{told:?}");
}

#[test]
fn what_another_report_shows_or_was_gone_before_is_not_missed() {
    let found = trivy(&[("CVE-2026-90001", "left", "HIGH")]);
    let folder = project(
        "  tests: []\n  sources: [{kind: trivy, path: scan.json, service: shop}, {kind: semgrep, path: code.json, service: shop}]\n",
        &[
            ("scan.json", &found),
            ("code.json", &semgrep(&[], None)),
            (
                "findings.ledger",
                "CVE-2026-90001@shop\t2026-11-01\t2026-11-11\t-\njs.xss~1@shop\t2026-11-02\t2026-11-11\t-\njs.key~2@shop\t2026-11-02\t2026-11-08\t2026-11-09\n",
            ),
        ],
    );
    // Of three in the ledger one is shown and one was gone before.
    for (gate, told) in OVER_FINDINGS.iter().zip(untold(&folder)) {
        let told: Vec<&String> = told.iter().filter(|told| told.contains("ledger")).collect();
        let [message] = &told[..] else {
            panic!("{gate}: {told:?}");
        };
        assert!(
            message.contains("the ledger knows 1 finding (`js.xss~1@shop` since 2026-11-02), and"),
            "{gate}: {message}"
        );
    }
}

#[test]
fn what_a_source_showed_is_not_gone_because_the_source_is_taken_out() {
    let found = trivy(&[("CVE-2026-90001", "left", "HIGH")]);
    let both = "  tests: []\n  sources: [{kind: trivy, path: shop.json, service: shop}, {kind: trivy, path: jobs.json, service: jobs}]\n";
    let folder = project(both, &[("shop.json", &found), ("jobs.json", &found)]);
    run(folder.path(), &["findings", "record"]);
    let manifest = fs::read_to_string(folder.path().join("readiness.yaml")).expect("it is there");
    let without = manifest.replace("{kind: trivy, path: shop.json, service: shop}, ", "");
    // Tests that ran tell of no finding.
    let tests_alone = manifest.replace(
        "kind: trivy, path: shop.json",
        "kind: junit, path: unit.xml",
    );
    write(
        &folder,
        "unit.xml",
        "<testsuite><testcase name='1'/></testsuite>",
    );
    for manifest in [without, tests_alone] {
        write(&folder, "readiness.yaml", &manifest);
        let recorded = run(folder.path(), &["findings", "record"]);
        assert!(recorded.out.ends_with("0 newly gone\n"), "{}", recorded.out);
        for (gate, told) in OVER_FINDINGS.iter().zip(untold(&folder)) {
            let told: Vec<&String> = told.iter().filter(|told| told.contains("ledger")).collect();
            let [message] = &told[..] else {
                panic!("{gate}: {told:?}");
            };
            // The report is of the 11th.
            assert!(
                message.starts_with("the ledger knows 1 finding (`CVE-2026-90001@shop` since 2026-11-11) of `shop`, and no report"),
                "{gate}: {message}"
            );
        }
    }
}

#[test]
fn what_one_of_two_scanners_showed_is_not_gone_because_the_other_shows_nothing() {
    let scanned = Some(&["src/app.py"][..]);
    let folder = project(
        "  tests: []\n  sources: [{kind: trivy, path: scan.json, service: shop}, {kind: semgrep, path: code.json, service: shop}]\n",
        &[
            ("scan.json", &trivy(&[("CVE-2026-90001", "left", "HIGH")])),
            ("code.json", &semgrep(&[], scanned)),
        ],
    );
    // Seen the day before, so that it can be gone today.
    write(
        &folder,
        "findings.ledger",
        "CVE-2026-90001@shop\t2026-11-01\t2026-11-11\t-\ttrivy\n",
    );
    let manifest = fs::read_to_string(folder.path().join("readiness.yaml")).expect("it is there");
    let without = manifest.replace("{kind: trivy, path: scan.json, service: shop}, ", "");
    write(&folder, "readiness.yaml", &without);
    let recorded = run(folder.path(), &["findings", "record"]);
    assert!(recorded.out.ends_with("0 newly gone\n"), "{}", recorded.out);
    for (gate, told) in OVER_FINDINGS.iter().zip(untold(&folder)) {
        let told: Vec<&String> = told.iter().filter(|told| told.contains("ledger")).collect();
        assert!(
            matches!(&told[..], [message] if message.contains("of `shop`, and no report of that service by `trivy` is named")),
            "{gate}: {told:?}"
        );
    }

    let explained = run(
        folder.path(),
        &["findings", "explain", "CVE-2026-90001@shop"],
    )
    .out;
    assert_eq!(
        explained,
        "CVE-2026-90001@shop: unseen: no report tells whether it is still there; first seen on 2026-11-01, last seen on 2026-11-11 by trivy, says the ledger\n"
    );

    // The scanner that saw it looks again: it is gone.
    write(&folder, "readiness.yaml", &manifest);
    write(&folder, "scan.json", &trivy(&[]));
    assert_eq!(untold(&folder), vec![Vec::<String>::new(); 4]);
    let recorded = run(folder.path(), &["findings", "record"]);
    assert!(recorded.out.ends_with("1 newly gone\n"), "{}", recorded.out);
}

#[test]
fn reports_that_are_evidence_are_told_beside_the_findings() {
    let folder = project(
        "  sources: [{kind: junit, path: unit.xml, service: shop}, {kind: scorecard, path: card.json, service: shop}]\n",
        &[
            (
                "unit.xml",
                "<testsuite name='a' tests='4'><testcase name='1'/><testcase name='2'><failure/></testcase><testcase name='3'><skipped/></testcase><testcase name='4'/></testsuite>",
            ),
            (
                "card.json",
                r#"{"date": "2026-11-10", "repo": {"name": "shop"}, "scorecard": {"version": "v5"}, "checks": [
                    {"name": "Code-Review", "score": 9, "reason": "most"}, {"name": "Fuzzing", "score": 0, "reason": "none"}, {"name": "CI-Tests", "score": -1, "reason": "?"}]}"#,
            ),
        ],
    );
    let list = listed(&folder, &[]);
    assert_eq!(list["summary"]["findings"], 0);
    assert_eq!(
        list["reports"][0]["tests"],
        serde_json::json!({"cases": 4, "passed": 2, "failures": 1, "errors": 0, "skipped": 1, "outside_cases": 0})
    );
    assert_eq!(list["reports"][1]["checks"][2]["outcome"], "inconclusive");
    let screen = run(folder.path(), &["findings"]).out;
    for told in [
        "unit.xml: 4 tests, 2 passed, 1 went wrong, 1 skipped.",
        "card.json: 3 checks, 1 inconclusive, at nothing: Fuzzing.",
    ] {
        assert!(screen.contains(told), "{screen}");
    }
}

#[test]
fn the_ledgers_of_two_branches_join_to_the_first_day_and_the_last() {
    let folder = project(
        "  sources: [{kind: trivy, path: scan.json, service: shop}]\n",
        &[(
            "scan.json",
            &trivy(&[
                ("CVE-2026-90001", "left", "HIGH"),
                ("CVE-2026-90002", "left", "LOW"),
            ]),
        )],
    );
    let head = "# readyctl findings ledger 1: key, first seen, last seen, gone on\n";
    let ours = format!(
        "{head}CVE-2026-90001@shop\t2026-10-20\t2026-11-10\t-\nCVE-2026-90002@shop\t2026-11-02\t2026-11-08\t2026-11-09\nCVE-2026-90003@shop\t2026-10-01\t2026-11-05\t2026-11-10\n"
    );
    let theirs = format!(
        "{head}CVE-2026-90001@shop\t2026-10-14\t2026-11-08\t-\nCVE-2026-90002@shop\t2026-11-01\t2026-11-11\t-\nCVE-2026-90003@shop\t2026-10-03\t2026-11-06\t2026-11-07\n"
    );
    // As `merge=union` leaves them: the lines of the one behind those of the other, or in between.
    let lines: Vec<&str> = ours.lines().collect();
    let others: Vec<&str> = theirs.lines().collect();
    let mixed: Vec<&str> = others
        .iter()
        .zip(&lines)
        .flat_map(|(one, other)| [*one, *other])
        .collect();
    for merged in [
        format!("{ours}{theirs}"),
        format!("{theirs}{ours}"),
        format!("{}\n", mixed.join("\n")),
    ] {
        write(&folder, "findings.ledger", &merged);
        let ran = run(folder.path(), &["findings", "record"]);
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        let ledger =
            fs::read_to_string(folder.path().join("findings.ledger")).expect("there is a ledger");
        let keys: Vec<&str> = ledger.lines().skip(1).collect();
        // The first two are seen on the 12th again. The third was seen last on the 6th, and the first day after that on which a
        // branch missed it is the 7th.
        assert_eq!(
            keys,
            [
                "CVE-2026-90001@shop\t2026-10-14\t2026-11-12\t-\ttrivy",
                "CVE-2026-90002@shop\t2026-11-01\t2026-11-12\t-\ttrivy",
                "CVE-2026-90003@shop\t2026-10-01\t2026-11-06\t2026-11-07\t-",
            ],
            "{merged}"
        );
    }
}
