//! Requirements that no module of the wheel imports.

use super::super::entry_points::resembles;
use super::provision::Requirements;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::distributions::{modules_of, requirements_of};
use crate::rules::members::{MODULES, ends_with};
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A requirement is never imported
    ///
    /// A distribution is required without an extra, and no module of the wheel imports what it brings. Plugins, stubs, commands and backports are
    /// left alone, and so are wheels with compiled modules, whose imports cannot be seen.
    ///
    /// ## Why
    /// Everybody downloads it. Often it was left behind when the import went. The tool compares names, so it is only worth a look.
    ///
    /// ## Fix
    /// Remove the requirement, or keep it if something else uses it.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import json
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import requests
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=1
    /// ```
    DepUnused { id: "dep-unused", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

/// More different modules than any project imports.
const MOST: usize = 4096;

impl Rule for DepUnused {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(requirements) = Requirements::of(wheel) else {
            check.undecided(format!("the metadata of {} could not be read", wheel.file.name));
            return;
        };
        let compiled = wheel.site.iter().any(|site| ends_with(site, &[".so", ".pyd"]));
        let modules = wheel.site.iter().filter(|site| ends_with(site, &MODULES)).count();
        if compiled || modules == 0 {
            check.skip("the imports of compiled modules cannot be seen, or there is no module");
            return;
        }
        let imports = wheel.contents.modules.values().flat_map(|module| &module.imports);
        let absolute = imports.filter(|import| import.level == 0);
        let imported: BTreeSet<&str> = absolute.map(|import| import.module.as_str()).collect();
        if imported.is_empty() || imported.len() > MOST {
            check.skip("no module imports anything, or they import too much to compare");
            return;
        }
        let tops: BTreeSet<&str> = imported.iter().filter_map(|module| module.split('.').next()).collect();
        let uses = |name: &str| {
            let brought = modules_of(name);
            let listed = brought.iter().any(|module| {
                imported.iter().any(|it| it.starts_with(module) || module.starts_with(&format!("{it}.")))
            });
            listed || tops.iter().any(|top| resembles(name, top))
        };
        let unused: Vec<&String> = requirements
            .plain
            .iter()
            // Of what is not known its modules may be called anything.
            .filter(|name| requirements_of(name).is_some() || !modules_of(name).is_empty())
            .filter(|name| !uses(name) && !is_used_unseen(name))
            .collect();
        if unused.is_empty() {
            return;
        }
        check.find(
            wheel.file.location(),
            message!("Required, and imported by no module of the wheel: {names}", names = Fact::list(unused)),
            message!("Remove the requirement, or keep it if something else uses it"),
        );
    }
}

/// What is required for other reasons than an import of its name.
fn is_used_unseen(name: &str) -> bool {
    let parts = ["types-", "-stubs", "pytest-", "sphinx", "backports", "setuptools", "mkdocs", "jupyter", "flake8-"];
    parts.iter().any(|part| name.contains(part))
        || matches!(name, "tzdata" | "colorama" | "typing-extensions" | "greenlet" | "certifi" | "gunicorn" | "uvicorn")
}
