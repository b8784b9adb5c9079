//! Names of `.data` directories.

use super::{data_directories, dist_info};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A .data directory is not of this wheel
    ///
    /// A directory at the root ends in `.data`, and its name is not that of the `.dist-info` directory.
    ///
    /// ## Why
    /// Installers differ: some unpack it to `site-packages` as it is, so that scripts and data are not where they belong.
    ///
    /// ## Fix
    /// Build again in a clean folder; do not rename wheels.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-0.9.data/scripts/run.sh
    /// #!/bin/sh
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/scripts/run.sh
    /// #!/bin/sh
    /// ```
    DataDirMismatch { id: "data-dir-mismatch", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DataDirMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(info) = dist_info(wheel, check) else { return };
        let stem = info.strip_suffix(".dist-info").unwrap_or(info);
        for directory in data_directories(wheel) {
            // A package may be called `something.data`; a name with a version is meant for the installer.
            if directory.strip_suffix(".data") != Some(stem) && directory.contains('-') {
                check.find(
                    wheel.file.at(directory),
                    message!(
                        "The directory is {directory}; installers look for {wanted}",
                        directory = Fact::code(directory),
                        wanted = Fact::code(format!("{stem}.data")),
                    ),
                    message!("Build again in a clean folder"),
                );
            }
        }
    }
}
