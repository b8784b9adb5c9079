//! The version of the metadata in an sdist, as far as sdists need it. Versions that PyPI does not know are not its business.

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The metadata of the sdist is older than 2.2
    ///
    /// `PKG-INFO` says a `Metadata-Version` below 2.2.
    ///
    /// ## Why
    /// Before 2.2 nothing in an sdist says which fields a build may still change, so installers must build it to learn its
    /// dependencies. The sdist format asks for 2.2.
    ///
    /// ## Fix
    /// Build with a current backend: setuptools 77, hatchling 1.27, flit-core 3.12 and poetry-core 2.2 write 2.4.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/PKG-INFO {merge}
    /// Metadata-Version: 2.1
    /// License-Expression:
    /// License-File:
    /// License: MIT
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistPkgInfoOld { id: "sdist-pkg-info-old", gate: Install, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistPkgInfoOld {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(sdist) else { return };
        let Some(found) = metadata.metadata_version() else {
            check.undecided("the metadata says no version of its own");
            return;
        };
        let Some(field) = metadata.first("Metadata-Version").filter(|_| found < (2, 2)) else { return };
        check.find(
            sdist.file.at_line(&metadata.path, field.line),
            message!(
                "The metadata has version {version}; below 2.2 installers must build the sdist to learn its dependencies",
                version = Fact::code(field.value.trim()),
            ),
            message!("Build with a current backend"),
        );
    }
}
