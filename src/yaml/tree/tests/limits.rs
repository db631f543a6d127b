//! Aliases, sizes and nesting: what is allowed up to the last one, and what is refused from there on.

use super::*;

#[test]
fn an_alias_stands_for_its_anchor_and_keeps_its_own_position() {
    let text = "a: &x {deep: [1, 2]}\nb: *x\n";
    let tree = tree(text);
    let alias = tree.get(tree.root(), "b").expect("it is written");
    assert_eq!(tree.kind(alias), Kind::Alias);
    let deep = tree.get(alias, "deep").expect("it is in the target");
    let texts: Vec<_> = tree
        .items(deep)
        .filter_map(|item| tree.scalar(item))
        .collect();
    assert_eq!(texts, ["1", "2"]);
    assert_eq!(place(text, "a.deep[1]"), (1, 18));
    assert_eq!(place(text, "b"), (2, 4));
    assert_eq!(place(text, "b.deep[1]"), (2, 4));
}

#[test]
fn undefined_and_circular_aliases_are_refused() {
    refused("a: *x\nb: &x 1\n", &["1:4 «*x» `*x` stands for nothing"]);
    refused(
        "a: &x [*x]\n",
        &["1:8 «*x» `*x` stands for a value that it is itself a part of"],
    );
    refused(
        "a: &x\n  b: *x\n",
        &["2:6 «*x» `*x` stands for a value that it is itself a part of"],
    );
}

#[test]
fn alias_bombs_are_refused() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        let nine = vec![format!("*{before}"); 9].join(", ");
        writeln!(text, "{name}: &{name} [{nine}]").expect("a string takes every text");
    }
    let found = refusals_within(text.as_bytes(), &Limits::default());
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("the aliases stand for more than 1000000 values, taken together"));
}

#[test]
fn alias_limits_count_to_the_last_one_allowed() {
    let limits = Limits {
        aliases: 2,
        alias_visits: 6,
        ..Limits::default()
    };
    // `*x` stands for three values: the list and its two items.
    let two = b"a: &x [1, 2]\nb: [*x, *x]\n";
    assert_eq!(refusals_within(two, &limits), [""; 0]);
    let tight = Limits {
        alias_visits: 5,
        ..limits.clone()
    };
    assert_eq!(
        refusals_within(two, &tight),
        ["2:9 «*x» the aliases stand for more than 5 values, taken together"]
    );
    assert_eq!(
        refusals_within(b"a: &x 1\nb: [*x, *x, *x]\n", &limits),
        ["2:13 «*x» the file has more than 2 aliases"]
    );
}

#[test]
fn sizes_are_limited_and_the_limit_is_named() {
    let limits = Limits {
        bytes: 4,
        ..Limits::default()
    };
    assert_eq!(refusals_within(b"a: 1", &limits), [""; 0]);
    assert_eq!(
        refusals_within(b"a: 12", &limits),
        ["1:1 «» the file has 5 bytes, the limit is 4 bytes"]
    );
    let limits = Limits {
        nodes: 3,
        ..Limits::default()
    };
    assert_eq!(refusals_within(b"a: 1", &limits), [""; 0]);
    assert_eq!(
        refusals_within(b"a: 1\nb: 2", &limits),
        ["2:1 «b» the file has more than 3 values"]
    );
}

#[test]
fn nesting_is_allowed_up_to_the_limit() {
    // The mapping at the top is the first of 64.
    let nested = |depth: usize| format!("a: {}{}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert_eq!(
        refusals_within(nested(64).as_bytes(), &Limits::default()),
        [""; 0]
    );
    assert_eq!(
        refusals_within(nested(65).as_bytes(), &Limits::default()).len(),
        1
    );
    let block = |depth: usize| format!("a:\n {}x", "- ".repeat(depth - 1));
    assert_eq!(
        refusals_within(block(64).as_bytes(), &Limits::default()),
        [""; 0]
    );
    assert_eq!(
        refusals_within(block(65).as_bytes(), &Limits::default()).len(),
        1
    );
}

#[test]
fn endless_nesting_is_refused_at_its_start() {
    for opener in ["[", "{a: ", "- ", "[a, {b: "] {
        let found = refusals_within(opener.repeat(100_000).as_bytes(), &Limits::default());
        assert_eq!(found.len(), 1, "{opener:?}: {found:?}");
    }
}
