//! Entry points of a wheel against those of the project that it was built from. Whether they work is not its business.

use std::collections::BTreeMap;

use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::built_from;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The entry points of the wheel are not those of the project
    ///
    /// `entry_points.txt` differs from `scripts`, `gui-scripts` or `entry-points` under `[project]`. Blanks do not matter, and tables that are
    /// dynamic are not compared. What a backend adds from its own tables, where the project has none, is a warning.
    ///
    /// ## Why
    /// A command that the project declares is missing after installation, or calls something else: the wheel is older than the
    /// project.
    ///
    /// ## Fix
    /// Build the wheel again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// description = "A demonstration"
    /// requires-python = ">=3.10"
    ///
    /// [project.scripts]
    /// demo = "demo:main"
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
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// description = "A demonstration"
    /// requires-python = ">=3.10"
    ///
    /// [project.scripts]
    /// demo = "demo:main"
    /// ```
    MatchScripts { id: "match-scripts", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Pyproject] }
}

/// Values by group and name.
type Points = BTreeMap<(String, String), String>;

impl Rule for MatchScripts {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let pairs = built_from(release);
        for wheel in release.wheels() {
            for (pyproject, _) in pairs.iter().filter(|(_, other)| other.file().name == wheel.file.name) {
                judge(wheel, pyproject, check);
            }
        }
    }
}

fn judge(wheel: &Wheel, pyproject: &Pyproject, check: &mut Check<'_>) {
    let broken = wheel.entry_points.as_ref().is_some_and(|points| !points.problems.is_empty());
    if !wheel.opened || broken || !pyproject.problems.is_empty() {
        check.undecided("the entry points could not be read");
        return;
    }
    let declared = declared(pyproject);
    let entries = wheel.entry_points.iter().flat_map(|points| &points.entries);
    let built: Points = entries.map(|entry| ((entry.group.clone(), entry.name.clone()), plain(&entry.value))).collect();
    let of = |group: &str| match group {
        "console_scripts" => "scripts",
        "gui_scripts" => "gui-scripts",
        _ => "entry-points",
    };
    let compared = |group: &str| !pyproject.is_dynamic(of(group));
    let missing: Vec<&String> = declared
        .iter()
        .filter(|(key, value)| compared(&key.0) && built.get(key) != Some(value))
        .map(|(key, _)| &key.1)
        .collect();
    let added: Vec<&String> =
        built.keys().filter(|key| compared(&key.0) && !declared.contains_key(key)).map(|key| &key.1).collect();
    let fix = message!("Build the wheel again from this project");
    let path = wheel.dist_info_path("entry_points.txt").unwrap_or_default();
    if !missing.is_empty() {
        let message = message!(
            "{names} under `[project]` are missing from the wheel, or differ in it",
            names = Fact::list(missing)
        );
        check.find(wheel.file.at(&path), message, fix.clone());
    }
    if !added.is_empty() {
        let message = message!(
            "The wheel has the entry points {names}, which `[project]` does not declare",
            names = Fact::list(added)
        );
        let finding = check.find(wheel.file.at(&path), message, fix);
        if declared.is_empty() {
            finding.severity = Severity::Warning;
        }
    }
}

fn declared(pyproject: &Pyproject) -> Points {
    let mut points = Points::new();
    let mut add = |group: &str, path: &[&str]| {
        for entry in pyproject.get(path).into_iter().flat_map(Value::entries) {
            if let Some(value) = entry.value.as_str() {
                points.insert((group.to_owned(), entry.key.clone()), plain(value));
            }
        }
    };
    add("console_scripts", &["project", "scripts"]);
    add("gui_scripts", &["project", "gui-scripts"]);
    let groups = pyproject.get(&["project", "entry-points"]);
    for group in groups.into_iter().flat_map(Value::entries) {
        add(&group.key, &["project", "entry-points", &group.key]);
    }
    points
}

fn plain(value: &str) -> String {
    value.split_whitespace().collect()
}
