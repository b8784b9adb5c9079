//! PyPI's answer under `license-both`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// License stands beside License-Expression
    ///
    /// Both `License` and `License-Expression` have a value.
    ///
    /// ## Why
    /// PyPI refuses the file (PEP 639): the one replaces the other.
    ///
    /// ## Fix
    /// Keep `license = "…"` as an SPDX expression, and remove the old table or text.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// License: MIT
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    MetadataLicenseConflict { id: "metadata-license-conflict", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for MetadataLicenseConflict {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["license-both"],
            check,
            &message!("Keep the SPDX expression under `license`, and remove the other"),
        );
    }
}
