//! The separation that is sold, against the separation that runs.

use super::holders::services_of;
use super::promised::{ids, promises_told, section_for};
use super::tenancy::separation_of;
use crate::manifest::Stands;
use crate::manifest::model::{
    ClaimKind, Commitment, IsolationLevel, Promise, PromiseKind, Scope, Store, Tenancy, TenantPart,
};
use crate::rules::{Context, RuleOutcome, Shortfalls, Unjudged};
use crate::yaml::Located;

/// Words that customers read as more than they may mean, and the least they are taken for.
const STRONG_WORDS: [(&str, IsolationLevel); 3] = [
    ("dedicated", IsolationLevel::Dedicated),
    ("private", IsolationLevel::Account),
    ("isolated", IsolationLevel::Database),
];

/// Parts that hold data beside the database.
const BESIDE_THE_DATABASE: [TenantPart; 5] = [
    TenantPart::Database,
    TenantPart::Backups,
    TenantPart::Search,
    TenantPart::Analytics,
    TenantPart::Files,
];

pub(super) fn isolation_promise_matches(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = Shortfalls::none();
    let promises = promises_told(cx, PromiseKind::Isolation, &mut found);
    let words = strong_words(cx);
    if promises.is_empty() && words.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable(
            "no separation of customers is promised",
        ));
    }
    let Some(tenancy) = section_for(
        cx,
        &cx.manifest.tenancy,
        "tenancy",
        &ids(&promises),
        &mut found,
    ) else {
        return Ok(found);
    };
    for promise in promises {
        if let Commitment::Isolation(level) = promise.commitment {
            check_placement(promise, level, tenancy, &mut found);
            if level >= IsolationLevel::Database {
                check_parts(promise, level, tenancy, &mut found);
                check_stores(cx, promise, level, &mut found);
            }
        }
    }
    for word in words.iter().filter(|word| {
        tenancy
            .boundary
            .is_none_or(|boundary| word.level > boundary)
    }) {
        let declared = tenancy.boundary.map_or("nothing", IsolationLevel::word);
        found
            .warns(
                "word_too_strong",
                word.path.clone(),
                word.subject,
                format!(
                    "customers read `{}`, which they take for {}; declared is {declared}",
                    word.word, word.level
                ),
            )
            .comparing(word.word)
            .cure("use the word for what runs, or write down what it means");
    }
    Ok(found)
}

fn check_placement(
    promise: &Located<Promise>,
    level: IsolationLevel,
    tenancy: &Located<Tenancy>,
    found: &mut Shortfalls,
) {
    let customers: Vec<&str> = match &promise.customers {
        None | Some(Scope::All) => Vec::new(),
        Some(Scope::Only(customers)) => {
            customers.iter().map(|customer| customer.as_str()).collect()
        }
    };
    let promised = |customer: Option<&str>| match customer {
        Some(customer) => format!(
            "promise `{}` gives `{customer}` a separation by {level}",
            promise.id
        ),
        None => format!(
            "promise `{}` gives customers a separation by {level}",
            promise.id
        ),
    };
    let mut check = |customer: Option<&str>, placed: Option<IsolationLevel>, field: String| {
        let message = promised(customer);
        let shortfall = match placed {
            Some(placed) if placed >= level => return,
            Some(placed) => found.fails(
                "below_promise",
                tenancy.at(field),
                customer.unwrap_or("tenancy"),
                format!("{message}; it is by {placed}"),
            ),
            None => found.untold(
                tenancy.at(field),
                customer.unwrap_or("tenancy"),
                format!("{message}; nobody told by what customers are separated"),
            ),
        };
        shortfall
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure("move the customer, or correct the words");
    };
    if customers.is_empty() {
        check(None, tenancy.boundary, "boundary".to_owned());
        for (customer, placed) in &tenancy.placement {
            check(
                Some(customer),
                Some(*placed),
                format!("placement.{customer}"),
            );
        }
    }
    for customer in customers {
        let field = if tenancy.placement.contains_key(customer) {
            format!("placement.{customer}")
        } else {
            "boundary".to_owned()
        };
        check(Some(customer), separation_of(tenancy, customer), field);
    }
}

fn check_parts(
    promise: &Located<Promise>,
    level: IsolationLevel,
    tenancy: &Located<Tenancy>,
    found: &mut Shortfalls,
) {
    let Some(parts) = &tenancy.shared_parts else {
        found
            .untold(
                tenancy.at("shared_parts"),
                "tenancy",
                format!("promise `{}` gives a separation by {level}; nobody told whether customers share backups, search, analytics or files", promise.id),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure("write `shared_parts`, an empty list where they share none");
        return;
    };
    for part in parts
        .iter()
        .filter(|part| BESIDE_THE_DATABASE.contains(&part.value))
    {
        found
            .fails(
                "part_shared",
                part.here(),
                part.word(),
                format!(
                    "promise `{}` gives a separation by {level}; all customers share {}",
                    promise.id, part.value
                ),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure("separate that part too, or promise less");
    }
}

fn check_stores(
    cx: &Context<'_>,
    promise: &Located<Promise>,
    level: IsolationLevel,
    found: &mut Shortfalls,
) {
    let services = services_of(cx, promise);
    let is_theirs = |store: &Store| {
        store
            .service
            .as_deref()
            .is_none_or(|of| services.contains(&of))
    };
    let stores: Vec<_> = cx
        .manifest
        .data
        .given()
        .into_iter()
        .flat_map(|data| data.stores.iter())
        .collect();
    // A customer of whom the promise speaks by name may have a store of its own beside the one that the others share.
    let stands_beside_its_own = |shared: &Store| {
        matches!(promise.customers, Some(Scope::Only(_)))
            && shared.purpose.is_some()
            && stores.iter().any(|(_, own)| {
                own.shared == Some(false)
                    && own.service == shared.service
                    && own.purpose == shared.purpose
            })
    };
    for &(id, store) in stores
        .iter()
        .filter(|(_, store)| is_theirs(store) && !stands_beside_its_own(store))
    {
        let said = format!("promise `{}` gives a separation by {level}", promise.id);
        let shortfall = match store.shared {
            Some(false) => continue,
            Some(true) => found.fails(
                "store_shared",
                store.at("shared"),
                id,
                format!("{said}; customers share store `{id}`"),
            ),
            None => found.untold(
                store.at("shared"),
                id,
                format!("{said}; nobody told whether customers share store `{id}`"),
            ),
        };
        shortfall
            .owned_by(store.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure("separate the store too, or promise less; and write `shared`");
    }
}

/// A word that customers read, with what they take it for.
struct StrongWord<'a> {
    word: &'static str,
    level: IsolationLevel,
    subject: &'a str,
    path: crate::manifest::ManifestPath,
}

/// Strong words where separation is the subject: claims of that kind, topics of that name, and the wording of promises.
fn strong_words<'a>(cx: &Context<'a>) -> Vec<StrongWord<'a>> {
    let mut texts: Vec<(&str, &str, crate::manifest::ManifestPath)> = Vec::new();
    if let Some(pack) = cx.manifest.trust_pack.given() {
        for claim in pack
            .claims
            .iter()
            .filter(|claim| claim.kind == Some(ClaimKind::Isolation))
        {
            texts.extend(
                claim
                    .text
                    .as_deref()
                    .map(|text| (claim.id.as_str(), text, claim.at("text"))),
            );
        }
        let is_about = |name: &str| {
            ["isolation", "tenan", "separation"]
                .iter()
                .any(|part| name.contains(part))
        };
        for (name, topic) in pack.topics.iter().filter(|(name, _)| is_about(name)) {
            for text in topic.can.iter().flat_map(|texts| texts.iter()) {
                texts.push((name, text.as_str(), text.here()));
            }
        }
    }
    for promise in cx.promises_of(PromiseKind::Isolation) {
        texts.extend(
            promise
                .wording
                .as_deref()
                .map(|text| (promise.id.as_str(), text, promise.at("wording"))),
        );
    }
    let mut found = Vec::new();
    for (subject, text, path) in texts {
        let text = text.to_lowercase();
        let strongest = STRONG_WORDS.iter().find(|(word, _)| text.contains(word));
        found.extend(strongest.map(|&(word, level)| StrongWord {
            word,
            level,
            subject,
            path: path.clone(),
        }));
    }
    found
}
