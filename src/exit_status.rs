//! What the program tells the shell.

use std::process::ExitCode;

/// What the program tells the shell; the same in every output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Ready, or conditional.
    Met,
    /// Not ready; or conditional, where that is not enough.
    NotMet,
    /// The command line, policy or manifest cannot be used: nothing was judged.
    Unusable,
    /// The input is valid, but no gate applied to it.
    NothingJudged,
}

impl ExitStatus {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Met => 0,
            Self::NotMet => 1,
            Self::Unusable => 2,
            Self::NothingJudged => 3,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}
