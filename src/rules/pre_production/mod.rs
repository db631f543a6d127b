//! Production is being prepared: promises, authority and evidence are set, and the platform can be built anew.

mod access_model;
mod authorities_set;
mod evidence_list_set;
mod incident_process;
mod network_locked;
mod promises_drafted;
mod rebuild_proven;
mod release_process;
mod separate_from_pilot;

use access_model::access_model;
use authorities_set::authorities_set;
use evidence_list_set::evidence_list_set;
use incident_process::incident_process;
use network_locked::network_locked;
use promises_drafted::promises_drafted;
use rebuild_proven::rebuild_proven;
use release_process::release_process;
use separate_from_pilot::separate_from_pilot;

super::gates! { pre_production:
    access_model,
    authorities_set,
    evidence_list_set,
    incident_process,
    network_locked,
    promises_drafted,
    rebuild_proven,
    release_process,
    separate_from_pilot,
}
