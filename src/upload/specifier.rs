//! Sets of specifiers as `packaging.specifiers.SpecifierSet` (26.2) reads them.
//!
//! The grammar of one specifier is a regular expression whose parts after the release are all optional, so that its
//! first way to match is the longest: reading from left to right is the same. One oddity is kept: the part for `~=` is
//! not limited to ASCII, where ignoring case makes `ı` and `İ` an `i` and `ſ` an `s`.

use super::version::{Version, is_space, strip};

/// Operators, longer ones before their beginnings.
const OPERATORS: [&str; 8] = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Specifier {
    operator: &'static str,
    version: String,
}

impl Specifier {
    fn parse(text: &str) -> Option<Self> {
        let text = strip(text);
        if match_length(text) != Some(text.len()) {
            return None;
        }
        let operator = OPERATORS.into_iter().find(|operator| text.starts_with(operator))?;
        Some(Self { operator, version: strip(&text[operator.len()..]).to_owned() })
    }

    fn display(&self) -> String {
        format!("{}{}", self.operator, self.version)
    }

    /// `Specifier._canonical_spec`; `None` where it fails an assertion.
    fn canonical(&self) -> Option<String> {
        if self.operator == "===" || self.version.ends_with(".*") {
            return Some(self.version.clone());
        }
        let version = Version::parse(&self.version)?;
        Some(if self.operator == "~=" { version.to_string() } else { version.canonical() })
    }
}

/// Specifiers that packaging accepts, in the order in which they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpecifierSet {
    specifiers: Vec<Specifier>,
}

impl SpecifierSet {
    /// # Errors
    /// The part that is no specifier, of which `InvalidSpecifier` says `Invalid specifier: {part!r}`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(strip).filter(|part| !part.is_empty());
        let specifiers =
            parts.map(|part| Specifier::parse(part).ok_or_else(|| part.to_owned())).collect::<Result<_, _>>()?;
        Ok(Self { specifiers })
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.specifiers.is_empty()
    }

    /// `str(SpecifierSet)`: sorted, and without those that equal an earlier one. `None` where Python raises, which is
    /// HTTP 500: a version that only the specifier's grammar accepts, or a number of more than 4300 digits.
    #[must_use]
    pub fn display(&self) -> Option<String> {
        if let [only] = self.specifiers.as_slice() {
            return Some(only.display());
        }
        let mut sorted: Vec<&Specifier> = self.specifiers.iter().collect();
        sorted.sort_by_key(|specifier| specifier.display());
        let mut seen = std::collections::HashSet::new();
        let mut printed = Vec::new();
        for specifier in sorted {
            if seen.insert((specifier.operator, specifier.canonical()?)) {
                printed.push(specifier.display());
            }
        }
        Some(printed.join(","))
    }
}

/// Whether `packaging.specifiers.SpecifierSet(text)` accepts it, which decides on `Requires-Python`.
#[must_use]
pub fn is_valid_specifier_set(text: &str) -> bool {
    SpecifierSet::parse(text).is_ok()
}

/// How many bytes `Specifier._specifier_regex_str` matches at the beginning.
pub(super) fn match_length(text: &str) -> Option<usize> {
    let operator = OPERATORS.into_iter().find(|operator| text.starts_with(operator))?;
    let rest = text[operator.len()..].trim_start_matches(is_space);
    let rest = match operator {
        "===" => rest.trim_start_matches(|c| !(is_space(c) || c == ';' || c == ')')),
        "~=" => {
            let (rest, numbers) = release(rest)?;
            (numbers > 1).then_some(suffixes(rest, true))?
        }
        "==" | "!=" => {
            let rest = release(rest)?.0;
            rest.strip_prefix(".*").unwrap_or_else(|| local(suffixes(rest, false)))
        }
        _ => suffixes(release(rest)?.0, false),
    };
    Some(text.len() - rest.len())
}

fn digits(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

/// What follows `v`, epoch and release, and how many numbers the release has.
fn release(text: &str) -> Option<(&str, usize)> {
    let mut rest = digits(text.strip_prefix(['v', 'V']).unwrap_or(text))?;
    if let Some(after) = rest.strip_prefix('!').and_then(digits) {
        rest = after;
    }
    let mut numbers = 1;
    while let Some(after) = rest.strip_prefix('.').and_then(digits) {
        rest = after;
        numbers += 1;
    }
    Some((rest, numbers))
}

/// What follows pre-release, post-release and dev-release.
fn suffixes(text: &str, unicode: bool) -> &str {
    let pre = ["alpha", "beta", "preview", "pre", "a", "b", "c", "rc"];
    let rest = lettered(text, &pre, unicode).unwrap_or(text);
    let implicit = rest.strip_prefix('-').and_then(digits);
    let rest = implicit.or_else(|| lettered(rest, &["post", "rev", "r"], unicode)).unwrap_or(rest);
    lettered(rest, &["dev"], unicode).unwrap_or(rest)
}

/// What follows `[-_.]?` letters `[-_.]?` digits.
fn lettered<'a>(text: &'a str, words: &[&str], unicode: bool) -> Option<&'a str> {
    let separator = ['-', '_', '.'];
    let text = text.strip_prefix(separator).unwrap_or(text);
    let rest = words.iter().find_map(|word| {
        let mut rest = text.chars();
        let matches = word.chars().all(|wanted| {
            rest.next().is_some_and(|c| match c {
                'ı' | 'İ' if unicode => wanted == 'i',
                'ſ' if unicode => wanted == 's',
                c => c.eq_ignore_ascii_case(&wanted),
            })
        });
        matches.then_some(rest.as_str())
    })?;
    let rest = rest.strip_prefix(separator).unwrap_or(rest);
    Some(digits(rest).unwrap_or(rest))
}

/// What follows the local version.
fn local(text: &str) -> &str {
    let part = |text: &'_ str| -> Option<usize> {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        (rest.len() < text.len()).then_some(rest.len())
    };
    let Some(mut left) = text.strip_prefix('+').and_then(part) else { return text };
    while let Some(after) = text[text.len() - left..].strip_prefix(['-', '_', '.']).and_then(part) {
        left = after;
    }
    &text[text.len() - left..]
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::upload::version::differential;

    #[test]
    fn sets_are_accepted_as_packaging_accepts_them() {
        for text in [
            "",
            ",",
            ">=3.8,",
            ">= 3.8 , <4",
            "==1.*",
            "!=1.0+x",
            "~=1.0",
            "===anything",
            "===",
            ">=v1.0-1",
            "~=1.0prevıew1",
        ] {
            assert!(is_valid_specifier_set(text), "{text}");
        }
        for text in [
            "3.9",
            "^3.9",
            ">=3.9.*",
            ">=3.8 <4",
            "~=1",
            ">=1.0+x",
            "==1.0a.*",
            "=>1",
            "===a,b",
            "==1.0prevıew1",
            ">=1!",
        ] {
            assert!(!is_valid_specifier_set(text), "{text}");
        }
    }

    #[test]
    fn sets_are_printed_sorted() {
        for (text, printed) in [
            (">=1,<2, ", Some("<2,>=1")),
            ("== 1.0", Some("==1.0")),
            ("==1.0,==1,==1.0.0", Some("==1")),
            ("~=1.0,~=1.0.0", Some("~=1.0,~=1.0.0")),
            ("~=1.0poſt1", Some("~=1.0poſt1")),
            ("~=1.0poſt1,>=1", None),
        ] {
            assert_eq!(SpecifierSet::parse(text).unwrap().display().as_deref(), printed, "{text}");
        }
    }

    #[test]
    fn agrees_with_packaging() {
        differential::run("specifier", |input, _| match SpecifierSet::parse(&input[0]) {
            Ok(set) => set.display().unwrap_or_else(|| "crash".to_owned()).into(),
            Err(_) => Value::Null,
        });
    }
}
