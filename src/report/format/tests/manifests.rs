//! Whole manifests through every format.

use std::path::Path;

use super::said::{Said, json, json_lines, sheet};
use super::*;
use crate::commands::{Check, Checked, Enforcement, PolicyChoice};

/// A manifest that was judged on the day on which everything is judged here.
pub(super) struct Judged(Checked);

impl Judged {
    pub(super) fn rendered(&self, format: Format) -> String {
        let options = Options {
            width: 160,
            colour: false,
            show: Show::All,
            exit_status: self.0.status,
            excerpt: &|location| self.0.loaded.sources.excerpt(location),
            typed: crate::report::format::Typed::default(),
        };
        rendered(format, &self.0.report, &options)
    }
}

fn judged(path: &str, gates: &[&str], strictness: Strictness) -> Judged {
    let check = Check {
        path: Some(path.into()),
        as_of: crate::report::fixture::day(2026, 11, 12),
        stage: None,
        areas: Vec::new(),
        gates: gates.iter().map(|&gate| gate.to_owned()).collect(),
        policy: PolicyChoice::Nearest,
        format: Format::Table,
        outputs: Vec::new(),
        show: Show::All,
        strictness,
        enforcement: Enforcement::On,
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Judged(
        check
            .run(here)
            .unwrap_or_else(|problems| panic!("{path}: {problems:?}")),
    )
}

/// Every example, each also asked strictly.
pub(super) fn examples() -> Vec<Judged> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("readiness.yaml").is_file())
        .map(|entry| format!("examples/{}", entry.file_name().to_string_lossy()))
        .collect();
    names.sort();
    assert!(names.len() >= 3, "{names:?}");
    names
        .iter()
        .flat_map(|name| {
            [Strictness::Normal, Strictness::Strict].map(|strictness| judged(name, &[], strictness))
        })
        .collect()
}

#[test]
fn every_format_says_the_same_of_every_example() {
    for example in examples() {
        let report = &example.0.report;
        let counts = report.counts();
        let outcomes = Outcome::ALL.map(|outcome| counts.of(outcome) as u64);
        let findings = report
            .gates
            .iter()
            .map(|result| result.findings.len())
            .sum();
        for format in Format::ALL {
            let said = Said::by(format, &example.rendered(format));
            let exit_code = example.0.status.code();
            said.agrees(format, report.verdict().word(), exit_code, outcomes);
            assert_eq!(said.findings.unwrap_or(findings), findings, "{format}");
        }
    }
}

#[test]
fn the_line_of_every_finding_is_at_hand() {
    for example in examples() {
        let findings = example
            .0
            .report
            .gates
            .iter()
            .flat_map(|result| &result.findings);
        let locations = findings.flat_map(|finding| {
            let related = finding.related.iter().map(|related| &related.location);
            std::iter::once(&finding.location).chain(related)
        });
        // What is handed out is searched too, and its text is not the manifest's.
        let files = &example.0.report.manifest.files;
        for location in
            locations.filter(|location| files.iter().any(|file| **file == *location.file))
        {
            assert!(
                example.0.loaded.sources.excerpt(location).is_some(),
                "{location:?}"
            );
        }
    }
}

/// Line 10 promises 4h at column 32, line 13 says that it took 4h1min at column 105.
fn too_slow() -> Judged {
    judged(
        "tests/gates/resilience/promised_rto_proven/fail_too_slow.yaml",
        &["promised_rto_proven"],
        Strictness::Normal,
    )
}

/// The first 16 bytes of the SHA-256 of gate, clause, subject and the ids compared, each with a zero byte after it:
/// `printf 'resilience/promised_rto_proven\0too_slow\0app\0P1\0R1\0' | sha256sum`.
const FINGERPRINT: &str = "5ee600960a22ade1b32addf4f7bc8df7";
const FILE: &str = "tests/gates/resilience/promised_rto_proven/fail_too_slow.yaml";
const GATE: &str = "resilience/promised_rto_proven";

#[test]
fn sarif_points_where_the_promise_and_the_measurement_stand() {
    let json = json(&too_slow().rendered(Format::Sarif));
    let run = &json["runs"][0];
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    assert_eq!(run["results"].as_array().unwrap().len(), 1);
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], GATE);
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], GATE);
    assert_eq!(result["level"], "error");
    let place = |location: &serde_json::Value| {
        let physical = &location["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], FILE);
        let region = &physical["region"];
        (region["startLine"].as_u64(), region["startColumn"].as_u64())
    };
    assert_eq!(place(&result["locations"][0]), (Some(10), Some(32)));
    assert_eq!(place(&result["relatedLocations"][0]), (Some(13), Some(105)));
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    assert_eq!(
        result["message"]["text"],
        "promise `P1` says 4h, the newest recovery `R1` took 4h1min\n\
         To pass: speed up the recovery and test again, or promise 5h15min\n\
         [4h1min measured here](1)"
    );
    let fingerprints = &result["partialFingerprints"];
    assert_eq!(fingerprints["readyctlFinding/v1"], FINGERPRINT);
    assert_eq!(fingerprints["primaryLocationLineHash"], FINGERPRINT);
    assert_eq!(result["suppressions"], serde_json::json!([]));
}

#[test]
fn gitlab_points_at_the_promise() {
    assert_eq!(
        json(&too_slow().rendered(Format::Gitlab)),
        serde_json::json!([{
            "description": "promise `P1` says 4h, the newest recovery `R1` took 4h1min; \
                            to pass: speed up the recovery and test again, or promise 5h15min",
            "check_name": GATE,
            "fingerprint": FINGERPRINT,
            "severity": "blocker",
            "location": {"path": FILE, "lines": {"begin": 10}}
        }])
    );
}

#[test]
fn github_annotates_the_promise() {
    let text = too_slow().rendered(Format::Github);
    let first = text.lines().next().unwrap();
    let command = format!(
        "::error file={FILE},line=10,col=32,title={GATE}%2C blocker::promise `P1` says 4h, the newest recovery `R1` took \
         4h1min%0A4h1min measured here: {FILE}:13%0Ato pass: speed up the recovery and test again, or promise 5h15min"
    );
    assert!(first.starts_with(&command), "{first}");
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn rows_carry_the_run_and_the_finding() {
    let judged = too_slow();
    let row = &json_lines(&judged.rendered(Format::Jsonl))[0];
    let expected = serde_json::json!({
        "day": "2026-11-12", "stage": "production", "narrowed": true, "verdict": "selected_not_met", "exit_code": 1,
        "gates": 1, "fail": 1, "pass": 0,
        "gate": GATE, "area": "resilience", "gate_outcome": "fail", "blocking": true, "severity": "blocker",
        "outcome": "fail", "clause": "too_slow", "subject": "app", "file": FILE, "line": 10, "column": 32,
        "path": "promises[0].value", "exact": true, "fingerprint": FINGERPRINT,
    });
    for (column, value) in expected.as_object().unwrap() {
        assert_eq!(&row[column], value, "{column}");
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        assert_eq!(
            sheet(&judged.rendered(Format::Csv))[0][column],
            text,
            "{column}"
        );
    }
    assert_eq!(
        row["digest"].as_str().unwrap(),
        format!("sha256:{}", judged.0.report.manifest.digest)
    );
}

#[test]
fn junit_fails_the_test_of_the_gate() {
    let written = too_slow().rendered(Format::Junit);
    let document = roxmltree::Document::parse(&written).unwrap();
    let test = document
        .descendants()
        .find(|node| node.has_tag_name("testcase"))
        .unwrap();
    assert_eq!(test.attribute("classname"), Some("readyctl.resilience"));
    assert_eq!(test.attribute("name"), Some("promised_rto_proven"));
    let failure = test
        .children()
        .find(|node| node.has_tag_name("failure"))
        .unwrap();
    assert_eq!(failure.attribute("type"), Some("fail, blocker, blocks"));
    let lines: Vec<&str> = failure.text().unwrap().lines().collect();
    assert_eq!(lines[1], format!("  at {FILE}:10, promises[0].value"));
    assert_eq!(lines[2], format!("  4h1min measured here at {FILE}:13"));
    assert!(lines.last().unwrap().ends_with(FINGERPRINT));
}

#[test]
fn full_underlines_the_promise_and_the_measurement() {
    let text = too_slow().rendered(Format::Full);
    insta::assert_snapshot!(text);
}

/// Viewers take two findings with one fingerprint for the same.
#[test]
fn no_two_findings_of_an_example_have_one_fingerprint() {
    for example in examples() {
        let findings = example
            .0
            .report
            .gates
            .iter()
            .flat_map(|result| &result.findings);
        let mut fingerprints: Vec<&str> = findings
            .map(|finding| finding.fingerprint.as_str())
            .collect();
        fingerprints.sort_unstable();
        assert!(
            fingerprints.is_sorted_by(|one, other| one < other),
            "{fingerprints:?}"
        );
    }
}
