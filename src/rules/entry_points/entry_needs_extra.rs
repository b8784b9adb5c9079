//! Commands whose module needs what only an extra requires. The package itself is `dep-only-in-extra`.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::dependencies::provision::{Provision, Requirements};
use crate::rules::source::at;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A command does not start without an extra
    ///
    /// Starting a command certainly imports a module of a distribution that only an extra requires, though importing the package does not.
    ///
    /// ## Why
    /// The command is installed with or without the extra. Without it, it fails with `ModuleNotFoundError` and no advice.
    ///
    /// ## Fix
    /// Import it inside the function, and say which extra to install where it is missing; or move the distribution to `dependencies`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py
    /// import click
    /// def main(): ...
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: cli
    /// Requires-Dist: click>=1; extra == "cli"
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
    /// def main():
    ///     import click
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: cli
    /// Requires-Dist: click>=1; extra == "cli"
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo.cli:main
    /// ```
    EntryNeedsExtra { id: "entry-needs-extra", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryNeedsExtra {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if wheel.entry_points.is_none() {
            check.skip("the wheel declares no entry points");
            return;
        }
        let Some(requirements) = Requirements::of(wheel) else {
            check.undecided(format!("the metadata of {} could not be read", wheel.file.name));
            return;
        };
        let mut told = BTreeSet::new();
        for import in &wheel.imports.outside {
            let Some(command) = wheel.imports.roots.get(import.root).and_then(|root| root.command.as_ref()) else {
                continue;
            };
            let Provision::OnlyInExtra { distribution, extra, .. } = requirements.provision(wheel, &import.module)
            else {
                continue;
            };
            if !told.insert((command, distribution.clone())) {
                continue;
            }
            check.find(
                at(wheel, &import.path, import.line),
                message!(
                    "{command} imports {module} when it starts, and only the extra {extra} requires {distribution}",
                    command = Fact::code(command),
                    module = Fact::code(&import.module),
                    extra = Fact::code(extra),
                    distribution = Fact::code(distribution),
                ),
                message!("Import it inside the function, or move the requirement to `dependencies`"),
            );
        }
    }
}
