//! `pyproject.toml` as TOML and as the tables of PEP 621 and 639. Requirements are the business of `dep-invalid`.

use std::ops::Range;
use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};

use crate::artifact::pyproject::{Entry, Pyproject, Value, ValueKind};
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `pyproject.toml` is not valid
    ///
    /// The file is not TOML, or a key under `[project]` or `[build-system]` is missing, of the wrong type, or unknown. Everything that
    /// is wrong is reported at once.
    ///
    /// ## Why
    /// Backends stop at such a file, and no wheel can be built. A key that the specification does not know is a warning: setuptools
    /// and flit refuse it, other backends pass over it, and what it says is lost.
    ///
    /// ## Fix
    /// Correct the line. The keys of `[project]` are listed in the specification of `pyproject.toml`.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// keywords = "one, two"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// keywords = ["one", "two"]
    /// ```
    PyprojectInvalid { id: "pyproject-invalid", gate: Install, severity: Error, since: "0.1.0", reads: any [Pyproject] }
}

/// What a key may hold.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    /// A table whose values are strings.
    TextTable,
    /// A table of such tables.
    TextTables,
    /// A table whose values are arrays of strings.
    TextsTable,
    People,
    Readme,
    License,
}

const KEYS: [(&str, Shape); 21] = [
    ("name", Shape::Text),
    ("version", Shape::Text),
    ("description", Shape::Text),
    ("readme", Shape::Readme),
    ("requires-python", Shape::Text),
    ("license", Shape::License),
    ("license-files", Shape::Texts),
    ("authors", Shape::People),
    ("maintainers", Shape::People),
    ("keywords", Shape::Texts),
    ("classifiers", Shape::Texts),
    ("urls", Shape::TextTable),
    ("scripts", Shape::TextTable),
    ("gui-scripts", Shape::TextTable),
    ("entry-points", Shape::TextTables),
    ("dependencies", Shape::Texts),
    ("optional-dependencies", Shape::TextsTable),
    ("dynamic", Shape::Texts),
    ("import-names", Shape::Texts),
    ("import-namespaces", Shape::Texts),
    ("default-optional-dependency-keys", Shape::Texts),
];

impl Rule for PyprojectInvalid {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        for (reason, span) in &pyproject.problems {
            let location = span.as_ref().map_or_else(|| pyproject.location(), |span| pyproject.at(span));
            let message = message!("The file is not valid TOML: {reason}", reason = Fact::text(reason));
            check.find(location, message, message!("Correct the line; no backend can read the file"));
        }
        let mut judge = Judge { pyproject, check };
        judge.build_system();
        if let Some(project) = pyproject.root.entry("project") {
            judge.project(&project.value, &project.key_span);
        }
    }
}

struct Judge<'j, 'c> {
    pyproject: &'j Pyproject,
    check: &'j mut Check<'c>,
}

impl Judge<'_, '_> {
    /// Whether a value stands on a line that is broken.
    fn is_guess(&self, span: &Range<usize>) -> bool {
        let line = self.pyproject.at(span).line;
        let mut broken = self.pyproject.problems.iter().filter_map(|(_, span)| span.as_ref());
        broken.any(|span| self.pyproject.at(span).line == line)
    }

    fn wrong(&mut self, span: &Range<usize>, key: &str, found: &'static str, wanted: &'static str) {
        if self.is_guess(span) {
            return;
        }
        let message = message!(
            "{key} is {found}, but must be {wanted}",
            key = Fact::code(key),
            found = Fact::text(found),
            wanted = Fact::text(wanted),
        );
        let fix = message!("Write {wanted}", wanted = Fact::text(wanted));
        self.check.find(self.pyproject.at(span), message, fix);
    }

    fn text(&mut self, value: &Value, key: &str) {
        if value.as_str().is_none() {
            self.wrong(&value.span, key, value.type_name(), "a string");
        }
    }

    fn texts(&mut self, value: &Value, key: &str) {
        match &value.kind {
            ValueKind::Array(items) => items.iter().for_each(|item| self.text(item, key)),
            _ => self.wrong(&value.span, key, value.type_name(), "an array of strings"),
        }
    }

    fn table(&mut self, value: &Value, key: &str, inner: impl Fn(&mut Self, &Value, &str)) {
        match &value.kind {
            ValueKind::Table(entries) => {
                for entry in entries {
                    inner(self, &entry.value, &format!("{key}.{}", entry.key));
                }
            }
            _ => self.wrong(&value.span, key, value.type_name(), "a table"),
        }
    }

    fn build_system(&mut self) {
        let Some(table) = self.pyproject.get(&["build-system"]) else { return };
        self.table(table, "build-system", |judge, value, key| match key {
            "build-system.requires" | "build-system.backend-path" => judge.texts(value, key),
            "build-system.build-backend" => judge.text(value, key),
            _ => {}
        });
    }

    fn project(&mut self, project: &Value, span: &Range<usize>) {
        if !matches!(project.kind, ValueKind::Table(_)) {
            self.wrong(&project.span, "project", project.type_name(), "a table");
            return;
        }
        let broken = !self.pyproject.problems.is_empty();
        if project.entry("name").is_none() && !broken {
            self.missing(span, "name");
        }
        if project.entry("version").is_none() && !self.pyproject.is_dynamic("version") && !broken {
            self.missing(span, "version");
        }
        for entry in project.entries() {
            match KEYS.iter().find(|(key, _)| *key == entry.key) {
                Some((key, shape)) => self.shape(&entry.value, key, *shape),
                None => self.unknown(&entry.key_span, &entry.key),
            }
        }
        self.values(project);
    }

    fn missing(&mut self, span: &Range<usize>, key: &'static str) {
        let message = message!("`[project]` has no {key}", key = Fact::code(key));
        let fix = match key {
            "version" => message!("Add `version`, or name it in `dynamic` and let the backend find it"),
            _ => message!("Add `name`"),
        };
        self.check.find(self.pyproject.at(span), message, fix);
    }

    fn unknown(&mut self, span: &Range<usize>, key: &str) {
        let backend = self.pyproject.build_backend();
        let strict = backend.starts_with("setuptools") || backend.starts_with("flit");
        let message = message!(
            "`[project]` has no key {key}: some backends stop at it, others pass over it",
            key = Fact::code(key),
        );
        let near = match key {
            "license-file" | "license_files" | "licence" => Some("license-files"),
            "python" | "requires_python" | "python-requires" => Some("requires-python"),
            "author" => Some("authors"),
            "maintainer" => Some("maintainers"),
            "homepage" | "repository" | "documentation" | "url" | "home-page" => Some("urls"),
            "extras" | "extras_require" | "optional_dependencies" => Some("optional-dependencies"),
            "requires" | "install_requires" => Some("dependencies"),
            "long_description" | "long-description" => Some("readme"),
            "entry_points" => Some("entry-points"),
            "console_scripts" | "console-scripts" => Some("scripts"),
            _ => None,
        };
        let fix = match near {
            Some(near) => message!("Write it as {near}", near = Fact::code(near)),
            None => message!("Remove it, or move it to the table of the tool that reads it"),
        };
        let finding = self.check.find(self.pyproject.at(span), message, fix);
        if !strict {
            finding.severity = Severity::Warning;
        }
    }

    fn shape(&mut self, value: &Value, key: &str, shape: Shape) {
        match shape {
            Shape::Text => self.text(value, key),
            Shape::Texts if key == "license-files" && value.entries().iter().any(is_draft) && self.is_hatchling() => {
                let message =
                    message!("`license-files` is a table, as a draft of PEP 639 had it; only hatchling takes it");
                let fix = message!("Write an array of strings");
                self.check.find(self.pyproject.at(&value.span), message, fix).severity = Severity::Warning;
            }
            Shape::Texts => self.texts(value, key),
            Shape::TextTable => self.table(value, key, Self::text),
            Shape::TextTables => self.table(value, key, |judge, value, key| judge.table(value, key, Self::text)),
            Shape::TextsTable => self.table(value, key, Self::texts),
            Shape::People => self.people(value, key),
            Shape::Readme | Shape::License if value.as_str().is_some() => {}
            Shape::Readme => self.one_of(value, key, &["file", "text", "content-type"]),
            Shape::License => self.one_of(value, key, &["file", "text"]),
        }
    }

    fn is_hatchling(&self) -> bool {
        self.pyproject.build_backend().starts_with("hatchling")
    }

    fn people(&mut self, value: &Value, key: &str) {
        let ValueKind::Array(items) = &value.kind else {
            self.wrong(&value.span, key, value.type_name(), "an array of tables with `name` and `email`");
            return;
        };
        for item in items {
            match &item.kind {
                ValueKind::Table(entries)
                    if entries.iter().any(|entry| !matches!(entry.key.as_str(), "name" | "email")) =>
                {
                    self.wrong(&item.span, key, "a table with other keys", "a table with `name` and `email` only");
                }
                ValueKind::Table(_) => self.table(item, key, Self::text),
                _ => self.wrong(&item.span, key, item.type_name(), "a table with `name` and `email`"),
            }
        }
    }

    /// A table with either `file` or `text`.
    fn one_of(&mut self, value: &Value, key: &str, allowed: &[&str]) {
        let entries = value.entries();
        if !matches!(value.kind, ValueKind::Table(_)) {
            self.wrong(&value.span, key, value.type_name(), "a string or a table");
        } else if value.entry("file").is_some() == value.entry("text").is_some() {
            self.wrong(
                &value.span,
                key,
                "a table without exactly one of `file` and `text`",
                "a table with one of them",
            );
        } else if entries.iter().any(|entry| !allowed.contains(&entry.key.as_str())) {
            self.wrong(&value.span, key, "a table with other keys", "a table with the keys of the specification");
        } else {
            self.table(value, key, Self::text);
        }
    }

    fn values(&mut self, project: &Value) {
        let values = ["name", "version", "requires-python"];
        let [name, version, python] = values.map(|key| {
            project
                .get(&[key])
                .filter(|value| !self.is_guess(&value.span))
                .and_then(|value| Some((value, value.as_str()?)))
        });
        if let Some((value, name)) = name.filter(|(_, name)| !is_name(name)) {
            let message = message!(
                "{name} is no project name: only ASCII letters, digits, `.`, `_` and `-`, the last three not at the ends",
                name = Fact::code(name)
            );
            self.check.find(self.pyproject.at(&value.span), message, message!("Choose another name"));
        }
        if let Some((value, text)) = version.filter(|(_, text)| Version::from_str(text).is_err()) {
            let message = message!("{text} is no version (PEP 440)", text = Fact::code(text));
            self.check.find(
                self.pyproject.at(&value.span),
                message,
                message!("Write a version such as `1.0` or `1.0rc1`"),
            );
        }
        if let Some((value, text)) = python.filter(|(_, text)| VersionSpecifiers::from_str(text).is_err()) {
            let message = message!("{text} is no set of version specifiers", text = Fact::code(text));
            self.check.find(self.pyproject.at(&value.span), message, message!("Write specifiers such as `>=3.10`"));
        }
        for item in project.get(&["dynamic"]).into_iter().flat_map(Value::items) {
            let Some(field) = item.as_str() else { continue };
            if field == "name" || field == "dynamic" || !KEYS.iter().any(|(key, _)| *key == field) {
                let message = message!("{field} cannot stand in `dynamic`", field = Fact::code(field));
                let fix = message!("Name only keys of `[project]` there, and never `name`");
                self.check.find(self.pyproject.at(&item.span), message, fix);
            }
        }
    }
}

/// The keys of the table that hatchling reads to this day, 1.33.0 too.
fn is_draft(entry: &Entry) -> bool {
    matches!(entry.key.as_str(), "paths" | "globs")
}

fn is_name(name: &str) -> bool {
    let end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    end(name.chars().next()) && end(name.chars().next_back()) && name.chars().all(inside)
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::fixture;

    #[test]
    fn everything_is_said_at_once() {
        let text = "=== pyproject.toml\n[project]\nname = \"-x\"\nversion = 1\nauthors = [\"me\"]\nhomepage = \"x\"\nreadme = {}\n";
        let report = fixture::report(text);
        let lines: Vec<Option<u32>> = report
            .findings
            .iter()
            .filter(|finding| finding.rule == "pyproject-invalid")
            .map(|finding| finding.location.line)
            .collect();
        assert_eq!(lines, [Some(2), Some(3), Some(4), Some(5), Some(6)]);
    }

    /// `sphinx-thebe` 0.3.1.
    #[test]
    fn the_table_of_a_draft_stops_no_build_with_hatchling() {
        let severity = |backend: &str| {
            let report = fixture::report(&format!(
                "=== pyproject.toml\n[build-system]\nrequires = [\"{backend}\"]\nbuild-backend = \"{backend}.build\"\n\
                 [project]\nname = \"x\"\nversion = \"1\"\nlicense-files = {{ paths = [\"LICENSE\"] }}\n"
            ));
            report.findings.iter().find(|finding| finding.rule == "pyproject-invalid").map(|finding| finding.severity)
        };
        assert_eq!(severity("hatchling"), Some(Severity::Warning));
        assert_eq!(severity("flit_core"), Some(Severity::Error));
    }

    #[test]
    fn a_broken_line_has_its_place() {
        let report = fixture::report("=== pyproject.toml\n[project]\nname = \nversion = \"1\"\n");
        let found: Vec<_> = report.findings.iter().filter(|finding| finding.rule == "pyproject-invalid").collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].location.line, Some(2));
    }
}
