//! Requirements that are none (PEP 508).

use super::{of_distribution, of_pyproject};
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A requirement cannot be read
    ///
    /// The text is not a requirement as PEP 508 defines it.
    ///
    /// ## Why
    /// PyPI refuses the file: `… is invalid for 'requires-dist'`. Build backends and installers stop at it.
    ///
    /// ## Fix
    /// Write a name, extras in brackets, versions and a marker behind `;`: `requests[socks]>=2.31; python_version < "3.13"`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests=2.31
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31
    /// ```
    DepInvalid { id: "dep-invalid", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepInvalid {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        of_distribution(distribution, check, judge);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        of_pyproject(pyproject, check, judge);
    }
}

fn judge(requirement: &Requirement, location: Location, check: &mut Check<'_>) {
    let Some(reason) = &requirement.refused else { return };
    check.find(
        location,
        message!(
            "{text} is not a requirement: {reason}; PyPI refuses the file",
            text = Fact::code(&requirement.text),
            reason = Fact::text(reason),
        ),
        message!(
            "Write it as a name, versions and a marker, such as {example}",
            example = Fact::code("requests>=2.31")
        ),
    );
}
