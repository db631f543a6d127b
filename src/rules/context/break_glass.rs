//! Whether the sealed way in was tried, and how long ago.

use super::Context;
use crate::gate::embedded::MAX_EXERCISE_AGE;
use crate::manifest::Stands;
use crate::manifest::model::BreakGlass;
use crate::rules::Shortfalls;
use crate::yaml::Located;

impl Context<'_> {
    /// Why the sealed way in cannot be relied on; nothing where it was tried within `max_exercise_age`.
    pub fn why_break_glass_unproven(&self, record: &BreakGlass) -> Option<String> {
        let limit = self.parameters.span(MAX_EXERCISE_AGE);
        match record.tested {
            None => Some("the sealed way in was never tried".to_owned()),
            Some(tested) if self.is_yet_to_come(tested) => Some(format!(
                "the sealed way in is to be tried on {tested}, and never was before"
            )),
            Some(tested) if self.is_older(tested, &limit) => Some(format!(
                "the sealed way in was last tried {} days ago; {limit} is the limit",
                self.age_days(tested)
            )),
            Some(_) => None,
        }
    }

    /// Reports a sealed way in that cannot be relied on as `break_glass_untested`.
    pub fn check_break_glass(&self, record: &Located<BreakGlass>, found: &mut Shortfalls) {
        if let Some(why) = self.why_break_glass_unproven(record) {
            found
                .fails(
                    "break_glass_untested",
                    record.at("tested"),
                    "break_glass",
                    why,
                )
                .owned_by(record.owner.as_deref().or(record.by.as_deref()))
                .cure("try it, and write the day as `tested`");
        }
    }
}
