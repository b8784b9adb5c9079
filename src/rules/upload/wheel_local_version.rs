//! PyPI's answer under `version-local`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The version has a local part
    ///
    /// `Version` has a part behind `+`, such as `1.0+g1234abc`.
    ///
    /// ## Why
    /// PyPI refuses local versions: they are for builds that never leave a machine. setuptools-scm and similar tools
    /// write one for every commit that is not tagged.
    ///
    /// ## Fix
    /// Build from a clean checkout of the tag, or configure `local_scheme = "no-local-version"`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0+dev-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelLocalVersion { id: "wheel-local-version", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for WheelLocalVersion {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["version-local"],
            check,
            &message!(
                "Build from the tag, or set {line} for setuptools-scm",
                line = Fact::code("local_scheme = \"no-local-version\"")
            ),
        );
    }
}
