//! A JSON document of any length, of which no more is held than the value that is being read.

use std::collections::BTreeSet;
use std::io::BufRead;

use memchr::{memchr_iter, memchr2, memrchr};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use crate::findings::Refusal;
use crate::findings::decode::unreadable;

/// What takes the fields of a JSON object as they come.
pub(in crate::findings) trait Object {
    /// What the object is, for a message: `a run`.
    const NAME: &'static str;

    /// Takes the value of a field, or lets it go by with [`Document::skip`].
    fn field(&mut self, name: &str, value: &mut Document<'_>) -> Result<(), Refusal>;
}

/// A document that is read from its beginning to its end; it stands before a value, and each reading takes that value whole.
///
/// Lists and objects are gone through element by element; what is decoded lies in one piece in memory, where the decoder takes
/// texts by stretches. From a stream it would take every byte by itself.
pub(in crate::findings) struct Document<'i> {
    input: &'i mut dyn BufRead,
    /// Text that was read; what lies before `at` is done with.
    held: Vec<u8>,
    at: usize,
    /// Line breaks before `at`.
    lines: usize,
    /// Bytes before `at` since the last of them.
    column: usize,
    depth: usize,
}

/// A longer value is passed over part by part.
const LONGEST_PASSED_WHOLE: usize = 256 * 1024;
/// As deep as `serde_json` follows lists and objects.
const DEEPEST: usize = 128;

impl<'i> Document<'i> {
    pub(in crate::findings) fn of(input: &'i mut dyn BufRead) -> Self {
        Self {
            input,
            held: Vec::new(),
            at: 0,
            lines: 0,
            column: 0,
            depth: 0,
        }
    }

    /// The first byte of the value.
    pub(in crate::findings) fn first(&mut self) -> Result<u8, Refusal> {
        self.peek()?
            .ok_or_else(|| self.refusal("the report ends in the middle: a value is missing"))
    }

    /// Decodes the value.
    pub(in crate::findings) fn read<T: DeserializeOwned>(&mut self) -> Result<T, Refusal> {
        if matches!(self.first()?, b',' | b':' | b']' | b'}') {
            return Err(self.broken("a value is missing"));
        }
        let length = self.length_within(usize::MAX)?;
        let length = length.unwrap_or(self.held.len() - self.at);
        match serde_json::from_slice(&self.held[self.at..self.at + length]) {
            Ok(value) => {
                self.pass(length);
                Ok(value)
            }
            Err(error) => {
                let is_last = self.at + length == self.held.len() && !self.hold_more()?;
                Err(self.undecodable(&error, is_last))
            }
        }
    }

    /// Lets the value go by.
    pub(in crate::findings) fn skip(&mut self) -> Result<(), Refusal> {
        let first = self.first()?;
        let is_short = self.length_within(LONGEST_PASSED_WHOLE)?.is_some();
        match first {
            b'[' if !is_short => self.elements(Self::skip).map(drop),
            b'{' if !is_short => self.fields("an object", |_, value| value.skip()),
            _ => self.read::<IgnoredAny>().map(drop),
        }
    }

    /// Hands on each element of a list; says whether there is a list, and not `null`.
    pub(in crate::findings) fn each<T: DeserializeOwned>(
        &mut self,
        mut take: impl FnMut(T) -> Result<(), String>,
    ) -> Result<bool, Refusal> {
        self.elements(|document| {
            let element = document.read()?;
            take(element).map_err(|message| document.refusal(message))
        })
    }

    /// Reads each object of a list into a fresh taker that is handed on when its object ends; says whether there is a list.
    pub(in crate::findings) fn each_object<O: Object + Default>(
        &mut self,
        mut take: impl FnMut(O) -> Result<(), String>,
    ) -> Result<bool, Refusal> {
        self.elements(|document| {
            let mut object = O::default();
            document.fill(&mut object)?;
            take(object).map_err(|message| document.refusal(message))
        })
    }

    /// Hands on each field of an object whose keys are names of things; says whether there is an object, and not `null`.
    pub(in crate::findings) fn each_field<T: DeserializeOwned>(
        &mut self,
        mut take: impl FnMut(&str, T) -> Result<(), String>,
    ) -> Result<bool, Refusal> {
        if self.first()? == b'n' {
            return self.read::<()>().map(|()| false);
        }
        self.fields("an object", |name, document| {
            let value = document.read()?;
            take(name, value).map_err(|message| document.refusal(message))
        })?;
        Ok(true)
    }

    /// Reads an object into what takes its fields; one that is given twice is refused, since nobody knows which of the two counts.
    pub(in crate::findings) fn fill<O: Object>(&mut self, object: &mut O) -> Result<(), Refusal> {
        let mut given = BTreeSet::new();
        self.fields(O::NAME, |name, value| {
            if !given.insert(name.to_owned()) {
                return Err(value.refusal(format!("the field `{name}` is given twice")));
            }
            object.field(name, value)
        })
    }

    /// Reads an object like that, unless `null` stands in its place.
    pub(in crate::findings) fn fill_if_there<O: Object>(
        &mut self,
        object: &mut O,
    ) -> Result<(), Refusal> {
        match self.first()? {
            b'n' => self.read(),
            _ => self.fill(object),
        }
    }

    /// Refuses what follows the value.
    pub(in crate::findings) fn end(mut self) -> Result<(), Refusal> {
        match self.peek()? {
            None => Ok(()),
            Some(_) => Err(self.broken("something follows after its end")),
        }
    }

    /// A refusal of what was read last.
    pub(in crate::findings) fn refusal(&self, message: impl Into<String>) -> Refusal {
        Refusal::new(message).at(self.lines + 1, self.column + 1)
    }

    fn broken(&self, what: &str) -> Refusal {
        self.refusal(format!("the report is no JSON: {what}"))
    }

    /// Stands before each element of a list in turn, which has to be taken; says whether there is a list, and not `null`.
    pub(in crate::findings) fn elements(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), Refusal>,
    ) -> Result<bool, Refusal> {
        match self.first()? {
            b'[' => self.enter()?,
            b'n' => return self.read::<()>().map(|()| false),
            _ => return Err(self.unexpected("a list")),
        }
        if self.first()? == b']' {
            self.leave();
            return Ok(true);
        }
        loop {
            element(self)?;
            match self.first()? {
                b',' => self.pass(1),
                b']' => break,
                _ => return Err(self.broken("expected `,` or `]`")),
            }
        }
        self.leave();
        Ok(true)
    }

    fn fields(
        &mut self,
        expected: &str,
        mut field: impl FnMut(&str, &mut Self) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        if self.first()? != b'{' {
            return Err(self.unexpected(expected));
        }
        self.enter()?;
        if self.first()? == b'}' {
            self.leave();
            return Ok(());
        }
        loop {
            if self.first()? != b'"' {
                return Err(self.broken("expected the name of a field"));
            }
            let name: String = self.read()?;
            if self.first()? != b':' {
                return Err(self.broken("expected `:`"));
            }
            self.pass(1);
            field(&name, self)?;
            match self.first()? {
                b',' => self.pass(1),
                b'}' => break,
                _ => return Err(self.broken("expected `,` or `}`")),
            }
        }
        self.leave();
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.broken("it is nested too deeply"));
        }
        self.pass(1);
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.pass(1);
    }

    fn unexpected(&mut self, expected: &str) -> Refusal {
        let found = match self.first() {
            Ok(b'"') => "a text",
            Ok(b'{') => "an object",
            Ok(b'[') => "a list",
            Ok(b'n') => "`null`",
            Ok(b't' | b'f') => "a truth value",
            Ok(b'-' | b'0'..=b'9') => "a number",
            Ok(_) => return self.broken("a value is missing"),
            Err(refusal) => return refusal,
        };
        self.refusal(format!("expected {expected}, found {found}"))
    }

    /// The next byte that is no blank; nothing where the document ends.
    fn peek(&mut self) -> Result<Option<u8>, Refusal> {
        loop {
            let ahead = &self.held[self.at..];
            let is_blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
            let next = ahead.iter().position(|byte| !is_blank(byte));
            let blanks = next.unwrap_or(ahead.len());
            self.pass(blanks);
            if next.is_some() {
                return Ok(Some(self.held[self.at]));
            }
            if !self.hold_more()? {
                return Ok(None);
            }
        }
    }

    /// How many bytes the value takes, where it ends within the limit; where the document ends first, all that is left.
    fn length_within(&mut self, limit: usize) -> Result<Option<usize>, Refusal> {
        let mut value = Extent::default();
        loop {
            let ahead = &self.held[self.at..];
            if let Some(length) = value.end(ahead) {
                return Ok(Some(length));
            }
            if ahead.len() >= limit {
                return Ok(None);
            }
            if !self.hold_more()? {
                return Ok(Some(self.held.len() - self.at));
            }
        }
    }

    /// Reads on; says whether there was anything to read.
    fn hold_more(&mut self) -> Result<bool, Refusal> {
        self.held.drain(..self.at);
        self.at = 0;
        let more = self.input.fill_buf().map_err(|error| unreadable(&error))?;
        let count = more.len();
        self.held.extend_from_slice(more);
        self.input.consume(count);
        Ok(count > 0)
    }

    fn pass(&mut self, count: usize) {
        let passed = &self.held[self.at..self.at + count];
        match memrchr(b'\n', passed) {
            None => self.column += count,
            Some(last) => {
                self.lines += 1 + memchr_iter(b'\n', &passed[..last]).count();
                self.column = count - last - 1;
            }
        }
        self.at += count;
    }

    /// The refusal of the value, whose text was decoded by itself; whether the document ends with it.
    fn undecodable(&self, error: &serde_json::Error, is_last: bool) -> Refusal {
        let said = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let said = said.strip_suffix(&place).unwrap_or(&said);
        let message = match error.classify() {
            Category::Eof if is_last => format!("the report ends in the middle: {said}"),
            Category::Eof => "the report is no JSON: a value breaks off".to_owned(),
            Category::Syntax => format!("the report is no JSON: {said}"),
            Category::Io | Category::Data => said.to_owned(),
        };
        let column = match error.line() {
            0 | 1 => self.column + error.column(),
            _ => error.column(),
        };
        let line = self.lines + error.line().max(1);
        Refusal::new(message).at(line, column.max(1))
    }
}

/// How far a value reaches; it may go on where the text that is held ends.
#[derive(Default)]
struct Extent {
    at: usize,
    depth: usize,
    is_in_text: bool,
}

impl Extent {
    /// The end of the value that begins the text, which may have grown since it was last looked at; nothing where it goes on.
    ///
    /// Whether what lies in between is JSON is for the decoder to say.
    fn end(&mut self, text: &[u8]) -> Option<usize> {
        while self.at < text.len() {
            if self.is_in_text {
                let ahead = &text[self.at..];
                match memchr2(b'"', b'\\', ahead) {
                    None => self.at = text.len(),
                    Some(quote) if ahead[quote] == b'"' => {
                        self.at += quote + 1;
                        self.is_in_text = false;
                        if self.depth == 0 {
                            return Some(self.at);
                        }
                    }
                    // The byte behind it belongs to the text, whatever it is, and may not be held yet.
                    Some(escape) => self.at += escape + 2,
                }
                continue;
            }
            match text[self.at] {
                b'"' => self.is_in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' => return Some(self.at + self.depth),
                b',' | b':' | b' ' | b'\n' | b'\t' | b'\r' if self.depth == 0 => {
                    return Some(self.at);
                }
                _ => {}
            }
            self.at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests;
