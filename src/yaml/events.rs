//! The parser's events in our own words: the only file that names the parser crate.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ErrorKind, Parser, ScalarStyle, ScanError, StrInput, options};

use super::tree::Style;
use super::trouble::Trouble;

/// The events of one text, in its order.
pub(super) struct Events<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    /// Where the last event ended.
    last_end: usize,
    /// The collections that have not ended, each with where its bracket is; nothing where it has none.
    open: Vec<Option<usize>>,
}

/// One event, where it stands, and what is written in front of it.
pub(super) struct Occurrence<'t> {
    pub(super) event: Event<'t>,
    pub(super) span: Range<usize>,
    pub(super) anchor: Option<usize>,
    pub(super) tag: Option<Range<usize>>,
}

pub(super) enum Event<'t> {
    DocumentStart,
    Scalar(Cow<'t, str>, Style),
    SequenceStart,
    MappingStart,
    /// A sequence or a mapping ends; only closing brackets take room in the text.
    End,
    Alias(usize),
    UndefinedAlias,
}

impl<'t> Events<'t> {
    pub(super) fn of(text: &'t str, depth: usize) -> Self {
        let options = options! {
            strict_indentation: true,
            disallow_directives: true,
            emit_unresolved_aliases: true,
            emit_comments: false,
            flow_nesting_limit: depth,
            block_nesting_limit: depth,
        };
        Self {
            text,
            parser: Parser::new_from_str_with_options(text, options),
            last_end: 0,
            open: Vec::new(),
        }
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Result<Occurrence<'t>, Trouble>;

    fn next(&mut self) -> Option<Self::Item> {
        use granit_parser::Event as Theirs;
        loop {
            let (event, span) = match self.parser.next_event()? {
                Ok(next) => next,
                Err(error) => return Some(Err(self.refusal(&error))),
            };
            let anchor = event.anchor_id().filter(|id| *id != 0);
            let tag = event
                .tag()
                .map(|_| span.tag_span().unwrap_or(span))
                .and_then(|tag| tag.byte_range());
            let event = match event {
                Theirs::DocumentStart(..) => Event::DocumentStart,
                Theirs::Scalar(text, style, ..) => Event::Scalar(text, our_style(style)),
                Theirs::SequenceStart(..) => Event::SequenceStart,
                Theirs::MappingStart(..) => Event::MappingStart,
                Theirs::SequenceEnd | Theirs::MappingEnd => Event::End,
                Theirs::Alias(id) => Event::Alias(id),
                Theirs::UnresolvedAlias(_) => Event::UndefinedAlias,
                _ => continue,
            };
            let span = span.byte_range().unwrap_or_default();
            match event {
                Event::SequenceStart | Event::MappingStart => {
                    let bracket = self.text.get(span.clone());
                    let is_bracket = bracket.is_some_and(|text| text.starts_with(['[', '{']));
                    self.open.push(is_bracket.then_some(span.start));
                }
                Event::End => drop(self.open.pop()),
                _ => {}
            }
            self.last_end = self.last_end.max(span.end);
            return Some(Ok(Occurrence {
                event,
                span,
                anchor,
                tag,
            }));
        }
    }
}

fn our_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

impl Events<'_> {
    /// What the parser refuses, in words that say what to write instead.
    fn refusal(&self, error: &ScanError) -> Trouble {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        let unclosed = self.unclosed(error.kind(), at);
        let (kind, at) = match &unclosed {
            Some((kind, bracket)) => (kind, *bracket),
            None => (error.kind(), self.culprit(error.kind(), at).unwrap_or(at)),
        };
        let (message, help) = explanation(kind);
        let at = at.min(self.text.len());
        let character = self.text.get(at..).and_then(|rest| rest.chars().next());
        let end = at + character.map_or(0, char::len_utf8);
        Trouble {
            help: help.map(str::to_owned),
            ..Trouble::new(at..end, message)
        }
    }

    /// The quote or bracket that is still open where a line does not fit; the parser blames the line.
    fn unclosed(&self, kind: &ErrorKind, at: usize) -> Option<(ErrorKind, usize)> {
        let is_unfitting = matches!(
            kind,
            ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::ExpectedBlockSequenceEntry
                | ErrorKind::InvalidIndentation
        );
        // Of the last lines, the parser may have told no events yet.
        let rest = self.text.get(self.last_end..at).filter(|_| is_unfitting)?;
        let mut open: Vec<usize> = self.open.last().copied().flatten().into_iter().collect();
        // A text begins after these; elsewhere quotes and brackets are letters like any other.
        let mut begins = true;
        let mut letters = rest.char_indices();
        while let Some((offset, letter)) = letters.next() {
            let here = self.last_end + offset;
            match letter {
                '[' | '{' if begins => open.push(here),
                ']' | '}' => drop(open.pop()),
                '"' | '\'' if begins => {
                    let is_closed = letters.any(|(_, other)| other == letter);
                    if !is_closed {
                        return Some((ErrorKind::UnclosedQuotedScalar, here));
                    }
                }
                _ => {}
            }
            begins =
                matches!(letter, '[' | '{' | ',' | ':' | '-' | '\n') || begins && letter == ' ';
        }
        let bracket = open.pop()?;
        let open = self.text.get(bracket..)?.chars().next()?;
        Some((ErrorKind::UnclosedFlowCollection { open }, bracket))
    }

    /// Where the mistake is, if the parser only notices it further on.
    fn culprit(&self, kind: &ErrorKind, at: usize) -> Option<usize> {
        match kind {
            ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabNotAllowed => {
                let is_behind = self.text.get(..at)?.ends_with('\t');
                let next = self.text[at..].find('\t').map(|tab| at + tab);
                if is_behind { Some(at - 1) } else { next }
            }
            ErrorKind::UnclosedQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
            | ErrorKind::DocumentIndicatorInQuotedScalar => {
                let skipped = self.text.get(self.last_end..)?;
                skipped.find(['"', '\'']).map(|quote| self.last_end + quote)
            }
            _ => None,
        }
    }
}

fn explanation(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::DirectiveDisallowed => (
            "directives (`%…`) are not understood here",
            "leave the line out; every file is read as YAML 1.2",
        ),
        ErrorKind::RecursionLimitExceeded => (
            "lists and mappings are nested too deeply",
            "close brackets that were left open, or write a flatter structure",
        ),
        ErrorKind::MappingValueNotAllowed => (
            "a `:` that starts a value cannot stand here",
            "put quotes around a text that contains `: `; give the keys of one mapping the same indentation",
        ),
        ErrorKind::SimpleKeyExpected => (
            "this line is neither a key with its value nor a list item",
            "write `key: value`, or indent the line if it goes on with the text above it",
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation => (
            "this does not fit the structure above it",
            "give the keys of one mapping, and the dashes of one list, the same indentation",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => (
            "a list item cannot start here",
            "start the list on a line of its own, or put quotes around a text that starts with `-`",
        ),
        ErrorKind::UnexpectedCharacter { .. } | ErrorKind::MissingAnchorOrAliasName => (
            "a plain text cannot start with this character",
            "put quotes around the text",
        ),
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "this quote is not closed",
            "close the quote, and indent every line of the quoted text",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "there is text after the closing quote",
            "put quotes around the whole text; within single quotes, write a quote twice",
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            "an escape in this text is unknown",
            r"write `\\` for a backslash, or use single quotes",
        ),
        ErrorKind::UnclosedFlowCollection { .. } => (
            "this bracket is not closed",
            "close every `[` with `]` and every `{` with `}`",
        ),
        ErrorKind::MismatchedFlowCollectionEnd { .. } => (
            "this bracket is closed by one of the other kind",
            "close every `[` with `]` and every `{` with `}`",
        ),
        ErrorKind::MisplacedFlowCollectionEnd => (
            "this bracket closes nothing",
            "close every `[` with `]` and every `{` with `}`, and nothing else",
        ),
        ErrorKind::InvalidDocumentEnd => (
            "there is text after the end marker `...`",
            "leave the end marker out",
        ),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabNotAllowed => ("a tab cannot stand here", "write spaces"),
        ErrorKind::BomInsideDocument => (
            "a byte order mark stands inside the text",
            "remove the character U+FEFF",
        ),
        other => return (format!("this is not YAML: {other}"), None),
    };
    (message.to_owned(), Some(help))
}
