//! Requirements that are written like the import name of another distribution.

use super::{of_distribution, of_pyproject};
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
use crate::python::distributions::mistaken_for;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A requirement is an import name, not a distribution
    ///
    /// A requirement is written like the name that people import, and the distribution is called otherwise: `sklearn` for `scikit-learn`, `bs4` for
    /// `beautifulsoup4`, `yaml` for `pyyaml`.
    ///
    /// ## Why
    /// PyPI has under that name a placeholder, another project, or nothing, and then the installation fails or brings something that nobody meant.
    ///
    /// ## Fix
    /// Write the name of the distribution.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: sklearn>=1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import sklearn
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: scikit-learn>=1
    /// ```
    DepImportNameAsDist { id: "dep-import-name-as-dist", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepImportNameAsDist {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        of_distribution(distribution, check, judge);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        of_pyproject(pyproject, check, judge);
    }
}

fn judge(requirement: &Requirement, location: Location, check: &mut Check<'_>) {
    let Some((module, distributions)) = requirement.name().and_then(|name| mistaken_for(&name)) else { return };
    check.find(
        location,
        message!(
            "{name} is what one imports; the distribution that brings {module} is {distribution}",
            name = Fact::code(requirement.written_name()),
            module = Fact::code(module),
            distribution = Fact::code(distributions.first().copied().unwrap_or_default()),
        ),
        message!(
            "Write {distribution}",
            distribution = Fact::code(distributions.first().copied().unwrap_or_default()),
        ),
    );
}
