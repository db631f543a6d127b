//! What `explain` says of a gate, and the command that leads there.

use crate::command_line::{DAY, readyctl, run, stdout};

#[test]
fn every_gate_is_explained_within_eighty_columns() {
    let list = run(&["list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).expect("the list is JSON");
    for gate in list["gates"].as_array().expect("a list of gates") {
        let name = gate["name"]
            .as_str()
            .or_else(|| gate["gate"].as_str())
            .expect("a gate has a name");
        let output = readyctl(&["explain", name])
            .env("COLUMNS", "80")
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{name}");
        let text = stdout(&output);
        assert!(!text.contains('…'), "{name} is cut:\n{text}");
        assert!(
            text.lines()
                .all(|line| line.chars().count() <= 80
                    || line.split(' ').any(|word| word.len() > 60)),
            "{name}:\n{text}"
        );
    }
}

#[test]
fn the_next_command_is_about_the_same_company_and_policy() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = "[parameters]\nmax_recovery_test_age = \"30d\"\n";
    std::fs::write(folder.path().join("30d.toml"), policy).expect("a policy is written");
    let policy = folder.path().join("30d.toml").display().to_string();
    let asked = ["check", "examples/northlight", "--as-of", DAY, "--policy"];
    let checked = readyctl(&[asked.as_slice(), &[&policy]].concat())
        .env("COLUMNS", "300")
        .output()
        .expect("the program runs");
    let screen = stdout(&checked);
    let (_, next) = screen.split_once("\nNext: readyctl ").expect("a command");
    let words: Vec<&str> = next.split_whitespace().collect();
    assert_eq!(words.first(), Some(&"explain"));
    assert_eq!(&words[2..], ["examples/northlight", "--policy", &*policy]);
    assert_eq!(run(&words).status.code(), Some(0), "{next}");
    let explained = stdout(&run(&[
        "explain",
        "recovery_test_current",
        "--policy",
        &policy,
    ]));
    assert!(
        explained.contains("max_recovery_test_age = 30d"),
        "{explained}"
    );
}

#[test]
fn a_gate_is_explained_for_the_company_that_is_named_and_for_no_other() {
    let here = stdout(&run(&[
        "explain",
        "oncall_sustainable",
        "examples/regulated",
    ]));
    assert!(here.contains("under profile `regulated`"), "{here}");
    let small = stdout(&run(&[
        "explain",
        "oncall_sustainable",
        "examples/northlight",
    ]));
    assert!(small.contains("under profile `small`"), "{small}");
    let nowhere = run(&["explain", "oncall_sustainable", "examples/nowhere"]);
    assert_eq!(nowhere.status.code(), Some(2));
}
