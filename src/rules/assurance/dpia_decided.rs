//! What makes an impact assessment necessary, against the assessment that was made.

use std::collections::BTreeMap;

use super::holders::{backups_by_store, may_be_personal};
use crate::gate::Severity;
use crate::gate::embedded::{MAX_DPIA_AGE, MIN_STRENGTH_BLOCKER};
use crate::legal::goes_freely;
use crate::manifest::model::{
    AiOutput, Backup, DataCategory, DataPosition, Dpia, DpiaTrigger, EvidenceKind, Level, Store,
};
use crate::manifest::{ManifestPath, Stands};
use crate::region::{Region, Within};
use crate::rules::{Context, RuleOutcome, Shortfalls};
use crate::time::Day;
use crate::yaml::Located;

pub(super) fn dpia_decided(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let mut found = Shortfalls::none();
    let triggers = triggers(cx, data);
    check_screening(cx, data, &mut found);
    if triggers.is_empty() {
        return Ok(found);
    }
    match data
        .dpia
        .as_ref()
        .map(|dpia| (dpia, why_not_made(cx, dpia)))
    {
        Some((dpia, None)) => check_made(cx, dpia, &triggers, &mut found),
        Some((dpia, Some((field, why)))) => {
            report_missing(dpia.at(field), &why, &triggers, &mut found);
        }
        None => report_missing(data.at("dpia"), "there is none", &triggers, &mut found),
    }
    Ok(found)
}

/// Reports that nobody decided whether an assessment is needed.
pub fn check_screening(cx: &Context<'_>, data: &Located<DataPosition>, found: &mut Shortfalls) {
    let screened = data.dpia.as_ref().and_then(|dpia| dpia.screened);
    if screened.is_none_or(|day| cx.is_yet_to_come(day)) {
        let path = data
            .dpia
            .as_ref()
            .map_or_else(|| data.at("dpia"), |dpia| dpia.at("screened"));
        found
            .fails(
                "not_screened",
                path,
                "dpia",
                "nobody has decided whether an impact assessment is needed",
            )
            .owned_by(data.owner.as_deref())
            .cure("go through the list of triggers, and write the day as `dpia.screened`");
    }
}

/// What makes an assessment necessary, in words, each kind once.
pub fn reasons_for_assessment(cx: &Context<'_>, data: &DataPosition) -> Vec<String> {
    in_words(&triggers(cx, data))
}

/// Something that makes an assessment necessary.
struct Trigger<'a> {
    kind: DpiaTrigger,
    /// What it comes from, in words.
    from: String,
    /// Since when, where it has a first day.
    since: Since,
    /// The service in which it is, where that is told.
    service: Option<&'a str>,
}

/// Since when something is there.
enum Since {
    /// It has no first day of its own.
    Always,
    /// Its first day is written there, or would be.
    From(Option<Day>, ManifestPath),
}

/// What of our own stores lies where data may not go freely.
struct Abroad<'c, 'a> {
    cx: &'c Context<'a>,
    jurisdictions: Vec<Region>,
    backups: BTreeMap<&'a str, Vec<&'a Located<Backup>>>,
}

impl<'c, 'a> Abroad<'c, 'a> {
    fn of(cx: &'c Context<'a>) -> Self {
        Self {
            cx,
            jurisdictions: cx.jurisdictions(),
            backups: backups_by_store(cx),
        }
    }

    /// Whether a store or a copy of it lies outside the company's own jurisdictions, where data may not go freely.
    fn reaches(&self, id: &str, store: &Store) -> bool {
        let told = store.regions.iter().chain(store.backup_regions.iter());
        let copies = self.backups.get(id).into_iter().flatten();
        told.map(|region| region.value)
            .chain(copies.filter_map(|copy| copy.region))
            .any(|region| {
                let facts = self.cx.facts;
                facts.lies_within(region, &self.jurisdictions) != Within::Yes
                    && !goes_freely(facts, &self.jurisdictions, region)
            })
    }
}

fn triggers<'a>(cx: &Context<'a>, data: &'a DataPosition) -> Vec<Trigger<'a>> {
    let mut triggers = Vec::new();
    let declared = data.dpia.iter().flat_map(|dpia| dpia.triggers.iter());
    triggers.extend(declared.map(|trigger| Trigger {
        kind: trigger.value,
        from: "as declared".to_owned(),
        since: Since::Always,
        service: None,
    }));
    let abroad = Abroad::of(cx);
    for (id, store) in &data.stores {
        let kinds = [
            (
                DpiaTrigger::CrossBorder,
                may_be_personal(store) && abroad.reaches(id, store),
            ),
            (
                DpiaTrigger::SpecialCategories,
                store.categories.iter().any(|of| of.is_special()),
            ),
            (
                DpiaTrigger::Children,
                store
                    .categories
                    .iter()
                    .any(|of| of.value == DataCategory::Children),
            ),
        ];
        for (kind, _) in kinds.into_iter().filter(|(_, is_so)| *is_so) {
            triggers.push(Trigger {
                kind,
                from: format!("store `{id}`"),
                since: Since::Always,
                service: store.service.as_deref(),
            });
        }
    }
    let ai = cx.manifest.ai.given();
    let features = ai
        .and_then(|ai| ai.features.as_ref())
        .into_iter()
        .flat_map(|features| features.iter());
    for feature in features.filter(|feature| feature.personal != Some(false)) {
        let kind = if feature.output == Some(AiOutput::Decision) {
            DpiaTrigger::AutomatedDecisions
        } else {
            DpiaTrigger::NewTechnology
        };
        triggers.push(Trigger {
            kind,
            from: format!("feature `{}`", feature.id),
            since: Since::From(feature.since, feature.at("since")),
            service: feature.service.as_deref(),
        });
    }
    let vendors = cx
        .manifest
        .vendors
        .given()
        .into_iter()
        .flat_map(|vendors| vendors.iter());
    for (id, vendor) in vendors.filter(|(id, vendor)| cx.may_get_personal_data(id, vendor)) {
        if vendor
            .regions
            .iter()
            .any(|region| !goes_freely(cx.facts, &abroad.jurisdictions, region.value))
        {
            triggers.push(Trigger {
                kind: DpiaTrigger::CrossBorder,
                from: format!("vendor `{id}`"),
                since: Since::From(vendor.since, vendor.at("since")),
                service: None,
            });
        }
    }
    triggers
}

/// Why no assessment is on record, and the field that shows it.
fn why_not_made(cx: &Context<'_>, dpia: &Dpia) -> Option<(&'static str, String)> {
    let Some(date) = dpia.date else {
        return Some(("date", "it has no date".to_owned()));
    };
    if cx.is_yet_to_come(date) {
        return Some(("date", format!("its date, {date}, is still to come")));
    }
    let Some(evidence) = &dpia.evidence else {
        return Some(("evidence", "it is not on record".to_owned()));
    };
    let least = cx.parameters.strength(MIN_STRENGTH_BLOCKER);
    cx.refusal_as(EvidenceKind::Dpia, evidence, least, dpia.date)
        .map(|why| ("evidence", why))
}

fn in_words(triggers: &[Trigger<'_>]) -> Vec<String> {
    let mut by_kind: BTreeMap<DpiaTrigger, &str> = BTreeMap::new();
    for trigger in triggers {
        by_kind.entry(trigger.kind).or_insert(&trigger.from);
    }
    by_kind
        .iter()
        .map(|(kind, from)| format!("{kind} ({from})"))
        .collect()
}

fn report_missing(path: ManifestPath, why: &str, triggers: &[Trigger<'_>], found: &mut Shortfalls) {
    let reasons = in_words(triggers);
    found
        .fails("not_made", path, "dpia", format!("an impact assessment is needed for {}; {why}", reasons.join(", ")))
        .weighs(Severity::Blocker)
        .beyond_acceptance()
        .cure("make the assessment from the inventory, keep it with its hash, and write `dpia.date` and `dpia.evidence`");
}

fn check_made(
    cx: &Context<'_>,
    dpia: &Located<Dpia>,
    triggers: &[Trigger<'_>],
    found: &mut Shortfalls,
) {
    let Some(made) = dpia.date else {
        return;
    };
    for trigger in triggers {
        if let Since::From(since, path) = &trigger.since {
            check_since(cx, made, dpia, trigger, *since, path, found);
        }
    }
    check_changes(cx, made, dpia, triggers, found);
    check_residual(dpia, found);
    let limit = cx.parameters.span(MAX_DPIA_AGE);
    if cx.is_older(made, &limit) {
        found
            .warns(
                "due_for_review",
                dpia.at("date"),
                "dpia",
                format!(
                    "the impact assessment is {} days old; {limit} is the limit",
                    cx.age_days(made)
                ),
            )
            .owned_by(dpia.owner.as_deref())
            .cure("read it again, and write the new day as `date`");
    }
}

fn check_since(
    cx: &Context<'_>,
    made: Day,
    dpia: &Located<Dpia>,
    trigger: &Trigger<'_>,
    since: Option<Day>,
    path: &ManifestPath,
    found: &mut Shortfalls,
) {
    let shortfall = match since {
        Some(since) if since <= made || cx.is_yet_to_come(since) => return,
        Some(since) => found.fails(
            "trigger_since",
            path.clone(),
            "dpia",
            format!(
                "{} is there since {since}; the impact assessment is of {made}",
                trigger.from
            ),
        ),
        None => found.untold(
            path.clone(),
            "dpia",
            format!(
                "nobody told since when {} is there; the impact assessment is of {made}",
                trigger.from
            ),
        ),
    };
    shortfall
        .owned_by(dpia.owner.as_deref())
        .comparing(&trigger.from)
        .weighs(Severity::Blocker)
        .beyond_acceptance()
        .beside(dpia.at("date"), "assessed here")
        .cure("add it to the assessment, and write the day as `dpia.date`");
}

/// A major change of a service that makes the assessment necessary makes it due again.
fn check_changes(
    cx: &Context<'_>,
    made: Day,
    dpia: &Located<Dpia>,
    triggers: &[Trigger<'_>],
    found: &mut Shortfalls,
) {
    let services: std::collections::BTreeSet<&str> = triggers
        .iter()
        .filter_map(|trigger| trigger.service)
        .collect();
    for id in services {
        let changes = cx
            .manifest
            .services
            .get(id)
            .into_iter()
            .flat_map(|service| service.changed.iter());
        let newest = changes
            .filter(|change| change.major != Some(false) && !cx.is_yet_to_come(change.date))
            .max_by_key(|change| change.date);
        if let Some(change) = newest.filter(|change| change.date > made) {
            found
                .fails(
                    "changed_since",
                    change.at("date"),
                    id,
                    format!(
                        "`{id}` changed in a major way on {}; the impact assessment is of {made}",
                        change.date
                    ),
                )
                .owned_by(dpia.owner.as_deref())
                .weighs(Severity::Blocker)
                .beyond_acceptance()
                .beside(dpia.at("date"), "assessed here")
                .cure("go through the assessment again, and write the day as `dpia.date`");
        }
    }
}

fn check_residual(dpia: &Located<Dpia>, found: &mut Shortfalls) {
    let shortfall = match dpia.residual {
        Some(Level::Low | Level::Medium) => return,
        Some(_) if dpia.authority_consulted == Some(true) || dpia.decision.is_some() => return,
        Some(level) => found.fails(
            "high_risk_remains",
            dpia.at("residual"),
            "dpia",
            format!("the risk that remains is {level}; the authority was not consulted, and nobody decided to go on"),
        ),
        None => found.untold(dpia.at("residual"), "dpia", "nobody told how high the risk is that remains"),
    };
    shortfall
        .owned_by(dpia.owner.as_deref())
        .weighs(Severity::Blocker)
        .beyond_acceptance()
        .cure(
            "lower the risk, consult the authority, or record the decision to go on as `decision`",
        );
}
