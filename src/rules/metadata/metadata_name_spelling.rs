//! Spelling of the project's own name.

use crate::artifact::pyproject::Pyproject;
use crate::artifact::{Distribution, normalize_name};
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The project's name is not spelled as it is normalised
    ///
    /// `Name` holds capitals, `_` or `.`; indexes, file names and lock files know the project in lower case with `-`. It is said
    /// once for a release.
    ///
    /// ## Why
    /// Everything works. But the page of the project shows one spelling, its address, its files and everyone's lock files
    /// another, and people who copy the one search for it in the other.
    ///
    /// ## Fix
    /// Write the normalised name in `pyproject.toml`. PyPI shows the spelling of the newest release.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo_tool-1.0-py3-none-any.whl
    /// --- demo_tool/__init__.py
    /// --- demo_tool-1.0.dist-info/METADATA {merge}
    /// Name: Demo.Tool
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo_tool-1.0-py3-none-any.whl
    /// --- demo_tool/__init__.py
    /// ```
    MetadataNameSpelling { id: "metadata-name-spelling", gate: Agree, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for MetadataNameSpelling {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let Some(field) = metadata.first("Name") else {
            check.undecided("the metadata names no project");
            return;
        };
        // Where it comes from is dropped as well, or lies in an sdist.
        let source =
            check.release().pyprojects().filter_map(|it| it.project_str("name")).any(|it| it == field.value.trim());
        if !source {
            judge(&field.value, distribution.file().at_line(&metadata.path, field.line), check);
        }
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some(value) = pyproject.get(&["project", "name"]) else { return };
        let Some(written) = value.as_str() else { return };
        judge(written, pyproject.at(&value.span), check);
    }
}

fn judge(written: &str, location: Location, check: &mut Check<'_>) {
    let written = written.trim();
    let normal = normalize_name(written);
    if written == normal {
        return;
    }
    check.find(
        location,
        message!(
            "The project calls itself {written}; indexes and lock files know it as {normal}",
            written = Fact::code(written),
            normal = Fact::code(&normal),
        ),
        message!("Write `name = \"{normal}\"` under `[project]`", normal = Fact::code(&normal)),
    );
}
