use std::fs;

use super::*;

fn folder_with(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        let path = folder.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(&path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
        }
    }
    folder
}

#[test]
fn a_manifest_is_found_here_or_above_up_to_the_repository_root() {
    let folder = folder_with(&[
        "readiness.yaml",
        "repo/.git/",
        "repo/readiness/",
        "repo/deep/er/",
        "repo/deep/readiness.yaml",
    ]);
    let from = |name: &str| discover(None, &folder.path().join(name));
    assert_eq!(
        from("repo/deep/er").unwrap(),
        Input::File(folder.path().join("repo/deep/readiness.yaml"))
    );
    assert_eq!(
        from("repo").unwrap(),
        Input::Folder(folder.path().join("repo/readiness"))
    );
}

#[test]
fn nothing_above_the_repository_root_is_looked_at() {
    let folder = folder_with(&["readiness.yaml", "repo/.git/", "repo/src/"]);
    let problem = discover(None, &folder.path().join("repo/src"))
        .unwrap_err()
        .remove(0);
    assert_eq!(
        problem.message,
        "there is no `readiness.yaml` and no folder `readiness` here, nor in any folder above up to the repository root"
    );
}

#[test]
fn outside_a_repository_only_this_folder_is_looked_at() {
    let folder = folder_with(&["readiness.yaml", "sub/"]);
    assert!(discover(None, folder.path()).is_ok());
    let problem = discover(None, &folder.path().join("sub"))
        .unwrap_err()
        .remove(0);
    assert!(
        problem
            .message
            .ends_with("here, and this is no repository in which to look further up"),
        "{}",
        problem.message
    );
}

#[test]
fn a_path_is_a_file_a_folder_or_standard_input() {
    let folder = folder_with(&["a.yaml", "more/"]);
    let given = |path: &str| discover(Some(Path::new(path)), folder.path());
    assert_eq!(
        given("a.yaml").unwrap(),
        Input::File(folder.path().join("a.yaml"))
    );
    assert_eq!(
        given("more").unwrap(),
        Input::Folder(folder.path().join("more"))
    );
    assert_eq!(given("-").unwrap(), Input::Stdin);
    assert_eq!(
        given("b.yaml").unwrap_err()[0].message,
        "there is no such file or folder"
    );
}

#[test]
fn dots_in_a_path_are_worked_out_and_never_climb_above_the_first_folder() {
    let out = |path: &str| normalized(Path::new(path)).map(|path| path.display().to_string());
    assert_eq!(out("/a/./b/../c").as_deref(), Some("/a/c"));
    assert_eq!(out("/a/../.."), None);
    assert_eq!(out("a/../../b"), None);
}
