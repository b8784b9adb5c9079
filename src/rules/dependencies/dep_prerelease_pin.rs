//! Requirements that only a pre-release satisfies.

use super::table::Dependencies;
use crate::finding::Fact;
use crate::message;
use crate::rules::Check;
use pep440_rs::Operator;

crate::declare_rule! {
    /// A requirement is pinned to a pre-release
    ///
    /// A dependency is required with `==` or `===` and a version that is a pre-release or a development release.
    ///
    /// ## Why
    /// Pre-releases are withdrawn and replaced. No final release ever satisfies the requirement, and everybody who
    /// installs the project gets the pre-release.
    ///
    /// ## Fix
    /// Depend on a final release, or on a range that a later one satisfies: `>=2.0rc1`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests==3.0.0rc1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=3.0.0rc1
    /// ```
    DepPrereleasePin { id: "dep-prerelease-pin", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepPrereleasePin, judge);

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    for row in all.rows.iter().filter(|row| row.name().is_some_and(|name| !all.is_companion(&name))) {
        let Some(specifiers) = row.requirement.specifiers() else { continue };
        let exact = |operator: &Operator| matches!(operator, Operator::Equal | Operator::ExactEqual);
        let pin = specifiers.iter().find(|it| exact(it.operator()) && it.version().any_prerelease());
        let Some(pin) = pin else { continue };
        check.find(
            row.location.clone(),
            message!(
                "{name} is pinned to the pre-release {pin}, which no final release satisfies",
                name = Fact::code(row.requirement.written_name()),
                pin = Fact::code(pin.to_string()),
            ),
            message!("Depend on a final release, or on a range"),
        );
    }
}
