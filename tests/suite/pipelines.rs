//! What pipelines are given to run: it parses, it runs here as it would there, and no input becomes part of a script.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use readyctl::yaml::{Kind, Limits, NodeId, Tree};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).expect("the file is there")
}

/// A YAML file whose top is a list is read as the only field of a mapping.
fn tree(file: &str) -> Tree {
    let mut text = text(file);
    if text.starts_with("- ") {
        let indented: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
        text = format!("all:\n{}\n", indented.join("\n"));
    }
    Tree::parse(text.into_bytes(), &Limits::default())
        .unwrap_or_else(|(_, troubles)| panic!("{file}: {troubles:?}"))
}

fn at(tree: &Tree, path: &str) -> NodeId {
    let (node, is_there) = tree.resolve(tree.root(), path);
    assert!(is_there, "nothing is at `{path}`");
    node
}

fn scalar<'t>(tree: &'t Tree, path: &str) -> &'t str {
    tree.scalar(at(tree, path))
        .unwrap_or_else(|| panic!("`{path}` is no text"))
}

/// Every scalar with the key it stands under.
fn texts(tree: &Tree) -> Vec<(String, String)> {
    let mappings = tree.all().filter(|node| tree.kind(*node) == Kind::Mapping);
    let entries = mappings.flat_map(|node| tree.entries(node));
    entries
        .filter_map(|(key, value)| {
            let key = tree.scalar(key)?.to_owned();
            Some((key, tree.scalar(value)?.to_owned()))
        })
        .collect()
}

/// Runs a script as a pipeline would: with the program on the path, in a folder of its own.
struct Job {
    folder: tempfile::TempDir,
}

impl Job {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let example = root().join("examples/northlight/readiness.yaml");
        fs::copy(example, folder.path().join("readiness.yaml")).expect("an example has a manifest");
        Self { folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn bash(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_readyctl"));
        let path = format!(
            "{}:{}",
            program.parent().expect("a folder").display(),
            std::env::var("PATH").expect("a path")
        );
        let output = Command::new("bash")
            .args(arguments)
            .current_dir(self.folder.path())
            .env("PATH", path)
            .env("RUNNER_TEMP", self.folder.path())
            .env("GITHUB_OUTPUT", self.file("output"))
            .env("GITHUB_STEP_SUMMARY", self.file("summary"))
            .env("GITHUB_ACTION_PATH", root())
            .envs(variables.iter().copied())
            .output()
            .expect("bash runs");
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        (output.status.code(), said)
    }

    fn github(&self, variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let script = root().join("ci/github.sh");
        self.bash(&[script.to_str().expect("a path")], variables)
    }

    fn output(&self) -> String {
        fs::read_to_string(self.file("output")).expect("outputs are written")
    }
}

#[test]
fn no_input_of_the_action_becomes_part_of_a_script() {
    let action = tree("action.yml");
    let scripts: Vec<String> = texts(&action)
        .into_iter()
        .filter(|(key, _)| key == "run")
        .map(|(_, script)| script)
        .collect();
    assert_eq!(scripts.len(), 4);
    for script in scripts {
        assert!(!script.contains("${{"), "{script}");
    }
    assert_eq!(scalar(&action, "runs.using"), "composite");
}

#[test]
fn every_input_of_the_action_is_used_and_explained() {
    let action = tree("action.yml");
    let used = text("action.yml");
    let documented = text("docs/ci.md");
    for (key, _) in action.entries(at(&action, "inputs")) {
        let name = action.scalar(key).expect("a name");
        assert!(used.contains(&format!("inputs.{name}")), "{name}");
        assert!(documented.contains(&format!("| `{name}` |")), "{name}");
        assert!(!scalar(&action, &format!("inputs.{name}.description")).is_empty());
    }
}

#[test]
fn the_action_annotates_summarises_and_hands_out_the_status() {
    let job = Job::new();
    let (status, said) = job.github(&[("INPUT_AS_OF", "2026-11-12")]);
    assert_eq!(status, Some(0), "{said}");
    assert!(
        said.starts_with("::error file=readiness.yaml,line="),
        "{said}"
    );
    assert!(job.output().contains("exit-status=1\n"));
    assert!(job.output().contains("sarif="));
    let sarif = fs::read_to_string(job.file("readyctl.sarif")).expect("SARIF is written");
    assert!(sarif.contains("\"2.1.0\""));
    let summary = fs::read_to_string(job.file("summary")).expect("the summary is written");
    assert!(
        summary.starts_with("## Northlight Ltd, production"),
        "{summary}"
    );
    let fail = tree("action.yml");
    let last = scalar(&fail, "runs.steps[5].run");
    let (status, _) = job.bash(&["-c", last], &[("EXIT_STATUS", "1")]);
    assert_eq!(status, Some(1));
}

#[test]
fn what_cannot_be_used_leaves_no_sarif_of_an_earlier_run() {
    let job = Job::new();
    fs::write(job.file("readyctl.sarif"), "{}").expect("a file");
    let (status, said) = job.github(&[("INPUT_MANIFEST", "missing.yaml")]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(job.output(), "exit-status=2\n");
    assert!(!job.file("readyctl.sarif").exists());
}

#[test]
fn inputs_are_values_and_never_flags_or_commands() {
    let job = Job::new();
    for hostile in [
        "--exit-zero",
        "$(touch ran)",
        "; touch ran",
        "`touch ran`",
        "a b",
    ] {
        let manifest = [("INPUT_MANIFEST", hostile)];
        let stage = [("INPUT_STAGE", hostile)];
        let policy = [("INPUT_POLICY", hostile), ("INPUT_AS_OF", "2026-11-12")];
        for variables in [&manifest[..], &stage, &policy] {
            fs::write(job.file("output"), "").expect("a file");
            let (status, said) = job.github(variables);
            assert_eq!(status, Some(0), "{said}");
            assert_eq!(job.output(), "exit-status=2\n", "{variables:?}: {said}");
        }
    }
    assert!(!job.file("ran").exists());
}

#[test]
fn the_version_that_the_action_builds_is_named_by_its_sources() {
    let action = tree("action.yml");
    let job = Job::new();
    let script = scalar(&action, "runs.steps[0].run");
    let (status, said) = job.bash(&["-e", "-c", script], &[]);
    assert_eq!(status, Some(0), "{said}");
    let digest = job.output().trim().replace("digest=", "");
    assert_eq!(digest.len(), 32, "{digest}");
}

#[test]
fn the_job_for_gitlab_writes_its_reports_and_fails_where_it_is_not_ready() {
    let template = tree("ci/gitlab.yml");
    let job = Job::new();
    let program = job.file(".readyctl/program/bin");
    fs::create_dir_all(&program).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_readyctl"), program.join("readyctl"))
        .expect("a link");
    let script = scalar(&template, "readyctl.script[0]");
    let day = ("READYCTL_AS_OF", "2026-11-12");
    for manifest in ["", "readiness.yaml"] {
        let (status, said) = job.bash(&["-c", script], &[("READYCTL_MANIFEST", manifest), day]);
        assert_eq!(status, Some(1), "{said}");
    }
    let (status, _) = job.bash(
        &["-c", script],
        &[("READYCTL_MANIFEST", "--exit-zero"), day],
    );
    assert_eq!(status, Some(2));
    for report in ["codequality", "junit"] {
        let file = scalar(&template, &format!("readyctl.artifacts.reports.{report}"));
        assert!(job.file(file).is_file(), "{file}");
    }
    assert!(
        job.file(scalar(&template, "readyctl.artifacts.paths[0]"))
            .is_file()
    );
    let before = scalar(&template, "readyctl.before_script[0]");
    let (status, said) = job.bash(&["-n", "-c", before], &[]);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn the_hook_runs_where_a_manifest_or_a_policy_changed() {
    let hooks = tree(".pre-commit-hooks.yaml");
    let files = scalar(&hooks, "all[0].files").to_owned();
    let runs = |path: &str| {
        let found = Command::new("grep")
            .args(["-qE", &files])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .and_then(|mut grep| {
                use std::io::Write as _;
                grep.stdin
                    .take()
                    .expect("a pipe")
                    .write_all(path.as_bytes())?;
                grep.wait()
            });
        found.expect("grep runs").success()
    };
    for path in [
        "readiness.yaml",
        "a/readiness.yml",
        "readiness/people.yaml",
        "readyctl.toml",
    ] {
        assert!(runs(path), "{path}");
    }
    for path in [
        "README.md",
        "unreadiness.yaml",
        "readiness.yaml.bak",
        "Cargo.toml",
    ] {
        assert!(!runs(path), "{path}");
    }
    assert_eq!(scalar(&hooks, "all[0].entry"), "readyctl check");
    assert_eq!(scalar(&hooks, "all[0].pass_filenames"), "false");
}

#[test]
fn the_image_holds_the_program_alone_and_runs_it_without_rights() {
    let dockerfile = text("Dockerfile");
    let last = dockerfile.rsplit("\nFROM ").next().expect("an image");
    assert!(last.starts_with("scratch\n"), "{last}");
    let user = last
        .lines()
        .find_map(|line| line.strip_prefix("USER "))
        .expect("a user");
    assert!(
        !user.starts_with('0') && !user.starts_with("root"),
        "{user}"
    );
    assert!(last.contains("ENTRYPOINT [\"/readyctl\"]"), "{last}");
    let minimum = text("Cargo.toml");
    let minimum = minimum
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .expect("a version");
    assert!(dockerfile.contains(&format!("FROM rust:{}-", minimum.trim_matches('"'))));
    assert!(text("ci/gitlab.yml").contains(&format!("image: rust:{}-", minimum.trim_matches('"'))));
}
