//! PyPI's answer under `zip64-ext`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The 64-bit end record carries more than it should
    ///
    /// The zip64 end record is longer than its 44 bytes.
    ///
    /// ## Why
    /// PyPI and uv refuse the wheel: the extra bytes can hide data.
    ///
    /// ## Fix
    /// Write the wheel again without extensible data.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {zip64=8}
    /// --- demo/__init__.py
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipZip64Extensible { id: "zip-zip64-extensible", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ZipZip64Extensible {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["zip64-ext"], check, &message!("Write the wheel again with a standard zip writer"));
    }
}
