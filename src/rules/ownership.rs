//! Everything that somebody has to own, and what of it nobody owns who is there.

mod walk;

pub use walk::owned_items;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Context, Lost};
use crate::gate::{Area, Severity};
use crate::manifest::ManifestPath;
use crate::manifest::model::Level;
use crate::report::model::{Location, Unowned};
use crate::time::Day;
use crate::yaml::Place;

/// Something that somebody has to own.
#[derive(Debug, Clone)]
pub struct OwnedItem<'a> {
    /// What kind of thing it is.
    pub kind: OwnedKind,
    /// Its id.
    pub id: &'a str,
    /// How bad it is, where it has a level.
    pub level: Option<Level>,
    /// Who answers for it, in its own field or inherited.
    pub owner: Option<Owner<'a>>,
    /// Where its own owner stands, or would stand.
    pub path: ManifestPath,
    /// The day on which it is due or looked at again, and the field that says so.
    pub due: Option<(Day, &'static str)>,
    /// How much the gates weigh that judge it.
    pub weight: Severity,
}

/// Who answers for an item.
#[derive(Debug, Clone)]
pub struct Owner<'a> {
    /// A person, role or group.
    pub who: &'a str,
    /// Where that is written.
    pub path: ManifestPath,
    /// Whether it is written for the section, area or service and not for the item.
    pub is_inherited: bool,
}

/// A kind of thing that somebody has to own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnedKind {
    /// A commitment to customers.
    Promise,
    /// An open weakness.
    Finding,
    /// An open risk.
    Risk,
    /// A decision to live with something.
    Acceptance,
    /// What must be done for an acceptance to hold.
    Condition,
    /// What was carried from a conditional pass.
    Action,
    /// A service in production.
    Service,
    /// A place where data lies.
    Store,
    /// A supplier.
    Vendor,
    /// A feature that uses a model.
    AiFeature,
    /// How fast a service must come back.
    RecoveryObjective,
    /// What can fail.
    FailureMode,
    /// What would make the company buy more resilience.
    Trigger,
    /// Where an alert goes.
    AlertRoute,
    /// What the trust pack says on one topic.
    TrustPackTopic,
    /// Something that is paid for.
    CostLine,
    /// A proof whose own owner is named.
    Evidence,
}

impl OwnedKind {
    /// What it is called in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Promise => "promise",
            Self::Finding => "finding",
            Self::Risk => "risk",
            Self::Acceptance => "acceptance",
            Self::Condition => "condition",
            Self::Action => "action",
            Self::Service => "service",
            Self::Store => "store",
            Self::Vendor => "vendor",
            Self::AiFeature => "AI feature",
            Self::RecoveryObjective => "recovery objective",
            Self::FailureMode => "failure mode",
            Self::Trigger => "trigger",
            Self::AlertRoute => "alert route",
            Self::TrustPackTopic => "trust pack topic",
            Self::CostLine => "cost line",
            Self::Evidence => "evidence",
        }
    }

    /// The area whose owner answers where nobody nearer is named.
    const fn area(self) -> Area {
        match self {
            Self::Promise | Self::Risk | Self::Acceptance | Self::Condition | Self::Action => {
                Area::Governance
            }
            Self::Finding => Area::Security,
            Self::Service | Self::AlertRoute => Area::Operations,
            Self::Store | Self::Vendor | Self::AiFeature | Self::Evidence => Area::Assurance,
            Self::RecoveryObjective | Self::FailureMode | Self::Trigger => Area::Resilience,
            Self::TrustPackTopic => Area::Trust,
            Self::CostLine => Area::Cost,
        }
    }
}

impl OwnedItem<'_> {
    /// Whether an owner of its section or area is not enough: it is a promise, or high or critical.
    pub fn needs_its_own(&self) -> bool {
        self.kind == OwnedKind::Promise || self.level.is_some_and(|level| level >= Level::High)
    }

    /// How much it weighs that nobody owns it.
    pub fn severity_unowned(&self) -> Severity {
        if self.needs_its_own() {
            Severity::Blocker
        } else {
            Severity::Major
        }
    }
}

/// Everything that has no living owner, worst first.
pub fn unowned(cx: &Context<'_>, locate: &dyn Fn(&ManifestPath) -> Location) -> Vec<Unowned> {
    let mut losses = Losses::of(cx);
    let mut groups = Groups::default();
    let mut found: Vec<(OwnedKind, Unowned)> = owned_items(cx)
        .filter_map(|item| {
            let (reason, last_owner) = match &item.owner {
                None => ("nobody is named".to_owned(), None),
                Some(owner) => {
                    let lost = losses.reason(owner.who)?;
                    (format!("owner {lost}"), Some(owner.who.to_owned()))
                }
            };
            let row = Unowned {
                kind: item.kind.name(),
                id: item.id.to_owned(),
                count: 1,
                level: item.level,
                severity: item.severity_unowned(),
                reason,
                last_owner,
                location: locate(&item.path),
            };
            groups.take(cx, &item, row)
        })
        .collect();
    found.extend(groups.into_rows());
    found.sort_by(|(one_kind, one), (other_kind, other)| {
        (Reverse(one.severity), Reverse(one.level), one_kind, &one.id).cmp(&(
            Reverse(other.severity),
            Reverse(other.level),
            other_kind,
            &other.id,
        ))
    });
    found.into_iter().map(|(_, row)| row).collect()
}

/// Reported findings that nobody owns, told together where source, service and level are the same: nobody reads thousands.
#[derive(Default)]
struct Groups<'a>(BTreeMap<GroupKey<'a>, Unowned>);

/// Source, service, level, and why nobody owns them.
type GroupKey<'a> = (&'a str, Option<&'a str>, Option<Level>, String, Place);

impl<'a> Groups<'a> {
    /// Takes a row in where it is about a finding that only reports tell of; gives it back otherwise.
    fn take(
        &mut self,
        cx: &Context<'a>,
        item: &OwnedItem<'a>,
        row: Unowned,
    ) -> Option<(OwnedKind, Unowned)> {
        let entry = cx
            .reported(item.id)
            .filter(|entry| item.kind == OwnedKind::Finding && !entry.origins.is_by_hand);
        let reported = entry.and_then(|entry| Some((entry, cx.register.source(entry)?)));
        let Some((entry, source)) = reported else {
            return Some((item.kind, row));
        };
        let place = entry.finding.place;
        let service = entry.finding.service.as_deref();
        let key = (
            source.path.as_str(),
            service,
            row.level,
            row.reason.clone(),
            place,
        );
        match self.0.entry(key) {
            Entry::Occupied(mut group) => {
                let group = group.get_mut();
                group.count += 1;
                source.path.clone_into(&mut group.id);
            }
            Entry::Vacant(group) => drop(group.insert(row)),
        }
        None
    }

    fn into_rows(self) -> impl Iterator<Item = (OwnedKind, Unowned)> {
        self.0.into_iter().map(|((_, service, ..), mut row)| {
            if let Some(service) = service.filter(|_| row.count > 1) {
                row.reason = format!("{}, in `{service}`", row.reason);
            }
            (OwnedKind::Finding, row)
        })
    }
}

/// Why nobody stands behind each owner, looked up once for each.
pub struct Losses<'c, 'a> {
    cx: &'c Context<'a>,
    known: BTreeMap<&'a str, Option<Lost>>,
}

impl<'c, 'a> Losses<'c, 'a> {
    /// Nothing is looked up yet.
    pub fn of(cx: &'c Context<'a>) -> Self {
        Self {
            cx,
            known: BTreeMap::new(),
        }
    }

    /// Why nobody stands behind an owner; nothing where somebody does.
    pub fn lost(&mut self, who: &'a str) -> Option<&Lost> {
        let cx = self.cx;
        self.known
            .entry(who)
            .or_insert_with(|| cx.lost(who))
            .as_ref()
    }

    fn reason(&mut self, who: &'a str) -> Option<&str> {
        self.lost(who).map(|lost| lost.reason.as_str())
    }
}

#[cfg(test)]
mod tests;
