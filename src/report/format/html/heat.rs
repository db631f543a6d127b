//! Area by outcome.

use super::look::{self, Look};
use crate::gate::Area;
use crate::report::format::wording::spaced;
use crate::report::model::{Outcome, Report};

/// Area by outcome, with totals.
pub(super) struct Heat {
    pub(super) outcomes: [Look; Outcome::ALL.len()],
    pub(super) rows: Vec<HeatRow>,
    pub(super) totals: [usize; Outcome::ALL.len()],
    pub(super) total: usize,
}

/// One area.
pub(super) struct HeatRow {
    pub(super) area: String,
    pub(super) key: usize,
    pub(super) cells: [Cell; Outcome::ALL.len()],
    pub(super) total: usize,
}

/// How many gates of an area came out like that.
pub(super) struct Cell {
    pub(super) count: usize,
    pub(super) tone: &'static str,
    /// How large a share of the area that is, in steps from 0 to 4.
    pub(super) heat: usize,
}

pub(super) fn heat(report: &Report) -> Heat {
    let rows = Area::ALL.into_iter().filter_map(|area| {
        let total = report.of_area(area).count();
        (total > 0).then(|| HeatRow {
            area: spaced(area.name()),
            key: area as usize,
            cells: Outcome::ALL.map(|outcome| cell(report, area, outcome, total)),
            total,
        })
    });
    let counts = report.counts();
    Heat {
        outcomes: Outcome::ALL.map(look::outcome),
        rows: rows.collect(),
        totals: Outcome::ALL.map(|outcome| counts.of(outcome)),
        total: counts.gates,
    }
}

fn cell(report: &Report, area: Area, outcome: Outcome, total: usize) -> Cell {
    let results = report.of_area(area);
    let count = results.filter(|result| result.outcome == outcome).count();
    Cell {
        count,
        tone: look::outcome(outcome).tone,
        heat: heat_of(count, total),
    }
}

/// A share in quarters, rounded up: 0 only for nothing, 4 from more than three quarters on.
const fn heat_of(count: usize, total: usize) -> usize {
    (count * 4).div_ceil(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heat_grows_in_quarters() {
        // Of eight: up to two are a quarter, up to four a half, up to six three quarters.
        let steps: Vec<usize> = (0..=8).map(|count| heat_of(count, 8)).collect();
        assert_eq!(steps, [0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn every_cell_adds_up() {
        let heat = heat(&crate::report::fixture::northlight());
        // As the fixture says: 2 pass, 3 warn, 10 fail, 6 are not told, 1 is accepted, 1 does not apply, 1 is turned off.
        assert_eq!(heat.totals, [2, 3, 10, 6, 1, 1, 1]);
        assert_eq!(heat.total, 24);
        for (index, total) in heat.totals.iter().enumerate() {
            let column = heat.rows.iter().map(|row| row.cells[index].count);
            assert_eq!(column.sum::<usize>(), *total);
        }
        for row in &heat.rows {
            let cells = row.cells.iter().map(|cell| cell.count);
            assert_eq!(cells.sum::<usize>(), row.total);
        }
    }
}
