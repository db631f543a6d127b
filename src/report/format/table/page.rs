//! The screen that sections write on.

use std::io::{self, Write};

use super::grid::{Cell, Grid, Tone};
use crate::report::format::{Options, Show};

/// A screen of some width, with or without colour.
pub(crate) struct Page<'o> {
    out: &'o mut dyn Write,
    width: usize,
    colour: bool,
    show: Show,
}

const NARROWEST: usize = 40;
const WIDEST: usize = 160;
const WIDE: usize = 120;
const INDENT: &str = "  ";

impl<'o> Page<'o> {
    pub(crate) fn new(options: &Options, out: &'o mut dyn Write) -> Self {
        Self {
            out,
            width: options.width.clamp(NARROWEST, WIDEST),
            colour: options.colour,
            show: options.show,
        }
    }

    /// Whether a gate, its weight and its fact fit beside each other.
    pub(crate) fn is_wide(&self) -> bool {
        self.width >= WIDE
    }

    pub(crate) fn show(&self) -> Show {
        self.show
    }

    /// Begins a section.
    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.gap()?;
        self.sentence(Tone::Strong, text)?;
        self.gap()
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// A sentence from the left edge.
    pub(crate) fn sentence(&mut self, tone: Tone, text: &str) -> io::Result<()> {
        self.lines("", &Grid::of_one(Cell::new(tone, text)))
    }

    /// A sentence within a section.
    pub(crate) fn remark(&mut self, tone: Tone, text: &str) -> io::Result<()> {
        self.lines(INDENT, &Grid::of_one(Cell::new(tone, text)))
    }

    /// A table within a section.
    pub(crate) fn grid(&mut self, grid: &Grid) -> io::Result<()> {
        self.lines(INDENT, grid)
    }

    /// A line as it is, within a section.
    pub(crate) fn verbatim(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{INDENT}{line}")
    }

    fn lines(&mut self, indent: &str, grid: &Grid) -> io::Result<()> {
        for line in grid.lines(self.width - indent.len(), self.colour) {
            match line.trim_end() {
                "" => writeln!(self.out)?,
                line => writeln!(self.out, "{indent}{line}")?,
            }
        }
        Ok(())
    }
}
