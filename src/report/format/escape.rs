//! JSON in which nothing can move a cursor, turn the direction of a text, or command a pipeline that reads the log.

use std::io::{self, Write};

use serde_json::ser::{Formatter, PrettyFormatter};

use crate::text::command_in;
use crate::yaml::unseen_character;

/// Pretty JSON that escapes, beside what JSON asks for, whatever a terminal or a pipeline obeys and what a reader cannot see.
#[derive(Default)]
pub(super) struct Escaped(PrettyFormatter<'static>);

/// The same on a single line.
pub(super) struct EscapedLine;

impl Formatter for EscapedLine {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_escaped(fragment, out)
    }
}

impl Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_escaped(fragment, out)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

fn write_escaped<W: ?Sized + Write>(fragment: &str, out: &mut W) -> io::Result<()> {
    let mut rest = fragment;
    while let Some((at, character)) = first_obeyed(rest) {
        out.write_all(&rest.as_bytes()[..at])?;
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = &rest[at + character.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}

fn first_obeyed(text: &str) -> Option<(usize, char)> {
    let control = text
        .char_indices()
        .find(|(_, character)| character.is_control());
    let command = command_in(text).map(|at| (at, '#'));
    control
        .into_iter()
        .chain(unseen_character(text))
        .chain(command)
        .min()
}
