//! Words and signs by which internal documents are known: diagrams, and reports of those who attack on purpose.

use super::{Leak, LeakKind};

/// Raw reports score each weakness with a vector.
const SCORES: [&str; 3] = ["CVSS:3.0/AV:", "CVSS:3.1/AV:", "CVSS:4.0/AV:"];

/// How diagrams begin that are written as text, and how they end.
const DIAGRAMS: [(&str, &str); 4] = [
    ("```mermaid", "```"),
    ("```plantuml", "```"),
    ("```dot", "```"),
    ("@startuml", "@enduml"),
];

/// How pictures begin, and how they end.
const PICTURES: [(&str, &str); 2] = [("![", ")"), ("<img", ">")];

/// What the name of a picture of networks says, and what its nodes are.
const NETWORK: [&str; 6] = [
    "network",
    "topology",
    "infrastructure",
    "vpc",
    "subnet",
    "firewall",
];

pub(super) fn scan(text: &str) -> Vec<Leak> {
    let mut leaks = Vec::new();
    for mark in SCORES {
        for (start, _) in text.match_indices(mark) {
            let length = text[start..]
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.')))
                .unwrap_or(text.len() - start);
            leaks.push(Leak::new(
                LeakKind::RawReport,
                start..start + length,
                "the score of a weakness, as raw test reports give it,",
            ));
        }
    }
    for (begin, end) in DIAGRAMS.into_iter().chain(PICTURES) {
        leaks.extend(pictures(text, begin, end));
    }
    leaks
}

fn pictures<'t>(
    text: &'t str,
    begin: &'static str,
    end: &'static str,
) -> impl Iterator<Item = Leak> + use<'t> {
    const LONGEST: usize = 10_000;

    text.match_indices(begin).filter_map(move |(start, _)| {
        let mut reach = text.len().min(start + LONGEST);
        while !text.is_char_boundary(reach) {
            reach -= 1;
        }
        let inside = &text[start + begin.len()..reach];
        let inside = inside.find(end).map_or(inside, |end| &inside[..end]);
        let shown = inside.lines().next().unwrap_or_default();
        let lower = inside.to_ascii_lowercase();
        let word = NETWORK.iter().find(|word| lower.contains(*word))?;
        Some(Leak::new(
            LeakKind::NetworkDiagram,
            start..start + begin.len() + shown.len(),
            format!("a picture with the word `{word}`,"),
        ))
    })
}
