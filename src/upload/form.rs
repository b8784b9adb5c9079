//! The form that an upload tool sends for a file: PyPI judges it, and never reads METADATA or PKG-INFO itself.
//!
//! From twine 7.0.0 (`package.py`, `repository.py`) and uv (`crates/uv-publish`). Where a tool would refuse by itself before
//! it contacts the index, the form is what it would have sent, and `refused_by_tool` says why it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::python::strip;
use crate::artifact::metadata::Metadata;

/// Which tool uploads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Uploader {
    #[default]
    Twine,
    Uv,
}

impl Uploader {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Twine => "twine",
            Self::Uv => "uv",
        }
    }
}

/// One value of a field, with the line of the metadata that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub line: Option<u32>,
}

/// How PyPI reads a field (`packaging.metadata`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    One,
    Many,
    Keywords,
    ProjectUrls,
}

/// A field of core metadata as the upload form knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Lower-case name of the header, which is how messages call it.
    pub header: &'static str,
    /// Key of the form.
    pub key: &'static str,
    pub shape: Shape,
    /// Metadata version that introduced it.
    pub added: &'static str,
    pub twine: bool,
    pub uv: bool,
}

const fn field(
    header: &'static str,
    key: &'static str,
    shape: Shape,
    added: &'static str,
    twine: bool,
    uv: bool,
) -> Field {
    Field { header, key, shape, added, twine, uv }
}

/// All of them: `packaging` 26.2 `_EMAIL_TO_RAW_MAPPING` with the versions of `Metadata`.
pub const FIELDS: &[Field] = &[
    field("author", "author", Shape::One, "1.0", true, true),
    field("author-email", "author_email", Shape::One, "1.0", true, true),
    field("classifier", "classifiers", Shape::Many, "1.1", true, true),
    field("description", "description", Shape::One, "1.0", true, true),
    field("description-content-type", "description_content_type", Shape::One, "2.1", true, true),
    field("download-url", "download_url", Shape::One, "1.1", true, true),
    field("dynamic", "dynamic", Shape::Many, "2.2", true, true),
    field("home-page", "home_page", Shape::One, "1.0", true, true),
    field("import-name", "import_name", Shape::Many, "2.5", false, false),
    field("import-namespace", "import_namespace", Shape::Many, "2.5", false, false),
    field("keywords", "keywords", Shape::Keywords, "1.0", true, true),
    field("license", "license", Shape::One, "1.0", true, true),
    field("license-expression", "license_expression", Shape::One, "2.4", true, true),
    field("license-file", "license_file", Shape::Many, "2.4", true, true),
    field("maintainer", "maintainer", Shape::One, "1.2", true, true),
    field("maintainer-email", "maintainer_email", Shape::One, "1.2", true, true),
    field("metadata-version", "metadata_version", Shape::One, "1.0", true, true),
    field("name", "name", Shape::One, "1.0", true, true),
    field("obsoletes", "obsoletes", Shape::Many, "1.1", true, false),
    field("obsoletes-dist", "obsoletes_dist", Shape::Many, "1.2", true, true),
    field("platform", "platform", Shape::Many, "1.0", true, true),
    field("project-url", "project_urls", Shape::ProjectUrls, "1.2", true, true),
    field("provides", "provides", Shape::Many, "1.1", true, false),
    field("provides-dist", "provides_dist", Shape::Many, "1.2", true, true),
    field("provides-extra", "provides_extra", Shape::Many, "2.1", true, true),
    field("requires", "requires", Shape::Many, "1.1", true, false),
    field("requires-dist", "requires_dist", Shape::Many, "1.2", true, true),
    field("requires-external", "requires_external", Shape::Many, "1.2", true, true),
    field("requires-python", "requires_python", Shape::One, "1.2", true, true),
    field("summary", "summary", Shape::One, "1.0", true, true),
    field("supported-platform", "supported_platform", Shape::Many, "1.1", true, false),
    field("version", "version", Shape::One, "1.0", true, true),
];

/// What is sent beside the file.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// By key of the form; a field that is sent several times has several values.
    pub fields: BTreeMap<&'static str, Vec<Value>>,
    /// `sdist` or `bdist_wheel`.
    pub filetype: &'static str,
    pub pyversion: String,
    /// Why the tool would not even try, in its own words.
    pub refused_by_tool: Option<String>,
}

impl Form {
    /// The form for a file with this metadata, after the endpoint's own cleaning (`forklift.decorators.sanitize`).
    #[must_use]
    pub fn new(uploader: Uploader, file_name: &str, metadata: &Metadata) -> Self {
        let is_wheel = file_name.to_ascii_lowercase().ends_with(".whl");
        let mut form = Self {
            filetype: if is_wheel { "bdist_wheel" } else { "sdist" },
            pyversion: if is_wheel { python_tag(file_name) } else { "source".to_owned() },
            ..Self::default()
        };
        match uploader {
            Uploader::Twine => form.fill_as_twine(metadata),
            Uploader::Uv => form.fill_as_uv(metadata),
        }
        form.sanitize();
        form
    }

    fn fill_as_twine(&mut self, metadata: &Metadata) {
        let mut unparsed: Vec<String> = Vec::new();
        for header in distinct_headers(metadata) {
            let Some(field) = FIELDS.iter().find(|field| field.header == header) else {
                unparsed.push(header);
                continue;
            };
            let values: Vec<_> = metadata.all(&header).collect();
            if !values.iter().all(|value| value.is_utf8) {
                unparsed.push(header);
                continue;
            }
            let sent: Vec<Value> =
                values.iter().map(|value| Value { text: value.value.clone(), line: Some(value.line) }).collect();
            match field.shape {
                Shape::One if sent.len() == 1 => self.put(field, sent, field.twine),
                Shape::Many => self.put(field, sent, field.twine),
                Shape::Keywords if sent.len() == 1 => {
                    let joined = |value: &Value| value.text.split(',').map(strip).collect::<Vec<_>>().join(", ");
                    let sent = sent.iter().map(|value| Value { text: joined(value), line: value.line }).collect();
                    self.put(field, sent, field.twine);
                }
                Shape::ProjectUrls => match project_urls(&sent) {
                    Some(urls) => self.put(field, urls, field.twine),
                    None => unparsed.push(header),
                },
                Shape::One | Shape::Keywords => unparsed.push(header),
            }
        }
        self.add_body_as_twine(metadata, &mut unparsed);
        if let Some(name) = self.fields.get_mut("name").and_then(|values| values.first_mut()) {
            name.text = safe_name(&name.text);
        }
        // License-File below 2.4 is what old setuptools wrote; twine leaves it out.
        if self.is_older_than_2_4() {
            self.fields.remove("license_file");
            unparsed.retain(|header| header != "license-file");
        }
        let mut seen = BTreeSet::new();
        unparsed.retain(|header| seen.insert(header.clone()));
        if !unparsed.is_empty() {
            let words =
                unparsed.iter().map(|name| format!("unrecognized or malformed field {}", super::python::repr(name)));
            let words = words.collect::<Vec<_>>().join("; ");
            self.refused_by_tool = Some(format!("Invalid distribution metadata: {words}"));
        }
    }

    /// The body is the description, unless a header is one too: then neither is sent.
    fn add_body_as_twine(&mut self, metadata: &Metadata, unparsed: &mut Vec<String>) {
        let clash = || "description".to_owned();
        if !metadata.body_is_utf8 {
            unparsed.push(clash());
        } else if !metadata.body.is_empty() {
            if self.fields.remove("description").is_some() {
                unparsed.push(clash());
            } else if !unparsed.contains(&clash()) {
                let value = Value { text: metadata.body.clone(), line: Some(metadata.body_line) };
                self.fields.insert("description", vec![value]);
            }
        }
    }

    fn fill_as_uv(&mut self, metadata: &Metadata) {
        for field in FIELDS.iter().filter(|field| field.uv) {
            let values = metadata.all(field.header).filter(|value| value.value != "UNKNOWN");
            let mut values: Vec<Value> =
                values.map(|value| Value { text: value.value.clone(), line: Some(value.line) }).collect();
            if matches!(field.shape, Shape::One | Shape::Keywords) {
                values.truncate(1);
            }
            self.put(field, values, true);
        }
        if !metadata.body.trim().is_empty() {
            let value = Value { text: metadata.body.clone(), line: Some(metadata.body_line) };
            self.fields.insert("description", vec![value]);
        }
    }

    fn put(&mut self, field: &Field, values: Vec<Value>, sent: bool) {
        if sent && !values.is_empty() {
            self.fields.insert(field.key, values);
        }
    }

    fn is_older_than_2_4(&self) -> bool {
        let version = self.value("metadata_version").unwrap_or("0");
        let mut numbers = version.trim().splitn(3, '.').map(|part| part.parse::<u32>().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < (2, 4)
    }

    /// A key whose last value is `UNKNOWN` is dropped with all its values; NUL becomes text.
    fn sanitize(&mut self) {
        self.fields.retain(|_, values| values.last().is_some_and(|value| strip(&value.text) != "UNKNOWN"));
        for values in self.fields.values_mut() {
            if let Some(last) = values.last().filter(|value| value.text.contains('\0')) {
                *values = vec![Value { text: last.text.replace('\0', "\\x00"), line: last.line }];
            }
        }
    }

    /// The first value of a key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.fields.get(key)?.first().map(|value| value.text.as_str())
    }

    /// The values of a key as PyPI takes them: a field whose only value is empty counts as absent.
    #[must_use]
    pub fn values(&self, key: &str) -> &[Value] {
        match self.fields.get(key).map(Vec::as_slice) {
            Some([only]) if only.text.is_empty() => &[],
            Some(values) => values,
            None => &[],
        }
    }
}

/// Lower-case names of the headers, each once, in the order of their first occurrence.
fn distinct_headers(metadata: &Metadata) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = metadata.fields.iter().map(|field| field.name.to_ascii_lowercase());
    names.filter(|name| seen.insert(name.clone())).collect()
}

/// `packaging.metadata._parse_project_urls`, and back as twine joins it. `None`: a label stands twice.
fn project_urls(values: &[Value]) -> Option<Vec<Value>> {
    let mut labels: Vec<&str> = Vec::new();
    let mut out = Vec::new();
    for value in values {
        let (label, url) = value.text.split_once(',').unwrap_or((&value.text, ""));
        let (label, url) = (strip(label), strip(url));
        if labels.contains(&label) {
            return None;
        }
        labels.push(label);
        out.push(Value { text: format!("{label}, {url}"), line: value.line });
    }
    Some(out)
}

/// `re.sub("[^A-Za-z0-9.]+", "-", name)`.
fn safe_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut dash = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            out.push(c);
            dash = false;
        } else if !dash {
            out.push('-');
            dash = true;
        }
    }
    out
}

/// The Python tag of a wheel's name, third part from the end; `any` where there are fewer parts.
///
/// twine's regular expression would find `1.0` in `demo-1.0--none-any.whl`; the corpus of answers was made with the empty part.
fn python_tag(file_name: &str) -> String {
    let stem = &file_name[..file_name.len().saturating_sub(".whl".len())];
    stem.rsplit('-').nth(2).unwrap_or("any").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(uploader: Uploader, text: &str) -> Form {
        Form::new(uploader, "demo-1.0-py3-none-any.whl", &Metadata::parse("METADATA", text.as_bytes()))
    }

    #[test]
    fn the_two_tools_differ_where_they_are_known_to() {
        let text =
            "Metadata-Version: 2.1\nName: my_demo\nVersion: 1\nLicense-File: LICENSE\nX-Odd: 1\nKeywords: a ,b\n";
        let twine = form(Uploader::Twine, text);
        assert_eq!(twine.value("name"), Some("my-demo"));
        assert_eq!(twine.value("keywords"), Some("a, b"));
        assert_eq!(twine.value("license_file"), None);
        assert!(twine.refused_by_tool.unwrap().contains("'x-odd'"));
        let uv = form(Uploader::Uv, text);
        assert_eq!(uv.value("name"), Some("my_demo"));
        assert_eq!(uv.value("license_file"), Some("LICENSE"));
        assert_eq!(uv.refused_by_tool, None);
    }

    #[test]
    fn unknown_is_no_value() {
        let form = form(Uploader::Twine, "Metadata-Version: 2.1\nName: demo\nSummary: UNKNOWN \nHome-page: UNKNOWN\n");
        assert_eq!((form.value("summary"), form.value("home_page")), (None, None));
    }

    #[test]
    fn a_description_twice_is_none_for_twine() {
        let form = form(Uploader::Twine, "Name: demo\nDescription: one\n\ntwo\n");
        assert_eq!(form.value("description"), None);
    }

    #[test]
    fn python_tags_are_the_third_part_from_the_end() {
        for (name, tag) in [("demo-1.0-py3-none-any.whl", "py3"), ("demo-1.0--none-any.whl", ""), ("demo.whl", "any")] {
            assert_eq!(python_tag(name), tag);
        }
    }
}
