//! Upper bounds on what every user installs. Exact versions have a rule of their own.

use super::table::{Dependencies, Row};
use crate::artifact::marker::is_unsatisfiable;
use crate::finding::Fact;
use crate::message;
use crate::rules::Check;
use pep440_rs::Operator;

crate::declare_rule! {
    /// A requirement has an upper bound
    ///
    /// A dependency that every user installs is bounded above with `<`, `<=`, `~=` or `==` and a wildcard. Projects of
    /// one family are left out.
    ///
    /// ## Why
    /// A bound on a version that is not out yet is a guess. When it comes, the project cannot be installed beside what
    /// needs it, and the bound cannot be taken back from a release. A known incompatibility is a good reason for one.
    ///
    /// ## Fix
    /// Keep bounds for known breaks, and test against new versions instead.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31,<3
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31,!=2.32.0
    /// ```
    DepUpperCap { id: "dep-upper-cap", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepUpperCap, judge);

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    let caps = |operator: &Operator| {
        matches!(operator, Operator::LessThan | Operator::LessThanEqual | Operator::TildeEqual | Operator::EqualStar)
    };
    let satisfiable = |row: &&Row| row.requirement.specifiers().is_some_and(|it| !is_unsatisfiable(it));
    let capped = all.base().filter(satisfiable).filter(|row| row.operators().iter().any(caps));
    let mut names: Vec<String> = capped.filter_map(|row| row.name().filter(|name| !all.is_companion(name))).collect();
    names.dedup();
    if names.is_empty() {
        return;
    }
    check.find(
        all.location.clone(),
        message!("Newer versions are excluded before they are out: {names}", names = Fact::list(names)),
        message!("Keep upper bounds for versions that are known to break"),
    );
}
