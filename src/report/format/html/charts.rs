//! Geometry of the charts, in shares of their width, so that they fit every page.

/// A length or place as a share of the width.
pub(super) fn share(part: u64, whole: u64) -> String {
    let hundredths = if whole == 0 {
        0
    } else {
        u128::from(part) * 10_000 / u128::from(whole)
    };
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// One part of a bar.
pub(super) struct Segment {
    /// What it counts.
    pub(super) name: &'static str,
    /// The class of the style sheet.
    pub(super) tone: &'static str,
    pub(super) count: usize,
    pub(super) x: String,
    pub(super) width: String,
    /// Where its number stands.
    pub(super) middle: String,
    /// Whether its number fits into it.
    pub(super) is_wide: bool,
}

/// The parts of a bar, side by side from the left; those that count nothing are left out.
pub(super) fn segments<const N: usize>(
    parts: [(&'static str, &'static str, usize); N],
    whole: usize,
) -> Vec<Segment> {
    let whole = whole as u64;
    let mut before = 0;
    let mut segments = Vec::new();
    for (name, tone, count) in parts.into_iter().filter(|(_, _, count)| *count > 0) {
        let length = count as u64;
        segments.push(Segment {
            name,
            tone,
            count,
            x: share(before, whole),
            width: share(length, whole),
            middle: share(2 * before + length, 2 * whole),
            is_wide: length * 25 >= whole,
        });
        before += length;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_cut_to_hundredths_and_of_nothing_is_nothing() {
        // 1/3 is 33.333…%, 2/3 66.666…%; 194 of 360 are 53.888…%.
        assert_eq!(share(1, 3), "33.33%");
        assert_eq!(share(2, 3), "66.66%");
        assert_eq!(share(194, 360), "53.88%");
        assert_eq!(share(7, 7), "100.00%");
        assert_eq!(share(0, 7), "0.00%");
        assert_eq!(share(7, 0), "0.00%");
    }

    #[test]
    fn parts_of_a_bar_stand_side_by_side() {
        // 1, 0 and 3 of 4: a quarter, nothing, and three quarters from a quarter on; their middles at 1/8 and at 1/4 + 3/8.
        let parts = segments([("a", "x", 1), ("b", "y", 0), ("c", "z", 3)], 4);
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.name, &*part.x, &*part.width, &*part.middle))
            .collect();
        assert_eq!(
            told,
            [
                ("a", "0.00%", "25.00%", "12.50%"),
                ("c", "25.00%", "75.00%", "62.50%")
            ]
        );
    }

    #[test]
    fn a_number_stands_in_its_part_from_a_twenty_fifth_on() {
        let is_wide =
            |count| segments([("a", "x", count), ("b", "y", 100 - count)], 100)[0].is_wide;
        assert!(is_wide(4));
        assert!(!is_wide(3));
    }
}
