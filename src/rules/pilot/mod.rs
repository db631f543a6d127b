//! A pilot with outsiders: its data, its users, its limits and its end.

mod ai_position;
mod backup_and_one_restore;
mod data_baseline;
mod dpia_started;
mod isolation_assumed_and_tested;
mod logs_safe;
mod pilot_exit_criteria;
mod pilot_users_told;
mod vendors_known;

use ai_position::ai_position;
use backup_and_one_restore::backup_and_one_restore;
use data_baseline::data_baseline;
use dpia_started::dpia_started;
use isolation_assumed_and_tested::isolation_assumed_and_tested;
use logs_safe::logs_safe;
use pilot_exit_criteria::pilot_exit_criteria;
use pilot_users_told::pilot_users_told;
use vendors_known::vendors_known;

use super::Context;
use crate::manifest::model::EvidenceRef;

super::gates! { pilot:
    ai_position,
    backup_and_one_restore,
    data_baseline,
    dpia_started,
    isolation_assumed_and_tested,
    logs_safe,
    pilot_exit_criteria,
    pilot_users_told,
    vendors_known,
}

/// Why a paper that was to be kept is not, to be added to what follows from that; nothing where it is kept.
fn why_none(cx: &Context<'_>, paper: Option<&EvidenceRef>) -> Option<String> {
    match paper {
        None => Some(String::new()),
        Some(paper) => cx.why_not_kept(paper).map(|why| format!(": {why}")),
    }
}
