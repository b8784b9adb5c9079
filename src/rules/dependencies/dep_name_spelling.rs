//! Spelling of requirement names. Every spelling of a name finds the same project; this rule only says the plain one.

use super::{of_distribution, of_pyproject};
use crate::artifact::Distribution;
use crate::artifact::normalize_name;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
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
        of_distribution(distribution, check, judge);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        of_pyproject(pyproject, check, judge);
    }
}

fn judge(requirement: &Requirement, location: Location, check: &mut Check<'_>) {
    let written = requirement.written_name();
    let normal = normalize_name(written);
    if requirement.parsed.is_err() || written == normal {
        return;
    }
    check.find(
        location,
        message!(
            "{written} is known to indexes and lock files as {normal}",
            written = Fact::code(written),
            normal = Fact::code(&normal),
        ),
        message!("Write {normal}", normal = Fact::code(&normal)),
    );
}
