//! The people who reach production, code or customer data, against the devices that are known.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::model::{Access, DeployerKind, Device, DeviceOwned, GrantLevel};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::{Each, Located};

pub(super) fn devices_cover_people(cx: &Context<'_>) -> RuleOutcome {
    let access = cx.section(&cx.manifest.access, "access")?;
    let devices = cx.section(&cx.manifest.devices, "devices")?;
    if access.grants.is_empty() && access.deployers.is_empty() {
        return Err(Unjudged::untold(
            access.at("grants"),
            "access.grants",
            "nobody told who may reach which system",
            "write `grants`, one for each person and system",
        ));
    }
    let mut found = Shortfalls::none();
    check_people(cx, access, devices, &mut found);
    for device in devices {
        check_holder(cx, device, &mut found);
        check_ownership(access, device, &mut found);
    }
    check_seen(access, devices, &mut found);
    Ok(found)
}

/// Why a person needs a device that is known.
struct Reach {
    path: ManifestPath,
    /// What the person reaches; nothing where nobody told how far.
    what: Option<String>,
}

fn check_people(
    cx: &Context<'_>,
    access: &Located<Access>,
    devices: &Each<Device>,
    found: &mut Shortfalls,
) {
    let equipped: BTreeSet<&str> = devices
        .iter()
        .filter_map(|device| device.person.as_deref())
        .collect();
    for (person, reach) in reaches(cx, access) {
        if equipped.contains(person) {
            continue;
        }
        let shortfall = match reach.what {
            Some(what) => found
                .fails(
                    "no_device",
                    reach.path,
                    person,
                    format!("`{person}` reaches {what}, and no device of theirs is known"),
                )
                .cure("list the device they use, or take the right away"),
            None => found
                .untold(
                    reach.path,
                    person,
                    format!(
                        "no device of `{person}` is known, and nobody told how far their right goes"
                    ),
                )
                .cure("write `level`, or list the device they use"),
        };
        shortfall.owned_by(Some(person));
    }
}

/// The people who are there and reach what matters, each with the strongest reason on record.
fn reaches<'a>(cx: &Context<'a>, access: &'a Located<Access>) -> BTreeMap<&'a str, Reach> {
    let mut reaches: BTreeMap<&str, Reach> = BTreeMap::new();
    let mut add = |person, reach: Reach| match reaches.get(person) {
        Some(so_far) if so_far.what.is_some() || reach.what.is_none() => {}
        Some(_) | None => {
            reaches.insert(person, reach);
        }
    };
    for grant in &access.grants {
        let allows = match grant.level {
            Some(GrantLevel::Read | GrantLevel::Write) => continue,
            Some(GrantLevel::Code) => Some("code"),
            Some(GrantLevel::CustomerData) => Some("customer data"),
            Some(GrantLevel::Production) => Some("production"),
            Some(GrantLevel::Admin) => Some("everything"),
            None => None,
        };
        if grant
            .granted
            .is_some_and(|granted| cx.is_yet_to_come(granted))
        {
            continue;
        }
        let system = grant
            .system
            .as_deref()
            .map(|system| format!(" in `{system}`"))
            .unwrap_or_default();
        for person in cx.people_behind(&grant.who) {
            add(
                person,
                Reach {
                    path: grant.here(),
                    what: allows.map(|what| format!("{what}{system}")),
                },
            );
        }
    }
    for deployer in &access.deployers {
        let is_program = match deployer.kind {
            Some(DeployerKind::Pipeline | DeployerKind::Agent) => true,
            Some(DeployerKind::Person) | None => false,
        };
        if !is_program {
            for person in cx.people_behind(&deployer.id) {
                add(
                    person,
                    Reach {
                        path: deployer.here(),
                        what: Some("production".to_owned()),
                    },
                );
            }
        }
    }
    reaches
}

fn check_holder(cx: &Context<'_>, device: &Located<Device>, found: &mut Shortfalls) {
    let id = device.id.as_str();
    let Some(person) = device.person.as_deref() else {
        found
            .untold(
                device.at("person"),
                id,
                format!("nobody told who uses `{id}`"),
            )
            .owned_by(device.owner.as_deref())
            .comparing("person")
            .cure("write `person`");
        return;
    };
    if let Some(last) = cx
        .person(person)
        .and_then(|person| person.until)
        .filter(|&last| cx.is_past(last))
    {
        found
            .fails(
                "device_of_leaver",
                device.at("person"),
                id,
                format!("`{id}` is with `{person}`, who left on {last}"),
            )
            .owned_by(device.owner.as_deref())
            .cure("get it back and wipe it, or write down who has it now");
    }
}

fn check_ownership(access: &Located<Access>, device: &Located<Device>, found: &mut Shortfalls) {
    let id = device.id.as_str();
    let shortfall = match device.owned {
        Some(DeviceOwned::Company) => return,
        Some(DeviceOwned::Personal) if access.byod.is_some() || device.allowed_with.is_some() => return,
        Some(DeviceOwned::Personal) => found
            .fails("personal_undecided", device.at("owned"), id, format!("`{id}` is a personal device, and nobody decided under which conditions it may be used"))
            .cure("write the position under `access.byod`, or the conditions under `allowed_with`"),
        None => found
            .untold(device.at("owned"), id, format!("nobody told whose device `{id}` is"))
            .comparing("owned")
            .cure("write `owned`"),
    };
    shortfall.owned_by(device.person.as_deref());
}

fn check_seen(access: &Located<Access>, devices: &Each<Device>, found: &mut Shortfalls) {
    let listed = devices.len();
    if let Some(seen) = access.seen_devices.filter(|&seen| seen as usize > listed) {
        found
            .warns(
                "more_seen",
                access.at("seen_devices"),
                "access.seen_devices",
                format!("{seen} devices signed in, and {listed} are listed"),
            )
            .owned_by(access.owner.as_deref())
            .cure("find out whose the others are, and list or lock them out");
    }
}
