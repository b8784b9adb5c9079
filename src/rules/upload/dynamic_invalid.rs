//! PyPI's answer under `dynamic-forbidden`, `dynamic-unknown`, `dynamic-unlisted`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Dynamic names a field that cannot be dynamic
    ///
    /// `Dynamic` names `Name`, `Version` or `Metadata-Version`, or no field of core metadata.
    ///
    /// ## Why
    /// PyPI refuses the file (PEP 643).
    ///
    /// ## Fix
    /// Update the build backend, which writes this field.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Dynamic: Name
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DynamicInvalid { id: "dynamic-invalid", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for DynamicInvalid {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["dynamic-forbidden", "dynamic-unknown", "dynamic-unlisted"],
            check,
            &message!("Update the build backend, which writes `Dynamic`"),
        );
    }
}
