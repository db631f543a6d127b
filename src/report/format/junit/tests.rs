use roxmltree::Document;

use crate::report::fixture::northlight;
use crate::report::format::Format;
use crate::report::format::tests::{options, rendered};

#[test]
fn suites_are_areas_and_their_numbers_add_up() {
    let report = northlight();
    let text = rendered(Format::Junit, &report, &options(&report));
    let document = Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(
        ["tests", "failures", "errors"].map(|name| root.attribute(name).unwrap()),
        ["24", "10", "6"]
    );
    let of_suites = |name: &str| -> usize {
        let suites = root
            .children()
            .filter(|node| node.has_tag_name("testsuite"));
        suites
            .map(|suite| suite.attribute(name).unwrap().parse::<usize>().unwrap())
            .sum()
    };
    // One is accepted, one does not apply, one is turned off.
    assert_eq!(
        ["tests", "failures", "errors", "skipped"].map(of_suites),
        [24, 10, 6, 3]
    );
    let security = root
        .children()
        .find(|node| node.attribute("name") == Some("security"))
        .unwrap();
    assert_eq!(
        ["tests", "failures", "errors", "skipped"].map(|name| security.attribute(name).unwrap()),
        ["4", "1", "1", "2"]
    );
}

#[test]
fn what_is_skipped_says_why() {
    let report = northlight();
    let text = rendered(Format::Junit, &report, &options(&report));
    let document = Document::parse(&text).unwrap();
    let skipped: Vec<(&str, &str)> = document
        .descendants()
        .filter(|node| node.has_tag_name("skipped"))
        .map(|node| {
            (
                node.attribute("type").unwrap(),
                node.attribute("message").unwrap(),
            )
        })
        .collect();
    assert_eq!(
        skipped,
        [
            ("not_applicable, blocker", "no model receives customer data"),
            (
                "disabled, major",
                "nothing is shipped to customers, only hosted"
            ),
            (
                "accepted, major",
                "accepted by `ana` as `cto` until 2026-12-01"
            ),
        ]
    );
}
