//! Numbers and spans that cannot be nothing: written as zero, they would hold every limit.

use super::{Flaw, Flaws};
use crate::manifest::Stands as _;
use crate::manifest::model::{Manifest, RecoveryType};
use crate::time::Span;
use crate::yaml::Located;

/// Finds what is said to be nothing and takes time, or is at least one.
pub(super) fn check(manifest: &Manifest, flaws: &mut Flaws) {
    if manifest.company.size == Some(0) {
        let message = "`size` is 0, and nobody could own anything";
        let help = "write how many people there are, contractors included";
        flaws.add(Flaw::new(manifest.company.at("size"), message, help));
    }
    if let Some(monitoring) = manifest.monitoring.given() {
        for item in monitoring.checks.iter().flatten() {
            refuse_nothing(item, "interval", item.interval, flaws);
        }
        if let Some(heartbeat) = &monitoring.heartbeat {
            refuse_nothing(heartbeat, "interval", heartbeat.interval, flaws);
        }
    }
    for test in manifest.alert_tests.given().into_iter().flatten() {
        refuse_nothing(test, "ack_time", test.ack_time, flaws);
    }
    let recovery = manifest.recovery.given();
    let tests = recovery.and_then(|recovery| recovery.tests.as_ref());
    for test in tests.into_iter().flatten() {
        // A standby can take over in less than a minute.
        if test.r#type != Some(RecoveryType::Failover) {
            refuse_nothing(test, "rto", test.rto, flaws);
        }
    }
}

fn refuse_nothing<T>(
    item: &Located<T>,
    field: &'static str,
    span: Option<Span>,
    flaws: &mut Flaws,
) {
    if span.is_some_and(|span| span.is_zero()) {
        let message = format!("`{field}` is no time at all");
        let help = "write how long it was or is, `1min` for what takes less than a minute";
        flaws.add(Flaw::new(item.at(field), message, help));
    }
}
