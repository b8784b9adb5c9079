//! PyPI's answer under `license-file-dotdot`, `license-file-glob`, `license-file-abs`, `license-file-delim`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The path of a licence file is not allowed
    ///
    /// `License-File` holds `..`, a `*`, an absolute path, or another separator than a single `/`.
    ///
    /// ## Why
    /// PyPI refuses the file. The path must be that of the file below `licenses/`.
    ///
    /// ## Fix
    /// Name files below the project folder in `license-files`, and update the backend.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// License-File: ../LICENSE
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    LicenseFilePath { id: "license-file-path", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for LicenseFilePath {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["license-file-dotdot", "license-file-glob", "license-file-abs", "license-file-delim"],
            check,
            &message!("Name files below the project folder in `license-files`"),
        );
    }
}
