//! PyPI's answer under `requirement-crash`, `brace-crash`, `license-expression-crash`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A field makes PyPI itself fail
    ///
    /// The value of a field leads to an exception in PyPI that nobody catches: braces in a value that is refused, a
    /// marker that cannot be evaluated.
    ///
    /// ## Why
    /// The upload ends with `500 Internal Server Error` and no word about the cause.
    ///
    /// ## Fix
    /// Correct the value of the field; it would be refused if PyPI could say so.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: {x}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RequirementCrash { id: "requirement-crash", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for RequirementCrash {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["requirement-crash", "brace-crash", "license-expression-crash"],
            check,
            &message!("Correct the value: PyPI cannot even say what is wrong with it"),
        );
    }
}
