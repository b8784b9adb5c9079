//! Python's own text functions, where PyPI's answers or verdicts show through them.
//!
//! The server runs CPython 3.14, whose Unicode is 16.0: [`tables`] has that for what is printable. Lower case and
//! identifiers come from newer Unicode data, corrected for characters that 16.0 does not know.

use crate::upload::tables::{self, Class};

/// `keyword.kwlist` of CPython 3.14, sorted.
pub const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// `repr(text)`.
pub fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is_printable(c) => out.push(c),
            c => match u32::from(c) {
                point @ ..=0xff => out.push_str(&format!("\\x{point:02x}")),
                point @ ..=0xffff => out.push_str(&format!("\\u{point:04x}")),
                point => out.push_str(&format!("\\U{point:08x}")),
            },
        }
    }
    out.push(quote);
    out
}

/// `repr([...])` of a list of texts.
pub fn list_repr<Item: AsRef<str>>(items: &[Item]) -> String {
    let items: Vec<String> = items.iter().map(|item| repr(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// `str.isprintable()` of one character.
pub fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        c if c.is_ascii() => false,
        c => matches!(tables::class(c), Class::Plain | Class::Decimal(_) | Class::OtherDigit | Class::Mark),
    }
}

/// `str.isspace()` of one character: Unicode's white space and the four information separators.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// `str.strip()`.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.lstrip()`.
pub fn lstrip(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

/// `str.rstrip()`.
pub fn rstrip(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// `str.split()`.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|part| !part.is_empty())
}

/// `str.lower()`: as Rust's, but for characters that are newer than Python's Unicode.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for known in text.split_inclusive(tables::is_unassigned) {
        match known.chars().next_back().filter(|&c| tables::is_unassigned(c)) {
            Some(newer) => {
                out.push_str(&known[..known.len() - newer.len_utf8()].to_lowercase());
                out.push(newer);
            }
            None => out.push_str(&known.to_lowercase()),
        }
    }
    out
}

/// Whether `str.splitlines()` gives more than one line.
pub fn has_several_lines(text: &str) -> bool {
    let is_break =
        |c| matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c' | '\x1d' | '\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let Some(first) = text.find(is_break) else { return false };
    let rest = &text[first..];
    let rest = rest.strip_prefix("\r\n").unwrap_or_else(|| rest.strip_prefix(is_break).unwrap_or(rest));
    !rest.is_empty()
}

/// `str.isidentifier()`.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let known = |c: char| c.is_ascii() || !tables::is_unassigned(c);
    chars.next().is_some_and(|c| (c == '_' || unicode_ident::is_xid_start(c)) && known(c))
        && chars.all(|c| unicode_ident::is_xid_continue(c) && known(c))
}

/// `keyword.iskeyword(text)`.
pub fn is_keyword(text: &str) -> bool {
    KEYWORDS.binary_search(&text).is_ok()
}

/// What `str.format_map({"field": ...})` makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formatted {
    Text(String),
    /// It raises an exception, which nothing of the server catches.
    Crash,
    /// The text asks for a format of the field or a part of it.
    Undecided,
}

/// `template.format_map({"field": field})`. Packaging passes its messages through it with the refused values already in
/// them, so that braces in a value count.
pub fn format_field(template: &str, field: &str) -> Formatted {
    let mut out = String::with_capacity(template.len() + field.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let here = &rest[at..];
        if let Some(after) = here.strip_prefix("{{") {
            out.push('{');
            rest = after;
        } else if let Some(after) = here.strip_prefix("}}") {
            out.push('}');
            rest = after;
        } else if let Some(after) = here.strip_prefix("{field}") {
            out.push_str(field);
            rest = after;
        } else if ["{field.", "{field[", "{field!", "{field:"].iter().any(|start| here.starts_with(start)) {
            return Formatted::Undecided;
        } else {
            return Formatted::Crash;
        }
    }
    out.push_str(rest);
    Formatted::Text(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repr_is_pythons() {
        for (text, expected) in [
            ("", "''"),
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("say \"hi\"", "'say \"hi\"'"),
            ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\\b\n\r\t", "'a\\\\b\\n\\r\\t'"),
            ("\0\x1b\x7f\u{85}\u{a0}\u{ad}", "'\\x00\\x1b\\x7f\\x85\\xa0\\xad'"),
            ("é☃\u{301}", "'é☃\u{301}'"),
            ("\u{200b}\u{2028}\u{e000}\u{378}", "'\\u200b\\u2028\\ue000\\u0378'"),
            ("\u{10ffff}😀", "'\\U0010ffff😀'"),
        ] {
            assert_eq!(repr(text), expected, "{text:?}");
        }
        assert_eq!(list_repr(&["a", "it's"]), "['a', \"it's\"]");
        assert_eq!(list_repr::<&str>(&[]), "[]");
    }

    #[test]
    fn white_space_is_pythons() {
        assert_eq!(strip("\x1c\x1f\u{85}\u{3000} a b \n\u{a0}"), "a b");
        assert_eq!(strip("\u{200b}a"), "\u{200b}a");
        assert_eq!(split(" a\x1db  c ").collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!((lstrip(" a "), rstrip(" a ")), ("a ", " a"));
        for (text, several) in [
            ("", false),
            ("a", false),
            ("a\n", false),
            ("a\r\n", false),
            ("a\nb", true),
            ("a\n\n", true),
            ("\x0ba", true),
        ] {
            assert_eq!(has_several_lines(text), several, "{text:?}");
        }
    }

    #[test]
    fn lower_case_and_identifiers_are_pythons() {
        assert_eq!(lower("ÀΣA aΣ"), "àσa aς");
        assert_eq!(lower("\u{a7ce}A"), "\u{a7ce}a");
        for (text, expected) in [
            ("a", true),
            ("_", true),
            ("é1", true),
            ("", false),
            ("1a", false),
            ("a-b", false),
            ("a b", false),
            ("²", false),
        ] {
            assert_eq!(is_identifier(text), expected, "{text:?}");
        }
        assert!(KEYWORDS.is_sorted());
        assert!(is_keyword("None") && is_keyword("async") && !is_keyword("match") && !is_keyword("none"));
    }

    #[test]
    fn braces_of_values_are_formatted() {
        for (template, expected) in [
            ("{field} must be 'x'", Formatted::Text("'f' must be 'x'".into())),
            ("'{{}}' {field}", Formatted::Text("'{}' 'f'".into())),
            ("'{field}' {field}", Formatted::Text("''f'' 'f'".into())),
            ("'{x}' {field}", Formatted::Crash),
            ("'{}' {field}", Formatted::Crash),
            ("'{' {field}", Formatted::Crash),
            ("'}' {field}", Formatted::Crash),
            ("'{field!r}' {field}", Formatted::Undecided),
        ] {
            assert_eq!(format_field(template, "'f'"), expected, "{template}");
        }
    }
}
