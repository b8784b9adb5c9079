//! Imports that only a requirement of a requirement provides for.

use super::provision::{Provision, Requirements};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::source::at;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A distribution is imported that only another one requires
    ///
    /// Importing the package certainly imports a module of a distribution that the project does not require, but one of its requirements does.
    ///
    /// ## Why
    /// It works until that requirement drops it or replaces it. Which versions fit is then nobody's choice.
    ///
    /// ## Fix
    /// Add the distribution to `dependencies` under `[project]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import requests
    /// import urllib3
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import requests
    /// import urllib3
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=1
    /// Requires-Dist: urllib3>=1
    /// ```
    DepTransitiveImport { id: "dep-transitive-import", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DepTransitiveImport {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(requirements) = Requirements::of(wheel) else {
            check.undecided(format!("the metadata of {} could not be read", wheel.file.name));
            return;
        };
        let mut told = BTreeSet::new();
        for import in &wheel.imports.outside {
            let Provision::Through { distribution, by } = requirements.provision(wheel, &import.module) else {
                continue;
            };
            if !told.insert(distribution) {
                continue;
            }
            check.find(
                at(wheel, &import.path, import.line),
                message!(
                    "{path} imports {module} of {distribution}, which is there only because {by} requires it",
                    path = Fact::code(&import.path),
                    module = Fact::code(&import.module),
                    distribution = Fact::code(distribution),
                    by = Fact::code(by),
                ),
                message!("Add {distribution} to `dependencies`", distribution = Fact::code(distribution)),
            );
        }
    }
}
