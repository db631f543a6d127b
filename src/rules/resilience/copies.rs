//! Whether copies are still made.

use crate::manifest::model::Backup;
use crate::rules::Context;

/// Whether a copy was last made longer ago than two of its intervals; nothing where nobody told enough to know.
pub fn is_stale(cx: &Context<'_>, copy: &Backup) -> Option<bool> {
    let last = copy.last_success.filter(|&day| !cx.is_yet_to_come(day))?;
    let interval = copy.interval?;
    let minutes = (interval + interval).longest().count();
    let days = i64::try_from(minutes.div_ceil(24 * 60)).unwrap_or(i64::MAX);
    Some(cx.age_days(last) > days)
}
