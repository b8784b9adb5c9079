//! PyPI's answer under `summary-length`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The summary is too long
    ///
    /// `Summary` has more than 512 characters.
    ///
    /// ## Why
    /// PyPI refuses the file.
    ///
    /// ## Fix
    /// Write one sentence as `description`, and the rest into the README.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Summary: A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length. A demonstration of length.
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SummaryLength { id: "summary-length", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SummaryLength {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["summary-length"], check, &message!("Shorten the `description` to one sentence"));
    }
}
