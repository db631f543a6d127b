//! Where the samples come from, and what is written of the formats.

use std::fs;
use std::path::Path;

use readyctl::findings::Kind;

use super::{folder, samples};

/// Every sample with where it comes from, by format.
fn sources() -> String {
    let mut text = "# Where the samples come from\n\nWritten by `READYCTL_UPDATE=1 cargo test --test suite imports`, out of the `expected.toml` of each format. A sample without a licence of\nits own was written for a test of this project and is under the licence of the project; all in it is invented.\n".to_owned();
    let mut kind = None;
    for sample in samples() {
        if kind != Some(sample.kind) {
            kind = Some(sample.kind);
            let heading = format!(
                "\n## {}\n\n| Sample | Source | Licence |\n| --- | --- | --- |\n",
                sample.kind
            );
            text.push_str(&heading);
        }
        let name = sample.path.file_name().expect("a file").to_string_lossy();
        let (source, licence) = (&sample.expected.source, &sample.expected.licence);
        let licence = licence.as_ref().map_or("-".to_owned(), |licence| {
            format!("[{licence}](LICENSES/{licence})")
        });
        let row = format!(
            "| [`{name}`]({}/{name}) | {source} | {licence} |\n",
            sample.kind
        );
        text.push_str(&row);
    }
    text
}

#[test]
fn the_list_of_sources_names_every_sample_with_its_licence() {
    let path = folder().join("SOURCES.md");
    let fresh = sources();
    if std::env::var_os("READYCTL_UPDATE").is_some() {
        fs::write(&path, &fresh).expect("the list can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == fresh,
        "out of date; READYCTL_UPDATE=1 cargo test --test suite imports writes it"
    );
}

#[test]
fn every_format_is_documented_with_its_command_its_severities_and_what_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md");
    let text = fs::read_to_string(path).expect("the page is there");
    let part = |heading: &str| {
        let heading = format!("\n## {heading}\n");
        let (_, part) = text
            .split_once(&heading)
            .unwrap_or_else(|| panic!("no part{heading}"));
        part.split("\n## ").next().unwrap_or_default()
    };
    let is_row_of = |line: &str, kind: Kind| {
        let first = line.split('|').nth(1).unwrap_or_default();
        first.contains(&format!("`{kind}`"))
    };
    let (commands, severities) = (
        part("The commands that make them"),
        part("Severity by format"),
    );
    let each = part("Each format");
    for kind in Kind::ALL {
        assert!(
            commands.lines().any(|line| is_row_of(line, kind)),
            "no command of `{kind}`"
        );
        assert!(
            severities.lines().any(|line| is_row_of(line, kind)),
            "no severities of `{kind}`"
        );
        assert!(
            each.contains(&format!("**`{kind}`**: ")),
            "nothing said of `{kind}`"
        );
    }
}
