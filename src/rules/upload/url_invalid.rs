//! PyPI's answer under `url-home`, `url-download`, `purl-url`, `purl-url-missing`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A URL of the project is none
    ///
    /// `Home-page`, `Download-URL` or the URL of a `Project-URL` does not start with `http:` or `https:`, is missing,
    /// or cannot be read.
    ///
    /// ## Why
    /// PyPI refuses the file.
    ///
    /// ## Fix
    /// Write `https://…` under `[project.urls]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Project-URL: Source, git+https://example.org/demo.git
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    UrlInvalid { id: "url-invalid", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for UrlInvalid {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["url-home", "url-download", "purl-url", "purl-url-missing"],
            check,
            &message!("Write an address that starts with `https://`"),
        );
    }
}
