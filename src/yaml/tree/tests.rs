use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

mod keys;
mod limits;
mod paths;

fn tree(text: &str) -> Tree {
    Tree::parse(text.into(), &Limits::default())
        .unwrap_or_else(|(_, troubles)| panic!("{text:?} is refused: {troubles:#?}"))
}

/// Each refusal as `line:column «underlined» message`.
fn refusals_within(file: &[u8], limits: &Limits) -> Vec<String> {
    let Err((text, troubles)) = Tree::parse(file.to_vec(), limits) else {
        return Vec::new();
    };
    let lines = troubles.iter().map(|trouble| {
        assert!(
            trouble.help.is_some(),
            "{} says what to write",
            trouble.message
        );
        let at = Position::in_text(&text, trouble.span.start);
        let (line, column) = (at.line.get(), at.column.get());
        let underlined = &text[trouble.span.clone()];
        format!("{line}:{column} «{underlined}» {}", trouble.message)
    });
    lines.collect()
}

#[track_caller]
fn refused(file: impl AsRef<[u8]>, expected: &[&str]) {
    let file = file.as_ref();
    let found = refusals_within(file, &Limits::default());
    assert_eq!(found, expected, "{:?}", String::from_utf8_lossy(file));
}

/// The text of the value at a path.
fn scalar(text: &str, path: &str) -> String {
    let tree = tree(text);
    let (node, is_whole) = tree.resolve(tree.root(), path);
    assert!(is_whole, "{path} exists");
    tree.scalar(node).expect("it is a scalar").to_owned()
}

/// Line and column of the value at a path.
fn place(text: &str, path: &str) -> (u32, u32) {
    let tree = tree(text);
    let (node, is_whole) = tree.resolve(tree.root(), path);
    assert!(is_whole, "{path} exists");
    let at = tree.position(node);
    (at.line.get(), at.column.get())
}

#[test]
fn a_node_is_small() {
    assert_eq!(size_of::<Node>(), 24);
}

#[test]
fn byte_order_mark_and_every_line_end_keep_positions_right() {
    assert_eq!(place("\u{feff}a: 1\nbc: 2", "a"), (1, 4));
    for text in [
        "a: 1\nbc: 2",
        "a: 1\r\nbc: 2\r\n",
        "a: 1\rbc: 2\r",
        "a: 1\r\n# c\rbc: 2\n",
    ] {
        let line = if text.contains('#') { 3 } else { 2 };
        assert_eq!(place(text, "bc"), (line, 5), "{text:?}");
        assert_eq!(scalar(text, "bc"), "2");
    }
}

#[test]
fn columns_count_characters() {
    // `ä` and `😀` are one character each, of two and four bytes: quote, ä, 😀, quote, colon, space.
    assert_eq!(place("\"ä😀\": x", "[\"ä😀\"]"), (1, 7));
}

#[test]
fn positions_are_right_at_and_around_every_milestone() {
    // 1,020 characters, then line ends that fall on both sides of byte 1,024.
    for filler in 1015..1030 {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("# {}{end}a: 1{end}bä: 2", "x".repeat(filler));
            assert_eq!(place(&text, "a"), (2, 4));
            assert_eq!(place(&text, "bä"), (3, 5));
            let tree = tree(&text);
            for byte in 1000..=text.len() {
                assert_eq!(tree.position_at(byte), Position::in_text(&text, byte));
            }
        }
    }
}

#[test]
fn other_encodings_are_refused_by_name() {
    let utf_16 = "1:1 «» the file is written in UTF-16; only UTF-8 is read";
    let utf_32 = "1:1 «» the file is written in UTF-32; only UTF-8 is read";
    refused(b"\xff\xfea\0:\0", &[utf_16]);
    refused(b"\xfe\xff\0a", &[utf_16]);
    refused(b"a\0:\0", &[utf_16]);
    refused(b"\0a\0:", &[utf_16]);
    refused(b"\xff\xfe\0\0a\0\0\0", &[utf_32]);
    refused(b"a\0\0\0", &[utf_32]);
    refused(b"\0\0\0a", &[utf_32]);
    refused(
        b"a: caf\xe9\n",
        &["1:7 «\u{fffd}» the byte 0xE9 is not UTF-8"],
    );
    refused(
        b"\xef\xbb\xbfa: x\nb: \xff\n",
        &["2:4 «\u{fffd}» the byte 0xFF is not UTF-8"],
    );
}

#[test]
fn overlong_forms_and_surrogates_are_refused() {
    refused(
        b"a: \xc0\xaf\n",
        &["1:4 «\u{fffd}\u{fffd}» the byte 0xC0 is not UTF-8"],
    );
    refused(
        b"a: \xed\xa0\x80\n",
        &["1:4 «\u{fffd}\u{fffd}\u{fffd}» the byte 0xED is not UTF-8"],
    );
}

#[test]
fn control_characters_are_refused_each_at_its_place() {
    refused(
        "a: \u{7}\nb: x\u{0}\nc: \u{9b}",
        &[
            "1:4 «\u{7}» the control character U+0007 cannot stand in a text",
            "2:5 «\u{0}» the control character U+0000 cannot stand in a text",
            "3:4 «\u{9b}» the control character U+009B cannot stand in a text",
        ],
    );
    refused(
        "a: \u{7f}",
        &["1:4 «\u{7f}» the control character U+007F cannot stand in a text"],
    );
    assert_eq!(scalar("a: \"x\ty\u{85}\"", "a"), "x\ty\u{85}");
}

#[test]
fn characters_that_cannot_be_seen_are_refused_in_keys_and_kept_in_texts() {
    for character in [
        '\u{200b}',
        '\u{202e}',
        '\u{2066}',
        '\u{ad}',
        '\u{a0}',
        '\u{e0041}',
    ] {
        let code = u32::from(character);
        refused(
            format!("a{character}b: 1"),
            &[&format!(
                "1:1 «a{character}b» the key `a\\u{{{code:04X}}}b` contains U+{code:04X}, which cannot be seen"
            )],
        );
        let text = format!("x{character}y");
        assert_eq!(scalar(&format!("a: {text}"), "a"), text);
    }
}

#[test]
fn tabs_and_look_alikes_of_spaces_are_refused_as_indentation() {
    refused(
        "a:\n\tb: 1\n",
        &["2:1 «\t» this line is indented with a tab"],
    );
    refused(
        "a:\n  c: 1\n \tb: 1\n",
        &["3:2 «\t» this line is indented with a tab"],
    );
    refused(
        "a: 1\n\tb: 2\n",
        &["2:1 «\t» this line is indented with a tab"],
    );
    refused(
        "a: >\n\ttext\n",
        &["2:1 «\t» this line is indented with a tab"],
    );
    refused(
        "a:\n  - x\n\u{a0}\u{a0}- y\n",
        &["3:1 «\u{a0}» this line is indented with a no-break space"],
    );
    refused(
        "a:\u{a0}1\nb: 2\n",
        &["1:3 «\u{a0}» a no-break space follows the `:`"],
    );
    assert_eq!(scalar("a: |\n \tx\n", "a"), "\tx\n");
}

#[test]
fn scalars_are_kept_as_they_are_written() {
    for text in [
        "no",
        "NO",
        "off",
        "y",
        "yes",
        "on",
        "017",
        "0o17",
        "1_000",
        "1:30",
        "12e3",
        "1.10",
        ".nan",
        "2026-02-30",
        "0x1F",
        "true",
        "a#b",
        "-1",
        "10:30:00",
    ] {
        assert_eq!(scalar(&format!("a: {text}"), "a"), text);
    }
    assert_eq!(scalar("a: \"x\\n\\u00e9\"", "a"), "x\né");
    assert_eq!(scalar("a: 'it''s'", "a"), "it's");
    assert_eq!(scalar("a: one\n  two\n\n  three", "a"), "one two\nthree");
    assert_eq!(scalar("a: |\n  x\n  y\nb: 1", "a"), "x\ny\n");
    assert_eq!(scalar("a: >-\n  x\n  y\nb: 1", "a"), "x y");
    assert_eq!(scalar("a:\nb: ''\n", "a"), "");
    assert_eq!(scalar("a: text # remark\n", "a"), "text");
}

#[test]
fn only_plain_null_is_null() {
    let tree = tree("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: nil\n");
    let nulls = tree
        .entries(tree.root())
        .filter(|(_, value)| tree.is_null(*value));
    let keys: Vec<_> = nulls.filter_map(|(key, _)| tree.scalar(key)).collect();
    assert_eq!(keys, ["a", "b", "c"]);
}

#[test]
fn merge_keys_and_tags_are_refused() {
    refused(
        "b: &b {x: 1}\na:\n  <<: *b\n",
        &["3:3 «<<» merge keys are not understood here"],
    );
    for tag in [
        "!include",
        "!!python/object:os.system",
        "!!binary",
        "!!set",
        "!!str",
        "!",
    ] {
        refused(
            format!("a: {tag} x\n"),
            &[&format!(
                "1:4 «{tag}» tags are not understood here, and `{tag}` is one"
            )],
        );
    }
    refused(
        "%YAML 1.1\n---\na: no\n",
        &["1:1 «%» directives (`%…`) are not understood here"],
    );
}

#[test]
fn one_file_is_one_document() {
    refused(
        "a: 1\n---\nb: 2\n",
        &["2:1 «---» a second document starts here"],
    );
    refused(
        "a: 1\n...\nfoo\n",
        &["3:1 «foo» there is text after the end marker `...`"],
    );
    refused(
        "a: 1\n... foo\n",
        &["2:5 «f» there is text after the end marker `...`"],
    );
    assert_eq!(scalar("---\na: 1\n...\n", "a"), "1");
}

#[test]
fn a_file_that_says_nothing_is_refused() {
    for text in [
        "",
        "\n\n",
        "# remark\n",
        "---\n",
        "~\n",
        "\u{feff}",
        "--- # remark\n...",
    ] {
        refused(text, &["1:1 «» nothing is in this file"]);
    }
    refused(
        "- a\n",
        &["1:1 «- a» the file holds a list at its top, not keys with values"],
    );
    refused(
        "text\n",
        &["1:1 «text» the file holds a single value at its top, not keys with values"],
    );
    refused(
        "12\n",
        &["1:1 «12» the file holds a single value at its top, not keys with values"],
    );
}

#[test]
fn templates_that_were_not_filled_in_are_refused() {
    let message = "a template was not filled in, or a brace is not quoted";
    refused("a: {{ name }}\n", &[&format!("1:4 «{{{{» {message}")]);
    refused("a: {{ name }} x\n", &[&format!("1:4 «{{{{» {message}")]);
    refused("{{ name }}: x\n", &[&format!("1:1 «{{{{» {message}")]);
    assert_eq!(scalar("a: '{{ name }}'", "a"), "{{ name }}");
}

#[test]
fn mistakes_of_syntax_are_shown_where_they_are_made() {
    refused("a: 'x\nb: 1\n", &["1:4 «'» this quote is not closed"]);
    refused("a: \"x\n", &["1:4 «\"» this quote is not closed"]);
    refused("a: [1, 2\n", &["1:4 «[» this bracket is not closed"]);
    refused("a: [b, c]]\n", &["1:10 «]» this bracket closes nothing"]);
    refused(
        "a: b: c\n",
        &["1:5 «:» a `:` that starts a value cannot stand here"],
    );
    refused(
        "a: @x\n",
        &["1:4 «@» a plain text cannot start with this character"],
    );
    refused(
        "a: 1\nb\n",
        &["2:1 «b» this line is neither a key with its value nor a list item"],
    );
    refused(
        "a:\n  b: 1\n c: 2\n",
        &["3:2 «c» this does not fit the structure above it"],
    );
    refused(
        "a:\n  b: [c\n  d: 2\n",
        &["2:6 «[» this bracket is not closed"],
    );
    refused(
        "a:\n  b: {c: [1, 2], d: 3\n  e: 2\n",
        &["2:6 «{» this bracket is not closed"],
    );
    refused(
        "a:\n  b: {c: \"x, d: 3}\n  e: 2\n",
        &["2:10 «\"» this quote is not closed"],
    );
    refused(
        "a:\n  b: it's [c\n d: 2\n",
        &["3:2 «d» this does not fit the structure above it"],
    );
    refused(
        "a: \"x\" y\n",
        &["1:8 «y» there is text after the closing quote"],
    );
}

#[test]
fn mistakes_of_several_kinds_are_told_together() {
    refused(
        "a: !x 1\na: 2\nb: *c\nd: 'x\n",
        &[
            "1:4 «!x» tags are not understood here, and `!x` is one",
            "3:4 «*c» `*c` stands for nothing",
            "4:4 «'» this quote is not closed",
        ],
    );
}

#[test]
fn many_keys_and_long_lines_are_read() {
    let mut text = String::new();
    for key in 0..50_000 {
        writeln!(text, "key{key}: {key}").expect("a string takes every text");
    }
    let tree = tree(&text);
    assert_eq!(tree.entries(tree.root()).count(), 50_000);
    for key in 0..50_000 {
        let (value, is_whole) = tree.resolve(tree.root(), &format!("key{key}"));
        assert!(is_whole);
        assert_eq!(tree.position(value).line.get(), key + 1);
    }
    let line = format!(
        "a: \"{}\"\nb: [{}]",
        "ä".repeat(500_000),
        "y, ".repeat(100_000)
    );
    assert_eq!(scalar(&line, "a").len(), 1_000_000);
    // Three characters for every item before it, after `b: [`.
    assert_eq!(place(&line, "b[99999]"), (2, 5 + 3 * 99_999));
}

/// Whether every span lies in the text, on characters, within its parent's; walks the whole tree.
fn check(file: &[u8]) {
    match Tree::parse(
        file.to_vec(),
        &Limits {
            nodes: 5_000,
            ..Limits::default()
        },
    ) {
        Ok(tree) => {
            for index in 0..tree.nodes.len() {
                let node = NodeId(u32::try_from(index).expect("there are few nodes"));
                let span = tree.span(node);
                assert!(tree.text().get(span.clone()).is_some(), "{span:?}");
                assert!(tree.text().get(tree.headline(node)).is_some());
                assert_eq!(
                    tree.position(node),
                    Position::in_text(tree.text(), span.start)
                );
                if let Some(parent) = tree.parent(node) {
                    let outer = tree.span(parent);
                    assert!(
                        outer.start <= span.start && span.end <= outer.end,
                        "{outer:?} {span:?}"
                    );
                }
                let (found, is_whole) = tree.resolve(tree.root(), &tree.path(node));
                assert!(is_whole);
                assert_eq!(tree.path(found), tree.path(node));
            }
        }
        Err((text, troubles)) => {
            assert!(!troubles.is_empty());
            for trouble in troubles {
                let related = trouble.related.into_iter().map(|(span, _)| span);
                for span in related.chain([trouble.span]) {
                    assert!(text.get(span.clone()).is_some(), "{span:?} of {text:?}");
                }
            }
        }
    }
}

const SAMPLE: &str = "# top\nreadyctl: 1\npeople:\n  ana: &ana {name: Ana, roles: [cto, 'ops']}\n  \"ben\": *ana\nnote: |\n  first\n\
    \u{20}\u{20}second\nlist:\n- a: 1\n  b: >-\n    folded\n- plain text\n  goes on\n- [ä, \"\\u00e9\", ~]\n";

#[test]
fn a_list_as_key_after_a_letter_of_several_bytes_is_no_surprise() {
    check("&é[a]: b\n".as_bytes());
    check("&é{a: 1}: b\n".as_bytes());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(file in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&file);
    }

    #[test]
    fn any_yaml_punctuation_is_read_or_refused(text in "[-a:?{}\\[\\],&*!|>'\"%@`#~ \\t\\r\\n\u{feff}\u{a0}é<.]{0,80}") {
        check(text.as_bytes());
    }

    #[test]
    fn any_edit_of_a_good_file_is_read_or_refused(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..6, "[-a:?{}\\[\\],&*!|>'\"#~ \\t\\r\\n]{0,4}"), 1..5)
    ) {
        let mut file = SAMPLE.as_bytes().to_vec();
        for (at, removed, inserted) in edits {
            let at = at.index(file.len() + 1);
            let end = (at + removed).min(file.len());
            file.splice(at..end, inserted.bytes());
        }
        check(&file);
    }
}
