//! Which environment a cost belongs to.

use crate::manifest::model::{EnvironmentKind, Id};
use crate::rules::Context;

/// Whether something is about production.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    /// It is.
    ToProduction,
    /// It is about another environment.
    Elsewhere,
    /// It may be about either.
    Untold,
}

impl Belongs {
    /// What it is about that names that environment; what names none is about production where there is nothing else.
    pub(super) fn of(cx: &Context<'_>, environment: Option<&Id>) -> Self {
        let environments = cx.manifest.environments.given();
        let Some(named) = environment else {
            let mut all = environments.into_iter().flat_map(|all| all.values());
            return if all.all(|it| it.kind == Some(EnvironmentKind::Production)) {
                Self::ToProduction
            } else {
                Self::Untold
            };
        };
        let named = environments.and_then(|all| all.get(named.as_str()));
        match named.and_then(|environment| environment.kind) {
            Some(EnvironmentKind::Production) => Self::ToProduction,
            Some(_) => Self::Elsewhere,
            None => Self::Untold,
        }
    }
}
