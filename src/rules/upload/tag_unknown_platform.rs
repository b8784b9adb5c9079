//! PyPI's answer under `wheel-platform`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI does not take wheels of this platform
    ///
    /// A platform tag of the file name is not one that PyPI knows: a bare `linux_…`, macOS 11 or later with a minor
    /// number, or another system.
    ///
    /// ## Why
    /// PyPI refuses the wheel: nobody could say on which machines it runs.
    ///
    /// ## Fix
    /// Repair Linux wheels with `auditwheel repair` (cibuildwheel does), and set `MACOSX_DEPLOYMENT_TARGET` to `11.0`
    /// or another `X.0`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-linux_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    TagUnknownPlatform { id: "tag-unknown-platform", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for TagUnknownPlatform {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["wheel-platform"],
            check,
            &message!(
                "Repair it to a `manylinux` or `musllinux` tag with `auditwheel repair`, or set `MACOSX_DEPLOYMENT_TARGET` to `X.0`"
            ),
        );
    }
}
