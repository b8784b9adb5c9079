//! Folders of modules inside a package that are no packages themselves.

use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::python::imports::module_name;
use crate::python::modules::{Lookup, find};
use crate::rules::members::{is_test_data, project};
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A folder of modules has no `__init__.py`
    ///
    /// Inside a regular package lies a folder with modules and without `__init__.py`. Some projects do so on purpose, so it is only
    /// worth knowing. Test data and templates are left alone. Where it is the folder that is called like the project, and no package
    /// lies in it, it is a warning.
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
        let named = project(wheel).unwrap_or_default().replace('-', "_");
        let below = format!("{named}/");
        let inside = || wheel.site.iter().filter(|site| site.starts_with(&below));
        let modules = inside().filter(|site| site.matches('/').count() == 1 && module_name(site).is_some()).count();
        if modules > 0
            && find(&wheel.site, &named) == Lookup::Namespace
            && !inside().any(|site| site.contains("/__init__."))
        {
            let finding = check.find(
                wheel.file.at(&named),
                message!(
                    "{name} has no `__init__.py`: Python takes it for a namespace, and importing it brings nothing",
                    name = Fact::code(&named),
                ),
                message!("Add the `__init__.py`, or leave the folder if it is meant so"),
            );
            finding.severity = Severity::Warning;
            finding.certainty = Certainty::Likely;
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

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words;

    #[test]
    fn the_package_itself_without_an_init_is_no_package() {
        let fixture = |more: &str| format!("=== demo-1.0-py3-none-any.whl\n--- demo/core.py\n{more}");
        check_words(
            &fixture(""),
            &[
                "warning content-missing-init: `demo` has no `__init__.py`: Python takes it for a namespace, and importing it brings nothing",
            ],
        );
        // `poetry`, which shares its name with `poetry-core`.
        check_words(&fixture("--- demo/console/__init__.py\n"), &[]);
    }
}
