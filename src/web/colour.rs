//! Small syntax colouring for what lies in a release: Python, TOML, header files and INI, Markdown, JSON and YAML by halves.
//!
//! One pass, linear in the text, no nesting: a wrong colour is harmless, a slow or failing one is not. Nothing here decides
//! anything about a release.

use serde::{Deserialize, Serialize};

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class {
    Plain,
    Keyword,
    String,
    Comment,
    Number,
    /// A key, a field, a name that is defined.
    Name,
    /// A heading or a section.
    Heading,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Python,
    Toml,
    /// Core metadata and its like: `Name: value`, then a body.
    Headers,
    Ini,
    Yaml,
    Markdown,
    Text,
}

impl Language {
    /// By the name of the file.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        match (name, extension.as_str()) {
            ("METADATA" | "PKG-INFO" | "WHEEL", _) => Self::Headers,
            ("entry_points.txt" | ".gitconfig" | ".editorconfig", _) | (_, "cfg" | "ini") => Self::Ini,
            ("Pipfile" | "uv.lock" | "poetry.lock", _) | (_, "toml") => Self::Toml,
            (_, "py" | "pyi" | "pyx" | "pxd") => Self::Python,
            (_, "yml" | "yaml" | "json") => Self::Yaml,
            (_, "md" | "markdown") => Self::Markdown,
            _ => Self::Text,
        }
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::Toml => "TOML",
            Self::Headers => "header fields",
            Self::Ini => "INI",
            Self::Yaml => "YAML or JSON",
            Self::Markdown => "Markdown",
            Self::Text => "text",
        }
    }
}

/// What goes on from one line to the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carry {
    /// The quote that ends a string of several lines, or the fence that ends a block of code.
    open: Option<&'static str>,
    /// Whether the fields of a header file are over.
    body: bool,
}

/// The pieces of one line; together they are the line.
#[must_use]
pub fn line(language: Language, text: &str, carry: &mut Carry) -> Vec<(Class, String)> {
    let mut out = Pieces::default();
    match language {
        Language::Python => code(text, carry, &["\"\"\"", "'''"], &mut out),
        Language::Toml | Language::Ini => keyed(text, carry, '=', &mut out),
        Language::Yaml => keyed(text, carry, ':', &mut out),
        Language::Headers => header(text, carry, &mut out),
        Language::Markdown => markdown(text, carry, &mut out),
        Language::Text => out.push(Class::Plain, text),
    }
    out.0
}

#[derive(Default)]
struct Pieces(Vec<(Class, String)>);

impl Pieces {
    fn push(&mut self, class: Class, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some((last, before)) if *last == class => before.push_str(text),
            _ => self.0.push((class, text.to_owned())),
        }
    }
}

const KEYWORDS: [&str; 38] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "match",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "type", "while", "with", "yield",
];

/// Names, numbers, strings and comments that start with `#`.
fn code(text: &str, carry: &mut Carry, long_quotes: &[&'static str], out: &mut Pieces) {
    let mut rest = text;
    let mut defines = false;
    while let Some(first) = rest.chars().next() {
        if let Some(quote) = carry.open {
            let end = rest.find(quote).map(|at| at + quote.len());
            if end.is_some() {
                carry.open = None;
            }
            let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
            out.push(Class::String, piece);
            rest = after;
            continue;
        }
        if let Some(quote) = long_quotes.iter().find(|quote| rest.starts_with(**quote)) {
            carry.open = Some(quote);
            out.push(Class::String, quote);
            rest = &rest[quote.len()..];
            continue;
        }
        let (class, length) = match first {
            '#' => (Class::Comment, rest.len()),
            '"' | '\'' => (Class::String, string_end(rest, first)),
            _ if is_word(first) => {
                let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                let word = &rest[..end];
                // f"…" and its like: the prefix belongs to the string.
                let prefix = end <= 2 && rest[end..].starts_with(['"', '\'']);
                let class = match word {
                    _ if prefix => Class::String,
                    _ if first.is_ascii_digit() => Class::Number,
                    _ if KEYWORDS.contains(&word) => Class::Keyword,
                    _ if defines => Class::Name,
                    _ => Class::Plain,
                };
                defines = matches!(word, "def" | "class");
                (class, end)
            }
            '@' if out.0.iter().all(|(_, text)| text.trim().is_empty()) => {
                (Class::Name, rest[1..].find(|c: char| !is_word(c) && c != '.').map_or(rest.len(), |end| end + 1))
            }
            _ => (Class::Plain, first.len_utf8()),
        };
        let (piece, after) = rest.split_at(length);
        out.push(class, piece);
        rest = after;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where a string ends that starts with `quote`: behind the quote that closes it, or at the end of the line.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// `[section]`, `key = value`, `key: value`.
fn keyed(text: &str, carry: &mut Carry, separator: char, out: &mut Pieces) {
    let start = text.trim_start();
    if carry.open.is_none() {
        if separator == '=' && start.starts_with('[') && !start.contains('=') && start.trim_end().ends_with(']') {
            out.push(Class::Heading, text);
            return;
        }
        if start.starts_with(';') {
            out.push(Class::Comment, text);
            return;
        }
        let dash = if separator == ':' { start.trim_start_matches("- ") } else { start };
        let indent = text.len() - dash.len();
        if let Some(at) = dash.find(separator).filter(|at| !dash[..*at].contains(['#', '{', '['])) {
            out.push(Class::Plain, &text[..indent]);
            out.push(Class::Name, &dash[..at]);
            return code(&dash[at..], carry, &["\"\"\"", "'''"], out);
        }
    }
    code(text, carry, &["\"\"\"", "'''"], out);
}

fn header(text: &str, carry: &mut Carry, out: &mut Pieces) {
    if carry.body {
        return markdown(text, carry, out);
    }
    match text.split_once(':') {
        _ if text.is_empty() => carry.body = true,
        Some((name, value)) if !text.starts_with([' ', '\t']) => {
            out.push(Class::Name, name);
            out.push(Class::Plain, ":");
            out.push(Class::Plain, value);
        }
        _ => out.push(Class::Plain, text),
    }
}

fn markdown(text: &str, carry: &mut Carry, out: &mut Pieces) {
    let start = text.trim_start();
    if let Some(fence) = carry.open {
        if start.starts_with(fence) {
            carry.open = None;
        }
        out.push(Class::String, text);
    } else if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| start.starts_with(fence)) {
        carry.open = Some(fence);
        out.push(Class::String, text);
    } else if start.starts_with('#') && start.trim_start_matches('#').starts_with(' ') {
        out.push(Class::Heading, text);
    } else if start.starts_with('>') {
        out.push(Class::Comment, text);
    } else {
        for (n, piece) in text.split_inclusive('`').enumerate() {
            out.push(if n % 2 == 0 { Class::Plain } else { Class::String }, piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let mut carry = Carry::default();
        let lines: Vec<Vec<(Class, String)>> =
            text.lines().map(|text| line(Language::of(path), text, &mut carry)).collect();
        let written: Vec<String> = lines
            .iter()
            .map(|pieces| pieces.iter().map(|(class, text)| format!("{class:?}({text})")).collect::<Vec<_>>().concat())
            .collect();
        assert_eq!(written, expected);
        for (pieces, text) in lines.iter().zip(text.lines()) {
            assert_eq!(pieces.iter().map(|(_, text)| text.as_str()).collect::<String>(), text, "nothing is lost");
        }
    }

    #[test]
    fn python_has_keywords_strings_and_comments() {
        check("a.py", "def f(x): # y", &["Keyword(def)Plain( )Name(f)Plain((x): )Comment(# y)"]);
        check("a.py", "'''a\nb''' + 1", &["String('''a)", "String(b''')Plain( + )Number(1)"]);
        check(
            "a.py",
            r#"x = f"a\"b" if y else 'c"#,
            &[r#"Plain(x = )String(f"a\"b")Plain( )Keyword(if)Plain( y )Keyword(else)Plain( )String('c)"#],
        );
        check("a.py", "  @a.b(1)", &["Plain(  )Name(@a.b)Plain(()Number(1)Plain())"]);
    }

    #[test]
    fn keys_and_sections_stand_out() {
        check(
            "a.toml",
            "[a.b]\nc = \"d\" # e",
            &["Heading([a.b])", "Name(c )Plain(= )String(\"d\")Plain( )Comment(# e)"],
        );
        check("a.yml", "- run: x", &["Plain(- )Name(run)Plain(: x)"]);
        check(
            "entry_points.txt",
            "[console_scripts]\na = b:c",
            &["Heading([console_scripts])", "Name(a )Plain(= b:c)"],
        );
    }

    #[test]
    fn a_header_file_has_fields_and_then_a_body() {
        check("d/METADATA", "Name: a\n\n# T", &["Name(Name)Plain(: a)", "", "Heading(# T)"]);
    }

    #[test]
    fn any_soup_is_coloured_without_loss() {
        let pieces = ["\"", "'", "\"\"\"", "#", "[", "]", "=", ":", "`", "```", "é", "\\", "a", "1", "@", " ", "\t"];
        let mut state: u64 = 7;
        for path in ["a.py", "a.toml", "a.yml", "a.md", "METADATA", "a.cfg", "a"] {
            let mut carry = Carry::default();
            for _ in 0..500 {
                let mut text = String::new();
                for _ in 0..12 {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    text.push_str(pieces[usize::try_from(state >> 40).unwrap() % pieces.len()]);
                }
                let got: String =
                    line(Language::of(path), &text, &mut carry).into_iter().map(|(_, text)| text).collect();
                assert_eq!(got, text);
            }
        }
    }
}
