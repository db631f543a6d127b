//! Words in a claim that promise more than anything can prove.

/// The first absolute word of a text, with its neighbours' punctuation taken off.
pub(super) fn absolute_word(text: &str) -> Option<&'static str> {
    let text = text
        .to_lowercase()
        .replace(" %", "%")
        .replace("military grade", "military-grade");
    text.split(|c: char| !c.is_alphanumeric() && c != '%' && c != '-' && c != '.')
        .map(|word| word.trim_matches(|c: char| c == '-' || c == '.'))
        .find_map(|word| ABSOLUTE.into_iter().find(|absolute| *absolute == word))
}

/// Words that leave no room for the day on which it is otherwise.
const ABSOLUTE: [&str; 10] = [
    "100%",
    "absolutely",
    "always",
    "completely",
    "fully",
    "guarantee",
    "guaranteed",
    "guarantees",
    "military-grade",
    "never",
];

#[cfg(test)]
mod tests {
    use super::absolute_word;

    #[test]
    fn absolute_words_are_found_as_whole_words() {
        assert_eq!(
            absolute_word("Your data is Fully encrypted."),
            Some("fully")
        );
        assert_eq!(
            absolute_word("military grade encryption"),
            Some("military-grade")
        );
        assert_eq!(absolute_word("100 % uptime"), Some("100%"));
        assert_eq!(absolute_word("We guarantee it"), Some("guarantee"));
        assert_eq!(
            absolute_word("carefully, nevertheless and 99.100% of it"),
            None
        );
    }
}
