//! PyPI's answer under `name-required`, `name-syntax`, `name-meta`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The name is none that PyPI takes
    ///
    /// `Name` is missing, or holds something else than ASCII letters, digits, `.`, `_` and `-`, or starts or ends
    /// with one of these.
    ///
    /// ## Why
    /// PyPI refuses the file before it looks at anything else.
    ///
    /// ## Fix
    /// Choose a name of ASCII letters, digits and `-`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Name:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    NameSyntax { id: "name-syntax", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for NameSyntax {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["name-required", "name-syntax", "name-meta"],
            check,
            &message!("Name the project with ASCII letters, digits and `-`"),
        );
    }
}
