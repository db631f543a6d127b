//! Schedules: the hours of the week in which something holds.

mod notation;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::week::Hours;
use super::{Malformed, Written, Zone};

/// Hours of every week by the clocks of one time zone: `mon-fri 09:00-17:30 Europe/London`, or `24x7`.
///
/// Several windows stand with commas between them: `mon-thu 08:00-18:00, fri 08:00-16:00 Europe/London`.
/// There is no empty schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    written: Box<str>,
    hours: Hours,
    zone: Option<Zone>,
}

impl Schedule {
    /// The time zone, where one is written.
    pub fn zone(&self) -> Option<Zone> {
        self.zone
    }

    /// Whether the hours depend on a time zone that is not written; they are then taken as UTC.
    pub fn lacks_zone(&self) -> bool {
        self.zone.is_none() && !self.is_always()
    }

    /// Whether it is every minute of the week.
    pub fn is_always(&self) -> bool {
        self.hours.is_whole_week()
    }

    /// The zone whose clocks decide when the hours are; every minute of the week needs no clock.
    pub(super) fn clock(&self) -> Option<Zone> {
        (!self.is_always()).then(|| self.zone.unwrap_or(Zone::UTC))
    }

    /// The hours in local time.
    pub(super) fn hours(&self) -> &Hours {
        &self.hours
    }
}

/// As it was written.
impl fmt::Display for Schedule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.written)
    }
}

impl FromStr for Schedule {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (hours, zone) = notation::read(text)?;
        Ok(Self {
            written: text.into(),
            hours,
            zone,
        })
    }
}

impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Written::expecting(
            "a schedule such as `mon-fri 09:00-17:30 Europe/London` or `24x7`",
        ))
    }
}

impl JsonSchema for Schedule {
    fn schema_name() -> Cow<'static, str> {
        "Schedule".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Hours of every week: days, hours and a time zone of the IANA list; or 24x7",
            "examples": [
                "mon-fri 09:00-17:30 Europe/London",
                "mon-thu 08:00-18:00, fri 08:00-16:00 Europe/Berlin",
                "daily 22:00-06:00 UTC",
                "24x7",
            ],
        })
    }
}

#[cfg(test)]
mod tests;
