//! PyPI's answer under `version-pep440`, `version-crash`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The version is none that PEP 440 knows
    ///
    /// `Version` cannot be read as a version: numbers, then `a`, `b`, `rc`, `.post` or `.dev` parts.
    ///
    /// ## Why
    /// PyPI refuses the file, and installers could not order it among the other releases.
    ///
    /// ## Fix
    /// Write a version such as `1.0`, `1.0rc1` or `1.0.post1`. With versions from a version control system, build
    /// from a tag.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Version: one
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    VersionPep440 { id: "version-pep440", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for VersionPep440 {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["version-pep440", "version-crash"],
            check,
            &message!("Write a version that PEP 440 knows, such as {example}", example = Fact::code("1.0rc1")),
        );
    }
}
