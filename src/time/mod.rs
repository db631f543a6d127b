//! Days, spans of time and schedules: the only part of the program that knows the calendar crates.

pub mod coverage;
mod day;
mod minutes;
mod schedule;
mod span;
mod week;
mod zone;

pub use day::{Day, Month};
pub use minutes::{Minutes, SignedMinutes};
pub use schedule::Schedule;
pub use span::Span;
pub use week::{WeekTime, Weekday};
pub use zone::Zone;

use std::ops::Range;

/// Why a text is no day, span or schedule, and which bytes of it are to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Malformed {
    /// Bytes within the text; always on character boundaries.
    pub range: Range<usize>,
    /// What is wrong and which form to use.
    pub message: String,
}

impl Malformed {
    fn at(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
        }
    }
}

/// The refusal as a deserialiser reports it.
fn refusal<E: serde::de::Error>(malformed: &Malformed) -> E {
    E::custom(crate::yaml::within(
        malformed.range.clone(),
        &malformed.message,
    ))
}

/// The text in backticks, cut where it is too long for a message.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        None => format!("`{text}`"),
        Some((end, _)) => format!("`{}…`", &text[..end]),
    }
}

/// Reads a value that is written as one text, through its `FromStr`.
struct Written<T> {
    expected: &'static str,
    value: std::marker::PhantomData<T>,
}

impl<T> Written<T> {
    fn expecting(expected: &'static str) -> Self {
        Self {
            expected,
            value: std::marker::PhantomData,
        }
    }
}

impl<T: std::str::FromStr<Err = Malformed>> serde::de::Visitor<'_> for Written<T> {
    type Value = T;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.expected)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|malformed| refusal(&malformed))
    }
}
