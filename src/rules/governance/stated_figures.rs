//! Figures in the words of the standard terms: `99.9 %`, `24 hours`, `two days`, `day and night`.

use crate::manifest::model::{Commitment, Number, Promise, PromiseKind};
use crate::time::coverage::covers_always;
use crate::time::{Day, Schedule, Span};

/// Shares below this are no availability: credits, discounts, interest.
const LEAST_AVAILABILITY: u32 = 90;

/// A value that words state.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figure {
    /// A share in percent.
    Percent(Number),
    /// A span of time.
    Span(Span),
    /// Day and night.
    Always,
}

impl Figure {
    /// Whether a promise of one of these kinds could say so.
    pub(super) fn is_of(&self, kinds: &[PromiseKind]) -> bool {
        let is_availability = kinds.contains(&PromiseKind::Availability);
        match self {
            Self::Percent(percent) => {
                is_availability && *percent >= Number::from(LEAST_AVAILABILITY)
            }
            Self::Span(_) => !is_availability,
            Self::Always => kinds.contains(&PromiseKind::SupportHours),
        }
    }

    /// Whether a promise says the same.
    pub(super) fn is_stated_by(&self, promise: &Promise, as_of: Day) -> bool {
        match (self, &promise.commitment) {
            (Self::Percent(stated), Commitment::Percent(promised)) => stated == promised,
            (Self::Always, Commitment::Hours(hours)) => {
                covers_always(&hours.iter().collect::<Vec<&Schedule>>(), as_of)
            }
            (Self::Span(_), Commitment::Span(promised)) => {
                let within = promise.backups_within.as_ref();
                self.is_span(promised) || within.is_some_and(|within| self.is_span(within))
            }
            (Self::Span(_), Commitment::SpanByLevel(spans)) => {
                spans.values().any(|promised| self.is_span(promised))
            }
            _ => false,
        }
    }

    /// Whether it is that long; a month may be any month.
    pub(super) fn is_span(&self, other: &Span) -> bool {
        matches!(self, Self::Span(span)
            if span.shortest() <= other.longest() && other.shortest() <= span.longest())
    }
}

/// The figures in a text, each as it is written there but for small letters and spaces, in their order.
pub(super) fn figures(text: &str) -> Vec<(String, Figure)> {
    let text = text.to_lowercase();
    let is_mark = |c: char| ".,;:()[]\"'".contains(c);
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2011}' | '\u{2013}'))
        .map(|word| word.trim_matches(is_mark))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let (length, figure) = first_figure(rest);
        if let Some(figure) = figure {
            found.push((rest[..length].join(" "), figure));
        }
        rest = &rest[length..];
    }
    found
}

/// How many words belong together at the beginning, one at least, and the figure that they are.
fn first_figure(words: &[&str]) -> (usize, Option<Figure>) {
    match words {
        ["24x7" | "24\u{d7}7" | "24/7", ..] => return (1, Some(Figure::Always)),
        ["day", "and", "night", ..] | ["around" | "round", "the", "clock", ..] => {
            return (3, Some(Figure::Always));
        }
        [one, ..] if one.starts_with(|c: char| c.is_ascii_digit()) => {
            if let Ok(span) = one.parse::<Span>() {
                return (1, Some(Figure::Span(span)));
            }
            if let Some(Ok(percent)) = one.strip_suffix('%').map(str::parse::<Number>) {
                return (1, Some(Figure::Percent(percent)));
            }
        }
        _ => {}
    }
    let Some((length, number)) = number(words) else {
        return (1, None);
    };
    match &words[length..] {
        ["%" | "percent", ..] => (length + 1, number.parse().ok().map(Figure::Percent)),
        ["per", "cent", ..] => (length + 2, number.parse().ok().map(Figure::Percent)),
        ["hour" | "hours", "a" | "per", "day", ..] if number == "24" => {
            (length + 3, Some(Figure::Always))
        }
        // How often, and not how long.
        [unit, "a" | "per", of, ..] if short(unit).is_some() && short(of).is_some() => {
            (length + 3, None)
        }
        [unit, ..] => short(unit).map_or((length, None), |unit| {
            let span = format!("{number}{unit}").parse();
            (length + 1, span.ok().map(Figure::Span))
        }),
        [] => (length, None),
    }
}

const SMALL: [&str; 16] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// A number at the beginning, in digits, and of how many words it is.
fn number(words: &[&str]) -> Option<(usize, String)> {
    let first = words.first()?;
    let place = |names: &[&str], word: &str| names.iter().position(|name| *name == word);
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        return first
            .parse::<Number>()
            .ok()
            .map(|number| (1, number.to_string()));
    }
    if let Some(small) = place(&SMALL, first) {
        return Some((1, small.to_string()));
    }
    let tens = (place(&TENS, first)? + 2) * 10;
    let ones = words.get(1).and_then(|word| place(&SMALL[..10], word));
    Some(match ones {
        Some(ones) => (2, (tens + ones).to_string()),
        None => (1, tens.to_string()),
    })
}

/// A unit of time as spans write it.
fn short(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "minute" | "minutes" | "min" | "mins" => "min",
        "hour" | "hours" | "hr" | "hrs" | "h" => "h",
        "day" | "days" | "d" => "d",
        "week" | "weeks" => "w",
        "month" | "months" => "mo",
        "year" | "years" => "y",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Vec<String> {
        figures(text)
            .into_iter()
            .map(|(written, _)| written)
            .collect()
    }

    fn span(text: &str) -> Figure {
        Figure::Span(text.parse().expect("a span"))
    }

    #[test]
    fn figures_are_read_in_digits_and_in_words() {
        assert_eq!(
            written("99.9 % a month, back within 4h and 15min"),
            ["99.9 %", "4h", "15min"]
        );
        assert_eq!(figures("Within 24 Hours")[0].1, span("24h"));
        assert_eq!(figures("a 48-hour notice")[0].1, span("48h"));
        assert_eq!(figures("within two days")[0].1, span("2d"));
        assert_eq!(figures("twenty-four hours")[0].1, span("24h"));
        assert_eq!(figures("24/7")[0].1, Figure::Always);
        assert_eq!(
            figures("24 hours a day, 7 days a week")[0].1,
            Figure::Always
        );
        assert_eq!(written("24 hours a day, 7 days a week").len(), 1);
        assert_eq!(figures("day and night")[0].1, Figure::Always);
    }

    #[test]
    fn what_is_no_figure_is_none() {
        for text in [
            "no SLA in year one",
            "mon-fri 09:00-17:30 Europe/London",
            "version 3 of 2026-09-01",
            "two working days",
            "someone hour by hour",
        ] {
            assert_eq!(written(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_share_that_is_no_availability_is_a_credit() {
        let kinds = [PromiseKind::Availability];
        let is_of = |text: &str| figures(text)[0].1.is_of(&kinds);
        assert!(is_of("90 %"));
        assert!(!is_of("89.9 %"));
    }

    #[test]
    fn spans_of_the_same_length_are_the_same() {
        let is_span = |one: &str, other: &str| span(one).is_span(&other.parse().expect("a span"));
        assert!(is_span("24h", "1d"));
        assert!(is_span("1mo", "30d"));
        assert!(!is_span("24h", "25h"));
    }
}
