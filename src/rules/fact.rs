//! Facts that a record has to hold: a yes-or-no that has to be so, and fields that have to be there.

use crate::manifest::{ManifestPath, Stands};
use crate::rules::Shortfalls;
use crate::yaml::Located;

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

/// A record that is asked for fields.
pub struct Asked<'r> {
    record: Located<()>,
    subject: &'r str,
    owner: Option<&'r str>,
}

impl<'r> Asked<'r> {
    /// A record by the item it is about, and who answers for that.
    pub fn of<T>(record: &Located<T>, subject: &'r str, owner: Option<&'r str>) -> Self {
        let record = Located {
            place: record.place,
            value: (),
        };
        Self {
            record,
            subject,
            owner,
        }
    }

    /// Reports each field that is absent as untold; `says` puts it into words.
    pub fn ask<const N: usize>(
        &self,
        fields: [(&'static str, bool); N],
        says: impl Fn(&str) -> String,
        found: &mut Shortfalls,
    ) {
        for field in absent(fields) {
            found
                .untold(self.record.at(field), self.subject, says(field))
                .owned_by(self.owner)
                .comparing(field)
                .cure(format!("write `{field}`"));
        }
    }
}

/// The fields of a record that are absent, in their order.
pub fn absent<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    let absent = fields.into_iter().filter(|(_, is_absent)| *is_absent);
    absent.map(|(field, _)| field).collect()
}

/// Fields in words: `` `owner`, `due` ``.
pub fn quoted(fields: &[&str]) -> String {
    let words: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
    words.join(", ")
}
