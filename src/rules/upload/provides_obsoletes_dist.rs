//! PyPI's answer under `provides-obsoletes-dist`, `provides-obsoletes-dist-url`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Provides-Dist or Obsoletes-Dist cannot be read
    ///
    /// The value is not a requirement, or it points to a URL.
    ///
    /// ## Why
    /// PyPI refuses the file. Installers do not look at these fields.
    ///
    /// ## Fix
    /// Leave the field out.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Dist: foo @ https://example.org/foo.whl
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ProvidesObsoletesDist { id: "provides-obsoletes-dist", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ProvidesObsoletesDist {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["provides-obsoletes-dist", "provides-obsoletes-dist-url"],
            check,
            &message!("Leave the field out; nothing reads it"),
        );
    }
}
