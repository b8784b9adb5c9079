//! PyPI's answer under `wheel-fn-long`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file name is too long
    ///
    /// The name has more than 246 bytes.
    ///
    /// ## Why
    /// PyPI writes the metadata beside the file under the same name with `.metadata`, and no file system takes more
    /// than 255 bytes.
    ///
    /// ## Fix
    /// Shorten the name of the project or the list of platform tags.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-manylinux_2_11_x86_64.manylinux_2_12_x86_64.manylinux_2_13_x86_64.manylinux_2_14_x86_64.manylinux_2_15_x86_64.manylinux_2_16_x86_64.manylinux_2_17_x86_64.manylinux_2_18_x86_64.manylinux_2_19_x86_64.manylinux_2_20_x86_64.manylinux_2_21_x86_64.manylinux_2_22_x86_64.manylinux_2_23_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelFnLong { id: "wheel-fn-long", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for WheelFnLong {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["wheel-fn-long"],
            check,
            &message!("Shorten the name of the project or the list of tags"),
        );
    }
}
