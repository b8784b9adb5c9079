//! Versions as `packaging.version.Version` (26.2) reads them.
//!
//! A parser of its own, not a wrapper of `pep440_rs`: that one keeps numbers in 64 bits, strips other white space than
//! Python does and refuses some spellings that packaging takes (`1.0a_`, `1.0a--1`). The grammar is one regular
//! expression with possessive quantifiers, so reading from left to right without going back is the same. It is matched
//! with `re.IGNORECASE` inside `(?a:...)`: letters and digits are ASCII only, white space around is Unicode's.

use std::cmp::Ordering;
use std::fmt;

/// Digits that CPython's `int()` takes; more raise a plain `ValueError` that the endpoint does not catch
/// (`sys.int_info.default_max_str_digits`).
const MAX_DIGITS: usize = 4300;

/// Why a text is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// `InvalidVersion`.
    Syntax,
    /// A number of more than 4300 digits: a `ValueError` that reaches the client as HTTP 500.
    TooManyDigits,
}

/// A number of any length, as its digits without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Number(String);

impl Number {
    fn new(digits: &str) -> Result<Self, Invalid> {
        if digits.len() > MAX_DIGITS {
            return Err(Invalid::TooManyDigits);
        }
        let significant = digits.trim_start_matches('0');
        Ok(Self(if significant.is_empty() { "0" } else { significant }.to_owned()))
    }

    fn is_zero(&self) -> bool {
        self.0 == "0"
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In the order of `_PRE_RANK`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum PreKind {
    Alpha,
    Beta,
    Candidate,
}

impl PreKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Alpha => "a",
            Self::Beta => "b",
            Self::Candidate => "rc",
        }
    }
}

/// Texts sort before numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum LocalPart {
    Text(String),
    Number(Number),
}

/// A version that packaging accepts. Equality and order are those of packaging: `1.0` equals `1.0.0`.
#[derive(Debug, Clone)]
pub struct Version {
    epoch: Number,
    release: Vec<Number>,
    pre: Option<(PreKind, Number)>,
    post: Option<Number>,
    dev: Option<Number>,
    local: Option<Vec<LocalPart>>,
}

/// Pre-release letters in the order in which the expression tries them.
const PRE: [(&str, PreKind); 8] = [
    ("alpha", PreKind::Alpha),
    ("a", PreKind::Alpha),
    ("beta", PreKind::Beta),
    ("b", PreKind::Beta),
    ("preview", PreKind::Candidate),
    ("pre", PreKind::Candidate),
    ("c", PreKind::Candidate),
    ("rc", PreKind::Candidate),
];

const POST: [(&str, ()); 3] = [("post", ()), ("rev", ()), ("r", ())];

const DEV: [(&str, ()); 1] = [("dev", ())];

impl Version {
    /// `None` when `packaging.version.Version` raises.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::try_parse(text).ok()
    }

    /// # Errors
    /// How `packaging.version.Version` raises.
    pub fn try_parse(text: &str) -> Result<Self, Invalid> {
        let mut scan = Scan(strip(text));
        scan.take(|c| matches!(c, 'v' | 'V'));
        let mut release = vec![scan.digits().ok_or(Invalid::Syntax)?];
        let mut epoch = "0";
        if scan.take(|c| c == '!') {
            epoch = release.remove(0);
            release.push(scan.digits().ok_or(Invalid::Syntax)?);
        }
        while let Some(digits) = scan.attempt(|scan| scan.take(|c| c == '.').then(|| scan.digits()).flatten()) {
            release.push(digits);
        }
        let pre = scan.attempt(|scan| scan.lettered(&PRE));
        let implicit = scan.attempt(|scan| scan.take(|c| c == '-').then(|| scan.digits()).flatten());
        let post = implicit.or_else(|| scan.attempt(|scan| scan.lettered(&POST)).map(|((), digits)| digits));
        let dev = scan.attempt(|scan| scan.lettered(&DEV)).map(|((), digits)| digits);
        let local = if scan.take(|c| c == '+') { Some(std::mem::take(&mut scan.0)) } else { None };
        if !scan.0.is_empty() {
            return Err(Invalid::Syntax);
        }
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if local.is_some_and(|local| !local.split(is_separator).all(is_part)) {
            return Err(Invalid::Syntax);
        }
        let local_part = |part: &str| {
            if part.bytes().all(|byte| byte.is_ascii_digit()) {
                Number::new(part).map(LocalPart::Number)
            } else {
                Ok(LocalPart::Text(part.to_ascii_lowercase()))
            }
        };
        Ok(Self {
            epoch: Number::new(epoch)?,
            release: release.into_iter().map(Number::new).collect::<Result<_, _>>()?,
            pre: pre.map(|(kind, digits)| Ok((kind, Number::new(digits)?))).transpose()?,
            post: post.map(Number::new).transpose()?,
            dev: dev.map(Number::new).transpose()?,
            local: local.map(|local| local.split(is_separator).map(local_part).collect()).transpose()?,
        })
    }

    /// The text behind `+`, normalised.
    #[must_use]
    pub fn local(&self) -> Option<String> {
        let parts = self.local.as_ref()?.iter().map(|part| match part {
            LocalPart::Text(text) => text.as_str(),
            LocalPart::Number(number) => number.0.as_str(),
        });
        Some(parts.collect::<Vec<_>>().join("."))
    }

    #[must_use]
    pub fn is_postrelease(&self) -> bool {
        self.post.is_some()
    }

    /// `packaging.utils.canonicalize_version`: without the trailing zeros of the release. Releases on PyPI that agree
    /// in it are the same release.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut trimmed = self.clone();
        while trimmed.release.len() > 1 && trimmed.release.last().is_some_and(Number::is_zero) {
            trimmed.release.pop();
        }
        trimmed.to_string()
    }

    fn significant_release(&self) -> &[Number] {
        let length = self.release.iter().rposition(|number| !number.is_zero()).map_or(0, |last| last + 1);
        &self.release[..length]
    }

    /// The order of pre, post and dev in `_cmpkey`.
    fn suffix(&self) -> impl Ord {
        let pre = match (&self.pre, &self.post, &self.dev) {
            (Some((kind, number)), ..) => (1, Some((*kind, number.clone()))),
            (None, None, Some(_)) => (0, None),
            _ => (2, None),
        };
        (pre, self.post.clone(), self.dev.is_none(), self.dev.clone())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.epoch.is_zero() {
            write!(f, "{}!", self.epoch.0)?;
        }
        for (index, number) in self.release.iter().enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { "." }, number.0)?;
        }
        if let Some((kind, number)) = &self.pre {
            write!(f, "{}{}", kind.as_str(), number.0)?;
        }
        if let Some(number) = &self.post {
            write!(f, ".post{}", number.0)?;
        }
        if let Some(number) = &self.dev {
            write!(f, ".dev{}", number.0)?;
        }
        if let Some(local) = self.local() {
            write!(f, "+{local}")?;
        }
        Ok(())
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.epoch.cmp(&other.epoch))
            .then_with(|| self.significant_release().cmp(other.significant_release()))
            .then_with(|| self.suffix().cmp(&other.suffix()))
            .then_with(|| self.local.cmp(&other.local))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

/// What is left to read.
#[derive(Clone, Copy)]
struct Scan<'a>(&'a str);

impl<'a> Scan<'a> {
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn digits(&mut self) -> Option<&'a str> {
        let end = self.0.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        (!digits.is_empty()).then_some(digits)
    }

    /// Reads nothing when there is nothing.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = *self;
        let result = read(self);
        if result.is_none() {
            *self = start;
        }
        result
    }

    /// `[._-]?` letters `[._-]?` digits: no digits are a zero.
    fn lettered<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<(T, &'a str)> {
        self.take(is_separator);
        let (word, kind) = words
            .iter()
            .find(|(word, _)| self.0.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
        self.0 = self.0.get(word.len()..)?;
        self.take(is_separator);
        Some((*kind, self.digits().unwrap_or("0")))
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '_' | '-')
}

/// `str.isspace` and `\s` of CPython: Unicode's white space and the four separators of ASCII.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `str.strip`.
pub(super) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Answers of the originals, from `tests/differential/generate_versions.py`.
#[cfg(test)]
pub(super) mod differential {
    use serde_json::Value;

    /// Whether the file has cases of that kind; without a file there are none.
    pub(in crate::upload) fn has(kind: &str) -> bool {
        let Ok(path) = std::env::var("PREFLIGHT_DIFFERENTIAL_VERSIONS") else { return false };
        std::fs::read_to_string(path).unwrap().contains(&format!("\"kind\": \"{kind}\""))
    }

    /// Compares one kind of cases in the file that `PREFLIGHT_DIFFERENTIAL_VERSIONS` names, if it names one.
    #[track_caller]
    pub(in crate::upload) fn run(kind: &str, answer: impl Fn(&[String], &Value) -> Value) {
        let Ok(path) = std::env::var("PREFLIGHT_DIFFERENTIAL_VERSIONS") else { return };
        let known: Vec<&str> = include_str!("../../tests/differential/known.txt").lines().collect();
        let cases = std::fs::read_to_string(path).unwrap();
        let mut disagreements = Vec::new();
        let mut count = 0;
        for line in cases.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            if case["kind"] != kind || known.contains(&case["input"].to_string().as_str()) {
                continue;
            }
            let input: Vec<String> = serde_json::from_value(case["input"].clone()).unwrap();
            let ours = answer(&input, &case["answer"]);
            count += 1;
            if ours != case["answer"] {
                disagreements.push(format!("{}: {} but we say {ours}", case["input"], case["answer"]));
            }
        }
        let shown = disagreements.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(disagreements.is_empty(), "{} of {count} disagree:\n{shown}", disagreements.len());
        assert!(count > 0, "no cases of {kind}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn versions_are_normalised() {
        for (text, normal) in [
            ("1.0", "1.0"),
            (" v01.00\u{a0}\n", "1.0"),
            ("0!1", "1"),
            ("2!1.0.ALPHA", "2!1.0a0"),
            ("1.0c1", "1.0rc1"),
            ("1.0_preview-2", "1.0rc2"),
            ("1.0-1", "1.0.post1"),
            ("1.0rev", "1.0.post0"),
            ("1.0a_", "1.0a0"),
            ("1.0a--1", "1.0a0.post1"),
            ("1.0a1.post2.dev3+Ubuntu_01-x", "1.0a1.post2.dev3+ubuntu.1.x"),
            ("1.184467440737095516160", "1.184467440737095516160"),
        ] {
            assert_eq!(Version::parse(text).unwrap().to_string(), normal, "{text}");
        }
        for text in [
            "",
            "v",
            "1.",
            ".1",
            "1..0",
            "1!",
            "1.0+",
            "1.0+a..b",
            "1.0x",
            "1.0.*",
            "1.0poſt1",
            "१.0",
            "1.0-1-1",
            "vv1",
        ] {
            assert!(Version::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn versions_are_in_order() {
        let texts = [
            "1.0.dev1",
            "1.0a1.dev1",
            "1.0a1",
            "1.0a1.post1",
            "1.0b1",
            "1.0rc9",
            "1.0rc10",
            "1.0",
            "1.0+a",
            "1.0+a.b",
            "1.0+b",
            "1.0+1",
            "1.0.post1.dev1",
            "1.0.post1",
            "1.0.1",
            "1.99999999999999999999",
            "1.100000000000000000000",
            "1!0",
        ];
        let versions: Vec<Version> = texts.iter().map(|text| Version::parse(text).unwrap()).collect();
        assert!(versions.is_sorted_by(|a, b| a < b));
        assert_eq!(Version::parse("1.0.0"), Version::parse("v1"));
        assert_ne!(Version::parse("1.0+a"), Version::parse("1.0"));
        assert_eq!(Version::parse("1.2.0.0").unwrap().canonical(), "1.2");
        assert_eq!(Version::parse("0.0").unwrap().canonical(), "0");
    }

    #[test]
    fn very_long_numbers_are_an_error_of_the_server() {
        assert_eq!(Version::try_parse(&"1".repeat(4301)).unwrap_err(), Invalid::TooManyDigits);
        assert_eq!(Version::try_parse(&format!("1..{}", "1".repeat(4301))).unwrap_err(), Invalid::Syntax);
        assert!(Version::parse(&"1".repeat(4300)).is_some());
    }

    #[test]
    fn agrees_with_packaging() {
        differential::run("version", |input, _| match Version::try_parse(&input[0]) {
            Ok(version) => json!([version.to_string(), version.canonical(), version.local(), version.is_postrelease()]),
            Err(Invalid::TooManyDigits) => "crash".into(),
            Err(Invalid::Syntax) => Value::Null,
        });
        differential::run("order", |input, _| {
            (Version::parse(&input[0]).unwrap().cmp(&Version::parse(&input[1]).unwrap()) as i8).into()
        });
    }
}
