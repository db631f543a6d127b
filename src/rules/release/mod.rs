//! Releases, the way to production and back, test data and capacity.

mod capacity_known;
mod other_units;
mod production_path_rehearsed;
mod release_tested;
mod release_traceable_and_approved;
mod rollback_and_migrations_rehearsed;
mod test_data_safe;

use capacity_known::capacity_known;
use production_path_rehearsed::production_path_rehearsed;
use release_tested::release_tested;
use release_traceable_and_approved::release_traceable_and_approved;
use rollback_and_migrations_rehearsed::rollback_and_migrations_rehearsed;
use test_data_safe::test_data_safe;

super::gates! { release:
    capacity_known,
    production_path_rehearsed,
    release_tested,
    release_traceable_and_approved,
    rollback_and_migrations_rehearsed,
    test_data_safe,
}
