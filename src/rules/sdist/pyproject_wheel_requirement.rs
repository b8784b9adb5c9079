//! The project `wheel` among the build requirements of setuptools.

use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::requirement::Requirement;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `wheel` is required to build without need
    ///
    /// `build-system.requires` lists `wheel` beside setuptools.
    ///
    /// ## Why
    /// setuptools asks for it by itself where it needs it, and from 70.1 on not at all. Listed, it is installed for
    /// sdists too, and old pins of it break builds.
    ///
    /// ## Fix
    /// Remove it from `requires`.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77", "wheel"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [tool.setuptools]
    /// packages = ["demo"]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [tool.setuptools]
    /// packages = ["demo"]
    /// ```
    PyprojectWheelRequirement { id: "pyproject-wheel-requirement", gate: Install, severity: Info, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectWheelRequirement {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if !pyproject.build_backend().starts_with("setuptools") {
            check.skip("the backend is not setuptools");
            return;
        }
        let requires = pyproject.get(&["build-system", "requires"]);
        for item in requires.into_iter().flat_map(Value::items) {
            let requirement = item.as_str().map(|text| Requirement::parse(text, None));
            if requirement.and_then(|requirement| requirement.name()).as_deref() != Some("wheel") {
                continue;
            }
            check.find(
                pyproject.at(&item.span),
                message!("setuptools asks for `wheel` by itself where it needs it"),
                message!("Remove it from `requires`"),
            );
        }
    }
}
