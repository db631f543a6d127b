use super::*;
use crate::report::fixture::{northlight, report_of};
use crate::report::format::Format;
use crate::report::format::tests::{options, rendered};

fn lines(report: &Report) -> Vec<String> {
    let text = rendered(Format::Github, report, &options(report));
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_worst_ten_are_annotated_and_the_rest_is_logged() {
    // 24 findings: 11 fail in blocking gates, 4 more are untold there; the others do not block.
    let lines = lines(&northlight());
    assert!(
        lines[..10].iter().all(|line| line.starts_with("::error ")),
        "{lines:?}"
    );
    assert!(lines[10].starts_with("::group::"), "{}", lines[10]);
    let end = lines
        .iter()
        .position(|line| line == "::endgroup::")
        .unwrap();
    let findings: usize = northlight()
        .gates
        .iter()
        .map(|result| result.findings.len())
        .sum();
    assert_eq!(end - 11, findings - 10);
    assert_eq!(
        lines[10],
        format!("::group::{} more findings", findings - 10)
    );
}

#[test]
fn the_last_line_says_the_verdict() {
    assert_eq!(
        lines(&northlight()).last().unwrap(),
        "Northlight Ltd, production, as of 2026-11-12: Not ready: 12 of 24 gates block; of these 8 fail and 4 are not told. \
         (not_ready)"
    );
    let mut plain = report_of(Vec::new());
    plain.policy.laxer_than_profile.clear();
    plain.policy.disabled_gates.clear();
    assert_eq!(lines(&plain).len(), 1);
}

#[test]
fn values_end_where_we_end_them() {
    assert_eq!(property("a:b,c%d\r\ne"), "a%3Ab%2Cc%25d  e");
    assert_eq!(data("a:b,c%d\r\ne"), "a:b,c%25d%0D%0Ae");
}
