//! Imports of the project's own modules that are not in the wheel.

use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::python::When;
use crate::python::imports::{module_name, resolve};
use crate::python::modules::{Lookup, find};
use crate::rules::source::{at, is_vendored, judged, owns};
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// An own module that is imported is not in the wheel
    ///
    /// A module of the wheel imports, without a guard, another one of the same package that the wheel does not hold. It is an error where
    /// importing the package or starting its command certainly runs the import, and a warning elsewhere, or where the module is there
    /// and nothing in it binds the imported name.
    ///
    /// ## Why
    /// The import fails with `ModuleNotFoundError` or `ImportError`. Most often the backend left out a folder without `__init__.py`, or a
    /// file that is generated and was not there when the wheel was built.
    ///
    /// ## Fix
    /// Get the module into the wheel, or correct the import.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// from .core import main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// from .core import main
    /// --- demo/core.py
    /// def main(): ...
    /// ```
    ContentInternalImportMissing { id: "content-internal-import-missing", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentInternalImportMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let mut told = BTreeSet::new();
        let mut names = Vec::new();
        for missing in &wheel.imports.missing {
            told.insert((missing.path.as_str(), missing.line));
            let location = at(wheel, &missing.path, missing.line);
            if let Some(name) = &missing.name {
                names.push((location, format!("from {} import {name}", missing.module)));
                continue;
            }
            let message = message!(
                "{path} imports {module}, which is not in the wheel; it fails with `ModuleNotFoundError`",
                path = Fact::code(&missing.path),
                module = Fact::code(&missing.module),
            );
            let fix =
                message!("Get {module} into the wheel, or correct the import", module = Fact::code(&missing.module));
            let main = wheel.imports.roots.get(missing.root).is_some_and(|root| root.main);
            let finding = check.find(location, message, fix);
            if !main {
                finding.severity = Severity::Warning;
            }
        }
        let added = check.find_each(
            wheel.file.location(),
            names,
            |name| message!("{name} names what the module neither defines nor holds", name = name),
            |count, names| {
                message!(
                    "{count} imports name what their modules neither define nor hold: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Get the module into the wheel, or correct the import"),
        );
        for finding in added.iter_mut() {
            finding.severity = Severity::Warning;
        }
        // Also of what is certainly imported: there, an import behind a hook was not looked at.
        let made = made(wheel);
        let mut others = Vec::new();
        for (site, module) in judged(wheel)
            .filter(|(site, module)| !module.redirects && module.syntax_error.is_none() && !is_vendored(site))
        {
            let Some(name) = module_name(site) else { continue };
            for import in module.imports.iter().filter(|import| import.when == When::Eager) {
                let Some(target) = resolve(site, &name, import) else { continue };
                if !owns(wheel, target.split('.').next().unwrap_or(&target)) {
                    continue;
                }
                let Lookup::Missing { inside, closed: true } = find(&wheel.site, &target) else { continue };
                // What is private and compiled may be built on some platforms only, by a package that is chosen there.
                if target.rsplit('.').next().is_some_and(|last| last.starts_with('_')) {
                    continue;
                }
                let bring = wheel_brings(wheel, &inside) || made.contains(&target);
                if !bring && told.insert((site, import.line)) {
                    others.push((at(wheel, site, import.line), format!("{site} → {target}")));
                }
            }
        }
        let added = check.find_each(
            wheel.file.location(),
            others,
            |name| message!("A module imports another that is not in the wheel: {name}", name = name),
            |count, names| {
                message!(
                    "{count} imports name modules that are not in the wheel: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Get the module into the wheel, or correct the import"),
        );
        for finding in added.iter_mut() {
            finding.severity = Severity::Warning;
            finding.certainty = Certainty::Likely;
        }
    }
}

/// Whether a module may get submodules that no file shows: compiled ones do, and those that touch `sys.modules`.
fn wheel_brings(wheel: &Wheel, module: &str) -> bool {
    match find(&wheel.site, module) {
        Lookup::Source(path) => wheel.module(&path).is_none_or(|(_, module)| module.redirects),
        _ => true,
    }
}

/// What modules that change where modules are looked for import only where they can: they may make it first.
fn made(wheel: &Wheel) -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    for (site, module) in judged(wheel).filter(|(_, module)| module.redirects) {
        let Some(name) = module_name(site) else { continue };
        for import in module.imports.iter().filter(|import| matches!(import.when, When::Guarded | When::Lazy)) {
            let Some(from) = resolve(site, &name, import) else { continue };
            made.extend(import.names.iter().map(|part| format!("{from}.{part}")));
            made.insert(from);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{check, check_words};

    #[test]
    fn a_guard_or_a_hook_makes_it_optional() {
        let fixture = |init: &str| format!("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{init}\n");
        check(&fixture("try:\n    from ._fast import x\nexcept ImportError:\n    x = None"), &[]);
        check(&fixture("def f():\n    from ._fast import x"), &[]);
        check(&fixture("import sys\nsys.modules['demo.moves'] = 1\nfrom .moves import x"), &[]);
        check(&fixture("from . import _version"), &["content-internal-import-missing"]);
    }

    /// `ZODB` 6.4, whose commands import `ZODB.TimeStamp`.
    #[test]
    fn what_a_package_hooks_is_there_for_its_commands_too() {
        let wheel = |init: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{init}\n--- demo/dump.py\nfrom demo.stamp import Stamp\n\
                 def main(): ...\n--- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\ndump = demo.dump:main\n"
            )
        };
        check(&wheel("import sys\nsys.modules['demo.stamp'] = sys"), &[]);
        check(&wheel("import sys"), &["content-internal-import-missing"]);
    }

    /// `comtypes` 1.4.17.
    #[test]
    fn a_package_that_the_first_import_makes_is_not_missing() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\nfrom .cache import folder\nfolder()\nimport demo.gen\n\
             --- demo/cache.py\nimport sys\ndef folder():\n    try:\n        import demo.gen\n    except ImportError:\n        \
             sys.modules['demo.gen'] = sys\n",
            &[],
        );
    }

    /// `requests`, which lends its name to modules of others before it imports the rest of its own.
    #[test]
    fn behind_a_hook_of_another_module_it_is_doubtful_and_not_unseen() {
        check_words(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\nfrom . import hook\nfrom .session import Session\n\
             --- demo/hook.py\nimport sys\nsys.modules['demo.other'] = sys\n--- demo/Session.py\nclass Session: ...\n",
            &[
                "warning content-internal-import-missing: A module imports another that is not in the wheel: `demo/__init__.py → demo.session`",
            ],
        );
    }
}
