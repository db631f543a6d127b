//! Who is there, and who may decide what.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Context;
use crate::manifest::model::{Absence, Level, Person, Who};
use crate::manifest::{ManifestPath, Stands as _};
use crate::time::Day;
use crate::yaml::{Located, OneOrMany};

/// Why nobody stands behind an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// In words: `` `cy` left on 2026-09-30 ``.
    pub reason: String,
    /// What makes it so.
    pub because: Option<ManifestPath>,
}

impl<'a> Context<'a> {
    /// The person of that id.
    pub fn person(&self, id: &str) -> Option<&'a Located<Person>> {
        self.manifest.people.get(id)
    }

    /// Whether the person of that id is there on that day.
    pub fn was_active(&self, id: &str, day: Day) -> bool {
        self.person(id)
            .is_some_and(|person| person.is_active_on(day))
    }

    /// The people who stand behind an owner on the day judged: the person, the holders of the role, or the members of the group.
    pub fn people_behind(&self, who: &str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![who];
        while let Some(who) = waiting.pop() {
            if !seen.insert(who) {
                continue;
            }
            if let Some((id, person)) = self.manifest.people.get_key_value(who) {
                if person.is_active_on(self.as_of) {
                    found.insert(id.as_str());
                }
            } else if let Some(group) = self.manifest.groups.get(who) {
                waiting.extend(group.members.iter().map(|member| member.as_str()));
            } else if let Some(holders) = self.holders.get(who) {
                found.extend(holders.iter().copied());
            }
        }
        found
    }

    /// Whether at least one person who is there stands behind an owner.
    pub fn is_human(&self, who: &str) -> bool {
        match self.person(who) {
            Some(person) => person.is_active_on(self.as_of),
            None => !self.people_behind(who).is_empty(),
        }
    }

    /// The absence in which a person is on the day judged.
    pub fn absence(&self, id: &str) -> Option<&'a Located<Absence>> {
        self.person(id)?.value.absence_on(self.as_of)
    }

    /// Whether somebody else stands in for a person who is away on the day judged: one who is away too only through a deputy.
    pub fn has_stand_in(&self, id: &str) -> bool {
        let mut seen = BTreeSet::from([id]);
        let mut waiting: Vec<&Located<Absence>> = self.absence(id).into_iter().collect();
        while let Some(absence) = waiting.pop() {
            let deputies = absence.deputy.iter();
            for deputy in deputies.flat_map(|deputy| self.people_behind(deputy)) {
                if !seen.insert(deputy) {
                    continue;
                }
                match self.absence(deputy) {
                    None => return true,
                    Some(absence) => waiting.push(absence),
                }
            }
        }
        false
    }

    /// Why nobody stands behind an owner; nothing where somebody does.
    pub fn lost(&self, who: &str) -> Option<Lost> {
        if self.is_human(who) {
            return None;
        }
        let Some(person) = self.person(who) else {
            let is_group = self.manifest.groups.contains_key(who);
            let reason = if is_group {
                format!("group `{who}` has no active member")
            } else {
                format!("role `{who}` has no active holder")
            };
            return Some(Lost {
                reason,
                because: None,
            });
        };
        let (reason, field) = match (person.until, person.from) {
            (Some(last), _) if last < self.as_of => (format!("`{who}` left on {last}"), "until"),
            (_, Some(first)) => (format!("`{who}` starts on {first}"), "from"),
            (_, None) => (format!("`{who}` is not there"), "until"),
        };
        Some(Lost {
            reason,
            because: Some(person.at(field)),
        })
    }

    /// The people who hold one of the roles on that day.
    pub fn holders_on<'w>(
        &self,
        roles: impl IntoIterator<Item = &'w Located<Who>>,
        day: Day,
    ) -> BTreeSet<&'a str> {
        let wanted: BTreeSet<&str> = roles.into_iter().map(|role| role.as_str()).collect();
        let people = self.manifest.people.iter();
        people
            .filter(|(_, person)| person.is_active_on(day))
            .filter(|(_, person)| {
                person
                    .roles
                    .iter()
                    .any(|role| wanted.contains(role.as_str()))
            })
            .map(|(id, _)| id.as_str())
            .collect()
    }

    /// Whether a person was there and held one of the roles on that day.
    pub fn held_any<'w>(
        &self,
        id: &str,
        roles: impl IntoIterator<Item = &'w Located<Who>>,
        day: Day,
    ) -> bool {
        let Some(person) = self.person(id) else {
            return false;
        };
        person.is_active_on(day)
            && roles.into_iter().any(|role| {
                person
                    .roles
                    .iter()
                    .any(|held| held.as_str() == role.as_str())
            })
    }

    /// The roles that may accept a risk of that level; a role allowed at one level is allowed at the lower ones.
    pub fn risk_roles(&self, level: Level) -> Vec<&'a Located<Who>> {
        let Some(risk) = self
            .manifest
            .authority
            .given()
            .and_then(|authority| authority.risk.as_ref())
        else {
            return Vec::new();
        };
        let by_level = [
            (Level::Low, &risk.low),
            (Level::Medium, &risk.medium),
            (Level::High, &risk.high),
            (Level::Critical, &risk.critical),
        ];
        by_level
            .into_iter()
            .filter(|(allowed, _)| *allowed >= level)
            .flat_map(|(_, roles)| roles.iter())
            .collect()
    }

    /// The roles that may take a release to production.
    pub fn release_roles(&self) -> &'a [Located<Who>] {
        self.manifest
            .authority
            .given()
            .map_or(&[], |authority| &authority.release)
    }

    /// The roles that may publish; those that may release, where it does not say.
    pub fn publish_roles(&self) -> &'a [Located<Who>] {
        let publish = self
            .manifest
            .authority
            .given()
            .map_or(&[][..], |authority| &authority.publish);
        if publish.is_empty() {
            self.release_roles()
        } else {
            publish
        }
    }

    /// The roles that may tell customers or a regulator; those that may release, where it does not say.
    pub fn notify_roles(&self) -> &'a [Located<Who>] {
        let notify = self
            .manifest
            .authority
            .given()
            .map_or(&[][..], |authority| &authority.notify);
        if notify.is_empty() {
            self.release_roles()
        } else {
            notify
        }
    }

    /// The roles that may spend so much a month: those of every row of `authority.spend` that reaches so far.
    pub fn spend_roles(&self, amount: Decimal) -> Vec<&'a Located<Who>> {
        let Some(authority) = self.manifest.authority.given() else {
            return Vec::new();
        };
        authority
            .spend
            .iter()
            .filter(|(reach, _)| Decimal::from(**reach) >= amount)
            .flat_map(|(_, roles)| roles.iter())
            .collect()
    }

    /// Whether nobody told who may spend how much.
    pub fn spends_are_untold(&self) -> bool {
        let authority = self.manifest.authority.given();
        authority.is_none_or(|authority| authority.spend.is_empty())
    }

    /// Whether a person holds a role, as the manifest tells it now.
    pub fn has_role(&self, id: &str, role: &str) -> bool {
        self.person(id)
            .is_some_and(|person| person.roles.iter().any(|held| held.as_str() == role))
    }

    /// The owner of an item: its own, or the owner of its area.
    pub fn owner_or_area<'o>(&self, owner: Option<&'o Who>, area: &str) -> Option<&'o str>
    where
        'a: 'o,
    {
        owner.map(Who::as_str).or_else(|| {
            self.manifest
                .areas
                .get(area)
                .and_then(|area| area.owner.as_deref())
        })
    }

    /// The people of a list who are there on the day judged, roles and groups resolved.
    pub fn active_among(&self, who: &OneOrMany<Who>) -> BTreeSet<&'a str> {
        who.iter().flat_map(|who| self.people_behind(who)).collect()
    }
}
