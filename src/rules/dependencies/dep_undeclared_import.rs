//! Imports that certainly run and that nothing in the metadata provides for.

use super::provision::{Provision, Requirements};
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::rules::source::at;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A distribution is imported and not required
    ///
    /// Importing the package, or starting its command, certainly imports a module of another distribution, and no requirement is that
    /// distribution. Imports in a `try`, a branch or a function are not meant. It is an error where all that the requirements bring is known, and a
    /// warning where one of them may bring it, or where the project is a plugin or a part of it: by its name, a `Framework` classifier, a
    /// group of entry points, or because it is required by it.
    ///
    /// The tool knows the import names of some hundred distributions. Of others it says nothing.
    ///
    /// ## Why
    /// In a fresh environment the import fails: `ModuleNotFoundError`. On the machine of the author it works, where everything is installed.
    ///
    /// ## Fix
    /// Add the distribution to `dependencies` under `[project]`, or import it where it is needed.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import yaml
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import yaml
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: pyyaml>=1
    /// ```
    DepUndeclaredImport { id: "dep-undeclared-import", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DepUndeclaredImport {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(requirements) = Requirements::of(wheel) else {
            check.undecided(format!("the metadata of {} could not be read", wheel.file.name));
            return;
        };
        let mut told = BTreeSet::new();
        for import in &wheel.imports.outside {
            let Provision::Absent { distribution, certain } = requirements.provision(wheel, &import.module) else {
                continue;
            };
            if !told.insert(distribution) {
                continue;
            }
            let main = wheel.imports.roots.get(import.root).is_some_and(|root| root.main);
            let location = at(wheel, &import.path, import.line);
            let fix = message!("Add {distribution} to `dependencies`", distribution = Fact::code(distribution));
            if certain && main {
                let message = message!(
                    "{path} imports {module}, and nothing requires {distribution}; in a fresh environment that fails",
                    path = Fact::code(&import.path),
                    module = Fact::code(&import.module),
                    distribution = Fact::code(distribution),
                );
                check.find(location, message, fix);
            } else {
                let message = message!(
                    "{path} imports {module}, and {distribution} is not among the requirements",
                    path = Fact::code(&import.path),
                    module = Fact::code(&import.module),
                    distribution = Fact::code(distribution),
                );
                let finding = check.find(location, message, fix);
                finding.severity = Severity::Warning;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::testing::{check, check_words};

    /// `httpx-sse` 0.4.3.
    #[test]
    fn a_plugin_that_leaves_its_host_to_whoever_installs_it_is_no_error() {
        check_words(
            "=== httpx_sse-0.4.3-py3-none-any.whl\n--- httpx_sse/__init__.py\nimport httpx\n",
            &[
                "warning dep-undeclared-import: `httpx_sse/__init__.py` imports `httpx`, and `httpx` is not among the requirements",
            ],
        );
    }

    /// `soupsieve` 4.1.2, `jupyterlab-pygments` 0.3.0, `swapper` 1.5.0, `pytest-runner` 5.2.
    #[test]
    fn a_plugin_or_a_part_of_its_host_by_other_signs_than_its_first_word_is_no_error() {
        let severity = |project: &str, module: &str, more: &str| {
            let package = project.replace('-', "_");
            let report = crate::fixture::report(&format!(
                "=== {package}-1.0-py3-none-any.whl\n--- {package}/__init__.py\nimport {module}\n{more}"
            ));
            report.findings.into_iter().find(|it| it.rule == "dep-undeclared-import").map(|finding| finding.severity)
        };
        let warning = Some(Severity::Warning);
        assert_eq!(severity("soupsieve", "bs4", ""), warning);
        assert_eq!(severity("jupyterlab-pygments", "pygments", ""), warning);
        let classifier = "--- swapper-1.0.dist-info/METADATA {merge}\nClassifier: Framework :: Django :: 5.2\n";
        assert_eq!(severity("swapper", "django", classifier), warning);
        let group = "--- ptr-1.0.dist-info/entry_points.txt\n[distutils.commands]\nptr = ptr:x\n";
        assert_eq!(severity("ptr", "setuptools", group), warning);
        assert_eq!(severity("swapper", "django", ""), Some(Severity::Error));
    }

    #[test]
    fn what_is_not_known_is_not_missing() {
        let fixture = |requires: &str, source: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo-1.0.dist-info/METADATA {{merge}}\n{requires}\n\
                 --- demo/__init__.py\n{source}\n"
            )
        };
        check(&fixture("", "import nobody_knows"), &[]);
        check(&fixture("", "import bpy"), &[]);
        check(&fixture("", "def f():\n    import nobody_knows"), &[]);
        check(&fixture("Requires-Dist: pyyaml-ft>=1", "import yaml"), &[]);
        check(&fixture("Requires-Dist: opencv-python-headless>=1", "import cv2"), &[]);
        check(&fixture("", "import numpy.linalg"), &["dep-undeclared-import"]);
    }
}
