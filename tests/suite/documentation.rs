//! What the documentation shows is what the program prints.

use std::fs;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the program prints for a command line, at a hundred columns and without colour.
fn screen(arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args(arguments.split_whitespace())
        .current_dir(root())
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the program runs");
    String::from_utf8(output.stdout).expect("the program prints UTF-8")
}

/// What a screen block asks for: a command line, and after `| from` and `| before` the beginnings of the lines between which the
/// screen is shown.
fn excerpt(wanted: &str) -> String {
    let mut parts = wanted.split(" | ");
    let whole = screen(parts.next().unwrap_or_default());
    let mut lines: Vec<&str> = whole.lines().collect();
    for part in parts {
        let (side, beginning) = part.split_once(' ').expect("a side and a beginning");
        let place = lines
            .iter()
            .position(|line| line.trim_start().starts_with(beginning))
            .unwrap_or_else(|| panic!("no line of `{wanted}` begins so"));
        match side {
            "from" => drop(lines.drain(..place)),
            "before" => lines.truncate(place),
            other => panic!("`{other}` is neither `from` nor `before`"),
        }
    }
    lines.join("\n")
}

/// The file with every screen block brought up to date.
fn refreshed(text: &str) -> String {
    let mut fresh = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("<!-- screen: ") {
        let (before, from) = rest.split_at(start);
        let (comment, after) = from.split_once(" -->\n").expect("a screen comment ends");
        let arguments = comment.trim_start_matches("<!-- screen: ");
        let (_, after) = after
            .split_once("<!-- end of screen -->")
            .expect("a screen block ends");
        fresh.push_str(before);
        let screen = excerpt(arguments);
        for part in [
            comment,
            " -->\n```text\n",
            screen.trim_end(),
            "\n```\n<!-- end of screen -->",
        ] {
            fresh.push_str(part);
        }
        rest = after;
    }
    fresh.push_str(rest);
    fresh
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let path = root().join("README.md");
    let text = fs::read_to_string(&path).expect("there is a README");
    let fresh = refreshed(&text);
    if std::env::var_os("READYCTL_UPDATE").is_some() {
        fs::write(&path, &fresh).expect("the README can be written");
        return;
    }
    assert!(
        text == fresh,
        "README.md is stale; `READYCTL_UPDATE=1 cargo test --test suite readme` brings it up to date"
    );
}

#[test]
fn every_gate_named_in_the_readme_exists() {
    let text = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let catalog = readyctl::gate::Catalog::embedded();
    let areas = readyctl::gate::Area::ALL.map(readyctl::gate::Area::name);
    for word in text.split(|c: char| !(c.is_ascii_lowercase() || c == '_' || c == '/')) {
        if let Some((area, gate)) = word.split_once('/')
            && areas.contains(&area)
            && !gate.is_empty()
        {
            assert!(
                catalog.find(word).is_some(),
                "README.md names the gate `{word}`, which does not exist"
            );
        }
    }
}

#[test]
fn every_format_stands_in_the_readme() {
    let text = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let guide = fs::read_to_string(root().join("docs/ci.md")).expect("there is a guide");
    for format in readyctl::report::format::Format::ALL {
        let row = format!("| `{format}` | {} |", format.purpose());
        assert!(text.contains(&row), "README.md lacks the row `{row}`");
        assert!(
            guide.contains(&format!("`{format}`")),
            "docs/ci.md does not name `{format}`"
        );
    }
}

#[test]
fn the_manifest_on_the_page_can_be_judged() {
    let page = std::fs::read_to_string(root().join("README.md")).expect("the README is read");
    let (_, section) = page
        .split_once("## The manifest in one page")
        .expect("the section is there");
    let (_, block) = section
        .split_once("```yaml\n")
        .expect("a manifest is shown");
    let (manifest, _) = block.split_once("```").expect("the block ends");
    let folder = tempfile::tempdir().expect("a folder is made");
    let path = folder.path().join("readiness.yaml");
    std::fs::write(&path, manifest).expect("the manifest is written");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_readyctl"))
        .args(["check", "--as-of", "2026-11-12"])
        .arg(&path)
        .output()
        .expect("the program runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
}
