//! Lists of which the first part is seen at once and the rest is folded, never left out.

use std::collections::BTreeMap;

use crate::report::format::wording::{and, number};

/// A list, and how much of it is seen at once.
pub(super) struct Folded<T> {
    pub(super) shown: Vec<T>,
    pub(super) rest: Vec<T>,
    /// What the rest is: `12 more: 3 fail and 9 are not told`.
    pub(super) rest_says: String,
}

impl<T> Folded<T> {
    /// A list of which so many are seen at once; the others are counted by what each is.
    pub(super) fn of(rows: Vec<T>, seen: usize, is: impl Fn(&T) -> String) -> Self {
        let mut shown = rows;
        let rest = shown.split_off(shown.len().min(seen));
        let mut groups: BTreeMap<String, usize> = BTreeMap::new();
        for row in &rest {
            *groups.entry(is(row)).or_default() += 1;
        }
        let groups: Vec<String> = groups
            .into_iter()
            .map(|(what, count)| format!("{} {what}", number(count)))
            .collect();
        let rest_says = format!("and {} more: {}", number(rest.len()), and(&groups));
        Self {
            shown,
            rest,
            rest_says,
        }
    }

    /// The parts, each with what the fold says of it; the first is not folded.
    pub(super) fn parts(&self) -> Vec<(&[T], Option<&str>)> {
        let mut parts = vec![(self.shown.as_slice(), None)];
        if !self.rest.is_empty() {
            parts.push((self.rest.as_slice(), Some(self.rest_says.as_str())));
        }
        parts
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_the_rest_is_counted() {
        let list = |count| {
            Folded::of((0..count).collect(), 3, |n| {
                if n % 2 == 0 { "even" } else { "odd" }.to_owned()
            })
        };
        assert_eq!(list(3).parts(), [(&[0, 1, 2][..], None)]);
        // Left over are 3, 4 and 5.
        assert_eq!(
            list(6).parts(),
            [
                (&[0, 1, 2][..], None),
                (&[3, 4, 5][..], Some("and 3 more: 1 even and 2 odd"))
            ]
        );
        assert!(list(0).is_empty());
    }
}
