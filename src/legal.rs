//! What the law sets: days from which duties hold, regions to which personal data may go freely, and how long invoices are kept.

use crate::region::{Region, Within};
use crate::time::{Day, Span};

/// A duty that holds in a region from a day on.
#[derive(Debug, PartialEq, Eq)]
pub struct Duty {
    holds_in: &'static str,
    from: &'static str,
    /// The law that sets it.
    pub source: &'static str,
    /// The day on which the source was last read.
    pub checked: &'static str,
}

impl Duty {
    /// The first day on which it holds.
    pub fn from(&self) -> Day {
        self.from.parse().expect("the table holds days, tested")
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
    /// The law or decision that says so.
    pub source: &'static str,
    /// The day on which the source was last read.
    pub checked: &'static str,
}

/// Whether personal data may go to a region without further safeguards, under each of these jurisdictions.
///
/// A company that names no jurisdiction is held to all of them.
pub fn goes_freely(jurisdictions: &[Region], to: Region) -> bool {
    ADEQUACY
        .iter()
        .filter(|law| jurisdictions.is_empty() || overlap(jurisdictions, region(law.seen_from)))
        .all(|law| {
            let allowed: Vec<Region> = law.regions.iter().map(|code| region(code)).collect();
            to.lies_within(&allowed) == Within::Yes
        })
}

/// How long issued invoices are kept at least in a country.
#[derive(Debug, PartialEq, Eq)]
pub struct InvoiceLaw {
    /// The country.
    pub holds_in: &'static str,
    keep: &'static str,
    /// The law that sets it.
    pub source: &'static str,
    /// The day on which the source was last read.
    pub checked: &'static str,
}

impl InvoiceLaw {
    /// The least time.
    pub fn keep(&self) -> Span {
        self.keep.parse().expect("the table holds spans, tested")
    }

    /// Whether it binds a company under these jurisdictions; naming a group of countries is not naming each of them.
    pub fn binds(&self, jurisdictions: &[Region]) -> bool {
        let names_it = |jurisdiction: &Region| jurisdiction.countries() == [self.holds_in];
        jurisdictions.iter().any(names_it)
    }
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

    fn regions(codes: &[&str]) -> Vec<Region> {
        codes.iter().map(|code| region(code)).collect()
    }

    #[test]
    fn every_entry_of_the_table_can_be_read() {
        for duty in [&AI_HIGH_RISK, &DATA_COMPLAINTS] {
            assert!(
                duty.from() > "2026-01-01".parse().expect("a day"),
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
            assert!(goes_freely(&[home], home), "{law:?}");
        }
    }

    #[test]
    fn invoices_are_kept_as_the_strictest_country_wants() {
        for law in INVOICES {
            assert!(!law.keep().is_zero(), "{law:?}");
            assert!(law.checked.parse::<Day>().is_ok(), "{law:?}");
        }
        let bound = |codes: &[&str]| -> Vec<&str> {
            let jurisdictions = regions(codes);
            INVOICES
                .iter()
                .filter(|law| law.binds(&jurisdictions))
                .map(|law| law.holds_in)
                .collect()
        };
        assert_eq!(bound(&["GB"]), ["GB"]);
        assert_eq!(bound(&["IE", "EU"]), ["IE"]);
        assert!(bound(&["NO"]).is_empty());
    }

    #[test]
    fn data_of_a_british_company_goes_freely_to_ireland_and_not_to_the_united_states() {
        let britain = regions(&["GB"]);
        assert!(goes_freely(&britain, region("IE")));
        assert!(goes_freely(&britain, region("europe-west1")));
        assert!(!goes_freely(&britain, region("US")));
        assert!(!goes_freely(&britain, region("global")));
    }

    #[test]
    fn gibraltar_is_open_to_british_data_only() {
        assert!(goes_freely(&regions(&["GB"]), region("GI")));
        assert!(!goes_freely(&regions(&["EU"]), region("GI")));
        assert!(!goes_freely(&regions(&["GB", "FR"]), region("GI")));
    }

    #[test]
    fn a_company_that_names_no_jurisdiction_is_held_to_all() {
        assert!(!goes_freely(&[], region("GI")));
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
