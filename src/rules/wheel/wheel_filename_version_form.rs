//! The spelling of the version inside the file name.

use std::str::FromStr;

use pep440_rs::Version;

use super::filename;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The version in the file name is not in its normal form
    ///
    /// The version is valid but not spelled as PEP 440 normalizes it, for instance `1.0.alpha1` for `1.0a1`. Local
    /// versions are not judged.
    ///
    /// ## Why
    /// Installers and PyPI compare versions, not spellings. Tools that compare names, such as mirrors and lock files, may
    /// take the file for another one.
    ///
    /// ## Fix
    /// Build with a current backend, or write the version in its normal form.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.alpha1-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.alpha1.dist-info/METADATA {merge}
    /// Version: 1.0a1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0a1-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelFilenameVersionForm {
        id: "wheel-filename-version-form", gate: Agree, severity: Warning, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for WheelFilenameVersionForm {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        // Escaped local versions have several spellings that tools write.
        let Some(version) = Version::from_str(&name.version).ok().filter(|_| !name.version.contains('+')) else {
            return;
        };
        let normal = version.to_string();
        if normal != name.version {
            check.find(
                wheel.file.location(),
                message!(
                    "The file name spells the version {written}, whose normal form is {normal}; tools that compare names differ",
                    written = Fact::code(&name.version),
                    normal = Fact::code(&normal),
                ),
                message!("Write {normal}", normal = Fact::code(&normal)),
            );
        }
    }
}
