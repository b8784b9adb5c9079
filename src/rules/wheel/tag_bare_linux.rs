//! PyPI's answer under `wheel-platform` to tags of Linux; the endpoint's steps are in `upload`.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::upload::{refused, refused_platform};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel is tagged for Linux at large
    ///
    /// A platform tag is `linux_…`, which PyPI takes for `armv6l` and `armv7l` alone.
    ///
    /// ## Why
    /// PyPI refuses the wheel: the tag does not say which systems have the libraries that the code needs.
    ///
    /// ## Fix
    /// Repair the wheel with `auditwheel repair` (cibuildwheel does it), which finds the right `manylinux` or `musllinux` tag.
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
    TagBareLinux { id: "tag-bare-linux", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagBareLinux {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if refused_platform(wheel).is_some_and(|tag| tag.starts_with("linux_")) {
            refused(
                wheel,
                &["wheel-platform"],
                check,
                &message!("Repair it to a `manylinux` or `musllinux` tag with `auditwheel repair`"),
            );
        }
    }
}
