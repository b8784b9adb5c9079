//! Names of entry point groups. What stands in a group is judged by other rules.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// The name of an entry point group is not one
    ///
    /// A group is not made of words and dots, or it is nearly called like one that everybody knows: `console-scripts` for
    /// `console_scripts`, `pytest_11` for `pytest11`.
    ///
    /// ## Why
    /// Nobody asks for a group that is spelled otherwise: commands are not installed and plugins are not found, without a word. Backends
    /// refuse such a name when they see it.
    ///
    /// ## Fix
    /// Correct the name. Commands belong under `[project.scripts]`, which needs no group.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console-scripts]
    /// demo = demo:main
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
    EntryGroupInvalid { id: "entry-group-invalid", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Groups that many tools look for, and how people misspell them.
const KNOWN: [(&str, &[&str]); 5] = [
    (
        "console_scripts",
        &["console-scripts", "console_script", "console.scripts", "consolescripts", "console-script", "scripts"],
    ),
    ("gui_scripts", &["gui-scripts", "gui_script", "gui.scripts", "gui-script"]),
    ("pytest11", &["pytest_11", "pytest-11", "pytest", "pytest.11"]),
    ("flake8.extension", &["flake8.extensions", "flake8_extension", "flake8-extension"]),
    ("mkdocs.plugins", &["mkdocs.plugin", "mkdocs_plugins", "mkdocs-plugins"]),
];

impl Rule for EntryGroupInvalid {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        let mut seen = BTreeSet::new();
        for entry in points.entries.iter().filter(|entry| seen.insert(&entry.group)) {
            let group = entry.group.as_str();
            let known = KNOWN.iter().find(|(_, wrong)| wrong.contains(&group.to_ascii_lowercase().as_str()));
            let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
            let location = wheel.file.at_line(&points.path, entry.line);
            if let Some((right, _)) = known {
                check.find(
                    location,
                    message!(
                        "The group {group} is not {right}, and nothing looks for it",
                        group = Fact::code(group),
                        right = Fact::code(*right),
                    ),
                    message!("Call it {right}", right = Fact::code(*right)),
                );
            } else if !group.split('.').all(is_word) {
                check.find(
                    location,
                    message!("The group {group} is not made of words and dots", group = Fact::code(group)),
                    message!("Use letters, digits and `_`, with dots between words"),
                );
            }
        }
    }
}
