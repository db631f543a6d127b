//! Known weaknesses and ends of support of the parts that services stand on.

use std::collections::BTreeMap;

use super::shipped_parts::{Fixes, support};
use crate::findings::{Kind, ReportHead, Tells};
use crate::gate::Severity;
use crate::gate::embedded::{EOL_WARN, MAX_SCAN_AGE, PATCH_SLA};
use crate::manifest::Stands;
use crate::manifest::model::{
    Component, ComponentKind, Finding, FindingStatus, Level, SbomPart, Scan, ScanSource, Service,
};
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn dependencies_scanned_and_supported(cx: &Context<'_>) -> RuleOutcome {
    let supply_chain = cx.section(&cx.manifest.supply_chain, "supply_chain")?;
    let reported = newest_reports(cx);
    if reported.is_empty() && doubtful(cx).next().is_none() {
        cx.part(
            supply_chain.scans.as_ref(),
            supply_chain.at("scans"),
            "supply_chain.scans",
        )?;
    }
    let mut found = Shortfalls::none();
    let scans = supply_chain.scans.iter().flatten();
    let newest = newest_by_service(cx, scans, &mut found);
    for (id, service) in cx.built_services() {
        let (scan, report) = (newest.get(id).copied(), reported.get(id));
        let is_scanned = scan.is_some() || report.is_some();
        let in_doubt = check_doubts(cx, id, &mut found);
        if is_scanned || !in_doubt {
            check_scan(cx, id, service, scan, report, &mut found);
        }
    }
    match &supply_chain.components {
        Some(components) => {
            for component in components
                .iter()
                .filter(|component| is_in_production(cx, component))
            {
                check_fix(cx, component, &mut found);
                check_support(cx, component, &mut found);
            }
        }
        None => {
            found
                .untold(
                    supply_chain.at("components"),
                    "supply_chain.components",
                    "nobody told which runtimes, databases and platforms are in use",
                )
                .owned_by(supply_chain.owner.as_deref())
                .cure("write `components`, with name, kind and version");
        }
    }
    Ok(found)
}

fn newest_by_service<'a>(
    cx: &Context<'a>,
    scans: impl Iterator<Item = &'a Located<Scan>>,
    found: &mut Shortfalls,
) -> BTreeMap<&'a str, (&'a Located<Scan>, Day)> {
    let mut newest: BTreeMap<&str, (&Located<Scan>, Day)> = BTreeMap::new();
    for scan in scans {
        let (Some(service), Some(date)) = (scan.service.as_deref(), scan.date) else {
            let field = if scan.service.is_none() {
                "service"
            } else {
                "date"
            };
            found
                .untold(
                    scan.at(field),
                    scan.service.as_deref().unwrap_or("supply_chain.scans"),
                    format!("nobody told the {field} of a scan"),
                )
                .owned_by(scan.owner.as_deref())
                .cure(format!("write `{field}`"));
            continue;
        };
        if cx.is_yet_to_come(date) {
            continue;
        }
        let so_far = newest.entry(service).or_insert((scan, date));
        if date >= so_far.1 {
            *so_far = (scan, date);
        }
    }
    newest
}

/// A report that tells which known weaknesses a service has.
struct ScanReport<'a> {
    date: Day,
    file: &'a str,
    source: &'a Located<ScanSource>,
}

/// The newest report of known weaknesses for each service, of those that tell their day.
fn newest_reports<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, ScanReport<'a>> {
    let mut newest: BTreeMap<&str, ScanReport<'_>> = BTreeMap::new();
    for (number, head) in cx.register.scans().reports.iter().enumerate() {
        let date = head.made_on.filter(|&day| !cx.is_yet_to_come(day));
        let (Some(date), Some(source)) = (date, cx.register.source_of(number)) else {
            continue;
        };
        if !looks_for_known_weaknesses(head.kind) || head.doubt.is_some() {
            continue;
        }
        let is_newer = newest
            .get(head.service.as_str())
            .is_none_or(|known| known.date < date);
        if is_newer {
            let file = head.file.as_str();
            newest.insert(&head.service, ScanReport { date, file, source });
        }
    }
    newest
}

/// Reports that were to tell which known weaknesses a service has and do not show that anything was looked at.
fn doubtful<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = (&'a ReportHead, &'a Located<ScanSource>, &'a str)> {
    let register = cx.register;
    let heads = register.scans().reports.iter().enumerate();
    heads.filter_map(move |(number, head)| {
        let doubt = head.doubt.as_deref()?;
        let source = register.source_of(number)?;
        looks_for_known_weaknesses(head.kind).then_some((head, source, doubt))
    })
}

/// Reports of a service that show nothing that was looked at; says whether there are any. Even beside another that does, nobody
/// knows what they were to tell: what the day before showed in them is gone from the register without being mended.
fn check_doubts(cx: &Context<'_>, id: &str, found: &mut Shortfalls) -> bool {
    let mut any = false;
    for (head, source, doubt) in doubtful(cx).filter(|(head, ..)| head.service == id) {
        any = true;
        let message = format!("`{}` shows no scan of `{id}`: {doubt}", head.file);
        let service = cx.manifest.services.get(id);
        let owner = source.owner.as_deref();
        found
            .untold(source.here(), id, message)
            .owned_by(owner.or_else(|| service?.owner.as_deref()))
            .comparing(&head.file)
            .cure("scan what is shipped, or take the report out of `security.sources`");
    }
    any
}

/// Whether reports of a format come of looking for known weaknesses in parts.
fn looks_for_known_weaknesses(kind: Kind) -> bool {
    kind.tells() == Tells::KnownWeaknesses
}

fn check_scan(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    scan: Option<(&Located<Scan>, Day)>,
    report: Option<&ScanReport<'_>>,
    found: &mut Shortfalls,
) {
    if let Some(report) = report.filter(|report| scan.is_none_or(|(_, date)| date < report.date)) {
        return check_report(cx, id, service, report, found);
    }
    let Some((scan, date)) = scan else {
        found
            .fails(
                "never_scanned",
                service.here(),
                id,
                format!("`{id}` was never scanned for known weaknesses"),
            )
            .owned_by(service.owner.as_deref())
            .cure("let the pipeline scan it, every day and with each release");
        return;
    };
    let owner = scan.owner.as_deref().or(service.owner.as_deref());
    let limit = cx.parameters.span(MAX_SCAN_AGE);
    if cx.is_older(date, &limit) {
        found
            .fails(
                "scan_too_old",
                scan.at("date"),
                id,
                format!(
                    "the newest scan of `{id}` is {} days old; {limit} is the limit",
                    cx.age_days(date)
                ),
            )
            .owned_by(owner)
            .cure("scan it again, and let the pipeline do so from now on");
    }
    check_counts(cx, id, scan, owner, found);
    let left_out: Vec<&str> = [SbomPart::Images, SbomPart::Infrastructure]
        .into_iter()
        .filter(|part| !scan.covers.iter().any(|covered| covered.value == *part))
        .map(SbomPart::word)
        .collect();
    if !left_out.is_empty() {
        found
            .warns(
                "scan_leaves_out",
                scan.at("covers"),
                id,
                format!(
                    "the newest scan of `{id}` leaves out {}",
                    left_out.join(", ")
                ),
            )
            .owned_by(owner)
            .cure("scan them too, and name them under `covers`");
    }
}

/// Critical and high weaknesses that a scan counts, where nothing of that level is on record for the service. One part may have
/// many of them, so that nothing follows from how many there are.
fn check_counts(
    cx: &Context<'_>,
    id: &str,
    scan: &Located<Scan>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let Some(counts) = &scan.counts else {
        found
            .untold(
                scan.at("counts"),
                id,
                format!("nobody told what the newest scan of `{id}` found"),
            )
            .owned_by(owner)
            .comparing("counts")
            .cure("write `counts`, such as `{critical: 0, high: 2}`; or name the report under `security.sources`, and it is read");
        return;
    };
    let counts = counts.iter();
    let nameless: Vec<String> = counts
        .filter(|&(&level, &count)| {
            level >= Level::High && count > 0 && !is_on_record(cx, id, level)
        })
        .map(|(level, count)| format!("{count} {level}"))
        .collect();
    if !nameless.is_empty() {
        found
            .untold(
                scan.at("counts"),
                id,
                format!(
                    "the newest scan of `{id}` counts weaknesses, {}, and nobody told which, so nobody knows whether a fix waits",
                    nameless.join(" and ")
                ),
            )
            .owned_by(owner)
            .comparing("counts")
            .cure("list their parts under `components`, with `severity` and `fix_available_since`; or register them under `security.findings`");
    }
}

/// Whether a part that a service uses, or a finding in it, is on record with a weakness of that level.
fn is_on_record(cx: &Context<'_>, id: &str, level: Level) -> bool {
    let supply_chain = cx.manifest.supply_chain.given();
    let mut components = supply_chain
        .into_iter()
        .flat_map(|supply_chain| supply_chain.components.iter())
        .flat_map(|components| components.iter());
    let is_used = |component: &Component| {
        component.services.is_empty() || component.services.iter().any(|of| of.as_str() == id)
    };
    let is_of_it = |finding: &Finding| finding.service.as_deref().is_none_or(|of| of == id);
    let is_gone = |finding: &Finding| finding.status == Some(FindingStatus::Fixed);
    components.any(|component| is_used(component) && component.severity == Some(level))
        || cx
            .known_findings()
            .any(|finding| finding.level() == Some(level) && is_of_it(finding) && !is_gone(finding))
}

fn check_report(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    report: &ScanReport<'_>,
    found: &mut Shortfalls,
) {
    let limit = cx.parameters.span(MAX_SCAN_AGE);
    if !cx.is_older(report.date, &limit) {
        return;
    }
    let owner = report.source.owner.as_deref().or(service.owner.as_deref());
    found
        .fails(
            "scan_too_old",
            report.source.here(),
            id,
            format!(
                "the newest scan of `{id}`, `{}`, is {} days old; {limit} is the limit",
                report.file,
                cx.age_days(report.date)
            ),
        )
        .owned_by(owner)
        .cure("scan it again, and let the pipeline do so from now on");
}

/// Whether a part is used in production; one that names no service is used by all.
fn is_in_production(cx: &Context<'_>, component: &Component) -> bool {
    component.services.is_empty()
        || component.services.iter().any(|id| {
            let service = cx.manifest.services.get(id.as_str());
            service.is_some_and(|service| service.production)
        })
}

fn check_fix(cx: &Context<'_>, component: &Located<Component>, found: &mut Shortfalls) {
    let limit = cx.parameters.span(PATCH_SLA);
    let is_light = component.severity.is_some_and(|level| level < Level::High);
    let Some(since) = component
        .fix_available_since
        .filter(|&since| cx.is_older(since, &limit))
    else {
        return;
    };
    if is_light || is_harmless_here(cx, component) {
        return;
    }
    let name = component.name.as_str();
    let level = component
        .severity
        .map_or("critical or high".to_owned(), |level| level.to_string());
    let claim = if component.exploitable == Some(false) {
        ", and that it cannot be reached here stands without a reason or a reviewer"
    } else {
        ""
    };
    let message = format!(
        "a fix for a {level} weakness of `{name}` waits for {} days; {limit} is the limit{claim}",
        cx.age_days(since)
    );
    let shortfall = found.fails(
        "fix_waits",
        component.at("fix_available_since"),
        name,
        message,
    );
    note(component, shortfall)
        .cure("update or replace it, or have somebody write down why it cannot be reached here");
    let is_used_by_attackers =
        component.known_exploited != Some(false) && component.exploitable != Some(false);
    if is_used_by_attackers {
        shortfall.weighs(Severity::Blocker);
    }
}

/// Whether somebody looked and wrote down why a weakness cannot be reached here.
fn is_harmless_here(cx: &Context<'_>, component: &Component) -> bool {
    let reason = component.not_exploitable_reason.as_deref();
    component.exploitable == Some(false)
        && reason.is_some_and(|reason| cx.is_reason(reason))
        && component
            .reviewed_by
            .as_deref()
            .is_some_and(|by| cx.is_human(by))
}

fn check_support(cx: &Context<'_>, component: &Located<Component>, found: &mut Shortfalls) {
    let name = component.name.as_str();
    let version = component.version.as_deref().unwrap_or_default();
    let (support, source) = support(cx.facts, component.eol, name, version);
    let shown = format!("{name} {version}");
    let shown = shown.trim_end();
    match support {
        Fixes::Until(last) if cx.is_past(last) => {
            let message = format!("`{shown}` gets no fixes since {last}{source}");
            note(
                component,
                found.fails("end_of_life", component.at("eol"), name, message),
            )
            .cure("move to a version that gets fixes");
        }
        Fixes::Until(last) if last <= cx.as_of.plus(&cx.parameters.span(EOL_WARN)) => {
            let message = format!(
                "`{shown}` gets no fixes after {last}, in {} days{source}",
                -cx.age_days(last)
            );
            note(
                component,
                found.warns("ends_soon", component.at("eol"), name, message),
            )
            .cure("plan the move to a version that gets fixes");
        }
        Fixes::Unknown if is_platform(component) => {
            let message = format!("nobody told until when `{shown}` gets fixes");
            note(component, found.untold(component.at("eol"), name, message))
                .cure("write `eol`, or the `version`");
        }
        Fixes::Until(_) | Fixes::NoEndNamed | Fixes::Unknown => {}
    }
    if component.preview == Some(true) {
        let message = format!("`{shown}` is a preview, and production stands on it");
        note(
            component,
            found.warns("preview_in_use", component.at("preview"), name, message),
        )
        .cure("move to a version that its makers stand by");
    }
}

/// Whether a part is one of those whose support ends on a day that their makers name.
fn is_platform(component: &Component) -> bool {
    match component.kind {
        None
        | Some(
            ComponentKind::Runtime
            | ComponentKind::Database
            | ComponentKind::Platform
            | ComponentKind::Image,
        ) => true,
        Some(ComponentKind::Library | ComponentKind::CiAction | ComponentKind::Infrastructure) => {
            false
        }
    }
}

fn note<'s>(component: &Component, shortfall: &'s mut Shortfall) -> &'s mut Shortfall {
    let version = component.version.as_deref().unwrap_or_default();
    shortfall
        .owned_by(component.owner.as_deref())
        .comparing(version)
}
