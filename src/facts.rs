//! What the world sets and gates compute with: how old the data files are, and what a policy says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use crate::region::{Region, Within};
use crate::time::{Day, Span};

/// After so long a data file may no longer be so.
const LONGEST: Span = Span::from_days(365);

/// What a policy says otherwise than the data files under `gates/data`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The licences that a lawyer looks at, instead of all of `denied_licences.toml`.
    pub denied_licences: Option<Dated<Vec<String>>>,
    /// The last day of versions by product, over `end_of_life.toml`; nothing where its makers named none.
    pub end_of_life: BTreeMap<String, Dated<BTreeMap<String, Option<Day>>>>,
    /// Where personal data may go freely, by where it comes from, over `legal.toml`.
    pub adequate: BTreeMap<String, Dated<Vec<Region>>>,
    /// The first day of a duty by its name, over `legal.toml`.
    pub duties: BTreeMap<String, Dated<Day>>,
    /// How long issued invoices are kept at least by country, over `legal.toml`.
    pub invoices: BTreeMap<String, Dated<Span>>,
    /// The country in which a cloud region lies, over `cloud_regions.toml`.
    pub cloud_regions: BTreeMap<String, Dated<Region>>,
}

/// Something that was read in a source on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// What it says.
    pub value: T,
    /// Where it was read.
    pub source: String,
    /// The day on which it was last read there.
    pub read: Day,
}

/// A date of a data file.
struct Read {
    file: &'static str,
    /// The entry that it is about, `duties.ai_high_risk`; empty for all that have none of their own.
    entry: &'static str,
    day: &'static str,
}

impl Read {
    fn day(&self) -> Day {
        self.day.parse().expect("a test reads every date")
    }
}

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

/// Facts that were last read more than a year before the day judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldFacts {
    /// The data file without its ending, or the entry of the policy.
    pub name: String,
    /// The day on which the oldest of them was read.
    pub read: Day,
}

/// Facts that the policy sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFacts {
    /// The entry of the policy: `facts.adequate.UK`.
    pub name: String,
    /// Where they were read.
    pub source: String,
    /// The day on which they were.
    pub read: Day,
}

impl Facts {
    /// What the policy sets, in the order of its entries.
    pub fn own(&self) -> Vec<OwnFacts> {
        let mut own = Vec::new();
        let mut add = |name: String, source: &str, read: Day| {
            own.push(OwnFacts {
                name,
                source: source.to_owned(),
                read,
            });
        };
        for (country, law) in &self.adequate {
            add(format!("facts.adequate.{country}"), &law.source, law.read);
        }
        for (region, place) in &self.cloud_regions {
            add(
                format!("facts.cloud_regions.{region}"),
                &place.source,
                place.read,
            );
        }
        if let Some(licences) = &self.denied_licences {
            add(
                "facts.denied_licences".to_owned(),
                &licences.source,
                licences.read,
            );
        }
        for (duty, law) in &self.duties {
            add(format!("facts.duties.{duty}"), &law.source, law.read);
        }
        for (product, ends) in &self.end_of_life {
            add(
                format!("facts.end_of_life.{product}"),
                &ends.source,
                ends.read,
            );
        }
        for (country, law) in &self.invoices {
            add(format!("facts.invoices.{country}"), &law.source, law.read);
        }
        own
    }

    /// Whether a region lies in one of the allowed regions, with every cloud region in the country that the policy names.
    pub fn lies_within(&self, region: Region, allowed: &[Region]) -> Within {
        let allowed: Vec<Region> = allowed.iter().map(|&region| self.place(region)).collect();
        self.place(region).lies_within(&allowed)
    }

    /// The country that the policy names for a cloud region, or the region as it is.
    fn place(&self, region: Region) -> Region {
        let own = self.cloud_regions.get(region.code());
        own.map_or(region, |own| own.value)
    }

    /// What was last read more than a year before that day: data files by their oldest entry that is in force, and entries of the policy.
    pub fn old(&self, as_of: Day) -> Vec<OldFacts> {
        let own = self.own();
        let replaced: BTreeSet<&str> = own
            .iter()
            .filter_map(|own| own.name.strip_prefix("facts."))
            .collect();
        let mut oldest: BTreeMap<&str, Day> = BTreeMap::new();
        for read in READ {
            // an entry of `products` or `duties` goes by its last word in a policy
            let last = read.entry.rsplit('.').next().unwrap_or_default();
            let is_replaced = replaced.contains(read.file)
                || replaced.contains(read.entry)
                || replaced.contains(format!("{}.{last}", read.file).as_str());
            if !is_replaced {
                let day = oldest.entry(read.file).or_insert_with(|| read.day());
                *day = read.day().min(*day);
            }
        }
        let files = oldest
            .into_iter()
            .map(|(file, read)| (file.to_owned(), read));
        files
            .chain(own.into_iter().map(|own| (own.name, own.read)))
            .filter(|(_, read)| read.plus(&LONGEST) < as_of)
            .map(|(name, read)| OldFacts { name, read })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn names(facts: &Facts, as_of: &str) -> Vec<String> {
        let old = facts.old(day(as_of));
        old.into_iter().map(|old| old.name).collect()
    }

    #[test]
    fn every_date_of_the_data_files_reads() {
        for read in READ {
            assert!(read.day() > day("2026-01-01"), "{}", read.file);
        }
    }

    #[test]
    fn a_data_file_is_old_a_year_and_a_day_after_it_was_read() {
        let read = READ
            .iter()
            .filter(|read| read.file == "denied_licences")
            .map(Read::day)
            .min()
            .unwrap();
        let last = read.plus_days(365);
        let is_old = |as_of: Day| {
            let old = Facts::default().old(as_of);
            old.contains(&OldFacts {
                name: "denied_licences".to_owned(),
                read,
            })
        };
        assert!(!is_old(last));
        assert!(is_old(last.plus_days(1)));
    }

    #[test]
    fn a_cloud_region_lies_where_the_policy_says() {
        let region = |code: &str| code.parse::<Region>().unwrap();
        let own = Dated {
            value: region("IE"),
            source: "the provider's notice".to_owned(),
            read: day("2026-10-06"),
        };
        let facts = Facts {
            cloud_regions: BTreeMap::from([("eu-west-2".to_owned(), own)]),
            ..Facts::default()
        };
        let (london, dublin) = (region("eu-west-2"), region("eu-west-1"));
        let table = Facts::default();
        assert_eq!(table.lies_within(london, &[region("GB")]), Within::Yes);
        assert_eq!(table.lies_within(london, &[region("EU")]), Within::No);
        assert_eq!(facts.lies_within(london, &[region("GB")]), Within::No);
        assert_eq!(facts.lies_within(london, &[region("EU")]), Within::Yes);
        // What is allowed lies there as well: Dublin is in the country that the policy names for `eu-west-2`.
        assert_eq!(facts.lies_within(dublin, &[london]), Within::Yes);
        assert_eq!(table.lies_within(dublin, &[london]), Within::No);
    }

    #[test]
    fn every_entry_of_the_data_files_says_where_and_when_it_was_read() {
        let of = |file: &str| -> Vec<&str> {
            let rows = READ.iter().filter(|read| read.file == file);
            rows.map(|read| read.entry).collect()
        };
        assert!(of("denied_licences").contains(&"licences.SSPL-1.0"));
        assert!(of("end_of_life").contains(&"products.postgresql"));
        assert!(of("cloud_regions").contains(&"providers.hetzner"));
        assert!(of("regions").contains(&"groups.EEA"));
        // Countries are of one standard, and only their file speaks for all of it.
        for read in READ {
            let speaks_for_all = read.entry.is_empty();
            assert!(
                !speaks_for_all || ["regions", "secrets"].contains(&read.file),
                "{}",
                read.file
            );
        }
    }

    #[test]
    fn what_a_policy_replaces_is_as_old_as_the_policy_says() {
        let far = "2035-01-01";
        let licences = |read: &str| Facts {
            denied_licences: Some(Dated {
                value: Vec::new(),
                source: "the board".to_owned(),
                read: day(read),
            }),
            ..Facts::default()
        };
        assert!(names(&Facts::default(), far).contains(&"denied_licences".to_owned()));
        assert!(!names(&licences("2034-06-01"), far).contains(&"denied_licences".to_owned()));
        assert!(names(&licences("2033-12-31"), far).contains(&"facts.denied_licences".to_owned()));
    }
}
