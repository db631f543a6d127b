//! A text without what a reader does not see: line breaks, case, emphasis and tags.

/// A text in lower case, with every run of blanks and markup as one blank, that still knows where each word stood.
pub(super) struct Squeezed {
    /// The text.
    pub text: String,
    /// For each word, where it starts here and where in the original.
    words: Vec<(usize, usize)>,
}

impl Squeezed {
    /// Squeezes a text.
    pub(super) fn of(original: &str) -> Self {
        let mut squeezed = Self {
            text: String::with_capacity(original.len()),
            words: Vec::new(),
        };
        let mut is_in_word = false;
        let mut at = 0;
        while let Some(character) = original[at..].chars().next() {
            let unseen = unseen(&original[at..], character);
            if unseen == 0 {
                if !is_in_word {
                    if !squeezed.text.is_empty() {
                        squeezed.text.push(' ');
                    }
                    squeezed.words.push((squeezed.text.len(), at));
                }
                squeezed.text.extend(character.to_lowercase());
                is_in_word = true;
                at += character.len_utf8();
            } else {
                is_in_word = false;
                at += unseen;
            }
        }
        squeezed
    }

    /// Where in the original stands what starts here at that byte.
    pub(super) fn origin(&self, start: usize) -> usize {
        let word = self.words.partition_point(|&(here, _)| here <= start);
        let Some(&(here, original)) = word.checked_sub(1).and_then(|word| self.words.get(word))
        else {
            return 0;
        };
        let before = &self.text[here..start];
        original + if before.is_ascii() { before.len() } else { 0 }
    }

    /// Where in the original ends what ends here before that byte.
    pub(super) fn origin_of_end(&self, end: usize, original: &str) -> usize {
        let last = self.text[..end]
            .chars()
            .next_back()
            .map_or(0, char::len_utf8);
        let at = self.origin(end - last);
        original[at..]
            .chars()
            .next()
            .map_or(at, |character| at + character.len_utf8())
    }

    /// Whether what stands there is not a part of longer words.
    pub(super) fn is_whole(&self, start: usize, end: usize) -> bool {
        let is_part = |character: char| character.is_alphanumeric();
        !self.text[..start].ends_with(is_part) && !self.text[end..].starts_with(is_part)
    }
}

/// How many bytes of a text, at its start, a reader does not see.
fn unseen(text: &str, first: char) -> usize {
    /// Longer runs between angle brackets are text.
    const LONGEST_TAG: usize = 1000;

    match first {
        '<' => {
            let is_tag =
                text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
            let mut reach = text.len().min(LONGEST_TAG);
            while !text.is_char_boundary(reach) {
                reach -= 1;
            }
            match text[..reach].find('>') {
                Some(end) if is_tag => end + 1,
                Some(_) | None => 0,
            }
        }
        '&' if text.starts_with("&nbsp;") => "&nbsp;".len(),
        '*' | '_' | '`' | '~' | '#' | '>' | '|' => 1,
        blank if blank.is_whitespace() => blank.len_utf8(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_case_emphasis_and_tags_make_no_difference() {
        let plain = Squeezed::of("back within four hours");
        for same in [
            "Back  within\nfour hours",
            "> back within **four** hours",
            "<p>Back within <b class=\"x\">four</b> hours</p>",
            "back within&nbsp;four\u{a0}hours",
        ] {
            assert_eq!(Squeezed::of(same).text, plain.text, "{same}");
        }
        assert_eq!(Squeezed::of("1 < 2 and 3").text, "1 < 2 and 3");
        assert_eq!(Squeezed::of("").text, "");
    }

    #[test]
    fn what_is_found_is_found_again_in_the_original() {
        let original = "# Über uns\n\n(We  come **back** soon)";
        let squeezed = Squeezed::of(original);
        for word in ["we", "back", "soon"] {
            let found = squeezed.text.find(word).unwrap();
            let origin = squeezed.origin(found);
            assert_eq!(original[origin..origin + word.len()].to_lowercase(), word);
        }
        assert_eq!(squeezed.origin(0), 2);
    }

    #[test]
    fn a_part_of_a_longer_word_is_not_whole() {
        let squeezed = Squeezed::of("reacting acts, act.");
        let whole: Vec<usize> = squeezed
            .text
            .match_indices("act")
            .filter(|(at, _)| squeezed.is_whole(*at, at + 3))
            .map(|(at, _)| at)
            .collect();
        assert_eq!(whole, [15]);
    }
}
