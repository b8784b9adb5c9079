//! `entry_points.txt` as a file; what its entries point to is judged by other rules.

use crate::artifact::entry_points::EntryPointProblem;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// entry_points.txt cannot be read
    ///
    /// The file is not UTF-8, or not INI as Python's `configparser` reads it with `=` as its only delimiter: a line outside
    /// every group, a line without `=`, a group or a name twice.
    ///
    /// ## Why
    /// PyPI refuses the wheel: `has invalid entry points defined in the entry_points.txt file`. Installers would skip the
    /// commands or stop.
    ///
    /// ## Fix
    /// Let the build backend write the file from `[project.scripts]` and `[project.entry-points]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo: demo.cli
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    EntryUnparsable { id: "entry-unparsable", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryUnparsable {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for problem in &points.problems {
            let (line, message) = match problem {
                EntryPointProblem::NotUtf8 => (1, message!("The file is not UTF-8; PyPI refuses the wheel")),
                EntryPointProblem::OutsideGroup { line } => {
                    (*line, message!("The line stands before the first `[group]`; PyPI refuses the wheel"))
                }
                EntryPointProblem::NotAnEntry { line, text } => {
                    (*line, message!("{text} is not `name = value`; PyPI refuses the wheel", text = Fact::code(text)))
                }
                EntryPointProblem::DuplicateGroup { line, group } => (
                    *line,
                    message!("The group {group} stands here again; PyPI refuses the wheel", group = Fact::code(group)),
                ),
                EntryPointProblem::DuplicateName { line, group, name } => (
                    *line,
                    message!(
                        "{name} stands twice in {group}; PyPI refuses the wheel",
                        name = Fact::code(name),
                        group = Fact::code(group),
                    ),
                ),
            };
            let fix = message!("Let the build backend write the file from `[project.scripts]`");
            check.find(wheel.file.at_line(&points.path, line), message, fix);
        }
    }
}
