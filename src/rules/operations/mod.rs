//! Monitoring, on-call and incidents: who notices, who acts, who tells customers, and what was learned.

mod alerts_reach_people;
mod customer_comms_ready;
mod incident_exercised;
mod incident_roles_named;
mod incidents_closed_and_learned;
mod monitoring_covers_services;
mod oncall_sustainable;
pub(super) mod rota;
mod runbooks_exercised;
mod shares;

use alerts_reach_people::alerts_reach_people;
use customer_comms_ready::customer_comms_ready;
use incident_exercised::incident_exercised;
use incident_roles_named::incident_roles_named;
use incidents_closed_and_learned::incidents_closed_and_learned;
use monitoring_covers_services::monitoring_covers_services;
use oncall_sustainable::oncall_sustainable;
use runbooks_exercised::runbooks_exercised;

super::gates! { operations:
    alerts_reach_people,
    customer_comms_ready,
    incident_exercised,
    incident_roles_named,
    incidents_closed_and_learned,
    monitoring_covers_services,
    oncall_sustainable,
    runbooks_exercised,
}
