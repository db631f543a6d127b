//! The terminal: whether it shows colour, how wide it is, and all that is written to it.

use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};

use crate::cli::Color;
use crate::exit_status::ExitStatus;
use crate::problem::{self, InputProblem, RenderOptions};
use crate::report::format::{Options, Show, Typed};
use crate::text::printable;

/// Standard output for what was asked, standard error for everything else.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    out: ColorChoice,
    err: ColorChoice,
    width: usize,
}

/// The width of what is no terminal.
const DEFAULT_WIDTH: usize = 80;

impl Terminal {
    /// The terminal of this run: the flag decides on colour, then the environment, then what the terminal can show.
    pub fn new(color: Color) -> Self {
        let (out, err) = match color {
            Color::Auto => (
                AutoStream::choice(&io::stdout()),
                AutoStream::choice(&io::stderr()),
            ),
            Color::Always => (ColorChoice::Always, ColorChoice::Always),
            Color::Never => (ColorChoice::Never, ColorChoice::Never),
        };
        let width = comfy_table::Table::new().width();
        Self {
            out,
            err,
            width: width.map_or(DEFAULT_WIDTH, usize::from),
        }
    }

    /// How a view is drawn on standard output.
    pub fn options(&self, show: Show, exit_status: ExitStatus) -> Options<'static> {
        Options {
            width: self.width,
            colour: self.out != ColorChoice::Never,
            show,
            exit_status,
            excerpt: &|_| None,
            typed: Typed::default(),
        }
    }

    /// Writes what was asked; a reader that went away is no error.
    pub fn print(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Vec<InputProblem>> {
        let stream = AutoStream::new(io::stdout().lock(), self.out);
        let mut out = BufWriter::new(stream);
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let message = format!("the output cannot be written: {error}");
                Err(vec![InputProblem::of_file("standard output", message)])
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Tells what is wrong.
    pub fn tell(&self, problems: &[InputProblem]) {
        let options = RenderOptions {
            colour: self.err != ColorChoice::Never,
            width: self.width,
        };
        self.write_error(&problem::render(problems, &options));
    }

    /// Tells something that a reader should know.
    pub fn note(&self, text: &str) {
        self.write_error(&format!("note: {}\n", printable(text)));
    }

    fn write_error(&self, text: &str) {
        let mut err = AutoStream::new(io::stderr().lock(), self.err);
        // Where even standard error is closed, nobody is left to tell.
        drop(err.write_all(text.as_bytes()));
    }
}
