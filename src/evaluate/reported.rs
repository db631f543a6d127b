//! Where shortfalls of findings stand of which only reports tell.

use super::Question;
use crate::manifest::ManifestPath;
use crate::register::Entry;
use crate::report::model::Location;
use crate::rules::{Context, Shortfall};
use crate::yaml::Place;

/// Where it stands; a field that no report could have stands where its report is named, or what was decided about it.
pub(super) fn location(
    cx: &Context<'_>,
    question: &Question<'_>,
    shortfall: &Shortfall,
) -> Location {
    let location = question.sources.locate(&shortfall.path);
    match entry(cx, &shortfall.subject, shortfall.path.place) {
        Some(_) if !location.is_exact => {
            let whole = ManifestPath {
                tail: "".into(),
                ..shortfall.path.clone()
            };
            question.sources.locate(&whole)
        }
        Some(_) | None => location,
    }
}

/// The finding of that id, where only reports tell of it and it is this that a place is about.
fn entry<'a>(cx: &Context<'a>, subject: &str, place: Option<Place>) -> Option<&'a Entry<'a>> {
    cx.reported(subject)
        .filter(|entry| !entry.origins.is_by_hand && place == Some(entry.finding.place))
}

/// The reports that tell of the finding of that id, for the end of a message.
pub(super) fn files(cx: &Context<'_>, subject: &str, place: Option<Place>) -> String {
    let files = entry(cx, subject, place).map(|entry| cx.register.files_of(entry));
    match files.as_deref() {
        None | Some([]) => String::new(),
        Some([file]) => format!("; reported in `{file}`"),
        Some([file, others @ ..]) => format!("; reported in `{file}` and {} more", others.len()),
    }
}
