//! Requirements as `packaging.requirements.Requirement` (26.2) reads, refuses and prints them.
//!
//! A port of packaging's tokenizer and recursive descent: which texts pass and the words of its messages follow from
//! the order in which it tries tokens. Not `pep508_rs`, which has other messages, checks URLs and markers that
//! packaging does not look at, and rewrites markers.
//!
//! Some texts make packaging raise something else than `InvalidRequirement`; the endpoint then answers HTTP 500.

use unicode_normalization::char::is_combining_mark;

use super::filename::canonicalize_name;
use super::python::repr;
use super::specifier::{self, SpecifierSet};

/// Parentheses within parentheses of a marker. CPython's recursion limit (1000 frames, two a parenthesis) ends at about
/// 490 of them, less what the server itself has on its stack; deeper ones are taken to end in a `RecursionError`.
const MAX_DEPTH: usize = 400;

/// What is needed of a requirement that packaging accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// `req.name`: as written.
    pub name: String,
    /// `req.url`: the text behind `@`.
    pub url: Option<String>,
    /// `str(req)`. Where that raises, the specifiers are printed as written.
    pub display: String,
}

/// Why there is no requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unparsed {
    /// `InvalidRequirement` with its text of three lines.
    Invalid(String),
    /// Another exception, HTTP 500: `InvalidSpecifier`, `SyntaxError`, `RecursionError`.
    Crash(String),
}

impl std::fmt::Display for Unparsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invalid(text) | Self::Crash(text) => f.write_str(text),
        }
    }
}

/// # Errors
/// What `packaging.requirements.Requirement(text)` raises.
pub fn parse(text: &str) -> Result<Parsed, Unparsed> {
    let mut parser = Parser { source: text, position: 0, depth: 0 };
    let syntax = parser.requirement()?;
    let specifiers = SpecifierSet::parse(&syntax.specifier)
        .map_err(|part| Unparsed::Crash(format!("InvalidSpecifier: Invalid specifier: {}", repr(&part))))?;
    let mut display = syntax.name.clone();
    let mut extras = syntax.extras;
    extras.sort_unstable();
    extras.dedup();
    if !extras.is_empty() {
        display.push_str(&format!("[{}]", extras.join(",")));
    }
    if !specifiers.is_empty() {
        display.push_str(&specifiers.display().unwrap_or(syntax.specifier));
    }
    if let Some(url) = &syntax.url {
        display.push_str(&format!(" @ {url}"));
    }
    if let Some(mut marker) = syntax.marker {
        marker.iter_mut().for_each(normalize_extra);
        let blank = if syntax.url.is_some() { " " } else { "" };
        display.push_str(&format!("{blank}; {}", print_list(&marker, true)));
    }
    Ok(Parsed { name: syntax.name, url: syntax.url, display })
}

struct Syntax {
    name: String,
    url: Option<String>,
    extras: Vec<String>,
    specifier: String,
    marker: Option<Vec<Marker>>,
}

#[derive(Debug)]
enum Operand {
    Variable(String),
    Value(String),
}

impl Operand {
    fn text(&self) -> &str {
        match self {
            Self::Variable(text) | Self::Value(text) => text,
        }
    }

    fn is_extra(&self) -> bool {
        matches!(self, Self::Variable(name) if name == "extra")
    }

    /// `serialize`: quotes are not escaped.
    fn print(&self) -> String {
        match self {
            Self::Variable(name) => name.clone(),
            Self::Value(value) => format!("\"{value}\""),
        }
    }
}

#[derive(Debug)]
enum Marker {
    Comparison(Operand, &'static str, Operand),
    Group(Vec<Marker>),
    Word(&'static str),
}

/// `_normalize_extras`, which does not look into parentheses.
fn normalize_extra(marker: &mut Marker) {
    if let Marker::Comparison(left, _, right) = marker {
        if left.is_extra() {
            *right = Operand::Value(canonicalize_name(right.text()));
        } else if right.is_extra() {
            *left = Operand::Value(canonicalize_name(left.text()));
        }
    }
}

/// `_format_marker` of a list: one within one loses its parentheses.
fn print_list(markers: &[Marker], first: bool) -> String {
    if let [only @ (Marker::Comparison(..) | Marker::Group(_))] = markers {
        return print(only, true);
    }
    let inner: Vec<String> = markers.iter().map(|marker| print(marker, false)).collect();
    if first { inner.join(" ") } else { format!("({})", inner.join(" ")) }
}

fn print(marker: &Marker, first: bool) -> String {
    match marker {
        Marker::Comparison(left, operator, right) => format!("{} {operator} {}", left.print(), right.print()),
        Marker::Group(markers) => print_list(markers, first),
        Marker::Word(word) => (*word).to_owned(),
    }
}

/// Names of the environment and what packaging calls them, with those first that begin like another.
const VARIABLES: [(&str, &str); 20] = [
    ("python_version", "python_version"),
    ("python_full_version", "python_full_version"),
    ("os.name", "os_name"),
    ("os_name", "os_name"),
    ("sys.platform", "sys_platform"),
    ("sys_platform", "sys_platform"),
    ("platform_release", "platform_release"),
    ("platform_system", "platform_system"),
    ("platform.version", "platform_version"),
    ("platform_version", "platform_version"),
    ("platform.machine", "platform_machine"),
    ("platform_machine", "platform_machine"),
    ("platform.python_implementation", "platform_python_implementation"),
    ("platform_python_implementation", "platform_python_implementation"),
    ("python_implementation", "platform_python_implementation"),
    ("implementation_name", "implementation_name"),
    ("implementation_version", "implementation_version"),
    ("extras", "extras"),
    ("extra", "extra"),
    ("dependency_groups", "dependency_groups"),
];

const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

struct Parser<'a> {
    source: &'a str,
    /// In bytes, always at a character.
    position: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.position..).unwrap_or("")
    }

    /// Reads that many bytes.
    fn read(&mut self, length: usize) -> &'a str {
        let text = self.rest().get(..length).unwrap_or("");
        self.position += text.len();
        text
    }

    /// Reads the text if it is next.
    fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.position += text.len();
        }
        found
    }

    /// `WS`: blanks and tabs, no other white space.
    fn blanks(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.position += length;
        length > 0
    }

    /// `END`: `$` also matches before a last newline.
    fn at_end(&self) -> bool {
        matches!(self.rest(), "" | "\n")
    }

    /// `\b` that many bytes from here.
    fn is_boundary(&self, offset: usize) -> bool {
        let at = self.position + offset;
        let before = self.source.get(..at).and_then(|text| text.chars().next_back());
        let after = self.source.get(at..).and_then(|text| text.chars().next());
        before.is_some_and(is_word) != after.is_some_and(is_word)
    }

    /// `\b` text `\b`.
    fn is_word(&self, word: &str) -> bool {
        self.rest().starts_with(word) && self.is_boundary(0) && self.is_boundary(word.len())
    }

    fn take_word<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        let (word, value) = words.iter().find(|(word, _)| self.is_word(word))?;
        self.position += word.len();
        Some(*value)
    }

    /// `IDENTIFIER`: the longest one that ends between a word and something else.
    fn identifier(&self) -> Option<usize> {
        let rest = self.rest();
        if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) || !self.is_boundary(0) {
            return None;
        }
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let longest = rest.len() - rest.trim_start_matches(inner).len();
        (1..=longest).rev().find(|&length| self.is_boundary(length))
    }

    fn expect_identifier(&mut self, expected: &str) -> Result<String, Unparsed> {
        let Some(length) = self.identifier() else { return Err(self.expected(expected)) };
        Ok(self.read(length).to_owned())
    }

    /// `ParserSyntaxError` with `~` from the first position to the second and `^` behind.
    fn error(&self, message: &str, start: usize, end: usize) -> Unparsed {
        let columns = |range: Option<&str>| range.map_or(0, |text| text.chars().count());
        let (blanks, waves) = (columns(self.source.get(..start)), columns(self.source.get(start..end)));
        let underline = format!("{}{}^", " ".repeat(blanks), "~".repeat(waves));
        Unparsed::Invalid(format!("{message}\n    {}\n    {underline}", self.source))
    }

    fn expected(&self, expected: &str) -> Unparsed {
        self.error(&format!("Expected {expected}"), self.position, self.position)
    }

    fn close(&mut self, open: Option<usize>, close: &str, names: (&str, &str), around: &str) -> Result<(), Unparsed> {
        let Some(start) = open else { return Ok(()) };
        if self.take(close) {
            return Ok(());
        }
        let message = format!("Expected matching {} for {}, after {around}", names.1, names.0);
        Err(self.error(&message, start, self.position))
    }

    fn requirement(&mut self) -> Result<Syntax, Unparsed> {
        self.blanks();
        let name = self.expect_identifier("package name at the start of dependency specifier")?;
        self.blanks();
        let extras = self.extras()?;
        self.blanks();
        let mut syntax = Syntax { name, url: None, extras, specifier: String::new(), marker: None };
        self.details(&mut syntax)?;
        if !self.at_end() {
            return Err(self.expected("end of dependency specifier"));
        }
        Ok(syntax)
    }

    fn extras(&mut self) -> Result<Vec<String>, Unparsed> {
        let open = self.position;
        if !self.take("[") {
            return Ok(Vec::new());
        }
        self.blanks();
        let extras = self.extras_list()?;
        self.blanks();
        self.close(Some(open), "]", ("LEFT_BRACKET", "RIGHT_BRACKET"), "extras")?;
        Ok(extras)
    }

    fn extras_list(&mut self) -> Result<Vec<String>, Unparsed> {
        let Some(length) = self.identifier() else { return Ok(Vec::new()) };
        let mut extras = vec![self.read(length).to_owned()];
        loop {
            self.blanks();
            if self.identifier().is_some() {
                return Err(self.expected("comma between extra names"));
            }
            if !self.take(",") {
                return Ok(extras);
            }
            self.blanks();
            extras.push(self.expect_identifier("extra name after comma")?);
        }
    }

    fn details(&mut self, syntax: &mut Syntax) -> Result<(), Unparsed> {
        if self.take("@") {
            self.blanks();
            let start = self.position;
            let rest = self.rest();
            let length = rest.find([' ', '\t']).unwrap_or(rest.len());
            if length == 0 {
                return Err(self.expected("URL after @"));
            }
            syntax.url = Some(self.read(length).to_owned());
            if self.at_end() {
                return Ok(());
            }
            if !self.blanks() {
                return Err(self.expected("whitespace after URL"));
            }
            if !self.at_end() {
                syntax.marker = Some(self.marker_of(start, "semicolon (after URL and whitespace)")?);
            }
            return Ok(());
        }
        let start = self.position;
        syntax.specifier = self.specifiers()?;
        self.blanks();
        if !self.at_end() {
            let expected = if syntax.specifier.is_empty() {
                "semicolon (after name with no version specifier)"
            } else {
                "comma (within version specifier), semicolon (after version specifier)"
            };
            syntax.marker = Some(self.marker_of(start, expected)?);
        }
        Ok(())
    }

    fn marker_of(&mut self, start: usize, expected: &str) -> Result<Vec<Marker>, Unparsed> {
        if !self.take(";") {
            return Err(self.error(&format!("Expected {expected} or end"), start, self.position));
        }
        let marker = self.marker()?;
        self.blanks();
        Ok(marker)
    }

    fn specifiers(&mut self) -> Result<String, Unparsed> {
        let position = self.position;
        let open = self.take("(").then_some(position);
        self.blanks();
        let mut specifiers = String::new();
        while let Some(length) = specifier::match_length(self.rest()) {
            let start = self.position;
            specifiers.push_str(self.read(length));
            if self.rest().starts_with(".*") {
                let message = ".* suffix can only be used with `==` or `!=` operators";
                return Err(self.error(message, start, self.position + 1));
            }
            let label = self.rest().strip_prefix('+');
            if label.is_some_and(|label| label.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_lowercase())) {
                let message = "Local version label can only be used with `==` or `!=` operators";
                return Err(self.error(message, start, self.position));
            }
            self.blanks();
            if !self.take(",") {
                break;
            }
            specifiers.push(',');
            self.blanks();
        }
        self.blanks();
        self.close(open, ")", ("LEFT_PARENTHESIS", "RIGHT_PARENTHESIS"), "version specifier")?;
        Ok(specifiers)
    }

    fn marker(&mut self) -> Result<Vec<Marker>, Unparsed> {
        let mut markers = vec![self.atom()?];
        while let Some(word) = self.take_word(&[("or", "or"), ("and", "and")]) {
            markers.extend([Marker::Word(word), self.atom()?]);
        }
        Ok(markers)
    }

    fn atom(&mut self) -> Result<Marker, Unparsed> {
        self.blanks();
        let open = self.position;
        let atom = if self.take("(") {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(Unparsed::Crash("RecursionError: maximum recursion depth exceeded".to_owned()));
            }
            self.blanks();
            let marker = self.marker()?;
            self.blanks();
            self.close(Some(open), ")", ("LEFT_PARENTHESIS", "RIGHT_PARENTHESIS"), "marker expression")?;
            self.depth -= 1;
            Marker::Group(marker)
        } else {
            let left = self.operand()?;
            self.blanks();
            let operator = self.operator()?;
            self.blanks();
            Marker::Comparison(left, operator, self.operand()?)
        };
        self.blanks();
        Ok(atom)
    }

    fn operand(&mut self) -> Result<Operand, Unparsed> {
        if let Some(name) = self.take_word(&VARIABLES) {
            return Ok(Operand::Variable(name.to_owned()));
        }
        let rest = self.rest();
        let quoted = ['\'', '"'].into_iter().find_map(|quote| rest.strip_prefix(quote)?.split_once(quote));
        let Some((inner, _)) = quoted else { return Err(self.expected("a marker variable or quoted string")) };
        self.read(inner.len() + 2);
        let value = literal(inner).ok_or_else(|| Unparsed::Crash("SyntaxError".to_owned()))?;
        Ok(Operand::Value(value))
    }

    fn operator(&mut self) -> Result<&'static str, Unparsed> {
        if self.take_word(&[("in", ())]).is_some() {
            return Ok("in");
        }
        if self.take_word(&[("not", ())]).is_some() {
            if !self.blanks() {
                return Err(self.expected("whitespace after 'not'"));
            }
            if self.take_word(&[("in", ())]).is_none() {
                return Err(self.expected("'in' after 'not'"));
            }
            return Ok("not in");
        }
        let found = OPERATORS.into_iter().find(|operator| self.take(operator));
        found.ok_or_else(|| self.expected("marker operator, one of <=, <, !=, ==, >=, >, ~=, ===, in, not in"))
    }
}

/// `ast.literal_eval` of what is between quotes; `None` where it raises `SyntaxError`.
///
/// Lone surrogates and named characters become U+FFFD, which is `?` on the wire as the former are; that the name exists
/// is not checked.
fn literal(inner: &str) -> Option<String> {
    let source = inner.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\0' | '\n' => return None,
            '\\' => {}
            c => {
                out.push(c);
                continue;
            }
        }
        // A backslash at the end takes the closing quote away.
        let escaped = chars.next()?;
        let mut hex = |digits: usize| -> Option<char> {
            let mut value = 0;
            for _ in 0..digits {
                value = value * 16 + u64::from(chars.next()?.to_digit(16)?);
            }
            let value = u32::try_from(value).ok().filter(|&value| value <= 0x0010_ffff)?;
            Some(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
        };
        match escaped {
            '\0' => return None,
            '\n' => {}
            '\\' | '\'' | '"' => out.push(escaped),
            'a' => out.push('\x07'),
            'b' => out.push('\x08'),
            'f' => out.push('\x0c'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'v' => out.push('\x0b'),
            'x' => out.push(hex(2)?),
            'u' => out.push(hex(4)?),
            'U' => out.push(hex(8)?),
            'N' => {
                chars.next_if_eq(&'{')?;
                let name: String = std::iter::from_fn(|| chars.next_if(|&c| c != '}')).collect();
                chars.next_if_eq(&'}')?;
                if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-')) {
                    return None;
                }
                out.push(char::REPLACEMENT_CHARACTER);
            }
            '0'..='7' => {
                let mut value = escaped.to_digit(8)?;
                for _ in 0..2 {
                    let Some(digit) = chars.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8)) else { break };
                    value = value * 8 + digit;
                }
                out.extend(char::from_u32(value));
            }
            other => out.extend(['\\', other]),
        }
    }
    Some(out)
}

/// `\w` of CPython: letters, numbers and `_`. Rust's alphabetic characters also have marks and letters in circles.
/// Letters that came after Unicode 16.0, which is that of CPython 3.14, are letters here as soon as Rust knows them.
pub(super) fn is_word(c: char) -> bool {
    let circled = matches!(c,
        '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}');
    c == '_' || (c.is_alphanumeric() && !circled && !is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::upload::version::differential;

    #[track_caller]
    fn display(text: &str) -> String {
        parse(text).unwrap().display
    }

    #[test]
    fn requirements_are_printed_as_packaging_prints_them() {
        for (text, printed) in [
            ("Foo_Bar", "Foo_Bar"),
            ("foo [ b , A,b ] ( >= 1 , ==2.* )", "foo[A,b]==2.*,>=1"),
            ("foo==1.0,==1", "foo==1"),
            ("foo===a b", ""),
            ("foo===A;extra=='X_y.Z'", "foo===A; extra == \"x-y-z\""),
            ("foo @ ./x ;(os.name=='a')", "foo @ ./x ; os_name == \"a\""),
            ("foo@git+https://x/y@z#e", "foo @ git+https://x/y@z#e"),
            ("foo;python_implementation in 'a\"b'", "foo; platform_python_implementation in \"a\"b\""),
            (
                "foo;((os_name=='a' or os_name=='b')) and 'X'==extra",
                "foo; os_name == \"a\" or os_name == \"b\" and \"x\" == extra",
            ),
            (
                "foo;(os_name not  in 'a' or (os_name=='b')) and extra==os_name",
                "foo; (os_name not in \"a\" or os_name == \"b\") and extra == \"os-name\"",
            ),
            ("foo ;'\\x41\\d'<'1'", "foo; \"A\\d\" < \"1\""),
            ("foo\n", "foo"),
        ] {
            if printed.is_empty() {
                assert!(parse(text).is_err(), "{text}");
            } else {
                assert_eq!(display(text), printed);
            }
        }
    }

    #[test]
    fn refusals_point_at_the_place() {
        for (text, message) in [
            ("", "Expected package name at the start of dependency specifier\n    \n    ^"),
            (
                "foo (1.0)",
                "Expected matching RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after version specifier\n    foo (1.0)\n        ~^",
            ),
            ("foo=1", "Expected semicolon (after name with no version specifier) or end\n    foo=1\n       ^"),
            (
                "foo>=1.0+x",
                "Local version label can only be used with `==` or `!=` operators\n    foo>=1.0+x\n       ~~~~~^",
            ),
            ("foo>=1.*", ".* suffix can only be used with `==` or `!=` operators\n    foo>=1.*\n       ~~~~^"),
            ("foo[a b]", "Expected comma between extra names\n    foo[a b]\n          ^"),
            ("foo @ é x", "Expected semicolon (after URL and whitespace) or end\n    foo @ é x\n          ~~^"),
            (
                "foo; os_name",
                "Expected marker operator, one of <=, <, !=, ==, >=, >, ~=, ===, in, not in\n    foo; os_name\n                ^",
            ),
        ] {
            assert_eq!(parse(text), Err(Unparsed::Invalid(message.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_packaging_does_not_catch_is_told_apart() {
        let deep = format!("foo; {}", "(".repeat(100_000));
        for text in ["foo===1,b", "foo; os_name == 'a\\'", "foo; os_name == '\\x4'", deep.as_str()] {
            assert!(matches!(parse(text), Err(Unparsed::Crash(_))), "{text}");
        }
    }

    #[test]
    fn names_are_made_of_words() {
        for (c, word) in
            [('_', true), ('é', true), ('²', true), ('中', true), ('\u{345}', false), ('Ⓐ', false), ('-', false)]
        {
            assert_eq!(is_word(c), word, "{c}");
        }
    }

    #[test]
    fn agrees_with_packaging() {
        differential::run("requirement", |input, expected| match parse(&input[0]) {
            Ok(parsed) => {
                let display = if expected["display"].is_null() { Value::Null } else { parsed.display.into() };
                json!({ "name": parsed.name, "url": parsed.url, "display": display })
            }
            Err(Unparsed::Invalid(message)) => json!({ "message": message }),
            Err(Unparsed::Crash(_)) => json!({ "crash": true }),
        });
    }
}
