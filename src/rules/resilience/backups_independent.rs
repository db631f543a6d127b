//! Copies of the data against what may take the data: a mistake, a key, an attacker, a closed account.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::is_stale;
use super::recovery::unsaid;
use super::services::irreplaceable_stores;
use crate::manifest::Stands;
use crate::manifest::model::{
    Backup, BackupMethod, Commitment, FailureKind, KeyLocation, PromiseKind, ResidencyCover, Store,
    Who,
};
use crate::rules::assurance::holders::backups_by_store;
use crate::rules::assurance::residency::{Standing, covers, in_words, outside_residency};
use crate::rules::{Context, RuleOutcome, Shortfall, ShortfallKind, Shortfalls, Unjudged};
use crate::time::Span;
use crate::yaml::{Located, OneOrMany};

/// How long at least one copy has to be out of everybody's reach.
const LOCKED_FOR: Span = Span::from_days(7);

pub(super) fn backups_independent(cx: &Context<'_>) -> RuleOutcome {
    let data = cx.section(&cx.manifest.data, "data")?;
    let stores = irreplaceable_stores(cx, data);
    if stores.is_empty() {
        return Err(Unjudged::not_applicable(
            "no store of a service in production holds data that cannot be made anew",
        ));
    }
    cx.section(&cx.manifest.backups, "backups")?;
    let backups = backups_by_store(cx);
    let mut found = Shortfalls::none();
    for (id, store) in stores {
        let copies = backups.get(id).map_or(&[][..], Vec::as_slice);
        check_store(cx, (id, store), copies, &mut found);
    }
    check_residency(cx, &mut found);
    Ok(found)
}

/// A live copy loses what the original loses, and one that is made no more is of no use: neither is free of a danger for the others.
fn check_store<'a>(
    cx: &Context<'a>,
    (id, store): (&'a str, &'a Located<Store>),
    copies: &[&'a Located<Backup>],
    found: &mut Shortfalls,
) {
    let may_count = |copy: &&&Located<Backup>| {
        copy.method != Some(BackupMethod::Replica) && is_stale(cx, copy) != Some(true)
    };
    let does_count = |copy: &&&Located<Backup>| untold_field(cx, copy).is_none();
    let possible: Vec<_> = copies.iter().filter(may_count).copied().collect();
    let certain: Vec<_> = possible.iter().filter(does_count).copied().collect();
    let judged = |copies: &[&'a Located<Backup>]| {
        let mut found = Shortfalls::none();
        let mut check = Check {
            cx,
            id,
            store,
            copies,
            found: &mut found,
        };
        check.lock();
        check.hands();
        check.keys();
        check.provider();
        found
    };
    let at_best = judged(&possible);
    let untold = possible
        .iter()
        .find_map(|copy| Some((copy, untold_field(cx, copy)?)));
    if let Some((copy, field)) = untold
        && fails(&judged(&certain)) > fails(&at_best)
    {
        found
            .untold(
                copy.at(field),
                id,
                format!(
                    "nobody told `{field}` of a copy of `{id}` that no other copy can stand in for"
                ),
            )
            .owned_by(store.owner.as_deref())
            .comparing(field)
            .cure(format!("write `{field}`"));
    }
    found.extend(at_best);
    Check {
        cx,
        id,
        store,
        copies,
        found,
    }
    .regions();
}

/// The field that would tell whether a copy is still made and stays as it is.
fn untold_field(cx: &Context<'_>, copy: &Backup) -> Option<&'static str> {
    let fields = [
        ("method", copy.method.is_none()),
        ("interval", copy.interval.is_none()),
        ("last_success", is_stale(cx, copy).is_none()),
    ];
    fields
        .into_iter()
        .find_map(|(field, is_untold)| is_untold.then_some(field))
}

/// How much fails; warnings do not count.
fn fails(found: &Shortfalls) -> usize {
    let kinds = found.iter().map(|shortfall| shortfall.kind);
    kinds.filter(|kind| *kind != ShortfallKind::Warns).count()
}

/// The check of one store's copies: of each danger, one copy has to be free.
struct Check<'c, 'a> {
    cx: &'c Context<'a>,
    id: &'a str,
    store: &'a Located<Store>,
    copies: &'c [&'a Located<Backup>],
    found: &'c mut Shortfalls,
}

impl<'a> Check<'_, 'a> {
    fn lock(&mut self) {
        let longest = self
            .copies
            .iter()
            .filter_map(|copy| copy.immutable)
            .max_by_key(Span::shortest);
        if longest.is_some_and(|locked| LOCKED_FOR.fits_within(&locked)) {
            return;
        }
        let message = match longest {
            Some(locked) => format!(
                "copies of `{}` are locked for {locked}; {LOCKED_FOR} is the least",
                self.id
            ),
            None => format!(
                "no copy of `{}` is locked against change and deletion",
                self.id
            ),
        };
        self.fails("not_locked", "immutable", message).cure(format!(
            "lock one copy for at least {LOCKED_FOR}, and write `immutable`"
        ));
    }

    fn hands(&mut self) {
        let reach = self
            .copies
            .iter()
            .map(|copy| (account(copy), self.hands_on(copy)));
        let reach: Vec<_> = reach.collect();
        let id = self.id;
        if !reach
            .iter()
            .any(|(account, hands)| account.is_apart() || hands.is_apart())
        {
            if reach.contains(&(Overlap::Shared, Overlap::Shared))
                && !reach.iter().copied().any(is_untold)
            {
                let message = format!(
                    "every copy of `{id}` lies in the account of the original, and the same people can delete both"
                );
                self.fails("same_hands", "account", message)
                    .cure("keep one copy in a second account that others can delete");
            } else if !reach.is_empty() {
                let message = format!(
                    "nobody told whether a copy of `{id}` lies in another account or in other hands"
                );
                self.untold("account", message)
                    .cure("write `account` and `source_account`, `delete_authority` and `source_delete_authority`");
            }
        } else if !reach.iter().any(|(_, hands)| hands.is_apart()) {
            let message = format!(
                "nothing shows that somebody who can delete `{id}` cannot delete every copy as well"
            );
            self.warns("same_person", "delete_authority", message)
                .cure("give the right to delete copies to somebody else, and write `delete_authority` and `source_delete_authority`");
        }
    }

    fn hands_on(&self, copy: &'a Backup) -> Overlap {
        let people = |who: &'a OneOrMany<Who>| -> BTreeSet<&'a str> {
            let named = who.iter().map(|who| who.value.as_str());
            named.chain(self.cx.active_among(who)).collect()
        };
        let (copies, originals) = (&copy.delete_authority, &copy.source_delete_authority);
        if copies.is_empty() || originals.is_empty() {
            Overlap::Untold
        } else if people(copies).is_disjoint(&people(originals)) {
            Overlap::Apart
        } else {
            Overlap::Shared
        }
    }

    fn keys(&mut self) {
        let outlives = |copy: &&&Located<Backup>| {
            copy.encrypted == Some(false)
                || matches!(
                    copy.key_location,
                    Some(KeyLocation::KeyService | KeyLocation::Escrow)
                )
        };
        if self.copies.is_empty() || self.copies.iter().any(|copy| outlives(&copy)) {
            return;
        }
        let id = self.id;
        if self.copies.iter().all(|copy| copy.key_location.is_some()) {
            let message = format!(
                "the keys of every copy of `{id}` lie only in the system that the copies protect"
            );
            self.fails("keys_inside", "key_location", message)
                .cure("keep the key outside as well, sealed");
        } else {
            let message = format!("nobody told where the keys of the copies of `{id}` lie");
            self.untold("key_location", message)
                .cure("write `key_location`");
        }
    }

    fn provider(&mut self) {
        let providers: BTreeSet<_> = self
            .copies
            .iter()
            .filter_map(|copy| copy.provider.as_ref())
            .collect();
        let modes = self.cx.manifest.failure_modes.given();
        let is_listed = modes
            .into_iter()
            .flat_map(|modes| modes.iter())
            .any(|mode| mode.what == Some(FailureKind::AccountLoss));
        if providers.len() < 2 && !self.copies.is_empty() && !is_listed {
            let message = format!(
                "every copy of `{}` lies at one provider, as far as told, and a closed account is no listed failure",
                self.id
            );
            self.warns("one_provider", "provider", message)
                .cure("keep one copy elsewhere, or describe `account_loss` under `failure_modes`");
        }
    }

    /// A copy that does not say where it lies, beside others that do.
    fn regions(&mut self) {
        let service = self.store.service.as_deref().unwrap_or_default();
        let mut promises = self.cx.promised(PromiseKind::DataResidency, service);
        let is_promised = promises.any(|promise| covers(promise, ResidencyCover::Backup));
        if !is_promised || self.copies.iter().all(|copy| copy.region.is_none()) {
            return;
        }
        for (place, copy) in (1..)
            .zip(self.copies)
            .filter(|(_, copy)| copy.region.is_none())
        {
            self.found
                .untold(
                    copy.at("region"),
                    self.id,
                    format!("a copy of `{}` does not say where it lies", self.id),
                )
                .owned_by(self.store.owner.as_deref())
                .comparing("region")
                .comparing(&place.to_string())
                .cure("write `region`");
        }
    }

    fn fails(
        &mut self,
        clause: &'static str,
        field: &'static str,
        message: String,
    ) -> &mut Shortfall {
        let path = self.path(field);
        self.found
            .fails(clause, path, self.id, message)
            .owned_by(self.store.owner.as_deref())
    }

    fn warns(
        &mut self,
        clause: &'static str,
        field: &'static str,
        message: String,
    ) -> &mut Shortfall {
        let path = self.path(field);
        self.found
            .warns(clause, path, self.id, message)
            .owned_by(self.store.owner.as_deref())
    }

    fn untold(&mut self, field: &'static str, message: String) -> &mut Shortfall {
        let path = self.path(field);
        self.found
            .untold(path, self.id, message)
            .owned_by(self.store.owner.as_deref())
            .comparing(field)
    }

    /// The field of the first copy, or the store where there is none.
    fn path(&self, field: &'static str) -> crate::manifest::ManifestPath {
        self.copies
            .first()
            .map_or_else(|| self.store.here(), |copy| copy.at(field))
    }
}

/// Whether a copy and its original have something in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overlap {
    Shared,
    Apart,
    Untold,
}

impl Overlap {
    fn is_apart(self) -> bool {
        self == Self::Apart
    }
}

fn is_untold((account, hands): (Overlap, Overlap)) -> bool {
    account == Overlap::Untold || hands == Overlap::Untold
}

fn account(copy: &Backup) -> Overlap {
    match (&copy.account, &copy.source_account) {
        (Some(copy), Some(original)) if copy == original => Overlap::Shared,
        (Some(_), Some(_)) => Overlap::Apart,
        (None, _) | (_, None) => Overlap::Untold,
    }
}

/// Each place of copies once, against the promise from which it lies farthest.
fn check_residency(cx: &Context<'_>, found: &mut Shortfalls) {
    found.extend(unsaid(cx, PromiseKind::DataResidency));
    let mut places = BTreeMap::new();
    for promise in cx.promises_of(PromiseKind::DataResidency) {
        let Commitment::Regions(promised) = &promise.commitment else {
            continue;
        };
        for (place, standing) in outside_residency(cx, promise, promised) {
            let outside = match standing {
                Standing::Outside(outside) => Some(in_words(&outside)),
                Standing::Undecided(_) | Standing::Untold => None,
                Standing::Within | Standing::Unpinned => continue,
            };
            if place.route == ResidencyCover::Backup {
                let worst = places
                    .entry(place.name.clone())
                    .or_insert((None, place, promise));
                if worst.0.is_none() && outside.is_some() {
                    *worst = (outside, worst.1.clone(), promise);
                }
            }
        }
    }
    for (outside, place, promise) in places.into_values() {
        let promised = promise
            .value
            .value
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let says = format!("promise `{}` says {promised}", promise.id);
        let shortfall = if let Some(outside) = outside {
            let message = format!("{} lies in {outside}, and {says}", place.name);
            found.fails("breaks_residency", place.path, place.subject, message)
        } else {
            let message = format!("{says}, and nobody told whether {} lies there", place.name);
            found.untold(place.path, place.subject, message)
        };
        shortfall
            .owned_by(place.owner)
            .comparing(&place.name)
            .beside(promise.at("value"), "promised here")
            .cure("keep the copy within the promised regions and write its `region`, or promise where it lies");
    }
}
