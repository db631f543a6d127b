//! What is wrong with an input file, shown with its source line.

use std::cmp::Ordering;
use std::ops::Range;

use annotate_snippets::Level;

use crate::diagnostic::{Diagnostic, Place, View};
use crate::text::{shown_in_place, without_commands};
use crate::yaml::{Milestones, Position, Tree, Trouble};

/// Something that is wrong with an input file, and what to do about it; it keeps the lines it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputProblem {
    /// The file, as the user knows it.
    pub file: String,
    /// The place in the file; nothing where it is about the file as a whole.
    pub excerpt: Option<Excerpt>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write under the place.
    pub label: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<RelatedExcerpt>,
    /// What to write instead.
    pub help: Option<String>,
}

/// Another place that belongs to a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedExcerpt {
    /// The file, as the user knows it.
    pub file: String,
    /// The place in the file.
    pub excerpt: Excerpt,
    /// What stands there.
    pub label: String,
}

/// The part of one line of a file that a problem is about, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    position: Position,
    /// The line, or the part of a long one around the mark; made printable.
    line: String,
    /// The bytes of `line` that are marked.
    marked: Range<usize>,
    is_cut_before: bool,
}

/// How problems are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Whether colours are used.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl InputProblem {
    /// A problem with a file as a whole.
    pub fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            excerpt: None,
            message: message.into(),
            label: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong with a text that could not be read as YAML.
    pub fn of_text(file: &str, text: &str, troubles: Vec<Trouble>) -> Vec<Self> {
        if text.is_empty() {
            return troubles
                .into_iter()
                .map(|trouble| Self {
                    help: trouble.help,
                    ..Self::of_file(file, trouble.message)
                })
                .collect();
        }
        let milestones = Milestones::of(text);
        let excerpt = |span: Range<usize>| {
            Excerpt::of(text, span.clone(), milestones.position(text, span.start))
        };
        troubles
            .into_iter()
            .map(|trouble| Self::of_trouble(trouble, |span| (file.to_owned(), excerpt(span))))
            .collect()
    }

    /// A trouble, with the excerpt of each of its places.
    pub(crate) fn of_trouble(
        trouble: Trouble,
        excerpt: impl Fn(Range<usize>) -> (String, Excerpt),
    ) -> Self {
        let Trouble {
            span,
            message,
            label,
            related,
            help,
        } = trouble;
        let (file, place) = excerpt(span);
        let related = related.into_iter().map(|(span, label)| {
            let (file, excerpt) = excerpt(span);
            RelatedExcerpt {
                file,
                excerpt,
                label,
            }
        });
        Self {
            file,
            excerpt: Some(place),
            message,
            label,
            related: related.collect(),
            help,
        }
    }

    /// The place in the file.
    pub fn position(&self) -> Option<Position> {
        self.excerpt.as_ref().map(|excerpt| excerpt.position)
    }

    fn cmp_place(&self, other: &Self) -> Ordering {
        let key = |problem: &Self| {
            (
                problem.position(),
                problem
                    .excerpt
                    .as_ref()
                    .map_or(0, |excerpt| excerpt.marked.len()),
            )
        };
        self.file
            .cmp(&other.file)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.message.cmp(&other.message))
    }
}

impl Excerpt {
    /// The line around a span; its first, if the span has several.
    pub fn of(text: &str, span: Range<usize>, position: Position) -> Self {
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end).max(start);
        let lead = line_end(&text[..start]);
        let mark = line_start(&text[start..end], MARKED);
        let is_mark_whole = mark.len() == end - start;
        let rest = if is_mark_whole {
            line_start(&text[end..], SHOWN)
        } else {
            ""
        };
        let is_cut_before =
            text[..start].len() > lead.len() && !text[..start - lead.len()].ends_with(BREAKS);
        let is_cut_after = !is_mark_whole
            || text[end..].len() > rest.len() && !text[end + rest.len()..].starts_with(BREAKS);

        let mut line = String::new();
        if is_cut_before {
            line.push('…');
        }
        line.extend(
            lead.trim_start_matches('\u{FEFF}')
                .chars()
                .map(shown_in_place),
        );
        let marked_from = line.len();
        line.extend(mark.chars().map(shown_in_place));
        let marked_to = line.len();
        line.extend(rest.chars().map(shown_in_place));
        if is_cut_after {
            line.push('…');
        }
        Self {
            position,
            line: without_commands(line),
            marked: marked_from..marked_to,
            is_cut_before,
        }
    }

    /// The part of a tree's text that a span covers.
    pub fn in_tree(tree: &Tree, span: Range<usize>) -> Self {
        let position = tree.position_at(span.start);
        Self::of(tree.text(), span, position)
    }

    /// Where it starts.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What is shown of the line.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    /// The bytes of what is shown that are marked.
    pub(crate) fn marked(&self) -> Range<usize> {
        self.marked.clone()
    }

    /// Whether the start of the line is not shown.
    pub(crate) fn is_cut_before(&self) -> bool {
        self.is_cut_before
    }
}

/// Shows problems, sorted by file and place; of very many the first ones, and how many more there are.
pub fn render(problems: &[InputProblem], options: &RenderOptions) -> String {
    const SHOWN: usize = 50;

    let mut sorted: Vec<&InputProblem> = problems.iter().collect();
    sorted.sort_by(|one, other| one.cmp_place(other));
    sorted.dedup();
    let mut out = String::new();
    for problem in sorted.iter().take(SHOWN) {
        out.push_str(&diagnostic(problem).rendered(options));
        out.push_str("\n\n");
    }
    let more = sorted.len().saturating_sub(SHOWN);
    if more > 0 {
        let title = format!(
            "{more} more {} not shown",
            if more == 1 {
                "problem is"
            } else {
                "problems are"
            }
        );
        let more = Diagnostic {
            level: Level::NOTE,
            id: None,
            message: &title,
            places: Vec::new(),
            notes: Vec::new(),
        };
        out.push_str(&more.rendered(options));
        out.push_str("\n\n");
    }
    out
}

fn diagnostic(problem: &InputProblem) -> Diagnostic<'_> {
    let first = Place {
        file: &problem.file,
        view: problem.excerpt.as_ref().map_or(View::File, View::Line),
        label: problem.label.as_deref(),
    };
    let related = problem.related.iter().map(|related| Place {
        file: &related.file,
        view: View::Line(&related.excerpt),
        label: Some(&related.label),
    });
    let help = problem.help.iter().map(|help| (Level::HELP, help.clone()));
    Diagnostic {
        level: Level::ERROR,
        id: None,
        message: &problem.message,
        places: std::iter::once(first).chain(related).collect(),
        notes: help.collect(),
    }
}

/// Characters that are shown on either side of a mark.
const SHOWN: usize = 120;
/// Characters that are shown of the mark itself, so that it fits a narrow terminal.
const MARKED: usize = 60;
const BREAKS: [char; 2] = ['\n', '\r'];

/// The start of a text up to the end of its line, and at most so many characters of it.
fn line_start(text: &str, most: usize) -> &str {
    let end = text
        .char_indices()
        .take(most)
        .find(|(_, character)| BREAKS.contains(character));
    let end = end.or_else(|| text.char_indices().nth(most));
    end.map_or(text, |(at, _)| &text[..at])
}

/// The end of a text from the start of its line, and not too much of it.
fn line_end(text: &str) -> &str {
    let characters = || text.char_indices().rev().take(SHOWN);
    let start = characters()
        .find(|(_, character)| BREAKS.contains(character))
        .map(|(at, _)| at + 1);
    let start = start.or_else(|| characters().last().map(|(at, _)| at));
    start.map_or("", |at| &text[at..])
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests;
