//! Whether personal data may go where a vendor keeps it.

use super::residency::in_words;
use crate::legal::{goes_by_a_decision, goes_freely};
use crate::manifest::Stands;
use crate::manifest::model::{Transfer, Vendor};
use crate::region::Region;
use crate::rules::{Context, Shortfalls};
use crate::yaml::Located;

/// Checks that personal data may go to each region of a vendor: freely, by a decision, or on clauses.
pub fn check_transfer(
    cx: &Context<'_>,
    jurisdictions: &[Region],
    id: &str,
    vendor: &Located<Vendor>,
    found: &mut Shortfalls,
) {
    let rests_on_a_decision = match vendor.transfer {
        Some(Transfer::Scc | Transfer::Idta | Transfer::Bcr) => return,
        Some(Transfer::Adequacy) => true,
        None => false,
    };
    if vendor.regions.is_empty() {
        found
            .untold(
                vendor.at("regions"),
                id,
                format!("nobody told where `{id}` keeps personal data"),
            )
            .owned_by(vendor.owner.as_deref())
            .comparing("regions")
            .cure("write `regions`");
        return;
    }
    let abroad: Vec<Region> = vendor
        .regions
        .iter()
        .map(|region| region.value)
        .filter(|&region| {
            !(goes_freely(cx.facts, jurisdictions, region)
                || rests_on_a_decision && goes_by_a_decision(cx.facts, jurisdictions, region))
        })
        .collect();
    if !abroad.is_empty() {
        let ground = if rests_on_a_decision {
            "and there is no decision that it is protected enough there"
        } else {
            "and nothing says what makes that lawful"
        };
        found
            .fails(
                "transfer_without_ground",
                vendor.at("regions"),
                id,
                format!(
                    "`{id}` keeps personal data in {}, where it may not go freely, {ground}",
                    in_words(&abroad)
                ),
            )
            .owned_by(vendor.owner.as_deref())
            .cure("pin it to a region, or agree on clauses and write `transfer`");
    }
}
