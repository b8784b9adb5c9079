//! The spelling of the `.dist-info` directory. Other projects are the business of `distinfo_mismatch`.

use super::{directory_is_of, dist_info, filename};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The .dist-info directory is spelled unlike the file name
    ///
    /// The directory means the project and version of the file name, but is not written in the same way.
    ///
    /// ## Why
    /// PyPI looks for `{name}-{version}.dist-info/WHEEL` as the file name spells it, and answers `WHEEL not found` where
    /// it is spelled otherwise. Installers accept it.
    ///
    /// ## Fix
    /// Build with a current backend, which uses one spelling for both.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {info=Demo-1.0}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DistinfoNotExact { id: "distinfo-not-exact", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DistinfoNotExact {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let Some(directory) = dist_info(wheel, check) else { return };
        let expected = name.dist_info();
        if directory != expected && directory_is_of(directory, name) {
            check.find(
                wheel.file.at(directory),
                message!(
                    "The directory is spelled {directory}; PyPI looks for {expected} and refuses the wheel",
                    directory = Fact::code(directory),
                    expected = Fact::code(expected),
                ),
                message!("Build it again, so that the directory and the file name use one spelling"),
            );
        }
    }
}
