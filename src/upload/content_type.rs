//! Description-Content-Type, as packaging 26.2 (`metadata._Validator._process_description_content_type`) sees it through
//! the header parser of CPython 3.14 (`email.policy.default`).
//!
//! Packaging reads the type from the header as Python writes it back, and the parameters from the parsed header. So the
//! parser is followed where it is odd: comments, quoted strings, sections and encodings of parameters (RFC 2231), junk
//! after parameters, and its two known crashes. Encoded words (RFC 2047) and rare charsets are left undecided.

use crate::upload::python::{self, Formatted};
use crate::upload::tables::{self, Class};

/// How packaging names the field in its messages.
const FIELD: &str = "'description-content-type'";
/// The allowed types. Packaging keeps a set: their order in messages differs between processes of the server.
pub const TYPES: [&str; 3] = ["text/x-rst", "text/markdown", "text/plain"];
/// The allowed variants of Markdown, with the same reservation.
pub const VARIANTS: [&str; 2] = ["CommonMark", "GFM"];
/// Python's parser is recursive; how deep comments may be before it gives up depends on the server.
const MAX_COMMENT_DEPTH: usize = 100;
/// `int()` refuses longer texts.
const MAX_INT_DIGITS: usize = 4300;

const SPECIALS: &[char] = &['(', ')', '<', '>', '@', ',', ':', ';', '.', '\\', '"', '[', ']'];
const PHRASE_ENDS: &[char] = &[')', '<', '>', '@', ',', ':', ';', '\\', '[', ']'];
const ATOM_ENDS: &[char] = &['(', ')', '<', '>', '@', ',', ':', ';', '.', '\\', '"', '[', ']', ' ', '\t'];
const TOKEN_ENDS: &[char] = &['(', ')', '<', '>', '@', ',', ':', ';', '\\', '"', '[', ']', '/', '?', '=', ' ', '\t'];
const ATTRIBUTE_ENDS: &[char] =
    &['(', ')', '<', '>', '@', ',', ':', ';', '\\', '"', '[', ']', '/', '?', '=', ' ', '\t', '*', '\'', '%'];
const EXTENDED_ATTRIBUTE_ENDS: &[char] =
    &['(', ')', '<', '>', '@', ',', ':', ';', '\\', '"', '[', ']', '/', '?', '=', ' ', '\t', '*', '\''];
const WHITE_SPACE: &[char] = &[' ', '\t'];
const CFWS_LEADERS: &[char] = &[' ', '\t', '('];

/// What packaging makes of a Description-Content-Type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentType {
    /// One of [`TYPES`].
    Ok(&'static str),
    /// Packaging's message.
    Invalid(String),
    /// An exception that nothing catches: status 500.
    Crash,
    /// Depends on more of Python than is followed here; why.
    Undecided(&'static str),
}

/// Checks a Description-Content-Type.
pub fn check(value: &str) -> ContentType {
    let header = match Header::parse(value) {
        Ok(header) => header,
        Err(Failure::Undecided(reason)) => return ContentType::Undecided(reason),
        Err(_) => return ContentType::Crash,
    };
    let kind = header.content_type();
    let lower_case = python::lower(value);
    let Some(kind) = TYPES.into_iter().find(|&known| known == kind && lower_case.contains(known)) else {
        return invalid(&format!(
            "{{field}} must be one of {}, not {}",
            python::list_repr(&TYPES),
            python::repr(value)
        ));
    };
    let charset = header.parameter("charset").unwrap_or("UTF-8");
    if charset != "UTF-8" {
        return invalid(&format!("{{field}} can only specify the UTF-8 charset, not {}", python::repr(charset)));
    }
    let variant = header.parameter("variant").unwrap_or("GFM");
    if kind == "text/markdown" && !VARIANTS.contains(&variant) {
        let variants = python::list_repr(&VARIANTS);
        return invalid(&format!(
            "valid Markdown variants for {{field}} are {variants}, not {}",
            python::repr(variant)
        ));
    }
    ContentType::Ok(kind)
}

fn invalid(template: &str) -> ContentType {
    match python::format_field(template, FIELD) {
        Formatted::Text(message) => ContentType::Invalid(message),
        Formatted::Crash => ContentType::Crash,
        Formatted::Undecided => ContentType::Undecided("the value asks Python to format it"),
    }
}

/// The type by which Warehouse (`utils/readme.py`) chooses the renderer: reStructuredText without a type, plain text for
/// everything that it does not know.
pub fn readme_type(value: &str) -> &'static str {
    if value.is_empty() {
        return "text/x-rst";
    }
    let kind = Header::parse(value).map(|header| header.content_type()).unwrap_or_default();
    TYPES.into_iter().find(|&known| known == kind).unwrap_or("text/plain")
}

enum Failure {
    /// `HeaderParseError`, which the parser itself handles in most places.
    Parse,
    Crash,
    Undecided(&'static str),
}

/// A piece of a header, and the rest behind it.
type Parsed<'a, Piece> = Result<(Piece, &'a str), Failure>;

/// The parsed header.
struct Header {
    /// As Python writes it back, up to the parameters.
    written: String,
    /// In order, names in lower case; a later one replaces an earlier one of the same name.
    parameters: Vec<(String, String)>,
}

impl Header {
    fn parse(value: &str) -> Result<Self, Failure> {
        if python::has_several_lines(value) {
            return Err(Failure::Crash);
        }
        if value.split_once("=?").is_some_and(|(_, rest)| rest.contains("?=")) {
            return Err(Failure::Undecided("the value may hold an encoded word"));
        }
        let (written, parameters) = content_type(value)?;
        Ok(Self { written, parameters: values_by_name(&parameters)? })
    }

    /// `EmailMessage.get_content_type()`.
    fn content_type(&self) -> String {
        let kind = python::lower(python::strip(self.written.split(';').next().unwrap_or_default()));
        if kind.matches('/').count() == 1 { kind } else { "text/plain".to_owned() }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// `parse_content_type_header`.
fn content_type(value: &str) -> Result<(String, Vec<Parameter>), Failure> {
    let mut written = String::new();
    let mut rest = value;
    for separator in ['/', ';'] {
        match token(rest) {
            Ok((text, after)) => {
                written.push_str(&text);
                rest = after;
            }
            Err(Failure::Parse) => return misplaced(written, rest),
            Err(failure) => return Err(failure),
        }
        match rest.strip_prefix(separator) {
            Some(after) => {
                written.push(separator);
                rest = after;
            }
            None => return misplaced(written, rest),
        }
    }
    Ok((written, parameters(rest)?))
}

/// `_find_mime_parameters`: what stands before the next semicolon belongs to the type.
fn misplaced(mut written: String, value: &str) -> Result<(String, Vec<Parameter>), Failure> {
    let rest = junk(value, &mut written)?;
    match rest.strip_prefix(';') {
        Some(rest) => {
            written.push(';');
            Ok((written, parameters(rest)?))
        }
        None => Ok((written, Vec::new())),
    }
}

/// `get_invalid_parameter`: phrases and specials up to the next semicolon.
fn junk<'a>(value: &'a str, written: &mut String) -> Result<&'a str, Failure> {
    let mut rest = value;
    while let Some(c) = rest.chars().next().filter(|&c| c != ';') {
        if PHRASE_ENDS.contains(&c) {
            written.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            let (text, after) = phrase(rest)?;
            written.push_str(&text);
            rest = after;
        }
    }
    Ok(rest)
}

/// `get_phrase`.
fn phrase(value: &str) -> Parsed<'_, String> {
    let (mut written, mut rest) = match word(value) {
        Ok(parsed) => parsed,
        Err(Failure::Parse) => (String::new(), value),
        Err(failure) => return Err(failure),
    };
    while let Some(c) = rest.chars().next().filter(|c| !PHRASE_ENDS.contains(c)) {
        if c == '.' {
            written.push('.');
            rest = &rest[1..];
            continue;
        }
        let (text, after) = match word(rest) {
            Err(Failure::Parse) if CFWS_LEADERS.contains(&c) => cfws(rest)?,
            // Python lets the error out, all the way to the server.
            Err(Failure::Parse) => return Err(Failure::Crash),
            parsed => parsed?,
        };
        written.push_str(&text);
        rest = after;
    }
    Ok((written, rest))
}

/// `get_word`: an atom or a quoted string.
fn word(value: &str) -> Parsed<'_, String> {
    let (mut written, rest) = cfws(value)?;
    let rest = match rest.chars().next() {
        Some('"') => {
            let (quoted, rest) = quoted_string(rest)?;
            written.push_str(&quoted.written);
            return Ok((written, rest));
        }
        Some(c) if !SPECIALS.contains(&c) => {
            let (atom, rest) = run(rest, ATOM_ENDS)?;
            written.push_str(atom);
            rest
        }
        _ => return Err(Failure::Parse),
    };
    let (trailing, rest) = cfws(rest)?;
    Ok((written + &trailing, rest))
}

/// `get_token`.
fn token(value: &str) -> Parsed<'_, String> {
    let (leading, rest) = cfws(value)?;
    let (text, rest) = run(rest, TOKEN_ENDS)?;
    let (trailing, rest) = cfws(rest)?;
    Ok((leading + text + &trailing, rest))
}

/// At least one character that is none of `ends`.
fn run<'a>(value: &'a str, ends: &[char]) -> Parsed<'a, &'a str> {
    match value.split_at(value.find(ends).unwrap_or(value.len())) {
        ("", _) => Err(Failure::Parse),
        parsed => Ok(parsed),
    }
}

/// `get_cfws`: white space and comments, or nothing.
fn cfws(value: &str) -> Parsed<'_, String> {
    let mut written = String::new();
    let mut rest = value;
    while let Some(c) = rest.chars().next().filter(|c| CFWS_LEADERS.contains(c)) {
        if c == '(' {
            rest = comment(&rest[1..], &mut written)?;
        } else {
            rest = fws(rest, &mut written);
        }
    }
    Ok((written, rest))
}

/// `get_fws`: Python strips every kind of white space here, once it has seen a blank or a tab.
fn fws<'a>(value: &'a str, written: &mut String) -> &'a str {
    let rest = python::lstrip(value);
    written.push_str(&value[..value.len() - rest.len()]);
    rest
}

/// `get_comment`, behind the opening parenthesis.
fn comment<'a>(value: &'a str, written: &mut String) -> Result<&'a str, Failure> {
    written.push('(');
    let mut depth = 1;
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        match c {
            ')' => {
                written.push(')');
                depth -= 1;
                rest = &rest[1..];
                if depth == 0 {
                    return Ok(rest);
                }
            }
            '(' => {
                written.push('(');
                depth += 1;
                rest = &rest[1..];
                if depth > MAX_COMMENT_DEPTH {
                    return Err(Failure::Undecided("comments are nested deeply"));
                }
            }
            ' ' | '\t' => rest = fws(rest, written),
            _ => {
                let (text, after) = unquoted(rest, &['(', ')']);
                for c in text.chars() {
                    if matches!(c, '\\' | '(' | ')') {
                        written.push('\\');
                    }
                    written.push(c);
                }
                rest = after;
            }
        }
    }
    written.extend(std::iter::repeat_n(')', depth));
    Ok(rest)
}

/// `_get_ptext_to_endchars`: text up to white space or an end, without the backslashes that quote.
fn unquoted<'a>(value: &'a str, ends: &[char]) -> (String, &'a str) {
    let fragment = &value[..value.find(WHITE_SPACE).unwrap_or(value.len())];
    let mut text = String::new();
    let mut escape = false;
    for (at, c) in fragment.char_indices() {
        if c == '\\' {
            escape = !escape;
            if escape {
                continue;
            }
        } else if escape {
            escape = false;
        } else if ends.contains(&c) {
            return (text, &value[at..]);
        }
        text.push(c);
    }
    (text, &value[fragment.len()..])
}

/// A quoted string or an attribute.
struct Piece {
    /// As Python writes it back.
    written: String,
    /// Without quotes, white space and comments around.
    inner: String,
    /// Without quotes, white space and comments around as one blank.
    value: String,
}

/// `get_quoted_string`; whatever stood before it has been read.
fn quoted_string(value: &str) -> Parsed<'_, Piece> {
    let mut rest = value.strip_prefix('"').ok_or(Failure::Parse)?;
    let mut inner = String::new();
    while let Some(c) = rest.chars().next().filter(|&c| c != '"') {
        if WHITE_SPACE.contains(&c) {
            rest = fws(rest, &mut inner);
        } else {
            let (text, after) = unquoted(rest, &['"']);
            inner.push_str(&text);
            rest = after;
        }
    }
    let rest = rest.strip_prefix('"').unwrap_or(rest);
    let (trailing, rest) = cfws(rest)?;
    let quoted = inner.replace('\\', "\\\\").replace('"', "\\\"");
    let value = format!("{inner}{}", if trailing.is_empty() { "" } else { " " });
    Ok((Piece { written: format!("\"{quoted}\"{trailing}"), inner, value }, rest))
}

/// `get_attribute` and `get_extended_attribute`.
fn attribute<'a>(value: &'a str, ends: &[char]) -> Parsed<'a, Piece> {
    let (leading, rest) = cfws(value)?;
    let (inner, rest) = run(rest, ends)?;
    let (trailing, rest) = cfws(rest)?;
    let blank = |space: &str| if space.is_empty() { "" } else { " " };
    let value = format!("{}{inner}{}", blank(&leading), blank(&trailing));
    Ok((Piece { written: leading + inner + &trailing, inner: inner.to_owned(), value }, rest))
}

/// `get_value`.
fn value_of(value: &str) -> Parsed<'_, Piece> {
    let (leading, rest) = cfws(value)?;
    if rest.starts_with('"') {
        let (mut piece, rest) = quoted_string(rest)?;
        if !leading.is_empty() {
            piece.value.insert(0, ' ');
        }
        Ok((piece, rest))
    } else {
        attribute(value, EXTENDED_ATTRIBUTE_ENDS)
    }
}

struct Parameter {
    name: String,
    section: u128,
    /// Marked as percent-encoded.
    extended: bool,
    charset: String,
    /// `None` crashes Python as soon as it is asked for.
    value: Option<String>,
}

/// `parse_mime_parameters`.
fn parameters(value: &str) -> Result<Vec<Parameter>, Failure> {
    let mut all = Vec::new();
    let mut rest = value;
    while !rest.is_empty() {
        match parameter(rest) {
            Ok((parameter, after)) => {
                all.push(parameter);
                rest = after;
            }
            Err(Failure::Parse) => rest = cfws(rest)?.1,
            Err(failure) => return Err(failure),
        }
        rest = junk(rest, &mut String::new())?;
        rest = rest.strip_prefix(';').unwrap_or(rest);
    }
    Ok(all)
}

/// `get_parameter`.
fn parameter(value: &str) -> Parsed<'_, Parameter> {
    let (name, mut rest) = attribute(value, ATTRIBUTE_ENDS)?;
    let mut parameter = Parameter {
        name: python::strip(&name.value).to_owned(),
        section: 0,
        extended: false,
        charset: "us-ascii".to_owned(),
        value: Some(String::new()),
    };
    if rest.is_empty() || rest.starts_with(';') {
        return Ok((parameter, rest));
    }
    if rest.starts_with('*') {
        if let Some((section, after)) = section(rest)? {
            parameter.section = section;
            rest = after;
        }
        if rest.is_empty() {
            return Err(Failure::Parse);
        }
        if let Some(after) = rest.strip_prefix('*') {
            parameter.extended = true;
            rest = after;
        }
    }
    if rest.is_empty() {
        // `value[0]` of nothing: IndexError.
        return Err(Failure::Crash);
    }
    let rest = cfws(rest.strip_prefix('=').ok_or(Failure::Parse)?)?.1;
    if parameter.extended && rest.starts_with('"') {
        let (quoted, after) = quoted_string(rest)?;
        if is_encoded_inside(&parameter, &quoted.inner)? {
            encoded_value(&mut parameter, &quoted.inner, true)?;
            return Ok((parameter, after));
        }
    }
    let rest = encoded_value(&mut parameter, rest, false)?;
    Ok((parameter, rest))
}

/// Whether quotes stand around a value that is encoded, which Python forgives.
fn is_encoded_inside(parameter: &Parameter, inner: &str) -> Result<bool, Failure> {
    if parameter.section > 0 {
        return Ok(run(inner, EXTENDED_ATTRIBUTE_ENDS).is_ok_and(|(_, rest)| rest.is_empty()));
    }
    Ok(inner.starts_with('\'') || run(inner, ATTRIBUTE_ENDS)?.1.starts_with('\''))
}

/// The second half of `get_parameter`: the value, with charset and language before it if there are any.
fn encoded_value<'a>(parameter: &mut Parameter, value: &'a str, in_quotes: bool) -> Result<&'a str, Failure> {
    let (piece, rest) = if value.starts_with('\'') {
        (None, value)
    } else {
        let (piece, rest) = value_of(value)?;
        (Some(piece), rest)
    };
    let needs_charset = parameter.extended && parameter.section == 0;
    if rest.is_empty() || (!needs_charset && !rest.starts_with('\'')) {
        parameter.value = piece.map(|piece| piece.inner);
        return Ok(rest);
    }
    if let Some(piece) = piece {
        parameter.charset = piece.value;
    }
    let mut rest = rest.strip_prefix('\'').ok_or(Failure::Parse)?;
    if !rest.is_empty() && !rest.starts_with('\'') {
        rest = run(rest, ATTRIBUTE_ENDS)?.1;
        if !rest.starts_with('\'') {
            return Err(Failure::Parse);
        }
    }
    let rest = rest.strip_prefix('\'').unwrap_or(rest);
    if in_quotes {
        parameter.value = text_in_quotes(rest);
        return Ok("");
    }
    let (piece, rest) = value_of(rest)?;
    parameter.value = Some(piece.inner);
    Ok(rest)
}

/// The rest of an encoded value that stood in quotes; without any, Python crashes later.
fn text_in_quotes(value: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        if WHITE_SPACE.contains(&c) {
            rest = python::lstrip(rest);
            text.push(' ');
        } else if c == '"' {
            rest = &rest[1..];
            text.push('"');
        } else {
            let (part, after) = unquoted(rest, &['"']);
            text.push_str(&part);
            rest = after;
        }
    }
    (!value.is_empty()).then_some(text)
}

/// `get_section`: an asterisk and digits, if there are any.
fn section(value: &str) -> Result<Option<(u128, &str)>, Failure> {
    let Some(digits) = value.strip_prefix('*') else { return Ok(None) };
    let mut number = 0_u128;
    let mut count = 0;
    let mut rest = digits;
    while let Some(c) = rest.chars().next() {
        match tables::class(c) {
            Class::Decimal(digit) => number = number.saturating_mul(10).saturating_add(u128::from(digit)),
            // `isdigit()`, but not for `int()`: ValueError.
            Class::OtherDigit => return Err(Failure::Crash),
            _ => break,
        }
        count += 1;
        rest = &rest[c.len_utf8()..];
    }
    if count > MAX_INT_DIGITS {
        return Err(Failure::Crash);
    }
    Ok((count > 0).then_some((number, rest)))
}

/// `MimeParameters.params`: sections joined, percent signs decoded; names in lower case at last.
fn values_by_name(all: &[Parameter]) -> Result<Vec<(String, String)>, Failure> {
    let mut names: Vec<&str> = Vec::new();
    for parameter in all {
        if !names.contains(&parameter.name.as_str()) {
            names.push(&parameter.name);
        }
    }
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        let mut parts: Vec<&Parameter> = all.iter().filter(|parameter| parameter.name == name).collect();
        parts.sort_by_key(|part| part.section);
        let [first, rest @ ..] = parts.as_slice() else { continue };
        let parts = match rest.first() {
            Some(second) if !first.extended && second.section == 0 => &parts[..1],
            _ => &parts[..],
        };
        let mut bytes = Vec::new();
        let mut expected = 0;
        for part in parts {
            if part.section != expected && !part.extended {
                continue;
            }
            expected += 1;
            let text = part.value.as_deref().ok_or(Failure::Crash)?;
            if part.extended {
                decode(&unquote(text), &first.charset, &mut bytes)?;
            } else {
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        values.push((python::lower(name), String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(values)
}

/// Bytes that a charset cannot decode survive in Python as surrogates and are read as UTF-8 in the end, so that ASCII and
/// UTF-8 come to the same.
fn decode(bytes: &[u8], charset: &str, out: &mut Vec<u8>) -> Result<(), Failure> {
    match charset.to_ascii_lowercase().replace('_', "-").as_str() {
        "us-ascii" | "ascii" | "utf-8" | "utf8" => out.extend_from_slice(bytes),
        "iso-8859-1" | "iso8859-1" | "latin-1" | "latin1" => {
            let text: String = bytes.iter().copied().map(char::from).collect();
            out.extend_from_slice(text.as_bytes());
        }
        _ => return Err(Failure::Undecided("a parameter is in a rare charset")),
    }
    Ok(())
}

/// `urllib.parse.unquote_to_bytes`.
fn unquote(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let encoded = after.get(..2).filter(|_| *byte == b'%').and_then(|digits| {
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            Some(digit(digits[0])? * 16 + digit(digits[1])?)
        });
        out.push(encoded.unwrap_or(*byte));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_types_pass() {
        for (value, expected) in [
            ("text/plain", "text/plain"),
            ("text/markdown", "text/markdown"),
            ("Text/X-RST", "text/x-rst"),
            ("text/markdown; charset=UTF-8; variant=GFM", "text/markdown"),
            ("text/markdown;charset=\"UTF-8\";variant=CommonMark", "text/markdown"),
            ("text/markdown; VARIANT=GFM", "text/markdown"),
            ("text/x-rst; variant=none", "text/x-rst"),
            ("text/plain; charset*=us-ascii'en'UTF%2D8", "text/plain"),
            ("text/plain; charset*=\"''UTF-8\"", "text/plain"),
            ("text/plain; charset*1=-8; charset*0=UTF", "text/plain"),
            ("text/plain; charset='utf-8'", "text/plain"),
            ("text/plain; charset=", "text/plain"),
            (" text/plain ", "text/plain"),
            ("text/plain\n", "text/plain"),
            ("foo;text/plain", "text/plain"),
            ("text/markdown, text/plain", "text/plain"),
            ("text/plain; charset=x; Charset=UTF-8", "text/plain"),
            ("text/plain; (", "text/plain"),
        ] {
            assert_eq!(check(value), ContentType::Ok(expected), "{value:?}");
        }
    }

    #[test]
    fn other_values_are_refused() {
        let not_one_of =
            "'description-content-type' must be one of ['text/x-rst', 'text/markdown', 'text/plain'], not ";
        for (value, expected) in [
            ("text", format!("{not_one_of}'text'")),
            ("", format!("{not_one_of}''")),
            ("text/html", format!("{not_one_of}'text/html'")),
            ("text/plain (c)", format!("{not_one_of}'text/plain (c)'")),
            ("\"text/plain\"", format!("{not_one_of}'\"text/plain\"'")),
            ("text / plain", format!("{not_one_of}'text / plain'")),
        ] {
            assert_eq!(check(value), ContentType::Invalid(expected), "{value:?}");
        }
        let charset =
            |value: &str| format!("'description-content-type' can only specify the UTF-8 charset, not {value}");
        for (value, expected) in [
            ("text/plain; charset=utf-8", charset("'utf-8'")),
            ("text/plain; charset", charset("''")),
            ("text/plain; charset=\"UTF-8 \"", charset("'UTF-8 '")),
            ("text/markdown; charset=ascii; variant=x", charset("'ascii'")),
            (
                "text/markdown; variant=gfm",
                "valid Markdown variants for 'description-content-type' are ['CommonMark', 'GFM'], not 'gfm'"
                    .to_owned(),
            ),
        ] {
            assert_eq!(check(value), ContentType::Invalid(expected), "{value:?}");
        }
    }

    #[test]
    fn some_values_crash_the_server() {
        for value in [
            "text/plain; x*",
            "text/plain; x*0*",
            "text/plain; x*²=1",
            "text/plain\n; charset=UTF-8",
            "text/{x}",
            "text/plain; x*=\"''\"",
        ] {
            assert_eq!(check(value), ContentType::Crash, "{value:?}");
        }
        for value in ["=?utf-8?q?x?=", "text/plain; x*=koi8-r''a"] {
            assert!(matches!(check(value), ContentType::Undecided(_)), "{value:?}");
        }
    }

    #[test]
    fn the_renderer_is_that_of_the_type() {
        for (value, expected) in [
            ("", "text/x-rst"),
            ("text/x-rst", "text/x-rst"),
            ("text/markdown; variant=GFM", "text/markdown"),
            ("text", "text/plain"),
            ("text/html", "text/plain"),
        ] {
            assert_eq!(readme_type(value), expected, "{value:?}");
        }
    }
}
