//! Optional imports that no extra names.

use super::provision::{Provision, Requirements};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::When;
use crate::rules::source::{is_vendored, judged};
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// An optional distribution is in no extra
    ///
    /// The package imports a distribution in a `try`, a branch or a function, and no requirement names it. Projects that have
    /// extras are left out: what these do not name is left out on purpose.
    ///
    /// ## Why
    /// Users cannot ask for it by a name of the project, and nothing says which versions fit.
    ///
    /// ## Fix
    /// Add an extra under `[project.optional-dependencies]`. If it is meant for one who has it anyway, there is nothing to do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// try:
    ///     import yaml
    /// except ImportError:
    ///     yaml = None
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// try:
    ///     import yaml
    /// except ImportError:
    ///     yaml = None
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: pyyaml>=1
    /// ```
    DepOptionalUndeclared { id: "dep-optional-undeclared", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DepOptionalUndeclared {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(requirements) = Requirements::of(wheel) else {
            check.undecided(format!("the metadata of {} could not be read", wheel.file.name));
            return;
        };
        if !requirements.extras.is_empty() {
            check.skip("the project has extras");
            return;
        }
        let mut modules: BTreeSet<&str> = BTreeSet::new();
        for (site, module) in judged(wheel) {
            // Copies of other distributions import what those offer.
            if is_vendored(site) {
                continue;
            }
            let optional = module
                .imports
                .iter()
                .filter(|import| import.level == 0 && matches!(import.when, When::Guarded | When::Lazy));
            modules.extend(optional.map(|import| import.module.as_str()));
        }
        let absent: BTreeSet<&str> = modules
            .into_iter()
            .filter_map(|module| match requirements.provision(wheel, module) {
                Provision::Absent { distribution, .. } => Some(distribution),
                _ => None,
            })
            .filter(|name| !is_environment(name))
            .collect();
        if absent.is_empty() {
            return;
        }
        check.find(
            wheel.file.location(),
            message!("Imported where it is there, and named by no extra: {names}", names = Fact::list(absent),),
            message!("Add extras under `[project.optional-dependencies]`"),
        );
    }
}

/// Tools that are there for their own sake, and backports of what newer Pythons have.
fn is_environment(name: &str) -> bool {
    matches!(
        name,
        "setuptools"
            | "pip"
            | "wheel"
            | "packaging"
            | "pytest"
            | "mypy"
            | "ipython"
            | "cython"
            | "sphinx"
            | "docutils"
            | "colorama"
            | "typing-extensions"
            | "tomli"
            | "toml"
            | "exceptiongroup"
            | "async-timeout"
            | "certifi"
    ) || name.starts_with("importlib-")
        || name.starts_with("backports-")
}
