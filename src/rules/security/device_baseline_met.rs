//! How well each device is kept.

use super::shipped_parts::{Fixes, support};
use crate::gate::embedded::{MAX_DEVICE_CHECK_AGE, PATCH_SLA};
use crate::manifest::Stands;
use crate::manifest::model::Device;
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn device_baseline_met(cx: &Context<'_>) -> RuleOutcome {
    let devices = cx.section(&cx.manifest.devices, "devices")?;
    if devices.is_empty() {
        return Err(Unjudged::not_applicable("no device is listed"));
    }
    let mut found = Shortfalls::none();
    for device in devices {
        check_controls(device, &mut found);
        check_age(cx, device, &mut found);
        check_system(cx, device, &mut found);
        check_update(cx, device, &mut found);
        if device.local_admin == Some(true) {
            found
                .warns(
                    "works_as_admin",
                    device.at("local_admin"),
                    &device.id,
                    format!(
                        "daily work on `{}` runs with administrator rights",
                        device.id
                    ),
                )
                .owned_by(device.person.as_deref())
                .cure("work with an ordinary account, and keep the other for installing");
        }
    }
    Ok(found)
}

fn check_controls(device: &Located<Device>, found: &mut Shortfalls) {
    let controls = [
        ("encrypted", device.encrypted),
        ("patched", device.patched),
        ("screen_lock", device.screen_lock),
        ("malware_protection", device.malware_protection),
        ("firewall", device.firewall),
    ];
    let id = device.id.as_str();
    for (field, control) in controls {
        let shortfall = match control {
            Some(true) => continue,
            Some(false) => found
                .fails(
                    "control_off",
                    device.at(field),
                    id,
                    format!("`{id}` says `{field}: false`"),
                )
                .cure("switch it on, and check it again"),
            None => found
                .untold(
                    device.at(field),
                    id,
                    format!("nobody told `{field}` of `{id}`"),
                )
                .cure(format!("look, and write `{field}`")),
        };
        shortfall
            .owned_by(device.person.as_deref())
            .comparing(field);
    }
}

fn check_age(cx: &Context<'_>, device: &Located<Device>, found: &mut Shortfalls) {
    let id = device.id.as_str();
    let limit = cx.parameters.span(MAX_DEVICE_CHECK_AGE);
    let shortfall = match device.checked {
        Some(day) if cx.is_yet_to_come(day) => found.untold(
            device.at("checked"),
            id,
            format!("`{id}` says it was checked on {day}, which is still to come"),
        ),
        Some(day) if cx.is_older(day, &limit) => found.fails(
            "check_too_old",
            device.at("checked"),
            id,
            format!(
                "`{id}` was last checked {} days ago; {limit} is the limit",
                cx.age_days(day)
            ),
        ),
        Some(_) => return,
        None => found.untold(
            device.at("checked"),
            id,
            format!("nobody told when `{id}` was last checked"),
        ),
    };
    shortfall
        .owned_by(device.person.as_deref())
        .comparing("checked")
        .cure("check it, and write the day under `checked`");
}

/// The operating system is written as name and version: `macOS 15.1`, `Ubuntu 24.04`.
fn check_system(cx: &Context<'_>, device: &Located<Device>, found: &mut Shortfalls) {
    let id = device.id.as_str();
    let os = device.os.as_deref().unwrap_or("the operating system");
    let (name, version) = os.rsplit_once(' ').unwrap_or((os, ""));
    let (support, source) = support(cx.facts, device.eol, name, version);
    let shortfall = match support {
        Fixes::Until(last) if cx.is_past(last) => found
            .fails(
                "system_unsupported",
                device.at("eol"),
                id,
                format!("`{os}` on `{id}` gets no fixes since {last}{source}"),
            )
            .cure("move to a version that gets fixes"),
        Fixes::Unknown => found
            .untold(
                device.at("eol"),
                id,
                format!("nobody told until when `{os}` on `{id}` gets fixes"),
            )
            .comparing("eol")
            .cure("write `eol`"),
        Fixes::Until(_) | Fixes::NoEndNamed => return,
    };
    shortfall.owned_by(device.person.as_deref());
}

fn check_update(cx: &Context<'_>, device: &Located<Device>, found: &mut Shortfalls) {
    let limit = cx.parameters.span(PATCH_SLA);
    if let Some(since) = device
        .update_pending_since
        .filter(|&since| cx.is_older(since, &limit))
    {
        let id = device.id.as_str();
        found
            .fails(
                "update_waits",
                device.at("update_pending_since"),
                id,
                format!(
                    "a critical or high update of `{id}` waits for {} days; {limit} is the limit",
                    cx.age_days(since)
                ),
            )
            .owned_by(device.person.as_deref())
            .cure("install it");
    }
}
