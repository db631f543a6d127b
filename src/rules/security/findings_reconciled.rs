//! What reports count, against what the register holds.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::independent_tests::security_tests;
use super::unseen;
use crate::manifest::Stands;
use crate::manifest::model::{Finding, FindingStatus, Level, Review, SecurityTest, SeverityChange};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn findings_reconciled(cx: &Context<'_>) -> RuleOutcome {
    let tests = security_tests(cx)?;
    let reviews = cx.manifest.reviews.given();
    let reviews = || reviews.into_iter().flat_map(|reviews| reviews.iter());
    let mut found = Shortfalls::none();
    unseen::check(cx, &mut found);
    let mut registered = Registered::default();
    let mut is_register_empty = true;
    for finding in cx.findings()? {
        is_register_empty = false;
        registered.add(finding);
        check_finding(cx, finding, &mut found);
    }
    if is_register_empty && found.is_empty() && tests.is_empty() && reviews().next().is_none() {
        return Err(Unjudged::not_applicable(
            "no test and no review has reported anything yet",
        ));
    }
    for test in tests
        .iter()
        .filter(|test| !test.date.is_some_and(|date| cx.is_yet_to_come(date)))
    {
        check_test(test, registered.from(&test.id), &mut found);
    }
    for review in
        reviews().filter(|review| !review.date.is_some_and(|date| cx.is_yet_to_come(date)))
    {
        check_review(review, registered.from(&review.id), &mut found);
    }
    Ok(found)
}

/// What the register holds of each report.
#[derive(Default)]
struct Registered<'a> {
    by_report: BTreeMap<&'a str, Counted>,
    /// The reports' own ids that were seen; a finding entered twice counts once.
    seen: BTreeSet<(&'a str, &'a str)>,
}

/// How many findings of a report the register holds.
#[derive(Clone, Copy, Default)]
struct Counted {
    total: usize,
    by_level: [u32; Level::ALL.len()],
    rated: usize,
    lowered: usize,
}

impl<'a> Registered<'a> {
    fn add(&mut self, finding: &'a Finding) {
        let Some(report) = finding.from.as_deref() else {
            return;
        };
        if let Some(own_id) = finding.ext_id.as_deref()
            && !self.seen.insert((report, own_id))
        {
            return;
        }
        let counted = self.by_report.entry(report).or_default();
        counted.total += 1;
        if let Some(level) = reported_level(finding) {
            counted.by_level[level as usize] += 1;
            counted.rated += 1;
            counted.lowered += usize::from(is_lowered(finding));
        }
    }

    fn from(&self, report: &str) -> Counted {
        self.by_report.get(report).copied().unwrap_or_default()
    }
}

/// How bad the tester called it: as recorded, or else as it stands if nobody changed that.
fn reported_level(finding: &Finding) -> Option<Level> {
    let unchanged = finding
        .severity
        .filter(|_| finding.severity_change.is_none());
    finding.original_severity.or(unchanged)
}

fn is_lowered(finding: &Finding) -> bool {
    finding.severity.is_some() && finding.severity < finding.original_severity
}

fn check_test(test: &Located<SecurityTest>, counted: Counted, found: &mut Shortfalls) {
    let id = test.id.as_str();
    let owner = test.owner.as_deref();
    let Some(reported) = &test.counts else {
        found
            .untold(
                test.at("counts"),
                id,
                format!(
                    "nobody told how many findings `{id}` reported; the register has {}",
                    counted.total
                ),
            )
            .owned_by(owner)
            .cure("copy the counts from the report, by level; `{}` where it found nothing");
        return;
    };
    for &level in Level::ALL {
        let reported = reported.get(&level).copied().unwrap_or_default();
        let registered = counted.by_level[level as usize];
        let path = test.at(format!("counts.{level}"));
        let message =
            format!("`{id}` reports {reported} {level}, and the register has {registered} from it");
        let shortfall = match registered.cmp(&reported) {
            Ordering::Less => found
                .fails("not_registered", path, id, message)
                .cure("enter what is missing from the report, at the level the tester gave"),
            Ordering::Greater => found
                .warns("more_registered", path, id, message)
                .cure("correct `from` or `original_severity` where a finding is from elsewhere"),
            Ordering::Equal => continue,
        };
        shortfall.owned_by(owner).comparing(level.word());
    }
    // More than 30 of 100.
    if counted.lowered * 10 > counted.rated * 3 {
        found
            .warns(
                "many_lowered",
                test.here(),
                id,
                format!(
                    "{} of {} findings from `{id}` are rated lower than the tester did",
                    counted.lowered, counted.rated
                ),
            )
            .owned_by(owner)
            .cure("have the tester agree to the new levels");
    }
}

fn check_review(review: &Located<Review>, counted: Counted, found: &mut Shortfalls) {
    let (id, registered) = (review.id.as_str(), counted.total);
    let path = review.at("recommendations");
    let message = |reported: u32| {
        format!(
            "`{id}` makes {reported} recommendations, and the register has {registered} from it"
        )
    };
    let shortfall = match review.recommendations {
        None => found
            .untold(path, id, format!("nobody told how many recommendations `{id}` makes; the register has {registered}"))
            .cure("write `recommendations`; 0 where it makes none"),
        Some(reported) if registered < reported as usize => found
            .fails("not_registered", path, id, message(reported))
            .cure("enter what is missing from the report"),
        Some(reported) if registered > reported as usize => found
            .warns("more_registered", path, id, message(reported))
            .cure("correct `from` where a finding is from elsewhere"),
        Some(_) => return,
    };
    shortfall.owned_by(review.owner.as_deref());
}

fn check_finding(cx: &Context<'_>, finding: &Located<Finding>, found: &mut Shortfalls) {
    let id = finding.id.as_str();
    let is_compared = finding.from.is_some() || finding.severity_change.is_some();
    if is_compared && reported_level(finding).is_none() {
        let field = if finding.severity.is_some() {
            "original_severity"
        } else {
            "severity"
        };
        found
            .untold(
                finding.at(field),
                id,
                format!("nobody told how bad the tester called `{id}`"),
            )
            .owned_by(finding.owner.as_deref())
            .cure(format!("write `{field}`"));
    }
    if let (Some(original), Some(severity)) = (finding.original_severity, finding.severity)
        && severity < original
    {
        check_lowered(cx, finding, original, severity, found);
    }
    let is_of_itself = finding.duplicate_of.as_ref() == Some(&finding.id);
    if finding.status == Some(FindingStatus::Duplicate)
        && (finding.duplicate_of.is_none() || is_of_itself)
    {
        found
            .fails(
                "duplicate_of_nothing",
                finding.at("duplicate_of"),
                id,
                format!("`{id}` is called a duplicate, and names no other finding"),
            )
            .owned_by(finding.owner.as_deref())
            .cure("name the finding it repeats under `duplicate_of`");
    }
}

fn check_lowered(
    cx: &Context<'_>,
    finding: &Located<Finding>,
    original: Level,
    severity: Level,
    found: &mut Shortfalls,
) {
    let id = finding.id.as_str();
    let lowered = format!("`{id}` was lowered from {original} to {severity}");
    let change = finding.severity_change.as_deref();
    let shortfall = match complete(cx, change) {
        Err(missing) => found
            .fails(
                "lowered_unexplained",
                finding.at("severity_change"),
                id,
                format!("{lowered} without {}", missing.join(" and ")),
            )
            .cure("say under `severity_change` who lowered it, when and why, or raise it again"),
        Ok((by, date)) => {
            let entitled = cx.risk_roles(original);
            if cx.held_any(by, entitled.iter().copied(), date) {
                return;
            }
            let roles: BTreeSet<String> = entitled.iter().map(|role| format!("`{role}`")).collect();
            let who = if roles.is_empty() {
                format!("nobody is named who may carry {original} risks")
            } else {
                format!(
                    "only {} may carry {original} risks",
                    Vec::from_iter(roles).join(" or ")
                )
            };
            found
                .fails("lowered_without_right", finding.at("severity_change.by"), id, format!("{lowered} by `{by}` on {date}, and {who}"))
                .cure("have somebody decide who may carry it at its original level, or raise it again")
        }
    };
    shortfall.owned_by(finding.owner.as_deref());
}

/// Who changed a level and when; or what is missing for the change to be one.
fn complete<'f>(
    cx: &Context<'_>,
    change: Option<&'f SeverityChange>,
) -> Result<(&'f str, Day), Vec<&'static str>> {
    let by = change.and_then(|change| change.by.as_deref());
    let date = change
        .and_then(|change| change.date)
        .filter(|&date| !cx.is_yet_to_come(date));
    let reason = change
        .and_then(|change| change.reason.as_deref())
        .filter(|reason| cx.is_reason(reason));
    if let (Some(by), Some(date), Some(_)) = (by, date, reason) {
        return Ok((by, date));
    }
    let parts = [
        ("a name", by.is_none()),
        ("a day", date.is_none()),
        ("a reason", reason.is_none()),
    ];
    let missing = parts.into_iter().filter(|(_, is_missing)| *is_missing);
    Err(missing.map(|(part, _)| part).collect())
}
