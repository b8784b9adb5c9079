//! `pyproject.toml` in an sdist: is it there?

use crate::artifact::sdist::Sdist;
use crate::finding::Severity;
use crate::message;
use crate::rules::members::{inner_files, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist has no `pyproject.toml`
    ///
    /// Without it pip builds with whatever setuptools it takes, and without `setup.py` it cannot build at all; then it is an error.
    ///
    /// ## Why
    /// Nothing says which backend the project needs, and in which versions. An sdist that cannot be built fails wherever no wheel
    /// fits.
    ///
    /// ## Fix
    /// Add `pyproject.toml` with a `[build-system]` table, and check that the sdist includes it.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/pyproject.toml {absent}
    /// --- demo-1.0/setup.py
    /// from setuptools import setup
    /// setup()
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/pyproject.toml {absent}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistPyprojectMissing { id: "sdist-pyproject-missing", gate: Install, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistPyprojectMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if whole_root(sdist, check).is_none() {
            return;
        }
        let files = inner_files(sdist);
        if files.contains("pyproject.toml") {
            return;
        }
        let location = sdist.file.location();
        let fix = message!("Add `pyproject.toml` with a `[build-system]` table, and include it in the sdist");
        if files.contains("setup.py") {
            let message = message!("`pyproject.toml` is missing, so nothing says which setuptools the build needs");
            check.find(location, message, fix);
        } else {
            let message = message!("`pyproject.toml` and `setup.py` are missing, so the sdist cannot be built");
            check.find(location, message, fix).severity = Severity::Error;
        }
    }
}
