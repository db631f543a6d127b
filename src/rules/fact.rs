//! A yes-or-no fact that has to be so.

use crate::manifest::ManifestPath;
use crate::rules::Shortfalls;

/// A yes-or-no fact that has to be so: it falls short where it is not, and is untold where nobody said.
pub struct Fact<'f> {
    /// The clause by which it falls short.
    pub clause: &'static str,
    /// The field that holds it.
    pub field: &'static str,
    /// Where that stands, or would stand.
    pub path: ManifestPath,
    /// The item it is about.
    pub subject: &'f str,
    /// Who answers for the item.
    pub owner: Option<&'f str>,
    /// Whether it is so, as far as anybody told.
    pub is_so: Option<bool>,
    /// What is wrong where it is not so.
    pub otherwise: String,
    /// What to change then.
    pub cure: &'f str,
}

impl Fact<'_> {
    /// Reports the fact where it is not so, and where nobody told.
    pub fn check(self, found: &mut Shortfalls) {
        let field = self.field;
        let shortfall = match self.is_so {
            Some(true) => return,
            Some(false) => found
                .fails(self.clause, self.path, self.subject, self.otherwise)
                .cure(self.cure),
            None => found
                .untold(
                    self.path,
                    self.subject,
                    format!("nobody told `{field}` of `{}`", self.subject),
                )
                .cure(format!("write `{field}`")),
        };
        shortfall.owned_by(self.owner).comparing(field);
    }
}
