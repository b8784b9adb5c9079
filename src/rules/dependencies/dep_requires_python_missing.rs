//! Whether `Requires-Python` is there. Whether PyPI can read it is the business of `requires-python`.

use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::finding::Location;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The release does not say which Python it needs
    ///
    /// `Requires-Python` is absent from the metadata, or `requires-python` from `[project]` without being dynamic.
    ///
    /// ## Why
    /// Installers then offer the release to every Python, and users of an old one get code that fails with a syntax
    /// error instead of an older release that works.
    ///
    /// ## Fix
    /// Set `requires-python = ">=3.10"`, with the oldest version that is tested, under `[project]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=3.10
    /// ```
    DepRequiresPythonMissing { id: "dep-requires-python-missing", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepRequiresPythonMissing {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        // Metadata without a version of its own is broken in other ways.
        if metadata.metadata_version() >= Some((1, 2)) && metadata.value("Requires-Python").is_none() {
            find(distribution.file().at(&metadata.path), check);
        }
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if pyproject.member.is_some() {
            check.skip("PKG-INFO repeats what pyproject.toml of the sdist says");
            return;
        }
        let Some(project) = pyproject.get(&["project"]) else {
            check.skip("there is no [project] table");
            return;
        };
        if project.entry("requires-python").is_none() && !pyproject.is_dynamic("requires-python") {
            find(pyproject.at(&project.span), check);
        }
    }
}

fn find(location: Location, check: &mut Check<'_>) {
    check.find(
        location,
        message!("Requires-Python is missing, so installers offer this release to every Python, old ones too"),
        message!("Set `requires-python` under `[project]` to the oldest version that is tested"),
    );
}
