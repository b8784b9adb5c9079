//! A licence in the form of before PEP 639.

use crate::artifact::pyproject::{Pyproject, ValueKind};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The licence is a table
    ///
    /// `license = { text = … }` and `license = { file = … }` are the form from before PEP 639.
    ///
    /// ## Why
    /// Tools cannot read from it which licence it is: the text lands in a field that holds anything. setuptools has announced
    /// that it will stop at it.
    ///
    /// ## Fix
    /// Write an SPDX expression and name the files: `license = "MIT"` and `license-files = ["LICENSE"]`, with a backend that knows
    /// them (setuptools 77.0.3, hatchling 1.27, flit-core 3.12, pdm-backend 2.4, poetry-core 2.2, uv-build 0.7.19).
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
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// license = { text = "MIT" }
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling>=1.27"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// license = "MIT"
    /// ```
    PyprojectLicenseTable { id: "pyproject-license-table", gate: Safe, severity: Info, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectLicenseTable {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some(entry) = pyproject.project().and_then(|project| project.entry("license")) else {
            check.skip("`[project]` names no licence");
            return;
        };
        if !matches!(entry.value.kind, ValueKind::Table(_)) {
            return;
        }
        check.find(
            pyproject.at(&entry.key_span),
            message!("`license` is a table, from which no tool can tell which licence it is; an SPDX expression took its place"),
            message!("Write `license = \"…\"` with an SPDX expression, and name the files in `license-files`"),
        );
    }
}
