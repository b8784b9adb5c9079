//! `__init__.py` at the root of `site-packages`.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{payload, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `__init__.py` lies at the root of the wheel
    ///
    /// A file `__init__.py` is installed straight into `site-packages`.
    ///
    /// ## Why
    /// It belongs to no package, and every wheel with the same defect overwrites it: uninstalling one breaks the other.
    ///
    /// ## Fix
    /// Put the modules into a folder with the name of the package, and check which folder the backend takes for the package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- __init__.py
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentRootInit { id: "content-root-init", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentRootInit {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        for (_, member) in site_files(&files).into_iter().filter(|(site, _)| *site == "__init__.py") {
            check.find(
                wheel.file.at(&member.path),
                message!("`__init__.py` lies at the root, outside every package, and lands in `site-packages` itself"),
                message!("Move it into the folder of the package, and check which folder the backend packs"),
            );
        }
    }
}
