//! What sections write on: a screen, or a Markdown document.

use std::io::{self, Write};

use super::grid::{Cell, Grid, Tone};
use crate::report::format::{Options, Show, markdown};

/// What sections write on.
pub(crate) struct Page<'o> {
    out: &'o mut dyn Write,
    medium: Medium,
    show: Show,
}

enum Medium {
    /// A screen of some width, with or without colour.
    Screen { width: usize, colour: bool },
    /// A document that is laid out where it is read.
    Markdown,
}

const NARROWEST: usize = 40;
const WIDEST: usize = 160;
const WIDE: usize = 120;
const INDENT: &str = "  ";

impl<'o> Page<'o> {
    pub(crate) fn new(options: &Options<'_>, out: &'o mut dyn Write) -> Self {
        Self {
            out,
            medium: Medium::Screen {
                width: options.width.clamp(NARROWEST, WIDEST),
                colour: options.colour,
            },
            show: options.show,
        }
    }

    /// A Markdown document.
    pub(in crate::report::format) fn markdown(
        options: &Options<'_>,
        out: &'o mut dyn Write,
    ) -> Self {
        Self {
            out,
            medium: Medium::Markdown,
            show: options.show,
        }
    }

    /// Whether a gate, its weight and its fact fit beside each other.
    pub(crate) fn is_wide(&self) -> bool {
        match self.medium {
            Medium::Screen { width, .. } => width >= WIDE,
            Medium::Markdown => true,
        }
    }

    pub(crate) fn show(&self) -> Show {
        self.show
    }

    /// What it is all about.
    pub(crate) fn title(&mut self, text: &str) -> io::Result<()> {
        match self.medium {
            Medium::Screen { .. } => self.sentence(Tone::Strong, text),
            Medium::Markdown => markdown::heading("##", text, self.out),
        }
    }

    /// Begins a section.
    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        match self.medium {
            Medium::Screen { .. } => {
                self.gap()?;
                self.sentence(Tone::Strong, text)?;
                self.gap()
            }
            Medium::Markdown => markdown::heading("###", text, self.out),
        }
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> io::Result<()> {
        match self.medium {
            Medium::Screen { .. } => writeln!(self.out),
            // Every part of a document stands apart already.
            Medium::Markdown => Ok(()),
        }
    }

    /// A sentence from the left edge.
    pub(crate) fn sentence(&mut self, tone: Tone, text: &str) -> io::Result<()> {
        self.text("", &Cell::new(tone, text))
    }

    /// A sentence within a section.
    pub(crate) fn remark(&mut self, tone: Tone, text: &str) -> io::Result<()> {
        self.text(INDENT, &Cell::new(tone, text))
    }

    /// A sentence of the program's own within a section, however long it is.
    pub(crate) fn own_remark(&mut self, tone: Tone, text: &str) -> io::Result<()> {
        self.text(INDENT, &Cell::whole(tone, text))
    }

    /// A table within a section.
    pub(crate) fn grid(&mut self, grid: &Grid) -> io::Result<()> {
        match self.medium {
            Medium::Screen { width, colour } => {
                self.lines(INDENT, grid.lines(width - INDENT.len(), colour))
            }
            Medium::Markdown => markdown::table(grid, self.out),
        }
    }

    /// A line as it is, within a section.
    pub(crate) fn verbatim(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{INDENT}{line}")
    }

    fn text(&mut self, indent: &str, cell: &Cell) -> io::Result<()> {
        match self.medium {
            Medium::Screen { width, colour } => {
                self.lines(indent, cell.lines(width - indent.len(), colour))
            }
            Medium::Markdown => markdown::paragraph(cell, self.out),
        }
    }

    fn lines(&mut self, indent: &str, lines: Vec<String>) -> io::Result<()> {
        for line in lines {
            let line = line.trim_end_matches(' ');
            if !line.is_empty() {
                self.out.write_all(indent.as_bytes())?;
                self.out.write_all(line.as_bytes())?;
            }
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }
}
