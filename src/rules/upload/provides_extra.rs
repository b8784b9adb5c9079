//! PyPI's answer under `provides-extra`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The name of an extra is not allowed
    ///
    /// `Provides-Extra` holds something else than ASCII letters, digits, `.`, `_` and `-`, or starts or ends with one
    /// of these.
    ///
    /// ## Why
    /// PyPI refuses the file.
    ///
    /// ## Fix
    /// Rename the extra under `[project.optional-dependencies]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: all of it
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ProvidesExtra { id: "provides-extra", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ProvidesExtra {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["provides-extra"],
            check,
            &message!("Rename the extra with ASCII letters, digits and `-`"),
        );
    }
}
