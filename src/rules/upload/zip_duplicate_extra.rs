//! PyPI's answer under `zip-dup-extra`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An extra field of a member stands twice
    ///
    /// A local header has two zip64 or two Unicode-path extra fields.
    ///
    /// ## Why
    /// PyPI refuses the wheel: readers disagree about which counts.
    ///
    /// ## Fix
    /// Write the wheel again with a standard zip writer.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {extra=757005000100000000757005000100000000}
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipDuplicateExtra { id: "zip-duplicate-extra", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ZipDuplicateExtra {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["zip-dup-extra"], check, &message!("Write the wheel again with a standard zip writer"));
    }
}
