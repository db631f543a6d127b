//! The register of findings, from reports on disk to the screen.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::reports::{sarif, trivy, vex};

/// A project with one service and the files given.
pub fn project(security: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("there is room for a folder");
    let manifest = format!(
        "readyctl: 1\ncompany: {{name: Fernbank Ltd, size: 9}}\nstage: {{target: production, status: live}}\n\
         people:\n  ana: {{roles: [cto]}}\n  ben: {{roles: [ceo]}}\n  dee: {{roles: [engineer]}}\n\
         services:\n  shop: {{owner: ana, exposure: internal, data: none}}\n  jobs: {{owner: ana, exposure: internal, data: none}}\n\
         security:\n{security}"
    );
    write(&folder, "readiness.yaml", &manifest);
    for (name, text) in files {
        write(&folder, name, text);
    }
    folder
}

pub fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a file lies in a folder"))
        .expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args(arguments)
        .args(["--as-of", "2026-11-12"])
        .current_dir(folder)
        .env("COLUMNS", "120")
        .output()
        .expect("the program runs");
    Ran {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).expect("the program prints UTF-8"),
        err: String::from_utf8(output.stderr).expect("the program prints UTF-8"),
    }
}

pub fn listed(folder: &TempDir, filters: &[&str]) -> Value {
    let mut arguments = vec!["findings", "list", "--format", "json"];
    arguments.extend(filters);
    let ran = run(folder.path(), &arguments);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).expect("the list is JSON")
}

/// The findings of a gate: outcome, clause and message.
pub fn judged(folder: &TempDir, gate: &str) -> Vec<(String, String, String)> {
    let ran = run(
        folder.path(),
        &["check", "--gate", gate, "--format", "json"],
    );
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let findings = report["gates"][0]["findings"]
        .as_array()
        .expect("a list")
        .clone();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    findings
        .iter()
        .map(|finding| {
            assert!(!finding["location"].is_null());
            (
                text(finding, "outcome"),
                text(finding, "clause"),
                text(finding, "message"),
            )
        })
        .collect()
}

const TRIVY: &str = "  sources: [{kind: trivy, path: scans/*.json, service: shop}]\n";
const LEFT: &str = "CVE-2026-90001";

#[test]
fn a_reported_finding_that_nobody_owns_is_judged_where_its_source_is_named() {
    let folder = project(
        TRIVY,
        &[("scans/image.json", &trivy(&[(LEFT, "left", "HIGH")]))],
    );
    let list = listed(&folder, &[]);
    assert_eq!(list["summary"]["findings"], 1);
    let finding = &list["findings"][0];
    assert_eq!(finding["id"], "CVE-2026-90001@shop");
    assert_eq!(
        (&finding["severity"], &finding["owner"]),
        (&"high".into(), &Value::Null)
    );
    let found = judged(&folder, "findings_owned_and_dated");
    let [(outcome, clause, message)] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(
        (outcome.as_str(), clause.as_str()),
        ("fail", "field_missing")
    );
    assert!(
        message.contains("`owner`, `due`; reported in `scans/image.json`"),
        "{message}"
    );
}

#[test]
fn one_weakness_under_several_names_and_in_many_places_is_one_finding() {
    let security = "  sources:\n    - {kind: trivy, path: a.json, service: shop}\n    - {kind: trivy, path: b.json, service: shop}\n    - {kind: openvex, path: vex.json, service: shop}\n";
    let forty: Vec<String> = (0..40).map(|number| format!("part{number}")).collect();
    let forty: Vec<(&str, &str, &str)> = forty
        .iter()
        .map(|part| (LEFT, part.as_str(), "LOW"))
        .collect();
    let alias = serde_json::json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1", "author": "dee", "version": 1,
        "timestamp": "2026-11-10T08:00:00Z",
        "statements": [{"vulnerability": {"name": LEFT, "aliases": ["GHSA-aaaa-bbbb-cccc"]}, "products": [{"@id": "elsewhere"}], "status": "affected"}],
    });
    let folder = project(
        security,
        &[
            ("a.json", &trivy(&forty)),
            (
                "b.json",
                &trivy(&[("GHSA-aaaa-bbbb-cccc", "part0", "CRITICAL")]),
            ),
            ("vex.json", &alias.to_string()),
        ],
    );
    let list = listed(&folder, &[]);
    assert_eq!(list["summary"]["findings"], 1, "{list}");
    let finding = &list["findings"][0];
    assert_eq!(finding["id"], "CVE-2026-90001@shop");
    assert_eq!(
        finding["severity"], "critical",
        "the worst that a scanner says counts"
    );
    let sightings = finding["sightings"].as_array().expect("a list");
    let places: usize = sightings
        .iter()
        .map(|sighting| sighting["places"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!(places, 41);
}

#[test]
fn the_ledger_keeps_the_first_day_and_knows_what_is_gone() {
    let report = trivy(&[(LEFT, "left", "HIGH")]);
    let folder = project(TRIVY, &[("scans/image.json", &report)]);
    assert!(
        judged(&folder, "findings_within_sla")
            .iter()
            .any(|(_, clause, _)| clause == "not_recorded")
    );
    let ran = run(folder.path(), &["findings", "record"]);
    assert_eq!(
        ran.out, "findings.ledger: 1 finding, of these 1 new and 0 back again; 0 newly gone\n",
        "{}",
        ran.err
    );
    let ledger =
        || fs::read_to_string(folder.path().join("findings.ledger")).expect("there is a ledger");
    // The report is of the 11th, the day judged the 12th.
    assert!(
        ledger().ends_with("CVE-2026-90001@shop\t2026-11-11\t2026-11-12\t-\ttrivy\n"),
        "{}",
        ledger()
    );
    assert!(
        !judged(&folder, "findings_within_sla")
            .iter()
            .any(|(_, clause, _)| clause == "not_recorded")
    );

    // 30 days before the 12th of November is the 13th of October: on its last day it is not late, a day earlier it is.
    write(
        &folder,
        "findings.ledger",
        "CVE-2026-90001@shop\t2026-10-13\t2026-11-11\t2026-11-12\n",
    );
    assert!(
        !judged(&folder, "findings_within_sla")
            .iter()
            .any(|(_, clause, _)| clause == "overdue")
    );
    write(
        &folder,
        "findings.ledger",
        "CVE-2026-90001@shop\t2026-10-12\t2026-11-11\t2026-11-12\n",
    );
    let late = judged(&folder, "findings_within_sla");
    assert!(
        late.iter()
            .any(|(_, clause, message)| clause == "overdue" && message.contains("31 days")),
        "{late:?}"
    );

    write(
        &folder,
        "scans/image.json",
        &trivy(&[("CVE-2026-90002", "right", "LOW")]),
    );
    run(folder.path(), &["findings", "record"]);
    let text = ledger();
    assert!(
        text.contains("CVE-2026-90001@shop\t2026-10-12\t2026-11-11\t2026-11-12\t-\n"),
        "{text}"
    );
    let gone = listed(&folder, &["--state", "gone"]);
    assert_eq!(gone["findings"][0]["id"], "CVE-2026-90001@shop");
}

#[test]
fn a_rule_decides_only_in_every_place_and_says_so_where_it_cannot() {
    let security = format!(
        "{TRIVY}  triage:\n    - {{package: left, owner: dee, due: 2026-11-20, false_positive: {{by: ana, reason: the part is never called from outside, date: 2026-11-01}}}}\n    - {{id: CVE-2020-1, owner: ben}}\n"
    );
    let both = trivy(&[(LEFT, "left", "HIGH"), (LEFT, "right", "HIGH")]);
    let folder = project(&security, &[("scans/image.json", &both)]);
    let list = listed(&folder, &[]);
    assert_eq!(
        list["findings"][0]["state"], "open",
        "the part `right` has it too"
    );
    assert_eq!(list["findings"][0]["owner"], "dee");
    let told = judged(&folder, "findings_disposition_proven");
    let told: Vec<&str> = told
        .iter()
        .map(|(_, _, message)| message.as_str())
        .collect();
    assert!(
        told.iter()
            .any(|message| message.contains("does not close")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|message| message.contains("`CVE-2020-1` matches no finding")),
        "{told:?}"
    );
    write(
        &folder,
        "scans/image.json",
        &trivy(&[(LEFT, "left", "HIGH")]),
    );
    assert_eq!(
        listed(&folder, &["--state", "false_positive"])["summary"]["findings"],
        1
    );
}

#[test]
fn a_statement_closes_what_it_names_and_nothing_else() {
    let security = "  sources:\n    - {kind: trivy, path: scans/image.json, service: shop}\n    - {kind: openvex, path: vex.json, service: shop}\n";
    let report = trivy(&[(LEFT, "left", "HIGH"), ("CVE-2026-90002", "left", "HIGH")]);
    let named = vex(LEFT, "pkg:npm/left@1.0.0", "not_affected");
    let folder = project(
        security,
        &[("scans/image.json", &report), ("vex.json", &named)],
    );
    let open = listed(&folder, &[]);
    assert_eq!(open["summary"]["findings"], 1);
    assert_eq!(open["findings"][0]["id"], "CVE-2026-90002@shop");
    assert_eq!(
        listed(&folder, &["--state", "not_affected"])["findings"][0]["id"],
        "CVE-2026-90001@shop"
    );

    write(
        &folder,
        "vex.json",
        &vex(LEFT, "pkg:npm/left@2.0.0", "not_affected"),
    );
    assert_eq!(listed(&folder, &[])["summary"]["findings"], 2);
    let told = judged(&folder, "findings_disposition_proven");
    assert!(
        told.iter().any(|(outcome, clause, message)| {
            outcome == "warn"
                && clause == "matches_nothing"
                && message.contains("1 of 1 statements in `vex.json`")
        }),
        "{told:?}"
    );
}

#[test]
fn what_somebody_wrote_down_and_a_scanner_reports_is_one_finding() {
    let security = format!(
        "{TRIVY}  findings:\n    - {{id: F1, ext_id: {LEFT}, severity: high, service: shop, opened: 2026-11-01, owner: dee, status: fixed, retest: {{date: 2026-11-05, by: Redfern Security, result: pass}}, fix: {{by: dee}}}}\n"
    );
    let folder = project(
        &security,
        &[("scans/image.json", &trivy(&[(LEFT, "left", "HIGH")]))],
    );
    assert_eq!(
        listed(&folder, &["--state", "open", "--state", "fixed"])["summary"]["findings"],
        1
    );
    let told = judged(&folder, "findings_disposition_proven");
    assert!(
        told.iter().any(|(outcome, clause, message)| {
            outcome == "fail"
                && clause == "still_reported"
                && message.contains("`scans/image.json` still reports it")
        }),
        "{told:?}"
    );
}

#[test]
fn an_acceptance_may_name_a_key_and_one_of_what_is_gone_does_no_harm() {
    let acceptance = "acceptances:\n  - {id: A1, covers: [GHSA-aaaa-bbbb-cccc@shop, CVE-2026-90009@shop], by: ben, role: ceo, date: 2026-11-01, review_by: 2026-11-20, reason: the part is taken out with the next release}\nauthority: {risk: {low: [cto], medium: [cto], high: [ceo], critical: [ceo]}}\n";
    let security =
        format!("{TRIVY}  triage: [{{id: GHSA-aaaa-bbbb-cccc, owner: dee}}]\n{acceptance}");
    let folder = project(
        &security,
        &[(
            "scans/image.json",
            &trivy(&[("GHSA-aaaa-bbbb-cccc", "left", "HIGH")]),
        )],
    );
    assert_eq!(
        listed(&folder, &["--state", "accepted"])["summary"]["findings"],
        1
    );
    let told = judged(&folder, "acceptances_authorised");
    let [(outcome, clause, message)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(
        (outcome.as_str(), clause.as_str()),
        ("warn", "covers_unreported")
    );
    assert!(message.contains("CVE-2026-90009@shop"), "{message}");
    assert!(judged(&folder, "findings_disposition_proven").is_empty());
}

#[test]
fn ownership_by_path_comes_from_the_codeowners_file() {
    let security = "  sources: [{kind: sarif, path: code.sarif, service: shop, producer: codeql}]\n  codeowners: {file: .github/CODEOWNERS, people: {\"@fernbank/web\": dee}}\n";
    let report = sarif(&[
        ("js/xss", "src/web/page.js", 7, "text goes into the page"),
        ("js/xss", "src/api.js", 9, "text goes into the page"),
    ]);
    let folder = project(
        security,
        &[
            ("code.sarif", &report),
            (".github/CODEOWNERS", "/src/web/ @fernbank/web\n"),
        ],
    );
    let list = listed(&folder, &[]);
    assert_eq!(
        (&list["summary"]["findings"], &list["summary"]["unowned"]),
        (&2.into(), &1.into()),
        "{list}"
    );
    let moved = sarif(&[
        ("js/xss", "src/web/page.js", 70, "text goes into the page"),
        ("js/xss", "src/api.js", 1, "text goes into the page"),
    ]);
    let ids = |list: &Value| -> Vec<String> {
        let findings = list["findings"].as_array().expect("a list");
        findings
            .iter()
            .map(|finding| finding["id"].to_string())
            .collect()
    };
    write(&folder, "code.sarif", &moved);
    assert_eq!(
        ids(&list),
        ids(&listed(&folder, &[])),
        "lines that move change no key"
    );
    let owned = list["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|finding| finding["owner"] == "dee");
    let id = owned.expect("one is owned")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let explained = run(folder.path(), &["findings", "explain", &id]);
    assert!(
        explained.out.contains(".github/CODEOWNERS:1"),
        "{}",
        explained.out
    );
}

#[test]
fn whatever_cannot_be_read_is_told_at_once_and_nothing_is_judged() {
    let security = "  sources:\n    - {kind: trivy, path: missing.json, service: shop}\n    - {kind: trivy, path: empty.json, service: shop}\n    - {kind: sarif, path: other.sarif, service: shop, producer: semgrep}\n    - {kind: sarif, path: ../out.sarif, service: shop}\n    - {kind: sarif, path: cut.sarif, service: shop}\n";
    let whole = sarif(&[("js/xss", "src/api.js", 9, "text")]);
    let folder = project(
        security,
        &[
            ("empty.json", ""),
            ("other.sarif", &whole),
            ("cut.sarif", &whole[..whole.len() - 20]),
            ("findings.ledger", "nonsense\n"),
        ],
    );
    let ran = run(folder.path(), &["check"]);
    assert_eq!(ran.status, Some(2));
    for piece in [
        "missing.json",
        "empty.json",
        "`CodeQL`",
        "leads out of the project",
        "cut.sarif",
        "findings.ledger",
    ] {
        assert!(ran.err.contains(piece), "{piece}: {}", ran.err);
    }
}

#[test]
fn four_thousand_findings_that_nobody_owns_read_in_ten_lines() {
    let ids: Vec<String> = (0..4000)
        .map(|number| format!("CVE-2026-{}", 10_000 + number))
        .collect();
    let severity = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];
    let all: Vec<(&str, &str, &str)> = ids
        .iter()
        .enumerate()
        .map(|(number, id)| (id.as_str(), "part", severity[number % 4]))
        .collect();
    let folder = project(TRIVY, &[("scans/image.json", &trivy(&all))]);
    let ran = run(
        folder.path(),
        &["check", "--area", "security", "--format", "json"],
    );
    let report: Value = serde_json::from_str(&ran.out).expect("the report is JSON");
    let rows: Vec<&Value> = report["unowned"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|row| row["kind"] == "finding")
        .collect();
    let counts: Vec<(&str, u64)> = rows
        .iter()
        .map(|row| {
            (
                row["severity"].as_str().unwrap_or_default(),
                row["count"].as_u64().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            ("critical", 1000),
            ("high", 1000),
            ("medium", 1000),
            ("low", 1000)
        ]
    );
    assert_eq!(report["summary"]["unowned"], 4000);
    let screen = run(folder.path(), &["check", "--area", "security"]).out;
    assert!(
        screen.contains("Unowned: 4,000 things have no living owner"),
        "{screen}"
    );
    assert!(screen.contains("1,000 critical findings"), "{screen}");
}
