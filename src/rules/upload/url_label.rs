//! PyPI's answer under `purl-label`, `purl-label-length`, `purl-dup-label`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The label of a URL is not allowed
    ///
    /// The label of a `Project-URL` is missing or longer than 32 characters.
    ///
    /// ## Why
    /// PyPI refuses the file.
    ///
    /// ## Fix
    /// Shorten the key under `[project.urls]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Project-URL: The place where all of the documentation is, https://example.org/
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    UrlLabel { id: "url-label", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for UrlLabel {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["purl-label", "purl-label-length", "purl-dup-label"],
            check,
            &message!("Shorten the label to at most 32 characters"),
        );
    }
}
