//! Requirements of every user without a lower bound.

use super::table::Dependencies;
use crate::finding::Fact;
use crate::message;
use crate::rules::Check;
use pep440_rs::Operator;

crate::declare_rule! {
    /// A requirement has no lower bound
    ///
    /// A dependency that every user installs is named without the oldest version that works. Projects of one family are
    /// left out.
    ///
    /// ## Why
    /// An installer that has to give way somewhere may choose a version from years ago, and then the project fails in
    /// ways that nobody tested.
    ///
    /// ## Fix
    /// Add the oldest version that is tested: `requests>=2.31`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31
    /// ```
    DepUnbounded { id: "dep-unbounded", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepUnbounded, judge);

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    let bounds = |operator: &Operator| {
        !matches!(operator, Operator::LessThan | Operator::LessThanEqual | Operator::NotEqual | Operator::NotEqualStar)
    };
    let open = all.base().filter(|row| row.requirement.url().is_none() && !row.operators().iter().any(bounds));
    let mut names: Vec<String> = open.filter_map(|row| row.name().filter(|name| !all.is_companion(name))).collect();
    names.dedup();
    if names.is_empty() {
        return;
    }
    check.find(
        all.location.clone(),
        message!("Any version from the very first satisfies the requirements {names}", names = Fact::list(names)),
        message!("Add the oldest version that is tested, such as {example}", example = Fact::code("requests>=2.31")),
    );
}
