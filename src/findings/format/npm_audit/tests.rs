use super::*;

#[test]
fn totals_that_differ_are_explained() {
    let text = include_str!("../../../../tests/imports/npm_audit/v2-many-vulns.json");
    let report = read(&mut text.as_bytes()).expect("a report");
    assert_eq!(
        report.notes,
        [
            "npm counts 6 packages, 3 of them only because they depend on another of them: 3 advisories"
        ]
    );
    let names: Vec<&str> = report.findings[0]
        .places
        .iter()
        .filter_map(|place| match place {
            Place::Package { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["debug", "@vercel/fun", "vercel"]);
}

#[test]
fn an_advisory_goes_by_its_github_id_and_only_else_by_the_number_of_npm() {
    let text =
        include_str!("../../../../tests/imports/npm_audit/v2-one-advisory-several-ranges.json");
    let report = read(&mut text.as_bytes()).expect("a report");
    let ids: Vec<&str> = report
        .findings
        .iter()
        .map(|found| found.ids[0].as_str())
        .collect();
    assert_eq!(
        ids,
        ["GHSA-aaaa-bbbb-cccc", "GHSA-dddd-eeee-ffff", "npm:1000004"]
    );
    assert_eq!(report.findings[0].fixed_in, ["3.0.0"]);
    assert!(report.findings[2].fixed_in.is_empty());
}

#[test]
fn an_id_that_is_said_twice_is_one_name_and_no_mended_version_is_none() {
    let text = r#"{ "advisories": { "1": {
        "module_name": "parser", "severity": "high", "cves": ["CVE-2026-90001"],
        "github_advisory_id": "GHSA-aaaa-bbbb-cccc",
        "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
        "patched_versions": "<0.0.0", "findings": []
    } } }"#;
    let report = read(&mut text.as_bytes()).expect("a report");
    assert_eq!(
        report.findings[0].ids,
        ["GHSA-aaaa-bbbb-cccc", "CVE-2026-90001"]
    );
    assert!(report.findings[0].fixed_in.is_empty());
    assert_eq!(report.findings[0].places, [package("parser", None, None)]);
}

#[test]
fn a_clean_audit_tells_how_many_packages_it_looked_at() {
    for (metadata, doubt) in [
        ("{}", Some("how many dependencies")),
        (r#"{"dependencies": "many"}"#, Some("how many dependencies")),
        (r#"{"dependencies": 0}"#, Some("has no dependency")),
        (
            r#"{"dependencies": {"total": 0}}"#,
            Some("has no dependency"),
        ),
        (r#"{"dependencies": 12}"#, None),
        (r#"{"dependencies": {"prod": 12, "total": 12}}"#, None),
        (
            r#"{"dependencies": 0, "devDependencies": 3, "totalDependencies": 3}"#,
            None,
        ),
    ] {
        let text = format!(r#"{{"advisories": {{}}, "metadata": {metadata}}}"#);
        let report = read(&mut text.as_bytes()).expect("a report");
        let said = report.doubt.unwrap_or_default();
        assert!(said.contains(doubt.unwrap_or_default()), "{text}: {said}");
        assert_eq!(said.is_empty(), doubt.is_none(), "{text}: {said}");
    }
}

#[test]
fn a_list_that_is_given_twice_hides_nothing() {
    let advisory = r#"{"1": {"module_name": "parser", "severity": "high", "findings": []}}"#;
    let metadata = r#""metadata": {"totalDependencies": 3}"#;
    let text = format!(r#"{{"advisories": {advisory}, "advisories": {{}}, {metadata}}}"#);
    let refusal = read(&mut text.as_bytes()).expect_err("nobody knows which of the two counts");
    assert_eq!(refusal.message, "the field `advisories` is given twice");
}
