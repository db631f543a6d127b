//! What the code map in `src/lib.rs` says of the layers is true of the files.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    WalkDir::new(root().join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("the folder can be read").into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file is text");
            (
                path.strip_prefix(root())
                    .expect("below the root")
                    .to_owned(),
                text,
            )
        })
        .collect()
}

fn is_test_file(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "tests")
        || path.components().any(|part| part.as_os_str() == "tests")
}

/// The lines of a file outside its tests and comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let before_tests = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text);
    (1..)
        .zip(before_tests.lines())
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn forbid(folders: &[&str], words: &[&str], except: impl Fn(&Path) -> bool) {
    let mut found = Vec::new();
    for (path, text) in folders.iter().flat_map(|folder| sources(folder)) {
        if is_test_file(&path) || except(&path) {
            continue;
        }
        for (number, line) in code(&text) {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                found.push(format!("{}:{number}: `{word}`", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn rules_touch_no_file_clock_environment_or_terminal() {
    let outside = [
        "std::fs",
        "std::env",
        "std::io",
        "std::process",
        "std::net",
        "std::time",
        "today_utc",
        "println!",
        "eprintln!",
    ];
    forbid(
        &[
            "src/rules",
            "src/register",
            "src/gate",
            "src/manifest",
            "src/report/model.rs",
            "src/evaluate.rs",
        ],
        &outside,
        |path| path.starts_with("src/gate/embedded"),
    );
}

#[test]
fn only_commands_touch_files_and_the_clock() {
    let outside = [
        "std::fs",
        "fs::read",
        "File::open",
        "today_utc()",
        "WalkDir",
        "std::env::",
    ];
    forbid(&["src"], &outside, |path| {
        path.starts_with("src/commands")
            || path.starts_with("src/build")
            || path.ends_with("build.rs")
            || path.ends_with("main.rs")
            // Where the reading of the clock is defined; who calls it is what counts.
            || path == Path::new("src/time/day.rs")
    });
}

#[test]
fn the_parser_the_command_line_and_the_calendar_are_each_named_in_one_place() {
    forbid(&["src"], &["granit_parser"], |path| {
        path == Path::new("src/yaml/events.rs")
    });
    forbid(&["src"], &["clap::"], |path| {
        path == Path::new("src/cli.rs") || path.starts_with("src/cli")
    });
    forbid(&["src"], &["chrono::", "jiff"], |path| {
        path.starts_with("src/time")
    });
}

#[test]
fn the_report_model_knows_no_format_and_formats_decide_nothing() {
    forbid(
        &["src/report/model.rs"],
        &["Serialize", "report::format"],
        |_| false,
    );
    forbid(&["src/report/format"], &["exit_status("], |_| false);
}

#[test]
fn lower_layers_do_not_name_higher_ones() {
    forbid(
        &["src/yaml"],
        &[
            "crate::manifest",
            "crate::rules",
            "crate::report",
            "crate::gate",
            "crate::policy",
        ],
        |_| false,
    );
    forbid(
        &["src/rules"],
        &[
            "crate::commands",
            "crate::cli",
            "crate::evaluate",
            "crate::policy",
            "report::format",
        ],
        |_| false,
    );
    forbid(
        &["src/findings"],
        &[
            "crate::manifest",
            "crate::register",
            "crate::rules",
            "crate::gate",
            "crate::policy",
            "crate::report",
            "crate::commands",
        ],
        |_| false,
    );
    forbid(
        &["src/register"],
        &[
            "crate::rules",
            "crate::gate",
            "crate::policy",
            "crate::report",
            "crate::evaluate",
            "crate::commands",
        ],
        |_| false,
    );
    forbid(
        &["src/manifest"],
        &[
            "crate::commands",
            "crate::cli",
            "crate::evaluate",
            "crate::rules",
            "crate::policy",
        ],
        |_| false,
    );
}

#[test]
fn no_file_has_more_than_five_hundred_lines_without_its_tests() {
    let mut long = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        let lines = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or(&text)
            .lines()
            .count();
        if lines > 500 && !(path.starts_with("src") && is_test_file(&path)) {
            long.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn nothing_is_left_unfinished() {
    // Written apart so that this file does not find itself.
    let words = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[", "ignore"),
    ];
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        for word in words {
            assert!(!text.contains(word), "{}: `{word}`", path.display());
        }
    }
}

#[test]
fn every_parameter_is_named_by_a_gate_and_read_by_a_rule() {
    let catalog = readyctl::gate::Catalog::embedded();
    let code: String = sources("src")
        .into_iter()
        .filter(|(path, _)| !is_test_file(path))
        .map(|(_, text)| text)
        .collect();
    for parameter in readyctl::gate::embedded::PARAMETERS {
        let constant = parameter.name.to_uppercase();
        let is_read = code.matches(constant.as_str()).count() > 0;
        let is_named = catalog
            .gates()
            .iter()
            .any(|gate| gate.definition.parameters.contains(&parameter.name));
        // A bar that the verdict itself uses belongs to no gate.
        let is_of_verdict = ["carry_max", "horizon"].contains(&parameter.name);
        assert!(
            is_named || is_of_verdict,
            "`{}` is named by no gate",
            parameter.name
        );
        assert!(is_read, "`{}` is read by no rule", parameter.name);
    }
}

/// The functions of a file outside its tests, with the lines each takes.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = code(text).map(|(_, line)| line).collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let opening = line.trim_start();
        let indent = &line[..line.len() - opening.len()];
        let words: Vec<&str> = opening.split(' ').take(4).collect();
        let is_function = opening.starts_with("fn ")
            || (opening.starts_with("pub") || opening.starts_with("const "))
                && words.contains(&"fn");
        let Some((_, rest)) = opening.split_once("fn ").filter(|_| is_function) else {
            continue;
        };
        let name = rest.split(['(', '<']).next().unwrap_or(rest);
        let end = lines[at..]
            .iter()
            .position(|line| line.strip_prefix(indent) == Some("}"));
        if let Some(end) = end {
            found.push((name, end + 1));
        }
    }
    found
}

fn median(mut lengths: Vec<usize>) -> usize {
    lengths.sort_unstable();
    lengths[lengths.len() / 2]
}

#[test]
fn rules_stay_short() {
    let catalog = readyctl::gate::Catalog::embedded();
    let ids = catalog.gates().iter().map(|gate| gate.definition.id);
    let names: Vec<&str> = ids.filter_map(|id| Some(id.split_once('/')?.1)).collect();
    let (mut of_rules, mut of_files) = (Vec::new(), Vec::new());
    for (path, text) in sources("src/rules") {
        if is_test_file(&path) {
            continue;
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let gate = names.iter().find(|name| Some(**name) == stem);
        for (name, lines) in functions(&text) {
            assert!(
                lines <= 80,
                "{}: `{name}` has {lines} lines",
                path.display()
            );
            if gate.is_some_and(|gate| *gate == name) {
                of_rules.push(lines);
            }
        }
        if gate.is_some() {
            of_files.push(code(&text).count());
        }
    }
    assert_eq!(of_rules.len(), names.len(), "every rule was found");
    let (rule, file) = (median(of_rules), median(of_files));
    assert!(rule <= 30, "half of the rules have more than {rule} lines");
    assert!(
        file <= 220,
        "half of their files have more than {file} lines"
    );
}

#[test]
fn rules_ask_the_facts_where_a_region_lies() {
    for (path, text) in sources("src/rules") {
        for (number, line) in code(&text) {
            assert!(
                !line.contains(".lies_within(") || line.contains("facts.lies_within("),
                "{}:{number}: a policy may say otherwise",
                path.display()
            );
        }
    }
}
