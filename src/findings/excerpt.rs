//! What is kept of texts that can be of any length.

/// The first line of a text that is not blank, not too much of it.
pub(super) fn headline(text: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(cut(line, LONGEST))
}

/// A text without the blanks around it, not too much of it.
pub(super) fn passage(text: &str) -> Option<String> {
    const LONGEST: usize = 1_000;
    let text = text.trim();
    (!text.is_empty()).then(|| cut(text, LONGEST))
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_the_first_line_that_says_something() {
        assert_eq!(
            headline("\n  \n A weak hash \r\nmore").as_deref(),
            Some("A weak hash")
        );
        assert_eq!(headline(" \n"), None);
        assert_eq!(
            headline(&"ä".repeat(201)),
            Some(format!("{}…", "ä".repeat(200)))
        );
        assert_eq!(passage(" a\nb "), Some("a\nb".to_owned()));
    }
}
