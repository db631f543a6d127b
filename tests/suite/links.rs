//! What is there and cannot be read never counts as not there: a verdict must not get better by it.

use std::fs;
use std::os::unix::fs::symlink;

use super::findings::{project, run, write};

#[test]
fn a_file_behind_a_link_that_leads_nowhere_is_told_and_nothing_is_judged() {
    for name in ["readyctl.toml", "findings.ledger"] {
        let folder = project("  owner: ana\n", &[]);
        let judged = run(folder.path(), &["check"]);
        assert_eq!(judged.status, Some(1), "{}", judged.err);
        symlink("gone", folder.path().join(name)).expect("a link can be made");
        let ran = run(folder.path(), &["check"]);
        assert_eq!(ran.status, Some(2), "{name}");
        assert!(ran.err.contains(name), "{}", ran.err);
        assert!(ran.out.is_empty(), "{}", ran.out);
    }
}

#[test]
fn a_policy_that_is_a_folder_is_told() {
    let folder = project("  owner: ana\n", &[]);
    fs::create_dir(folder.path().join("readyctl.toml")).expect("a folder can be made");
    let ran = run(folder.path(), &["check"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("readyctl.toml"), "{}", ran.err);
}

#[test]
fn a_manifest_behind_a_link_that_leads_nowhere_is_not_passed_over_for_one_above() {
    let folder = project("  owner: ana\n", &[("part/notes.txt", "")]);
    fs::create_dir(folder.path().join(".git")).expect("a folder can be made");
    let part = folder.path().join("part");
    assert_eq!(
        run(&part, &["check"]).status,
        Some(1),
        "the one above counts"
    );
    for name in ["readiness.yaml", "readiness"] {
        symlink("gone", part.join(name)).expect("a link can be made");
        let ran = run(&part, &["check"]);
        assert_eq!(ran.status, Some(2), "{name}");
        assert!(ran.err.contains(name), "{}", ran.err);
        fs::remove_file(part.join(name)).expect("the link can be removed");
    }
    // A file that is only called like the folder, such as a program, is no manifest.
    write(&folder, "part/readiness", "");
    assert_eq!(run(&part, &["check"]).status, Some(1));
}
