//! Core metadata: `METADATA` of a wheel, `PKG-INFO` of an sdist. Header fields with their lines, and the body.
//!
//! The format is that of e-mail headers as Python's `email` package reads them under the `compat32` policy.

use super::requirement::Requirement;

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As written.
    pub name: String,
    /// Unfolded: continuation lines are joined by line feeds, as `email` keeps them.
    pub value: String,
    /// From 1.
    pub line: u32,
}

#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// Path inside the archive, for locations.
    pub path: String,
    pub fields: Vec<Field>,
    /// What follows the first empty line.
    pub body: String,
    /// `Requires-Dist`, parsed.
    pub requires_dist: Vec<Requirement>,
    pub problems: Vec<MetadataProblem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetadataProblem {
    NotUtf8 {
        line: u32,
    },
    /// A line that is neither a field nor a continuation; `email` takes it and the rest for the body.
    NotAField {
        line: u32,
        text: String,
    },
}

impl Metadata {
    #[must_use]
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let mut metadata = Self { path: path.to_owned(), ..Self::default() };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let line = line_of(bytes, error.valid_up_to());
                metadata.problems.push(MetadataProblem::NotUtf8 { line });
                String::from_utf8_lossy(bytes).into_owned()
            }
        };
        metadata.read_fields(&text);
        let required = metadata.all("Requires-Dist").map(|field| Requirement::parse(&field.value, Some(field.line)));
        metadata.requires_dist = required.collect();
        metadata
    }

    fn read_fields(&mut self, text: &str) {
        let mut rest = text;
        let mut number = 0;
        while !rest.is_empty() {
            let (line, after) = split_line(rest);
            number += 1;
            if line.is_empty() {
                self.body = after.to_owned();
                return;
            }
            if line.starts_with([' ', '\t']) {
                match self.fields.last_mut() {
                    Some(field) => {
                        field.value.push('\n');
                        field.value.push_str(line);
                    }
                    None => self.problems.push(MetadataProblem::NotAField { line: number, text: line.to_owned() }),
                }
            } else if let Some((name, value)) = line.split_once(':').filter(|(name, _)| is_field_name(name)) {
                let value = value.trim_start_matches([' ', '\t']).to_owned();
                self.fields.push(Field { name: name.to_owned(), value, line: number });
            } else {
                self.problems.push(MetadataProblem::NotAField { line: number, text: line.to_owned() });
                self.body = rest.to_owned();
                return;
            }
            rest = after;
        }
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

fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The first line without its end, and what follows.
fn split_line(text: &str) -> (&str, &str) {
    let Some(at) = text.find(['\n', '\r']) else { return (text, "") };
    let (line, rest) = text.split_at(at);
    let skip = if rest.starts_with("\r\n") { 2 } else { 1 };
    (line, &rest[skip..])
}

fn line_of(bytes: &[u8], offset: usize) -> u32 {
    let lines = bytes[..offset.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
    u32::try_from(lines).unwrap_or(u32::MAX)
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
