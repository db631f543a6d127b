use anstream::adapter::strip_str;

use super::*;
use crate::yaml::Limits;

const PLAIN: RenderOptions = RenderOptions {
    colour: false,
    width: 100,
};

fn problems(file: &str, text: &str) -> Vec<InputProblem> {
    let (text, troubles) =
        Tree::parse(text.into(), &Limits::default()).expect_err("something is wrong");
    InputProblem::of_text(file, &text, troubles)
}

#[test]
fn a_problem_is_shown_with_its_line_its_place_and_what_to_do() {
    let shown = render(
        &problems("ops/readiness.yaml", "a: 1\nb: {x: 1, x: 2}\n"),
        &PLAIN,
    );
    assert_eq!(
        shown,
        "\
error: the key `x` is written twice
 --> ops/readiness.yaml:2:11
  |
2 | b: {x: 1, x: 2}
  |     -     ^
  |     |
  |     it is first written here
  |
  = help: keep one of the two

"
    );
}

#[test]
fn a_problem_without_a_place_looks_the_same() {
    let problem = InputProblem::of_file("gone.yaml", "the file cannot be read: entity not found")
        .with_help("check that it is there");
    assert_eq!(
        render(&[problem], &PLAIN),
        "error: the file cannot be read: entity not found\n--> gone.yaml\n = help: check that it is there\n\n"
    );
}

#[test]
fn long_lines_are_cut_around_the_place_and_the_column_stays_true() {
    let long = format!(
        "b: '{}'\nc: [{}, *gone, {}]\n",
        "é".repeat(10),
        "é".repeat(500_000),
        "é".repeat(500_000)
    );
    let shown = render(&problems("long.yaml", &long), &PLAIN);
    // `c: [` are 4 characters, then 500 000, then `, `: the alias is the 500 007th.
    assert!(shown.contains("long.yaml:2:500007"), "{shown}");
    assert!(shown.contains("*gone"), "{shown}");
    assert!(shown.len() < 2000, "{}", shown.len());
}

#[test]
fn places_in_long_lines_are_shown_like_any_others() {
    let filler = "é".repeat(5_000);
    let long = format!("c: {{a: {filler}, x: 1, y: {filler}, x: 2, z: {filler}}}\n");
    // `c: {a: ` are 7 characters, then 5 000, then `, `: the first `x` is the 5 010th; `x: 1, y: ` are 9 more, then 5 000, then
    // `, `: the second is the 10 021st.
    let expected = "\
error: the key `x` is written twice
 --> long.yaml:1:10021
  |
1 | ...éééééééééééé, x: 2, z: ééééééé...
  |                  ^
  |
 ::: long.yaml:1:5010
  |
1 | ...ééééééééé, x: 1, y: éééééééééé...
  |               - it is first written here
  |
  = help: keep one of the two

";
    let narrow = RenderOptions { width: 40, ..PLAIN };
    let found = problems("long.yaml", &long);
    assert_eq!(render(&found, &narrow), expected);
    let coloured = render(
        &found,
        &RenderOptions {
            colour: true,
            ..narrow
        },
    );
    assert_eq!(strip_str(&coloured).to_string(), expected);
}

#[test]
fn nothing_from_a_file_or_its_name_steers_the_terminal() {
    let mut found = problems("a\u{1b}[2J.yaml", "a: \u{1b}[31m\u{202e}x\n");
    found.push(InputProblem::of_file("b\n.yaml", "about\u{9b}31m").with_help("do\u{7}"));
    for colour in [false, true] {
        let shown = render(&found, &RenderOptions { colour, width: 100 });
        let own = shown.replace("\u{1b}[0m", "");
        assert!(
            !shown.contains(['\u{202e}', '\u{9b}', '\u{7}']),
            "{shown:?}"
        );
        assert!(
            !own.contains("\u{1b}[2J") && !own.contains("\u{1b}[31m"),
            "{shown:?}"
        );
    }
}

#[test]
fn problems_are_sorted_by_file_and_place_and_very_many_are_counted() {
    let one = |file: &str, at: usize| {
        let text = "abc\n".repeat(200);
        let excerpt = Excerpt::of(&text, at * 4..at * 4 + 1, Position::in_text(&text, at * 4));
        InputProblem {
            excerpt: Some(excerpt),
            ..InputProblem::of_file(file, format!("{file} {at}"))
        }
    };
    let mut many: Vec<InputProblem> = (0..52).rev().map(|at| one("b", at)).collect();
    many.push(one("a", 7));
    let shown = render(&many, &PLAIN);
    let titles: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.strip_prefix("error: "))
        .collect();
    assert_eq!(
        (titles.len(), titles[0], titles[1], titles[49]),
        (50, "a 7", "b 0", "b 48")
    );
    assert!(
        shown.ends_with("note: 3 more problems are not shown\n\n"),
        "{shown}"
    );
    let fifty_one = render(&many[..51], &PLAIN);
    assert!(
        fifty_one.ends_with("note: 1 more problem is not shown\n\n"),
        "{fifty_one}"
    );
    assert!(!render(&many[..50], &PLAIN).contains("note:"));
}

#[test]
fn a_mark_is_never_outside_its_line() {
    for text in ["", "\n", "a", "a\r\nb", "é", "\u{feff}a: b"] {
        for start in 0..=text.len() + 1 {
            for end in start..=text.len() + 2 {
                let excerpt = Excerpt::of(text, start..end, Position::in_text(text, start));
                assert!(
                    excerpt.line.get(excerpt.marked.clone()).is_some(),
                    "{text:?} {start}..{end}"
                );
            }
        }
    }
}
