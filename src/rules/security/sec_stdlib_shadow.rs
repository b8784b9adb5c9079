//! Top-level modules that are called like those of the standard library.

use crate::artifact::requires_python;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::python::stdlib::{self, NEWEST, OLDEST};
use crate::rules::content::content_tests_top_level::NAMES;
use crate::rules::members::{import_names, payload, project};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A top-level module is called like one of the standard library
    ///
    /// The wheel installs, at the top, a package or module that the standard library has in a Python that `Requires-Python` admits. It is an
    /// error where every admitted Python has it. Backports, whose project is called like the module, are not meant.
    ///
    /// ## Why
    /// Python finds its own module first, so the wheel's is never imported; where somebody puts `site-packages` in front, all other software gets
    /// the wrong one.
    ///
    /// ## Fix
    /// Rename the module, or move it into the package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- queue.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/queue.py
    /// ```
    SecStdlibShadow { id: "sec-stdlib-shadow", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for SecStdlibShadow {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let stated = wheel.metadata.as_ref().and_then(requires_python::of);
        let allowed = stated.unwrap_or_else(|| (OLDEST..=NEWEST).collect());
        let project = project(wheel).unwrap_or_default().replace('-', "");
        for name in import_names(&files) {
            let backport = project.contains(&name.replace('_', "").to_lowercase());
            if name.starts_with('_') || NAMES.contains(&name) || backport || !stdlib::is_any(name) {
                continue;
            }
            let having = allowed.iter().filter(|minor| stdlib::has(name, **minor)).count();
            if having == 0 {
                continue;
            }
            let finding = check.find(
                wheel.file.at(name),
                message!(
                    "{name} is a module of the standard library, which Python finds first",
                    name = Fact::code(name)
                ),
                message!("Rename {name}, or move it into the package", name = Fact::code(name)),
            );
            if having < allowed.len() {
                finding.severity = Severity::Warning;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_backport_or_a_module_that_is_no_longer_there_is_meant() {
        check("=== backports_demo_dataclasses-1.0-py3-none-any.whl\n--- dataclasses.py\n", &[]);
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n\
             Requires-Python: >=3.13\n--- cgi.py\n",
            &["content-multiple-top-level"],
        );
    }
}
