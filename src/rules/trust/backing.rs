//! What a claim rests on, and whether it carries it.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::Strength;
use crate::gate::Gate;
use crate::gate::embedded::MAX_AGE;
use crate::manifest::model::{
    Evidence, EvidenceKind, EvidenceStatus, Id, Promise, Review, SecurityTest, TestResult,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::Context;
use crate::rules::security::independent_tests::{Standing, standing};
use crate::time::Day;
use crate::yaml::{Each, Located};

/// Something that a claim names as its ground.
#[derive(Debug, Clone)]
pub(super) enum Backing<'a> {
    /// A promise.
    Promise(&'a Located<Promise>),
    /// Evidence.
    Evidence(&'a Located<Evidence>),
    /// A security test.
    SecurityTest(&'a Located<SecurityTest>),
    /// A review.
    Review(&'a Located<Review>),
    /// A test of recovery, deletion, separation and the like.
    Trial(Trial<'a>),
    /// A gate.
    Gate(Gate),
}

/// A test of any kind but security.
#[derive(Debug, Clone)]
pub(super) struct Trial<'a> {
    here: ManifestPath,
    date: Option<Day>,
    result: Option<TestResult>,
    services: Vec<&'a str>,
}

/// Whether a ground carries a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Carries {
    /// It does.
    Yes,
    /// It does not, and why.
    No(String),
    /// These fields decide it, and nobody told them.
    Untold(Vec<&'static str>),
}

/// Everything that claims can rest on, by its id.
pub(super) struct Grounds<'a> {
    promises: BTreeMap<&'a str, &'a Located<Promise>>,
    security_tests: BTreeMap<&'a str, &'a Located<SecurityTest>>,
    reviews: BTreeMap<&'a str, &'a Located<Review>>,
    trials: BTreeMap<&'a str, Trial<'a>>,
}

impl<'a> Grounds<'a> {
    /// Gathers them.
    pub(super) fn of(cx: &Context<'a>) -> Self {
        let manifest = cx.manifest;
        let promises = manifest
            .promises
            .given()
            .into_iter()
            .flat_map(|promises| promises.iter());
        let tests = manifest
            .security
            .given()
            .and_then(|security| security.tests.as_ref());
        let reviews = manifest
            .reviews
            .given()
            .into_iter()
            .flat_map(|reviews| reviews.iter());
        Self {
            promises: promises
                .map(|promise| (promise.id.as_str(), promise))
                .collect(),
            security_tests: tests
                .into_iter()
                .flat_map(|tests| tests.iter())
                .map(|test| (test.id.as_str(), test))
                .collect(),
            reviews: reviews.map(|review| (review.id.as_str(), review)).collect(),
            trials: trials(cx),
        }
    }

    /// The ground of that name.
    pub(super) fn find(&self, cx: &Context<'a>, name: &str) -> Option<Backing<'a>> {
        let promise = self
            .promises
            .get(name)
            .map(|promise| Backing::Promise(promise));
        promise
            .or_else(|| cx.registered(name).map(Backing::Evidence))
            .or_else(|| {
                self.security_tests
                    .get(name)
                    .map(|test| Backing::SecurityTest(test))
            })
            .or_else(|| self.reviews.get(name).map(|review| Backing::Review(review)))
            .or_else(|| {
                self.trials
                    .get(name)
                    .map(|trial| Backing::Trial(trial.clone()))
            })
            .or_else(|| cx.catalog.find(name).map(|gate| Backing::Gate(*gate)))
    }
}

fn trials<'a>(cx: &Context<'a>) -> BTreeMap<&'a str, Trial<'a>> {
    let manifest = cx.manifest;
    let mut trials = BTreeMap::new();
    let recovery = manifest.recovery.given();
    let recoveries = recovery.and_then(|recovery| recovery.tests.as_ref());
    gather(&mut trials, recoveries, |test| {
        (
            Some(&*test.id),
            test.date,
            test.result,
            one(test.service.as_ref()),
        )
    });
    let deletions = manifest.data.given().map(|data| &data.deletion_tests);
    gather(&mut trials, deletions, |test| {
        (
            test.id.as_deref(),
            test.date,
            test.result,
            one(test.service.as_ref()),
        )
    });
    let tenancy = manifest.tenancy.given();
    let crossings = tenancy.map(|tenancy| &tenancy.tests);
    gather(&mut trials, crossings, |test| {
        let services = test.services.iter().map(|service| service.as_str());
        (
            test.id.as_deref(),
            test.date,
            test.result,
            services.collect(),
        )
    });
    let lives = tenancy.map(|tenancy| &tenancy.lifecycle_tests);
    gather(&mut trials, lives, |test| {
        (
            test.id.as_deref(),
            test.date,
            test.result,
            one(test.service.as_ref()),
        )
    });
    let ways_back = manifest.rollback_tests.given();
    gather(&mut trials, ways_back, |test| {
        (
            test.id.as_deref(),
            test.date,
            test.result,
            one(test.service.as_ref()),
        )
    });
    let loads = manifest.capacity.given().map(|capacity| &capacity.tests);
    gather(&mut trials, loads, |test| {
        (
            test.id.as_deref(),
            test.date,
            test.result,
            one(test.service.as_ref()),
        )
    });
    let rehearsals = manifest.rehearsals.given();
    gather(&mut trials, rehearsals, |test| {
        (test.id.as_deref(), test.date, test.result, Vec::new())
    });
    let alerts = manifest.alert_tests.given();
    gather(&mut trials, alerts, |test| {
        (test.id.as_deref(), test.date, test.result, Vec::new())
    });
    trials
}

/// What all tests have in common: id, day, result, services.
type Parts<'a> = (
    Option<&'a str>,
    Option<Day>,
    Option<TestResult>,
    Vec<&'a str>,
);

fn gather<'a, T>(
    trials: &mut BTreeMap<&'a str, Trial<'a>>,
    tests: Option<&'a Each<T>>,
    parts: impl Fn(&'a T) -> Parts<'a>,
) {
    for test in tests.into_iter().flat_map(|tests| tests.iter()) {
        let (id, date, result, services) = parts(test);
        if let Some(id) = id {
            let here = test.here();
            trials.insert(
                id,
                Trial {
                    here,
                    date,
                    result,
                    services,
                },
            );
        }
    }
}

fn one(service: Option<&Id>) -> Vec<&str> {
    service.map(Id::as_str).into_iter().collect()
}

/// The files that only say something of the services they are about.
const fn is_about_services(kind: EvidenceKind) -> bool {
    matches!(
        kind,
        EvidenceKind::Certificate
            | EvidenceKind::PentestReport
            | EvidenceKind::Retest
            | EvidenceKind::DataReview
            | EvidenceKind::IsolationTest
            | EvidenceKind::DeletionTest
            | EvidenceKind::ExportTest
            | EvidenceKind::RecoveryTest
    )
}

/// Reports that may still change until they are final.
const fn is_report(kind: EvidenceKind) -> bool {
    matches!(
        kind,
        EvidenceKind::PentestReport | EvidenceKind::Retest | EvidenceKind::DataReview
    )
}

impl<'a> Backing<'a> {
    /// Whether it is a certificate, as evidence is registered.
    pub(super) fn is_certificate(&self) -> bool {
        matches!(self, Self::Evidence(evidence) if evidence.kind == Some(EvidenceKind::Certificate))
    }

    /// Whether it carries a claim at all, whatever services the claim is about.
    pub(super) fn carries(&self, cx: &Context<'a>) -> Carries {
        match self {
            Self::Promise(promise) => match promise.retired {
                Some(retired) if !cx.is_yet_to_come(retired) => Carries::No(format!(
                    "promise `{}` was withdrawn on {retired}",
                    promise.id
                )),
                Some(_) | None => Carries::Yes,
            },
            Self::Evidence(evidence) => evidence_carries(cx, evidence),
            Self::SecurityTest(test) => match standing(cx, test) {
                Standing::Counts(_) => Carries::Yes,
                Standing::Other(why) => Carries::No(format!("test `{}` {why}", test.id)),
                Standing::ByBuilder(by) => Carries::No(format!(
                    "test `{}` was made by `{by}`, who builds the system",
                    test.id
                )),
                Standing::Untold(fields) => Carries::Untold(fields),
            },
            Self::Review(review) => match (review.date, review.independent) {
                (Some(date), _) if cx.is_yet_to_come(date) => Carries::No(format!(
                    "review `{}` is dated {date}, which is still to come",
                    review.id
                )),
                (_, Some(false)) => {
                    Carries::No(format!("review `{}` is not independent", review.id))
                }
                (Some(_), Some(true)) => Carries::Yes,
                (date, independent) => Carries::Untold(missing([
                    ("date", date.is_none()),
                    ("independent", independent.is_none()),
                ])),
            },
            Self::Trial(trial) => trial.carries(cx),
            Self::Gate(_) => Carries::Yes,
        }
    }

    /// The services it is about; nothing where it is about no service in particular, an error where nobody told.
    pub(super) fn scope(&self) -> Result<Option<BTreeSet<&'a str>>, &'static str> {
        match self {
            Self::Promise(_) | Self::Review(_) | Self::Gate(_) => Ok(None),
            Self::SecurityTest(test) if test.scope.is_empty() => Err("scope"),
            Self::SecurityTest(test) => Ok(Some(
                test.scope
                    .iter()
                    .map(|scope| scope.service.as_str())
                    .collect(),
            )),
            Self::Trial(trial) => {
                Ok((!trial.services.is_empty()).then(|| trial.services.iter().copied().collect()))
            }
            Self::Evidence(evidence) => match evidence.kind {
                Some(kind) if is_about_services(kind) && evidence.covers.is_empty() => {
                    Err("covers")
                }
                Some(kind) if is_about_services(kind) => Ok(Some(
                    evidence
                        .covers
                        .iter()
                        .map(|service| service.as_str())
                        .collect(),
                )),
                Some(_) | None => Ok(None),
            },
        }
    }

    /// A field of it, or itself.
    pub(super) fn at(&self, field: &'static str) -> Option<ManifestPath> {
        match self {
            Self::Promise(promise) => Some(promise.at(field)),
            Self::Evidence(evidence) => Some(evidence.at(field)),
            Self::SecurityTest(test) => Some(test.at(field)),
            Self::Review(review) => Some(review.at(field)),
            Self::Trial(trial) => Some(ManifestPath {
                tail: field.into(),
                ..trial.here.clone()
            }),
            Self::Gate(_) => None,
        }
    }

    /// Whether it was made outside the team or by a machine, with its hash, and still proves something.
    pub(super) fn is_independent_proof(&self, cx: &Context<'a>) -> bool {
        match self {
            Self::Evidence(evidence) => {
                let proof = cx.weigh_registered(evidence);
                proof.defect.is_none() && proof.strength == Strength::Independent
            }
            Self::Promise(_)
            | Self::SecurityTest(_)
            | Self::Review(_)
            | Self::Trial(_)
            | Self::Gate(_) => false,
        }
    }
}

fn evidence_carries<'a>(cx: &Context<'a>, evidence: &'a Located<Evidence>) -> Carries {
    let id = &evidence.id;
    let proof = cx.weigh_registered(evidence);
    if let Some(defect) = proof.defect {
        return Carries::No(format!("evidence `{id}` proves nothing: {defect}"));
    }
    if proof.strength == Strength::Statement {
        return Carries::No(format!(
            "evidence `{id}` proves nothing: it names neither a file nor a link"
        ));
    }
    if evidence.status == Some(EvidenceStatus::Draft) {
        return Carries::No(format!("evidence `{id}` is a draft"));
    }
    let fields = missing([
        ("kind", evidence.kind.is_none()),
        (
            "date",
            evidence.date.is_none() && evidence.valid_until.is_none(),
        ),
        (
            "status",
            evidence.kind.is_some_and(is_report) && evidence.status.is_none(),
        ),
    ]);
    if fields.is_empty() {
        Carries::Yes
    } else {
        Carries::Untold(fields)
    }
}

impl Trial<'_> {
    fn carries(&self, cx: &Context<'_>) -> Carries {
        let limit = cx.parameters.by_name(MAX_AGE, "default");
        match (self.date, self.result) {
            (Some(date), _) if cx.is_yet_to_come(date) => {
                Carries::No(format!("the test is dated {date}, which is still to come"))
            }
            (_, Some(result @ (TestResult::Partial | TestResult::Fail))) => {
                Carries::No(format!("the test ended with {result}"))
            }
            (Some(date), Some(TestResult::Pass)) if cx.is_older(date, &limit) => {
                Carries::No(format!(
                    "the test is {} days old; {limit} is the limit",
                    cx.age_days(date)
                ))
            }
            (Some(_), Some(TestResult::Pass)) => Carries::Yes,
            (date, result) => Carries::Untold(missing([
                ("date", date.is_none()),
                ("result", result.is_none()),
            ])),
        }
    }
}

fn missing<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    fields
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(field, _)| field)
        .collect()
}
