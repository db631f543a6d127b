//! Who owns which files of the code: the CODEOWNERS file of code hosts, in which the last line that matches decides.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::identity::plain_path;

/// A CODEOWNERS file.
#[derive(Debug, Clone, Default)]
pub struct CodeOwners {
    lines: Vec<Line>,
    patterns: GlobSet,
    /// The line that each pattern belongs to.
    line_of: Vec<usize>,
    /// Lines that no code host would read, counted from 1.
    pub passed_over: Vec<usize>,
}

/// A line that names owners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, counted from 1.
    pub number: usize,
    /// The owners, as written; none where the files are said to have none.
    pub owners: Vec<String>,
}

impl CodeOwners {
    /// Reads a file; lines that a code host passes over are passed over here too.
    pub fn parse(text: &str) -> Self {
        let mut file = Self::default();
        let mut patterns = GlobSetBuilder::new();
        for (number, line) in (1..).zip(text.lines()) {
            let mut words = words(line).into_iter();
            let Some(pattern) = words.next() else {
                continue;
            };
            let Some(globs) = globs(&pattern) else {
                file.passed_over.push(number);
                continue;
            };
            for glob in globs {
                patterns.add(glob);
                file.line_of.push(file.lines.len());
            }
            file.lines.push(Line {
                number,
                owners: words.collect(),
            });
        }
        match patterns.build() {
            Ok(patterns) => file.patterns = patterns,
            Err(_) => file
                .passed_over
                .extend(file.lines.drain(..).map(|line| line.number)),
        }
        file
    }

    /// The line that says who owns a file; nothing where none does.
    pub fn line(&self, path: &str) -> Option<&Line> {
        let path = plain_path(path).trim_start_matches('/');
        let matches = self.patterns.matches(path).into_iter();
        let last = matches.filter_map(|index| self.line_of.get(index)).max()?;
        self.lines.get(*last)
    }
}

/// The words of a line before its comment; a blank or `#` after a backslash is part of a word.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some(escaped @ (' ' | '#')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => word.push('\\'),
            },
            '#' => break,
            c if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What a pattern matches: the file of that name, and everything below a folder of that name; nothing where it is no pattern.
fn globs(pattern: &str) -> Option<Vec<Glob>> {
    // The format knows neither negation nor ranges of characters.
    if pattern.starts_with('!') || pattern.contains(['[', ']', '{', '}']) {
        return None;
    }
    let is_folder = pattern.ends_with('/');
    let trimmed = pattern.trim_start_matches('/').trim_end_matches('/');
    if trimmed.is_empty() {
        return Some(vec![glob("**")?]);
    }
    let is_anchored = pattern.starts_with('/') || trimmed.contains('/');
    let start = if is_anchored || trimmed.starts_with("**/") {
        ""
    } else {
        "**/"
    };
    let mut found = Vec::new();
    if !is_folder {
        found.push(glob(&format!("{start}{trimmed}"))?);
    }
    // `docs/*` is what lies in the folder, not what lies deeper.
    let is_one_level = is_anchored && trimmed.ends_with("/*");
    if !is_one_level && !trimmed.ends_with("**") {
        found.push(glob(&format!("{start}{trimmed}/**"))?);
    }
    Some(found)
}

fn glob(pattern: &str) -> Option<Glob> {
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(text: &str, path: &str) -> Option<String> {
        let owners = CodeOwners::parse(text);
        let line = owners.line(path)?;
        Some(line.owners.join(" "))
    }

    #[test]
    fn the_last_line_that_matches_decides() {
        let text = "* @all\n*.rs @rust # in comments nothing counts\n/src/web/ @web @ana\n";
        assert_eq!(owner(text, "README.md").as_deref(), Some("@all"));
        assert_eq!(owner(text, "src/a/b.rs").as_deref(), Some("@rust"));
        assert_eq!(owner(text, "src/web/x.rs").as_deref(), Some("@web @ana"));
        assert_eq!(
            owner(text, "./src/web/deep/x.ts").as_deref(),
            Some("@web @ana")
        );
        assert_eq!(owner(text, "lib/src/web/x.ts").as_deref(), Some("@all"));
    }

    #[test]
    fn a_line_without_owners_takes_them_away() {
        assert_eq!(
            owner("* @all\n/vendor/\n", "vendor/x.c").as_deref(),
            Some("")
        );
    }

    #[test]
    fn one_star_stays_in_its_folder_and_two_do_not() {
        assert_eq!(owner("docs/* @d\n", "docs/a.md").as_deref(), Some("@d"));
        assert_eq!(owner("docs/* @d\n", "docs/deep/a.md"), None);
        assert_eq!(
            owner("docs/** @d\n", "docs/deep/a.md").as_deref(),
            Some("@d")
        );
        assert_eq!(
            owner("**/logs @d\n", "build/logs/a.txt").as_deref(),
            Some("@d")
        );
        assert_eq!(owner("apps/ @d\n", "x/apps/y/a.txt").as_deref(), Some("@d"));
        assert_eq!(
            owner("/apps/github @d\n", "apps/github/a.txt").as_deref(),
            Some("@d")
        );
    }

    #[test]
    fn blanks_can_be_escaped_and_foreign_syntax_is_passed_over() {
        assert_eq!(owner("my\\ docs/ @d\n", "my docs/a").as_deref(), Some("@d"));
        let owners = CodeOwners::parse("!a @x\nb[0-9] @x\n[Section] @x\n* @all\n");
        assert_eq!(owners.passed_over, [1, 2, 3]);
        assert_eq!(owners.line("a").map(|line| line.number), Some(4));
    }
}
