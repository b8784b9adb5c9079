//! Folders of the environment that `.data/data` writes to.

use std::collections::BTreeMap;

use super::data_files;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel writes into folders that belong to the environment
    ///
    /// `.data/data` puts files into `bin`, `Scripts`, `lib/pythonX`, `Lib` or `Include`, or beside the interpreter. `etc` is a note, and what
    /// Jupyter looks for (`etc/jupyter`) is passed over.
    ///
    /// ## Why
    /// Files of other packages and of Python itself are overwritten, and scripts get neither an interpreter nor a launcher.
    ///
    /// ## Fix
    /// Ship data inside the package and scripts as entry points.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/data/bin/demo
    /// #!/bin/sh
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/data/share/demo/x.txt
    /// x
    /// ```
    DataEscapesPrefix { id: "data-escapes-prefix", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DataEscapesPrefix {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = data_files(wheel, check) else { return };
        let mut folders: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for file in files.iter().filter(|file| file.key() == Some("data")) {
            let inner = file.rest.strip_prefix("data/").unwrap_or_default();
            if let Some(folder) = of_the_environment(inner) {
                folders.entry(folder).or_insert((file.path, 0)).1 += 1;
            }
        }
        for (folder, (path, count)) in folders {
            let finding = check.find(
                wheel.file.at(path),
                message!(
                    "{count} files go to {folder} of the environment, which belongs to Python and other packages",
                    count = Fact::count(count),
                    folder = Fact::code(folder),
                ),
                message!("Ship data inside the package and scripts as entry points"),
            );
            if folder == "etc" {
                finding.severity = Severity::Info;
            }
        }
    }
}

/// The folder of an environment that is not for data.
fn of_the_environment(path: &str) -> Option<&str> {
    let (first, rest) = path.split_once('/').unwrap_or(("", path));
    let second = rest.split('/').next().unwrap_or_default();
    let is = |names: &[&str]| names.iter().any(|name| first.eq_ignore_ascii_case(name));
    if is(&["bin", "Scripts"]) || first == "Include" || first == "Lib" || first == "etc" && second != "jupyter" {
        return Some(first);
    }
    let library = first == "lib" && (second.starts_with("python") || second == "site-packages");
    let beside = first.is_empty() && rest.starts_with("python");
    (library || beside).then_some(if library { "lib" } else { "the folder" })
}
