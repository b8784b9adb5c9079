//! A project's own check that the tag is the version, where it stopped the run: every project words it in its own way.
//!
//! Taken for one is a line that speaks of a tag, says that two things differ, and has exactly two versions that do, either
//! marked as an error or among the last lines before the step failed. Knows nothing of other failures.

use std::str::FromStr;

use pep440_rs::Version;

use super::normalize::{Folded, Level, Line};
use super::pattern::Match;

/// What such a line says, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCheck {
    /// Where the line begins in the folded text.
    pub(super) at: usize,
    pub tag: String,
    pub version: String,
}

/// How such lines say that two things differ.
pub(super) const WORDS: [&str; 6] =
    ["does not match", "doesn't match", "do not match", "mismatch", " != ", "does not equal"];

/// The check of the line in which one of [`WORDS`] was found; `tag` is that of the run, where the log says it.
pub(super) fn read(folded: &Folded, found: &Match, tag: Option<&str>) -> Option<TagCheck> {
    /// Scripts say what differs in a sentence.
    const LONGEST: usize = 400;
    let index = folded.index_at(found.start)?;
    let line = folded.lines.get(index)?;
    let text = folded.text_of(index);
    if line.echoed || text.len() > LONGEST || !ends_the_step(folded, index) {
        return None;
    }
    let text = String::from_utf8_lossy(text);
    let about = |words: &[&str]| {
        text.split(|c: char| !c.is_alphanumeric()).any(|it| words.contains(&it.to_ascii_lowercase().as_str()))
    };
    if !about(&["tag"]) || !about(&["version", "versions", "pyproject"]) {
        return None;
    }
    let (tagged, other) = sides(&text, tag)?;
    Some(TagCheck { at: line.start as usize, tag: tagged, version: other })
}

/// Whether the step failed with this line or soon after it.
fn ends_the_step(folded: &Folded, index: usize) -> bool {
    /// A hint or two often follow.
    const SOON: usize = 6;
    let Some(line) = folded.lines.get(index) else { return false };
    let failure = |next: &Line| next.segment == line.segment && next.level == Level::Failure;
    let soon = || folded.lines.iter().skip(index + 1).take(SOON).any(failure);
    match line.level {
        Level::Failure => true,
        // The log of a terminal has no marks of a runner.
        Level::Error => soon() || !folded.segments.iter().any(|segment| segment.failed),
        Level::Warning => false,
        Level::Plain => soon(),
    }
}

/// The tag's version and the other one. Where the run's tag is known, one of the two has to be it; else it is the one that
/// follows the word.
fn sides(text: &str, tag: Option<&str>) -> Option<(String, String)> {
    let mut known: Vec<(usize, &str, Version)> = Vec::new();
    let parts = |c: char| c.is_whitespace() || "()[]<>{}'\"`,;:=!".contains(c);
    for token in text.split(parts).map(|token| token.trim_end_matches('.')).filter(|token| !token.is_empty()) {
        if let Some(version) = version(token)
            && !known.iter().any(|(_, _, other)| *other == version)
        {
            known.push((token.as_ptr() as usize - text.as_ptr() as usize, token, version));
        }
    }
    let [one, two] = known.as_slice() else { return None };
    let tag_first = match tag.and_then(version) {
        Some(tag) if tag == one.2 => true,
        Some(tag) if tag == two.2 => false,
        Some(_) => return None,
        None => {
            let lower = text.to_ascii_lowercase();
            let word = lower.match_indices("tag").map(|(at, _)| at).find(|at| *at < two.0)?;
            word < one.0
        }
    };
    let (tag, other) = if tag_first { (one, two) } else { (two, one) };
    Some((tag.1.to_owned(), other.1.to_owned()))
}

/// The version that a word stands for: `1.2.0`, `v1.2.0`, `refs/tags/v1.2.0`, `demo-v1.2.0`, `demo@1.2.0`.
fn version(word: &str) -> Option<Version> {
    let word = word.rsplit(['/', '@']).next().unwrap_or(word);
    let ends = [word, word.rsplit("-v").next().unwrap_or(word), word.rsplit('-').next().unwrap_or(word)];
    ends.into_iter().filter(|end| end.contains('.')).find_map(|end| Version::from_str(end).ok())
}

#[cfg(test)]
mod tests {
    use super::sides;

    #[track_caller]
    fn check(text: &str, tag: Option<&str>, expected: Option<(&str, &str)>) {
        let expected = expected.map(|(tag, version)| (tag.to_owned(), version.to_owned()));
        assert_eq!(sides(text, tag), expected, "{text}");
    }

    #[test]
    fn the_tag_is_told_from_the_version() {
        let both = Some(("v9.5.21", "9.5.20"));
        check("Tag v9.5.21 does not match version=9.5.20 in pyproject.toml", None, both);
        check("Built version (0.20.0) does not match release tag (0.21.0).", None, Some(("0.21.0", "0.20.0")));
        check("Git tag (1.2.0) does not match package version (1.3.0)", None, Some(("1.2.0", "1.3.0")));
        check("tag v2.0.0 says 2.0.0 but package.json says 1.0.1: mismatch", None, Some(("v2.0.0", "1.0.1")));
        check("Tag 0.0.99 != pyproject.toml 0.0.68", None, Some(("0.0.99", "0.0.68")));
        check("release tag 'demo-v1.2' != package version '1.3'", None, Some(("demo-v1.2", "1.3")));
        check("version 1.3 does not match v1.2, the tag", Some("v1.2"), Some(("v1.2", "1.3")));
    }

    #[test]
    fn what_is_no_comparison_of_two_versions_is_left() {
        check("Tag v1.2 does not match version 1.2.0", None, None);
        check("Tag v1.2 does not match the version", None, None);
        check("Tag v1.2 does not match version 1.3 on Python 3.12", None, None);
        check("Tag 3.11 does not match version 3.12", Some("v1.2"), None);
        check("version 1.3 does not match v1.2, the tag", None, None);
    }
}
