//! Whether a name that somebody wrote freely is the company's own.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use crate::manifest::model::Manifest;

/// What stands behind a company's name for the form it has in law, in lower case and without dots.
const LEGAL_FORMS: [&str; 29] = [
    "&",
    "ab",
    "ag",
    "aps",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oy",
    "plc",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sl",
    "spa",
    "srl",
    "ug",
];

/// What people write for somebody or something of the company, in lower case.
#[derive(Default)]
pub(super) struct Names<'a> {
    people: BTreeMap<String, BTreeSet<&'a str>>,
    /// Groups and roles.
    of_several: BTreeMap<String, BTreeSet<&'a str>>,
    company: Option<String>,
}

impl<'a> Names<'a> {
    pub(super) fn of(manifest: &'a Manifest, roles: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self {
            company: manifest.company.name.as_deref().map(without_legal_form),
            ..Self::default()
        };
        for (id, person) in &manifest.people {
            for name in [Some(id), person.name.as_ref()].into_iter().flatten() {
                names.people.entry(lowered(name)).or_default().insert(id);
            }
        }
        for own in manifest.groups.keys().map(String::as_str).chain(roles) {
            names
                .of_several
                .entry(lowered(own))
                .or_default()
                .insert(own);
        }
        names
    }
}

impl<'a> Context<'a> {
    /// The people of ours behind a name, be it of a person, a group or a role, in whatever case; none where it is somebody's from outside.
    ///
    /// Somebody who left is still meant by their name.
    pub fn own_people(&self, name: &str) -> BTreeSet<&'a str> {
        if let Some((id, _)) = self.manifest.people.get_key_value(name) {
            return BTreeSet::from([id.as_str()]);
        }
        let name = lowered(name);
        if let Some(people) = self.names.people.get(&name) {
            return people.clone();
        }
        let of_several = self.names.of_several.get(&name).into_iter().flatten();
        of_several.flat_map(|own| self.people_behind(own)).collect()
    }

    /// Whether a name is the company's, with or without its legal form.
    pub fn is_the_company(&self, name: &str) -> bool {
        let own = self.names.company.as_deref();
        own.is_some_and(|own| own == without_legal_form(name))
    }
}

fn lowered(name: &str) -> String {
    name.trim().to_lowercase()
}

fn without_legal_form(name: &str) -> String {
    let name = name.to_lowercase().replace('.', "");
    let words = name.split(|c: char| c.is_whitespace() || c == ',');
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    while let [_, .., last] = words[..]
        && LEGAL_FORMS.contains(&last)
    {
        words.pop();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::without_legal_form;

    #[test]
    fn a_company_is_the_same_with_and_without_its_legal_form() {
        for name in [
            "Larkfield",
            "larkfield ltd",
            "Larkfield, Inc.",
            "Larkfield Pty. Ltd.",
            "Larkfield GmbH & Co. KG",
            " LARKFIELD  S.A. ",
        ] {
            assert_eq!(without_legal_form(name), "larkfield");
        }
    }

    #[test]
    fn what_is_not_a_legal_form_at_the_end_belongs_to_the_name() {
        assert_eq!(
            without_legal_form("Larkfield Security Ltd"),
            "larkfield security"
        );
        assert_eq!(without_legal_form("Co Larkfield"), "co larkfield");
        assert_eq!(without_legal_form("Limited"), "limited");
        assert_eq!(without_legal_form(""), "");
    }
}
