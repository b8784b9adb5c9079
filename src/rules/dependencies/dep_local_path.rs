//! Requirements that point to the builder's own machine. Other URLs are the business of `dep-direct-url`.

use super::{of_distribution, of_pyproject};
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A requirement points to a place on the builder's machine
    ///
    /// A dependency is written as `name @ file:…` or with a path behind `@`, as workspaces and editable installs write
    /// it.
    ///
    /// ## Why
    /// Nobody else has that path, so the release cannot be installed; and PyPI refuses every direct reference.
    ///
    /// ## Fix
    /// Depend on a released version of the project. Backends that know workspaces can replace the path when they build;
    /// otherwise keep the path in the tool's own table, such as `[tool.uv.sources]`, which is not published.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: acme-core @ file:///home/me/acme/core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: acme-core>=1.0
    /// ```
    DepLocalPath { id: "dep-local-path", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepLocalPath {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        of_distribution(distribution, check, judge);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        of_pyproject(pyproject, check, judge);
    }
}

fn judge(requirement: &Requirement, location: Location, check: &mut Check<'_>) {
    let Some(url) = requirement.url().filter(|_| requirement.is_local()) else { return };
    check.find(
        location,
        message!(
            "{name} is required from {url}, which nobody else has; PyPI refuses direct references: {answer}",
            name = Fact::code(requirement.written_name()),
            url = Fact::code(url),
            answer = Fact::code(format!("Can't have direct dependency: {}", requirement.text)),
        ),
        message!("Depend on a released version of {name}", name = Fact::code(requirement.written_name())),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn paths_and_file_urls_are_local() {
        for url in ["file:///a", "../core", "./libs/core", "/srv/core", "C:/core"] {
            check(
                &format!(
                    "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {{merge}}\n\
                     Requires-Dist: core @ {url}\n"
                ),
                &["dep-local-path"],
            );
        }
    }
}
