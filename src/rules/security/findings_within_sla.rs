//! The age of findings that are still there, against the time there is to fix them.

use std::collections::BTreeMap;
use std::fmt;

use super::unseen;
use crate::gate::Severity;
use crate::gate::embedded::{FINDING_SLA, KNOWN_EXPLOITED_SLA};
use crate::manifest::model::{
    Commitment, Exposure, Finding, Level, Promise, PromiseKind, ScanSource, Stage, StageStatus,
};
use crate::manifest::{ManifestPath, Stands};
use crate::register::OpenedBy;
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::{Located, Place};

pub(super) fn findings_within_sla(cx: &Context<'_>) -> RuleOutcome {
    let mut promises = Promised::default();
    let mut found = Shortfalls::none();
    let open = cx.findings()?.filter(|finding| cx.is_open(finding));
    let mut open = open.peekable();
    if open.peek().is_some() {
        found.extend(unsaid(cx, PromiseKind::VulnerabilityFix));
    }
    for finding in open {
        check_finding(cx, finding, &mut promises, &mut found);
    }
    check_recorded(cx, &mut found);
    unseen::check(cx, &mut found);
    Ok(found)
}

/// Reported findings that are in no ledger, by source: what counts from today on is never late.
fn check_recorded(cx: &Context<'_>, found: &mut Shortfalls) {
    let mut unrecorded: BTreeMap<Place, Unrecorded<'_>> = BTreeMap::new();
    for entry in cx.register.entries() {
        let is_recorded = match entry.origins.opened {
            OpenedBy::Ledger | OpenedBy::Manifest => true,
            OpenedBy::Report | OpenedBy::DayJudged => false,
        };
        let source = cx.register.source(entry);
        if let Some(source) = source.filter(|_| !is_recorded && cx.is_open(&entry.finding)) {
            let of_source = unrecorded.entry(source.place).or_insert(Unrecorded {
                source,
                count: 0,
                worst: Level::Low,
            });
            of_source.count += 1;
            of_source.worst = of_source
                .worst
                .max(entry.finding.level().unwrap_or(cx.unrated()));
        }
    }
    for of_source in unrecorded.into_values() {
        let Unrecorded {
            source,
            count,
            worst,
        } = of_source;
        let (findings, are) = if count == 1 {
            ("finding", "is")
        } else {
            ("findings", "are")
        };
        let message = format!(
            "{count} {findings} of `{}` {are} in no ledger and count from the day of the report, or from {} where it tells none",
            source.path, cx.as_of
        );
        found
            .warns("not_recorded", source.here(), &source.path, message)
            .owned_by(source.owner.as_deref())
            .comparing(&source.service)
            .weighs(weight(worst))
            .cure("let the pipeline run `readyctl findings record`, and keep the ledger in the repository");
    }
}

/// The findings of a source that are in no ledger.
struct Unrecorded<'a> {
    source: &'a Located<ScanSource>,
    count: usize,
    worst: Level,
}

fn check_finding<'a>(
    cx: &Context<'a>,
    finding: &'a Located<Finding>,
    promises: &mut Promised<'a>,
    found: &mut Shortfalls,
) {
    let level = finding.level().unwrap_or_else(|| cx.unrated());
    let id = finding.id.as_str();
    let shortfall = if let Some((opened, age)) = clock(cx, finding) {
        let limit = limit(cx, finding, level, opened, promises);
        if cx.is_past(limit.last_day) {
            let message = format!(
                "`{id}`, {}, is open for {age} days; {}",
                rating(cx, finding, level),
                limit
            );
            let shortfall = found.fails("overdue", finding.at("opened"), id, message);
            if let Source::Promise(promise) = limit.source {
                shortfall
                    .comparing(&promise.id)
                    .beside(promise.at("value"), "promised here");
            }
            shortfall
                .cure("fix it and have it tested again, or have it accepted by somebody who may")
        } else if let Some(reason) = why_not_at_launch(cx, finding, level) {
            let message = format!("`{id}`, {level}, is open, and {reason}");
            found
                .fails("open_at_launch", finding.at("status"), id, message)
                .cure("fix it before production begins, or have it accepted by somebody who may")
        } else if let Some(gap) = untold(cx, finding, level, opened) {
            let message = format!(
                "`{id}` is open for {age} days, and nobody told {}",
                gap.question
            );
            found
                .untold(gap.path, id, message)
                .comparing(gap.field)
                .cure(format!("write `{}`", gap.field))
        } else if is_nearly_due(cx, opened, limit.last_day) && cx.accepted(id).is_none() {
            let message = format!("`{id}`, {level}, is open for {age} days; {limit}");
            found
                .warns("nearly_due", finding.at("opened"), id, message)
                .cure(format!("fix it by {}", limit.last_day))
        } else {
            return;
        }
    } else {
        let message = match finding.opened {
            Some(opened) => {
                format!("`{id}` says it was opened on {opened}, which is still to come")
            }
            None => format!("`{id}` is open, and nobody told since when"),
        };
        found
            .untold(finding.at("opened"), id, message)
            .cure("write the day on which it first became known as `opened`")
    };
    shortfall
        .owned_by(finding.owner.as_deref())
        .about_item(id)
        .weighs(weight(level));
}

/// The day a finding became known and its age in days; nothing where that is untold or still to come.
fn clock(cx: &Context<'_>, finding: &Finding) -> Option<(Day, i64)> {
    finding
        .opened
        .filter(|&opened| !cx.is_yet_to_come(opened))
        .map(|opened| (opened, cx.age_days(opened)))
}

fn rating(cx: &Context<'_>, finding: &Finding, level: Level) -> String {
    if cx.is_unrated(finding) {
        format!("which nobody rated and counts as {level}")
    } else {
        level.to_string()
    }
}

fn weight(level: Level) -> Severity {
    match level {
        Level::Critical | Level::High => Severity::Blocker,
        Level::Medium => Severity::Major,
        Level::Low => Severity::Minor,
    }
}

/// The last day on which a finding may be open, and what says so.
struct Limit<'a> {
    last_day: Day,
    span: Span,
    source: Source<'a>,
}

/// What says how long a finding may be open.
enum Source<'a> {
    Bar,
    KnownExploited,
    Promise(&'a Located<Promise>),
}

impl fmt::Display for Limit<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = self.span;
        match self.source {
            Source::Bar => write!(out, "{span} is the limit"),
            Source::KnownExploited => {
                write!(out, "attackers use it, and {span} is the limit for that")
            }
            Source::Promise(promise) => write!(out, "promise `{}` says {span}", promise.id),
        }
    }
}

/// The strictest of the bar, the promise to customers, and the bar for what attackers already use.
fn limit<'a>(
    cx: &Context<'a>,
    finding: &'a Finding,
    level: Level,
    opened: Day,
    promises: &mut Promised<'a>,
) -> Limit<'a> {
    let until = |span: Span, source| Limit {
        last_day: opened.plus(&span),
        span,
        source,
    };
    let mut limit = until(cx.parameters.by_level(FINDING_SLA).at(level), Source::Bar);
    if finding.known_exploited == Some(true) && exposure(cx, finding) == Some(Exposure::Internet) {
        let other = until(
            cx.parameters.span(KNOWN_EXPLOITED_SLA),
            Source::KnownExploited,
        );
        if other.last_day < limit.last_day {
            limit = other;
        }
    }
    if let Some((promise, span)) = promises.of(cx, finding, level) {
        let other = until(span, Source::Promise(promise));
        if other.last_day < limit.last_day {
            limit = other;
        }
    }
    limit
}

/// The strictest promises of a time to fix, looked up once for each service and level.
#[derive(Default)]
struct Promised<'a>(BTreeMap<(Option<&'a str>, Level), Strictest<'a>>);

/// The strictest promise and its span, where there is one.
type Strictest<'a> = Option<(&'a Located<Promise>, Span)>;

impl<'a> Promised<'a> {
    /// The strictest promise for the service of a finding; over all services where it names none.
    fn of(&mut self, cx: &Context<'a>, finding: &'a Finding, level: Level) -> Strictest<'a> {
        let service = finding.service.as_deref();
        *self
            .0
            .entry((service, level))
            .or_insert_with(|| match service {
                Some(service) => cx.strict_by_level(PromiseKind::VulnerabilityFix, service, level),
                None => cx
                    .promises_of(PromiseKind::VulnerabilityFix)
                    .filter_map(|promise| match &promise.commitment {
                        Commitment::SpanByLevel(spans) => {
                            spans.get(&level).map(|&span| (promise, span))
                        }
                        _ => None,
                    })
                    .min_by_key(|(_, span)| span.shortest()),
            })
    }
}

/// Who can reach the service a finding is in; nothing where nobody told.
fn exposure(cx: &Context<'_>, finding: &Finding) -> Option<Exposure> {
    let service = finding.service.as_deref()?;
    cx.manifest.services.get(service)?.exposure
}

/// Why a finding of any age keeps a service from going into production.
fn why_not_at_launch(cx: &Context<'_>, finding: &Finding, level: Level) -> Option<&'static str> {
    if is_live(cx) {
        return None;
    }
    match level {
        Level::Critical => Some("production does not begin with a critical finding"),
        Level::High if exposure(cx, finding) == Some(Exposure::Internet) => {
            Some("production does not begin with a high finding that anybody can reach")
        }
        Level::High | Level::Medium | Level::Low => None,
    }
}

/// Whether production has begun; before that day the bar is higher.
fn is_live(cx: &Context<'_>) -> bool {
    let stage = &cx.manifest.stage;
    stage.target == Some(Stage::Production) && stage.status == Some(StageStatus::Live)
}

/// What nobody told, and would make the limit shorter.
struct Gap {
    path: ManifestPath,
    field: &'static str,
    question: &'static str,
}

fn untold(cx: &Context<'_>, finding: &Located<Finding>, level: Level, opened: Day) -> Option<Gap> {
    let of_finding = |field, question| Gap {
        path: finding.at(field),
        field,
        question,
    };
    if finding.level().is_none() {
        return Some(of_finding("severity", "how bad it is"));
    }
    let is_past_the_short_limit = cx.is_older(opened, &cx.parameters.span(KNOWN_EXPLOITED_SLA));
    let depends_on_exposure = (level == Level::High && !is_live(cx))
        || (is_past_the_short_limit && finding.known_exploited == Some(true));
    match exposure(cx, finding) {
        None if depends_on_exposure => {
            let service = finding
                .service
                .as_deref()
                .and_then(|id| cx.manifest.services.get(id));
            Some(match service {
                Some(service) => Gap {
                    path: service.at("exposure"),
                    field: "exposure",
                    question: "who can reach the service it is in",
                },
                None => of_finding("service", "which service it is in"),
            })
        }
        None | Some(Exposure::Internet)
            if is_past_the_short_limit && finding.known_exploited.is_none() =>
        {
            Some(of_finding(
                "known_exploited",
                "whether attackers are known to use it",
            ))
        }
        None | Some(Exposure::Internet | Exposure::Partner | Exposure::Internal) => None,
    }
}

/// Whether four fifths of the time to fix are over.
fn is_nearly_due(cx: &Context<'_>, opened: Day, last_day: Day) -> bool {
    cx.age_days(opened) * 5 >= last_day.days_since(opened) * 4
}
