//! Text within a width: nothing is cut, and words break only where they must.

use unicode_width::UnicodeWidthStr;

/// The lines of a text, each within the width; at least one.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(WIDEST_CHARACTER);
    if natural_width(text) <= width && !text.starts_with(' ') {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut taken = 0;
    for word in text.split(' ') {
        let mut rest = word;
        let mut rest_width = natural_width(rest);
        let gap = usize::from(!line.is_empty());
        if taken + gap + rest_width > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        } else if gap > 0 {
            line.push(' ');
            taken += 1;
        }
        while rest_width > width {
            let (first, second) = rest.split_at(break_within(rest, width));
            lines.push(first.to_owned());
            rest = second;
            rest_width = natural_width(rest);
        }
        line.push_str(rest);
        taken += rest_width;
    }
    lines.push(line);
    lines
}

/// How many columns a text takes in one line.
pub(super) fn natural_width(text: &str) -> usize {
    // Nearly every text is ASCII, of which each character takes a column; looking each of them up was a tenth of a small check.
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// How few columns a text can do with before its words break.
pub(super) fn least_width(text: &str) -> usize {
    const KEPT_WHOLE: usize = 12;
    let whole = natural_width(text);
    if whole <= KEPT_WHOLE {
        return whole;
    }
    let joints = |character: char| character == ' ' || JOINTS.contains(&character);
    let pieces = text.split_inclusive(joints);
    let widths = pieces.map(|piece| natural_width(piece.strip_suffix(' ').unwrap_or(piece)));
    widths.max().unwrap_or(0)
}

const WIDEST_CHARACTER: usize = 2;

/// The characters after which a path or the key of a finding breaks: `src/app/`, `js/reflected-xss~`, `55bb851ae9@`.
const JOINTS: [char; 3] = ['/', '~', '@'];

/// Where a word breaks that is too long for the width: after a joint, else after a hyphen, else wherever the width ends.
fn break_within(word: &str, width: usize) -> usize {
    let mut fitting = None;
    let (mut after_joint, mut after_hyphen) = (None, None);
    for (at, character) in word.char_indices() {
        let end = at + character.len_utf8();
        if natural_width(&word[..end]) > width {
            return after_joint.or(after_hyphen).or(fitting).unwrap_or(end);
        }
        fitting = Some(end);
        if JOINTS.contains(&character) {
            after_joint = Some(end);
        } else if character == '-' {
            after_hyphen = Some(end);
        }
    }
    word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(wrapped("one two three", 13), ["one two three"]);
        assert_eq!(wrapped("one two three", 12), ["one two", "three"]);
        assert_eq!(wrapped("one two three", 5), ["one", "two", "three"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn a_word_that_is_too_long_breaks_after_a_joint_or_where_it_must() {
        assert_eq!(
            wrapped("at area/some_gate now", 10),
            ["at", "area/", "some_gate", "now"]
        );
        assert_eq!(
            wrapped("js/reflected-xss~55bb851ae9@shop", 20),
            ["js/reflected-xss~", "55bb851ae9@shop"]
        );
        assert_eq!(
            wrapped("weak-cryptographic-algorithm~0a04", 26),
            ["weak-cryptographic-", "algorithm~0a04"]
        );
        assert_eq!(wrapped("a abcdefgh", 4), ["a", "abcd", "efgh"]);
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(wrapped("日本語", 4), ["日本", "語"]);
        assert_eq!(wrapped("日本語", 1), ["日", "本", "語"]);
        // Each telephone is one column wide, two with the selector that makes it a picture.
        assert!(
            wrapped(&"\u{260e}\u{fe0f}".repeat(9), 5)
                .iter()
                .all(|line| line.width() <= 5)
        );
    }

    #[test]
    fn short_texts_ask_for_their_whole_width_and_long_ones_for_their_longest_piece() {
        assert_eq!(least_width("194 days old"), 12);
        assert_eq!(least_width("194 days old!"), 4);
        assert_eq!(least_width("resilience/promised_rto_proven"), 19);
        assert_eq!(least_width("js/reflected-xss~55bb851ae9@shop"), 14);
    }
}
