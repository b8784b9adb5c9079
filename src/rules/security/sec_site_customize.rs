//! Modules that Python imports by itself at every start.

use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::members::{import_names, payload, project};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel installs `sitecustomize` or `usercustomize`
    ///
    /// A module of that name lies at the root of the wheel.
    ///
    /// ## Why
    /// Python imports it at every start, whether the package is used or not, and there can be only one in an environment: the wheel
    /// replaces that of another package or of the administrator. A project that is called so says what it does; there it is a
    /// warning.
    ///
    /// ## Fix
    /// Do the work when the package is imported.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- sitecustomize.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/sitecustomize.py
    /// ```
    SecSiteCustomize { id: "sec-site-customize", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for SecSiteCustomize {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let names = import_names(&files);
        for name in ["sitecustomize", "usercustomize"] {
            if !names.contains(name) {
                continue;
            }
            let finding = check.find(
                wheel.file.location(),
                message!(
                    "Python imports {name} at every start, and the wheel replaces whatever is there",
                    name = Fact::code(name)
                ),
                message!("Remove {name}, and do the work when the package is imported", name = Fact::code(name)),
            );
            if project(wheel).is_some_and(|project| project.replace('-', "").contains(name)) {
                finding.severity = Severity::Warning;
            }
        }
    }
}
