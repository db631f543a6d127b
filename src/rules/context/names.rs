//! Whether a name that somebody wrote freely is the company's own.

use std::collections::BTreeSet;

use super::Context;

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

impl<'a> Context<'a> {
    /// The people of ours behind a name, be it of a person, a group or a role, in whatever case; none where it is somebody's from outside.
    ///
    /// Somebody who left is still meant by their name.
    pub fn own_people(&self, name: &str) -> BTreeSet<&'a str> {
        let manifest = self.manifest;
        if let Some((id, _)) = manifest.people.get_key_value(name) {
            return BTreeSet::from([id.as_str()]);
        }
        let is_meant = |own: &str| is_same_name(own, name);
        let people = manifest
            .people
            .iter()
            .filter(|(id, person)| is_meant(id) || person.name.as_deref().is_some_and(is_meant));
        let people: BTreeSet<&str> = people.map(|(id, _)| id.as_str()).collect();
        if !people.is_empty() {
            return people;
        }
        let groups = manifest.groups.keys().map(String::as_str);
        let of_several = groups.chain(self.holders.keys().copied());
        of_several
            .filter(|own| is_meant(own))
            .flat_map(|own| self.people_behind(own))
            .collect()
    }

    /// Whether a name is the company's, with or without its legal form.
    pub fn is_the_company(&self, name: &str) -> bool {
        let own = self.manifest.company.name.as_deref();
        own.is_some_and(|own| without_legal_form(own) == without_legal_form(name))
    }
}

fn is_same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
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
