//! Stubs inside a package for modules that are not there.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::python::modules::{Lookup, find};
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A stub describes a module that is not there
    ///
    /// A package that is no stub package holds `name.pyi`, and no module of that name. Private names are left alone: some stubs only hold
    /// types.
    ///
    /// ## Why
    /// Type checkers accept an import that fails when it runs.
    ///
    /// ## Fix
    /// Remove the stub, or ship the module.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/py.typed
    /// --- demo/core.pyi
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/py.typed
    /// --- demo/core.py
    /// --- demo/core.pyi
    /// ```
    TypingStubOrphan { id: "typing-stub-orphan", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TypingStubOrphan {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let orphans = wheel.site.iter().filter(|site| {
            let Some(stem) = site.strip_suffix(".pyi") else { return false };
            let Some((folder, name)) = stem.rsplit_once('/') else { return false };
            let stubs = folder.split('/').next().is_some_and(|top| top.ends_with("-stubs"));
            let package = wheel.site.contains(&format!("{folder}/__init__.py"));
            let there = !matches!(find(&wheel.site, &stem.replace('/', ".")), Lookup::Missing { .. });
            package && !stubs && !there && !name.starts_with('_') && !is_test_data(site)
        });
        let places = orphans.map(|site| (wheel.file.at(site), site.clone())).collect();
        check.find_each(
            wheel.file.location(),
            places,
            |name| message!("{name} describes a module that is not in the wheel", name = name),
            |count, names| {
                message!(
                    "{count} stubs describe modules that are not in the wheel: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Remove the stub, or ship the module"),
        );
    }
}
