//! Whether a proof of concept ends, and whether anybody could take it for production.

use std::collections::BTreeSet;

use crate::manifest::Stands;
use crate::manifest::model::{Environment, EnvironmentKind};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::yaml::Located;

/// Words in a domain name that tell a visitor that this is not production.
const MARKS: [&str; 11] = [
    "demo",
    "dev",
    "internal",
    "lab",
    "localhost",
    "pilot",
    "poc",
    "preview",
    "sandbox",
    "staging",
    "test",
];

pub(super) fn disposable_and_labelled(cx: &Context<'_>) -> RuleOutcome {
    let mut found = Shortfalls::none();
    let of_kind = cx.environments_of(EnvironmentKind::Poc, &mut found)?;
    let production = production_domains(cx);
    for (id, environment) in of_kind {
        let owner = cx.owner_or_area(environment.owner.as_ref(), "poc");
        let mut check = Check {
            id,
            environment,
            owner,
            found: &mut found,
        };
        check.label();
        check.end(cx);
        check.domain(&production);
        check.customers();
    }
    check_production(cx, &mut found);
    Ok(found)
}

fn of_production<'a>(
    cx: &Context<'a>,
) -> impl Iterator<Item = (&'a str, &'a Located<Environment>)> + use<'a> {
    let environments = cx.manifest.environments.given();
    environments
        .into_iter()
        .flat_map(|environments| environments.iter())
        .filter(|(_, environment)| environment.kind == Some(EnvironmentKind::Production))
        .map(|(id, environment)| (id.as_str(), environment))
}

/// A name that production has as well can only be told where production's is.
fn check_production(cx: &Context<'_>, found: &mut Shortfalls) {
    for (id, environment) in of_production(cx).filter(|(_, it)| it.domain.is_none()) {
        found
            .untold(
                environment.at("domain"),
                id,
                format!("nobody told to which domain name `{id}` answers, which is production"),
            )
            .owned_by(cx.owner_or_area(environment.owner.as_ref(), "poc"))
            .comparing("domain")
            .cure("write `domain`");
    }
}

fn production_domains(cx: &Context<'_>) -> BTreeSet<String> {
    of_production(cx)
        .filter_map(|(_, environment)| environment.domain.as_deref())
        .map(as_looked_up)
        .collect()
}

/// A domain name as it is looked up: case and the dot of the root make no difference.
fn as_looked_up(domain: &str) -> String {
    domain.trim().trim_end_matches('.').to_lowercase()
}

/// The check of one environment.
struct Check<'c> {
    id: &'c str,
    environment: &'c Located<Environment>,
    owner: Option<&'c str>,
    found: &'c mut Shortfalls,
}

impl Check<'_> {
    fn label(&mut self) {
        if self.environment.tag.is_none() {
            let message = format!("what runs in `{}` carries no label", self.id);
            self.fails(
                "no_label",
                "tag",
                message,
                "label everything in it, and write the label as `tag`",
            );
        }
    }

    fn end(&mut self, cx: &Context<'_>) {
        let id = self.id;
        match self.environment.expires {
            None => self.fails(
                "no_end",
                "expires",
                format!("`{id}` has no last day"),
                "write the day on which it is taken down as `expires`",
            ),
            Some(end) if cx.is_past(end) => self.fails(
                "outlived",
                "expires",
                format!("the last day of `{id}` was {end}, and it is still listed"),
                "take it down, or decide on a new day",
            ),
            Some(_) => {}
        }
    }

    fn domain(&mut self, production: &BTreeSet<String>) {
        let id = self.id;
        let Some(domain) = self.environment.domain.as_deref() else {
            self.untold(
                "domain",
                format!("nobody told to which domain name `{id}` answers"),
            );
            return;
        };
        let message = if production.contains(&as_looked_up(domain)) {
            format!("`{id}` answers to `{domain}`, as production does")
        } else if !is_marked(domain, id, self.environment.tag.as_deref()) {
            format!("nothing in `{domain}` says that `{id}` is not production")
        } else {
            return;
        };
        self.fails(
            "looks_like_production",
            "domain",
            message,
            "give it a name that says what it is, such as `poc.` before the rest",
        );
    }

    fn customers(&mut self) {
        let id = self.id;
        if let Some(paying) = self
            .environment
            .paying_customers
            .filter(|&paying| paying > 0)
        {
            self.fails(
                "has_customers",
                "paying_customers",
                format!("{paying} customers pay for `{id}`, a proof of concept; none may"),
                "move them to a pilot with terms, or say goodbye",
            );
            return;
        }
        match self.environment.customers {
            Some(0) => {}
            Some(customers) => self.fails(
                "has_customers",
                "customers",
                format!("{customers} customers use `{id}`, a proof of concept; none may"),
                "move them to a pilot with terms, or say goodbye",
            ),
            None => self.untold(
                "customers",
                format!("nobody told whether customers use `{id}`"),
            ),
        }
    }

    fn fails(&mut self, clause: &'static str, field: &'static str, message: String, cure: &str) {
        self.found
            .fails(clause, self.environment.at(field), self.id, message)
            .owned_by(self.owner)
            .cure(cure);
    }

    fn untold(&mut self, field: &'static str, message: String) {
        self.found
            .untold(self.environment.at(field), self.id, message)
            .owned_by(self.owner)
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
}

/// Whether a part of a domain name is the environment's own name or label, or a word for what is not production.
fn is_marked(domain: &str, id: &str, tag: Option<&str>) -> bool {
    domain.to_lowercase().split(['.', '-']).any(|part| {
        let names = [Some(id), tag];
        MARKS.contains(&part)
            || names
                .into_iter()
                .flatten()
                .any(|name| name.eq_ignore_ascii_case(part))
    })
}
