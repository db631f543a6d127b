use std::fs;
use std::os::unix::fs::symlink;

use super::*;
use crate::commands::{Input, Project, load};
use crate::yaml::Limits;

const FIRST: &str = include_str!("../../../tests/manifests/first.yaml");
/// SHA-256 of `abc`, as FIPS 180-4 gives it.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn project(folder: &Path, manifest: &str) -> Project {
    fs::write(folder.join("readiness.yaml"), manifest).unwrap();
    let input = Input::File(folder.join("readiness.yaml"));
    load(&input, folder, &Limits::default(), &[]).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn evidence(folder: &Path, manifest: &str) -> ProjectFiles {
    let project = project(folder, manifest);
    read_evidence(&project.loaded.manifest, &project.root, &project.base)
}

#[test]
fn the_files_that_the_first_manifest_names_are_hashed_and_the_pack_is_kept_for_a_search() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("evidence")).unwrap();
    fs::create_dir_all(folder.path().join("trust")).unwrap();
    fs::write(folder.path().join("evidence/t1-letter.pdf"), "abc").unwrap();
    fs::write(folder.path().join("trust/pack.md"), "abc").unwrap();
    let files = evidence(folder.path(), FIRST);
    let read = |text: Option<&str>| FileState::Read {
        sha256: ABC.to_owned(),
        text: text.map_or(Text::Unsearched, |text| Text::Kept(text.into())),
    };
    assert_eq!(
        files.iter().collect::<Vec<_>>(),
        [
            ("evidence/t1-letter.pdf", &read(None)),
            ("trust/pack.md", &read(Some("abc")))
        ]
    );
}

#[test]
fn nothing_outside_the_project_is_read_by_path_or_by_link() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "abc").unwrap();
    let folder = tempfile::tempdir().unwrap();
    symlink(
        outside.path().join("secret"),
        folder.path().join("file.txt"),
    )
    .unwrap();
    symlink(outside.path(), folder.path().join("away")).unwrap();
    let manifest = format!(
        "{FIRST}evidence:\n  - {{id: a, path: ../secret}}\n  - {{id: b, path: {0}/secret}}\n  - {{id: c, path: file.txt}}\n  - {{id: d, path: away/none}}\n  - {{id: e, path: away/secret}}\n  - {{id: f, path: sub/../none.txt}}\n",
        outside.path().display()
    );
    let files = evidence(folder.path(), &manifest);
    for path in [
        "../secret",
        &format!("{}/secret", outside.path().display()),
        "file.txt",
        "away/none",
        "away/secret",
    ] {
        assert_eq!(files.state(path), &FileState::Outside, "{path}");
    }
    assert_eq!(files.state("sub/../none.txt"), &FileState::Missing);
}

#[test]
fn a_folder_is_no_evidence_and_a_registered_pack_is_found_by_its_id() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("all")).unwrap();
    fs::write(folder.path().join("pack.md"), "abc").unwrap();
    let manifest = FIRST.replace("file: trust/pack.md", "file: pack")
        + "evidence: [{id: pack, path: pack.md}, {id: all, path: all}]\n";
    let files = evidence(folder.path(), &manifest);
    assert_eq!(
        files.state("pack.md"),
        &FileState::Read {
            sha256: ABC.to_owned(),
            text: Text::Kept("abc".into())
        }
    );
    assert_eq!(
        files.state("all"),
        &FileState::Unreadable("it is a folder".to_owned())
    );
}

#[test]
fn evidence_written_in_place_and_deep_in_the_model_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = FIRST
        .replace(
            "status: open}",
            "status: open, retest: {evidence: {path: retest.pdf}}}",
        )
        .replace(
            "dpa: signed, sla",
            "dpa: {date: 2026-01-01, evidence: dpa.pdf}, sla",
        );
    let project = project(folder.path(), &manifest);
    let paths: Vec<String> = project
        .loaded
        .manifest
        .evidence_uses()
        .iter()
        .map(|used| project.loaded.sources.locate(&used.path).path)
        .collect();
    assert_eq!(
        paths,
        [
            "vendors.aws.dpa.evidence",
            "security.tests[0].report",
            "security.findings[0].retest.evidence",
            "trust_pack.file"
        ]
    );
}

#[test]
fn the_digest_changes_with_the_text_the_evidence_and_the_day_and_with_nothing_else() {
    let digest_of = |manifest: &str, letter: &str, day: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("evidence")).unwrap();
        fs::write(folder.path().join("evidence/t1-letter.pdf"), letter).unwrap();
        let project = project(folder.path(), manifest);
        let files = read_evidence(&project.loaded.manifest, &project.root, &project.base);
        digest(
            &project.loaded.sources,
            &files,
            &Scans::default(),
            day.parse().unwrap(),
        )
    };
    let first = digest_of(FIRST, "abc", "2026-11-12");
    assert_eq!(first.len(), 64);
    assert_eq!(first, digest_of(FIRST, "abc", "2026-11-12"));
    assert_ne!(first, digest_of(&format!("{FIRST}\n"), "abc", "2026-11-12"));
    assert_ne!(first, digest_of(FIRST, "abd", "2026-11-12"));
    assert_ne!(first, digest_of(FIRST, "abc", "2026-11-13"));
}
