//! From bytes to a tree and its facts: decoding (PEP 263), the bound on nesting, the parser.

use ruff_python_ast::{PySourceType, PythonVersion};
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged as _, TextSize};

use super::reader::Reader;
use super::syntax::{NewSyntax, introduced};
use super::{Module, SyntaxError, nesting};

/// How the bytes are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoding {
    /// What the coding line names, in lower case.
    pub declared: Option<String>,
    pub problem: Option<EncodingProblem>,
}

/// Why Python refuses the bytes. Lines count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingProblem {
    /// Neither UTF-8 nor another encoding that a coding line names.
    NotUtf8 {
        line: u32,
    },
    NulByte {
        line: u32,
    },
    /// A byte order mark of UTF-8, and a coding line that names something else.
    MarkAndOther,
}

/// Offsets to lines.
pub(super) struct Lines(Vec<u32>);

impl Lines {
    fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(ends.map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect())
    }

    /// From 1.
    pub(super) fn line(&self, offset: TextSize) -> u32 {
        let before = self.0.partition_point(|end| *end < offset.to_u32());
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// From 1, in characters.
    fn column(&self, text: &str, offset: TextSize) -> u32 {
        let line = self.line(offset) as usize;
        let start = line.checked_sub(2).and_then(|i| self.0.get(i)).map_or(0, |end| *end as usize + 1);
        let before = text.get(start..offset.to_usize()).unwrap_or_default();
        u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

pub(super) fn read(bytes: &[u8], build: bool) -> Module {
    let (text, encoding) = decode(bytes);
    let mut module = Module { encoding, bidi: bidi(&text), ..Module::default() };
    if matches!(module.encoding.problem, Some(EncodingProblem::NulByte { .. })) || !nesting::is_parsable(&text) {
        module.unread = true;
        return module;
    }
    // For the oldest version that the parser knows it names everything that came later.
    let options = ParseOptions::from(PySourceType::Python).with_target_version(PythonVersion::lowest());
    let parsed = parse_unchecked(&text, options);
    let lines = Lines::new(&text);
    if let Some(error) = parsed.errors().first() {
        let start = error.location.start();
        let (line, column) = (lines.line(start), lines.column(&text, start));
        module.syntax_error = Some(SyntaxError { message: error.error.to_string(), line, column });
    }
    for error in parsed.unsupported_syntax_errors() {
        let Some((minor, what)) = introduced(error) else { continue };
        if module.new_syntax.iter().all(|new| new.minor != minor) {
            let line = lines.line(error.start());
            module.new_syntax.push(NewSyntax { minor, line, what, refused: true });
        }
    }
    if let Some(parsed) = parsed.try_into_module() {
        let mut reader = Reader::new(&text, &lines, module, build);
        reader.read(&parsed.syntax().body);
        module = reader.finish();
    }
    module
}

pub(super) fn scan(bytes: &[u8]) -> Module {
    // Only code that could decode and run something is worth parsing.
    let raw = String::from_utf8_lossy(bytes);
    let is_backend = raw.contains("def build_wheel(") || raw.contains("setuptools.build_meta import");
    if is_backend || Reader::may_decode_code(&raw) {
        return read(bytes, is_backend);
    }
    let (text, encoding) = decode(bytes);
    Module { encoding, bidi: bidi(&text), unread: true, ..Module::default() }
}

/// The text as Python reads it (PEP 263), with Latin-1 for every encoding that is not UTF-8: only its ASCII part matters.
fn decode(bytes: &[u8]) -> (String, Encoding) {
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    let bytes = if marked { &bytes[3..] } else { bytes };
    let declared = declared(bytes);
    let line = |at: usize| {
        let before = bytes.get(..at).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    };
    let is_utf8 =
        declared.as_deref().is_none_or(|name| matches!(name, "utf-8" | "utf8" | "utf_8" | "u8" | "utf-8-sig"));
    let nul = bytes.iter().position(|byte| *byte == 0).map(|at| EncodingProblem::NulByte { line: line(at) });
    let (text, invalid) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(error) if is_utf8 => (
            String::from_utf8_lossy(bytes).into_owned(),
            Some(EncodingProblem::NotUtf8 { line: line(error.valid_up_to()) }),
        ),
        Err(_) => (bytes.iter().map(|byte| char::from(*byte)).collect(), None),
    };
    let both = (marked && !is_utf8).then_some(EncodingProblem::MarkAndOther);
    // UTF-16 and the like hold NUL bytes and cannot be declared; what they are is said by the first problem.
    (text, Encoding { declared, problem: nul.or(invalid).or(both) })
}

/// The name in a comment `coding: name` or `coding=name` in one of the first two lines (PEP 263).
fn declared(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        let line = String::from_utf8_lossy(line.get(..200.min(line.len())).unwrap_or_default()).into_owned();
        let trimmed = line.trim_start_matches([' ', '\t', '\u{c}']);
        let Some(comment) = trimmed.strip_prefix('#') else {
            // A second line counts only below a comment or an empty one.
            if trimmed.trim().is_empty() {
                continue;
            }
            return None;
        };
        let after = comment.match_indices("coding").map(|(at, word)| &comment[at + word.len()..]);
        for rest in after {
            let Some(rest) = rest.strip_prefix([':', '=']) else { continue };
            let rest = rest.trim_start_matches([' ', '\t']);
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(rest.len());
            if end > 0 {
                return Some(rest[..end].to_ascii_lowercase());
            }
        }
    }
    None
}

/// Embeddings, overrides and isolates: they make text look unlike what it is (CVE-2021-42574).
fn bidi(text: &str) -> Option<(char, u32)> {
    if text.is_ascii() {
        return None;
    }
    let is_bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let (at, c) = text.char_indices().find(|(_, c)| is_bidi(*c))?;
    let line = text[..at].bytes().filter(|byte| *byte == b'\n').count();
    Some((c, u32::try_from(line).unwrap_or(u32::MAX).saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_line_decides() {
        let problem = |bytes: &[u8]| read(bytes, false).encoding.problem;
        assert_eq!(problem(b"x = '\xfc'\n"), Some(EncodingProblem::NotUtf8 { line: 1 }));
        assert_eq!(problem(b"# -*- coding: latin-1 -*-\nx = '\xfc'\n"), None);
        assert_eq!(problem(b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\xfc'\n"), None);
        assert_eq!(problem(b"x = 1\n# coding: latin-1\nx = '\xfc'\n"), Some(EncodingProblem::NotUtf8 { line: 3 }));
        assert_eq!(problem(b"x = 1\n\0"), Some(EncodingProblem::NulByte { line: 2 }));
        assert_eq!(problem(b"\xef\xbb\xbf# coding: latin-1\n"), Some(EncodingProblem::MarkAndOther));
        assert_eq!(problem("\u{feff}x = 'ü'\n".as_bytes()), None);
    }

    #[test]
    fn directions_are_found_with_their_line() {
        assert_eq!(bidi("x = 1\n# \u{202e}\n"), Some(('\u{202e}', 2)));
        assert_eq!(bidi("x = 'ü'\n"), None);
    }
}
