//! An upper bound in `requires-python`.

use std::str::FromStr as _;

use pep440_rs::{Operator, VersionSpecifiers};

use crate::artifact::pyproject::Pyproject;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `requires-python` has an upper bound
    ///
    /// It contains `<`, `<=`, `~=` or `==`.
    ///
    /// ## Why
    /// On a newer Python installers do not say that the project is too old for it: they look for an older release without the bound
    /// and install that. Bounds cannot be removed from a release, and lockers carry them over to everything that depends on it.
    /// A project that is known to break, as with compiled code against internals, may have a reason.
    ///
    /// ## Fix
    /// Keep only the lower bound.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10,<4"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10,!=3.11.0"
    /// ```
    PyprojectPythonCap { id: "pyproject-python-cap", gate: Install, severity: Warning, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectPythonCap {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some(value) = pyproject.get(&["project", "requires-python"]) else { return };
        let Some(specifiers) = value.as_str().and_then(|text| VersionSpecifiers::from_str(text).ok()) else {
            check.undecided("requires-python could not be read");
            return;
        };
        let cap = specifiers.iter().find(|specifier| {
            matches!(
                specifier.operator(),
                Operator::LessThan
                    | Operator::LessThanEqual
                    | Operator::TildeEqual
                    | Operator::Equal
                    | Operator::EqualStar
                    | Operator::ExactEqual
            )
        });
        let Some(cap) = cap else { return };
        check.find(
            pyproject.at(&value.span),
            message!(
                "{cap} bounds the Python version above; on a newer Python, installers then take an older release without the bound",
                cap = Fact::code(cap.to_string())
            ),
            message!("Keep only the lower bound, unless the code is known to break"),
        );
    }
}
