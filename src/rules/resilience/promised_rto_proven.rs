//! Promised recovery time against the newest measured one.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::proofs::{brings_back, proofs, proofs_among, untried_stores};
use super::recovery::{
    Promised, ask, is_production_like, proof_shortfalls, recoveries, strictest_promises, unsaid,
};
use super::services::{changes_since, stores_of, voids_proofs};
use crate::gate::embedded::{MAX_RECOVERY_TEST_AGE, RTO_HEADROOM};
use crate::manifest::model::{
    Commitment, DataClass, Number, Promise, PromiseKind, RecoveryTest, TestResult,
};
use crate::manifest::{ManifestPath, Stands};
use crate::rules::{Context, RuleOutcome, Shortfall, Shortfalls, Unjudged};
use crate::time::{Day, Span};
use crate::yaml::Located;

const MEASURE_IT: &str =
    "restore it once, in an environment like production, and write down how long it took";

pub(super) fn promised_rto_proven(cx: &Context<'_>) -> RuleOutcome {
    cx.section(&cx.manifest.promises, "promises")?;
    let mut found = unsaid(cx, PromiseKind::Rto);
    let promised = strictest_promises(cx, PromiseKind::Rto);
    if promised.is_empty() && found.is_empty() {
        return Err(Unjudged::not_applicable("no recovery time is promised"));
    }
    cx.section(&cx.manifest.recovery, "recovery")?;
    for promised in promised {
        let mut check = Check {
            cx,
            promised,
            found: Shortfalls::none(),
        };
        check.service();
        found.extend(check.found);
    }
    Ok(found)
}

/// The check of one service's promise.
struct Check<'c, 'a> {
    cx: &'c Context<'a>,
    promised: Promised<'a>,
    found: Shortfalls,
}

type Test<'a> = &'a Located<RecoveryTest>;

impl<'a> Check<'_, 'a> {
    /// Judges the newest recoveries; what their records do not say matters only where they would otherwise prove the promise.
    fn service(&mut self) {
        let undated: Vec<Test<'a>> = self.recoveries(|test| test.date.is_none());
        let of_stores = proofs(self.cx, self.promised.id);
        let mut proofs: Vec<Test<'a>> = of_stores.iter().map(|&(test, _)| test).collect();
        for &(test, date) in &of_stores {
            self.test(test, date);
            self.time(test, self.promised.promise, self.promised.limit);
            self.changes(test, date);
            self.size(test);
        }
        if !of_stores.is_empty() {
            self.scenarios(&mut proofs);
            self.trend();
        }
        if of_stores.is_empty() && undated.is_empty() {
            self.never_tested();
        } else {
            self.found
                .extend(untried_stores(self.cx, &self.promised, MEASURE_IT));
        }
        if self.found.any_fails() {
            return;
        }
        for test in undated {
            ask(
                &mut self.found,
                self.promised.id,
                self.promised.owner(),
                test,
                "date",
            );
        }
        for &(test, _) in &of_stores {
            self.record_of_size(test);
        }
        if let Some(oldest) = of_stores.iter().map(|&(_, date)| date).min() {
            self.record_of_changes(oldest);
        }
        for test in proofs {
            self.record(test);
        }
    }

    fn never_tested(&mut self) {
        let Promised {
            id, promise, limit, ..
        } = self.promised;
        let message = format!(
            "promise `{}` says {limit}, and no recovery of `{id}` was ever measured",
            promise.id
        );
        self.fails("never_tested", promise.at("value"), message)
            .cure(MEASURE_IT);
    }

    fn test(&mut self, test: Test<'a>, date: Day) {
        let Promised { id, .. } = self.promised;
        let limit = self.cx.parameters.span(MAX_RECOVERY_TEST_AGE);
        let owner = self.promised.owner();
        self.found
            .extend(proof_shortfalls(self.cx, id, owner, (test, date), &limit));
    }

    fn time(&mut self, test: Test<'a>, promise: &Located<Promise>, limit: Span) {
        let Some(measured) = test.rto else {
            return;
        };
        let headroom = self.cx.parameters.number(RTO_HEADROOM);
        let share = Decimal::from(limit.shortest().count()) * headroom;
        let affordable = affordable_promise(measured, headroom);
        let message = format!(
            "promise `{}` says {limit}, the newest recovery `{}` took {measured}",
            promise.id, test.id
        );
        let shortfall = if !measured.fits_within(&limit) {
            self.fails("too_slow", promise.at("value"), message)
                .cure(format!(
                    "speed up the recovery and test again, or promise {affordable}"
                ))
        } else if Decimal::from(measured.longest().count()) > share {
            let message = format!("{message}, which is more than {headroom} of it");
            self.warns("little_room", promise.at("value"), message)
                .cure(format!("speed up the recovery, or promise {affordable}"))
        } else {
            return;
        };
        shortfall
            .comparing(&promise.id)
            .comparing(&test.id)
            .beside(test.at("rto"), format!("{measured} measured here"));
    }

    fn changes(&mut self, test: Test<'a>, date: Day) {
        let id = self.promised.id;
        for change in changes_since(self.cx, self.promised.service, date) {
            if voids_proofs(change) == Some(true) {
                let message = format!(
                    "`{id}` changed on {}, after its newest recovery `{}` on {date}",
                    change.date, test.id
                );
                self.fails("changed_since", change.at("date"), message)
                    .comparing(&test.id)
                    .comparing(&change.date.to_string())
                    .beside(test.at("date"), "tested here")
                    .cure("test again in its present form");
            }
        }
    }

    fn size(&mut self, test: Test<'a>) {
        let Some(Number(then)) = test.data_size_gb else {
            return;
        };
        let id = self.promised.id;
        let sizes = stores_of(self.cx, id)
            .filter(|(store, _)| brings_back(test, store))
            .filter_map(|(_, store)| store.size_gb);
        let now: Decimal = sizes.map(|Number(size)| size).sum();
        if grows_with_data(test) && now > then * Decimal::TWO {
            let message = format!(
                "`{id}` holds {now} GB now, its newest recovery `{}` brought back {then} GB",
                test.id
            );
            self.fails("outgrown", test.at("data_size_gb"), message)
                .comparing(&test.id)
                .cure("test again with the present amount of data");
        }
    }

    /// Each kind of failure that a promise names needs a test of its own, held against that promise; a test that names no kind may
    /// be of any.
    fn scenarios(&mut self, proofs: &mut Vec<Test<'a>>) {
        let (cx, id) = (self.cx, self.promised.id);
        for promise in cx.promised(PromiseKind::Rto, id) {
            let Commitment::Span(limit) = promise.commitment else {
                continue;
            };
            for scenario in &promise.scenarios {
                let tests = recoveries(cx, id).filter(|test| {
                    let mut named = test.scenario.iter();
                    test.scenario.is_empty() || named.any(|of| of.value == scenario.value)
                });
                let of_stores = proofs_among(cx, id, tests);
                if of_stores.is_empty() {
                    let message = format!(
                        "promise `{}` covers {scenario}, and no recovery of `{id}` from that was ever tested",
                        promise.id
                    );
                    self.fails("scenario_untested", scenario.here(), message)
                        .comparing(&promise.id)
                        .comparing(scenario.word())
                        .cure("test that case, or take it out of the promise");
                }
                for (test, date) in of_stores {
                    if proofs.iter().all(|proof| proof.id != test.id) {
                        proofs.push(test);
                        self.test(test, date);
                        self.time(test, promise, limit);
                    }
                }
            }
        }
    }

    /// Looks at the newest three recoveries that passed.
    fn trend(&mut self) {
        let cx = self.cx;
        let mut passed = self.recoveries(|test| {
            test.result.is_none_or(|result| result == TestResult::Pass)
                && test.date.is_some_and(|date| !cx.is_yet_to_come(date))
        });
        passed.sort_by_key(|test| test.date);
        let [.., first, second, newest] = passed.as_slice() else {
            return;
        };
        let (first, second, newest) = (*first, *second, *newest);
        let id = self.promised.id;
        for test in [first, second]
            .into_iter()
            .filter(|test| test.rto.is_none())
        {
            let message = format!(
                "`{}` does not say how long it took, so nobody sees whether `{id}` gets slower",
                test.id
            );
            self.warns("trend_unknown", test.at("rto"), message)
                .comparing(&test.id)
                .cure("write `rto`");
        }
        if let (Some(first), Some(second), Some(last)) = (first.rto, second.rto, newest.rto)
            && second.exceeds(&first)
            && last.exceeds(&second)
        {
            let message =
                format!("recoveries of `{id}` take longer each time: {first}, {second}, {last}");
            self.warns("slower_each_time", newest.at("rto"), message)
                .comparing(&newest.id)
                .cure("find out what grows before it outgrows the promise");
        }
    }

    /// Asks for what the record of a test does not say.
    fn record(&mut self, test: Test<'a>) {
        let is_absent = [
            ("service", test.service.is_none()),
            ("type", test.r#type.is_none()),
            (
                "production_like",
                is_production_like(self.cx, test).is_none(),
            ),
            ("result", test.result.is_none()),
            ("rto", test.rto.is_none()),
            (
                "scenario",
                test.scenario.is_empty() && self.names_scenarios(),
            ),
        ];
        for (field, _) in is_absent.into_iter().filter(|(_, is_absent)| *is_absent) {
            ask(
                &mut self.found,
                self.promised.id,
                self.promised.owner(),
                test,
                field,
            );
        }
    }

    fn names_scenarios(&self) -> bool {
        let mut promises = self.cx.promised(PromiseKind::Rto, self.promised.id);
        promises.any(|promise| !promise.scenarios.is_empty())
    }

    /// Asks for the amount of data then and now, where the way of recovery takes longer with more of it.
    fn record_of_size(&mut self, test: Test<'a>) {
        let (cx, id) = (self.cx, self.promised.id);
        if !grows_with_data(test) || cx.data_of(id, self.promised.service) == Some(DataClass::None)
        {
            return;
        }
        let is_told =
            cx.manifest.data.given().is_some() || cx.exemption(&cx.manifest.data, "data").is_some();
        if !is_told {
            self.untold(
                ManifestPath::top("data"),
                format!("nobody told how much data `{id}` holds"),
            )
            .cure("write `data.stores` with `size_gb`");
            return;
        }
        let stores: Vec<_> = stores_of(cx, id).collect();
        if stores.is_empty() {
            let message = format!("nobody told where `{id}` keeps its data");
            self.untold(ManifestPath::top("data.stores"), message)
                .cure("name its stores under `data.stores`, or write `data: none` at the service");
        }
        for (store, entry) in stores.iter().filter(|(_, entry)| entry.size_gb.is_none()) {
            self.untold(
                entry.at("size_gb"),
                format!("`{store}` does not say how much data it holds now"),
            )
            .comparing(store)
            .cure("write `size_gb`");
        }
        if !stores.is_empty() && test.data_size_gb.is_none() {
            ask(
                &mut self.found,
                id,
                self.promised.owner(),
                test,
                "data_size_gb",
            );
        }
    }

    /// Asks whether changes after the test were major, since they may have voided it.
    fn record_of_changes(&mut self, date: Day) {
        for change in changes_since(self.cx, self.promised.service, date) {
            if voids_proofs(change).is_none() {
                let message = format!(
                    "the change of `{}` on {} does not say whether it was major",
                    self.promised.id, change.date
                );
                self.untold(change.at("major"), message)
                    .comparing(&change.date.to_string())
                    .cure("write `major`");
            }
        }
    }

    fn recoveries(&self, is_wanted: impl Fn(&RecoveryTest) -> bool) -> Vec<Test<'a>> {
        recoveries(self.cx, self.promised.id)
            .filter(|test| is_wanted(test))
            .collect()
    }

    fn fails(
        &mut self,
        clause: &'static str,
        path: ManifestPath,
        message: String,
    ) -> &mut Shortfall {
        let Promised { id, .. } = self.promised;
        self.found
            .fails(clause, path, id, message)
            .owned_by(self.promised.owner())
    }

    fn warns(
        &mut self,
        clause: &'static str,
        path: ManifestPath,
        message: String,
    ) -> &mut Shortfall {
        let Promised { id, .. } = self.promised;
        self.found
            .warns(clause, path, id, message)
            .owned_by(self.promised.owner())
    }

    fn untold(&mut self, path: ManifestPath, message: String) -> &mut Shortfall {
        let Promised { id, .. } = self.promised;
        self.found
            .untold(path, id, message)
            .owned_by(self.promised.owner())
    }
}

/// Whether a recovery takes longer with more data; it does unless somebody says that it does not.
fn grows_with_data(test: &RecoveryTest) -> bool {
    test.scales_with_size != Some(false)
}

/// The shortest promise that leaves room, in whole quarters of an hour.
fn affordable_promise(measured: Span, headroom: Decimal) -> Span {
    let quarter = Decimal::from(15);
    let wanted = Decimal::from(measured.longest().count()).checked_div(headroom);
    let quarters = wanted.and_then(|wanted| (wanted / quarter).ceil().to_u64());
    Span::from_minutes(quarters.map_or(u64::MAX, |quarters| quarters.saturating_mul(15)))
}
