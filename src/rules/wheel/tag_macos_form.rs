//! PyPI's answer under `wheel-platform` to tags of macOS; the endpoint's steps are in `upload`.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::upload::{refused, refused_platform};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The macOS tag has a form that PyPI does not take
    ///
    /// A platform tag of macOS names a minor version from macOS 11 on, a version that PyPI does not know, or another architecture.
    ///
    /// ## Why
    /// PyPI refuses the wheel. From macOS 11 on installers compare major versions alone, and never look for `macosx_11_1`.
    ///
    /// ## Fix
    /// Set `MACOSX_DEPLOYMENT_TARGET` to `11.0` or another `X.0` when you build.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-macosx_11_1_arm64.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-macosx_11_0_arm64.whl
    /// --- demo/__init__.py
    /// ```
    TagMacosForm { id: "tag-macos-form", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagMacosForm {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if refused_platform(wheel).is_some_and(|tag| tag.starts_with("macosx_")) {
            refused(
                wheel,
                &["wheel-platform"],
                check,
                &message!("Set `MACOSX_DEPLOYMENT_TARGET` to `X.0` when you build"),
            );
        }
    }
}
