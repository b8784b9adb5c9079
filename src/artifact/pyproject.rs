//! `pyproject.toml` with the position of every key and value.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::requirement::Requirement;
use super::{FileInfo, line_and_column};
use crate::finding::Location;

/// A TOML value that knows where it stands. Owned, so that it outlives the text that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub kind: ValueKind,
    /// Bytes of the file.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ValueKind {
    String(String),
    Array(Vec<Value>),
    Table(Vec<Entry>),
    Bool(bool),
    /// Numbers and dates, as written: no rule computes with them.
    Other(String),
}

/// One key of a table with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub struct Pyproject {
    pub file: FileInfo,
    /// Where it stands inside a dropped sdist; `None` when it was dropped itself.
    pub member: Option<String>,
    pub text: String,
    pub root: Value,
    /// TOML errors with their positions.
    pub problems: Vec<(String, Option<Range<usize>>)>,
}

impl Value {
    /// The value under a path of keys.
    #[must_use]
    pub fn get(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.entry(key).map(|entry| &entry.value))
    }

    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Keys of a table; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            ValueKind::Table(entries) => entries,
            _ => &[],
        }
    }

    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            ValueKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Elements of an array; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.kind {
            ValueKind::Array(items) => items,
            _ => &[],
        }
    }

    /// The strings of an array.
    pub fn strings(&self) -> impl Iterator<Item = &str> {
        self.items().iter().filter_map(Self::as_str)
    }

    /// What TOML calls it, for messages.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            ValueKind::String(_) => "a string",
            ValueKind::Array(_) => "an array",
            ValueKind::Table(_) => "a table",
            ValueKind::Bool(_) => "a boolean",
            ValueKind::Other(_) => "a number or date",
        }
    }
}

impl Pyproject {
    #[must_use]
    pub fn parse(file: FileInfo, member: Option<String>, bytes: &[u8]) -> Self {
        let mut problems = Vec::new();
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let at = error.valid_up_to();
                problems.push(("the file is not UTF-8".to_owned(), Some(at..at)));
                String::from_utf8_lossy(bytes).into_owned()
            }
        };
        let (table, errors) = DeTable::parse_recoverable(&text);
        problems.extend(errors.into_iter().map(|error| (error.message().to_owned(), error.span())));
        let span = table.span();
        let root = Value { kind: convert_table(table.get_ref()), span };
        Self { file, member, text, root, problems }
    }

    #[must_use]
    pub fn get(&self, path: &[&str]) -> Option<&Value> {
        self.root.get(path)
    }

    /// The `[project]` table.
    #[must_use]
    pub fn project(&self) -> Option<&Value> {
        self.get(&["project"])
    }

    /// A string under `[project]`.
    #[must_use]
    pub fn project_str(&self, key: &str) -> Option<&str> {
        self.get(&["project", key])?.as_str()
    }

    /// Whether `[project]` leaves a field to the backend.
    #[must_use]
    pub fn is_dynamic(&self, field: &str) -> bool {
        self.get(&["project", "dynamic"]).is_some_and(|list| list.strings().any(|name| name == field))
    }

    /// `[project] dependencies` and every list of `optional-dependencies`, with the value that each stands in.
    #[must_use]
    pub fn requirements(&self) -> Vec<(Requirement, &Value)> {
        let dependencies = self.get(&["project", "dependencies"]).into_iter();
        let optional = self.get(&["project", "optional-dependencies"]).into_iter();
        let lists = dependencies.chain(optional.flat_map(|table| table.entries().iter().map(|entry| &entry.value)));
        lists
            .flat_map(Value::items)
            .filter_map(|item| {
                let (line, _) = line_and_column(&self.text, item.span.start);
                Some((Requirement::parse(item.as_str()?, Some(line)), item))
            })
            .collect()
    }

    /// `build-system.requires`, parsed.
    #[must_use]
    pub fn build_requires(&self) -> Vec<Requirement> {
        let list = self.get(&["build-system", "requires"]);
        list.into_iter().flat_map(Value::strings).map(|text| Requirement::parse(text, None)).collect()
    }

    /// The backend's module: the default is that of PEP 517 where the file names none.
    #[must_use]
    pub fn build_backend(&self) -> &str {
        self.get(&["build-system", "build-backend"])
            .and_then(Value::as_str)
            .unwrap_or("setuptools.build_meta:__legacy__")
    }

    /// The place of a span.
    #[must_use]
    pub fn at(&self, span: &Range<usize>) -> Location {
        let (line, column) = line_and_column(&self.text, span.start);
        let path = self.member.clone();
        Location { path, line: Some(line), column: Some(column), ..self.file.location() }
    }

    /// The place of the file as a whole.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { path: self.member.clone(), ..self.file.location() }
    }
}

fn convert_table(table: &DeTable<'_>) -> ValueKind {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry { key: key.get_ref().to_string(), key_span: key.span(), value: convert(value) })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    ValueKind::Table(entries)
}

fn convert(value: &Spanned<DeValue<'_>>) -> Value {
    let kind = match value.get_ref() {
        DeValue::String(text) => ValueKind::String(text.to_string()),
        DeValue::Boolean(flag) => ValueKind::Bool(*flag),
        DeValue::Array(items) => ValueKind::Array(items.iter().map(convert).collect()),
        DeValue::Table(table) => convert_table(table),
        DeValue::Integer(number) => ValueKind::Other(number.as_str().to_owned()),
        DeValue::Float(number) => ValueKind::Other(number.as_str().to_owned()),
        DeValue::Datetime(time) => ValueKind::Other(time.to_string()),
    };
    Value { kind, span: value.span() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Pyproject {
        let file = FileInfo { name: "pyproject.toml".into(), ..FileInfo::default() };
        Pyproject::parse(file, None, text.as_bytes())
    }

    #[test]
    fn values_know_where_they_stand() {
        let pyproject = parse("[project]\nname = \"demo\"\ndependencies = [\n  \"a\",\n  \"llms_txt\",\n]\n");
        assert_eq!(pyproject.project_str("name"), Some("demo"));
        let requirements = pyproject.requirements();
        let (requirement, value) = &requirements[1];
        assert_eq!(requirement.line, Some(5));
        assert_eq!(pyproject.at(&value.span).column, Some(3));
    }

    #[test]
    fn one_error_does_not_hide_the_rest() {
        let pyproject = parse("[project]\nname = \nversion = \"1\"\n");
        assert_eq!(pyproject.problems.len(), 1, "{:?}", pyproject.problems);
        assert_eq!(pyproject.project_str("version"), Some("1"));
    }

    #[test]
    fn without_a_build_system_the_backend_is_the_legacy_one() {
        assert_eq!(parse("").build_backend(), "setuptools.build_meta:__legacy__");
    }
}
