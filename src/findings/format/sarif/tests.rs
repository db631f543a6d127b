use super::*;
use crate::findings::{Class, Severity, Standing};

fn read_text(text: &str) -> Result<ScannerReport, Refusal> {
    read(&mut text.as_bytes())
}

/// A log of one run of `tool` with these fields.
fn run(fields: &str) -> ScannerReport {
    read_text(&format!(
        r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "T"}}}}, {fields}}}]}}"#
    ))
    .expect("readable")
}

fn severities(report: &ScannerReport) -> Vec<Severity> {
    report
        .findings
        .iter()
        .map(|finding| finding.severity)
        .collect()
}

fn message_of(text: &str) -> String {
    read_text(text).expect_err("refused").message
}

const RULES: &str = r#""tool": {"driver": {"name": "T", "rules": [
    {"id": "A", "properties": {"security-severity": "9.1"}, "defaultConfiguration": {"level": "note"}},
    {"id": "B", "properties": {"security-severity": 3.9}},
    {"id": "C", "properties": {"security-severity": "HIGH"}},
    {"id": "D", "properties": {"security-severity": "urgent"}, "defaultConfiguration": {"level": "error"}},
    {"id": "E"}
]}, "extensions": [{"name": "X", "rules": [{"id": "F", "defaultConfiguration": {"level": "error"}}]}]}"#;

#[test]
fn security_severity_counts_before_the_level_and_a_word_nobody_knows_does_not() {
    let report = read_text(&format!(
        r#"{{"version": "2.1.0", "runs": [{{{RULES}, "results": [
            {{"ruleId": "A", "level": "note"}}, {{"ruleId": "B"}}, {{"ruleId": "C"}}, {{"ruleId": "D"}}, {{"ruleId": "E"}}
        ]}}]}}"#
    ))
    .expect("readable");
    assert_eq!(
        severities(&report),
        [
            Severity::Critical,
            Severity::Low,
            Severity::High,
            Severity::High,
            Severity::Medium
        ]
    );
    assert_eq!(
        report.findings[0].severity_said.as_deref(),
        Some("9.1 (security-severity)")
    );
    assert_eq!(
        report.findings[3].severity_said.as_deref(),
        Some("error (level of the rule)")
    );
    assert_eq!(
        report.findings[4].severity_said.as_deref(),
        Some("warning (level where none is written)")
    );
}

#[test]
fn rules_are_found_by_index_id_hierarchy_and_in_extensions_also_after_the_results() {
    let report = read_text(&format!(
        r#"{{"runs": [{{"results": [
            {{"ruleIndex": 0}},
            {{"rule": {{"index": 0, "toolComponent": {{"index": 0}}}}}},
            {{"ruleId": "F"}},
            {{"ruleId": "F/sub/part"}},
            {{"ruleId": "D", "ruleIndex": 4}},
            {{"ruleId": "D", "ruleIndex": 99}}
        ], {RULES}}}], "version": "2.1.0"}}"#
    ))
    .expect("readable");
    let ids: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.ids[0].as_str())
        .collect();
    assert_eq!(ids, ["A", "F", "F", "F/sub/part", "D", "D"]);
    assert_eq!(
        severities(&report),
        [
            Severity::Critical,
            Severity::High,
            Severity::High,
            Severity::High,
            Severity::High,
            Severity::High
        ]
    );
}

#[test]
fn an_override_of_the_invocation_counts_before_the_level_of_the_rule() {
    let report = read_text(&format!(
        r#"{{"version": "2.1.0", "runs": [{{{RULES}, "invocations": [{{"executionSuccessful": true,
            "ruleConfigurationOverrides": [{{"descriptor": {{"index": 4}}, "configuration": {{"level": "error"}}}}]}}],
            "results": [{{"ruleId": "E"}}, {{"ruleId": "E", "level": "note"}}]}}]}}"#
    ))
    .expect("readable");
    assert_eq!(severities(&report), [Severity::High, Severity::Low]);
    assert_eq!(
        report.findings[0].severity_said.as_deref(),
        Some("error (level by rule override)")
    );
}

#[test]
fn what_is_no_open_failure_keeps_its_meaning() {
    let report = run(r#""results": [
            {"ruleId": "R", "kind": "pass"},
            {"ruleId": "R", "kind": "informational"},
            {"ruleId": "R", "kind": "notApplicable"},
            {"ruleId": "R", "kind": "review", "level": "none"},
            {"ruleId": "R", "kind": "open"},
            {"ruleId": "R", "baselineState": "absent"},
            {"ruleId": "R", "baselineState": "unchanged"},
            {"ruleId": "R", "level": "none"}
        ]"#);
    let standings: Vec<&Standing> = report
        .findings
        .iter()
        .map(|finding| &finding.standing)
        .collect();
    assert_eq!(
        standings,
        [
            &Standing::Passed,
            &Standing::Passed,
            &Standing::NotAffected(Some("notApplicable".to_owned())),
            &Standing::Open,
            &Standing::Open,
            &Standing::Fixed,
            &Standing::Open,
            &Standing::Open,
        ]
    );
    assert_eq!(report.findings[3].severity, Severity::Unknown);
    assert_eq!(report.findings[4].severity, Severity::Unknown);
    assert_eq!(report.findings[7].severity, Severity::Info);
}

#[test]
fn one_suppression_under_review_or_rejected_lifts_all() {
    let report = run(r#""results": [
            {"ruleId": "R", "suppressions": []},
            {"ruleId": "R", "suppressions": null},
            {"ruleId": "R", "suppressions": [{"kind": "inSource", "justification": "test data"}]},
            {"ruleId": "R", "suppressions": [{"status": "accepted"}, {"status": "underReview"}]},
            {"ruleId": "R", "suppressions": [{"status": "rejected"}]},
            {"ruleId": "R", "suppressionStates": ["suppressedInSource"]}
        ]"#);
    let standings: Vec<&Standing> = report
        .findings
        .iter()
        .map(|finding| &finding.standing)
        .collect();
    assert_eq!(
        standings,
        [
            &Standing::Open,
            &Standing::Open,
            &Standing::Suppressed(Some("test data".to_owned())),
            &Standing::Open,
            &Standing::Open,
            &Standing::Suppressed(None),
        ]
    );
}

#[test]
fn no_results_no_runs_and_a_failed_scan_are_never_a_clean_scan() {
    for (text, message) in [
        (
            r#"{"version": "2.1.0", "runs": []}"#,
            "the log holds no run",
        ),
        (
            r#"{"version": "2.1.0", "runs": null}"#,
            "the log holds no run",
        ),
        (r#"{"version": "2.1.0"}"#, "the log holds no run"),
        (
            r#"{"runs": [{"results": []}]}"#,
            "does not say which version",
        ),
        (
            r#"{"version": "3.0.0", "runs": [{"results": []}]}"#,
            "version `3.0.0` of SARIF is not known",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T"}}}]}"#,
            "run 1 (`T`) has no `results`",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"results": null}]}"#,
            "run 1 has no `results`",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"results": []}, {"taxonomies": [{}]}]}"#,
            "run 2 has no `results`",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"results": [], "invocations": [{"executionSuccessful": true}, {"executionSuccessful": false,
                "toolExecutionNotifications": [{"level": "error", "message": {"text": "out of memory"}}]}]}]}"#,
            "the scan of run 1 failed: out of memory",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"externalPropertyFileReferences": {"results": [{"location": {"uri": "more.json"}}]}}]}"#,
            "stand in another file",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"results": [{}]}]}"#,
            "neither a rule nor a message",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"results": "none"}]}"#,
            "expected a list",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"results": []}"#,
            "ends in the middle",
        ),
        ("[]", "expected a SARIF log"),
    ] {
        let found = message_of(text);
        assert!(found.contains(message), "{text}: {found}");
    }
}

#[test]
fn a_refusal_names_line_and_column() {
    let refusal = read_text("{\"version\": \"2.1.0\",\n \"runs\": [{\"results\": [\n  7]}]}")
        .expect_err("refused");
    // The 7 is the third character of the third line.
    assert_eq!(refusal.line_and_column, Some((3, 3)));
}

#[test]
fn a_message_that_is_only_named_is_looked_up_and_its_arguments_are_put_in() {
    let report = read_text(
        r#"{"version": "2.1.0", "runs": [{
            "results": [
                {"ruleId": "A", "message": {"id": "flow", "arguments": ["name", "run"]}},
                {"ruleId": "A", "message": {"id": "shared", "arguments": ["7"]}},
                {"ruleId": "A", "message": {"text": "`{0}` is used", "arguments": ["eval"]}},
                {"ruleId": "A", "message": {"text": "a {0} of its own"}},
                {"ruleId": "A", "message": {"id": "nowhere", "arguments": ["7"]}},
                {"ruleId": "B", "message": {"id": "flow", "arguments": ["x", "y"]}},
                {"ruleId": "B", "message": {"id": "shared", "arguments": ["8"]}}
            ],
            "tool": {"driver": {"name": "T",
                "globalMessageStrings": {"shared": {"text": "{0} of the tool"}},
                "rules": [{"id": "A", "fullDescription": {"text": "of the rule"}, "messageStrings": {"flow": {"text": "`{0}` reaches `{1}`\nunchecked"}}}]},
                "extensions": [{"name": "X",
                    "globalMessageStrings": {"shared": {"text": "{0} of the extension"}},
                    "rules": [{"id": "B", "messageStrings": {"flow": {"text": "{1} and {0}"}}}]}]}
        }]}"#,
    )
    .expect("readable");
    let titles: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "`name` reaches `run`",
            "7 of the tool",
            "`eval` is used",
            "a {0} of its own",
            "of the rule",
            "y and x",
            "8 of the extension",
        ]
    );
}

#[test]
fn a_rule_is_found_by_the_part_of_the_tool_and_by_its_guid() {
    let report = read_text(
        r#"{"version": "2.1.0", "runs": [{
            "tool": {
                "driver": {"name": "T", "guid": "11111111-0000-0000-0000-000000000000", "rules": [
                    {"id": "same", "defaultConfiguration": {"level": "note"}},
                    {"id": "other", "guid": "AAAAAAAA-0000-0000-0000-000000000001", "defaultConfiguration": {"level": "none"}}]},
                "extensions": [
                    {"name": "X", "guid": "22222222-0000-0000-0000-000000000000", "rules": [
                        {"id": "same", "defaultConfiguration": {"level": "error"}}]},
                    {"name": "Y", "rules": [
                        {"id": "unlike", "defaultConfiguration": {"level": "warning"}},
                        {"id": "same", "defaultConfiguration": {"level": "warning"}}]}]},
            "results": [
                {"ruleId": "same"},
                {"ruleId": "same", "rule": {"index": 0, "toolComponent": {"index": 0}}},
                {"ruleId": "same", "rule": {"toolComponent": {"guid": "22222222-0000-0000-0000-000000000000"}}},
                {"ruleId": "same", "rule": {"toolComponent": {"name": "Y"}}},
                {"rule": {"index": 1, "toolComponent": {"index": 1}}},
                {"rule": {"guid": "aaaaaaaa-0000-0000-0000-000000000001"}, "message": {"text": "m"}},
                {"ruleId": "same", "rule": {"toolComponent": {"index": 9}}},
                {"rule": {"index": 0, "toolComponent": {"index": 9}}, "message": {"text": "m"}}
            ]
        }]}"#,
    )
    .expect("readable");
    // note is low, error high, warning medium, none a remark; the last points at nothing, which leaves a warning.
    assert_eq!(
        severities(&report),
        [
            Severity::Low,
            Severity::High,
            Severity::High,
            Severity::Medium,
            Severity::Medium,
            Severity::Info,
            Severity::Low,
            Severity::Medium,
        ]
    );
    assert_eq!(report.findings[5].ids, ["other"]);
    assert_eq!(report.findings[7].ids, ["m"]);
}

#[test]
fn numbers_beyond_64_bits_deep_nesting_and_nested_fingerprints_do_no_harm() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let report = run(&format!(
        r#""properties": {deep}, "results": [{{"ruleId": "R", "ruleIndex": 99999999999999999999999999, "properties": {{"security-severity": []}},
            "fingerprints": {{"v2": {{"a": "b"}}, "v1": "f"}}, "partialFingerprints": [],
            "locations": [{{"physicalLocation": {{"artifactLocation": {{"uri": "a%20b.c"}}, "region": {{"startLine": 123456789012345678901234567890}}}}}}]}}]"#
    ));
    let finding = &report.findings[0];
    assert_eq!(finding.fingerprint.as_deref(), Some("v1=f"));
    assert_eq!(
        finding.places,
        [Place::File {
            path: "a b.c".to_owned(),
            line: None
        }]
    );
    let nested =
        format!(r#"{{"version": "2.1.0", "runs": [{{"results": [{{"ruleId": {deep}}}]}}]}}"#);
    // The value of a field that is read may be nested: it is no text, and the result then names no rule.
    assert!(message_of(&nested).contains("neither a rule nor a message"));
}

#[test]
fn a_place_named_by_an_artifact_of_the_run_is_found_also_when_it_comes_later() {
    let report = run(r#""results": [{"ruleId": "R", "locations": [
            {"physicalLocation": {"artifactLocation": {"index": 1}, "region": {"startLine": 7, "snippet": {"text": " eval(x) "}}}},
            {"physicalLocation": {"artifactLocation": {"index": 9}}},
            {"logicalLocations": [{"name": "f"}]}]}],
        "artifacts": [{"location": {"uri": "a.c"}}, {"location": {"uri": "b.c"}}]"#);
    let finding = &report.findings[0];
    assert_eq!(
        finding.places,
        [Place::File {
            path: "b.c".to_owned(),
            line: Some(7)
        }]
    );
    assert_eq!(finding.snippet.as_deref(), Some("eval(x)"));
}

#[test]
fn the_public_name_of_a_vulnerability_is_found_in_the_id_of_its_rule() {
    let report = run(
        r#""results": [{"ruleId": "CVE-2021-3711-libssl1.1"}, {"ruleId": "GHSA-c3h9-896r-86jm-protobuf"}, {"ruleId": "CVE-20"}]"#,
    );
    assert_eq!(
        report.findings[0].ids,
        ["CVE-2021-3711-libssl1.1", "CVE-2021-3711"]
    );
    assert_eq!(report.findings[0].class, Class::Vulnerability);
    assert_eq!(
        report.findings[1].ids,
        ["GHSA-c3h9-896r-86jm-protobuf", "GHSA-c3h9-896r-86jm"]
    );
    assert_eq!(report.findings[2].ids, ["CVE-20"]);
    assert_eq!(report.findings[2].class, Class::Code);
}

#[test]
fn logs_of_older_versions_say_the_same_in_other_places() {
    let report = read_text(
        r#"{"version": "1.0.0", "runs": [{"tool": {"name": "Old", "version": "3"},
            "rules": {"R1": {"shortDescription": "a weak hash", "defaultLevel": "error"}},
            "results": [
                {"ruleId": "R1", "message": "weak", "locations": [{"resultFile": {"uri": "a\\b.c", "region": {"startLine": 2}}}]},
                {"ruleId": "R2", "level": "pass"},
                {"ruleId": "R2", "level": "note"}]}]}"#,
    )
    .expect("readable");
    assert_eq!(
        report
            .producer
            .as_ref()
            .map(|producer| producer.name.as_str()),
        Some("Old")
    );
    assert_eq!(
        severities(&report),
        [Severity::High, Severity::Medium, Severity::Low]
    );
    assert_eq!(report.findings[0].title, "a weak hash");
    assert_eq!(
        report.findings[0].places,
        [Place::File {
            path: "a/b.c".to_owned(),
            line: Some(2)
        }]
    );
    assert_eq!(report.findings[1].standing, Standing::Passed);

    let report = read_text(
        r#"{"version": "2.0.0-csd.2.beta.2018-10-10", "runs": [{"tool": {"name": "Draft"},
            "resources": {"rules": {"R1": {"configuration": {"defaultLevel": "error"}}}},
            "results": [{"ruleId": "R1", "locations": [{"physicalLocation": {"fileLocation": {"uri": "a.c"}}}]}]}]}"#,
    )
    .expect("readable");
    assert_eq!(severities(&report), [Severity::High]);
    assert_eq!(
        report.findings[0].places,
        [Place::File {
            path: "a.c".to_owned(),
            line: None
        }]
    );
}

#[test]
fn several_tools_and_errors_while_running_are_told() {
    let report = read_text(
        r#"{"version": "2.1.0", "runs": [
            {"tool": {"driver": {"name": "A", "semanticVersion": "1.2.3"}}, "results": []},
            {"tool": {"driver": {"name": "B"}}, "results": [{"ruleId": "R", "provenance": {"firstDetectionTimeUtc": "2026-10-01T23:30:00-01:00"}}],
             "invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-11-01T10:00:00Z", "toolExecutionNotifications": [{"level": "error"}]}]}]}"#,
    )
    .expect("readable");
    assert_eq!(report.notes.len(), 2);
    assert_eq!(report.made_on, Day::from_ymd(2026, 11, 1));
    assert_eq!(
        report
            .producer
            .and_then(|producer| producer.version)
            .as_deref(),
        Some("1.2.3")
    );
    // Half past eleven at night, one hour west of Greenwich.
    assert_eq!(report.findings[0].first_seen, Day::from_ymd(2026, 10, 2));
}
