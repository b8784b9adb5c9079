//! Commands that become the same file.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};
use std::collections::BTreeMap;

crate::declare_rule! {
    /// Two commands become the same file
    ///
    /// Two commands are equal but for case, or stand among console and window commands both, or beside a script in `.data/scripts` of the same
    /// name.
    ///
    /// ## Why
    /// One file replaces the other, on Windows and macOS also where they differ in case. Which one stays depends on the installer.
    ///
    /// ## Fix
    /// Give them different names.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    ///
    /// [gui_scripts]
    /// Demo = demo:main
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
    EntryCaseCollision { id: "entry-case-collision", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryCaseCollision {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        let scripts = wheel.members.iter().filter(|member| member.is_file());
        let mut names: BTreeMap<String, String> = scripts
            .filter_map(|member| member.path.split_once(".data/scripts/"))
            .map(|(_, name)| (name.to_lowercase(), name.to_owned()))
            .collect();
        for entry in points.scripts() {
            let Some(other) = names.insert(entry.name.to_lowercase(), entry.name.clone()) else { continue };
            check.find(
                wheel.file.at_line(&points.path, entry.line),
                message!(
                    "{name} and {other} become the same file; only one of them is installed",
                    name = Fact::code(&entry.name),
                    other = Fact::code(other),
                ),
                message!("Give them different names"),
            );
        }
    }
}
