//! What independent tests looked at, against what customers depend on.

use std::collections::{BTreeMap, BTreeSet};

use super::independent_tests::{Standing, security_tests, standing};
use crate::gate::embedded::MAX_PENTEST_AGE;
use crate::manifest::Stands;
use crate::manifest::model::{
    Answer, AuthLevel, DataClass, Exposure, SecurityTest, Service, Surface, TenancyModel, TestScope,
};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::{Each, Located};

pub(super) fn test_scope_covers_production(cx: &Context<'_>) -> RuleOutcome {
    let tests = security_tests(cx)?;
    let exposed: Vec<_> = cx
        .production_services()
        .map(|(id, service)| (id, service, need(cx, id, service)))
        .filter(|(.., need)| *need != Need::No)
        .collect();
    if exposed.is_empty() {
        return Err(Unjudged::not_applicable(
            "no service in production can be reached from the internet or touches data of customers",
        ));
    }
    let looked_at = LookedAt::by(cx, tests);
    let mut found = Shortfalls::none();
    for (id, service, need) in exposed {
        match looked_at.counted.get(id) {
            Some(scopes) => check_scopes(cx, id, service, scopes, &mut found),
            None => check_untested(cx, id, service, need, &looked_at, &mut found),
        }
    }
    check_differences(&looked_at, &mut found);
    Ok(found)
}

/// Whether a service needs to be looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Yes,
    No,
    /// The field that decides it, which nobody told.
    Untold(&'static str),
}

fn need(cx: &Context<'_>, id: &str, service: &Service) -> Need {
    match (service.exposure, cx.data_of(id, service)) {
        (Some(Exposure::Internet), _)
        | (_, Some(DataClass::Customer | DataClass::Personal | DataClass::Special)) => Need::Yes,
        (None, _) => Need::Untold("exposure"),
        (_, None) => Need::Untold("data"),
        (Some(Exposure::Partner | Exposure::Internal), Some(DataClass::None)) => Need::No,
    }
}

/// The services that tests looked at: those of tests that count, and those of others with what keeps them from it.
#[derive(Default)]
struct LookedAt<'a> {
    counted: BTreeMap<&'a str, Vec<&'a Located<TestScope>>>,
    uncounted: BTreeMap<&'a str, (&'a Located<SecurityTest>, String)>,
    differing: Vec<&'a Located<SecurityTest>>,
}

impl<'a> LookedAt<'a> {
    fn by(cx: &Context<'a>, tests: &'a Each<SecurityTest>) -> Self {
        let mut looked_at = Self::default();
        for test in tests {
            match why_not_counted(cx, test) {
                None => {
                    for scope in &test.scope {
                        let scopes = looked_at.counted.entry(scope.service.as_str()).or_default();
                        scopes.push(scope);
                    }
                    if !test.differs.is_empty() {
                        looked_at.differing.push(test);
                    }
                }
                Some(reason) => {
                    let services = test.scope.iter().map(|scope| scope.service.as_str());
                    looked_at
                        .uncounted
                        .extend(services.map(|id| (id, (test, reason.clone()))));
                }
            }
        }
        looked_at
    }
}

/// Why the scope of a test does not count; that its report is proof is another gate's question.
fn why_not_counted(cx: &Context<'_>, test: &SecurityTest) -> Option<String> {
    let limit = cx.parameters.span(MAX_PENTEST_AGE);
    match standing(cx, test) {
        Standing::Counts(date) => cx
            .is_older(date, &limit)
            .then(|| format!("is {} days old; {limit} is the limit", cx.age_days(date))),
        Standing::Other(reason) => Some(reason),
        Standing::ByBuilder(by) => Some(format!("is by `{by}`, who builds the system")),
        Standing::Untold(fields) => Some(format!("does not say {}", fields.join(" and "))),
    }
}

fn check_untested(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    need: Need,
    looked_at: &LookedAt<'_>,
    found: &mut Shortfalls,
) {
    let shortfall = match need {
        Need::No => return,
        Need::Yes => found
            .fails(
                "not_tested",
                service.here(),
                id,
                format!(
                    "{}, and no test that counts had it in scope",
                    exposed_as(cx, id, service)
                ),
            )
            .cure("extend the scope of the next test, or have it tested on its own"),
        Need::Untold(field) => found
            .untold(
                service.at(field),
                id,
                format!("no test that counts had `{id}` in scope, and nobody told its `{field}`"),
            )
            .cure(format!("write `{field}`, or have it tested")),
    };
    shortfall.owned_by(service.owner.as_deref());
    if let Some((test, reason)) = looked_at.uncounted.get(id) {
        shortfall.beside(
            test.here(),
            format!("`{}` had it in scope, but {reason}", test.id),
        );
    }
}

fn exposed_as(cx: &Context<'_>, id: &str, service: &Service) -> String {
    let holds = match cx.data_of(id, service) {
        Some(DataClass::Customer) => Some("data of customers"),
        Some(DataClass::Personal) => Some("personal data"),
        Some(DataClass::Special) => Some("special categories of data"),
        Some(DataClass::None) | None => None,
    };
    match (service.exposure, holds) {
        (Some(Exposure::Internet), Some(data)) => {
            format!("anybody can reach `{id}`, which touches {data}")
        }
        (_, Some(data)) => format!("`{id}` touches {data}"),
        (_, None) => format!("anybody can reach `{id}`"),
    }
}

fn check_scopes(
    cx: &Context<'_>,
    id: &str,
    service: &Located<Service>,
    scopes: &[&Located<TestScope>],
    found: &mut Shortfalls,
) {
    let last = scopes.last().expect("a service in scope stands in one");
    let rights: BTreeSet<AuthLevel> = scopes
        .iter()
        .flat_map(|scope| scope.auth.iter().map(|level| level.value))
        .collect();
    let signed_in = [AuthLevel::User, AuthLevel::Admin, AuthLevel::CrossTenant];
    let questions = [
        Question {
            clause: "not_signed_in",
            is_asked: service.roles,
            is_answered: signed_in.iter().any(|level| rights.contains(level)),
            fact: "has users with different roles, and was tested only without signing in",
            gap: (
                "roles",
                "whether its users have different roles, and it was tested only without signing in",
            ),
        },
        Question {
            clause: "not_across_customers",
            is_asked: is_shared(cx, id, service),
            is_answered: rights.contains(&AuthLevel::CrossTenant),
            fact: "is shared by customers, and no test tried to reach one as another",
            gap: (
                "tenancy",
                "whether customers share it, and no test tried to reach one as another",
            ),
        },
    ];
    let open: Vec<&Question> = questions
        .iter()
        .filter(|question| question.is_asked != Some(false) && !question.is_answered)
        .collect();
    if rights.is_empty() && !open.is_empty() {
        found
            .untold(
                last.at("auth"),
                id,
                format!("nobody told with which rights `{id}` was tested"),
            )
            .owned_by(service.owner.as_deref())
            .cure("write `auth`, as the scope page of the report has it");
    } else {
        for question in open {
            question.note(id, service, last, found);
        }
    }
    check_surfaces(id, service, scopes, found);
}

/// What a service makes worth trying, and whether it was tried.
struct Question {
    clause: &'static str,
    /// Nothing where nobody told.
    is_asked: Option<bool>,
    is_answered: bool,
    fact: &'static str,
    /// What would tell, and the question it answers.
    gap: (&'static str, &'static str),
}

impl Question {
    fn note(
        &self,
        id: &str,
        service: &Located<Service>,
        scope: &Located<TestScope>,
        found: &mut Shortfalls,
    ) {
        let shortfall = if self.is_asked.is_some() {
            found
                .fails(
                    self.clause,
                    scope.at("auth"),
                    id,
                    format!("`{id}` {}", self.fact),
                )
                .cure("have it tested with those rights")
        } else {
            let (field, question) = self.gap;
            found
                .untold(
                    service.here(),
                    id,
                    format!("nobody told of `{id}` {question}"),
                )
                .comparing(field)
                .cure(format!(
                    "write `{field}`, or have it tested with those rights"
                ))
        };
        shortfall.owned_by(service.owner.as_deref());
    }
}

/// Whether customers share a service; nothing where nobody told.
fn is_shared(cx: &Context<'_>, id: &str, service: &Service) -> Option<bool> {
    if cx.data_of(id, service) == Some(DataClass::None) {
        return Some(false);
    }
    match &cx.manifest.tenancy {
        Answer::Given(tenancy) => {
            if !tenancy.services.is_empty() && !tenancy.services.iter().any(|of| of.as_str() == id)
            {
                return Some(false);
            }
            tenancy.model.map(|model| match model {
                TenancyModel::Multi | TenancyModel::Hybrid => true,
                TenancyModel::Single => false,
            })
        }
        absent => cx.exemption(absent, "tenancy").map(|_| false),
    }
}

/// The ways in that are often left out of a scope.
const OFTEN_LEFT_OUT: [Surface; 6] = [
    Surface::Api,
    Surface::Webhooks,
    Surface::Mobile,
    Surface::Ai,
    Surface::Admin,
    Surface::Support,
];

fn check_surfaces(
    id: &str,
    service: &Located<Service>,
    scopes: &[&Located<TestScope>],
    found: &mut Shortfalls,
) {
    if service.surfaces.is_empty() {
        found
            .warns(
                "ways_in_untold",
                service.at("surfaces"),
                id,
                format!(
                    "nobody listed the ways into `{id}`, so nobody sees whether all were tested"
                ),
            )
            .owned_by(service.owner.as_deref())
            .cure("write `surfaces`");
    }
    for surface in service
        .surfaces
        .iter()
        .filter(|surface| OFTEN_LEFT_OUT.contains(surface))
    {
        let is_tested = scopes.iter().any(|scope| {
            scope
                .surfaces
                .iter()
                .any(|tested| tested.value == surface.value)
        });
        if !is_tested {
            found
                .warns(
                    "way_in_untested",
                    surface.here(),
                    id,
                    format!("`{surface}` is a way into `{id}`, and no scope names it"),
                )
                .owned_by(service.owner.as_deref())
                .comparing(surface.word())
                .cure("have it tested, or name it in the scope if it was");
        }
    }
}

fn check_differences(looked_at: &LookedAt<'_>, found: &mut Shortfalls) {
    for test in &looked_at.differing {
        let differences: Vec<&str> = test.differs.iter().map(|text| text.as_str()).collect();
        found
            .warns(
                "differs_from_production",
                test.at("differs"),
                &test.id,
                format!(
                    "what `{}` tested differs from production: {}",
                    test.id,
                    differences.join("; ")
                ),
            )
            .owned_by(test.owner.as_deref())
            .cure("have the difference looked at, or write down why it does not matter");
    }
}
