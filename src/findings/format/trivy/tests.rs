use super::*;
use crate::findings::{Severity, Standing};
use crate::time::Day;

fn read_text(text: &str) -> Result<ScannerReport, Refusal> {
    read(&mut text.as_bytes())
}

fn standings(report: &ScannerReport) -> Vec<&Standing> {
    report
        .findings
        .iter()
        .map(|finding| &finding.standing)
        .collect()
}

#[test]
fn passed_checks_and_modified_findings_keep_their_meaning() {
    let report = read_text(
        r#"{"SchemaVersion": 2, "ArtifactName": "app", "Results": [{"Target": "main.tf",
            "Misconfigurations": [{"ID": "DS-1", "Status": "PASS", "Severity": "HIGH"}, {"ID": "DS-2", "Status": "FAIL", "Severity": "LOW"},
                                  {"ID": "DS-3", "Status": "EXCEPTION", "Severity": "LOW"}],
            "ExperimentalModifiedFindings": [
                {"Type": "vulnerability", "Status": "ignored", "Statement": "not in use", "Finding": {"VulnerabilityID": "CVE-2026-1111", "Severity": "HIGH", "PkgName": "p"}},
                {"Type": "vulnerability", "Status": "not_affected", "Source": "vex.json", "Finding": {"VulnerabilityID": "CVE-2026-2222"}},
                {"Type": "vulnerability", "Status": "fixed", "Finding": {"VulnerabilityID": "CVE-2026-3333"}},
                {"Type": "vulnerability", "Status": "under_investigation", "Finding": {"VulnerabilityID": "CVE-2026-4444"}}]}]}"#,
    )
    .expect("readable");
    assert_eq!(
        standings(&report),
        [
            &Standing::Passed,
            &Standing::Open,
            &Standing::Suppressed(None),
            &Standing::Suppressed(Some("not in use".to_owned())),
            &Standing::NotAffected(Some("vex.json".to_owned())),
            &Standing::Fixed,
            &Standing::Open,
        ]
    );
    assert_eq!(
        report.findings[1].places,
        [Place::File {
            path: "main.tf".to_owned(),
            line: None
        }]
    );
}

#[test]
fn a_fixed_version_that_exists_is_not_installed() {
    let report = read_text(
        r#"{"SchemaVersion": 2, "ArtifactName": "app", "CreatedAt": "2026-11-10T23:30:00-02:00", "Results": [{"Vulnerabilities": [
            {"VulnerabilityID": "CVE-2026-1111", "VendorIDs": ["DSA-1-1", "GHSA-aaaa-bbbb-cccc"], "PkgName": "p", "InstalledVersion": "1",
             "FixedVersion": "1.1, 2.0", "Status": "fixed", "Severity": "UNKNOWN"}], "Target": "app.lock"}]}"#,
    )
    .expect("readable");
    let finding = &report.findings[0];
    assert_eq!(finding.standing, Standing::Open);
    assert_eq!(finding.severity, Severity::Unknown);
    assert_eq!(finding.ids, ["CVE-2026-1111", "GHSA-aaaa-bbbb-cccc"]);
    assert_eq!(finding.fixed_in, ["1.1", "2.0"]);
    assert_eq!(
        finding.places,
        [Place::Package {
            name: "p".to_owned(),
            version: Some("1".to_owned()),
            purl: None,
            found_in: Some("app.lock".to_owned()),
        }]
    );
    assert_eq!(report.made_on, Day::from_ymd(2026, 11, 11));
}

#[test]
fn results_of_a_cluster_stand_under_several_names() {
    for name in [
        "Resources",
        "Findings",
        "Vulnerabilities",
        "Misconfigurations",
    ] {
        let report = read_text(&format!(
            r#"{{"ClusterName": "c", "{name}": [{{"Kind": "Pod", "Name": "web", "Results": [{{"Target": "t", "Vulnerabilities": [{{"VulnerabilityID": "CVE-2026-1111"}}]}}]}}]}}"#
        ))
        .expect("readable");
        assert_eq!(report.findings.len(), 1, "{name}");
    }
}

#[test]
fn what_is_no_whole_report_is_refused() {
    for (text, message) in [
        (
            r#"{"ClusterName": "c", "Resources": [{"Kind": "Pod", "Name": "web", "Error": "no image"}]}"#,
            "the scan of the Pod `web` failed: no image",
        ),
        (
            r#"{"SchemaVersion": 2, "Results": [{"Target": "t", "MisconfSummary": {"Successes": 1, "Failures": 2}}]}"#,
            "counts 2 failures and none is listed",
        ),
        (
            r#"{"SchemaVersion": 3, "Results": []}"#,
            "schema version 3 of Trivy is not known",
        ),
        (r#"{"error": "failed"}"#, "it is none of Trivy"),
        (
            r#"{"SchemaVersion": 2, "Results": [{"Vulnerabilities": [{}]}]}"#,
            "a finding has no id",
        ),
        (r#"{"SchemaVersion": 2, "Results": {}}"#, "expected a list"),
        ("2026-11-12 INFO scanning", "no JSON"),
    ] {
        let found = read_text(text).expect_err(text).message;
        assert!(found.contains(message), "{text}: {found}");
    }
}

#[test]
fn a_report_without_targets_is_in_doubt_and_one_with_a_target_is_not() {
    for text in [
        "null",
        "[]",
        r#"{"SchemaVersion": 2, "ArtifactName": "app"}"#,
        r#"{"SchemaVersion": 2, "Results": null}"#,
        r#"{"SchemaVersion": 2, "Results": []}"#,
        r#"{"ClusterName": "c", "Resources": []}"#,
    ] {
        let report = read_text(text).expect("readable");
        assert_eq!(report.findings.len(), 0, "{text}");
        let doubt = report.doubt.unwrap_or_default();
        assert!(doubt.contains("names no target"), "{text}: {doubt}");
    }
    for text in [
        r#"[{"Target": "a", "Vulnerabilities": null}]"#,
        r#"{"SchemaVersion": 2, "Results": [{"Target": "a"}]}"#,
        r#"{"ClusterName": "c", "Resources": [{"Kind": "Pod", "Name": "p"}]}"#,
    ] {
        let report = read_text(text).expect("readable");
        assert_eq!((report.findings.len(), report.doubt), (0, None), "{text}");
    }
}

#[test]
fn secrets_and_licences_are_classes_of_their_own() {
    let report = read_text(
        r#"{"SchemaVersion": 2, "Results": [{"Target": "a/.env", "Secrets": [{"RuleID": "aws-key", "Title": "AWS key", "Severity": "CRITICAL", "StartLine": 3, "Match": "KEY=****"}]},
            {"Target": "OS Packages", "Licenses": [{"Name": "GPL-3.0", "Category": "restricted", "Severity": "HIGH", "PkgName": "bash"}]}]}"#,
    )
    .expect("readable");
    let [secret, licence] = report.findings.as_slice() else {
        panic!("two findings");
    };
    assert_eq!(
        (secret.class, secret.severity, secret.snippet.as_deref()),
        (Class::Secret, Severity::Critical, Some("KEY=****"))
    );
    assert_eq!(
        secret.places,
        [Place::File {
            path: "a/.env".to_owned(),
            line: Some(3)
        }]
    );
    assert_eq!(
        (licence.class, licence.title.as_str()),
        (Class::Licence, "GPL-3.0 (restricted)")
    );
}
