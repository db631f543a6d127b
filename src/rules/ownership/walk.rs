//! The walk over everything that somebody has to own.

use super::{OwnedItem, OwnedKind, Owner};
use crate::gate::{Area, Severity};
use crate::manifest::Stands;
use crate::manifest::model::{Acceptance, FindingStatus, Level, RiskStatus, Service, Who};
use crate::rules::Context;
use crate::rules::context::Covered;
use crate::yaml::Located;

/// Everything that somebody has to own: in production, open, in force, or kept.
pub fn owned_items<'a>(cx: &Context<'a>) -> impl Iterator<Item = OwnedItem<'a>> {
    let walk = Walk { cx };
    let mut items = Vec::new();
    walk.commitments(&mut items);
    walk.risks(&mut items);
    walk.parts(&mut items);
    walk.data(&mut items);
    walk.resilience(&mut items);
    walk.duties(&mut items);
    items.into_iter()
}

struct Walk<'c, 'a> {
    cx: &'c Context<'a>,
}

/// Who answers where the item itself names nobody.
type Fallback<'a> = Option<Owner<'a>>;

impl<'a> Walk<'_, 'a> {
    /// An item with its own owner, or else the nearest that is given.
    fn item<T>(
        &self,
        kind: OwnedKind,
        id: &'a str,
        record: &'a Located<T>,
        own: Option<&'a Who>,
        nearest: Fallback<'a>,
    ) -> OwnedItem<'a> {
        let own = own.map(|who| Owner {
            who,
            path: record.at("owner"),
            is_inherited: false,
        });
        OwnedItem {
            kind,
            id,
            level: None,
            owner: own.or(nearest).or_else(|| self.of_area(kind.area())),
            path: record.at("owner"),
            due: None,
            weight: Severity::Major,
        }
    }

    fn of_area(&self, area: Area) -> Fallback<'a> {
        let area = self.cx.manifest.areas.get(area.name())?;
        inherited(area.owner.as_ref(), area)
    }

    /// The owner of the service an item belongs to.
    fn of_service(&self, service: Option<&str>) -> Fallback<'a> {
        let service: &Located<Service> = self.cx.manifest.services.get(service?)?;
        inherited(service.owner.as_ref(), service)
    }

    /// The owner of the reports that tell of a finding.
    fn of_source(&self, finding: &str) -> Fallback<'a> {
        let source = self.cx.register.source(self.cx.reported(finding)?)?;
        inherited(source.owner.as_ref(), source)
    }

    fn commitments(&self, items: &mut Vec<OwnedItem<'a>>) {
        for promise in self.cx.promises() {
            let item = self.item(
                OwnedKind::Promise,
                &promise.id,
                promise,
                promise.owner.as_ref(),
                None,
            );
            items.push(OwnedItem {
                weight: Severity::Blocker,
                ..item
            });
        }
        let pack = self.cx.manifest.trust_pack.given();
        for (pack, (id, topic)) in pack
            .into_iter()
            .flat_map(|pack| pack.topics.iter().map(move |topic| (pack, topic)))
        {
            let nearest = inherited(pack.owner.as_ref(), pack);
            let own = topic.owner.as_ref();
            items.push(self.item(OwnedKind::TrustPackTopic, id, topic, own, nearest));
        }
    }

    fn risks(&self, items: &mut Vec<OwnedItem<'a>>) {
        let security = self.cx.manifest.security.given();
        for finding in self.cx.known_findings() {
            let is_standing = match finding.status {
                None | Some(FindingStatus::Open | FindingStatus::Accepted) => true,
                Some(
                    FindingStatus::Fixed | FindingStatus::FalsePositive | FindingStatus::Duplicate,
                ) => false,
            };
            if is_standing {
                let item = self.item(
                    OwnedKind::Finding,
                    &finding.id,
                    finding,
                    finding.owner.as_ref(),
                    self.of_source(&finding.id)
                        .or_else(|| inherited(security?.owner.as_ref(), security?)),
                );
                let level = self.cx.covered_level(Covered::Finding(finding));
                items.push(OwnedItem {
                    due: finding.due.map(|due| (due, "due")),
                    ..item.with_level(level)
                });
            }
        }
        let risks = self.cx.manifest.risks.given();
        for risk in risks.into_iter().flatten() {
            if risk.status != Some(RiskStatus::Closed) {
                let item = self.item(OwnedKind::Risk, &risk.id, risk, risk.owner.as_ref(), None);
                let level = self.cx.covered_level(Covered::Risk(risk));
                items.push(OwnedItem {
                    due: risk.due.map(|due| (due, "due")),
                    ..item.with_level(level)
                });
            }
        }
        self.acceptances(items);
        self.actions(items);
    }

    /// Who accepted a risk, or did so last, owns the acceptance and its conditions where it does not say otherwise.
    fn acceptances(&self, items: &mut Vec<OwnedItem<'a>>) {
        for acceptance in self.cx.acceptances() {
            let own = acceptance.owner.as_ref().map(|who| Owner {
                who,
                path: acceptance.at("owner"),
                is_inherited: false,
            });
            let owner = own.or_else(|| self.of_signer(acceptance));
            let level = self.cx.worst_covered(acceptance).map(|(level, _)| level);
            let item = self.item(
                OwnedKind::Acceptance,
                &acceptance.id,
                acceptance,
                None,
                owner.clone(),
            );
            items.push(OwnedItem {
                due: acceptance.review_by.map(|last| (last, "review_by")),
                ..item.with_level(level)
            });
            for condition in acceptance
                .conditions
                .iter()
                .filter(|condition| !self.cx.is_done(condition.done))
            {
                let item = self.item(
                    OwnedKind::Condition,
                    condition.r#do.as_deref().unwrap_or(&acceptance.id),
                    condition,
                    condition.owner.as_ref(),
                    owner.clone(),
                );
                items.push(OwnedItem {
                    due: condition.due.map(|due| (due, "due")),
                    ..item.with_level(level)
                });
            }
        }
    }

    fn of_signer(&self, acceptance: &'a Located<Acceptance>) -> Fallback<'a> {
        let renewed = self
            .cx
            .newest(acceptance.renewals.iter(), |renewal| renewal.date);
        let (who, path) = match renewed {
            Some((renewal, _)) => (renewal.by.as_ref()?, renewal.at("by")),
            None => (acceptance.by.as_ref()?, acceptance.at("by")),
        };
        Some(Owner {
            who,
            path,
            is_inherited: false,
        })
    }

    fn actions(&self, items: &mut Vec<OwnedItem<'a>>) {
        let actions = self.cx.manifest.actions.given();
        for action in actions
            .into_iter()
            .flatten()
            .filter(|action| !self.cx.is_done(action.done))
        {
            let gate = action
                .gate
                .as_ref()
                .and_then(|name| self.cx.catalog.find(name))
                .map(|gate| gate.definition);
            let nearest = gate.and_then(|gate| self.of_area(gate.area));
            let item = self.item(
                OwnedKind::Action,
                &action.id,
                action,
                action.owner.as_ref(),
                nearest,
            );
            items.push(OwnedItem {
                due: action.due.map(|due| (due, "due")),
                weight: gate.map_or(Severity::Blocker, |gate| {
                    gate.severity.under(self.cx.profile)
                }),
                ..item
            });
        }
    }

    fn parts(&self, items: &mut Vec<OwnedItem<'a>>) {
        for (id, service) in self.cx.production_services() {
            let item = self.item(
                OwnedKind::Service,
                id,
                service,
                service.owner.as_ref(),
                None,
            );
            items.push(OwnedItem {
                weight: Severity::Blocker,
                ..item
            });
        }
        let vendors = self.cx.manifest.vendors.given();
        for (id, vendor) in vendors.into_iter().flat_map(|vendors| vendors.iter()) {
            let own = vendor.owner.as_ref();
            items.push(self.item(OwnedKind::Vendor, id, vendor, own, None));
        }
        let evidence = self.cx.manifest.evidence.given();
        for evidence in evidence.into_iter().flatten() {
            let own = evidence.owner.as_ref();
            if own.is_some() {
                let item = self.item(OwnedKind::Evidence, &evidence.id, evidence, own, None);
                items.push(OwnedItem {
                    due: evidence.valid_until.map(|last| (last, "valid_until")),
                    weight: Severity::Minor,
                    ..item
                });
            }
        }
    }

    fn data(&self, items: &mut Vec<OwnedItem<'a>>) {
        let data = self.cx.manifest.data.given();
        for (data, (id, store)) in data
            .into_iter()
            .flat_map(|data| data.stores.iter().map(move |store| (data, store)))
        {
            let nearest = inherited(data.owner.as_ref(), data)
                .or_else(|| self.of_service(store.service.as_deref()));
            let own = store.owner.as_ref();
            items.push(self.item(OwnedKind::Store, id, store, own, nearest));
        }
        let ai = self.cx.manifest.ai.given();
        for (ai, feature) in ai
            .into_iter()
            .filter_map(|ai| Some((ai, ai.features.as_ref()?)))
            .flat_map(|(ai, features)| features.iter().map(move |feature| (ai, feature)))
        {
            let nearest = inherited(ai.owner.as_ref(), ai)
                .or_else(|| self.of_service(feature.service.as_deref()));
            let own = feature.owner.as_ref();
            items.push(self.item(OwnedKind::AiFeature, &feature.id, feature, own, nearest));
        }
    }

    fn resilience(&self, items: &mut Vec<OwnedItem<'a>>) {
        let recovery = self.cx.manifest.recovery.given();
        for (recovery, (service, objective)) in recovery
            .into_iter()
            .filter_map(|recovery| Some((recovery, recovery.objectives.as_ref()?)))
            .flat_map(|(recovery, objectives)| {
                objectives
                    .iter()
                    .map(move |objective| (recovery, objective))
            })
        {
            let nearest = inherited(recovery.owner.as_ref(), recovery)
                .or_else(|| self.of_service(Some(service)));
            let own = objective.owner.as_ref();
            let item = self.item(
                OwnedKind::RecoveryObjective,
                service,
                objective,
                own,
                nearest,
            );
            items.push(OwnedItem {
                weight: Severity::Blocker,
                ..item
            });
        }
        let modes = self.cx.manifest.failure_modes.given();
        for mode in modes
            .into_iter()
            .flatten()
            .filter(|mode| mode.not_applicable.is_none())
        {
            let own = mode.owner.as_ref();
            items.push(self.item(OwnedKind::FailureMode, &mode.id, mode, own, None));
        }
        let triggers = self.cx.manifest.triggers.given();
        for trigger in triggers.into_iter().flatten() {
            let own = trigger.owner.as_ref();
            let item = self.item(OwnedKind::Trigger, &trigger.id, trigger, own, None);
            items.push(OwnedItem {
                weight: Severity::Minor,
                ..item
            });
        }
    }

    fn duties(&self, items: &mut Vec<OwnedItem<'a>>) {
        let monitoring = self.cx.manifest.monitoring.given();
        for (monitoring, route) in monitoring
            .into_iter()
            .filter_map(|monitoring| Some((monitoring, monitoring.routes.as_ref()?)))
            .flat_map(|(monitoring, routes)| routes.iter().map(move |route| (monitoring, route)))
        {
            let id = route.id.as_deref().or(route.from.as_deref());
            let nearest = inherited(monitoring.owner.as_ref(), monitoring);
            let own = route.owner.as_ref();
            items.push(self.item(
                OwnedKind::AlertRoute,
                id.unwrap_or("without an id"),
                route,
                own,
                nearest,
            ));
        }
        let cost = self.cx.manifest.cost.given();
        for (cost, line) in cost
            .into_iter()
            .filter_map(|cost| Some((cost, cost.lines.as_ref()?)))
            .flat_map(|(cost, lines)| lines.iter().map(move |line| (cost, line)))
        {
            let nearest = inherited(cost.owner.as_ref(), cost);
            let own = line.owner.as_ref();
            let item = self.item(OwnedKind::CostLine, &line.what, line, own, nearest);
            items.push(OwnedItem {
                weight: Severity::Minor,
                ..item
            });
        }
    }
}

impl OwnedItem<'_> {
    fn with_level(self, level: Option<Level>) -> Self {
        let weight = match level {
            Some(Level::Critical | Level::High) | None => Severity::Blocker,
            Some(Level::Medium) => Severity::Major,
            Some(Level::Low) => Severity::Minor,
        };
        Self {
            level,
            weight,
            ..self
        }
    }
}

fn inherited<'a, T>(owner: Option<&'a Who>, from: &'a Located<T>) -> Fallback<'a> {
    owner.map(|who| Owner {
        who,
        path: from.at("owner"),
        is_inherited: true,
    })
}
