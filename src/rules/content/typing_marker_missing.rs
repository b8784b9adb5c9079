//! Type information that type checkers do not look at, for want of a marker.

use std::collections::BTreeSet;

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::modules::{Lookup, find};
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The package has type information and no `py.typed`
    ///
    /// The wheel holds `.pyi` files of its modules, or its metadata says `Typing :: Typed`, and the package has no file `py.typed`.
    ///
    /// ## Why
    /// Type checkers read the types of an installed package only if the marker is there (PEP 561). Without it everything from the package
    /// is `Any`, or an error.
    ///
    /// ## Fix
    /// Add an empty `py.typed` to the package, and to the package data of the backend.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/__init__.pyi
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/__init__.pyi
    /// --- demo/py.typed
    /// ```
    TypingMarkerMissing { id: "typing-marker-missing", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TypingMarkerMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let typed = metadata.all("Classifier").any(|field| field.value.trim() == "Typing :: Typed");
        let packages: Vec<String> = wheel
            .imports
            .roots
            .iter()
            .filter(|root| root.command.is_none())
            .map(|root| root.module.replace('.', "/"))
            .filter(|folder| wheel.site.contains(&format!("{folder}/__init__.py")))
            .collect();
        let markers: BTreeSet<&str> = wheel.site.iter().filter_map(|file| file.strip_suffix("/py.typed")).collect();
        let above = |folder: &str| {
            let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
            ends.filter_map(|end| folder.get(..end)).any(|part| markers.contains(part))
        };
        let marked =
            |folder: &str| above(folder) || files_below(&wheel.site, folder).any(|file| file.ends_with("/py.typed"));
        if typed && !packages.is_empty() && !packages.iter().any(|folder| marked(folder)) {
            check.find(
                wheel.file.location(),
                message!("The metadata says `Typing :: Typed`, and no package has a `py.typed`"),
                message!(
                    "Add an empty {path}",
                    path = Fact::code(format!("{}/py.typed", packages.join("/py.typed, ")))
                ),
            );
            return;
        }
        for folder in packages.iter().filter(|folder| !marked(folder)) {
            let stubs = files_below(&wheel.site, folder)
                .filter(|file| file.ends_with(".pyi") && !is_private(file) && has_module(wheel, file));
            let Some(first) = stubs.clone().next() else { continue };
            check.find(
                wheel.file.at(first),
                message!(
                    "{folder} has {count} `.pyi` files and no `py.typed`; type checkers do not look at them",
                    folder = Fact::code(folder),
                    count = Fact::count(stubs.count()),
                ),
                message!("Add an empty {path}", path = Fact::code(format!("{folder}/py.typed"))),
            );
        }
    }
}

fn files_below<'s>(site: &'s BTreeSet<String>, folder: &str) -> impl Iterator<Item = &'s str> + Clone + use<'s> {
    let below = format!("{folder}/");
    site.range(below.clone()..).map(String::as_str).take_while(move |file| file.starts_with(&below))
}

/// Whether the module that a stub describes is in the wheel: others are data, or names for the project's own annotations.
fn has_module(wheel: &Wheel, stub: &str) -> bool {
    let module = stub.trim_end_matches(".pyi").trim_end_matches("/__init__").replace('/', ".");
    matches!(find(&wheel.site, &module), Lookup::Source(_) | Lookup::Compiled(_))
}

/// Whether a stub is private or lies in a private folder, or among tests: it serves the project's own checks.
fn is_private(path: &str) -> bool {
    is_test_data(path) || path.split('/').any(|part| part.starts_with('_') && part != "__init__.pyi")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `jedi` 0.20.1 ships those of typeshed, `comtypes` 1.4.17 one that names types for its own annotations.
    #[test]
    fn stubs_of_modules_that_are_elsewhere_are_data() {
        let wheel =
            |stub: &str| format!("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/core.py\n--- {stub}\n");
        check(&wheel("demo/third_party/django-stubs/core.pyi"), &[]);
        check(&wheel("demo/hints.pyi"), &["typing-stub-orphan"]);
        check(&wheel("demo/core.pyi"), &["typing-marker-missing"]);
    }
}
