//! PyPI's answer under `summary-line`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The summary has several lines
    ///
    /// `Summary` is folded over more than one line.
    ///
    /// ## Why
    /// PyPI refuses the file: the summary is shown in lists, on one line.
    ///
    /// ## Fix
    /// Write one sentence on one line as `description` under `[project]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Summary: A demonstration
    ///   of two lines
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SummaryLine { id: "summary-line", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SummaryLine {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["summary-line"], check, &message!("Write the `description` on one line"));
    }
}
