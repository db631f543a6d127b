//! Data, AI and the separation of customers: what is promised of them, and what the record says.

mod ai_claim_matches_models;
mod ai_data_terms_match_promises;
mod ai_overseen_and_evaluated;
mod ai_position_recorded;
mod breach;
mod data_position_recorded;
mod data_requests_runnable;
pub mod deletion;
mod dpia_decided;
pub mod holders;
mod hosted;
mod independent_data_review;
mod isolation_model_decided;
mod isolation_promise_matches;
mod isolation_tested;
mod migration_rehearsed;
mod pilot_data_decided;
mod privacy_notice_matches_inventory;
mod processors_contracted;
mod promised;
pub mod residency;
mod residency_matches_locations;
mod retention_and_deletion_proven;
mod support_access_scoped;
mod tenancy;
mod tenant_lifecycle_works;
mod transfers;
pub mod tried;

use ai_claim_matches_models::ai_claim_matches_models;
use ai_data_terms_match_promises::ai_data_terms_match_promises;
use ai_overseen_and_evaluated::ai_overseen_and_evaluated;
use ai_position_recorded::ai_position_recorded;
pub use data_position_recorded::check_storeless_services;
pub use dpia_decided::{check_screening, reasons_for_assessment};
pub use privacy_notice_matches_inventory::acts_for_customers_only;

use data_position_recorded::data_position_recorded;
use data_requests_runnable::data_requests_runnable;
use dpia_decided::dpia_decided;
use independent_data_review::independent_data_review;
use isolation_model_decided::isolation_model_decided;
use isolation_promise_matches::isolation_promise_matches;
use isolation_tested::isolation_tested;
use migration_rehearsed::migration_rehearsed;
use pilot_data_decided::pilot_data_decided;
use privacy_notice_matches_inventory::privacy_notice_matches_inventory;
use processors_contracted::processors_contracted;
use residency_matches_locations::residency_matches_locations;
use retention_and_deletion_proven::retention_and_deletion_proven;
use support_access_scoped::support_access_scoped;
use tenant_lifecycle_works::tenant_lifecycle_works;

super::gates! { assurance:
    ai_claim_matches_models,
    ai_data_terms_match_promises,
    ai_overseen_and_evaluated,
    ai_position_recorded,
    data_position_recorded,
    data_requests_runnable,
    dpia_decided,
    independent_data_review,
    isolation_model_decided,
    isolation_promise_matches,
    isolation_tested,
    migration_rehearsed,
    pilot_data_decided,
    privacy_notice_matches_inventory,
    processors_contracted,
    residency_matches_locations,
    retention_and_deletion_proven,
    support_access_scoped,
    tenant_lifecycle_works,
}
