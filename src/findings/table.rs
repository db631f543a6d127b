//! Tables of delimited text with a line of headings, read as a stream.

use std::io::{BufRead, Chain, Read};

use csv::{ErrorKind, StringRecord};

use super::Refusal;
use super::decode::unreadable;

/// Stands after the last row; a quoted field that was never closed swallows it.
const END: &str = "\u{1}end of table\u{1}";
const END_ROW: &[u8] = b"\n\x01end of table\x01";

/// A table, row by row.
pub(super) struct Table<'i> {
    rows: csv::Reader<Chain<&'i mut dyn BufRead, &'static [u8]>>,
    headings: Vec<String>,
    record: StringRecord,
    has_rows: bool,
    has_ended: bool,
}

/// One row of a table.
pub(super) struct Row<'t> {
    record: &'t StringRecord,
    /// The line of the file where it begins.
    pub(super) line: usize,
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column(usize);

impl<'i> Table<'i> {
    /// Opens a table whose fields stand between commas, semicolons or tabs, whichever the line of headings holds most of.
    pub(super) fn open(input: &'i mut dyn BufRead) -> Result<Self, Refusal> {
        let delimiter = delimiter(input.fill_buf().map_err(|error| unreadable(&error))?);
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(input.chain(END_ROW));
        let mut table = Self {
            rows,
            headings: Vec::new(),
            record: StringRecord::new(),
            has_rows: false,
            has_ended: false,
        };
        if table.next_record()? {
            table.headings = table
                .record
                .iter()
                .map(|heading| heading.trim().to_owned())
                .collect();
            Ok(table)
        } else {
            Err(Refusal::new("the table has no line of headings"))
        }
    }

    /// The column with that heading; case makes no difference.
    pub(super) fn column(&self, heading: &str) -> Option<Column> {
        self.headings
            .iter()
            .position(|known| known.eq_ignore_ascii_case(heading.trim()))
            .map(Column)
    }

    /// The column with that heading, or the refusal of the table.
    pub(super) fn needed(&self, heading: &str) -> Result<Column, Refusal> {
        self.column(heading).ok_or_else(|| {
            Refusal::new(format!("the table has no column `{heading}`"))
                .at(1, 1)
                .with_help(format!("its columns are `{}`", self.headings.join("`, `")))
        })
    }

    /// The next row that is not blank.
    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, Refusal> {
        loop {
            if !self.next_record()? {
                return Ok(None);
            }
            if self.record.iter().any(|field| !field.trim().is_empty()) {
                break;
            }
        }
        let line = line_of(self.record.position());
        if self.record.len() != self.headings.len() {
            return Err(Refusal::new(format!(
                "the row has {} fields, the line of headings {}",
                self.record.len(),
                self.headings.len()
            ))
            .at(line, 1));
        }
        self.has_rows = true;
        Ok(Some(Row {
            record: &self.record,
            line,
        }))
    }

    /// Why a table that was read to its end shows nothing, where it held no row.
    pub(super) fn doubt(&self) -> Option<String> {
        (!self.has_rows).then(|| "the table has headings and no row".to_owned())
    }

    /// Reads on; false where the table has ended as it should.
    fn next_record(&mut self) -> Result<bool, Refusal> {
        if self.has_ended {
            return Ok(false);
        }
        let has_record = self
            .rows
            .read_record(&mut self.record)
            .map_err(|error| broken(&error))?;
        let line = line_of(self.record.position());
        if has_record && self.record.iter().eq([END]) {
            self.has_ended = true;
            return Ok(false);
        }
        let is_open = self
            .record
            .iter()
            .next_back()
            .is_some_and(|field| field.contains(END));
        if !has_record || is_open {
            return Err(
                Refusal::new("the table ends in the middle: a quoted field is not closed")
                    .at(line, 1),
            );
        }
        Ok(true)
    }
}

impl Row<'_> {
    /// The text in a column, trimmed, if it is not blank.
    pub(super) fn said(&self, Column(index): Column) -> Option<&str> {
        self.record
            .get(index)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    /// The text in a column that the table may not have.
    pub(super) fn said_in(&self, column: Option<Column>) -> Option<&str> {
        column.and_then(|column| self.said(column))
    }

    /// The text in the first of these columns that holds one.
    pub(super) fn first_of(&self, columns: &[Option<Column>]) -> Option<&str> {
        columns.iter().find_map(|column| self.said_in(*column))
    }

    /// A refusal of this row.
    pub(super) fn refusal(&self, message: impl Into<String>) -> Refusal {
        Refusal::new(message).at(self.line, 1)
    }
}

fn line_of(position: Option<&csv::Position>) -> usize {
    position
        .and_then(|position| usize::try_from(position.line()).ok())
        .unwrap_or(1)
}

fn broken(error: &csv::Error) -> Refusal {
    let line = line_of(error.position());
    match error.kind() {
        ErrorKind::Io(error) => unreadable(error),
        ErrorKind::Utf8 { err, .. } => Refusal::new(format!(
            "the row is no UTF-8 text in its field {}",
            err.field() + 1
        ))
        .at(line, 1),
        _ => Refusal::new(format!("the file is no table: {error}")).at(line, 1),
    }
}

fn delimiter(head: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in head {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if !is_quoted => {
                for (delimiter, count) in &mut counts {
                    *count += usize::from(delimiter == byte);
                }
            }
            _ => {}
        }
    }
    let [comma, semicolon, tab] = counts.map(|(_, count)| count);
    if semicolon > comma && semicolon >= tab {
        b';'
    } else if tab > comma {
        b'\t'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<Vec<String>>, Refusal> {
        let mut bytes = text.as_bytes();
        let mut table = Table::open(&mut bytes)?;
        let mut rows = Vec::new();
        while let Some(row) = table.next_row()? {
            rows.push(row.record.iter().map(str::to_owned).collect());
        }
        Ok(rows)
    }

    #[test]
    fn fields_stand_between_commas_semicolons_or_tabs() {
        for text in [
            "a,b\n1,\"2;3\"\n",
            "a;b\r\n1;2;3\"\n",
            "\"a,a,a\"\tb\n1\t\"2;3\"",
        ] {
            let found = rows(text);
            let expected = vec![vec!["1".to_owned(), "2;3".to_owned()]];
            match text {
                "a;b\r\n1;2;3\"\n" => assert_eq!(
                    found.expect_err("three fields").message,
                    "the row has 3 fields, the line of headings 2"
                ),
                _ => assert_eq!(found.expect("a table"), expected),
            }
        }
    }

    #[test]
    fn a_table_cut_within_a_quoted_field_is_refused() {
        assert_eq!(rows("a,b\n1,\"2\n3\"").expect("whole").len(), 1);
        let refusal = rows("a,b\n1,2\n1,\"2\n3").expect_err("cut");
        assert_eq!(
            refusal.message,
            "the table ends in the middle: a quoted field is not closed"
        );
        assert_eq!(refusal.line_and_column, Some((3, 1)));
        let refusal = rows("\"a,b\n1,2\n").expect_err("cut");
        assert!(refusal.message.contains("not closed"));
    }

    #[test]
    fn a_row_of_too_few_fields_is_refused_and_a_blank_one_goes_by() {
        assert_eq!(rows("a,b\n,\n\n1,2\n , \n").expect("a table").len(), 1);
        let refusal = rows("a,b\n1,2\n1").expect_err("short");
        assert_eq!(refusal.line_and_column, Some((3, 1)));
    }

    #[test]
    fn a_table_without_headings_is_refused() {
        assert!(rows("\n\n").is_err());
    }
}
