//! Licence fields that the required backend cannot read. Versions are those from which the backends read them.

use std::str::FromStr as _;

use pep440_rs::VersionSpecifiers;

use crate::artifact::marker::is_unsatisfiable;
use crate::artifact::pyproject::Pyproject;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The required backend is too old for the licence fields
    ///
    /// `license` is a string, or `license-files` a list (PEP 639), and `build-system.requires` admits only versions of
    /// the backend that do not read them: setuptools below 77, flit-core below 3.11, hatchling below 1.26 for
    /// `license-files`.
    ///
    /// ## Why
    /// The build stops: the old backend calls the field invalid.
    ///
    /// ## Fix
    /// Allow a newer version of the backend.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["flit-core>=3.2,<3.11"]
    /// build-backend = "flit_core.buildapi"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// description = "A demonstration"
    /// license = "MIT"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["flit-core>=3.11"]
    /// build-backend = "flit_core.buildapi"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// description = "A demonstration"
    /// license = "MIT"
    /// ```
    PyprojectBackendTooOld { id: "pyproject-backend-too-old", gate: Install, severity: Error, since: "0.1.0", reads: any [Pyproject] }
}

/// Backends, the field, and the first version that reads it (release notes of setuptools 77.0, flit 3.11, hatchling 1.26).
const FIRST: [(&str, &str, &str); 5] = [
    ("setuptools", "license", "77"),
    ("setuptools", "license-files", "77"),
    ("flit-core", "license", "3.11"),
    ("flit-core", "license-files", "3.11"),
    ("hatchling", "license-files", "1.26"),
];

impl Rule for PyprojectBackendTooOld {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        for requirement in pyproject.build_requires() {
            let (Some(name), Some(specifiers)) = (requirement.name(), requirement.specifiers()) else { continue };
            for (_, field, first) in FIRST.iter().filter(|(backend, ..)| *backend == name) {
                let Some(value) = pyproject.get(&["project", field]) else { continue };
                let new = if *field == "license" { value.as_str().is_some() } else { !value.items().is_empty() };
                let newer = VersionSpecifiers::from_str(&format!("{specifiers},>={first}"));
                if !new || is_unsatisfiable(specifiers) || !newer.is_ok_and(|newer| is_unsatisfiable(&newer)) {
                    continue;
                }
                check.find(
                    pyproject.at(&value.span),
                    message!(
                        "{backend} reads {field} in this form from {first} on, and {requirement} excludes that",
                        backend = Fact::code(&name),
                        field = Fact::code(*field),
                        first = Fact::code(*first),
                        requirement = Fact::code(&requirement.text),
                    ),
                    message!("Require {newer}", newer = Fact::code(format!("{name}>={first}"))),
                );
            }
        }
    }
}
