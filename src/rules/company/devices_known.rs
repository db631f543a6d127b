//! Devices for company work, against the people who do it.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{Device, Person};
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn devices_known(cx: &Context<'_>) -> RuleOutcome {
    let devices = cx.section(&cx.manifest.devices, "devices")?;
    let mut found = Shortfalls::none();
    for device in devices {
        check_device(cx, device, &mut found);
    }
    let users = devices.iter().filter_map(|device| device.person.as_deref());
    let equipped: BTreeSet<&str> = users.flat_map(|who| cx.people_behind(who)).collect();
    let granted = grantees(cx);
    for (id, person) in &cx.manifest.people {
        let works_here = person.external != Some(true) || granted.contains(id.as_str());
        if works_here && person.is_active_on(cx.as_of) && !equipped.contains(id.as_str()) {
            report_without(id, person, &mut found);
        }
    }
    Ok(found)
}

/// People with a right to reach a system; an adviser among them works on some device.
fn grantees<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    let access = cx.manifest.access.given();
    access
        .into_iter()
        .flat_map(|access| access.grants.iter())
        .map(|grant| grant.who.as_str())
        .collect()
}

fn check_device(cx: &Context<'_>, device: &Located<Device>, found: &mut Shortfalls) {
    let id = device.id.as_str();
    let owner = cx.owner_or_area(device.owner.as_ref().or(device.person.as_ref()), "company");
    if device.person.is_none() {
        found
            .untold(
                device.at("person"),
                id,
                format!("nobody told who uses device `{id}`"),
            )
            .owned_by(owner)
            .comparing("person")
            .cure("write `person`");
    }
    Fact {
        clause: "unencrypted",
        field: "encrypted",
        path: device.at("encrypted"),
        subject: id,
        owner,
        is_so: device.encrypted,
        otherwise: format!("the disk of device `{id}` is not encrypted"),
        cure: "turn disk encryption on",
    }
    .check(found);
}

fn report_without(id: &str, person: &Located<Person>, found: &mut Shortfalls) {
    found
        .fails(
            "person_without_device",
            person.here(),
            id,
            format!("`{id}` works here, and no device of theirs is listed"),
        )
        .owned_by(Some(id))
        .cure("list what they work on under `devices`, private devices included");
}
