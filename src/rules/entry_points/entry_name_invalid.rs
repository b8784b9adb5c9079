//! Names of commands. Only what becomes a file in `bin/` or `Scripts\` is judged.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The name of a command is not allowed
    ///
    /// A script's name holds something else than letters, digits, `_`, `.` and `-`.
    ///
    /// ## Why
    /// PyPI refuses the wheel: `has invalid entry points defined in the entry_points.txt file`. Installers write a file of
    /// that name, and a separator or `..` would take it out of the folder for scripts.
    ///
    /// ## Fix
    /// Rename the command under `[project.scripts]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// ../demo = demo:main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo-1.x = demo:main
    /// ```
    EntryNameInvalid { id: "entry-name-invalid", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryNameInvalid {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        // `\w` of Python's `re` on text: letters and digits of every script.
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
        for entry in points.scripts().filter(|entry| entry.name.is_empty() || !entry.name.chars().all(allowed)) {
            let message = message!(
                "{name} cannot be the name of a command; PyPI refuses the wheel",
                name = Fact::code(&entry.name),
            );
            let fix = message!("Use letters, digits, `_`, `.` and `-`");
            check.find(wheel.file.at_line(&points.path, entry.line), message, fix);
        }
    }
}
