//! Modules of the standard library, and names in them, that not every allowed Python has.

use crate::artifact::requirement::Requirement;
use crate::artifact::requires_python;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::imports::Outside;
use crate::python::stdlib::{self, NEWEST, OLDEST};
use crate::rules::source::at;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A part of the standard library is missing from an allowed Python
    ///
    /// Importing the package, or starting its command, certainly imports a module of the standard library that a version of Python
    /// does not have, and `Requires-Python` admits that version: `distutils` was removed in 3.12, `cgi` and others in 3.13, and
    /// `tomllib` came with 3.11. So it is with names that are taken from a module: `from collections import Mapping` fails since 3.10. Imports in a `try` or a branch are not meant, nor is what a requirement brings back.
    ///
    /// ## Why
    /// pip installs the release on that Python, and importing it fails there with `ModuleNotFoundError` or `ImportError`.
    ///
    /// ## Fix
    /// Replace the module, require a distribution that brings it (`legacy-cgi`, `setuptools`, `tomli`) and guard the import, or narrow
    /// `requires-python`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// from distutils.version import LooseVersion
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// try:
    ///     from distutils.version import LooseVersion
    /// except ImportError:
    ///     LooseVersion = None
    /// ```
    ContentRemovedStdlib { id: "content-removed-stdlib", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentRemovedStdlib {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let stated = requires_python::of(metadata);
        let required: Vec<String> = metadata.requires_dist.iter().filter_map(Requirement::name).collect();
        let mut seen = BTreeSet::new();
        for import in &wheel.imports.outside {
            let top = import.module.split('.').next().unwrap_or_default();
            let Some((first, last)) = stdlib::versions(top) else { continue };
            // Private modules come and go; nobody outside the standard library is meant to import them.
            if top.starts_with('_') || top == "test" || brought_back(&required, top) {
                continue;
            }
            if let Some((module, name)) = import.module.rsplit_once('.')
                && let Some(version) = stdlib::name_removed_in(module, name)
            {
                let allowed = stated.as_ref().is_none_or(|allowed| allowed.iter().any(|minor| *minor >= version));
                if allowed && seen.insert(import.module.as_str()) {
                    lost_name(wheel, import, (module, name, version), check);
                }
                continue;
            }
            if !seen.insert(top) {
                continue;
            }
            // Without `Requires-Python` it is for every Python, but for how old a one nobody can say.
            let allowed = stated.clone().unwrap_or_else(|| (first..=NEWEST).collect());
            let lacking: Vec<u8> = allowed.into_iter().filter(|minor| !(first..=last).contains(minor)).collect();
            let Some(minor) = lacking.last() else { continue };
            let gone = *minor > last;
            let version = if gone { last + 1 } else { first };
            if !gone && first <= OLDEST {
                continue;
            }
            let message = if gone {
                message!(
                    "{path} imports {module}, which Python {version} removed; that version is allowed, and there the import fails",
                    path = Fact::code(&import.path),
                    module = Fact::code(top),
                    version = Fact::text(format!("3.{version}")),
                )
            } else {
                message!(
                    "{path} imports {module}, which came with Python {version}; older ones are allowed, and there the import fails",
                    path = Fact::code(&import.path),
                    module = Fact::code(top),
                    version = Fact::text(format!("3.{version}")),
                )
            };
            let fix = message!(
                "Do without {module}, guard the import, or narrow `requires-python`",
                module = Fact::code(top),
            );
            check.find(at(wheel, &import.path, import.line), message, fix);
        }
    }
}

/// Tells of a name that nobody provides any more.
fn lost_name(wheel: &Wheel, import: &Outside, (module, name, version): (&str, &str, u8), check: &mut Check<'_>) {
    let message = message!(
        "{path} imports {name} from {module}, which Python {version} removed; that version is allowed, and there the import fails",
        path = Fact::code(&import.path),
        name = Fact::code(name),
        module = Fact::code(module),
        version = Fact::text(format!("3.{version}")),
    );
    let fix = message!("Take {name} from where it is now, or narrow `requires-python`", name = Fact::code(name));
    check.find(at(wheel, &import.path, import.line), message, fix);
}

/// Whether a requirement is known to bring a removed module back.
fn brought_back(required: &[String], module: &str) -> bool {
    required.iter().any(|name| {
        name.strip_prefix("standard-").is_some_and(|rest| rest == module)
            || match name.as_str() {
                "setuptools" => module == "distutils",
                "legacy-cgi" => matches!(module, "cgi" | "cgitb"),
                "pyasyncore" => module == "asyncore",
                "pyasynchat" => module == "asynchat",
                "audioop-lts" => module == "audioop",
                "zombie-imp" => module == "imp",
                "fissix" => module == "lib2to3",
                "crypt-r" | "legacycrypt" => module == "crypt",
                _ => name == module,
            }
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_module_may_be_newer_than_the_oldest_python() {
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\nimport tomllib\n", &["content-removed-stdlib"]);
    }

    #[test]
    fn a_requirement_may_bring_it_back() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\nimport cgi\n--- demo-1.0.dist-info/METADATA {merge}\n\
             Requires-Dist: legacy-cgi>=2; python_version >= \"3.13\"\n",
            &[],
        );
    }

    #[test]
    fn a_name_may_be_gone_from_a_module_that_stays() {
        let wheel = |more: &str, text: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{text}\n--- demo-1.0.dist-info/METADATA {{merge}}\n{more}\n"
            )
        };
        let old = "from collections import Mapping, OrderedDict";
        check(&wheel("Requires-Python: >=3.8", old), &["content-removed-stdlib"]);
        check(&wheel("Requires-Python: >=3.8, <3.10", old), &[]);
        check(&wheel("Requires-Python: >=3.8", "from collections.abc import Mapping"), &[]);
        check(&wheel("Requires-Python: >=3.8", &format!("try:\n    {old}\nexcept ImportError:\n    pass")), &[]);
        check(&wheel("Requires-Python: >=3.8", "from itertools import izip"), &["content-removed-stdlib"]);
        // The package and the command both come upon it.
        let command = "--- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\ndemo = demo:main\n";
        let text = format!("{}{command}", wheel("Requires-Python: >=3.8", &format!("{old}\ndef main(): ...")));
        let report = crate::fixture::report(&text);
        assert_eq!(report.findings.iter().filter(|it| it.rule == "content-removed-stdlib").count(), 1);
    }
}
