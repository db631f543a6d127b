//! Whether the newest record of something that was tried still proves it.

use crate::manifest::Stands;
use crate::manifest::model::TestResult;
use crate::rules::{Context, Shortfall, Shortfalls};
use crate::time::{Day, Span};
use crate::yaml::Located;

use super::promised::compare_all;

/// The newest record of something that was tried.
#[derive(Clone)]
pub struct Tried<'t> {
    /// Where the record stands.
    pub record: Located<()>,
    /// What was tried, with the record's id: ``the newest deletion in `app`, `D1` ``.
    pub what: String,
    /// What it is about.
    pub subject: &'t str,
    /// Who answers for it.
    pub owner: Option<&'t str>,
    /// The promises that rest on it, by id.
    pub promises: Vec<&'t str>,
}

impl Tried<'_> {
    /// Reports a result that is no pass as `not_passed`, and one that nobody told.
    pub fn check_result(&self, result: Option<TestResult>, found: &mut Shortfalls) {
        let path = self.record.at("result");
        match result {
            Some(TestResult::Pass) => {}
            Some(result) => {
                let message = format!("{}, ended with {result}", self.what);
                self.about(found.fails("not_passed", path, self.subject, message))
                    .cure("mend what failed, and try again");
            }
            None => self.untold("result", "does not say how it ended", found),
        }
    }

    /// Reports a record that is too old as `too_old`.
    pub fn check_age(&self, cx: &Context<'_>, date: Day, limit: Span, found: &mut Shortfalls) {
        if cx.is_older(date, &limit) {
            let age = cx.age_days(date);
            let message = format!("{}, is {age} days old; {limit} is the limit", self.what);
            self.about(found.fails("too_old", self.record.at("date"), self.subject, message))
                .cure("try again");
        }
    }

    /// Reports a field of the record that decides and that nobody told.
    pub fn untold(&self, field: &'static str, says: &str, found: &mut Shortfalls) {
        let message = format!("{}, {says}", self.what);
        self.about(found.untold(self.record.at(field), self.subject, message))
            .comparing(field)
            .cure(format!("write `{field}`"));
    }

    fn about<'s>(&self, shortfall: &'s mut Shortfall) -> &'s mut Shortfall {
        compare_all(shortfall.owned_by(self.owner), &self.promises)
    }
}

/// Where a record stands, without what it says.
pub fn place_of<T>(record: &Located<T>) -> Located<()> {
    Located {
        place: record.place,
        value: (),
    }
}
