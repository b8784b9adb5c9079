//! Spelling of requirement names. Every spelling of a name finds the same project; this rule only says the plain one.

use std::collections::BTreeSet;

use super::of_pyproject;
use crate::artifact::Distribution;
use crate::artifact::normalize_name;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
use crate::python::stdlib;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A requirement is not spelled as it is normalised
    ///
    /// The name of a dependency is written with `_`, `.` or capitals where indexes know it with `-` in lower case.
    ///
    /// ## Why
    /// It installs all the same. But lock files, audit tools and search know the normalised name, and a spelling of one's own
    /// hides that two files mean the same project.
    ///
    /// ## Fix
    /// Write the normalised name (PEP 503).
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: llms_txt>=0.1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: llms-txt>=0.1
    /// ```
    DepNameSpelling { id: "dep-name-spelling", gate: Agree, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepNameSpelling {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let odd: Vec<&Requirement> = metadata.requires_dist.iter().filter(|it| normal(it).is_some()).collect();
        let Some(first) = odd.first() else { return };
        let location = Location { line: first.line, ..distribution.file().at(&metadata.path) };
        let names: BTreeSet<&str> = odd.iter().map(|it| it.written_name()).collect();
        if names.len() == 1 {
            judge(first, location, check);
            return;
        }
        check.find(
            location,
            message!(
                "Names of {count} requirements are not as indexes and lock files know them: {names}",
                count = Fact::count(names.len()),
                names = Fact::list(names),
            ),
            message!("Write them in lower case with `-`"),
        );
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if pyproject.member.is_some() {
            check.skip("PKG-INFO repeats what pyproject.toml of the sdist says");
            return;
        }
        of_pyproject(pyproject, check, judge);
    }
}

/// The normalised name, if the written one is another.
fn normal(requirement: &Requirement) -> Option<String> {
    let normal = normalize_name(requirement.written_name());
    // `DateTime` in small letters would be read as the module of the standard library.
    let mistaken = stdlib::is_any(&normal);
    (requirement.parsed.is_ok() && requirement.written_name() != normal && !mistaken).then_some(normal)
}

fn judge(requirement: &Requirement, location: Location, check: &mut Check<'_>) {
    let Some(normal) = normal(requirement) else { return };
    check.find(
        location,
        message!(
            "{written} is known to indexes and lock files as {normal}",
            written = Fact::code(requirement.written_name()),
            normal = Fact::code(&normal),
        ),
        message!("Write {normal}", normal = Fact::code(&normal)),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn many_names_are_one_finding() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n\
             Requires-Dist: PyYAML>=6\nRequires-Dist: Jinja2>=3\n",
            &[
                "info dep-name-spelling: Names of 2 requirements are not as indexes and lock files know them: `Jinja2` and `PyYAML`",
            ],
        );
    }
}
