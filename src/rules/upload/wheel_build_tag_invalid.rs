//! PyPI's answer under `wheel-fn-build`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The build part of the file name is not allowed
    ///
    /// The part between version and tags does not start with a digit.
    ///
    /// ## Why
    /// PyPI refuses the wheel, and installers take it for no wheel at all.
    ///
    /// ## Fix
    /// Let the backend name the file; do not put words into its name.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-x1-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelBuildTagInvalid { id: "wheel-build-tag-invalid", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for WheelBuildTagInvalid {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["wheel-fn-build"], check, &message!("Name the file without that part"));
    }
}
