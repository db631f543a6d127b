//! Where services run, by what a place is for.

use super::Context;
use crate::manifest::model::{Environment, EnvironmentKind, Stage};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Shortfalls, Unjudged};
use crate::yaml::Located;

impl<'a> Context<'a> {
    /// The environments of a kind, or why there is nothing to judge.
    ///
    /// One that does not say what it is for may be of any kind, and is untold; so is where a proof of concept runs that is judged itself.
    pub fn environments_of(
        &self,
        kind: EnvironmentKind,
        found: &mut Shortfalls,
    ) -> Result<Vec<(&'a str, &'a Located<Environment>)>, Unjudged> {
        let environments = self.section(&self.manifest.environments, "environments")?;
        let mut of_kind = Vec::new();
        for (id, environment) in environments {
            if environment.kind == Some(kind) {
                of_kind.push((id.as_str(), environment));
            } else if environment.kind.is_none() {
                found
                    .untold(
                        environment.at("kind"),
                        id,
                        format!("nobody told what environment `{id}` is for"),
                    )
                    .owned_by(environment.owner.as_deref())
                    .comparing("kind")
                    .cure("write `kind`");
            }
        }
        let is_judged = (kind, self.stage) == (EnvironmentKind::Poc, Stage::Poc);
        if of_kind.is_empty() && found.is_empty() && is_judged {
            return Err(Unjudged::untold(
                ManifestPath::top("environments"),
                "environments",
                "nobody told in which environment the proof of concept runs",
                "write `kind: poc` for it",
            ));
        }
        if of_kind.is_empty() && found.is_empty() {
            return Err(Unjudged::not_applicable(format!(
                "no environment is of kind `{kind}`"
            )));
        }
        Ok(of_kind)
    }
}
