use super::*;
use crate::time::Day;

fn read_text(text: &str) -> Result<ScannerReport, Refusal> {
    read(&mut text.as_bytes())
}

#[test]
fn vulnerabilities_and_products_are_texts_or_objects() {
    let report = read_text(
        r#"{"@context": "https://openvex.dev/ns", "author": "Ines Example", "timestamp": "2026-11-01T00:30:00+01:00", "statements": [
            {"vulnerability": "CVE-2026-1", "products": ["pkg:oci/app"], "subcomponents": ["pkg:npm/p@1"], "status": "not_affected", "justification": "component_not_present", "impact_statement": "gone"},
            {"vulnerability": {"name": "CVE-2026-2", "aliases": ["GHSA-1"]}, "products": [{"@id": "pkg:oci/app", "subcomponents": [{"@id": "pkg:npm/q"}]}, {"identifiers": {"purl": "pkg:oci/b"}}],
             "status": "affected", "timestamp": "2026-11-05T00:00:00Z"}]}"#,
    )
    .expect("readable");
    let [one, two] = report.statements.as_slice() else {
        panic!("two statements");
    };
    assert_eq!(
        (one.ids.as_slice(), one.products.as_slice()),
        (
            &["CVE-2026-1".to_owned()][..],
            &["pkg:oci/app".to_owned()][..]
        )
    );
    assert_eq!(one.parts, ["pkg:npm/p@1"]);
    assert_eq!(
        one.justification.as_deref(),
        Some("component_not_present: gone")
    );
    // Half past midnight, one hour east of Greenwich.
    assert_eq!(one.date, Day::from_ymd(2026, 10, 31));
    assert_eq!(one.author.as_deref(), Some("Ines Example"));
    assert_eq!(two.ids, ["CVE-2026-2", "GHSA-1"]);
    assert_eq!(
        (two.products.len(), two.parts.as_slice()),
        (2, &["pkg:npm/q".to_owned()][..])
    );
    assert_eq!(
        (two.status, two.date),
        (StatementStatus::Affected, Day::from_ymd(2026, 11, 5))
    );
}

#[test]
fn a_statement_that_cannot_be_understood_is_refused() {
    for (text, message) in [
        (r#"{"statements": null}"#, "no list `statements`"),
        ("{}", "no list `statements`"),
        (
            r#"{"statements": [{"status": "fixed"}]}"#,
            "names no vulnerability",
        ),
        (
            r#"{"statements": [{"vulnerability": "V"}]}"#,
            "has no status",
        ),
        (
            r#"{"statements": [{"vulnerability": "V", "status": "safe"}]}"#,
            "has status `safe`",
        ),
    ] {
        let found = read_text(text).expect_err(text).message;
        assert!(found.contains(message), "{text}: {found}");
    }
}
