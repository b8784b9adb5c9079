//! Folders of modules inside a package that are no packages themselves.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::python::imports::module_name;
use crate::python::modules::{Lookup, find};
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A folder of modules has no `__init__.py`
    ///
    /// Inside a regular package lies a folder with modules and without `__init__.py`. Some projects do so on purpose, so it is only
    /// worth knowing. Test data and templates are left alone.
    ///
    /// ## Why
    /// Python imports from it as from a namespace package, but build backends that look for packages (`find:`) leave it out of the
    /// next wheel, and tools for types and tests treat it as something else.
    ///
    /// ## Fix
    /// Add an empty `__init__.py`. If the folder holds data that happens to be Python, there is nothing to do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// from demo.core import main
    /// --- demo/core/main.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// from demo.core import main
    /// --- demo/core/__init__.py
    /// --- demo/core/main.py
    /// ```
    ContentMissingInit { id: "content-missing-init", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentMissingInit {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for site in wheel.site.iter().filter(|site| !is_test_data(site) && module_name(site).is_some()) {
            let Some((folder, _)) = site.rsplit_once('/') else { continue };
            let Some((package, _)) = folder.rsplit_once('/') else { continue };
            if is_regular(wheel, package) && !is_regular(wheel, folder) {
                folders.insert(folder);
            }
        }
        if folders.is_empty() {
            return;
        }
        let places = folders.iter().map(|folder| (wheel.file.at(folder), (*folder).to_owned())).collect();
        check.find_each(
            wheel.file.location(),
            places,
            |name| message!("{name} holds modules and no `__init__.py`", name = name),
            |count, names| {
                message!("{count} folders hold modules and no `__init__.py`: {names}", count = count, names = names)
            },
            &message!("Add an empty `__init__.py`, or leave the folder if it is meant so"),
        );
    }
}

fn is_regular(wheel: &Wheel, folder: &str) -> bool {
    matches!(find(&wheel.site, &folder.replace('/', ".")), Lookup::Source(path) | Lookup::Compiled(path) if path.contains("/__init__."))
}
