//! A table that some tool or person exports, read by a map of its columns.

use std::io::BufRead;

use super::is_vulnerability_id;
use crate::findings::day_said::day_said;
use crate::findings::table::{Column, Row, Table};
use crate::findings::{
    Class, Columns, Kind, Place, Refusal, Reported, ScannerReport, Severity, Standing,
};

/// The fields that a column map can name.
const FIELDS: [&str; 14] = [
    "id",
    "title",
    "severity",
    "package",
    "version",
    "file",
    "line",
    "url",
    "host",
    "state",
    "reason",
    "fixed_in",
    "first_seen",
    "link",
];

pub(super) fn read(columns: &Columns, input: &mut dyn BufRead) -> Result<ScannerReport, Refusal> {
    let mut table = Table::open(input)?;
    let map = Map::resolve(columns, &table)?;
    let mut report = ScannerReport::new(Kind::Csv);
    while let Some(row) = table.next_row()? {
        let found = map.read(&row, &mut report.notes)?;
        report.findings.push(found);
    }
    report.doubt = table.doubt();
    Ok(report)
}

/// Where each field stands.
struct Map {
    columns: [Option<Column>; FIELDS.len()],
    severity_heading: String,
}

impl Map {
    fn resolve(columns: &Columns, table: &Table<'_>) -> Result<Self, Refusal> {
        let mut map = Self {
            columns: [None; FIELDS.len()],
            severity_heading: columns.get("severity").cloned().unwrap_or_default(),
        };
        for (field, heading) in columns {
            let Some(index) = FIELDS.iter().position(|known| known == field) else {
                return Err(
                    Refusal::new(format!("`{field}` is no field that a column can hold"))
                        .in_path(format!("columns.{field}"))
                        .with_help(format!("the fields are `{}`", FIELDS.join("`, `"))),
                );
            };
            map.columns[index] = Some(table.needed(heading)?);
        }
        if map.column("id").is_none() && map.column("title").is_none() {
            return Err(
                Refusal::new("no column is named that holds the `id` or the `title`").with_help(
                    "name the columns, as in `columns: {id: \"Vuln ID\", severity: \"Risk\"}`",
                ),
            );
        }
        Ok(map)
    }

    fn column(&self, field: &str) -> Option<Column> {
        let index = FIELDS.iter().position(|known| *known == field)?;
        self.columns[index]
    }

    fn read(&self, row: &Row<'_>, notes: &mut Vec<String>) -> Result<Reported, Refusal> {
        let said = |field: &str| row.said_in(self.column(field));
        let owned = |field: &str| said(field).map(str::to_owned);
        let Some(id) = said("id").or(said("title")) else {
            return Err(row.refusal("the row names no finding"));
        };
        let class = match (said("package"), said("host"), said("url")) {
            (Some(_), ..) => Class::Vulnerability,
            _ if is_vulnerability_id(id) => Class::Vulnerability,
            (None, Some(_), _) => Class::Host,
            (None, None, Some(_)) => Class::Web,
            (None, None, None) => Class::Code,
        };
        let mut found = Reported::new(class, vec![id.to_owned()], owned("title"));
        if let Some(word) = said("severity") {
            found.severity = Severity::of_word(word);
            found.severity_said = Some(format!("{word} ({})", self.severity_heading));
        }
        found.places = self.places(row);
        found.standing = standing(said("state"), owned("reason"), row.line, notes);
        found.fixed_in = owned("fixed_in").into_iter().collect();
        found.first_seen = said("first_seen").and_then(day_said);
        found.url = owned("link");
        Ok(found)
    }

    fn places(&self, row: &Row<'_>) -> Vec<Place> {
        let owned = |field: &str| row.said_in(self.column(field)).map(str::to_owned);
        let file = owned("file").map(|path| path.replace('\\', "/"));
        let mut places = Vec::new();
        if let Some(name) = owned("package") {
            places.push(Place::Package {
                name,
                version: owned("version"),
                purl: None,
                found_in: file,
            });
        } else if let Some(path) = file {
            let line = row.said_in(self.column("line"));
            places.push(Place::File {
                path,
                line: line
                    .and_then(|line| line.parse().ok())
                    .filter(|line| *line > 0),
            });
        }
        places.extend(owned("url").map(Place::Url));
        places.extend(owned("host").map(Place::Host));
        places
    }
}

/// What a word in the column of states means; a word that is not sure to mean an end counts as open.
fn standing(
    word: Option<&str>,
    reason: Option<String>,
    line: usize,
    notes: &mut Vec<String>,
) -> Standing {
    let Some(word) = word else {
        return Standing::Open;
    };
    match word.to_ascii_lowercase().replace(['_', '-'], " ").as_str() {
        "open" | "new" | "active" | "reopened" | "resurfaced" | "confirmed" | "in progress" => {
            Standing::Open
        }
        "fixed" | "resolved" | "mitigated" | "remediated" => Standing::Fixed,
        "accepted" | "risk accepted" | "suppressed" => Standing::Suppressed(reason),
        "false positive" | "dismissed" => {
            Standing::Dismissed(reason.or_else(|| Some(word.to_owned())))
        }
        "not affected" => Standing::NotAffected(reason),
        _ => {
            notes.push(format!("line {line} says `{word}` and counts as open"));
            Standing::Open
        }
    }
}
