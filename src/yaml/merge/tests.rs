use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::*;
use crate::yaml::{Each, Keyed, Limits, Located, Named, decode_merged};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Top {
    #[serde(default)]
    version: u32,
    #[serde(default)]
    people: Named<Person>,
    process: Option<Located<Process>>,
    #[serde(default)]
    tests: Each<Test>,
    #[serde(default)]
    roles: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: Option<String>,
    age: Option<u32>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Process {
    first: Option<String>,
    second: Option<String>,
    #[serde(default)]
    steps: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    id: String,
    of: Option<String>,
}

impl Keyed for Test {
    const KEY: Option<&'static str> = Some("id");
    const SHORT: Option<&'static str> = Some("of");
}

/// What the files say together, and each trouble as `file:line:column message (file:line:column)`.
fn read(texts: &[&str]) -> (Option<Top>, Vec<String>) {
    let trees: Vec<Tree> = texts
        .iter()
        .map(|text| Tree::parse((*text).into(), &Limits::default()).unwrap())
        .collect();
    let trees: Vec<&Tree> = trees.iter().collect();
    let mut troubles = Vec::new();
    let merged = Merged::of(&trees, &["version"]).unwrap();
    merged.repeated_ids(&mut troubles);
    let value = decode_merged(&merged, &mut troubles);
    let place = |span: &Range<usize>| {
        let (file, span) = merged.origin(span.clone());
        let at = trees[usize::from(file.0)].position_at(span.start);
        format!("{}:{}:{}", file.0, at.line.get(), at.column.get())
    };
    let lines = troubles.iter().map(|trouble| {
        let related: Vec<String> = trouble
            .related
            .iter()
            .map(|(span, _)| place(span))
            .collect();
        format!(
            "{} {} ({})",
            place(&trouble.span),
            trouble.message,
            related.join(" ")
        )
    });
    (value, lines.collect())
}

#[test]
fn objects_merge_field_by_field_names_are_united_and_lists_follow_each_other() {
    let (top, troubles) = read(&[
        "version: 1\npeople: {ana: {name: Ana}}\nprocess: {first: a, steps: [x]}\ntests: [{id: T1}]\n",
        "version: 1\nprocess:\n  second: \"b\\x21\"\n  steps: [y]\n",
        "tests:\n  - {id: T2, of: z}\npeople: {ben: {age: 3}}\n",
    ]);
    assert_eq!(troubles, Vec::<String>::new());
    let top = top.expect("nothing is wrong");
    let process = top.process.expect("a process");
    assert_eq!(
        (process.first.as_deref(), process.second.as_deref()),
        (Some("a"), Some("b!"))
    );
    assert_eq!(process.steps, ["x", "y"]);
    assert_eq!(top.people.keys().collect::<Vec<_>>(), ["ana", "ben"]);
    let tests: Vec<(&str, u16)> = top
        .tests
        .iter()
        .map(|test| (&*test.value.id, test.place.file.0))
        .collect();
    assert_eq!(tests, [("T1", 0), ("T2", 2)]);
}

#[test]
fn places_are_those_of_the_file_a_value_is_written_in() {
    let texts = ["tests: [{id: T1}]\n", "# more\ntests:\n  - id: T2\n"];
    let trees: Vec<Tree> = texts
        .iter()
        .map(|text| Tree::parse((*text).into(), &Limits::default()).unwrap())
        .collect();
    let merged = Merged::of(&[&trees[0], &trees[1]], &[]).unwrap();
    let top: Top = decode_merged(&merged, &mut Vec::new()).unwrap();
    let second = top.tests[1].place;
    assert_eq!(trees[1].path(second.node), "tests[0]");
    assert_eq!(trees[1].position(second.node).line.get(), 3);
}

#[test]
fn what_can_be_given_once_only_is_refused_with_both_places() {
    let (_, troubles) = read(&[
        "version: 1\nprocess: {first: a}\npeople: {ana: {name: Ana}}\nroles: {x: y}\ntests: [{id: T1}]\n",
        "version: 1\nprocess: {first: a}\npeople: {ana: {age: 3}}\nroles: {x: y}\ntests: [{id: T1}]\n",
    ]);
    assert_eq!(
        troubles,
        [
            "1:5:14 the id `T1` is given twice in this list (0:5:14)",
            "1:2:11 `first` is given in two files (0:2:11)",
            "1:4:9 `x` is given in two files (0:4:9)",
            "1:3:10 `ana` is given in two files (0:3:10)",
        ]
    );
}

#[test]
fn an_id_is_given_twice_too_behind_an_alias_and_where_it_stands_alone() {
    let told = |text: &str| read(&[text, "version: 1\n"]).1;
    assert_eq!(
        told("tests:\n  - &one {id: T1}\n  - *one\n"),
        ["0:3:5 the id `T1` is given twice in this list (0:2:15)"]
    );
    assert_eq!(
        told("tests: [T1, T2, T1]\n"),
        ["0:1:17 the id `T1` is given twice in this list (0:1:9)"]
    );
    assert_eq!(
        told("tests: [{id: T1}, T1]\n"),
        ["0:1:19 the id `T1` is given twice in this list (0:1:14)"]
    );
    // Steps are no items with ids.
    let shared = "tests: [{id: T1}]\nprocess: {steps: [T1, T1]}\n";
    assert_eq!(told(shared), <[&str; 0]>::default());
    let (_, troubles) = read(&["tests: [T1]\n", "tests: [T1]\n"]);
    assert_eq!(
        troubles,
        ["1:1:9 the id `T1` is given twice in this list (0:1:9)"]
    );
}

#[test]
fn a_list_in_one_file_and_its_short_form_in_another_do_not_merge() {
    let (_, troubles) = read(&["tests: [{id: T1}]\n", "tests: {T2: x}\n"]);
    assert_eq!(troubles, ["1:1:1 `tests` is given in two files (0:1:1)"]);
    let (top, troubles) = read(&["tests: {T1: x}\n", "tests: {T2: x}\n"]);
    assert_eq!(
        (top.map(|top| top.tests.len()), troubles.len()),
        (Some(2), 0)
    );
    let (_, troubles) = read(&["tests: {T1: {of: x}}\n", "tests: {T1: {of: x}}\n"]);
    assert_eq!(troubles, ["1:1:9 `T1` is given in two files (0:1:9)"]);
}

#[test]
fn aliases_stand_for_what_they_stood_for_in_their_file() {
    let (top, troubles) = read(&[
        "people: {ana: {name: Ana}}\nprocess: {first: a}\n",
        "tests: [&t {id: T2, of: &name x}, {id: T3, of: *name}]\nprocess: {second: *name}\n",
    ]);
    assert_eq!(troubles, Vec::<String>::new());
    let top = top.unwrap();
    assert_eq!(top.process.unwrap().second.as_deref(), Some("x"));
    assert_eq!(top.tests[1].of.as_deref(), Some("x"));
}

#[test]
fn what_an_alias_stands_for_is_not_merged_with_another_file() {
    let (_, troubles) = read(&[
        "process: &p {first: a}\nroles: *p\n",
        "process: {second: b}\n",
    ]);
    assert_eq!(troubles, ["1:1:1 `process` is given in two files (0:1:1)"]);
}

#[test]
fn long_lists_and_mappings_are_found_by_name_and_number_after_merging() {
    let mut texts = ["tests:\n".to_owned(), "tests:\n".to_owned()];
    let mut people = ["people:\n".to_owned(), "people:\n".to_owned()];
    for number in 0..60 {
        writeln!(texts[number % 2], "  - {{id: T{number}}}").unwrap();
        writeln!(people[number % 2], "  p{number}: {{age: {number}}}").unwrap();
    }
    let texts: Vec<String> = texts
        .iter()
        .zip(&people)
        .map(|(tests, people)| format!("{tests}{people}"))
        .collect();
    let trees: Vec<Tree> = texts
        .iter()
        .map(|text| Tree::parse(text.as_str().into(), &Limits::default()).unwrap())
        .collect();
    let merged = Merged::of(&[&trees[0], &trees[1]], &[]).unwrap();
    let tree = &merged.tree;
    let age = tree.resolve(tree.root(), "people.p7.age");
    assert_eq!((tree.scalar(age.0), age.1), (Some("7"), true));
    let id = tree.resolve(tree.root(), "tests[31].id");
    assert_eq!((tree.scalar(id.0), id.1), (Some("T3"), true));
}

#[test]
fn merging_one_file_changes_nothing() {
    let text =
        "people: {ana: {name: \"A\\x21\"}}\ntests: [&x {id: T1}]\nprocess: {steps: [a, b]}\n";
    let tree = Tree::parse(text.into(), &Limits::default()).unwrap();
    let merged = Merged::of(&[&tree], &[]).unwrap();
    let say = |tree: &Tree| {
        tree.all()
            .map(|node| {
                format!(
                    "{:?} {:?} {}",
                    tree.span(node),
                    tree.scalar(node),
                    tree.path(node)
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(say(&merged.tree), say(&tree));
}
