//! Wheels without a `.dist-info` directory.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel has no .dist-info directory
    ///
    /// There is no directory at the root of the wheel whose name ends in `.dist-info`.
    ///
    /// ## Why
    /// It holds the metadata, the tags and the list of files. PyPI refuses a wheel without it, and installers stop.
    ///
    /// ## Fix
    /// Build the wheel with a build backend. A zip of a source tree is not a wheel.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {bare}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DistinfoMissing { id: "distinfo-missing", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DistinfoMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_some() && wheel.dist_infos.is_empty() {
            check.find(
                wheel.file.location(),
                message!("There is no `.dist-info` directory at the root; PyPI and installers refuse the wheel"),
                message!("Build it with a build backend"),
            );
        }
    }
}
