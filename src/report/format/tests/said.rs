//! What a rendered report says of the whole run, read back as a reader of each format would.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_json::Value;

use super::{Format, Outcome, html};

/// What a format says of the whole run; nothing where it has no place for it.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) verdict: Option<String>,
    /// The verdict in a sentence for people.
    pub(super) sentence: Option<String>,
    pub(super) exit_code: Option<u8>,
    /// Passed, warned, failed, untold, accepted, not applicable, turned off.
    pub(super) counts: Option<[u64; 7]>,
    /// How many findings there are.
    pub(super) findings: Option<usize>,
}

/// The outcomes in the order of the counts, as programs read them.
const WORDS: [&str; 7] = [
    "pass",
    "warn",
    "fail",
    "unknown",
    "accepted",
    "not_applicable",
    "disabled",
];

/// The outcomes in the order of the counts, as people read them.
const PHRASES: [&str; 7] = [
    "pass",
    "warn",
    "fail",
    "not told",
    "accepted",
    "apply",
    "turned off",
];

/// How the sentence of each verdict begins; the longer of two that begin alike stands first.
const SENTENCES: [(&str, &str); 6] = [
    ("Ready under conditions", "conditional"),
    ("Ready", "ready"),
    ("Not ready", "not_ready"),
    ("Nothing was judged", "not_ready"),
    ("The selected gates are met", "selected_met"),
    ("The selected gates are not met", "selected_not_met"),
];

impl Said {
    pub(super) fn by(format: Format, text: &str) -> Self {
        match format {
            Format::Table => Self::to_people(text),
            Format::Full => Self {
                findings: Some(
                    text.lines()
                        .filter(|line| line.trim_start().starts_with("--> "))
                        .count(),
                ),
                ..Self::to_people(text)
            },
            Format::Markdown => Self::to_people(&markdown_text(text)),
            Format::Html => Self::on_the_board(text),
            Format::Json | Format::JsonV1 => Self::in_json(text),
            Format::Jsonl => Self::in_rows(&json_lines(text)),
            Format::Csv => Self::in_rows(&sheet(text)),
            Format::Sarif => Self::in_sarif(text),
            Format::Junit => Self::in_junit(text),
            Format::Github => Self::in_github(text),
            Format::Gitlab => Self {
                findings: Some(json(text).as_array().unwrap().len()),
                ..Self::default()
            },
        }
    }

    /// Holds it against what is so.
    pub(super) fn agrees(&self, format: Format, verdict: &str, exit_code: u8, counts: [u64; 7]) {
        if let Some(said) = &self.verdict {
            assert_eq!(said, verdict, "{format}");
        }
        if let Some(said) = self.exit_code {
            assert_eq!(said, exit_code, "{format}");
        }
        if let Some(said) = self.counts {
            assert_eq!(said, counts, "{format}");
        }
        let says_something = self.verdict.is_some() || self.findings.is_some();
        assert!(says_something, "{format} says nothing of the run");
    }

    fn to_people(text: &str) -> Self {
        let starts = |line: &&str| SENTENCES.iter().any(|(start, _)| line.starts_with(start));
        let sentence = text.lines().find(starts).expect("a verdict is told");
        let totals = text
            .lines()
            .find(|line| line.contains(" gates: ") || line.starts_with("1 gate: "));
        Self {
            verdict: Some(verdict_of(sentence).to_owned()),
            sentence: Some(sentence.to_owned()),
            counts: totals.map(counts_of),
            ..Self::default()
        }
    }

    fn on_the_board(text: &str) -> Self {
        let counts = Outcome::ALL.map(|outcome| {
            let end = format!("</b> {}</li>", html::word(outcome));
            let told = text.split_once(&end);
            told.map_or(0, |(before, _)| {
                let (_, count) = before.rsplit_once("<b>").unwrap();
                count.replace(',', "").parse().unwrap()
            })
        });
        let listed = text.matches("<article id=\"gate-").count() as u64;
        assert_eq!(listed, counts.iter().sum::<u64>());
        let attribute = |name: &str| {
            let (_, value) = text.split_once(&format!("{name}=\"")).unwrap();
            value.split_once('"').unwrap().0.to_owned()
        };
        Self {
            verdict: Some(attribute("data-verdict")),
            exit_code: Some(attribute("data-exit-code").parse().unwrap()),
            counts: Some(counts),
            ..Self::default()
        }
    }

    fn in_json(text: &str) -> Self {
        let json = json(text);
        let gates = json["gates"].as_array().unwrap();
        let listed = WORDS.map(|word| {
            let gates = gates.iter().filter(|gate| gate["outcome"] == word);
            gates.count() as u64
        });
        let counts = WORDS.map(|word| json["summary"][word].as_u64().unwrap());
        assert_eq!(listed, counts, "the summary counts what is listed");
        Self {
            verdict: json["verdict"].as_str().map(str::to_owned),
            exit_code: Some(code(&json["exit_code"])),
            counts: Some(counts),
            findings: Some(
                gates
                    .iter()
                    .map(|gate| gate["findings"].as_array().unwrap().len())
                    .sum(),
            ),
            ..Self::default()
        }
    }

    fn in_rows(rows: &[Value]) -> Self {
        let first = &rows[0];
        let of_run = |row: &Value| WORDS.map(|word| number(&row[word]));
        assert!(rows.iter().all(|row| of_run(row) == of_run(first)));
        Self {
            verdict: first["verdict"].as_str().map(str::to_owned),
            exit_code: Some(number(&first["exit_code"]).try_into().unwrap()),
            counts: Some(of_run(first)),
            findings: Some(
                rows.iter()
                    .filter(|row| !matches!(row["gate"].as_str(), None | Some("")))
                    .count(),
            ),
            ..Self::default()
        }
    }

    fn in_sarif(text: &str) -> Self {
        let json = json(text);
        let run = &json["runs"][0];
        let summary = &run["properties"]["summary"];
        let counts = WORDS.map(|word| match word {
            "not_applicable" => summary["notApplicable"].as_u64().unwrap(),
            word => summary[word].as_u64().unwrap(),
        });
        assert_eq!(
            run["tool"]["driver"]["rules"].as_array().unwrap().len() as u64,
            counts.iter().sum::<u64>()
        );
        Self {
            verdict: run["properties"]["verdict"].as_str().map(str::to_owned),
            exit_code: Some(code(&run["invocations"][0]["exitCode"])),
            counts: Some(counts),
            findings: Some(run["results"].as_array().unwrap().len()),
            ..Self::default()
        }
    }

    fn in_junit(text: &str) -> Self {
        let document = roxmltree::Document::parse(text).unwrap();
        let property = |name: &str| {
            let mut all = document.descendants();
            let property = all
                .find(|node| node.attribute("name") == Some(name))
                .unwrap();
            property.attribute("value").unwrap().to_owned()
        };
        let mut counts = [0; 7];
        let mut findings = 0;
        for test in document
            .descendants()
            .filter(|node| node.has_tag_name("testcase"))
        {
            let child = test.children().find(roxmltree::Node::is_element);
            let outcome = match child {
                None => "pass",
                Some(child) => {
                    let text = child.text().unwrap_or_default();
                    findings += text
                        .lines()
                        .filter(|line| line.starts_with("  at "))
                        .count();
                    let kind = child.attribute("type").unwrap_or("warn");
                    kind.split(',').next().unwrap()
                }
            };
            counts[WORDS.iter().position(|word| *word == outcome).unwrap()] += 1;
        }
        let totals = |name| -> u64 {
            let root = document.root_element();
            root.attribute(name).unwrap().parse().unwrap()
        };
        assert_eq!(totals("tests"), counts.iter().sum::<u64>());
        assert_eq!(totals("failures"), counts[2]);
        assert_eq!(totals("errors"), counts[3]);
        Self {
            verdict: Some(property("verdict")),
            exit_code: Some(property("exit_code").parse().unwrap()),
            counts: Some(counts),
            findings: Some(findings),
            ..Self::default()
        }
    }

    fn in_github(text: &str) -> Self {
        let last = text.lines().last().unwrap();
        let (_, word) = last.rsplit_once(" (").unwrap();
        let lines = text.lines().filter(|line| {
            let line = line.trim_start_matches("::");
            ["error ", "warning ", "notice "]
                .iter()
                .any(|level| line.starts_with(level))
        });
        Self {
            verdict: Some(word.trim_end_matches(')').to_owned()),
            findings: Some(lines.count()),
            ..Self::default()
        }
    }
}

fn verdict_of(sentence: &str) -> &'static str {
    let mut known = SENTENCES.iter();
    known
        .find(|(start, _)| sentence.starts_with(start))
        .expect("a verdict is told")
        .1
}

/// The counts in a sentence such as `24 gates: 2 pass, 3 warn and 1 does not apply.`
fn counts_of(sentence: &str) -> [u64; 7] {
    let (gates, rest) = sentence.split_once(": ").unwrap();
    let mut counts = [0; 7];
    for phrase in rest
        .trim_end_matches('.')
        .replace(" and ", ", ")
        .split(", ")
    {
        let (count, what) = phrase.split_once(' ').unwrap();
        let at = PHRASES
            .iter()
            .position(|phrase| what.contains(phrase))
            .unwrap_or_else(|| panic!("{sentence}"));
        counts[at] += count.parse::<u64>().unwrap();
    }
    let gates: u64 = gates.split(' ').next().unwrap().parse().unwrap();
    assert_eq!(gates, counts.iter().sum::<u64>(), "{sentence}");
    counts
}

/// What a reader of a rendered document sees, a line for each paragraph, heading and cell.
pub(super) fn markdown_text(text: &str) -> String {
    let mut seen = String::new();
    for event in Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) => seen.push_str(&text),
            Event::InlineHtml(tag) => {
                let known = ["<b>", "</b>", "<code>", "</code>", "<br>"];
                assert!(known.contains(&&*tag), "an element of somebody else: {tag}");
                match &*tag {
                    "<br>" => seen.push('\n'),
                    "<code>" | "</code>" => seen.push('`'),
                    _ => {}
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell) => {
                seen.push('\n');
            }
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell,
            )
            | Event::End(TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow) => {}
            other => panic!("a document has no place for {other:?}"),
        }
    }
    seen
}

pub(super) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub(super) fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(json).collect()
}

/// The rows of a sheet, by the names of its columns.
pub(super) fn sheet(text: &str) -> Vec<Value> {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let cells = names.iter().zip(&row);
        cells
            .map(|(name, cell)| (name.to_owned(), Value::from(cell)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    });
    rows.collect()
}

fn code(value: &Value) -> u8 {
    value.as_u64().unwrap().try_into().unwrap()
}

fn number(value: &Value) -> u64 {
    match value {
        Value::String(text) => text.parse().unwrap(),
        value => value.as_u64().unwrap(),
    }
}
