//! PyPI's answer under `zip-csize`, `zip-usize`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Two headers of a member disagree
    ///
    /// The size of a member differs between its own header and the central directory.
    ///
    /// ## Why
    /// PyPI refuses the wheel: tools that read the one header unpack something else than tools that read the other.
    ///
    /// ## Fix
    /// Write the wheel again with a standard zip writer.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {local-size=5}
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipHeaderMismatch { id: "zip-header-mismatch", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ZipHeaderMismatch {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["zip-csize", "zip-usize"],
            check,
            &message!("Write the wheel again with a standard zip writer"),
        );
    }
}
