//! Direct URLs among the requirements. Decided by the text alone; nothing is fetched. Places on the builder's machine are the
//! business of `dep-local-path`.

use super::{of_distribution, of_pyproject};
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A requirement points to a URL
    ///
    /// A dependency is written as `name @ https://…` or `name @ git+https://…` instead of a name with versions.
    ///
    /// ## Why
    /// PyPI refuses every file whose metadata holds such a requirement, extras included, and answers `Can't have direct
    /// dependency`. A release that depends on a URL could change after it was published.
    ///
    /// ## Fix
    /// Depend on a released version from an index. If the code that you need is not released, ask its maintainer for a
    /// release, publish a fork under a name of your own, or vendor it. A URL that only developers need belongs into
    /// `[dependency-groups]`, which is never published.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: llm-ctx @ git+https://example.org/llm-ctx.git
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: llm-ctx>=0.3
    /// ```
    DepDirectUrl { id: "dep-direct-url", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepDirectUrl {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        of_distribution(distribution, check, judge);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        of_pyproject(pyproject, check, judge);
    }
}

fn judge(requirement: &Requirement, location: Location, check: &mut Check<'_>) {
    let Some(url) = requirement.url().filter(|_| !requirement.is_local()) else { return };
    check.find(
        location,
        message!(
            "{name} is required from {url}; PyPI refuses direct URLs: {answer}",
            name = Fact::code(requirement.written_name()),
            url = Fact::code(url),
            answer = Fact::code(format!("Can't have direct dependency: {}", requirement.text)),
        ),
        message!(
            "Depend on a released version of {name}, or move the URL to `[dependency-groups]`, which is not published",
            name = Fact::code(requirement.written_name()),
        ),
    );
}
