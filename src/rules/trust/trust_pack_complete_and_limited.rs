//! The topics of the trust pack: each with what can be promised, what cannot, and somebody to ask.

use std::collections::BTreeSet;

use crate::manifest::model::{Duties, PromiseKind, Topic, TrustPack, Who};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::text::is_placeholder;
use crate::yaml::{Located, OneOrMany};

const TOPICS: [&str; 7] = [
    "privacy",
    "security",
    "support",
    "incidents",
    "subprocessors",
    "billing",
    "resilience",
];

pub(super) fn trust_pack_complete_and_limited(cx: &Context<'_>) -> RuleOutcome {
    let pack = cx.section(&cx.manifest.trust_pack, "trust_pack")?;
    if pack.topics.is_empty() {
        return Err(Unjudged::untold(
            pack.at("topics"),
            "topics",
            "nobody told what the trust pack says, topic by topic",
            "write `topics`: what can be promised, what cannot, and whom to ask",
        ));
    }
    let mut found = Shortfalls::none();
    for topic in TOPICS.into_iter().filter(|topic| is_asked(cx, topic)) {
        if !pack.topics.contains_key(topic) {
            found
                .fails(
                    "topic_missing",
                    pack.at("topics"),
                    topic,
                    format!("the trust pack has no topic `{topic}`"),
                )
                .owned_by(pack.owner.as_deref())
                .cure(format!(
                    "write under `{topic}` what cannot be promised, then what can"
                ));
        }
    }
    for (name, topic) in &pack.topics {
        check_lists(cx, name, topic, owner_of(pack, topic), &mut found);
    }
    check_contacts(cx, pack, &mut found);
    check_further(cx, pack, &mut found);
    Ok(found)
}

fn owner_of<'a>(pack: &'a TrustPack, topic: &'a Topic) -> Option<&'a str> {
    topic.owner.as_deref().or(pack.owner.as_deref())
}

fn is_asked(cx: &Context<'_>, topic: &str) -> bool {
    match topic {
        "billing" => cx.exemption(&cx.manifest.billing, "billing").is_none(),
        "subprocessors" => cx.central_exemption("trust_pack.subprocessors").is_none(),
        _ => true,
    }
}

/// What a list of a topic says.
enum Lines {
    Missing,
    None,
    Some,
}

fn lines(list: Option<&OneOrMany<String>>) -> Lines {
    let mut written = list.into_iter().flat_map(|list| list.iter());
    if written.clone().any(|line| !is_placeholder(line)) {
        return Lines::Some;
    }
    if written.any(|line| line.trim().eq_ignore_ascii_case("none")) {
        return Lines::None;
    }
    Lines::Missing
}

fn check_lists(
    cx: &Context<'_>,
    name: &str,
    topic: &Located<Topic>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let mut missing = |field: &'static str, message: String| {
        found
            .fails("list_missing", topic.at(field), name, message)
            .owned_by(owner)
            .comparing(field)
            .cure("write a line; where nothing is excluded, `cannot: none` with whoever approved that");
    };
    if !matches!(lines(topic.can.as_ref()), Lines::Some) {
        missing(
            "can",
            format!("the topic `{name}` does not say what customers can rely on"),
        );
    }
    match lines(topic.cannot.as_ref()) {
        Lines::Some => {}
        Lines::Missing => missing(
            "cannot",
            format!("the topic `{name}` does not say what cannot be promised"),
        ),
        Lines::None => check_none(cx, name, topic, owner, found),
    }
}

fn check_none(
    cx: &Context<'_>,
    name: &str,
    topic: &Located<Topic>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let message = match topic.approved_by.as_deref() {
        None => format!("the topic `{name}` excludes nothing, and nobody approved that"),
        Some(by) if may_publish(cx, by) => return,
        Some(by) => {
            format!(
                "the topic `{name}` excludes nothing, and `{by}`, who approved that, may not publish"
            )
        }
    };
    found
        .fails("none_unapproved", topic.at("approved_by"), name, message)
        .owned_by(owner)
        .cure("write what is excluded, or have that approved by a role under `authority.publish`");
}

fn may_publish(cx: &Context<'_>, who: &str) -> bool {
    cx.people_behind(who)
        .iter()
        .any(|person| cx.held_any(person, cx.publish_roles(), cx.as_of))
}

/// Topics whose contact is on a duty, with the duties that answer.
type Answering = (
    &'static str,
    &'static str,
    fn(&Duties) -> Vec<&OneOrMany<Who>>,
);

const ANSWERING: [Answering; 3] = [
    ("privacy", "privacy_contact", |duties| {
        vec![&duties.privacy_contact]
    }),
    ("security", "security_contact", |duties| {
        vec![&duties.security_contact]
    }),
    (
        "incidents",
        "customer_comms`, `incident_lead` or `security_contact",
        |duties| {
            vec![
                &duties.customer_comms,
                &duties.incident_lead,
                &duties.security_contact,
            ]
        },
    ),
];

fn check_contacts(cx: &Context<'_>, pack: &TrustPack, found: &mut Shortfalls) {
    let asked: Vec<(&Answering, &Located<Topic>)> = ANSWERING
        .iter()
        .filter_map(|answering| Some((answering, pack.topics.get(answering.0)?)))
        .collect();
    if asked.is_empty() {
        return;
    }
    let Some(duties) = cx.told(&cx.manifest.duties, "duties", found) else {
        return;
    };
    for ((name, duty, on_duty), topic) in asked {
        let answering: BTreeSet<&str> = on_duty(duties)
            .into_iter()
            .flat_map(|duty| cx.active_among(duty))
            .collect();
        let message = match topic.contact.as_deref() {
            None => format!("the topic `{name}` names no contact"),
            Some(contact) => match cx.lost(contact) {
                Some(lost) => format!("the contact for `{name}` reaches nobody: {}", lost.reason),
                None if cx.people_behind(contact).is_disjoint(&answering) => {
                    format!(
                        "`{contact}` is the contact for `{name}`, and does not hold the duty `{duty}`"
                    )
                }
                None => continue,
            },
        };
        found
            .fails("contact_lost", topic.at("contact"), name, message)
            .owned_by(owner_of(pack, topic))
            .cure(format!("name somebody who is on `{duty}` under `duties`"));
    }
}

fn check_further(cx: &Context<'_>, pack: &Located<TrustPack>, found: &mut Shortfalls) {
    let applying = [
        ("ai", ai_applies(cx)),
        ("tenancy", tenancy_applies(cx)),
        ("data_location", location_applies(cx)),
    ];
    for (topic, because) in applying {
        let Some((path, because)) = because.filter(|_| !pack.topics.contains_key(topic)) else {
            continue;
        };
        found
            .warns(
                "topic_applies",
                pack.at("topics"),
                topic,
                format!("the trust pack has no topic `{topic}`, and {because}"),
            )
            .owned_by(pack.owner.as_deref())
            .beside(path, "it stands here")
            .cure(format!("write the topic `{topic}`"));
    }
}

/// Where it stands that a topic applies, and why.
type Because = Option<(ManifestPath, String)>;

fn promised(cx: &Context<'_>, kinds: &[PromiseKind]) -> Because {
    let promise = cx
        .promises()
        .find(|promise| kinds.contains(&promise.kind))?;
    Some((
        promise.here(),
        format!("`{}` promises {}", promise.id, promise.kind),
    ))
}

fn ai_applies(cx: &Context<'_>) -> Because {
    let features = cx.manifest.ai.given().and_then(|ai| ai.features.as_ref());
    let feature = features.and_then(|features| features.first());
    feature
        .map(|feature| (feature.here(), format!("`{}` uses a model", feature.id)))
        .or_else(|| promised(cx, &[PromiseKind::AiUse, PromiseKind::AiTraining]))
}

fn tenancy_applies(cx: &Context<'_>) -> Because {
    let tenancy = cx.manifest.tenancy.given();
    tenancy
        .map(|tenancy| {
            (
                tenancy.here(),
                "customers are kept apart in some way".to_owned(),
            )
        })
        .or_else(|| promised(cx, &[PromiseKind::Isolation]))
}

fn location_applies(cx: &Context<'_>) -> Because {
    let stores = cx.manifest.data.given().map(|data| &data.stores);
    let personal = stores.into_iter().flatten().find(|(_, store)| {
        let mut categories = store.categories.iter();
        categories.any(|category| category.is_personal())
    });
    personal
        .map(|(id, store)| (store.here(), format!("store `{id}` holds personal data")))
        .or_else(|| promised(cx, &[PromiseKind::DataResidency]))
}
