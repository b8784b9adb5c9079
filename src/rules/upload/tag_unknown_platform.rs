//! PyPI's answer under `wheel-platform`; the endpoint's steps are in `upload`.

use super::{refused, refused_platform};
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI does not take wheels of this platform
    ///
    /// A platform tag of the file name is of a system that PyPI does not know. A bare `linux_…` and forms of macOS have rules
    /// of their own.
    ///
    /// ## Why
    /// PyPI refuses the wheel: nobody could say on which machines it runs.
    ///
    /// ## Fix
    /// Use a published platform tag; what PyPI does not take can be offered from an index of your own.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-freebsd_14_amd64.whl
    /// --- demo/__init__.py
    /// --- demo/_native.so {elf}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    TagUnknownPlatform { id: "tag-unknown-platform", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagUnknownPlatform {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if refused_platform(wheel).is_some_and(|tag| tag.starts_with("linux_") || tag.starts_with("macosx_")) {
            return;
        }
        refused(wheel, &["wheel-platform"], check, &message!("Use a platform tag that PyPI takes"));
    }
}
