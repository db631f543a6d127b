//! Time zones, by the names of the IANA list.

use std::fmt;
use std::str::FromStr;

use chrono::{Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::{Day, Malformed, quoted};

/// A time zone of the IANA list, such as `Europe/London`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The name in the IANA list.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// How many minutes its clocks are ahead of UTC at noon UTC of a day.
    ///
    /// At noon, for no zone changes its clocks then: zones that change on the same night have all done so.
    pub(super) fn minutes_ahead_of_utc(self, day: Day) -> i32 {
        let Self(zone) = self;
        let noon = day
            .date()
            .and_hms_opt(12, 0, 0)
            .expect("noon is a time of day");
        zone.offset_from_utc_datetime(&noon).fix().local_minus_utc() / 60
    }

    /// The zone that a name surely means which is not spelt as in the list: `london`, `utc`.
    pub(super) fn meant_by(text: &str) -> Option<Self> {
        let last_part = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
        TZ_VARIANTS
            .into_iter()
            .map(Self)
            .find(|zone| zone.name().eq_ignore_ascii_case(text))
            .or_else(|| {
                TZ_VARIANTS
                    .into_iter()
                    .map(Self)
                    .find(|zone| last_part(zone.name()).eq_ignore_ascii_case(text))
            })
    }

    /// The zone with the name most like this text.
    fn nearest(text: &str) -> Option<Self> {
        const ALIKE: f64 = 0.7;
        const LONGEST_NAME: usize = 40;
        if text.len() > LONGEST_NAME {
            return None;
        }
        Self::meant_by(text).or_else(|| {
            let text = text.to_lowercase();
            TZ_VARIANTS
                .into_iter()
                .map(|zone| {
                    let name = zone.name().to_lowercase();
                    (zone, strsim::normalized_damerau_levenshtein(&text, &name))
                })
                .filter(|(_, alike)| *alike >= ALIKE)
                // the first of several that are equally near
                .reduce(|best, next| if next.1 > best.1 { next } else { best })
                .map(|(zone, _)| Self(zone))
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

impl FromStr for Zone {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.parse().map(Self).map_err(|_| {
            let advice = Self::nearest(text).map_or_else(
                || "write a place such as `Europe/London`, or `UTC`".to_owned(),
                |zone| format!("did you mean `{zone}`?"),
            );
            Malformed::at(
                0..text.len(),
                format!(
                    "{} is no time zone of the IANA list: {advice}",
                    quoted(text)
                ),
            )
        })
    }
}

#[cfg(test)]
mod tests;
