//! Core metadata: `METADATA` of a wheel, `PKG-INFO` of an sdist. Header fields with their lines, and the body.
//!
//! The format is that of e-mail headers as Python's `email` package reads them under the `compat32` policy.

use super::requirement::Requirement;

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As written.
    pub name: String,
    /// As `email` gives it: without blanks before it, continuation lines with their line feeds and indentation.
    pub value: String,
    /// From 1.
    pub line: u32,
    /// Whether the bytes of the value are UTF-8; if not, `value` has replacement characters.
    pub is_utf8: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// Path inside the archive, for locations.
    pub path: String,
    pub fields: Vec<Field>,
    /// What follows the first empty line.
    pub body: String,
    pub body_is_utf8: bool,
    /// Line on which the body starts, from 1.
    pub body_line: u32,
    /// `Requires-Dist`, parsed.
    pub requires_dist: Vec<Requirement>,
    pub problems: Vec<MetadataProblem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetadataProblem {
    NotUtf8 {
        line: u32,
    },
    /// A line that is neither a field nor a continuation. `email` takes it and the rest for the body, or passes over it.
    NotAField {
        line: u32,
        text: String,
    },
}

impl Metadata {
    #[must_use]
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let mut metadata = Self { path: path.to_owned(), body_is_utf8: true, ..Self::default() };
        metadata.read_fields(bytes);
        let required = metadata.all("Requires-Dist").map(|field| Requirement::parse(&field.value, Some(field.line)));
        metadata.requires_dist = required.collect();
        metadata
    }

    /// `email.feedparser.FeedParser._parsegen` and `_parse_headers` (CPython 3.14).
    fn read_fields(&mut self, bytes: &[u8]) {
        let mut lines: Vec<(u32, &[u8])> = Vec::new();
        let mut rest = bytes;
        let mut number = 0;
        while !rest.is_empty() {
            let (line, after) = split_line(rest);
            number += 1;
            let content = trim_line_end(line);
            if content.is_empty() {
                rest = after;
                number += 1;
                break;
            }
            if !is_header_line(line) {
                self.problem(number, content);
                break;
            }
            rest = after;
            lines.push((number, line));
        }
        let mut body = rest.to_vec();
        let mut raw: Vec<(u32, Vec<u8>)> = Vec::new();
        // Whether a continuation has something to continue: an envelope line or one without a name has nothing.
        let mut open = false;
        for (i, (number, line)) in lines.iter().enumerate() {
            if matches!(line[0], b' ' | b'\t') {
                match raw.last_mut().filter(|_| open) {
                    Some((_, value)) => value.extend_from_slice(line),
                    None => self.problem(*number, trim_line_end(line)),
                }
            } else if i > 0 && i + 1 == lines.len() && line.starts_with(b"From ") {
                // Taken for the first line of the body.
                self.problem(*number, trim_line_end(line));
                body.splice(0..0, line.iter().copied());
            } else if line.starts_with(b"From ") || line[0] == b':' {
                open = false;
                self.problem(*number, trim_line_end(line));
            } else {
                open = true;
                raw.push((*number, line.to_vec()));
            }
        }
        self.fields = raw.iter().filter_map(|(line, bytes)| field(*line, bytes)).collect();
        let not_utf8 = self.fields.iter().filter(|field| !field.is_utf8).map(|field| field.line);
        let not_utf8: Vec<_> = not_utf8.map(|line| MetadataProblem::NotUtf8 { line }).collect();
        self.problems.extend(not_utf8);
        self.body_line = number.max(1);
        match String::from_utf8(body) {
            Ok(body) => self.body = body,
            Err(error) => {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let lines = before.iter().filter(|byte| **byte == b'\n').count();
                let line = self.body_line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                self.problems.push(MetadataProblem::NotUtf8 { line });
                self.body = String::from_utf8_lossy(error.as_bytes()).into_owned();
                self.body_is_utf8 = false;
            }
        }
    }

    fn problem(&mut self, line: u32, content: &[u8]) {
        self.problems.push(MetadataProblem::NotAField { line, text: String::from_utf8_lossy(content).into_owned() });
    }

    /// Every field of that name; case does not matter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }

    /// The first field of that name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The value of the first field of that name, without blanks around it; `None` if absent or empty.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.first(name).map(|field| field.value.trim()).filter(|value| !value.is_empty())
    }

    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.value("Name")
    }

    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.value("Version")
    }

    /// `Metadata-Version` as major and minor.
    #[must_use]
    pub fn metadata_version(&self) -> Option<(u32, u32)> {
        let (major, minor) = self.value("Metadata-Version")?.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    }
}

/// `email.feedparser.headerRE`: a name of printable ASCII without `:`, a continuation, or an envelope line.
fn is_header_line(line: &[u8]) -> bool {
    if matches!(line.first(), Some(b' ' | b'\t')) || line.starts_with(b"From ") {
        return true;
    }
    let name = line.iter().take_while(|byte| matches!(byte, b'!'..=b'9' | b';'..=b'~')).count();
    line.get(name) == Some(&b':')
}

/// `email._policybase.Compat32.header_source_parse`, and the decoding that `packaging.metadata.parse_email` adds.
fn field(line: u32, bytes: &[u8]) -> Option<Field> {
    let colon = bytes.iter().position(|byte| *byte == b':')?;
    let (name, value) = (&bytes[..colon], &bytes[colon + 1..]);
    let start = value.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    let value = value.get(start..end.max(start)).unwrap_or_default();
    Some(Field {
        name: String::from_utf8_lossy(name).into_owned(),
        value: String::from_utf8_lossy(value).into_owned(),
        line,
        is_utf8: std::str::from_utf8(value).is_ok(),
    })
}

/// The first line with its end, and what follows. Lines end with CR, LF or both, as in `email`.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some(at) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else { return (bytes, &[]) };
    let length = if bytes[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 };
    bytes.split_at(length)
}

fn trim_line_end(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Metadata {
        Metadata::parse("METADATA", text.as_bytes())
    }

    #[test]
    fn fields_have_lines_and_fold() {
        let metadata =
            parse("Metadata-Version: 2.4\nName: demo\nLicense: one\n        two\nVersion: 1.0\n\nBody\n\ntext\n");
        assert_eq!(metadata.name(), Some("demo"));
        assert_eq!(metadata.metadata_version(), Some((2, 4)));
        assert_eq!(metadata.value("license"), Some("one\n        two"));
        assert_eq!(metadata.first("Version").unwrap().line, 5);
        assert_eq!(metadata.body, "Body\n\ntext\n");
        assert_eq!(metadata.problems, []);
    }

    #[test]
    fn what_is_no_field_starts_the_body() {
        let metadata = parse("Name: demo\nno colon here\nVersion: 1\n");
        assert_eq!(metadata.version(), None);
        assert_eq!(metadata.problems, [MetadataProblem::NotAField { line: 2, text: "no colon here".into() }]);
        assert_eq!(metadata.body, "no colon here\nVersion: 1\n");
    }

    #[test]
    fn a_line_of_blanks_continues_and_does_not_end_the_fields() {
        let metadata = parse("License: one\n  \nName: demo\n");
        assert_eq!(metadata.first("License").unwrap().value, "one\n  ");
        assert_eq!(metadata.name(), Some("demo"));
    }

    #[test]
    fn an_envelope_line_at_the_end_belongs_to_the_body() {
        let metadata = parse("Name: demo\nFrom x\n\nBody");
        assert_eq!(metadata.body, "From x\nBody");
        assert_eq!(parse("From x\nName: demo\n").body, "");
    }

    #[test]
    fn what_follows_a_line_without_a_name_continues_nothing() {
        let metadata = parse("Name: demo\n: x\n more\nVersion: 1.0\n");
        assert_eq!((metadata.name(), metadata.version()), (Some("demo"), Some("1.0")));
    }

    #[test]
    fn bytes_that_are_not_utf8_do_not_hide_the_rest() {
        let metadata = Metadata::parse("METADATA", b"Name: demo\nAuthor: J\xfcrgen\nVersion: 1\n");
        assert_eq!(metadata.version(), Some("1"));
        assert_eq!(metadata.problems, [MetadataProblem::NotUtf8 { line: 2 }]);
    }

    #[test]
    fn requirements_keep_their_lines() {
        let metadata = parse("Name: demo\nRequires-Dist: llms_txt\nRequires-Dist: a @ git+https://example.org/a\n");
        assert_eq!(metadata.requires_dist[1].line, Some(3));
        assert!(metadata.requires_dist[1].url().is_some());
    }
}
