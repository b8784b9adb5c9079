//! PyPI's answer under `zip-eocd-count`, `zip-eocd-offset` and `zip-eocd-size`; the endpoint's steps are in `upload`.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::upload::refused;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The end record does not describe the directory of the zip
    ///
    /// The number of entries, the size or the offset in the end record is not that of the central directory.
    ///
    /// ## Why
    /// Readers that go by the record and readers that go by the directory see two archives. PyPI refuses the wheel.
    ///
    /// ## Fix
    /// Write the wheel again with a standard zip writer.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {entries=5}
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/sboms/left-out.json {unrecorded}
    /// {}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipDirectoryCount { id: "zip-directory-count", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipDirectoryCount {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let rules = ["zip-eocd-count", "zip-eocd-offset", "zip-eocd-size"];
        refused(wheel, &rules, check, &message!("Write the wheel again with a standard zip writer"));
    }
}
