//! Minutes as gaps and sums of time come to them.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// A number of minutes, written in hours up to three days (`63h30min`, `72h`) and in days beyond where they are whole (`42d`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(u64);

impl Minutes {
    /// So many minutes.
    pub const fn new(minutes: u64) -> Self {
        Self(minutes)
    }

    /// So many days of 24 hours.
    pub const fn from_days(days: u32) -> Self {
        Self(days as u64 * MINUTES_A_DAY)
    }

    /// How many minutes they are.
    pub const fn count(self) -> u64 {
        self.0
    }
}

impl Add for Minutes {
    type Output = Self;

    /// Both together; stops at what the count can hold.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Minutes {
    type Output = SignedMinutes;

    /// What is left once `spent` is taken away: below zero where more is spent than there is.
    fn sub(self, spent: Self) -> SignedMinutes {
        SignedMinutes {
            is_negative: spent > self,
            magnitude: Self(self.0.abs_diff(spent.0)),
        }
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(minutes: I) -> Self {
        minutes.fold(Self(0), Add::add)
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST_IN_HOURS: u64 = 3 * MINUTES_A_DAY;
        let Self(minutes) = *self;
        if minutes > LONGEST_IN_HOURS && minutes % MINUTES_A_DAY == 0 {
            out.pad(&format!("{}d", minutes / MINUTES_A_DAY))
        } else {
            out.pad(&in_hours(minutes))
        }
    }
}

/// The margin between two counts of minutes: `2h`, or `-2h` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignedMinutes {
    is_negative: bool,
    magnitude: Minutes,
}

impl SignedMinutes {
    /// Whether it lies below zero.
    pub fn is_negative(self) -> bool {
        self.is_negative
    }

    /// Its distance from zero.
    pub fn magnitude(self) -> Minutes {
        self.magnitude
    }
}

impl Ord for SignedMinutes {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, false) => self.magnitude.cmp(&other.magnitude),
            (true, true) => other.magnitude.cmp(&self.magnitude),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for SignedMinutes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for SignedMinutes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative { "-" } else { "" };
        out.pad(&format!("{sign}{}", self.magnitude))
    }
}

pub(super) const MINUTES_AN_HOUR: u64 = 60;
pub(super) const MINUTES_A_DAY: u64 = 24 * MINUTES_AN_HOUR;

/// Minutes as hours and minutes: `63h30min`, `6h`, `45min`.
pub(super) fn in_hours(minutes: u64) -> String {
    match (minutes / MINUTES_AN_HOUR, minutes % MINUTES_AN_HOUR) {
        (0, minutes) => format!("{minutes}min"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes}min"),
    }
}

#[cfg(test)]
mod tests;
