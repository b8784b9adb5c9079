//! What `[project]` gives itself against the metadata of what was built from it.

use crate::artifact::normalize_name;
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{built_from, same_specifiers};
use crate::rules::members::same_version;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The metadata is not what `pyproject.toml` says
    ///
    /// `name`, `version`, `requires-python` or `description` under `[project]` differs from the metadata of the wheel or sdist. Spelling,
    /// order and blanks do not matter.
    ///
    /// ## Why
    /// A backend must not change what is given there: the file was built from another state of the project.
    ///
    /// ## Fix
    /// Build again from this `pyproject.toml`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.1"
    /// requires-python = ">=3.10"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    MatchProjectTable { id: "match-project-table", gate: Agree, severity: Error, since: "0.1.0", reads: all [Pyproject] }
}

impl Rule for MatchProjectTable {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let pairs = built_from(release);
        if pairs.is_empty() {
            check.skip("no wheel or sdist of the project");
        }
        for (pyproject, distribution) in pairs {
            let Some(metadata) = check.need_metadata(distribution) else { continue };
            for (key, field) in FIELDS {
                if pyproject.is_dynamic(key) {
                    continue;
                }
                let Some(value) = pyproject.get(&["project", key]) else { continue };
                let (Some(given), built) = (value.as_str(), metadata.value(field).unwrap_or("")) else { continue };
                let same = match key {
                    "name" => normalize_name(given) == normalize_name(built),
                    "version" => same_version(given, built),
                    "requires-python" => same_specifiers(given, built),
                    _ => given.split_whitespace().eq(built.split_whitespace()),
                };
                if same {
                    continue;
                }
                check.find(
                    pyproject.at(&value.span),
                    message!(
                        "{key} is {given}, but {field} of {file} is {built}",
                        key = Fact::code(key),
                        given = Fact::code(given),
                        field = Fact::code(field),
                        file = Fact::code(&distribution.file().name),
                        built = if built.is_empty() { Fact::text("missing") } else { Fact::code(built) },
                    ),
                    message!("Build again from this `pyproject.toml`"),
                );
            }
        }
    }
}

/// Keys of `[project]` and the fields that they become.
const FIELDS: [(&str, &str); 4] =
    [("name", "Name"), ("version", "Version"), ("requires-python", "Requires-Python"), ("description", "Summary")];
