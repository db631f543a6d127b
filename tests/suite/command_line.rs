//! The program as people type it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use readyctl::report::format::Format;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn readyctl(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_readyctl"));
    command
        .args(arguments)
        .current_dir(root())
        .env_remove("CLICOLOR_FORCE")
        .env_remove("READYCTL_POLICY");
    command
}

pub fn run(arguments: &[&str]) -> Output {
    readyctl(arguments).output().expect("the program runs")
}

fn status(arguments: &[&str]) -> Option<i32> {
    run(arguments).status.code()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the program prints UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the program prints UTF-8")
}

pub const DAY: &str = "2026-11-12";

#[test]
fn the_exit_status_is_the_same_in_every_format() {
    let examples = [
        ("northlight", 1),
        ("ready", 0),
        ("conditional", 0),
        ("regulated", 0),
        ("scanned", 1),
    ];
    for (example, wanted) in examples {
        for format in Format::ALL {
            let path = format!("examples/{example}");
            assert_eq!(
                status(&["check", &path, "--as-of", DAY, "--format", format.name()]),
                Some(wanted),
                "{example} as {format}"
            );
        }
    }
}

#[test]
fn strict_does_not_take_conditional_for_ready() {
    assert_eq!(
        status(&["check", "examples/conditional", "--as-of", DAY, "--strict"]),
        Some(1)
    );
    assert_eq!(
        status(&["check", "examples/ready", "--as-of", DAY, "--strict"]),
        Some(0)
    );
}

#[test]
fn exit_zero_reports_only_and_says_so() {
    let output = run(&[
        "check",
        "examples/northlight",
        "--as-of",
        DAY,
        "--exit-zero",
    ]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("enforcement is off"));
    assert!(stdout(&output).contains("Not ready"));
}

#[test]
fn the_same_check_twice_gives_the_same_bytes() {
    for format in Format::ALL {
        let arguments = [
            "check",
            "examples/northlight",
            "--as-of",
            DAY,
            "--format",
            format.name(),
        ];
        assert_eq!(run(&arguments).stdout, run(&arguments).stdout);
    }
}

#[test]
fn a_manifest_is_read_from_standard_input() {
    let text = fs::read(root().join("examples/northlight/readiness.yaml"))
        .expect("an example has a manifest");
    let mut child = readyctl(&["check", "-", "--as-of", DAY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    std::io::Write::write_all(child.stdin.as_mut().expect("a pipe"), &text)
        .expect("the program reads");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("Northlight Ltd"));
}

#[test]
fn a_reader_that_went_away_is_no_error_in_any_format() {
    let mut commands: Vec<(Vec<&str>, i32)> = Vec::new();
    for format in Format::ALL {
        let check = ["check", "examples/scanned", "--format", format.name()];
        commands.push((check.into(), 1));
    }
    for format in ["table", "json", "csv"] {
        let list = ["findings", "list", "examples/scanned", "--format", format];
        commands.push((list.into(), 0));
    }
    for (mut arguments, wanted) in commands {
        arguments.extend(["--as-of", DAY]);
        let (reader, writer) = std::io::pipe().expect("there is room for a pipe");
        drop(reader);
        let output = readyctl(&arguments).stdout(writer).output();
        let output = output.expect("the program runs");
        assert_eq!(output.status.code(), Some(wanted), "{arguments:?}");
        assert!(
            !stderr(&output).contains("cannot be written"),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_cannot_be_used_is_named_with_what_to_do_and_nothing_is_judged() {
    let cases: [(&[&str], &str); 7] = [
        (
            &["check", "examples/missing"],
            "there is no such file or folder",
        ),
        (
            &["check", "examples/northlight", "--as-of", "12/11/2026"],
            "2026",
        ),
        (
            &[
                "check",
                "examples/northlight",
                "--gate",
                "promised_rto_provn",
            ],
            "resilience/promised_rto_proven",
        ),
        (
            &["check", "examples/northlight", "--area", "resiliense"],
            "resilience",
        ),
        (
            &["explain", "promised_rto_provn"],
            "resilience/promised_rto_proven",
        ),
        (
            &["check", "examples/northlight", "--format", "tabel"],
            "table",
        ),
        (&["chek"], "check"),
    ];
    for (arguments, told) in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            stderr(&output).contains(told),
            "{arguments:?} says:\n{}",
            stderr(&output)
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn every_mistake_of_a_manifest_is_told_at_once_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let right = fs::read_to_string(root().join("examples/northlight/readiness.yaml"))
        .expect("an example has a manifest");
    let wrong = right
        .replacen("until: 2026-09-30", "untill: 2026-09-30", 1)
        .replacen("2026-05-02", "2026-02-30", 1)
        .replacen("owner: cy, status: open", "owner: cyy, status: open", 1)
        .replacen("kind: rto", "kind: rtoo", 1);
    fs::write(folder.path().join("readiness.yaml"), wrong).expect("the folder can be written");
    let output = run(&["check", &folder.path().to_string_lossy(), "--as-of", DAY]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    for (line, near) in [
        (7, "`until`"),
        (21, "`rto`"),
        (49, "2026-02-30"),
        (45, "`cy`"),
    ] {
        assert!(
            told.contains(&format!("readiness.yaml:{line}:")),
            "no line {line} in:\n{told}"
        );
        assert!(told.contains(near), "no {near} in:\n{told}");
    }
}

#[test]
fn a_report_is_written_to_files_as_well_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.json");
    let asked = format!("json={}", file.display());
    assert_eq!(
        status(&[
            "check",
            "examples/northlight",
            "--as-of",
            DAY,
            "--output",
            &asked
        ]),
        Some(1)
    );
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(&file).expect("the report is there")).expect("it is JSON");
    assert_eq!(report["verdict"], "not_ready");

    let nowhere = format!(
        "json={}",
        folder.path().join("no/such/folder/report.json").display()
    );
    assert_eq!(
        status(&[
            "check",
            "examples/northlight",
            "--as-of",
            DAY,
            "--output",
            &nowhere
        ]),
        Some(2)
    );
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder can be read")
        .collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn a_report_takes_the_place_of_no_input_and_of_no_other_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read(root().join("examples/northlight/readiness.yaml")).expect("it is there");
    let (manifest, policy) = (
        folder.path().join("readiness.yaml"),
        folder.path().join("readyctl.toml"),
    );
    fs::write(&manifest, &text).expect("the folder can be written");
    fs::write(&policy, "").expect("the folder can be written");
    let report = folder.path().join("report.json");
    let checked = |outputs: &[(&str, &Path)]| {
        let asked: Vec<String> = outputs
            .iter()
            .map(|(format, file)| format!("--output={format}={}", file.display()))
            .collect();
        let mut command = readyctl(&["check", "--as-of", DAY]);
        let output = command.args(asked).current_dir(folder.path()).output();
        let output = output.expect("the program runs");
        (output.status.code(), stderr(&output))
    };
    for (outputs, told) in [
        ([("json", &*report), ("html", &manifest)], "made from"),
        ([("json", &*report), ("html", &policy)], "made from"),
        ([("json", &*report), ("html", &report)], "two reports"),
    ] {
        let (status, said) = checked(&outputs);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(told), "{said}");
        assert!(!report.exists(), "nothing is written");
    }
    assert_eq!(fs::read(&manifest).expect("it is there"), text);
    let other = folder.path().join("report.html");
    let (status, said) = checked(&[("json", &report), ("html", &other)]);
    assert_eq!(status, Some(1), "{said}");
    assert!(report.exists() && other.exists());
}

#[test]
fn a_narrowed_run_never_says_ready() {
    let output = run(&[
        "check",
        "examples/ready",
        "--as-of",
        DAY,
        "--area",
        "cost",
        "--format",
        "json",
    ]);
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("the report is JSON");
    assert_eq!(report["verdict"], "selected_met");
    assert_eq!(report["narrowed"], true);
}

#[test]
fn a_policy_may_move_the_bar_and_every_laxer_setting_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = fs::read(root().join("examples/northlight/readiness.yaml"))
        .expect("an example has a manifest");
    fs::write(folder.path().join("readiness.yaml"), manifest).expect("the folder can be written");
    let policy = "profile = \"tiny\"\n\n[parameters]\nmax_recovery_test_age = \"400d\"\n\n[gates_off]\n\"cost/cost_decision_owned\" = { reason = \"the board decides next week, minute to follow\" }\n";
    fs::write(folder.path().join("readyctl.toml"), policy).expect("the folder can be written");
    let output = run(&[
        "check",
        &folder.path().to_string_lossy(),
        "--as-of",
        DAY,
        "--format",
        "json",
    ]);
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let laxer: Vec<&str> = report["policy"]["laxer_than_profile"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|setting| setting["name"].as_str())
        .collect();
    assert_eq!(laxer, ["profile", "max_recovery_test_age"]);
    assert_eq!(report["summary"]["disabled"], 1);
    let screen = run(&["check", &folder.path().to_string_lossy(), "--as-of", DAY]);
    let first_page: String = stdout(&screen)
        .lines()
        .take(20)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        first_page.contains("max_recovery_test_age")
            && first_page.contains("cost/cost_decision_owned"),
        "{first_page}"
    );
}

#[test]
fn an_unknown_name_in_a_policy_is_an_error_with_the_nearest_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = folder.path().join("wrong.toml");
    fs::write(&policy, "[parameters]\nmax_recovery_test_agee = \"90d\"\n")
        .expect("the folder can be written");
    let output = run(&[
        "check",
        "examples/northlight",
        "--as-of",
        DAY,
        "--policy",
        &policy.to_string_lossy(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("max_recovery_test_age"));
}

#[test]
fn evidence_outside_the_project_is_never_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = folder.path().join("project");
    fs::create_dir_all(project.join("evidence")).expect("the folder can be written");
    fs::write(folder.path().join("secret.pdf"), "secret").expect("the folder can be written");
    let manifest = fs::read_to_string(root().join("examples/northlight/readiness.yaml"))
        .expect("an example has a manifest");
    let escaping = manifest.replace("evidence/t1-letter.pdf", "evidence/../../secret.pdf");
    fs::write(project.join("readiness.yaml"), escaping).expect("the folder can be written");
    let output = run(&["check", &project.to_string_lossy(), "--as-of", DAY]);
    assert_ne!(output.status.code(), Some(0));
    let told = format!("{}{}", stdout(&output), stderr(&output));
    assert!(told.contains("out of the project"), "{told}");
}

#[test]
fn every_format_can_be_written_beside_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut arguments: Vec<String> = ["check", "examples/northlight", "--as-of", DAY]
        .map(str::to_owned)
        .to_vec();
    let file = |format: Format| folder.path().join(format.name());
    for format in Format::ALL {
        arguments.push(format!("--output={format}={}", file(format).display()));
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(status(&arguments), Some(1));
    for format in Format::ALL {
        let text = fs::read_to_string(file(format)).expect("the file is written");
        // The page marks where a long name may be broken.
        let unbroken = text.replace("<wbr>", "");
        assert!(unbroken.contains("promised_rto_proven"), "{format}");
        assert!(!text.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn the_job_summary_is_appended_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "before\n\n").expect("a file");
    let check = |summary: &Path| {
        let arguments = ["check", "examples/ready", "--as-of", DAY, "--step-summary"];
        let mut command = readyctl(&arguments);
        command.env("GITHUB_STEP_SUMMARY", summary);
        command.output().expect("the program runs").status.code()
    };
    assert_eq!(check(&summary), Some(0));
    let text = fs::read_to_string(&summary).expect("the summary is text");
    assert!(text.starts_with("before\n\n## "), "{text}");
    assert_eq!(check(Path::new("")), Some(2));
    // A summary that is nearly full keeps what is in it, and is never longer than what GitHub takes: 2^20 bytes.
    fs::write(&summary, "x".repeat((1 << 20) - 500)).expect("a file");
    assert_eq!(check(&summary), Some(0));
    let text = fs::read_to_string(&summary).expect("the summary is text");
    assert!(text.len() <= 1 << 20, "{}", text.len());
    assert!(text.ends_with("The rest does not fit into a job summary.\n"));
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = stdout(&output);
        for word in ["readyctl", "explain", "step-summary"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // The shells that can read a script without running it, where they are there.
        if ["bash", "fish", "zsh"].contains(&shell) {
            let mut reader = Command::new(shell);
            let reader = reader
                .arg("-n")
                .stdin(Stdio::piped())
                .stderr(Stdio::piped());
            let Ok(mut reader) = reader.spawn() else {
                println!("skipped: {shell} is missing");
                continue;
            };
            let mut pipe = reader.stdin.take().expect("a pipe");
            std::io::Write::write_all(&mut pipe, script.as_bytes()).expect("the shell reads");
            drop(pipe);
            let read = reader.wait_with_output().expect("the shell ends");
            assert!(read.status.success(), "{shell}: {}", stderr(&read));
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let output = run(&["man"]);
    let page = stdout(&output);
    assert!(page.contains(".TH readyctl 1"), "{page}");
    assert!(page.contains("Exit status:"), "{page}");
    let check = stdout(&run(&["man", "check"]));
    assert!(check.contains(".TH readyctl-check 1"), "{check}");
    assert!(check.contains(r"\-\-step\-summary"), "{check}");
    let unknown = run(&["man", "chek"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("there is no command `chek`"));
}
