//! One requirement (PEP 508): its text, what it was parsed to, and why not.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use pep440_rs::VersionSpecifiers;
use pep508_rs::{Pep508Url, VersionOrUrl};

use crate::upload::requirement;

/// Longer texts are not parsed: no honest requirement comes near it, and markers can be made to take long.
const MAX_REQUIREMENT_CHARS: usize = 8192;

/// The text behind `@`, kept as written: whether it is a URL that anyone can fetch is a question for rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DirectUrl(pub String);

impl fmt::Display for DirectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Pep508Url for DirectUrl {
    type Err = std::convert::Infallible;

    fn parse_url(url: &str, _working_dir: Option<&Path>) -> Result<Self, Self::Err> {
        Ok(Self(url.to_owned()))
    }
}

#[derive(Debug, Clone)]
pub struct Requirement {
    /// As written.
    pub text: String,
    pub parsed: Result<pep508_rs::Requirement<DirectUrl>, String>,
    /// Why `packaging`, and so PyPI, refuses it. It takes some texts that `pep508_rs` does not, such as `a>=1,`.
    pub refused: Option<String>,
    /// Line of the file that it stands in, from 1.
    pub line: Option<u32>,
}

impl Requirement {
    #[must_use]
    pub fn parse(text: &str, line: Option<u32>) -> Self {
        let parsed = if text.chars().count() > MAX_REQUIREMENT_CHARS {
            Err("the requirement is too long to be read".to_owned())
        } else if has_open_ended_name(text.trim()) {
            // `pep508_rs` 0.9 panics on such a name when anything follows it, and on such an extra.
            Err("a name ends with a letter or a digit".to_owned())
        } else {
            pep508_rs::Requirement::from_str(text.trim()).map_err(|error| error.message.to_string())
        };
        let refused = requirement::parse(text).err().map(|error| {
            let reason = error.to_string();
            reason.lines().next().unwrap_or_default().to_owned()
        });
        Self { text: text.trim().to_owned(), parsed, refused, line }
    }

    /// The name as written, before extras, specifiers and markers.
    #[must_use]
    pub fn written_name(&self) -> &str {
        name_of(&self.text)
    }

    /// The normalised name.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.parsed.as_ref().ok().map(|parsed| parsed.name.to_string())
    }

    /// What stands behind `@`.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match self.parsed.as_ref().ok()?.version_or_url.as_ref()? {
            VersionOrUrl::Url(url) => Some(&url.0),
            VersionOrUrl::VersionSpecifier(_) => None,
        }
    }

    /// Whether it points to a place on the builder's machine: `file:`, or a path instead of a URL.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.url().is_some_and(|url| {
            let url = url.to_ascii_lowercase();
            let drive = url.as_bytes().get(1) == Some(&b':');
            url.starts_with("file:") || url.starts_with(['.', '/', '~', '\\']) || drive || !url.contains(':')
        })
    }

    /// The versions that it asks for; none for a URL.
    #[must_use]
    pub fn specifiers(&self) -> Option<&VersionSpecifiers> {
        match self.parsed.as_ref().ok()?.version_or_url.as_ref()? {
            VersionOrUrl::VersionSpecifier(specifiers) => Some(specifiers),
            VersionOrUrl::Url(_) => None,
        }
    }

    /// Whether it applies without any extra.
    #[must_use]
    pub fn is_unconditional_of_extras(&self) -> bool {
        !self.text.split_once(';').is_some_and(|(_, marker)| marker.contains("extra"))
    }
}

/// Whether the name or one of the extras ends with a separator.
fn has_open_ended_name(text: &str) -> bool {
    let name = name_of(text);
    let extras = text[name.len()..].trim_start().strip_prefix('[').and_then(|rest| rest.split(']').next());
    let extras = extras.unwrap_or_default().split(|c: char| c == ',' || c.is_whitespace());
    extras.chain([name]).any(|name| name.ends_with(['-', '_', '.']))
}

fn name_of(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_keeps_its_spelling() {
        let requirement = Requirement::parse("llms_txt>=1; python_version > '3'", Some(7));
        assert_eq!(requirement.written_name(), "llms_txt");
        assert_eq!(requirement.name().as_deref(), Some("llms-txt"));
        assert_eq!(requirement.url(), None);
    }

    #[test]
    fn urls_are_kept_as_written() {
        let requirement = Requirement::parse("llm-ctx @ git+https://example.org/llm-ctx.git", None);
        assert_eq!(requirement.url(), Some("git+https://example.org/llm-ctx.git"));
        let local = Requirement::parse("demo @ ./libs/demo", None);
        assert_eq!(local.url(), Some("./libs/demo"));
    }

    #[test]
    fn a_broken_requirement_says_why() {
        assert!(Requirement::parse("foo (>=1", None).parsed.is_err());
        assert!(Requirement::parse("foo_ >= 1", None).parsed.is_err());
        assert!(Requirement::parse(&"a".repeat(100_000), None).parsed.is_err());
    }

    #[test]
    fn an_extra_that_ends_with_a_separator_is_no_panic() {
        for text in ["foo[a-]", "foo [ a, b_ ] >=1", "foo[a.,b]", "foo[a-", "foo[a-\u{2003}"] {
            assert!(Requirement::parse(text, None).parsed.is_err(), "{text}");
        }
        assert!(Requirement::parse("foo[a-b, c.d_e]>=1", None).parsed.is_ok());
    }
}
