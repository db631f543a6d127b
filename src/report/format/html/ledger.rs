//! The promise ledger as a chart: what is said against what is proven.

use super::charts::share;
use super::folded::Folded;
use super::look::{self, Look};
use super::picks::{Marks, Picks};
use super::words::{Words, brief};
use crate::manifest::model::Who;
use crate::report::format::wording::{counted, spaced};
use crate::report::model::{LedgerRow, Measure, Outcome, Report};

/// One promise, for one service.
pub(super) struct PromiseRow<'r> {
    pub(super) marks: Marks,
    pub(super) promise: Words<'static>,
    pub(super) says: Words<'r>,
    pub(super) proven: Option<Words<'r>>,
    pub(super) proof: Option<Words<'static>>,
    pub(super) bar: Result<Bar, &'static str>,
    pub(super) margin: Option<Words<'static>>,
    pub(super) holds: Look,
    pub(super) owner: Words<'r>,
}

/// What was needed of what was promised, drawn from nothing to twice the promise.
pub(super) struct Bar {
    /// How much of the promise is needed: `150 %`.
    pub(super) percent: String,
    /// How far it reaches up to the promise.
    pub(super) within: String,
    /// How far it reaches beyond; nothing where it stays within.
    pub(super) beyond: Option<String>,
    /// Whether it goes on beyond what is drawn.
    pub(super) is_cut: bool,
    /// The chart in words.
    pub(super) says: String,
}

pub(super) fn ledger<'r>(report: &'r Report, picks: &Picks<'r>) -> Folded<PromiseRow<'r>> {
    const SEEN: usize = 40;
    let mut rows: Vec<&LedgerRow> = report.promises.iter().collect();
    rows.sort_by_key(|row| match row.holds {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    });
    let rows = rows.into_iter().map(|row| promise_row(row, picks));
    Folded::of(rows.collect(), SEEN, |row| {
        let which = match row.holds.tone {
            "good" => "that holds",
            "bad" => "that does not hold",
            _ => "not told",
        };
        which.to_owned()
    })
}

/// How many rows hold, do not, and are not told.
pub(super) fn states(report: &Report) -> [(Look, usize); 3] {
    [Some(false), None, Some(true)].map(|holds| {
        let rows = report.promises.iter();
        (
            look::holds(holds),
            rows.filter(|row| row.holds == holds).count(),
        )
    })
}

fn promise_row<'r>(row: &'r LedgerRow, picks: &Picks<'r>) -> PromiseRow<'r> {
    let owner = row.owner.as_ref().map(Who::as_str);
    PromiseRow {
        marks: picks
            .owned(owner)
            .of_gates(row.gates.iter().copied())
            .coming_out(match row.holds {
                Some(true) => Outcome::Pass,
                Some(false) => Outcome::Fail,
                None => Outcome::Unknown,
            }),
        promise: Words::around(&promise(row)),
        says: Words::of(&row.says),
        proven: row.proven.as_deref().map(Words::of),
        proof: proof(row),
        bar: bar(row),
        margin: row.margin.as_deref().map(margin),
        holds: look::holds(row.holds),
        owner: owner.map_or_else(|| Words::of("nobody named"), Words::of),
    }
}

fn promise(row: &LedgerRow) -> String {
    let promise = format!("{} {}", row.id, spaced(row.kind.word()));
    match &row.service {
        Some(service) => format!("{promise} of `{service}`"),
        None => promise,
    }
}

fn proof(row: &LedgerRow) -> Option<Words<'static>> {
    let by = format!("by `{}`", row.proof.as_ref()?);
    let days = row
        .proof_age_days
        .and_then(|days| usize::try_from(days).ok());
    Some(match days {
        Some(days) => Words::around(&format!("{by}, {} old", counted(days, "day"))),
        None => Words::around(&by),
    })
}

/// The margin as people say it: `2h short`, `5h to spare`.
fn margin(margin: &str) -> Words<'static> {
    match margin.strip_prefix('-') {
        Some(missing) => Words::around(&format!("{missing} short")),
        None => Words::around(&format!("{margin} to spare")),
    }
}

/// The chart of a row, or why there is none.
fn bar(row: &LedgerRow) -> Result<Bar, &'static str> {
    let Some(measure) = row.measure else {
        return Err(match (&row.proven, row.holds) {
            (Some(_), _) => "no number to draw",
            (None, Some(true)) => "not measured; its gates hold",
            (None, Some(false)) => "not measured; its gates do not hold",
            (None, None) => "nobody told",
        });
    };
    let (needed, promised) = needed_of_promised(measure);
    if promised == 0 {
        return Err("the promise leaves no room to measure in");
    }
    let percent = rounded_percent(needed, promised);
    let twice = 2 * promised;
    let drawn = needed.min(twice);
    let of = if measure.more_is_better {
        "of the downtime it allows"
    } else {
        "of what it allows"
    };
    Ok(Bar {
        within: share(drawn.min(promised), twice),
        beyond: (drawn > promised).then(|| share(drawn - promised, twice)),
        is_cut: needed > twice,
        says: format!(
            "{} says {} and {} is proven: {percent} % {of}",
            brief(&promise(row)),
            brief(&row.says),
            brief(row.proven.as_deref().unwrap_or("nothing")),
        ),
        percent: format!("{percent} %"),
    })
}

/// What is needed and what is promised, less being better; of an availability both as the downtime that is left.
fn needed_of_promised(measure: Measure) -> (u64, u64) {
    const WHOLE: i64 = 10_000;
    let (needed, promised) = if measure.more_is_better {
        (WHOLE - measure.proven, WHOLE - measure.said)
    } else {
        (measure.proven, measure.said)
    };
    let least = |count: i64| u64::try_from(count).unwrap_or(0);
    (least(needed), least(promised))
}

/// A share in whole percent: never 100 unless it is, so that no bar seems to reach what it misses.
fn rounded_percent(part: u64, whole: u64) -> u128 {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let percent = (part * 100 + whole / 2) / whole;
    match percent {
        100 if part > whole => 101,
        100 if part < whole => 99,
        percent => percent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(said: i64, proven: i64, more_is_better: bool) -> Result<Bar, &'static str> {
        let mut row = crate::report::fixture::northlight().promises.remove(0);
        row.measure = Some(Measure {
            said,
            proven,
            more_is_better,
        });
        bar(&row)
    }

    fn drawn(
        said: i64,
        proven: i64,
        more_is_better: bool,
    ) -> (String, String, Option<String>, bool) {
        let bar = measured(said, proven, more_is_better).unwrap_or_else(|why| panic!("{why}"));
        (bar.percent, bar.within, bar.beyond, bar.is_cut)
    }

    fn text(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn a_bar_ends_at_the_promise_or_goes_beyond_it() {
        // Drawn up to twice the promise of 240: 360 are 150 %, the first 240 of 480 and 120 more.
        assert_eq!(
            drawn(240, 360, false),
            (text("150 %"), text("50.00%"), Some(text("25.00%")), false)
        );
        // 180 of 480 promised are 37.5 %, rounded up; a half of that of the width, 18.75.
        assert_eq!(
            drawn(480, 180, false),
            (text("38 %"), text("18.75%"), None, false)
        );
        assert_eq!(
            drawn(480, 480, false),
            (text("100 %"), text("50.00%"), None, false)
        );
        assert_eq!(
            drawn(240, 480, false),
            (text("200 %"), text("50.00%"), Some(text("50.00%")), false)
        );
        assert_eq!(
            drawn(240, 481, false),
            (text("200 %"), text("50.00%"), Some(text("50.00%")), true)
        );
    }

    #[test]
    fn an_availability_is_drawn_as_the_downtime_it_leaves() {
        // 99.95 % leaves 5 hundredths, 99.59 % takes 41: 820 %. 99.5 % leaves 50, 99.98 % takes 2: 4 %.
        assert_eq!(
            drawn(9_995, 9_959, true),
            (text("820 %"), text("50.00%"), Some(text("50.00%")), true)
        );
        assert_eq!(
            drawn(9_950, 9_998, true),
            (text("4 %"), text("2.00%"), None, false)
        );
    }

    #[test]
    fn no_share_is_rounded_onto_the_promise_itself() {
        assert_eq!(drawn(1_000, 999, false).0, "99 %");
        assert_eq!(drawn(1_000, 1_000, false).0, "100 %");
        assert_eq!(drawn(1_000, 1_001, false).0, "101 %");
    }

    #[test]
    fn where_a_promise_leaves_no_room_there_is_no_bar() {
        let refused = measured(0, 5, false).map(|bar| bar.percent);
        assert_eq!(refused, Err("the promise leaves no room to measure in"));
        assert!(measured(10_000, 9_999, true).is_err());
    }

    #[test]
    fn a_margin_says_whether_it_is_missing_or_left() {
        assert_eq!(margin("-2h").to_string(), "2h short");
        assert_eq!(margin("5h").to_string(), "5h to spare");
    }
}
