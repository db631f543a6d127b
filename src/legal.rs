//! What the law sets: days from which duties hold, regions to which personal data may go freely, and how long invoices are kept.

use crate::facts::Facts;
use crate::region::{Region, Within};
use crate::time::{Day, Span};

/// A duty that holds in a region from a day on.
#[derive(Debug, PartialEq, Eq)]
pub struct Duty {
    /// Its name in policies.
    pub name: &'static str,
    holds_in: &'static str,
    from: &'static str,
    /// The law that sets it.
    pub source: &'static str,
    /// The day on which the source was last read.
    pub checked: &'static str,
}

impl Duty {
    /// The first day on which it holds, by the policy or else by the table.
    pub fn from(&self, facts: &Facts) -> Day {
        facts.duties.get(self.name).map_or_else(
            || self.from.parse().expect("the table holds days, tested"),
            |own| own.value,
        )
    }

    /// Whether it binds a company under these jurisdictions; one that names none may be bound.
    pub fn may_bind(&self, jurisdictions: &[Region]) -> bool {
        jurisdictions.is_empty() || overlap(jurisdictions, region(self.holds_in))
    }
}

/// Where personal data may go freely, seen from a region.
#[derive(Debug, PartialEq, Eq)]
pub struct Adequacy {
    seen_from: &'static str,
    regions: &'static [&'static str],
    certified: &'static [&'static str],
    /// The law or decision that says so.
    pub source: &'static str,
    /// The day on which the source was last read.
    pub checked: &'static str,
}

/// Whether personal data may go to a region without further safeguards, under each of these jurisdictions.
///
/// A company that names no jurisdiction is held to all of them.
pub fn goes_freely(facts: &Facts, jurisdictions: &[Region], to: Region) -> bool {
    binding(jurisdictions).all(|law| facts.lies_within(to, &law.allowed(facts)) == Within::Yes)
}

/// Whether personal data may go to some recipients in a region because somebody decided that they protect it enough: to all of them,
/// or to those that are certified.
pub fn goes_by_a_decision(facts: &Facts, jurisdictions: &[Region], to: Region) -> bool {
    binding(jurisdictions).all(|law| {
        let certified = law.certified.iter().map(|code| region(code));
        let allowed: Vec<Region> = law.allowed(facts).into_iter().chain(certified).collect();
        facts.lies_within(to, &allowed) == Within::Yes
    })
}

fn binding(jurisdictions: &[Region]) -> impl Iterator<Item = &'static Adequacy> {
    let laws = ADEQUACY.iter();
    laws.filter(|law| jurisdictions.is_empty() || overlap(jurisdictions, region(law.seen_from)))
}

impl Adequacy {
    /// Where data may go to anybody, by the policy or else by the table.
    fn allowed(&self, facts: &Facts) -> Vec<Region> {
        match facts.adequate.get(self.seen_from) {
            Some(own) => own.value.clone(),
            None => self.regions.iter().map(|code| region(code)).collect(),
        }
    }
}

/// The names of duties that a policy can set.
pub fn duty_names() -> Vec<&'static str> {
    DUTIES.iter().map(|duty| duty.name).collect()
}

/// The regions from which a policy can say where data may go.
pub fn seen_from() -> Vec<&'static str> {
    ADEQUACY.iter().map(|law| law.seen_from).collect()
}

/// How long issued invoices are kept at least in a country.
#[derive(Debug, PartialEq, Eq)]
pub struct InvoiceLaw {
    holds_in: &'static str,
    keep: &'static str,
    /// The law that sets it.
    pub source: &'static str,
    /// The day on which the source was last read.
    pub checked: &'static str,
}

/// How long issued invoices are kept at least in a country, by the policy or else by the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeastKeeping<'f> {
    /// The country.
    pub holds_in: &'f str,
    /// The least time.
    pub keep: Span,
    /// Where it is said.
    pub source: &'f str,
}

impl LeastKeeping<'_> {
    /// Whether it binds a company under these jurisdictions; naming a group of countries is not naming each of them.
    pub fn binds(&self, jurisdictions: &[Region]) -> bool {
        let names_it = |jurisdiction: &Region| jurisdiction.countries() == [self.holds_in];
        jurisdictions.iter().any(names_it)
    }
}

/// How long issued invoices are kept at least, country by country.
pub fn invoice_laws(facts: &Facts) -> Vec<LeastKeeping<'_>> {
    let own = facts.invoices.iter().map(|(country, law)| LeastKeeping {
        holds_in: country,
        keep: law.value,
        source: &law.source,
    });
    let by_table = INVOICES
        .iter()
        .filter(|law| !facts.invoices.contains_key(law.holds_in))
        .map(|law| LeastKeeping {
            holds_in: law.holds_in,
            keep: law.keep.parse().expect("the table holds spans, tested"),
            source: law.source,
        });
    own.chain(by_table).collect()
}

fn overlap(jurisdictions: &[Region], with: Region) -> bool {
    jurisdictions.iter().any(|jurisdiction| {
        let countries = jurisdiction.countries();
        countries
            .iter()
            .any(|country| with.countries().contains(country))
    })
}

fn region(code: &str) -> Region {
    code.parse().expect("the table holds regions, tested")
}

include!(concat!(env!("OUT_DIR"), "/legal.rs"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Dated;

    fn regions(codes: &[&str]) -> Vec<Region> {
        codes.iter().map(|code| region(code)).collect()
    }

    #[test]
    fn every_entry_of_the_table_can_be_read() {
        for duty in DUTIES {
            assert!(
                duty.from(&Facts::default()) > "2026-01-01".parse().expect("a day"),
                "{duty:?}"
            );
            assert!(duty.may_bind(&regions(&[duty.holds_in])), "{duty:?}");
            assert!(duty.checked.parse::<Day>().is_ok(), "{duty:?}");
        }
        for law in ADEQUACY {
            let home = region(law.seen_from);
            assert!(
                law.regions
                    .iter()
                    .all(|code| code.parse::<Region>().is_ok()),
                "{law:?}"
            );
            assert!(goes_freely(&Facts::default(), &[home], home), "{law:?}");
        }
    }

    #[test]
    fn invoices_are_kept_as_the_countries_want_that_a_company_names() {
        let facts = Facts::default();
        for law in INVOICES {
            assert!(law.checked.parse::<Day>().is_ok(), "{law:?}");
        }
        let bound = |codes: &[&str]| -> Vec<String> {
            let jurisdictions = regions(codes);
            let laws = invoice_laws(&facts);
            let binding = laws.iter().filter(|law| law.binds(&jurisdictions));
            binding.map(|law| law.holds_in.to_owned()).collect()
        };
        assert!(invoice_laws(&facts).iter().all(|law| !law.keep.is_zero()));
        assert_eq!(bound(&["GB"]), ["GB"]);
        assert_eq!(bound(&["IE", "EU"]), ["IE"]);
        assert!(bound(&["NO"]).is_empty());
    }

    #[test]
    fn a_policy_stands_before_the_table() {
        let own = |text: &str| Dated {
            value: text.parse().unwrap(),
            source: "the company's lawyer".to_owned(),
            read: "2026-10-01".parse().unwrap(),
        };
        let mut facts = Facts::default();
        facts
            .duties
            .insert("data_complaints".to_owned(), own("2027-01-01"));
        assert_eq!(DATA_COMPLAINTS.from(&facts), "2027-01-01".parse().unwrap());
        let ten_years = Dated {
            value: "10y".parse().unwrap(),
            source: "the company's lawyer".to_owned(),
            read: "2026-10-01".parse().unwrap(),
        };
        facts.invoices.insert("FR".to_owned(), ten_years.clone());
        facts.invoices.insert("GB".to_owned(), ten_years);
        let kept: Vec<(&str, Span)> = invoice_laws(&facts)
            .iter()
            .map(|law| (law.holds_in, law.keep))
            .collect();
        let wanted = [("FR", "10y"), ("GB", "10y"), ("DE", "8y"), ("IE", "6y")];
        let wanted = wanted.map(|(country, keep)| (country, keep.parse::<Span>().unwrap()));
        assert_eq!(kept, wanted);
        let britain = regions(&["GB"]);
        facts.adequate.insert(
            "UK".to_owned(),
            Dated {
                value: regions(&["UK"]),
                source: "the company's lawyer".to_owned(),
                read: "2026-10-01".parse().unwrap(),
            },
        );
        assert!(!goes_freely(&facts, &britain, region("IE")));
        assert!(goes_freely(&facts, &britain, region("GB")));
    }

    #[test]
    fn data_of_a_british_company_goes_freely_to_ireland_and_not_to_the_united_states() {
        let britain = regions(&["GB"]);
        assert!(goes_freely(&Facts::default(), &britain, region("IE")));
        assert!(goes_freely(
            &Facts::default(),
            &britain,
            region("europe-west1")
        ));
        assert!(!goes_freely(&Facts::default(), &britain, region("US")));
        assert!(!goes_freely(&Facts::default(), &britain, region("global")));
    }

    #[test]
    fn gibraltar_is_open_to_british_data_only() {
        assert!(goes_freely(
            &Facts::default(),
            &regions(&["GB"]),
            region("GI")
        ));
        assert!(!goes_freely(
            &Facts::default(),
            &regions(&["EU"]),
            region("GI")
        ));
        assert!(!goes_freely(
            &Facts::default(),
            &regions(&["GB", "FR"]),
            region("GI")
        ));
    }

    #[test]
    fn a_company_that_names_no_jurisdiction_is_held_to_all() {
        assert!(!goes_freely(&Facts::default(), &[], region("GI")));
        assert!(AI_HIGH_RISK.may_bind(&[]));
    }

    #[test]
    fn a_duty_of_one_place_does_not_bind_another() {
        assert!(!DATA_COMPLAINTS.may_bind(&regions(&["DE"])));
        assert!(DATA_COMPLAINTS.may_bind(&regions(&["DE", "GB"])));
        assert!(!AI_HIGH_RISK.may_bind(&regions(&["GB"])));
        assert!(AI_HIGH_RISK.may_bind(&regions(&["FR"])));
    }
}
