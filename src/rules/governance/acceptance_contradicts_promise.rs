//! What is lived with inside, against what customers were told outside.

use std::collections::{BTreeMap, BTreeSet};

use super::exempted_promises::kinds_behind;
use super::limitation::{Limitation, Subject, limitation};
use crate::manifest::Stands;
use crate::manifest::model::{
    Acceptance, AiTraining, AiUse, Category, Commitment, FindingStatus, Flag, Id, Promise,
    PromiseKind, RiskStatus, Scope, Who,
};
use crate::rules::context::{Covered, Declaration};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

pub(super) fn acceptance_contradicts_promise(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let register = Register::of(cx);
    let mut found = Shortfalls::none();
    let declarations: Vec<Declaration<'_>> = cx.declarations().collect();
    for declaration in &declarations {
        check_declaration(&register, declaration, &mut found);
    }
    match super::acceptances::told(cx) {
        Ok(acceptances) => {
            for acceptance in acceptances {
                check_acceptance(&register, acceptance, &mut found);
            }
        }
        Err(Unjudged::NotApplicable(_)) if !declarations.is_empty() => {}
        Err(Unjudged::Untold(untold)) if !found.is_empty() => {
            found
                .untold(untold.path, &untold.subject, untold.message)
                .cure(untold.help);
        }
        Err(unjudged) => return Err(unjudged),
    }
    Ok(found)
}

/// The promises in force that promise something, by kind and by id.
struct Register<'c, 'a> {
    cx: &'c Context<'a>,
    by_kind: BTreeMap<PromiseKind, Vec<&'a Located<Promise>>>,
    by_id: BTreeMap<&'a str, &'a Located<Promise>>,
}

impl<'c, 'a> Register<'c, 'a> {
    fn of(cx: &'c Context<'a>) -> Self {
        let mut register = Self {
            cx,
            by_kind: BTreeMap::new(),
            by_id: BTreeMap::new(),
        };
        for promise in cx.promises().filter(|promise| promises_something(promise)) {
            let of_kind = register.by_kind.entry(promise.kind).or_default();
            of_kind.push(promise);
            register.by_id.insert(&promise.id, promise);
        }
        register
    }

    fn of_kinds(&self, kinds: &[PromiseKind]) -> impl Iterator<Item = &'a Located<Promise>> {
        let of_kinds = kinds.iter().filter_map(|kind| self.by_kind.get(kind));
        of_kinds.flatten().copied()
    }

    /// Whether a promise is about one of the services; an item that names none may be in any.
    fn shares_service(&self, promise: &Promise, services: &[&str]) -> bool {
        services.is_empty()
            || services.iter().any(|id| match &promise.services {
                None | Some(Scope::All) => {
                    let service = self.cx.manifest.services.get(*id);
                    service.is_none_or(|service| service.production)
                }
                Some(only) => only.covers(id),
            })
    }
}

fn promises_something(promise: &Promise) -> bool {
    !matches!(
        promise.commitment,
        Commitment::Nothing
            | Commitment::Flag(Flag::False)
            | Commitment::AiUse(AiUse::Any)
            | Commitment::AiTraining(AiTraining::Allowed)
    )
}

/// What an accepted item is about.
struct Item<'a> {
    category: Option<Category>,
    services: Vec<&'a str>,
    subject: Subject<'a>,
}

fn check_acceptance<'a>(
    register: &Register<'_, 'a>,
    acceptance: &'a Located<Acceptance>,
    found: &mut Shortfalls,
) {
    if acceptance.covers.is_empty() {
        let id = acceptance.id.as_str();
        found
            .untold(
                acceptance.at("covers"),
                id,
                format!("`{id}` does not say what it covers, so no promise can be held against it"),
            )
            .owned_by(acceptance.by.as_deref())
            .cure("write `covers`: single findings, risks or gates");
    }
    for name in &acceptance.covers {
        let Some(item) = standing(register.cx, name) else {
            continue;
        };
        let mut met = BTreeSet::new();
        let affected = acceptance.affects.iter();
        let affected = affected.filter_map(|id| register.by_id.get(id.as_str()).copied());
        for promise in affected {
            met.insert(promise.id.as_str());
            check_promise(register.cx, acceptance, name, &item, promise, found);
        }
        let kinds = item.category.map_or(&[][..], kinds_of);
        for promise in register.of_kinds(kinds) {
            if register.shares_service(promise, &item.services) && !met.contains(&*promise.id) {
                check_promise(register.cx, acceptance, name, &item, promise, found);
            }
        }
    }
    check_category(register, acceptance, found);
}

/// The finding, risk or incident of that name, while it is there; a gate that is accepted is about no one thing.
fn standing<'a>(cx: &Context<'a>, name: &'a str) -> Option<Item<'a>> {
    match cx.covered(name) {
        Covered::Finding(finding) => match finding.status {
            None | Some(FindingStatus::Open | FindingStatus::Accepted) => Some(Item {
                category: finding.category,
                services: finding.service.iter().map(Id::as_str).collect(),
                subject: Subject::of(name, finding.category, finding.title.as_deref()),
            }),
            Some(
                FindingStatus::Fixed | FindingStatus::FalsePositive | FindingStatus::Duplicate,
            ) => None,
        },
        Covered::Risk(risk) => (risk.status != Some(RiskStatus::Closed)).then(|| Item {
            category: risk.category,
            services: risk.services.iter().map(|id| id.as_str()).collect(),
            subject: Subject::of(name, risk.category, risk.title.as_deref()),
        }),
        Covered::Incident(incident) => Some(Item {
            category: None,
            services: incident.services.iter().map(|id| id.as_str()).collect(),
            subject: Subject::of(name, None, incident.cause.as_deref()),
        }),
        Covered::Unreported => None,
        Covered::Gate(_) | Covered::Nothing => Some(Item {
            category: None,
            services: Vec::new(),
            subject: Subject::of(name, None, None),
        }),
    }
}

/// An accepted item of which nobody told what it is about cannot be held against any promise.
fn check_category<'a>(
    register: &Register<'_, 'a>,
    acceptance: &'a Located<Acceptance>,
    found: &mut Shortfalls,
) {
    for name in &acceptance.covers {
        let (place, owner) = match register.cx.covered(name) {
            Covered::Finding(finding) if finding.category.is_none() => {
                (finding.at("category"), finding.owner.as_deref())
            }
            Covered::Risk(risk) if risk.category.is_none() => {
                (risk.at("category"), risk.owner.as_deref())
            }
            Covered::Finding(_)
            | Covered::Risk(_)
            | Covered::Incident(_)
            | Covered::Gate(_)
            | Covered::Unreported
            | Covered::Nothing => continue,
        };
        if standing(register.cx, name).is_some() {
            found
                .untold(
                    place,
                    &acceptance.id,
                    format!(
                        "nobody told what `{name}` is about, so no promise can be held against it"
                    ),
                )
                .owned_by(owner)
                .comparing(name)
                .cure("write `category`");
        }
    }
}

fn check_promise(
    cx: &Context<'_>,
    acceptance: &Located<Acceptance>,
    name: &Located<Id>,
    item: &Item<'_>,
    promise: &Located<Promise>,
    found: &mut Shortfalls,
) {
    let id = acceptance.id.as_str();
    let about = item
        .category
        .map_or("it".to_owned(), |category| format!("{category}"));
    let owner = acceptance.owner.as_deref().or(acceptance.by.as_deref());
    let (clause, message) = match limitation(cx, promise, &item.subject) {
        Limitation::Said => return,
        Limitation::Unsaid => (
            "breaks_promise",
            format!(
                "`{id}` accepts `{name}`, which is about {about}, while `{}` promises {}{}",
                promise.id,
                promise.kind,
                value(promise)
            ),
        ),
        Limitation::Unpublished(file) => (
            "limitation_unpublished",
            format!(
                "the limit that `{}` states for `{name}` is not in `{file}`, where customers read the promise",
                promise.id
            ),
        ),
        Limitation::Unlocated => {
            found
                .untold(
                    promise.at("source"),
                    id,
                    format!("nobody told where customers read `{}`, so its limit for `{name}` may be read nowhere", promise.id),
                )
                .owned_by(owner)
                .comparing(name)
                .comparing(&promise.id)
                .cure("write `source`, and the file of what customers read");
            return;
        }
    };
    found
        .fails(clause, name.here(), id, message)
        .owned_by(owner)
        .beside(promise.at("value"), "promised here")
        .comparing(name)
        .comparing(&promise.id)
        .cure("fix it, or limit or withdraw the promise where customers read it");
}

fn value(promise: &Promise) -> String {
    let value = promise.value.as_ref();
    value.map_or(String::new(), |value| format!(" {}", value.value))
}

fn check_declaration<'a>(
    register: &Register<'_, 'a>,
    declaration: &Declaration<'a>,
    found: &mut Shortfalls,
) {
    let kinds = kinds_behind(declaration.name, register.cx.catalog);
    let subject = Subject::of(declaration.name, None, None);
    for promise in register.of_kinds(kinds) {
        let message = match limitation(register.cx, promise, &subject) {
            Limitation::Unsaid => format!(
                "`{}` is declared not applicable, while `{}` promises {}{}",
                declaration.name,
                promise.id,
                promise.kind,
                value(promise)
            ),
            Limitation::Unpublished(_) | Limitation::Unlocated | Limitation::Said => continue,
        };
        found
            .fails(
                "exempt_but_promised",
                declaration.here(),
                declaration.name,
                message,
            )
            .owned_by(declaration.by.map(Who::as_str))
            .beside(promise.at("value"), "promised here")
            .comparing(&promise.id)
            .cure("answer it, or withdraw the promise");
    }
}

/// The kinds of promise that hang on a category of risk.
fn kinds_of(category: Category) -> &'static [PromiseKind] {
    match category {
        Category::TenantIsolation | Category::Authorisation => &[PromiseKind::Isolation],
        Category::Encryption => &[
            PromiseKind::EncryptionAtRest,
            PromiseKind::EncryptionInTransit,
        ],
        Category::Backup | Category::Restore => &[
            PromiseKind::Rpo,
            PromiseKind::Rto,
            PromiseKind::BackupInterval,
            PromiseKind::BackupRetention,
        ],
        Category::Availability | Category::Capacity => &[PromiseKind::Availability],
        Category::Location | Category::Transfer => &[PromiseKind::DataResidency],
        Category::Retention | Category::Erasure => {
            &[PromiseKind::DeletionWithin, PromiseKind::Retention]
        }
        Category::AiData => &[PromiseKind::AiUse, PromiseKind::AiTraining],
        Category::Logging | Category::Detection => &[PromiseKind::IncidentNotification],
        Category::Payments => &[PromiseKind::CardData],
        Category::Patching => &[PromiseKind::VulnerabilityFix],
        Category::Authentication
        | Category::Injection
        | Category::Configuration
        | Category::Headers
        | Category::Secrets
        | Category::Privacy
        | Category::SupplyChain
        | Category::KeyPerson
        | Category::Documentation
        | Category::Other => &[],
    }
}
