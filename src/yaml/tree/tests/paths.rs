//! Paths and spans: how nodes are named, and what they cover.

use super::*;

#[test]
fn paths_name_every_node_and_lead_back_to_it() {
    let text = "recovery:\n  tests:\n  - rto: 4h\n  - {rto: 5h, 'a.b': {\"q\\\"\": [1]}}\nx: []\n";
    let tree = tree(text);
    let path = "recovery.tests[1][\"a.b\"][\"q\\\"\"][0]";
    let (node, is_whole) = tree.resolve(tree.root(), path);
    assert!(is_whole);
    assert_eq!(tree.path(node), path);
    for (key, value) in tree.entries(tree.root()) {
        assert_eq!(tree.path(key), tree.path(value));
    }
    assert_eq!(tree.path(tree.root()), "");
}

#[test]
fn a_path_that_does_not_exist_leads_to_the_deepest_node_that_does() {
    let tree = tree("recovery:\n  tests:\n  - rto: 4h\n");
    for (path, deepest) in [
        ("recovery.tests[0].rpo", "recovery.tests[0]"),
        ("recovery.tests[1].rto", "recovery.tests"),
        ("recovery.tests.rto", "recovery.tests"),
        ("recovery.tests[x", "recovery.tests"),
        ("recovery..tests", "recovery"),
        ("other.tests", ""),
    ] {
        let (node, is_whole) = tree.resolve(tree.root(), path);
        assert!(!is_whole, "{path}");
        assert_eq!(tree.path(node), deepest, "{path}");
    }
}

#[test]
fn spans_cover_what_is_written_and_no_more() {
    let text = "a:\n  - x # one\n  - {y: z} \n\nb: |\n  p\n  q\n\nc:\nd: \"e\"\n";
    let tree = tree(text);
    let written = |path: &str| &text[tree.span(tree.resolve(tree.root(), path).0)];
    assert_eq!(written("a"), "- x # one\n  - {y: z}");
    assert_eq!(written("a[1]"), "{y: z}");
    assert_eq!(written("b"), "p\n  q");
    assert_eq!(written("c"), "");
    assert_eq!(written("d"), "\"e\"");
    let headline = |path: &str| &text[tree.headline(tree.resolve(tree.root(), path).0)];
    assert_eq!(headline("a"), "a");
    assert_eq!(headline("b"), "p");
    assert_eq!(headline("a[1]"), "{y: z}");
}
