//! The `.dist-info` directory of another project or version. Spelling is the business of `distinfo_not_exact`.

use super::{directory_is_of, dist_info, filename};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The .dist-info directory is of another project or version
    ///
    /// Name or version of the directory differ from those of the file name, even if compared as indexes do.
    ///
    /// ## Why
    /// PyPI answers `WHEEL not found`, uv and pip refuse to install. It happens when a wheel is renamed by hand to change
    /// its version.
    ///
    /// ## Fix
    /// Build again after changing the version. Do not rename wheels.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {info=demo-2.0}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DistinfoMismatch { id: "distinfo-mismatch", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DistinfoMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let Some(directory) = dist_info(wheel, check) else { return };
        if !directory_is_of(directory, name) {
            check.find(
                wheel.file.at(directory),
                message!(
                    "The directory is {directory}, but the file name asks for {expected}; PyPI and installers refuse that",
                    directory = Fact::code(directory),
                    expected = Fact::code(name.dist_info()),
                ),
                message!("Build it again; do not rename wheels"),
            );
        }
    }
}
