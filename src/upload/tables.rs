//! The dated tables of `data/`, looked up in place: no table is parsed or copied at start.
//!
//! Every table is sorted text, searched by halves. `script/update-data` writes them from the packages that PyPI's server
//! runs with; the sources and the date stand at the head of each file.

use std::cmp::Ordering;
use std::sync::LazyLock;

/// The day whose PyPI the tables describe (the commit of its source).
pub const DATE: &str = "2026-08-21";
/// Release of trove-classifiers.
pub const CLASSIFIERS: &str = "2026.6.1.19";
/// Version of the SPDX license list.
pub const SPDX: &str = "3.27.0";
/// Release of stdlib-list.
pub const STDLIB: &str = "0.12.0";
/// Version of Unicode of CPython 3.14.
pub const UNICODE: &str = "16.0";
/// Release of idna.
pub const IDNA: &str = "3.18";

static CLASSIFIER_LINES: LazyLock<&str> = LazyLock::new(|| body(include_str!("../../data/classifiers.txt")));
static STDLIB_LINES: LazyLock<&str> = LazyLock::new(|| body(include_str!("../../data/stdlib-names.txt")));
const SPDX_TEXT: &str = include_str!("../../data/spdx.txt");
static LICENSE_LINES: LazyLock<&str> = LazyLock::new(|| section(SPDX_TEXT, "[licenses]\n"));
static EXCEPTION_LINES: LazyLock<&str> = LazyLock::new(|| section(SPDX_TEXT, "[exceptions]\n"));
const UNICODE_TEXT: &str = include_str!("../../data/unicode.txt");
static CLASS_LINES: LazyLock<&str> = LazyLock::new(|| section(UNICODE_TEXT, "[classes]\n"));
static NAME_LINES: LazyLock<&str> = LazyLock::new(|| section(UNICODE_TEXT, "[names]\n"));
const IDNA_TEXT: &str = include_str!("../../data/idna.txt");
static IDNA_LINES: LazyLock<&str> = LazyLock::new(|| section(IDNA_TEXT, "[classes]\n"));
static MAPPED_LINES: LazyLock<&str> = LazyLock::new(|| section(IDNA_TEXT, "[mapped]\n"));
static DOT_LINES: LazyLock<&str> = LazyLock::new(|| section(IDNA_TEXT, "[dots]\n"));

/// What the list of classifiers says of a name in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Classifier {
    Current,
    /// The replacements in the list's own order; there may be none.
    Deprecated(Vec<&'static str>),
}

/// Looks a classifier up, exactly as written; `None` if there is no such one.
pub fn classifier(name: &str) -> Option<Classifier> {
    if name.contains(['\t', '\n']) {
        return None;
    }
    let line = search(&CLASSIFIER_LINES, |line| first_field(line, '\t').cmp(name))?;
    Some(match line.split_once('\t') {
        None => Classifier::Current,
        Some((_, replacements)) => {
            Classifier::Deprecated(replacements.split('\t').filter(|name| !name.is_empty()).collect())
        }
    })
}

/// All classifiers, in the order of their bytes, with whether each is deprecated.
pub fn classifiers() -> impl Iterator<Item = (&'static str, bool)> {
    CLASSIFIER_LINES.lines().map(|line| (first_field(line, '\t'), line.contains('\t')))
}

/// The SPDX license identifier as the list spells it, for one in lower case.
pub fn license(lower_case: &str) -> Option<&'static str> {
    spdx_id(&LICENSE_LINES, lower_case)
}

/// The SPDX exception identifier as the list spells it, for one in lower case.
pub fn license_exception(lower_case: &str) -> Option<&'static str> {
    spdx_id(&EXCEPTION_LINES, lower_case)
}

/// All SPDX license identifiers, with whether each is deprecated.
pub fn licenses() -> impl Iterator<Item = (&'static str, bool)> {
    LICENSE_LINES.lines().map(|line| (first_field(line, '\t'), line.contains('\t')))
}

fn spdx_id(lines: &'static str, lower_case: &str) -> Option<&'static str> {
    let lower =
        |line: &str| first_field(line, '\t').bytes().map(|byte| byte.to_ascii_lowercase()).cmp(lower_case.bytes());
    search(lines, lower).map(|line| first_field(line, '\t'))
}

/// Whether a canonical project name (PEP 503) is that of a module of the standard library, past or present.
pub fn is_stdlib_name(canonical: &str) -> bool {
    search(&STDLIB_LINES, |line| line.cmp(canonical)).is_some()
}

/// General category of a character, as far as anything here asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A letter, number, punctuation or symbol that is none of the two below.
    Plain,
    /// `Nd`, with its value.
    Decimal(u8),
    /// A digit in Python's `str.isdigit()` that is not decimal: superscripts, circled digits.
    OtherDigit,
    Mark,
    /// `Zs`.
    Space,
    /// `Zl` and `Zp`.
    Separator,
    /// `Cc`, `Cf`, `Cs`, `Co` and `Cn`.
    Control,
}

impl Class {
    /// Major category L, N, P or S.
    pub fn is_visible(self) -> bool {
        matches!(self, Self::Plain | Self::Decimal(_) | Self::OtherDigit)
    }
}

/// The class of a character in Unicode 16.0.
pub fn class(c: char) -> Class {
    let Some((first, _, class)) = range_of(&CLASS_LINES, u32::from(c)) else { return Class::Plain };
    match class {
        "Nd" => Class::Decimal(u8::try_from((u32::from(c) - first) % 10).unwrap_or(0)),
        "Digit" => Class::OtherDigit,
        "M" => Class::Mark,
        "Zs" => Class::Space,
        "Zl" | "Zp" => Class::Separator,
        _ => Class::Control,
    }
}

/// Whether the code point was not assigned in Unicode 16.0.
pub fn is_unassigned(c: char) -> bool {
    range_of(&CLASS_LINES, u32::from(c)).is_some_and(|(_, _, class)| class == "Cn")
}

/// Whether the character is for private use, unassigned or a surrogate: those that have no name.
pub fn is_nameless(c: char) -> bool {
    range_of(&CLASS_LINES, u32::from(c)).is_some_and(|(_, _, class)| matches!(class, "Cc" | "Cn" | "Co" | "Cs"))
}

/// The name of a separator, a format character or one of the common marks. Other characters are not in the table.
pub fn character_name(c: char) -> Option<&'static str> {
    let line = search(&NAME_LINES, |line| hexadecimal(first_field(line, ' ')).cmp(&u32::from(c)))?;
    line.split_once(' ').map(|(_, name)| name)
}

/// What IDNA 2008 says of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdnaClass {
    pub validity: IdnaValidity,
    /// Bidirectional class; `?` if the character is newer than Unicode 16.0.
    pub bidi: &'static str,
    /// `L`, `R`, `D`, `T` or `-`.
    pub joining: &'static str,
    pub script: IdnaScript,
    /// Canonical combining class 9.
    pub virama: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdnaValidity {
    Valid,
    /// CONTEXTJ.
    Joiner,
    /// CONTEXTO.
    Context,
    Disallowed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdnaScript {
    Greek,
    Hebrew,
    /// Hiragana, Katakana or Han.
    Cjk,
    Other,
}

/// IDNA 2008's view of a code point, by the tables of idna.
pub fn idna_class(c: char) -> IdnaClass {
    let fields = range_of(&IDNA_LINES, u32::from(c)).map_or("- - - - -", |(_, _, fields)| fields);
    let mut fields = fields.split(' ');
    let mut next = || fields.next().unwrap_or("-");
    IdnaClass {
        validity: match next() {
            "P" => IdnaValidity::Valid,
            "J" => IdnaValidity::Joiner,
            "O" => IdnaValidity::Context,
            _ => IdnaValidity::Disallowed,
        },
        bidi: next(),
        joining: next(),
        script: match next() {
            "g" => IdnaScript::Greek,
            "h" => IdnaScript::Hebrew,
            "c" => IdnaScript::Cjk,
            _ => IdnaScript::Other,
        },
        virama: next() == "v",
    }
}

/// Where UTS 46 maps a character to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapping {
    /// NFKC of the lower case of NFKC.
    Regular,
    Refused,
    To(String),
}

/// UTS 46's mapping of a visible character or mark, by the tables of idna.
pub fn uts46_mapping(c: char) -> Mapping {
    match range_of(&MAPPED_LINES, u32::from(c)) {
        None => Mapping::Regular,
        Some((_, _, "!")) => Mapping::Refused,
        Some((_, _, "-")) => Mapping::To(String::new()),
        Some((_, _, "=")) => Mapping::To(c.to_string()),
        Some((_, _, points)) => {
            Mapping::To(points.split(' ').filter_map(|point| char::from_u32(hexadecimal(point))).collect())
        }
    }
}

/// Whether the character decomposes into several ones with a full stop among them.
pub fn hides_a_dot(c: char) -> bool {
    range_of(&DOT_LINES, u32::from(c)).is_some()
}

/// The text without the comment at its head.
fn body(text: &'static str) -> &'static str {
    let mut rest = text;
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

/// The lines between a heading and the next one.
fn section(text: &'static str, heading: &str) -> &'static str {
    let rest = text.split_once(heading).map_or("", |(_, rest)| rest);
    rest.find("\n[").map_or(rest, |end| &rest[..=end])
}

fn first_field(line: &str, separator: char) -> &str {
    line.split(separator).next().unwrap_or(line)
}

fn hexadecimal(text: &str) -> u32 {
    u32::from_str_radix(text, 16).unwrap_or(u32::MAX)
}

/// The line `first last rest` whose range holds the code point.
fn range_of(lines: &'static str, code_point: u32) -> Option<(u32, u32, &'static str)> {
    let parse = |line: &'static str| {
        let (first, rest) = line.split_once(' ')?;
        let (last, rest) = rest.split_once(' ')?;
        Some((hexadecimal(first), hexadecimal(last), rest))
    };
    let line = search(lines, |line| {
        let mut bounds = line.splitn(3, ' ').map(hexadecimal);
        if bounds.next().is_some_and(|first| first > code_point) {
            Ordering::Greater
        } else if bounds.next().is_some_and(|last| last < code_point) {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    })?;
    parse(line)
}

/// The line that `order` calls equal, of lines in that order; `order` says how a line compares to what is sought.
fn search(lines: &'static str, order: impl Fn(&str) -> Ordering) -> Option<&'static str> {
    let bytes = lines.as_bytes();
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = bytes[low..middle].iter().rposition(|&byte| byte == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes[middle..high].iter().position(|&byte| byte == b'\n').map_or(high, |at| middle + at);
        let line = lines.get(start..end)?;
        match order(line) {
            Ordering::Equal => return Some(line),
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_the_counts_are_those_of_the_sources() {
        assert_eq!(classifiers().count(), 903);
        assert_eq!(classifiers().filter(|(_, deprecated)| *deprecated).count(), 8);
        for (name, deprecated) in classifiers() {
            assert_eq!(matches!(classifier(name), Some(Classifier::Deprecated(_))), deprecated, "{name}");
            assert!(classifier(name).is_some());
        }
        assert_eq!(LICENSE_LINES.lines().count(), 699);
        assert_eq!(licenses().filter(|(_, deprecated)| *deprecated).count(), 32);
        assert_eq!(EXCEPTION_LINES.lines().count(), 79);
        for line in LICENSE_LINES.lines() {
            let id = first_field(line, '\t');
            assert_eq!(license(&id.to_ascii_lowercase()), Some(id));
        }
        for line in EXCEPTION_LINES.lines() {
            let id = first_field(line, '\t');
            assert_eq!(license_exception(&id.to_ascii_lowercase()), Some(id));
        }
        assert_eq!(STDLIB_LINES.lines().count(), 2363);
        assert!(STDLIB_LINES.lines().all(is_stdlib_name));
    }

    #[test]
    fn the_heads_of_the_tables_name_the_same_sources() {
        for (text, source) in [
            (include_str!("../../data/classifiers.txt"), format!("trove-classifiers {CLASSIFIERS}")),
            (include_str!("../../data/stdlib-names.txt"), format!("stdlib-list {STDLIB}")),
            (SPDX_TEXT, format!("SPDX license list {SPDX}")),
            (UNICODE_TEXT, format!("Unicode {UNICODE}")),
            (IDNA_TEXT, format!("idna {IDNA}")),
        ] {
            let head: String = text.lines().take_while(|line| line.starts_with('#')).collect();
            assert!(head.contains(&source) && head.contains(DATE), "{head}");
        }
    }

    #[test]
    fn lookups_know_what_is_not_there() {
        for name in ["", "Private :: Do Not Upload", "Programming Language :: python", "Zope", "A", "Topic\tx", "\n"] {
            assert_eq!(classifier(name), None, "{name:?}");
        }
        assert_eq!(classifier("Framework :: Django"), Some(Classifier::Current));
        assert_eq!(
            classifier("Natural Language :: Ukranian"),
            Some(Classifier::Deprecated(vec!["Natural Language :: Ukrainian"]))
        );
        assert_eq!((license("mit"), license("MIT"), license("")), (Some("MIT"), None, None));
        assert_eq!(license("gpl-3.0"), Some("GPL-3.0"));
        for name in ["xml-etree", "test", "main", "future", "al", "uu", "typing", "tomllib", "cgihttpserver"] {
            assert!(is_stdlib_name(name), "{name}");
        }
        for name in ["requests", "", "xml_etree", "zzz"] {
            assert!(!is_stdlib_name(name), "{name}");
        }
    }

    #[test]
    fn characters_have_their_classes() {
        for (c, expected) in [
            ('a', Class::Plain),
            ('7', Class::Decimal(7)),
            ('\u{7c3}', Class::Decimal(3)),
            ('²', Class::OtherDigit),
            ('\u{301}', Class::Mark),
            (' ', Class::Space),
            ('\u{2028}', Class::Separator),
            ('\0', Class::Control),
            ('\u{10ffff}', Class::Control),
            ('€', Class::Plain),
        ] {
            assert_eq!(class(c), expected, "{c:?}");
        }
        assert_eq!(character_name(' '), Some("SPACE"));
        assert_eq!(character_name('\u{200b}'), Some("ZERO WIDTH SPACE"));
        assert_eq!(character_name('a'), None);
        assert!(is_unassigned('\u{378}') && !is_unassigned('a'));
        assert_eq!(idna_class('ß').validity, IdnaValidity::Valid);
        assert_eq!(idna_class('A').validity, IdnaValidity::Disallowed);
        assert_eq!(idna_class('א').bidi, "R");
        assert_eq!(uts46_mapping('ß'), Mapping::Regular);
        assert!(hides_a_dot('…') && !hides_a_dot('.'));
    }
}
