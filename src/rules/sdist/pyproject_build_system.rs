//! The `[build-system]` table: does it say what builds the project?

use crate::artifact::pyproject::{Pyproject, ValueKind};
use crate::finding::Severity;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `pyproject.toml` does not say what builds the project
    ///
    /// The table `[build-system]` is missing, or it has no `requires` or no `build-backend`.
    ///
    /// ## Why
    /// Without a backend pip takes setuptools as it was before `pyproject.toml`. A table without `requires` stops the build: that is
    /// an error. A file without `[project]`, which only configures tools, is only worth knowing.
    ///
    /// ## Fix
    /// Add the table with the backend and its lowest version.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
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
    /// requires = ["hatchling>=1.27"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    PyprojectBuildSystem { id: "pyproject-build-system", gate: Install, severity: Warning, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectBuildSystem {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if !pyproject.problems.is_empty() {
            check.undecided("the file is not valid TOML");
            return;
        }
        let virtual_project =
            pyproject.get(&["tool", "uv", "package"]).is_some_and(|it| it.kind == ValueKind::Bool(false));
        if virtual_project {
            check.skip("the project says that it is no package");
            return;
        }
        let fix = message!("Add `[build-system]` with `requires` and `build-backend`");
        let Some(table) = pyproject.root.entry("build-system") else {
            let message =
                message!("`[build-system]` is missing, so installers build with whatever setuptools they take");
            let finding = check.find(pyproject.location(), message, fix);
            if pyproject.project().is_none() {
                finding.severity = Severity::Info;
            }
            return;
        };
        let location = pyproject.at(&table.key_span);
        if table.value.entry("requires").is_none() {
            let message = message!("`[build-system]` has no `requires`, and pip stops at that");
            check.find(location, message, fix).severity = Severity::Error;
        } else if table.value.entry("build-backend").is_none() {
            let message =
                message!("`[build-system]` names no `build-backend`, so installers take setuptools as it was before");
            check.find(location, message, fix);
        }
    }
}
