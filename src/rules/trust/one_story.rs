//! What the documents that customers read say of the same thing.

use std::collections::{BTreeMap, BTreeSet};

use super::retired_wording;
use super::strictness::{promises_more, say_the_same};
use crate::gate::Severity;
use crate::manifest::Stands;
use crate::manifest::model::{
    Commitment, EvidenceKind, Promise, PromiseKind, Scope, Source, SourceKind,
};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

pub(super) fn one_story(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    let statements = statements(cx, &mut found);
    compare(cx, &statements, &mut found);
    check_stressed(cx, &statements, &mut found);
    retired_wording::check(cx, &mut found);
    Ok(found)
}

/// What one document says to every customer.
#[derive(Clone, Copy)]
struct Statement<'a> {
    promise: &'a Located<Promise>,
    source: Option<SourceKind>,
}

impl Statement<'_> {
    /// Whether it stands in what customers sign.
    const fn is_signed(&self) -> bool {
        matches!(self.source, Some(SourceKind::Contract | SourceKind::Dpa))
    }

    /// Whether it stands in what anybody can read.
    const fn is_public(&self) -> bool {
        matches!(
            self.source,
            Some(
                SourceKind::TrustPack
                    | SourceKind::Website
                    | SourceKind::PrivacyNotice
                    | SourceKind::Sales
            )
        )
    }

    /// Whether nobody told where it stands.
    const fn is_of_no_source(&self) -> bool {
        self.source.is_none()
    }

    /// Where customers read it, and what it says.
    fn in_words(&self) -> String {
        let promise = self.promise;
        let value = promise
            .value
            .value
            .as_ref()
            .map_or_else(String::new, ToString::to_string);
        let clock = promise
            .clock
            .map_or_else(String::new, |clock| format!(" ({clock})"));
        let window = promise
            .window
            .map_or_else(String::new, |window| format!(" a {window}"));
        let source = self.source.map_or("a source that nobody names", in_words);
        format!("`{}` in {source} says {value}{window}{clock}", promise.id)
    }
}

const fn in_words(source: SourceKind) -> &'static str {
    match source {
        SourceKind::TrustPack => "the trust pack",
        SourceKind::Contract => "the contract",
        SourceKind::Dpa => "the processor contract",
        SourceKind::PrivacyNotice => "the privacy notice",
        SourceKind::Website => "the website",
        SourceKind::Sales => "a sales document",
        SourceKind::Verbal => "talk",
    }
}

/// In which kind of document a promise stands, as far as anybody told.
pub(super) fn source_of(cx: &Context<'_>, promise: &Promise) -> Option<SourceKind> {
    match promise.source.as_ref().map(|source| &source.value)? {
        Source::Kind(kind) => Some(*kind),
        Source::Clause(clause) => clause
            .kind
            .or_else(|| match cx.registered(&clause.ev)?.kind? {
                EvidenceKind::Terms | EvidenceKind::Agreement => Some(SourceKind::Contract),
                EvidenceKind::Dpa | EvidenceKind::DpaTemplate => Some(SourceKind::Dpa),
                EvidenceKind::PrivacyNotice => Some(SourceKind::PrivacyNotice),
                EvidenceKind::TrustPack => Some(SourceKind::TrustPack),
                _ => None,
            }),
    }
}

/// Whether a promise of that kind can be held against another: free words and certificates stand each for itself.
const fn is_comparable(kind: PromiseKind) -> bool {
    !matches!(kind, PromiseKind::Custom | PromiseKind::Certification)
}

/// What is said to every customer; a promise to single ones is a deviation, and told apart.
fn statements<'a>(cx: &Context<'a>, found: &mut Shortfalls) -> Vec<Statement<'a>> {
    let standard = cx.promises().filter(|promise| {
        is_comparable(promise.kind) && !matches!(promise.customers, Some(Scope::Only(_)))
    });
    let mut statements = Vec::new();
    for promise in standard {
        if promise.commitment == Commitment::Unsaid {
            found
                .untold(
                    promise.at("value"),
                    &promise.id,
                    format!(
                        "`{}` has no value that could be held against other documents",
                        promise.id
                    ),
                )
                .owned_by(promise.owner.as_deref())
                .comparing("value")
                .cure("write `value`");
        } else {
            let source = source_of(cx, promise);
            statements.push(Statement { promise, source });
        }
    }
    statements
}

/// What is said of one thing: kind and, for limits, what is counted; and the service, nothing where the company has none.
type Subject<'a> = (PromiseKind, Option<&'a str>, Option<&'a str>);

fn compare(cx: &Context<'_>, statements: &[Statement<'_>], found: &mut Shortfalls) {
    let mut by_subject: BTreeMap<Subject<'_>, Vec<Statement<'_>>> = BTreeMap::new();
    for &statement in statements {
        let promise = statement.promise;
        let counted = match &promise.commitment {
            Commitment::Limit(limit) => Some(limit.what.as_str()),
            _ => None,
        };
        let mut services: Vec<Option<&str>> = match &promise.value.services {
            Some(Scope::Only(services)) => services
                .iter()
                .map(|service| Some(service.as_str()))
                .collect(),
            None | Some(Scope::All) => cx.production_services().map(|(id, _)| Some(id)).collect(),
        };
        if services.is_empty() {
            services.push(None);
        }
        for service in services {
            let subject = (promise.kind, counted, service);
            by_subject.entry(subject).or_default().push(statement);
        }
    }
    let mut compared = BTreeSet::new();
    for about_one in by_subject.values() {
        for of_plan in by_plan(about_one) {
            compare_one(cx, &of_plan, &mut compared, found);
        }
    }
}

/// What is said to the customers of each plan: a statement about the plan stands before one for all plans of the same document.
fn by_plan<'a>(statements: &[Statement<'a>]) -> Vec<Vec<Statement<'a>>> {
    let plan_of = |statement: &Statement<'a>| {
        let plan = statement.promise.value.plan.as_deref();
        plan.map(|plan| plan.trim().to_lowercase())
    };
    let plans: BTreeSet<Option<String>> = statements.iter().map(plan_of).collect();
    let of_plan = |plan: Option<String>| {
        let about_plan = |statement: &&Statement<'a>| plan.is_some() && plan_of(statement) == plan;
        let own: BTreeSet<Option<SourceKind>> = statements
            .iter()
            .filter(about_plan)
            .map(|statement| statement.source)
            .collect();
        statements
            .iter()
            .filter(|statement| {
                about_plan(statement)
                    || (statement.promise.value.plan.is_none() && !own.contains(&statement.source))
            })
            .copied()
            .collect()
    };
    plans.into_iter().map(of_plan).collect()
}

/// Holds what is said of one thing to one plan against the weakest signed document, or else against what is said first; and what
/// agrees with that against what else does, for it may leave open what the two tell differently.
fn compare_one<'a>(
    cx: &Context<'_>,
    statements: &[Statement<'a>],
    compared: &mut BTreeSet<(&'a str, &'a str)>,
    found: &mut Shortfalls,
) {
    let signed = statements
        .iter()
        .filter(|statement| statement.is_signed())
        .reduce(|weakest, other| {
            if promises_more(weakest.promise, other.promise, cx) {
                other
            } else {
                weakest
            }
        });
    let Some(measure) = signed.or(statements.first()) else {
        return;
    };
    let mut agreeing = vec![measure];
    for statement in statements {
        let promise = statement.promise;
        let differs = |other: &&&Statement<'a>| !say_the_same(promise, other.promise, cx);
        let Some(measure) = agreeing.iter().find(differs).copied() else {
            agreeing.push(statement);
            continue;
        };
        let against = measure.promise;
        if !compared.insert((&promise.id, &against.id)) {
            continue;
        }
        let is_worse =
            statement.is_public() && measure.is_signed() && promises_more(promise, against, cx);
        let (clause, help) = if is_worse {
            (
                "public_promises_more",
                "let customers sign what is published, or publish what they sign",
            )
        } else {
            (
                "values_differ",
                "write one value in both, or say for which `plan` or `customers` each holds",
            )
        };
        let shortfall = found.fails(
            clause,
            promise.at("value"),
            &promise.id,
            format!(
                "on {}, {}, and {}",
                promise.kind,
                statement.in_words(),
                measure.in_words()
            ),
        );
        if is_worse || may_be_worse(cx, statement, statements) {
            shortfall.weighs(Severity::Blocker);
        }
        shortfall
            .owned_by(promise.owner.as_deref())
            .comparing(&against.id)
            .beside(against.at("value"), format!("`{}` stands here", against.id))
            .cure(help);
    }
}

/// Whether a statement and another one, of which one names no document, may be public and promise more than what customers sign.
fn may_be_worse(cx: &Context<'_>, one: &Statement<'_>, all: &[Statement<'_>]) -> bool {
    let may_be = |public: &Statement<'_>, signed: &Statement<'_>| {
        (public.is_public() || public.is_of_no_source())
            && (signed.is_signed() || signed.is_of_no_source())
            && (public.is_of_no_source() || signed.is_of_no_source())
            && promises_more(public.promise, signed.promise, cx)
    };
    all.iter()
        .any(|other| may_be(one, other) || may_be(other, one))
}

/// Warns of each kind that a claim of the pack rests on and that no signed document speaks of.
fn check_stressed(cx: &Context<'_>, statements: &[Statement<'_>], found: &mut Shortfalls) {
    let by_id: BTreeMap<&str, &Statement<'_>> = statements
        .iter()
        .map(|statement| (statement.promise.id.as_str(), statement))
        .collect();
    let signed: BTreeSet<PromiseKind> = statements
        .iter()
        .filter(|statement| statement.is_signed())
        .map(|statement| statement.promise.kind)
        .collect();
    let pack = cx.manifest.trust_pack.given();
    let mut told = BTreeSet::new();
    for claim in pack.into_iter().flat_map(|pack| pack.claims.iter()) {
        for named in &claim.refs {
            let Some(statement) = by_id.get(named.as_str()) else {
                continue;
            };
            let kind = statement.promise.kind;
            if signed.contains(&kind) || !told.insert(kind) {
                continue;
            }
            found
                .warns(
                    "signed_is_silent",
                    named.here(),
                    &claim.id,
                    format!("claim `{}` of the trust pack stresses {kind}, and nothing that customers sign speaks of it", claim.id),
                )
                .owned_by(claim.owner.as_deref())
                .comparing(kind.word())
                .beside(statement.promise.here(), format!("`{named}` stands here"))
                .cure("write the same value into the standard contract or processor contract, as a promise with that `source`");
        }
    }
}
