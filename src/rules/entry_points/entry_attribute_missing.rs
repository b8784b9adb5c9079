//! Attributes of entry points that their module does not bind. Reads source; what cannot be seen is never called missing.

use super::references;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::modules::{Lookup, find};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command or plugin names something that its module does not define
    ///
    /// The module of `name = module:attribute` is in the wheel, and nothing in it binds the attribute.
    ///
    /// ## Why
    /// The command fails when a user runs it: `ImportError: cannot import name`.
    ///
    /// ## Fix
    /// Correct the name under `[project.scripts]`, or define it in the module.
    ///
    /// Every statement of the module counts that can bind a name. A star import, a module-level `__getattr__`, a write to
    /// `globals()` or a syntax error make the answer unknown, and then nothing is said.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py
    /// def mian(): ...
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
    EntryAttributeMissing { id: "entry-attribute-missing", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryAttributeMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for (entry, reference, lookup) in references(wheel) {
            let (Lookup::Source(path), Some(attribute)) = (lookup, reference.attributes.first()) else { continue };
            let Some((member, module)) = wheel.module(&path) else {
                check.undecided(format!("{path} could not be read"));
                continue;
            };
            // A submodule becomes an attribute of its package as soon as anything imports it.
            let submodule = find(&wheel.site, &format!("{}.{attribute}", reference.module));
            let is_submodule = path.ends_with("/__init__.py") && !matches!(submodule, Lookup::Missing { .. });
            if is_submodule || module.binds(attribute) != Some(false) {
                continue;
            }
            let message = message!(
                "{name} starts {value}, and {member} defines no {attribute}; it would fail with `ImportError`",
                name = Fact::code(&entry.name),
                value = Fact::code(&entry.value),
                member = Fact::code(member),
                attribute = Fact::code(attribute),
            );
            let fix = match module.closest(attribute) {
                Some(near) => message!(
                    "Did you mean {near}? Write {reference}",
                    near = Fact::code(near),
                    reference = Fact::code(format!("{}:{near}", reference.module)),
                ),
                None => message!(
                    "Define {attribute} in {member}, or name what is there",
                    attribute = Fact::code(attribute),
                    member = Fact::code(member),
                ),
            };
            check.find(wheel.file.at_line(&points.path, entry.line), message, fix);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    fn fixture(module: &str, value: &str) -> String {
        format!(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{module}\n--- demo/sub.py\n--- demo-1.0.dist-info/entry_points.txt\n\
             [demo.plugins]\nplugin = {value}\n"
        )
    }

    #[test]
    fn what_cannot_be_seen_is_not_missing() {
        check(&fixture("from os import *", "demo:main"), &[]);
        check(&fixture("def __getattr__(name): return print", "demo:main"), &[]);
        check(&fixture("import os", "demo:os.path"), &[]);
        check(&fixture("", "demo:sub"), &[]);
        check(&fixture("", "demo"), &[]);
        check(&fixture("", "demo:main"), &["entry-attribute-missing"]);
    }
}
