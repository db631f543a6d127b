use std::ops::Range;

/// What is wrong with a YAML text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The bytes that are wrong.
    pub span: Range<usize>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write under the place.
    pub label: Option<String>,
    /// Other places that belong to it, each with what it is.
    pub related: Vec<(Range<usize>, String)>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Trouble {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            label: None,
            related: Vec::new(),
            help: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn related(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}
