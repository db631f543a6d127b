//! How customers are told when the company's own systems are down.

use crate::manifest::Stands;
use crate::manifest::model::{
    Comms, Contract, DependencyKind, Environment, EnvironmentKind, PromiseKind, Scope, Template,
    TestResult,
};
use crate::rules::resilience::recovery::unsaid;
use crate::rules::{Asked, Context, RuleOutcome, Shortfalls};
use crate::time::Span;
use crate::yaml::Located;

/// How old the list of whom to tell may be.
const EXPORTED_WITHIN: Span = Span::from_days(90);

pub(super) fn customer_comms_ready(cx: &Context<'_>) -> RuleOutcome {
    let comms = cx.section(&cx.manifest.comms, "comms")?;
    let mut found = Shortfalls::none();
    cx.told(&cx.manifest.promises, "promises", &mut found);
    check_status_page(cx, comms, &mut found);
    check_list(cx, comms, &mut found);
    check_texts(cx, comms, &mut found);
    check_interval(cx, comms, &mut found);
    check_contracts(cx, &mut found);
    check_trial(cx, comms, &mut found);
    Ok(found)
}

/// The name in an address, as names are compared: `https://App.Larkfield.example/status` lies at `app.larkfield.example`.
fn host_name(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let rest = address
        .split_once("://")
        .map_or(&*address, |(_, rest)| rest);
    let name = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest);
    name.trim_end_matches('.').to_owned()
}

/// The production environment that answers to a name, or runs at the vendor of that name.
fn environment_at<'a>(cx: &Context<'a>, host: &str) -> Option<&'a str> {
    let environments = cx.manifest.environments.given().into_iter().flatten();
    let mut production = environments
        .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production));
    let lies_at = |environment: &Environment| {
        let domain = environment.domain.as_deref().map(host_name);
        domain.as_deref() == Some(host)
            || environment
                .vendor
                .as_deref()
                .is_some_and(|vendor| vendor.eq_ignore_ascii_case(host))
    };
    production
        .find(|(_, environment)| lies_at(environment))
        .map(|(id, _)| id.as_str())
}

fn check_status_page(cx: &Context<'_>, comms: &Located<Comms>, found: &mut Shortfalls) {
    let owner = comms.owner.as_deref();
    let Some(page) = &comms.status_page else {
        found
            .untold(
                comms.at("status_page"),
                "comms.status_page",
                "nobody told where customers see how the service is",
            )
            .owned_by(owner)
            .cure("write `status_page` with `host` and `independent`");
        return;
    };
    let host = page.host.as_deref().map(host_name);
    let shared = host.as_deref().and_then(|host| {
        let is_host = |on: &str| on.eq_ignore_ascii_case(host);
        let services = cx.production_services();
        services
            .filter(|(id, service)| {
                let hard = service
                    .deps
                    .iter()
                    .filter(|dependency| dependency.kind == DependencyKind::Hard);
                is_host(id) || hard.into_iter().any(|dependency| is_host(&dependency.on))
            })
            .map(|(id, _)| (host, id))
            .next()
            .or_else(|| Some((host, environment_at(cx, host)?)))
    });
    if let Some((host, service)) = shared {
        found
            .fails(
                "shares_fate",
                page.at("host"),
                "comms.status_page",
                format!("the status page lies at `{host}`, and so does `{service}`"),
            )
            .owned_by(owner)
            .cure("host it elsewhere");
    } else if page.independent == Some(false) {
        found
            .fails(
                "shares_fate",
                page.at("independent"),
                "comms.status_page",
                "the status page goes down with the service",
            )
            .owned_by(owner)
            .cure("host it elsewhere");
    } else {
        let is_absent = [
            ("host", page.host.is_none()),
            ("independent", page.independent.is_none()),
        ];
        Asked::of(page, "comms.status_page", owner).ask(is_absent, |field| format!("nobody told whether the status page stays up when the service does not: it lacks `{field}`"), found);
    }
}

fn check_list(cx: &Context<'_>, comms: &Located<Comms>, found: &mut Shortfalls) {
    let owner = comms.owner.as_deref();
    let Some(list) = &comms.contact_list else {
        found
            .untold(
                comms.at("contact_list"),
                "comms.contact_list",
                "nobody told whom to tell, and where that list lies",
            )
            .owned_by(owner)
            .cure("write `contact_list` with `source`, `exported` and `offline`");
        return;
    };
    match list.offline {
        Some(true) => {}
        Some(false) => {
            found
                .fails(
                    "list_inside",
                    list.at("offline"),
                    "comms.contact_list",
                    "the list of whom to tell cannot be read without our systems",
                )
                .owned_by(owner)
                .cure("export it every month to a place that stays readable");
        }
        None => {
            found
                .untold(
                    list.at("offline"),
                    "comms.contact_list",
                    "nobody told whether the list of whom to tell can be read without our systems",
                )
                .owned_by(owner)
                .comparing("offline")
                .cure("write `offline`");
        }
    }
    match list.exported.filter(|&day| !cx.is_yet_to_come(day)) {
        Some(day) if !cx.is_older(day, &EXPORTED_WITHIN) => {}
        Some(day) => {
            found
                .fails(
                    "list_too_old",
                    list.at("exported"),
                    "comms.contact_list",
                    format!("the list of whom to tell was exported {} days ago; {EXPORTED_WITHIN} is the limit", cx.age_days(day)),
                )
                .owned_by(owner)
                .cure("export it again");
        }
        None => {
            found
                .untold(
                    list.at("exported"),
                    "comms.contact_list",
                    "nobody told when the list of whom to tell was exported",
                )
                .owned_by(owner)
                .comparing("exported")
                .cure("write `exported`");
        }
    }
}

fn check_texts(cx: &Context<'_>, comms: &Located<Comms>, found: &mut Shortfalls) {
    let owner = comms.owner.as_deref();
    let needed = [Template::Outage, Template::Breach];
    let has = |wanted: &Template| {
        comms
            .templates
            .iter()
            .any(|template| template.value == *wanted)
    };
    for template in needed.iter().filter(|template| !has(template)) {
        found
            .fails(
                "no_template",
                comms.at("templates"),
                template.word(),
                format!("no text is prepared for `{template}`"),
            )
            .owned_by(owner)
            .cure("write three sentences now, and fill in the rest then");
    }
    if cx.active_among(&comms.approver).is_empty() {
        found
            .fails(
                "nobody_approves",
                comms.at("approver"),
                "comms",
                "nobody who is there may approve a message to customers",
            )
            .owned_by(owner)
            .cure("name somebody, and a deputy");
    }
}

fn check_interval(cx: &Context<'_>, comms: &Located<Comms>, found: &mut Shortfalls) {
    found.extend(unsaid(cx, PromiseKind::StatusUpdateInterval));
    let strictest = cx
        .production_services()
        .filter_map(|(id, _)| cx.strict_span(PromiseKind::StatusUpdateInterval, id))
        .min_by_key(|(_, limit)| limit.shortest());
    let Some((promise, limit)) = strictest else {
        return;
    };
    let says = format!("promise `{}` says an update every {limit}", promise.id);
    if !comms
        .update_owner
        .as_deref()
        .is_some_and(|owner| cx.is_human(owner))
    {
        found
            .fails(
                "interval_unowned",
                comms.at("update_owner"),
                "comms",
                format!("{says}, and nobody who is there keeps that"),
            )
            .owned_by(promise.owner.as_deref())
            .comparing(&promise.id)
            .beside(promise.at("value"), "promised here")
            .cure("name somebody under `update_owner`");
    }
    let (kind, message) = match comms.update_interval {
        Some(interval) if interval.fits_within(&limit) => return,
        Some(interval) => (true, format!("{says}, and {interval} are planned")),
        None => (false, format!("{says}, and nobody told what is planned")),
    };
    let path = comms.at("update_interval");
    let shortfall = if kind {
        found.fails("interval_too_long", path, "comms", message)
    } else {
        found.untold(path, "comms", message)
    };
    shortfall
        .owned_by(promise.owner.as_deref())
        .comparing(&promise.id)
        .beside(promise.at("value"), "promised here")
        .cure(format!(
            "plan an update every {limit}, and write `update_interval`"
        ));
}

/// A contract whose customer was promised to be told of incidents needs somebody to tell.
fn check_contracts(cx: &Context<'_>, found: &mut Shortfalls) {
    let promises: Vec<_> = cx.promises_of(PromiseKind::IncidentNotification).collect();
    let is_to_be_told = |contract: &Contract| {
        let deviates = contract
            .deviations
            .iter()
            .any(|deviation| deviation.kind == PromiseKind::IncidentNotification);
        let is_promised = promises.iter().any(|promise| match &promise.customers {
            None | Some(Scope::All) => true,
            Some(scope) => scope.covers(&contract.customer),
        });
        deviates || is_promised
    };
    let contracts = cx
        .manifest
        .contracts
        .given()
        .into_iter()
        .flat_map(|contracts| contracts.iter());
    let in_force = contracts.filter(|contract| contract.until.is_none_or(|last| !cx.is_past(last)));
    for contract in
        in_force.filter(|contract| contract.security_contact.is_none() && is_to_be_told(contract))
    {
        let customer = &contract.customer;
        found
            .fails("no_contact", contract.at("security_contact"), customer, format!("`{customer}` was promised to hear of incidents, and nobody knows whom to tell there"))
            .owned_by(contract.owner.as_deref())
            .comparing(contract.id.as_deref().unwrap_or_default())
            .cure("ask them, and write `security_contact`");
    }
}

fn check_trial(cx: &Context<'_>, comms: &Located<Comms>, found: &mut Shortfalls) {
    let message = match (
        comms.tested.filter(|&day| !cx.is_yet_to_come(day)),
        comms.result,
    ) {
        (Some(_), Some(TestResult::Pass)) => return,
        (Some(day), Some(result)) => {
            format!("telling customers was tried on {day} and ended with {result}")
        }
        (Some(day), None) => {
            format!("telling customers was tried on {day}, and nobody told how that ended")
        }
        (None, _) => "telling customers was never tried".to_owned(),
    };
    found
        .warns("never_tried", comms.at("tested"), "comms", message)
        .owned_by(comms.owner.as_deref())
        .cure("send one message to yourselves by the whole way, and write `tested` and `result`");
}
