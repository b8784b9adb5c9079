//! Requirements that are called like modules of the standard library.

use super::{of_distribution_since, of_pyproject_since};
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
use crate::python::stdlib;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A requirement is called like a module of the standard library
    ///
    /// A requirement without a marker has the name of a module that the standard library of every allowed Python has, such as `argparse`, `asyncio` or
    /// `typing`.
    ///
    /// ## Why
    /// The module is there anyway. What PyPI has under the name is an old backport, which may even break a current Python, or something else
    /// altogether.
    ///
    /// ## Fix
    /// Remove it. A backport for older Pythons gets a marker: `typing; python_version < "3.5"`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: argparse>=1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import argcomplete
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: argcomplete>=1
    /// ```
    DepStdlib { id: "dep-stdlib", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepStdlib {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        of_distribution_since(distribution, check, judge);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        of_pyproject_since(pyproject, check, judge);
    }
}

fn judge(requirement: &Requirement, floor: Option<u8>, location: Location, check: &mut Check<'_>) {
    // As written: `DateTime` is a distribution of that name, not a mistaken `datetime`.
    let module = requirement.written_name().replace('-', "_");
    let has = stdlib::versions(&module).is_some_and(|(first, last)| {
        last == stdlib::NEWEST && floor.map_or(first == stdlib::OLDEST, |floor| first <= floor)
    });
    if !has || requirement.text.contains(';') {
        return;
    }
    check.find(
        location,
        message!(
            "{name} is a module of the standard library; what an index has under that name is something else",
            name = Fact::code(requirement.written_name()),
        ),
        message!("Remove the requirement"),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `Zope` 6.3 and `AccessControl` 7.5.
    #[test]
    fn a_name_that_is_spelled_otherwise_is_another_distribution() {
        let wheel = |requires: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {{merge}}\nRequires-Dist: {requires}\n"
            )
        };
        check(&wheel("DateTime>=5"), &[]);
        check(&wheel("datetime>=5"), &["dep-stdlib"]);
    }
}
