//! The bytes of a report as UTF-8 text, whatever a tool or a shell made of them.

use std::io::{BufRead, BufReader, Cursor, Read};

use encoding_rs_io::DecodeReaderBytesBuilder;

use super::Refusal;

/// A report as UTF-8 without byte order mark.
pub(super) struct Decoded<'i> {
    /// Its beginning, for recognising the format.
    pub(super) head: Vec<u8>,
    /// All of it, the beginning included.
    pub(super) text: Box<dyn BufRead + 'i>,
}

/// Bytes that are read to recognise a format.
const HEAD: u64 = 128 * 1024;
const BUFFER: usize = 64 * 1024;

/// Turns UTF-8 or UTF-16 with a byte order mark into UTF-8 without one; a file of no bytes is refused.
///
/// No tool of the formats read here writes an empty file for a clean scan: OSV-Scanner leaves one behind when it finds nothing to
/// scan, and a shell when the scanner could not be started.
pub(super) fn decoded(input: &mut dyn BufRead) -> Result<Decoded<'_>, Refusal> {
    let is_empty = input
        .fill_buf()
        .map_err(|error| unreadable(&error))?
        .is_empty();
    if is_empty {
        return Err(
            Refusal::new("the file is empty: no scanner writes that for a clean scan").with_help(
                "run the scan again and keep what it prints, also where it ends with an error",
            ),
        );
    }
    let mut text = DecodeReaderBytesBuilder::new()
        .utf8_passthru(true)
        .strip_bom(true)
        .build(input);
    let mut head = Vec::new();
    text.by_ref()
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|error| unreadable(&error))?;
    let text = Cursor::new(head.clone()).chain(BufReader::with_capacity(BUFFER, text));
    Ok(Decoded {
        head,
        text: Box::new(text),
    })
}

/// The refusal of a file that cannot be read to its end.
pub(super) fn unreadable(error: &std::io::Error) -> Refusal {
    Refusal::new(format!("the file cannot be read: {error}"))
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// It opens like JSON.
    Json,
    /// It opens like XML.
    Xml,
    /// Neither: a table, or nothing known.
    Other,
}

impl Shape {
    /// How a text is written, by its first character; the text stays unread.
    pub(super) fn of(input: &mut dyn BufRead) -> Result<Self, Refusal> {
        let text = input.fill_buf().map_err(|error| unreadable(&error))?;
        Ok(Self::of_head(text))
    }

    /// How a text is written that begins like this.
    pub(super) fn of_head(head: &[u8]) -> Self {
        match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[') => Self::Json,
            Some(b'<') => Self::Xml,
            Some(b'n') if head.trim_ascii() == b"null" => Self::Json,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> String {
        let mut input = bytes;
        let mut decoded = decoded(&mut input).expect("readable");
        let mut text = String::new();
        decoded.text.read_to_string(&mut text).expect("UTF-8");
        assert_eq!(text.as_bytes(), decoded.head);
        text
    }

    #[test]
    fn byte_order_marks_of_utf_8_and_utf_16_are_understood_and_gone() {
        assert_eq!(
            text_of("\u{FEFF}{\"a\": \"é\"}".as_bytes()),
            "{\"a\": \"é\"}"
        );
        let wide: Vec<u16> = "\u{FEFF}[\"é\u{1F512}\"]".encode_utf16().collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(text_of(&little), "[\"é\u{1F512}\"]");
        assert_eq!(text_of(&big), "[\"é\u{1F512}\"]");
    }

    #[test]
    fn a_file_of_no_bytes_is_refused() {
        let refusal = decoded(&mut &b""[..]).err().expect("refused");
        assert!(refusal.message.starts_with("the file is empty"));
    }

    #[test]
    fn a_text_longer_than_the_head_is_read_whole() {
        let long = format!("[{}]", "1,".repeat(100_000));
        let mut input = long.as_bytes();
        let mut decoded = decoded(&mut input).expect("readable");
        let mut text = String::new();
        decoded.text.read_to_string(&mut text).expect("UTF-8");
        assert_eq!(decoded.head.len() as u64, HEAD);
        assert_eq!(text, long);
    }
}
