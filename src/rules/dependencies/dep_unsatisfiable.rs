//! Specifiers that no version satisfies. Several requirements of one project are compared by `dep-conflicting-rows`.

use super::table::Dependencies;
use crate::artifact::marker::is_unsatisfiable;
use crate::finding::Fact;
use crate::message;
use crate::rules::Check;

crate::declare_rule! {
    /// No version satisfies a requirement
    ///
    /// The specifiers of one requirement exclude each other, such as `>=2,<1`. Requirements with pre-releases,
    /// post-releases or `===` are not judged.
    ///
    /// ## Why
    /// Installers find no version, and the project cannot be installed where the requirement applies.
    ///
    /// ## Fix
    /// Correct the bounds.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=3,<2.31
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31,!=2.32.0
    /// ```
    DepUnsatisfiable { id: "dep-unsatisfiable", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepUnsatisfiable, judge);

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    for row in &all.rows {
        let Some(specifiers) = row.requirement.specifiers().filter(|it| is_unsatisfiable(it)) else { continue };
        check.find(
            row.location.clone(),
            message!(
                "No version of {name} satisfies {specifiers}, so it cannot be installed",
                name = Fact::code(row.requirement.written_name()),
                specifiers = Fact::code(specifiers.to_string()),
            ),
            message!("Correct the bounds"),
        );
    }
}
