//! Modules of entry points that are not in the wheel. Modules that a requirement may bring are `entry-module-foreign`.

use super::{is_own_module, references};
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::python::modules::Lookup;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command or plugin names a module that is not in the wheel
    ///
    /// `entry_points.txt` promises `name = module:attribute`, and no file of the wheel is that module.
    ///
    /// ## Why
    /// Installers create the command without looking. It fails when a user runs it: `ModuleNotFoundError`. The cause is most
    /// often that the build backend did not find the package, or that the module was renamed and the entry point was not.
    ///
    /// ## Fix
    /// Correct the module under `[project.scripts]`, or tell the backend where the package is. With setuptools and a `src/`
    /// folder that is `[tool.setuptools.packages.find]` with `where = ["src"]`.
    ///
    /// The module counts as the project's own when it lies in a package of the wheel, or when nothing that the project
    /// requires could bring it. For groups other than scripts it is a warning: some hold values that are never imported.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo.cli:main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo.cli:main
    /// ```
    EntryModuleMissing { id: "entry-module-missing", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryModuleMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for (entry, reference, lookup) in references(wheel) {
            let Lookup::Missing { inside, closed } = lookup else { continue };
            if !is_own_module(wheel, &reference.module, closed) {
                continue;
            }
            let what = if entry.is_script() { "The command" } else { "The entry point" };
            let location = wheel.file.at_line(&points.path, entry.line);
            let message = if wheel.site.is_empty() {
                message!(
                    "{what} {name} starts {module}, and the wheel holds no module at all; it would fail with `ModuleNotFoundError`",
                    what = Fact::text(what),
                    name = Fact::code(&entry.name),
                    module = Fact::code(&entry.value),
                )
            } else if inside.is_empty() {
                message!(
                    "{what} {name} starts {module}, and the wheel holds no {package}; it would fail with `ModuleNotFoundError`",
                    what = Fact::text(what),
                    name = Fact::code(&entry.name),
                    module = Fact::code(&entry.value),
                    package = Fact::code(reference.module.split('.').next().unwrap_or_default()),
                )
            } else {
                message!(
                    "{what} {name} starts {module}, and {inside} in the wheel has no such module; it would fail with `ModuleNotFoundError`",
                    what = Fact::text(what),
                    name = Fact::code(&entry.name),
                    module = Fact::code(&entry.value),
                    inside = Fact::code(inside),
                )
            };
            let fix = message!(
                "Get {module} into the wheel, or name the module that is there under `[project.scripts]`",
                module = Fact::code(&reference.module),
            );
            let severity = if entry.is_script() { Severity::Error } else { Severity::Warning };
            check.find(location, message, fix).severity = severity;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_script_of_a_metapackage_may_live_in_what_it_requires() {
        let fixture = |module: &str| {
            format!(
                "=== jupyter-1.0-py3-none-any.whl\n--- jupyter-1.0.dist-info/METADATA {{merge}}\nRequires-Dist: jupyter-core>=1\n\
                 --- jupyter-1.0.dist-info/entry_points.txt\n[console_scripts]\njupyter = {module}:main\n"
            )
        };
        check(&fixture("jupyter_core.command"), &["content-empty"]);
        check(&fixture("something.else"), &["content-empty", "entry-module-missing"]);
    }

    #[test]
    fn a_namespace_may_be_completed_by_another_distribution() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- acme/demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n\
             Requires-Dist: acme-core>=1\n--- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\ndemo = acme.core.cli:main\n",
            &["entry-module-foreign"],
        );
    }
}
