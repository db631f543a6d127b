//! From the bytes of a file to its text.

use super::tree::Limits;
use super::trouble::Trouble;

/// Complaints of one kind about one file; more of them say nothing new.
const SHOWN: usize = 20;
/// Spans are 32 bits wide, and decoded texts may be half as long again as they are written.
const ADDRESSABLE: u64 = 1 << 31;

/// The text of a file, if it is one that people and programs read alike.
pub(super) fn text(file: Vec<u8>, limits: &Limits) -> Result<String, (String, Vec<Trouble>)> {
    let limit = limits.bytes.min(ADDRESSABLE);
    if file.len() as u64 > limit {
        let message = format!(
            "the file has {} bytes, the limit is {limit} bytes",
            file.len()
        );
        let trouble = Trouble::new(0..0, message)
            .help("split the file, or raise the size limit if it is meant to be so large");
        return Err((String::new(), vec![trouble]));
    }
    if let Some(encoding) = wide_encoding(&file) {
        let message = format!("the file is written in {encoding}; only UTF-8 is read");
        let trouble = Trouble::new(0..0, message).help("save it as UTF-8");
        return Err((String::new(), vec![trouble]));
    }
    let text = match String::from_utf8(file) {
        Ok(text) => text,
        Err(error) => return Err(broken_text(error.as_bytes())),
    };
    let troubles = control_characters(&text);
    if troubles.is_empty() {
        Ok(text)
    } else {
        Err((text, troubles))
    }
}

/// UTF-16 and UTF-32 by their byte order mark, or by where the zeros of the first ASCII character stand.
fn wide_encoding(file: &[u8]) -> Option<&'static str> {
    match file {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some("UTF-16"),
        _ => {}
    }
    match file.first_chunk::<4>()?.map(|byte| byte == 0) {
        [true, true, true, false] | [false, true, true, true] => Some("UTF-32"),
        [true, false, true, false] | [false, true, false, true] => Some("UTF-16"),
        _ => None,
    }
}

fn broken_text(file: &[u8]) -> (String, Vec<Trouble>) {
    let mut text = String::with_capacity(file.len());
    let mut troubles = Vec::new();
    for chunk in file.utf8_chunks() {
        text.push_str(chunk.valid());
        let Some(first) = chunk.invalid().first() else {
            continue;
        };
        let start = text.len();
        text.push(char::REPLACEMENT_CHARACTER);
        let goes_on = chunk.valid().is_empty();
        if let (true, Some(Trouble { span, .. })) = (goes_on, troubles.last_mut())
            && span.end == start
        {
            span.end = text.len();
        } else if troubles.len() < SHOWN {
            let message = format!("the byte 0x{first:02X} is not UTF-8");
            troubles.push(Trouble::new(start..text.len(), message).help(encoding_help(*first)));
        }
    }
    (text, troubles)
}

fn encoding_help(byte: u8) -> &'static str {
    match byte {
        0xC0 | 0xC1 | 0xE0 | 0xF0 => {
            "write the character in its shortest form, and save the file as UTF-8"
        }
        _ => "if the file is Latin-1 or Windows-1252, save it as UTF-8",
    }
}

fn control_characters(text: &str) -> Vec<Trouble> {
    const BLOCK: usize = 256;
    let bytes = text.as_bytes();
    let mut troubles = Vec::new();
    let suspicious = bytes
        .chunks(BLOCK)
        .enumerate()
        .filter(|(_, block)| {
            block
                .iter()
                .fold(0, |found, byte| found | u8::from(may_start_one(*byte)))
                != 0
        })
        .flat_map(|(index, block)| index * BLOCK..index * BLOCK + block.len())
        .filter(|at| may_start_one(bytes[*at]));
    for at in suspicious {
        let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            continue;
        };
        let forbidden = character.is_control() && !matches!(character, '\t' | '\u{85}')
            || matches!(character, '\u{FFFE}' | '\u{FFFF}');
        if forbidden && troubles.len() < SHOWN {
            let message = format!(
                "the control character U+{:04X} cannot stand in a text",
                u32::from(character)
            );
            troubles.push(Trouble::new(at..at + character.len_utf8(), message).help("remove it"));
        }
    }
    troubles
}

/// Whether a control character, or one that Unicode will never assign, can start with this byte; few others of a text do.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without a way out in the middle, the processor looks at many bytes at once"
)]
fn may_start_one(byte: u8) -> bool {
    let is_control = (byte < b' ') & (byte != b'\n') & (byte != b'\r');
    is_control | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xEF)
}
