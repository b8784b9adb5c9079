//! PyPI's answer under `requires-python`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Requires-Python cannot be read
    ///
    /// `Requires-Python` is not a set of version specifiers.
    ///
    /// ## Why
    /// PyPI refuses the file, and installers would ignore or refuse it.
    ///
    /// ## Fix
    /// Write specifiers with commas: `>=3.10`, or `>=3.9,!=3.9.1`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: 3.10
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RequiresPython { id: "requires-python", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for RequiresPython {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["requires-python"],
            check,
            &message!("Write it with operators and commas, such as {example}", example = Fact::code(">=3.10")),
        );
    }
}
