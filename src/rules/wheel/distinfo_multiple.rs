//! Wheels with several `.dist-info` directories.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel has several .dist-info directories
    ///
    /// More than one directory at the root ends in `.dist-info`.
    ///
    /// ## Why
    /// pip and uv refuse to choose. PyPI accepts the file, so nobody can install what was published. Most often a build
    /// directory still held an older version.
    ///
    /// ## Fix
    /// Delete `build/` and build again. A vendored distribution belongs below the package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-0.9.dist-info/METADATA
    /// Name: demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DistinfoMultiple { id: "distinfo-multiple", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DistinfoMultiple {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_some() && wheel.dist_infos.len() > 1 {
            check.find(
                wheel.file.location(),
                message!(
                    "There is more than one `.dist-info` directory: {names}; installers refuse to choose",
                    names = Fact::list(&wheel.dist_infos)
                ),
                message!("Delete the build directory and build again"),
            );
        }
    }
}
