//! Requests and complaints of people: who answers them, where they arrive, and how soon.

use super::promised::{compare_all, ids, promises_told};
use crate::legal::DATA_COMPLAINTS;
use crate::manifest::Stands;
use crate::manifest::model::{
    Commitment, DataPosition, DataRequests, DataRole, Promise, PromiseKind,
};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::says_nothing;
use crate::time::Span;
use crate::yaml::Located;

/// Days in which the law wants a request answered by whoever decides on the purpose.
const DAYS_AS_CONTROLLER: u32 = 30;
/// Days in which the law wants a complaint acknowledged.
const DAYS_TO_ACKNOWLEDGE: u32 = 30;

pub(super) fn data_requests_runnable(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let mut found = Shortfalls::none();
    match &data.requests {
        Some(requests) => check_requests(cx, data, requests, &mut found),
        None => {
            found
                .untold(
                    data.at("requests"),
                    "requests",
                    "nobody told how requests of people are served",
                )
                .owned_by(data.owner.as_deref())
                .cure("write `data.requests` with `owner`, `channel` and `days`");
        }
    }
    if may_decide(data) && cx.as_of >= DATA_COMPLAINTS.from(cx.facts) {
        check_complaints(cx, data, &mut found);
    }
    Ok(found)
}

/// Whether the company may decide on some purpose itself; where it names no purpose it may.
fn may_decide(data: &DataPosition) -> bool {
    data.roles.is_empty()
        || data
            .roles
            .values()
            .any(|&role| role == DataRole::Controller)
}

fn check_requests(
    cx: &Context<'_>,
    data: &DataPosition,
    requests: &Located<DataRequests>,
    found: &mut Shortfalls,
) {
    let owner = requests.owner.as_deref();
    let why_nobody = match owner {
        None => Some("nobody is named".to_owned()),
        Some(who) => cx.lost(who).map(|lost| lost.reason),
    };
    if let Some(why) = why_nobody {
        found
            .fails(
                "nobody_answers",
                requests.at("owner"),
                "requests",
                format!("nobody answers requests of people: {why}"),
            )
            .owned_by(owner)
            .cure("name somebody who is there as `owner`");
    }
    if says_nothing(requests.channel.as_ref()) {
        found
            .fails(
                "no_channel",
                requests.at("channel"),
                "requests",
                "requests of people have no address to arrive at",
            )
            .owned_by(owner)
            .cure("open a mailbox, and write it as `channel`");
    }
    let is_rehearsed = requests.last_run.is_some_and(|day| !cx.is_yet_to_come(day));
    if !is_rehearsed {
        found
            .warns(
                "never_rehearsed",
                requests.at("last_run"),
                "requests",
                "no request of a person was ever served or rehearsed",
            )
            .owned_by(owner)
            .cure("serve one for a colleague, and write the day as `last_run`");
    }
    let promises = promises_told(cx, PromiseKind::RequestAssist, found);
    let Some(days) = requests.days else {
        let shortfall = found.untold(
            requests.at("days"),
            "requests",
            "nobody told in how many days requests are answered",
        );
        compare_all(shortfall, &ids(&promises))
            .owned_by(owner)
            .cure("write `days`");
        return;
    };
    if may_decide(data) && days > DAYS_AS_CONTROLLER {
        found
            .fails("too_slow", requests.at("days"), "requests", format!("requests are answered within {days} days; {DAYS_AS_CONTROLLER} is the limit for purposes on which the company decides"))
            .owned_by(owner)
            .cure(format!("answer within {DAYS_AS_CONTROLLER} days"));
    }
    for promise in promises {
        check_promise(promise, requests, days, found);
    }
}

fn check_promise(
    promise: &Located<Promise>,
    requests: &Located<DataRequests>,
    days: u32,
    found: &mut Shortfalls,
) {
    let assisting = Span::from_days(days);
    if let Commitment::Span(limit) = promise.commitment
        && !assisting.fits_within(&limit)
    {
        found
            .fails("slower_than_promised", requests.at("days"), "requests", format!("promise `{}` helps customers with requests within {limit}; requests are answered within {days} days", promise.id))
            .owned_by(requests.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), format!("{limit} promised here"))
            .beyond_acceptance()
            .cure(format!("answer within {limit}, or promise {assisting}"));
    }
}

fn check_complaints(cx: &Context<'_>, data: &Located<DataPosition>, found: &mut Shortfalls) {
    let jurisdictions = cx.jurisdictions();
    if !DATA_COMPLAINTS.may_bind(&jurisdictions) {
        return;
    }
    let since = DATA_COMPLAINTS.from(cx.facts);
    let Some(complaints) = data
        .complaints
        .as_ref()
        .filter(|complaints| !says_nothing(complaints.channel.as_ref()))
    else {
        let path = data.complaints.as_ref().map_or_else(
            || data.at("complaints"),
            |complaints| complaints.at("channel"),
        );
        let shortfall = if jurisdictions.is_empty() {
            found.untold(cx.manifest.company.at("jurisdictions"), "complaints", format!("no way to complain is recorded, and nobody told whether the law of the United Kingdom binds the company, which asks for one since {since}"))
        } else {
            found.fails(
                "no_way_to_complain",
                path,
                "complaints",
                format!(
                    "complaints have no address to arrive at; the law asks for one since {since}"
                ),
            )
        };
        shortfall
            .owned_by(data.owner.as_deref())
            .cure("open a mailbox or form for complaints, and write `data.complaints`");
        return;
    };
    match complaints.acknowledge_days {
        Some(days) if days <= DAYS_TO_ACKNOWLEDGE => {}
        Some(days) => {
            found
                .fails("complaints_too_slow", complaints.at("acknowledge_days"), "complaints", format!("complaints are acknowledged within {days} days; {DAYS_TO_ACKNOWLEDGE} is the limit since {since}"))
                .owned_by(complaints.owner.as_deref())
                .cure(format!("acknowledge within {DAYS_TO_ACKNOWLEDGE} days"));
        }
        None => {
            found
                .untold(
                    complaints.at("acknowledge_days"),
                    "complaints",
                    "nobody told in how many days complaints are acknowledged",
                )
                .owned_by(complaints.owner.as_deref())
                .cure("write `acknowledge_days`");
        }
    }
}
