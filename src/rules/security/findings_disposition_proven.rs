//! What closed a finding, against what can prove that it is closed.

use std::collections::BTreeMap;

use super::{decisions, unseen};
use crate::gate::Severity;
use crate::manifest::Stands;
use crate::manifest::model::{
    FalsePositive, Finding, FindingStatus, Level, Release, ReleaseStatus, Retest, TestResult,
};
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls};
use crate::yaml::Located;

pub(super) fn findings_disposition_proven(cx: &Context<'_>) -> RuleOutcome {
    let releases = Releases::of(cx);
    let repeated = worst_repetitions(cx.findings()?);
    let mut found = Shortfalls::none();
    for finding in cx.findings()? {
        let disposition = Disposition {
            cx,
            finding,
            repeated_at: repeated.get(finding.id.as_str()).copied(),
            releases: &releases,
        };
        match finding.status {
            Some(FindingStatus::Open) => {}
            Some(FindingStatus::Fixed) => disposition.check_fixed(&mut found),
            Some(FindingStatus::FalsePositive) => disposition.check_false_positive(&mut found),
            Some(FindingStatus::Accepted) => disposition.check_accepted(&mut found),
            Some(FindingStatus::Duplicate) => disposition.check_duplicate(&mut found),
            None => disposition.untold(&mut found, "status", "where it stands"),
        }
    }
    decisions::check(cx, &mut found);
    unseen::check(cx, &mut found);
    Ok(found)
}

/// The worst level among the findings that are closed as repetitions of another, by the id of that one.
fn worst_repetitions<'a>(
    findings: impl Iterator<Item = &'a Located<Finding>>,
) -> BTreeMap<&'a str, Level> {
    let mut worst: BTreeMap<&str, Level> = BTreeMap::new();
    let is_duplicate =
        |finding: &&Located<Finding>| finding.status == Some(FindingStatus::Duplicate);
    for finding in findings.filter(is_duplicate) {
        if let (Some(original), Some(level)) = (&finding.duplicate_of, finding.level()) {
            let so_far = worst.entry(original.as_str()).or_insert(level);
            *so_far = level.max(*so_far);
        }
    }
    worst
}

/// The releases on record, by id; nothing where the manifest tells of none.
struct Releases<'a>(Option<BTreeMap<&'a str, &'a Located<Release>>>);

impl<'a> Releases<'a> {
    fn of(cx: &Context<'a>) -> Self {
        let releases = cx.manifest.releases.given();
        Self(releases.map(|releases| {
            releases
                .iter()
                .map(|release| (release.id.as_str(), release))
                .collect()
        }))
    }
}

/// A finding that is closed, or said to be.
struct Disposition<'c, 'a> {
    cx: &'c Context<'a>,
    finding: &'a Located<Finding>,
    /// The worst level of those that are closed as repetitions of it.
    repeated_at: Option<Level>,
    releases: &'c Releases<'a>,
}

impl<'a> Disposition<'_, 'a> {
    fn check_fixed(&self, found: &mut Shortfalls) {
        let Some(is_grave) = self.is_grave(found) else {
            return;
        };
        self.check_still_reported(found);
        let retest = self.finding.retest.as_deref();
        if is_grave {
            self.check_retest(retest, found);
        } else if let Some(retest) = retest {
            self.check_result(retest, found);
        }
        self.check_release(retest, found);
    }

    /// What a scanner still sees is not gone.
    fn check_still_reported(&self, found: &mut Shortfalls) {
        let id = self.finding.id.as_str();
        let Some(entry) = self.cx.reported(id).filter(|entry| entry.is_reported()) else {
            return;
        };
        let register = self.cx.register;
        let there = entry
            .weaknesses
            .iter()
            .filter(|weakness| weakness.state.is_there());
        for weakness in there {
            let sighting = weakness
                .sightings
                .iter()
                .find(|sighting| sighting.is_there());
            let report =
                sighting.and_then(|sighting| register.scans().reports.get(sighting.report));
            let file = report.map_or("a report", |report| report.file.as_str());
            let message = format!(
                "`{id}` is called fixed, and `{file}` still reports it as `{}`",
                weakness.key
            );
            let shortfall =
                self.note(found.fails("still_reported", self.finding.at("status"), id, message));
            shortfall
                .comparing(&weakness.key)
                .cure("open it again, or deploy the fix and scan again");
            if let Some(source) = sighting.and_then(|sighting| register.source_of(sighting.report))
            {
                shortfall.beside(source.here(), "reported here");
            }
        }
    }

    /// A critical or high finding is gone when somebody other than its fixer looked again.
    fn check_retest(&self, retest: Option<&'a Retest>, found: &mut Shortfalls) {
        let id = self.finding.id.as_str();
        let Some(retest) = retest else {
            let message = format!("`{id}` is called fixed, and nobody tested it again");
            self.note(found.fails("not_retested", self.finding.at("status"), id, message))
                .cure("have the tester, or somebody who did not fix it, test it again");
            return;
        };
        self.check_result(retest, found);
        let Some(by) = retest.by.as_deref() else {
            return self.untold(found, "retest.by", "who tested it again");
        };
        if self.cx.is_the_company(by) {
            return self.untold(found, "retest.by", "who of the company tested it again");
        }
        let testers = self.cx.own_people(by);
        if testers.is_empty() {
            return;
        }
        let Some(fixer) = self.finding.fix.as_ref().and_then(|fix| fix.by.as_deref()) else {
            return self.untold(
                found,
                "fix.by",
                &format!("whether `{by}`, who tested it again, also fixed it"),
            );
        };
        let fixers = self.cx.own_people(fixer);
        if !testers.is_subset(&fixers) && !testers.is_disjoint(&fixers) {
            return self.untold(
                found,
                "retest.by",
                &format!(
                    "who of `{by}` tested it again, for `{fixer}`, who fixed it, is one of them"
                ),
            );
        }
        if testers.is_subset(&fixers) {
            let message = format!("`{id}` was fixed by `{fixer}` and tested again by `{by}`");
            self.note(found.fails(
                "retested_by_fixer",
                self.finding.at("retest.by"),
                id,
                message,
            ))
            .cure("have the tester, or somebody who did not fix it, test it again");
        }
    }

    fn check_result(&self, retest: &Retest, found: &mut Shortfalls) {
        let id = self.finding.id.as_str();
        match retest.result {
            Some(TestResult::Pass) => {}
            Some(result @ (TestResult::Partial | TestResult::Fail)) => {
                let message = format!("`{id}` is called fixed, and its retest ended with {result}");
                self.note(found.fails(
                    "retest_failed",
                    self.finding.at("retest.result"),
                    id,
                    message,
                ))
                .cure("open it again until a retest passes");
            }
            None => self.untold(found, "retest.result", "how its retest ended"),
        }
        match retest.date {
            Some(date) if self.cx.is_yet_to_come(date) => {
                let message =
                    format!("`{id}` is called fixed, and its retest on {date} is still to come");
                self.note(found.fails("not_retested", self.finding.at("retest.date"), id, message))
                    .cure("leave it open until the retest passed");
            }
            Some(_) => {}
            None => self.untold(found, "retest.date", "when it was tested again"),
        }
    }

    /// A fix is there once the release that carries it is, and a retest means something from that day on.
    fn check_release(&self, retest: Option<&Retest>, found: &mut Shortfalls) {
        let Some(releases) = &self.releases.0 else {
            return;
        };
        let id = self.finding.id.as_str();
        let named = self
            .finding
            .fix
            .as_ref()
            .and_then(|fix| fix.release.as_deref());
        let Some(release) = named.and_then(|named| releases.get(named)) else {
            return self.untold(found, "fix.release", "which release carries the fix");
        };
        if let Some(reason) = why_not_deployed(self.cx, release) {
            let message = format!("`{id}` is called fixed by `{}`, which {reason}", release.id);
            self.note(found.fails("not_deployed", self.finding.at("fix.release"), id, message))
                .comparing(&release.id)
                .beside(release.here(), "the release")
                .cure("deploy the release, or open the finding again until it is");
            return;
        }
        match (release.deployed_at, retest.and_then(|retest| retest.date)) {
            (None, _) => {
                self.note(found.untold(release.at("deployed_at"), id, format!("nobody told when `{}`, which carries the fix of `{id}`, reached production", release.id)))
                    .comparing(&release.id)
                    .cure("write `deployed_at`");
            }
            (Some(deployed), Some(retested)) if retested < deployed => {
                let message = format!(
                    "`{id}` was tested again on {retested}, and `{}`, which carries the fix, reached production on {deployed}",
                    release.id
                );
                self.note(found.fails(
                    "retested_too_early",
                    self.finding.at("retest.date"),
                    id,
                    message,
                ))
                .comparing(&release.id)
                .beside(release.at("deployed_at"), "deployed here")
                .cure("test again what runs now");
            }
            (Some(_), _) => {}
        }
    }

    fn check_false_positive(&self, found: &mut Shortfalls) {
        let Some(is_grave) = self.is_grave(found) else {
            return;
        };
        let (cx, id) = (self.cx, self.finding.id.as_str());
        let told = self.finding.false_positive.as_deref();
        if told.is_none_or(|told| !is_explained(cx, told)) {
            let message = format!("`{id}` is called a false positive without a reason and a day");
            self.note(found.fails(
                "unexplained",
                self.finding.at("false_positive"),
                id,
                message,
            ))
            .cure("write `reason` and `date` under `false_positive`, or open it again");
            return;
        }
        if !is_grave {
            return;
        }
        let Some(by) = told.and_then(|told| told.by.as_deref()) else {
            return self.untold(
                found,
                "false_positive.by",
                "who says that it is a false positive",
            );
        };
        let Some(owner) = self.finding.owner.as_deref() else {
            return self.untold(
                found,
                "owner",
                &format!("whether `{by}`, who calls it a false positive, owns it"),
            );
        };
        let (judges, owners) = (cx.own_people(by), cx.own_people(owner));
        if !judges.is_subset(&owners) && !judges.is_disjoint(&owners) {
            return self.untold(
                found,
                "false_positive.by",
                &format!("who of `{by}` calls it a false positive, for `{owner}`, its owner, is one of them"),
            );
        }
        if judges.is_subset(&owners) {
            let message =
                format!("`{id}` is called a false positive by `{by}`, and its owner is `{owner}`");
            self.note(found.fails(
                "unconfirmed",
                self.finding.at("false_positive.by"),
                id,
                message,
            ))
            .cure("have somebody else look who knows enough to disagree");
        }
    }

    fn check_accepted(&self, found: &mut Shortfalls) {
        let (cx, id) = (self.cx, self.finding.id.as_str());
        if cx.accepted(id).is_some() {
            return;
        }
        let Some(acceptance) = cx.acceptances_of(id).last() else {
            let message = format!("`{id}` is called accepted, and no acceptance covers it");
            self.note(found.fails("not_accepted", self.finding.at("status"), id, message))
                .cure("have it accepted under `acceptances` by somebody who may, or open it again");
            return;
        };
        let reason = cx.why_void(acceptance).unwrap_or_default();
        let message = format!("`{id}` is called accepted, but {reason}");
        self.note(found.fails("acceptance_void", self.finding.at("status"), id, message))
            .comparing(&acceptance.id)
            .beside(acceptance.here(), "the acceptance")
            .cure("fix it, or have it accepted anew by somebody who may");
    }

    fn check_duplicate(&self, found: &mut Shortfalls) {
        let (cx, id) = (self.cx, self.finding.id.as_str());
        let Some(original) = self
            .finding
            .duplicate_of
            .as_ref()
            .and_then(|id| cx.finding(id))
        else {
            return self.untold(found, "duplicate_of", "which finding it repeats");
        };
        let state = match original.status {
            Some(FindingStatus::Fixed | FindingStatus::FalsePositive) => {
                let is_rated = self.level().is_some();
                if !is_rated && original.level().is_none_or(|level| level < Level::High) {
                    self.untold(
                        found,
                        "severity",
                        "how bad it is, which decides what proves that its original is closed",
                    );
                }
                return;
            }
            Some(FindingStatus::Accepted) if cx.accepted(&original.id).is_some() => return,
            Some(FindingStatus::Accepted) => "which nobody accepted in force",
            Some(FindingStatus::Duplicate) => "which is a duplicate itself",
            Some(FindingStatus::Open) => "which is open",
            None => "of which nobody told where it stands",
        };
        let message = format!(
            "`{id}` is closed as a repetition of `{}`, {state}",
            original.id
        );
        self.note(found.fails(
            "original_unresolved",
            self.finding.at("duplicate_of"),
            id,
            message,
        ))
        .comparing(&original.id)
        .beside(original.here(), "the finding it repeats")
        .cure("leave it open as long as the finding it repeats, and name the first one");
    }

    /// How bad it is: as it says itself, or as the worst of its repetitions says.
    fn level(&self) -> Option<Level> {
        let own = self.finding.level()?;
        Some(self.repeated_at.map_or(own, |level| level.max(own)))
    }

    /// Whether it is critical or high; where nobody rated it, that is noted.
    fn is_grave(&self, found: &mut Shortfalls) -> Option<bool> {
        let level = self.level();
        if level.is_none() {
            self.untold(
                found,
                "severity",
                "how bad it is, which decides what proves it closed",
            );
        }
        level.map(|level| level >= Level::High)
    }

    fn untold(&self, found: &mut Shortfalls, field: &'static str, question: &str) {
        let id = self.finding.id.as_str();
        self.note(found.untold(
            self.finding.at(field),
            id,
            format!("nobody told of `{id}` {question}"),
        ))
        .comparing(field)
        .cure(format!("write `{field}`"));
    }

    fn note<'s>(&self, shortfall: &'s mut Shortfall) -> &'s mut Shortfall {
        let level = self.level().unwrap_or_else(|| self.cx.unrated());
        let severity = match level {
            Level::Critical | Level::High => Severity::Blocker,
            Level::Medium | Level::Low => Severity::Major,
        };
        shortfall
            .owned_by(self.finding.owner.as_deref())
            .weighs(severity)
    }
}

/// Why what a release carries is not in production.
fn why_not_deployed(cx: &Context<'_>, release: &Release) -> Option<&'static str> {
    let is_yet_to_come = release
        .deployed_at
        .is_some_and(|day| cx.is_yet_to_come(day));
    match release.status {
        _ if release.did_not_stay() => Some("did not stay in production"),
        _ if is_yet_to_come => Some("is still to be deployed"),
        Some(ReleaseStatus::Rejected) => Some("was rejected"),
        Some(ReleaseStatus::Candidate) => Some("is not deployed"),
        None if release.deployed_at.is_none() => Some("is not deployed"),
        Some(ReleaseStatus::Deployed | ReleaseStatus::Superseded) | None => None,
    }
}

fn is_explained(cx: &Context<'_>, told: &FalsePositive) -> bool {
    told.reason
        .as_deref()
        .is_some_and(|reason| cx.is_reason(reason))
        && told.date.is_some_and(|date| !cx.is_yet_to_come(date))
}
