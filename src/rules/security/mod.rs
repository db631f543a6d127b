//! Tests, findings, supply chain, devices and access.

mod access_reviewed_leavers_out;
mod build_path_trusted;
mod decisions;
mod dependencies_scanned_and_supported;
mod device_baseline_met;
mod devices_cover_people;
mod findings_disposition_proven;
mod findings_owned_and_dated;
mod findings_reconciled;
mod findings_within_sla;
mod independent_test_current;
pub mod independent_tests;
mod sbom_and_inventory;
mod shipped_parts;
mod test_scope_covers_production;
mod unseen;
mod vulnerability_door_open;

use access_reviewed_leavers_out::access_reviewed_leavers_out;
pub use build_path_trusted::{check_branch, check_secrets};

use build_path_trusted::build_path_trusted;
use dependencies_scanned_and_supported::dependencies_scanned_and_supported;
use device_baseline_met::device_baseline_met;
use devices_cover_people::devices_cover_people;
use findings_disposition_proven::findings_disposition_proven;
use findings_owned_and_dated::findings_owned_and_dated;
use findings_reconciled::findings_reconciled;
use findings_within_sla::findings_within_sla;
use independent_test_current::independent_test_current;
use sbom_and_inventory::sbom_and_inventory;
use test_scope_covers_production::test_scope_covers_production;
use vulnerability_door_open::vulnerability_door_open;

super::gates! { security:
    access_reviewed_leavers_out,
    build_path_trusted,
    dependencies_scanned_and_supported,
    device_baseline_met,
    devices_cover_people,
    findings_disposition_proven,
    findings_owned_and_dated,
    findings_reconciled,
    findings_within_sla,
    independent_test_current,
    sbom_and_inventory,
    test_scope_covers_production,
    vulnerability_door_open,
}
