//! Why a report cannot be understood, and where.

/// Why a report cannot be understood: a failed, truncated or empty scan is never the same as a clean one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What is wrong, with what was found and what was expected.
    pub message: String,
    /// Line and column, counted from 1, where the reader knows them.
    pub line_and_column: Option<(usize, usize)>,
    /// The place within the document, as `runs[0].results`, where the reader knows it.
    pub path: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Refusal {
    /// A refusal of the whole report.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            line_and_column: None,
            path: None,
            help: None,
        }
    }

    /// The same, with the place within the document.
    #[must_use]
    pub fn in_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same, with line and column, counted from 1.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.line_and_column = Some((line, column));
        self
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
