//! Groups of entry points that have tables of their own.

use crate::artifact::pyproject::Pyproject;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Commands are declared as plain entry points
    ///
    /// `[project.entry-points]` has a group `console_scripts` or `gui_scripts`.
    ///
    /// ## Why
    /// The specification reserves both for `[project.scripts]` and `[project.gui-scripts]`, and backends must stop at them.
    ///
    /// ## Fix
    /// Move the entries to the table that is meant for them.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [project.entry-points.console_scripts]
    /// demo = "demo.cli:main"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [project.scripts]
    /// demo = "demo.cli:main"
    /// ```
    PyprojectReservedGroup { id: "pyproject-reserved-group", gate: Install, severity: Error, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectReservedGroup {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some(groups) = pyproject.get(&["project", "entry-points"]) else { return };
        for (group, table) in [("console_scripts", "[project.scripts]"), ("gui_scripts", "[project.gui-scripts]")] {
            let Some(entry) = groups.entry(group) else { continue };
            check.find(
                pyproject.at(&entry.key_span),
                message!("The group {group} may not stand under `[project.entry-points]`", group = Fact::code(group)),
                message!("Move its entries to {table}", table = Fact::code(table)),
            );
        }
    }
}
