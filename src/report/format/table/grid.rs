//! Rows and columns, laid out within a width.

use std::iter;

use anstyle::{Ansi256Color, Style};
use comfy_table::{
    Attribute, Color, ContentArrangement, ContentLineStyle, LineStyle, Row, Table, TableStyle,
};

use super::wrap::{least_width, natural_width, wrapped};
use crate::gate::Severity;
use crate::report::format::wording::shown;

/// Rows of cells below a header.
pub(crate) struct Grid {
    header: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// A text in one tone, made fit to be shown.
#[derive(Clone)]
pub(crate) struct Cell {
    mark: &'static str,
    text: String,
    tone: Tone,
}

/// What colour says beside the words; never more than they do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Strong,
    Quiet,
    Bad,
    Caution,
    Good,
}

impl Tone {
    /// The same look as in the cells of a table.
    fn style(self) -> Style {
        let coloured = |colour: u8| Ansi256Color(colour).on_default();
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Quiet => Style::new().dimmed(),
            Self::Bad => coloured(1).bold(),
            Self::Caution => coloured(3),
            Self::Good => coloured(2),
        }
    }
}

/// What colour says of a severity.
pub(super) const fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Blocker => Tone::Bad,
        Severity::Major => Tone::Caution,
        Severity::Minor => Tone::Plain,
    }
}

impl Cell {
    pub(crate) fn new(tone: Tone, text: &str) -> Self {
        Self {
            mark: "",
            text: shown(text),
            tone,
        }
    }

    /// A text of the program's own, which nobody makes long to hide the rest.
    pub(crate) fn whole(tone: Tone, text: &str) -> Self {
        Self {
            mark: "",
            text: text.to_owned(),
            tone,
        }
    }

    /// What to do about it.
    pub(crate) fn cure(text: &str) -> Self {
        Self {
            mark: "→ ",
            ..Self::new(Tone::Good, text)
        }
    }

    /// One more, after a word that says how it stands to the one above.
    pub(crate) fn marked(mark: &'static str, text: &str) -> Self {
        Self {
            mark,
            ..Self::plain(text)
        }
    }

    pub(crate) fn plain(text: &str) -> Self {
        Self::new(Tone::Plain, text)
    }

    pub(crate) fn strong(text: &str) -> Self {
        Self::new(Tone::Strong, text)
    }

    pub(crate) fn quiet(text: &str) -> Self {
        Self::new(Tone::Quiet, text)
    }

    pub(crate) fn empty() -> Self {
        Self::plain("")
    }

    pub(in crate::report::format) fn is_empty(&self) -> bool {
        self.mark.is_empty() && self.text.is_empty()
    }

    /// Whether it stands out where there is no colour.
    pub(in crate::report::format) fn is_emphasised(&self) -> bool {
        match self.tone {
            Tone::Strong | Tone::Bad => true,
            Tone::Plain | Tone::Quiet | Tone::Caution | Tone::Good => false,
        }
    }

    /// What it says, on one line.
    pub(in crate::report::format) fn line(&self) -> String {
        format!("{}{}", self.mark, self.text)
    }

    fn natural_width(&self) -> usize {
        natural_width(self.mark) + natural_width(&self.text)
    }

    fn least_width(&self) -> usize {
        natural_width(self.mark) + least_width(&self.text)
    }

    /// What it says within a width, without a table around it.
    pub(super) fn lines(&self, width: usize, colour: bool) -> Vec<String> {
        let lines = self.wrapped(width);
        if !colour {
            return lines;
        }
        let style = self.tone.style();
        let styled = lines
            .into_iter()
            .map(|line| format!("{style}{line}{style:#}"));
        styled.collect()
    }

    fn wrapped(&self, width: usize) -> Vec<String> {
        let mark = natural_width(self.mark);
        let lines = wrapped(&self.text, width.saturating_sub(mark));
        if self.mark.is_empty() {
            return lines;
        }
        let indent = " ".repeat(mark);
        let marks = iter::once(self.mark).chain(iter::repeat(indent.as_str()));
        marks
            .zip(lines)
            .map(|(mark, line)| format!("{mark}{line}"))
            .collect()
    }

    fn laid_out(&self, width: usize) -> comfy_table::Cell {
        let text = match <[String; 1]>::try_from(self.wrapped(width)) {
            Ok([line]) => line,
            Err(lines) => lines.join("\n"),
        };
        let cell = comfy_table::Cell::new_owned(text);
        match self.tone {
            Tone::Plain => cell,
            Tone::Strong => cell.add_attribute(Attribute::Bold),
            Tone::Quiet => cell.add_attribute(Attribute::Dim),
            Tone::Bad => cell.fg(Color::DarkRed).add_attribute(Attribute::Bold),
            Tone::Caution => cell.fg(Color::DarkYellow),
            Tone::Good => cell.fg(Color::DarkGreen),
        }
    }
}

impl Grid {
    pub(crate) fn new(header: impl IntoIterator<Item = &'static str>) -> Self {
        Self {
            header: header.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// An empty row, to keep apart what is above and below.
    pub(crate) fn gap(&mut self) {
        self.rows.push(vec![Cell::empty(); self.header.len()]);
    }

    /// The titles of the columns.
    pub(in crate::report::format) fn header(&self) -> &[&'static str] {
        &self.header
    }

    /// The rows; one without a first cell goes on with the row above it.
    pub(in crate::report::format) fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    pub(crate) fn lines(&self, width: usize, colour: bool) -> Vec<String> {
        let widths = self.widths(width);
        let mut table = Table::new();
        table
            .load_style(STYLE)
            .set_content_arrangement(ContentArrangement::Disabled);
        if colour {
            table.enforce_styling().style_text_only();
        } else {
            table.force_no_tty();
        }
        if !self.header.is_empty() {
            let titles = self.header.iter().zip(&widths);
            table.set_header(titles.map(|(title, &width)| laid_out_title(title, width)));
        }
        for cells in &self.rows {
            let cells = cells.iter().zip(&widths);
            table.add_row(Row::from(cells.map(|(cell, &width)| cell.laid_out(width))));
        }
        let last = widths.len().saturating_sub(1);
        for (index, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, u16::from(index != last)));
        }
        table.lines().collect()
    }

    /// How wide each column is: as wide as it likes where there is room, else as wide as it must and no wider than a common limit,
    /// so that short columns stay whole and long ones share what is left.
    fn widths(&self, width: usize) -> Vec<usize> {
        let count = self.rows.first().map_or(0, Vec::len);
        let available = width.saturating_sub(GAP * count.saturating_sub(1));
        let (mut natural, mut least) = (vec![1; count], vec![1; count]);
        for (index, title) in self.header.iter().enumerate() {
            natural[index] = title.lines().map(natural_width).max().unwrap_or(0);
            least[index] = title.lines().map(least_width).max().unwrap_or(0);
        }
        for cells in &self.rows {
            for (index, cell) in cells.iter().enumerate() {
                natural[index] = natural[index].max(cell.natural_width()).min(available);
                least[index] = least[index].max(cell.least_width()).min(available);
            }
        }
        if natural.iter().sum::<usize>() <= available {
            return natural;
        }
        while least.iter().sum::<usize>() > available {
            let widest = least
                .iter_mut()
                .max()
                .expect("a sum over columns has columns");
            *widest -= 1;
        }
        let limited = |limit: usize| {
            let columns = natural.iter().zip(&least);
            columns.map(move |(natural, least)| limit.min(*natural).max(*least))
        };
        let mut limits = (1..=available).rev();
        let limit = limits.find(|&limit| limited(limit).sum::<usize>() <= available);
        let mut widths: Vec<usize> = limited(limit.unwrap_or(1)).collect();
        let mut left = available - widths.iter().sum::<usize>();
        for (width, natural) in widths.iter_mut().zip(natural) {
            let more = left.min(natural - *width).min(1);
            *width += more;
            left -= more;
        }
        widths
    }
}

fn laid_out_title(title: &str, width: usize) -> comfy_table::Cell {
    let lines: Vec<String> = title
        .lines()
        .flat_map(|line| wrapped(line, width))
        .collect();
    comfy_table::Cell::new(lines.join("\n")).add_attribute(Attribute::Dim)
}

/// What keeps columns apart: one space of padding, and one where lines would cross.
const GAP: usize = 2;

const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .content_lines(ContentLineStyle::none());
