use std::fs;
use std::os::unix::fs::symlink;

use super::*;
use crate::manifest::ManifestPath;
use crate::manifest::Stands as _;

const CORE: &str = "readyctl: 1
company: {name: Acme, size: 2}
stage: {target: production}
people: {ana: {roles: [cto]}}
services: {app: {owner: ana}}
";

/// A repository with these files.
fn repository_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn load_file(folder: &Path, name: &str) -> Result<Project, Vec<InputProblem>> {
    load(
        &Input::File(folder.join(name)),
        folder,
        &Limits::default(),
        &[],
    )
}

fn load_folder(folder: &Path, name: &str) -> Result<Project, Vec<InputProblem>> {
    load(
        &Input::Folder(folder.join(name)),
        folder,
        &Limits::default(),
        &[],
    )
}

fn names(project: &Project) -> Vec<&str> {
    project
        .loaded
        .sources
        .files
        .iter()
        .map(|file| &*file.name)
        .collect()
}

/// Each problem as `file:line:column message`, sorted.
fn told(result: Result<Project, Vec<InputProblem>>) -> Vec<String> {
    let problems = result.expect_err("something is wrong");
    let lines = problems.iter().map(|problem| {
        let at = problem
            .position()
            .map(|at| format!(":{}:{}", at.line.get(), at.column.get()))
            .unwrap_or_default();
        format!("{}{at} {}", problem.file, problem.message)
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

#[test]
fn a_folder_is_one_manifest_in_the_order_of_its_names() {
    let folder = repository_with(&[
        (
            "readiness/b/tests.yml",
            "recovery: {tests: [{id: R2, service: app}]}\n",
        ),
        ("readiness/a.yaml", CORE),
        (
            "readiness/b.yaml",
            "recovery: {tests: [{id: R1}], reconciliation: by hand}\n",
        ),
        ("readiness/c.YML", "risks: [{id: R1}]\n"),
        ("readiness/notes.txt", "not: read"),
    ]);
    let project = load_folder(folder.path(), "readiness").unwrap();
    assert_eq!(
        names(&project),
        [
            "readiness/a.yaml",
            "readiness/b/tests.yml",
            "readiness/b.yaml",
            "readiness/c.YML"
        ]
    );
    let recovery = project.loaded.manifest.recovery.given().unwrap();
    let tests = recovery.tests.as_ref().unwrap();
    assert_eq!(
        tests
            .iter()
            .map(|test| test.id.as_str())
            .collect::<Vec<_>>(),
        ["R2", "R1"]
    );
    let second = project.loaded.sources.locate(&tests[1].at("id"));
    assert_eq!(
        (
            &*second.file,
            second.path.as_str(),
            second.position.column.get()
        ),
        ("readiness/b.yaml", "recovery.tests[0].id", 25)
    );
    let by_hand = project
        .loaded
        .sources
        .locate(&recovery.at("reconciliation"));
    assert_eq!(
        (&*by_hand.file, by_hand.is_exact),
        ("readiness/b.yaml", true)
    );
    let missing = project
        .loaded
        .sources
        .locate(&ManifestPath::top("recovery.objectives"));
    assert_eq!(
        (
            &*missing.file,
            missing.position.line.get(),
            missing.is_exact
        ),
        ("readiness/b/tests.yml", 1, false)
    );
}

#[test]
fn included_files_are_read_once_each_whoever_includes_them() {
    let folder = repository_with(&[
        (
            "ops/readiness.yaml",
            &format!("{CORE}include: [\"parts/*.yaml\", ../shared.yaml, readiness.yaml]\n"),
        ),
        (
            "ops/parts/a.yaml",
            "include: [b.yaml, ../readiness.yaml]\nrisks: [{id: R1}]\n",
        ),
        (
            "ops/parts/b.yaml",
            "readyctl: 1\ngenerated_by: a tool\nrisks: [{id: R2}]\n",
        ),
        ("ops/parts/deep/c.yaml", "risks: [{id: R1}]\n"),
        ("shared.yaml", "generated_by: another\nrisks: [{id: R3}]\n"),
    ]);
    let project = load_file(folder.path(), "ops/readiness.yaml").unwrap();
    assert_eq!(
        names(&project),
        [
            "ops/readiness.yaml",
            "ops/parts/a.yaml",
            "ops/parts/b.yaml",
            "shared.yaml"
        ]
    );
    assert_eq!(project.loaded.manifest.risks.given().unwrap().len(), 3);
    assert_eq!(
        project.base,
        folder.path().canonicalize().unwrap().join("ops")
    );
}

#[test]
fn what_is_given_twice_in_two_files_is_told_with_both_places() {
    let folder = repository_with(&[
        (
            "readiness.yaml",
            &format!("{CORE}include: [more.yaml]\nrisks: [{{id: R1}}]\n"),
        ),
        (
            "more.yaml",
            "readyctl: 2\ncompany: {size: 3}\npeople: {ana: {roles: [ceo]}}\nrisks: [{id: R1}]\n",
        ),
    ]);
    let problems = load_file(folder.path(), "readiness.yaml").unwrap_err();
    assert!(
        problems.iter().skip(1).all(
            |problem| problem.related.len() == 1 && problem.related[0].file == "readiness.yaml"
        ),
        "{problems:#?}"
    );
    assert_eq!(
        told(Err(problems)),
        [
            "more.yaml:1:11 this program reads version 1 of the manifest, not version 2",
            "more.yaml:2:11 `size` is given in two files",
            "more.yaml:3:10 `ana` is given in two files",
            "more.yaml:4:14 the id `R1` is given twice in this list",
        ]
    );
}

#[test]
fn an_include_that_leads_out_of_the_project_or_nowhere_is_told_at_its_place() {
    let folder = repository_with(&[(
        "ops/readiness.yaml",
        &format!(
            "{CORE}include:\n  - ../../secret.yaml\n  - /etc/x.yaml\n  - none.yaml\n  - no/*.yaml\n  - \"a[.yaml\"\n"
        ),
    )]);
    assert_eq!(
        told(load_file(folder.path(), "ops/readiness.yaml")),
        [
            "ops/readiness.yaml:10:5 no file matches `no/*.yaml`",
            "ops/readiness.yaml:11:5 this is no pattern: unclosed character class; missing ']'",
            "ops/readiness.yaml:7:5 `../../secret.yaml` leads out of the project",
            "ops/readiness.yaml:8:5 `/etc/x.yaml` leads out of the project",
            "ops/readiness.yaml:9:5 there is no file `none.yaml`",
        ]
    );
}

#[test]
fn a_link_that_leaves_the_project_is_refused_and_one_within_it_is_followed_once() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.yaml"), "risks: [{id: R9}]\n").unwrap();
    let folder = repository_with(&[
        ("readiness/a.yaml", CORE),
        ("other/b.yaml", "risks: [{id: R1}]\n"),
    ]);
    let inside = folder.path().join("readiness");
    symlink(folder.path().join("other/b.yaml"), inside.join("b.yaml")).unwrap();
    symlink(folder.path().join("other/b.yaml"), inside.join("c.yaml")).unwrap();
    let project = load_folder(folder.path(), "readiness").unwrap();
    assert_eq!(names(&project), ["readiness/a.yaml", "readiness/b.yaml"]);

    symlink(outside.path().join("x.yaml"), inside.join("x.yaml")).unwrap();
    symlink(outside.path(), inside.join("y")).unwrap();
    assert_eq!(
        told(load_folder(folder.path(), "readiness")),
        [
            "readiness/x.yaml the link leads out of the project",
            "readiness/y the link leads out of the project"
        ]
    );
}

#[test]
fn a_folder_that_is_reached_by_a_link_outside_cannot_be_included() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.yaml"), "risks: [{id: R9}]\n").unwrap();
    let folder = repository_with(&[(
        "readiness.yaml",
        &format!("{CORE}include: [\"link/*.yaml\", link/x.yaml]\n"),
    )]);
    symlink(outside.path(), folder.path().join("link")).unwrap();
    assert_eq!(
        told(load_file(folder.path(), "readiness.yaml")),
        [
            "readiness.yaml:6:11 `link/*.yaml` leads out of the project",
            "readiness.yaml:6:26 `link/x.yaml` leads out of the project"
        ]
    );
}

#[test]
fn looping_links_are_passed_over_with_a_notice_and_dangling_ones_are_refused() {
    let folder = repository_with(&[("readiness/a.yaml", CORE)]);
    let inside = folder.path().join("readiness");
    symlink(&inside, inside.join("again")).unwrap();
    let project = load_folder(folder.path(), "readiness").unwrap();
    assert_eq!(
        project.notices,
        ["the link `readiness/again` leads back to a folder above it and was passed over"]
    );

    symlink(inside.join("gone.yaml"), inside.join("b.yaml")).unwrap();
    let problems = load_folder(folder.path(), "readiness").unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(problems[0].file, "readiness/b.yaml");
}

#[test]
fn a_file_over_the_limit_is_refused_without_being_read() {
    let folder = repository_with(&[("readiness.yaml", CORE)]);
    let size = CORE.len() as u64;
    let with_limit = |bytes| {
        load(
            &Input::File(folder.path().join("readiness.yaml")),
            folder.path(),
            &Limits {
                bytes,
                ..Limits::default()
            },
            &[],
        )
    };
    assert!(with_limit(size).is_ok());
    assert_eq!(
        told(with_limit(size - 1)),
        [format!(
            "readiness.yaml the file has {size} bytes, the limit is {} bytes",
            size - 1
        )]
    );
}

#[test]
fn every_file_with_a_mistake_is_told_of() {
    let folder = repository_with(&[
        ("readiness/a.yaml", "readyctl: [\n"),
        ("readiness/b.yaml", "x: 1\nx: 2\n"),
        ("readiness/c.yaml", ""),
    ]);
    fs::write(
        folder.path().join("readiness/d.yaml"),
        [0xFF, 0xFE, b'a', 0],
    )
    .unwrap();
    let problems = load_folder(folder.path(), "readiness").unwrap_err();
    let files: Vec<&str> = problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    assert_eq!(
        files,
        [
            "readiness/a.yaml",
            "readiness/b.yaml",
            "readiness/c.yaml",
            "readiness/d.yaml"
        ]
    );
}

#[test]
fn a_folder_without_a_manifest_is_no_silent_success() {
    let folder = repository_with(&[("readiness/notes.txt", "")]);
    assert_eq!(
        told(load_folder(folder.path(), "readiness")),
        ["readiness there is no `*.yaml` and no `*.yml` file in this folder"]
    );
}
