//! Card data against how payments are taken.

use crate::manifest::Stands;
use crate::manifest::model::{Billing, CardIntegration, DataCategory, EvidenceKind, VendorService};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::text::says_nothing;
use crate::time::Span;
use crate::yaml::Located;

/// How old the self-assessment may be.
const SAQ_AGE: Span = Span::from_days(365);

pub(super) fn card_data_avoided(cx: &Context<'_>) -> RuleOutcome {
    let billing = cx.section(&cx.manifest.billing, "billing")?;
    let mut found = Shortfalls::none();
    check_stored(cx, billing, &mut found);
    match billing.integration {
        None => untold(
            billing,
            "integration",
            "how card data gets to the payment provider",
            &mut found,
        ),
        Some(CardIntegration::None) => check_none(cx, billing, &mut found),
        Some(integration) => {
            check_integration(cx, billing, integration, &mut found);
            check_attestation(cx, billing, &mut found);
            check_saq(cx, billing, &mut found);
        }
    }
    let logging = cx.manifest.logging.given();
    if let Some(logging) = logging.filter(|logging| logging.card_numbers_masked == Some(false)) {
        found
            .warns(
                "numbers_in_text",
                logging.at("card_numbers_masked"),
                "logging",
                "card numbers are not masked in logs",
            )
            .owned_by(logging.owner.as_deref())
            .cure("mask them where logs come in, and write `card_numbers_masked: true`");
    }
    if billing.card_numbers_kept_out != Some(true) {
        let told = if billing.card_numbers_kept_out.is_some() {
            "no rule keeps"
        } else {
            "nobody told of a rule that keeps"
        };
        found
            .warns(
                "numbers_in_text",
                billing.at("card_numbers_kept_out"),
                "billing",
                format!("{told} card numbers out of tickets and logs"),
            )
            .owned_by(billing.owner.as_deref())
            .cure(
                "mask them where tickets and logs come in, and write `card_numbers_kept_out: true`",
            );
    }
    Ok(found)
}

fn untold(billing: &Located<Billing>, field: &'static str, what: &str, found: &mut Shortfalls) {
    found
        .untold(billing.at(field), "billing", format!("nobody told {what}"))
        .owned_by(billing.owner.as_deref())
        .comparing(field)
        .cure(format!("write `billing.{field}`"));
}

fn check_stored(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    match billing.stores_card_data {
        Some(false) => {}
        None => untold(
            billing,
            "stores_card_data",
            "whether card data is stored",
            found,
        ),
        Some(true) => {
            found
                .fails(
                    "card_data_stored",
                    billing.at("stores_card_data"),
                    "billing",
                    "card data is stored",
                )
                .owned_by(billing.owner.as_deref())
                .cure("let the provider keep it, and delete what is here");
        }
    }
    let stores = cx
        .manifest
        .data
        .given()
        .into_iter()
        .flat_map(|data| data.stores.iter());
    for (id, store) in stores {
        if let Some(category) = store
            .categories
            .iter()
            .find(|category| category.value == DataCategory::Card)
        {
            found
                .fails(
                    "card_data_stored",
                    category.here(),
                    id,
                    format!("store `{id}` holds card numbers"),
                )
                .owned_by(store.owner.as_deref())
                .comparing("store")
                .cure("let the provider keep them, and delete what is here");
        }
    }
}

/// Without any integration nobody can take cards for us.
fn check_none(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    let mut payments = vendors.filter(|(_, vendor)| vendor.does == Some(VendorService::Payments));
    let named = billing
        .provider
        .as_ref()
        .map(|provider| (provider.to_string(), billing.at("provider")));
    if let Some((id, path)) = named.or_else(|| {
        payments
            .next()
            .map(|(id, vendor)| (id.clone(), vendor.at("does")))
    }) {
        found
            .fails(
                "none_contradicted",
                billing.at("integration"),
                "billing",
                format!("no card data reaches any provider, and `{id}` takes payments"),
            )
            .owned_by(billing.owner.as_deref())
            .comparing(&id)
            .beside(path, "it stands here")
            .cure("write how card data gets there");
    }
}

fn check_integration(
    cx: &Context<'_>,
    billing: &Located<Billing>,
    integration: CardIntegration,
    found: &mut Shortfalls,
) {
    match integration {
        CardIntegration::OwnForm => {
            let why = match &billing.own_form_decision {
                None => Some("no decision is recorded".to_owned()),
                Some(decision) => cx.weigh(decision).defect,
            };
            if let Some(why) = why {
                found
                    .fails(
                        "own_form_undecided",
                        billing.at("own_form_decision"),
                        "billing",
                        format!("card data passes a form of our own, and for that {why}"),
                    )
                    .owned_by(billing.owner.as_deref())
                    .cure("use the provider's page; or decide it knowingly and name the record");
            }
        }
        CardIntegration::Embedded => {
            if billing.script_protection != Some(true)
                && billing.provider_confirms_scripts != Some(true)
            {
                found
                    .fails("scripts_unguarded", billing.at("script_protection"), "billing", "the provider's form is embedded in our page, and neither are its scripts guarded nor does the provider confirm that they are")
                    .owned_by(billing.owner.as_deref())
                    .cure("redirect to the provider's page; or guard the scripts, or have the provider confirm it, and write so");
            }
        }
        CardIntegration::Redirect | CardIntegration::Link | CardIntegration::None => {}
    }
}

fn check_attestation(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    let Some(attestation) = &billing.provider_attestation else {
        found
            .fails(
                "attestation_missing",
                billing.at("provider_attestation"),
                "billing",
                "no attestation of the payment provider is on record",
            )
            .owned_by(billing.owner.as_deref())
            .cure("download it from the provider, and write `valid_until`");
        return;
    };
    let defect = attestation
        .evidence
        .as_ref()
        // how long it holds is asked for below
        .and_then(|evidence| {
            let other = cx.other_kind(EvidenceKind::PciAttestation, evidence);
            other.or_else(|| cx.weigh_of(evidence, Some(cx.as_of)).defect)
        });
    let why = match attestation.valid_until {
        Some(last_day) if cx.is_past(last_day) => Some(format!(
            "ended on {last_day}, {} days ago",
            cx.age_days(last_day)
        )),
        Some(_) | None => defect.map(|defect| format!("proves nothing: {defect}")),
    };
    if let Some(why) = why {
        found
            .fails(
                "attestation_missing",
                attestation.at("valid_until"),
                "billing",
                format!("the attestation of the payment provider {why}"),
            )
            .owned_by(billing.owner.as_deref())
            .cure("download the newest one from the provider");
    } else if attestation.valid_until.is_none() {
        found
            .untold(
                attestation.at("valid_until"),
                "billing",
                "nobody told how long the attestation of the payment provider holds",
            )
            .owned_by(billing.owner.as_deref())
            .comparing("valid_until")
            .cure("write `valid_until`");
    }
}

fn check_saq(cx: &Context<'_>, billing: &Located<Billing>, found: &mut Shortfalls) {
    if says_nothing(billing.saq.as_ref()) {
        untold(
            billing,
            "saq",
            "which self-assessment of card data security applies",
            found,
        );
    }
    match billing.saq_date.filter(|&date| !cx.is_yet_to_come(date)) {
        None => untold(
            billing,
            "saq_date",
            "when the self-assessment of card data security was made",
            found,
        ),
        Some(date) if cx.is_older(date, &SAQ_AGE) => {
            found
                .fails(
                    "saq_too_old",
                    billing.at("saq_date"),
                    "billing",
                    format!(
                        "the self-assessment is {} days old; {SAQ_AGE} is the limit",
                        cx.age_days(date)
                    ),
                )
                .owned_by(billing.owner.as_deref())
                .cure("make it again; for a hosted page it is short");
        }
        Some(_) => {}
    }
}
