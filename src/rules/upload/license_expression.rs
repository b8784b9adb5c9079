//! PyPI's answer under `license-expression`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};
use crate::upload::license_expression::canonicalize;

crate::declare_rule! {
    /// The licence expression is not SPDX
    ///
    /// `License-Expression` is not made of SPDX identifiers with `AND`, `OR` and `WITH`.
    ///
    /// ## Why
    /// PyPI refuses the file (PEP 639).
    ///
    /// ## Fix
    /// Write identifiers of the SPDX list: `MIT`, `Apache-2.0 OR BSD-3-Clause`. For a licence without one write
    /// `LicenseRef-` and a name.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// License-Expression: MIT License
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    LicenseExpression { id: "license-expression", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for LicenseExpression {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["license-expression"],
            check,
            &message!("Write SPDX identifiers, such as {example}", example = Fact::code("MIT OR Apache-2.0")),
        );
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some(value) = pyproject.get(&["project", "license"]) else { return };
        let Some(text) = value.as_str().filter(|text| canonicalize(text).is_none()) else { return };
        check.find(
            pyproject.at(&value.span),
            message!(
                "{license} is no SPDX licence expression; backends stop at it, and PyPI refuses it",
                license = Fact::code(text)
            ),
            message!("Write SPDX identifiers, such as {example}", example = Fact::code("MIT OR Apache-2.0")),
        );
    }
}
