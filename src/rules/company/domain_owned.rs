//! The domain names the company lives by: whose they are, how long, and who could take them away.

use crate::manifest::Stands;
use crate::manifest::model::{Domain, DomainHolder};
use crate::rules::{Context, Fact, RuleOutcome, Shortfalls, Unjudged};
use crate::time::Span;
use crate::yaml::Located;

/// How close the end of a registration may come that does not renew by itself.
const RENEWED_BEFORE: Span = Span::from_days(60);

pub(super) fn domain_owned(cx: &Context<'_>) -> RuleOutcome {
    let company = &cx.manifest.company;
    if company.domains.is_empty() {
        return Err(Unjudged::untold(
            company.at("domains"),
            "company.domains",
            "nothing is told about the domain names of the company",
            "write `company.domains`",
        ));
    }
    let mut found = Shortfalls::none();
    for domain in &company.domains {
        let owner = cx.owner_or_area(domain.owner.as_ref(), "company");
        check_holder(domain, owner, &mut found);
        check_end(cx, domain, owner, &mut found);
        Fact {
            clause: "not_locked",
            field: "lock",
            path: domain.at("lock"),
            subject: &domain.name,
            owner,
            is_so: domain.lock,
            otherwise: format!("`{}` can be transferred away without a lock", domain.name),
            cure: "lock transfers at the registrar",
        }
        .check(&mut found);
        check_watch(domain, owner, &mut found);
    }
    Ok(found)
}

fn check_holder(domain: &Located<Domain>, owner: Option<&str>, found: &mut Shortfalls) {
    let name = &domain.name;
    let holder = match domain.registrar_owner {
        Some(DomainHolder::Person) => "a person",
        Some(DomainHolder::Agency) => "an agency",
        Some(DomainHolder::Company) | None => "somebody else",
    };
    Fact {
        clause: "held_by_others",
        field: "registrar_owner",
        path: domain.at("registrar_owner"),
        subject: name,
        owner,
        is_so: domain
            .registrar_owner
            .map(|holder| holder == DomainHolder::Company),
        otherwise: format!("`{name}` is registered in the account of {holder}, not of the company"),
        cure: "move the registration into an account of the company",
    }
    .check(found);
}

fn check_end(
    cx: &Context<'_>,
    domain: &Located<Domain>,
    owner: Option<&str>,
    found: &mut Shortfalls,
) {
    let name = &domain.name;
    let Some(end) = domain.expires else {
        found
            .untold(
                domain.at("expires"),
                name,
                format!("nobody told when the registration of `{name}` ends"),
            )
            .owned_by(owner)
            .comparing("expires")
            .cure("write `expires`");
        return;
    };
    let renews = domain.auto_renew == Some(true);
    let message = if cx.is_past(end) {
        format!("the registration of `{name}` ended on {end}, as recorded")
    } else if !renews && end <= cx.as_of.plus(&RENEWED_BEFORE) {
        format!(
            "the registration of `{name}` ends on {end}, in {} days, and does not renew by itself; more than {RENEWED_BEFORE} have to be left",
            end.days_since(cx.as_of)
        )
    } else {
        return;
    };
    found
        .fails("ends_soon", domain.at("expires"), name, message)
        .owned_by(owner)
        .cure("renew it, let it renew by itself, and write the new `expires`");
}

fn check_watch(domain: &Located<Domain>, owner: Option<&str>, found: &mut Shortfalls) {
    let name = &domain.name;
    let settings = [
        (
            "no_second_factor",
            "2fa",
            domain.second_factor,
            format!("the registrar's account of `{name}` opens with a password alone"),
            "require a second factor at the registrar",
        ),
        (
            "not_watched",
            "alerts",
            domain.alerts,
            format!("nobody is told when `{name}` changes or comes to its end"),
            "let the registrar tell more than one person",
        ),
    ];
    for (clause, field, setting, message, cure) in settings {
        let message = match setting {
            Some(true) => continue,
            Some(false) => message,
            None => format!("nobody told `{field}`; perhaps {message}"),
        };
        found
            .warns(clause, domain.at(field), name, message)
            .owned_by(owner)
            .cure(cure);
    }
}
