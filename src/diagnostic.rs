//! What is wrong and where, in the manner of a compiler.

use std::borrow::Cow;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Padding, Renderer, Snippet,
};
use anstream::adapter::strip_str;

use crate::problem::{Excerpt, RenderOptions};
use crate::text::printable;
use crate::yaml::Position;

/// Something that is wrong, the places it is about, and what to do about it.
pub(crate) struct Diagnostic<'d> {
    /// How bad it is.
    pub(crate) level: Level<'static>,
    /// The name of what says so.
    pub(crate) id: Option<&'static str>,
    /// What is wrong, in one line.
    pub(crate) message: &'d str,
    /// Where it is wrong, first; then what belongs to it.
    pub(crate) places: Vec<Place<'d>>,
    /// What to do, and what else to know.
    pub(crate) notes: Vec<(Level<'static>, String)>,
}

/// A place in a file.
pub(crate) struct Place<'d> {
    /// The file, as the user knows it.
    pub(crate) file: &'d str,
    /// What is shown of it.
    pub(crate) view: View<'d>,
    /// What stands there.
    pub(crate) label: Option<&'d str>,
}

/// What is shown of a place.
#[derive(Clone, Copy)]
pub(crate) enum View<'d> {
    /// Its line.
    Line(&'d Excerpt),
    /// Line and column alone, since the text is not at hand.
    Position(Position),
    /// The file as a whole.
    File,
}

impl Diagnostic<'_> {
    /// As it is shown, without an end of line.
    pub(crate) fn rendered(&self, options: &RenderOptions) -> String {
        let renderer = if options.colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.term_width(options.width);
        let shown = renderer.render(&[self.group()]);
        let lines = shown.trim_end().lines();
        let lines = lines.filter(|line| !is_place_without_path(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn group(&self) -> Group<'_> {
        let title = self.level.clone().primary_title(printable(self.message));
        let mut group = Group::with_title(match self.id {
            Some(id) => title.id(id),
            None => title,
        });
        let mut rest = self.places.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let is_first = rest.len() == self.places.len();
            let same_line = others
                .iter()
                .take_while(|place| place.is_beside(first))
                .count();
            group = with_place(group, first, is_first, &others[..same_line]);
            rest = &others[same_line..];
        }
        for (level, note) in &self.notes {
            group = group.element(level.clone().message(printable(note)));
        }
        group
    }
}

impl Place<'_> {
    fn is_beside(&self, other: &Self) -> bool {
        match (self.view, other.view) {
            (View::Line(one), View::Line(two)) => {
                self.file == other.file
                    && one.position().line == two.position().line
                    && one.line() == two.line()
            }
            (View::Line(_) | View::Position(_) | View::File, _) => false,
        }
    }
}

/// Adds a place to a group, and those on the same line.
fn with_place<'d>(
    mut group: Group<'d>,
    place: &Place<'d>,
    is_first: bool,
    beside: &[Place<'d>],
) -> Group<'d> {
    let file = printable(place.file);
    let excerpt = match place.view {
        View::Line(excerpt) => excerpt,
        View::Position(position) => return group.element(origin(file, position)),
        View::File => return group.element(Origin::path(file)),
    };
    let kind = if is_first {
        AnnotationKind::Primary
    } else {
        AnnotationKind::Context
    };
    let mut snippet = Snippet::source(excerpt.line())
        .line_start(excerpt.position().line.get() as usize)
        .annotation(annotation(kind, excerpt, place.label));
    for place in beside {
        if let View::Line(excerpt) = place.view {
            let annotation = annotation(AnnotationKind::Context, excerpt, place.label);
            snippet = snippet.annotation(annotation);
        }
    }
    if !excerpt.is_cut_before() {
        return group.element(snippet.path(file));
    }
    if !is_first {
        group = group.element(Padding);
    }
    // The renderer counts columns in the line that it is given, so the true one has to stand by itself.
    group
        .element(origin(file, excerpt.position()))
        .element(snippet)
}

fn origin(file: Cow<'_, str>, position: Position) -> Origin<'_> {
    Origin::path(file)
        .line(position.line.get() as usize)
        .char_column(position.column.get() as usize)
}

fn annotation<'d>(kind: AnnotationKind, excerpt: &Excerpt, label: Option<&str>) -> Annotation<'d> {
    let label = label.map(|label| printable(label).into_owned());
    kind.span(excerpt.marked()).label(label)
}

/// Whether a line only announces the path of a snippet, as the renderer does even for one whose path stands by itself.
fn is_place_without_path(line: &str) -> bool {
    strip_str(line).to_string().trim() == ":::"
}
