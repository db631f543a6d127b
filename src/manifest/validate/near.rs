//! Names in fields where anything may stand: a chat room, a host. One that is nearly a name of the manifest is a slip of it.

use super::Flaws;
use super::names::{Names, Thing};
use crate::manifest::model::Manifest;
use crate::manifest::{ManifestPath, Stands as _};
use crate::yaml::nearest;

/// Finds names that are nearly, and not quite, those of somebody or something.
pub(super) fn check(manifest: &Manifest, names: &Names<'_>, flaws: &mut Flaws) {
    let mut slips = Slips { names, flaws };
    if let Some(monitoring) = manifest.monitoring.given() {
        for item in monitoring.checks.iter().flatten() {
            slips.of_side(item.at("from"), item.from.as_deref());
        }
        for route in monitoring.routes.iter().flatten() {
            slips.of_somebody(route.at("to"), route.to.as_deref(), &[Thing::Route]);
            let next = route.escalate_to.as_deref();
            slips.of_somebody(route.at("escalate_to"), next, &[Thing::Route]);
        }
        if let Some(heartbeat) = &monitoring.heartbeat {
            slips.of_somebody(
                heartbeat.at("to"),
                heartbeat.to.as_deref(),
                &[Thing::Vendor],
            );
        }
    }
    let cost = manifest.cost.given().into_iter();
    for alert in cost.flat_map(|cost| &cost.alerts) {
        slips.of_somebody(alert.at("to"), alert.to.as_deref(), &[Thing::Route]);
    }
    let comms = manifest.comms.given();
    if let Some(page) = comms.and_then(|comms| comms.status_page.as_ref()) {
        slips.of_vendor(page.at("host"), page.host.as_deref());
    }
}

struct Slips<'s, 'm> {
    names: &'s Names<'m>,
    flaws: &'s mut Flaws,
}

impl Slips<'_, '_> {
    fn of_somebody(&mut self, path: ManifestPath, name: Option<&str>, or: &'static [Thing]) {
        let known = self.names.somebodies().chain(self.names.all_of(or));
        let is_known = |name: &str| {
            self.names.is_somebody(name) || or.iter().any(|thing| self.names.is_a(*thing, name))
        };
        if let Some(name) = name.filter(|name| is_slip(name) && !is_known(name))
            && nearest(name, known.clone()).is_some()
        {
            let help = "give it a name that is not so near to another";
            self.flaws
                .add_unknown(path, "person, role or group", name, known, help);
        }
    }

    /// Where a check runs: a slip of `inside` would make it one from outside.
    fn of_side(&mut self, path: ManifestPath, name: Option<&str>) {
        let sides = ["inside", "outside"].into_iter();
        let is_known = |name: &str| sides.clone().any(|side| name.eq_ignore_ascii_case(side));
        if let Some(name) = name.filter(|name| is_slip(name) && !is_known(name))
            && nearest(name, sides.clone()).is_some()
        {
            let help = "write `inside` or `outside`, or the full name of where it runs";
            self.flaws.add_unknown(path, "side", name, sides, help);
        }
    }

    fn of_vendor(&mut self, path: ManifestPath, name: Option<&str>) {
        let known = self.names.all_of(&[Thing::Vendor]);
        if let Some(name) =
            name.filter(|name| is_slip(name) && !self.names.is_a(Thing::Vendor, name))
            && nearest(name, known.clone()).is_some()
        {
            let help = "write the host's full name, or the vendor under `vendors`";
            self.flaws.add_unknown(path, "vendor", name, known, help);
        }
    }
}

/// Whether a name is long enough for one wrong letter to be a slip, and neither an address nor a host.
fn is_slip(name: &str) -> bool {
    const SHORTEST: usize = 4;
    name.len() >= SHORTEST && !name.contains(['.', '@', '/', '#', ' ', ':'])
}
