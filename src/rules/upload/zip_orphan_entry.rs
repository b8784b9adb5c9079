//! PyPI's answer under `zip-name-not-in-cd`, `zip-cd-orphan`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A member stands in only one place of the archive
    ///
    /// A local header has no entry in the central directory, or the reverse.
    ///
    /// ## Why
    /// PyPI refuses the wheel: some tools would see a file that others do not.
    ///
    /// ## Fix
    /// Write the wheel again; a deleted entry must leave the file.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/hidden.py {unlisted, unrecorded}
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipOrphanEntry { id: "zip-orphan-entry", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ZipOrphanEntry {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["zip-name-not-in-cd", "zip-cd-orphan"],
            check,
            &message!("Write the wheel again with a standard zip writer"),
        );
    }
}
