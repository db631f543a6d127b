//! Keys: each once, and each a name.

use super::*;

#[test]
fn duplicate_keys_are_refused_however_they_are_written() {
    let twice = |place| format!("{place} the key `a` is written twice");
    refused("a: 1\na: 2\n", &[&twice("2:1 «a»")]);
    refused("a: 1\n\"a\": 2\n", &[&twice("2:1 «\"a\"»")]);
    refused("a: 1\n\"\\x61\": 2\n", &[&twice("2:1 «\"\\x61\"»")]);
    refused(
        "x: {a: 1, 'a': 2, a: 3}\n",
        &[&twice("1:11 «'a'»"), &twice("1:19 «a»")],
    );
    let Err((_, troubles)) = Tree::parse(b"a: 1\na: 2\n".to_vec(), &Limits::default()) else {
        panic!("both places are shown");
    };
    assert_eq!(
        troubles[0].related,
        [(0..1, "it is first written here".to_owned())]
    );
}

#[test]
fn keys_that_look_alike_are_refused() {
    refused(
        "ab: 1\nAB: 2\n",
        &["2:1 «AB» the keys `ab` and `AB` look alike"],
    );
    refused(
        "é: 1\ne\u{301}: 2\n",
        &["2:1 «e\u{301}» the keys `é` and `e\u{301}` look alike"],
    );
    refused("É: 1\né: 2\n", &["2:1 «é» the keys `É` and `é` look alike"]);
    refused(
        "ﬁ: 1\nfi: 2\n",
        &["2:1 «fi» the keys `ﬁ` and `fi` look alike"],
    );
    assert_eq!(scalar("e: 1\né: 2\n", "e"), "1");
}

#[test]
fn duplicates_are_found_below_and_above_the_size_for_tables() {
    // 24 different keys are compared in pairs, 25 by table.
    for count in [23, 24, 25, 60] {
        let mut text = String::new();
        for key in 0..count {
            writeln!(text, "key{key}: {key}").expect("a string takes every text");
        }
        assert_eq!(scalar(&text, "key7"), "7");
        refused(
            format!("{text}key3: x\nKey4: y\n"),
            &[
                &format!("{}:1 «key3» the key `key3` is written twice", count + 1),
                &format!(
                    "{}:1 «Key4» the keys `key4` and `Key4` look alike",
                    count + 2
                ),
            ],
        );
    }
}

#[test]
fn keys_that_are_no_names_are_refused() {
    let missing = "a key is missing here: nothing, or `null`, stands in its place";
    refused("~: 1\n", &[&format!("1:1 «~» {missing}")]);
    refused("null: 1\n", &[&format!("1:1 «null» {missing}")]);
    refused("a:\n  : 1\n", &[&format!("2:3 «» {missing}")]);
    refused("? [a]\n: b\n", &["1:3 «[» a list cannot be a key"]);
    refused("? {a: 1}\n: b\n", &["1:3 «{» a mapping cannot be a key"]);
    refused("&a a: 1\n*a : 2\n", &["2:1 «*a» an alias cannot be a key"]);
}
