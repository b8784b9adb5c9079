//! `import-names` and `import-namespaces` under `[project]` (PEP 794). Whether the wheel provides them is not its business.

use std::collections::BTreeSet;

use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `import-names` and `import-namespaces` contradict each other
    ///
    /// A name stands in both lists or twice in one, or a dotted name has a parent that neither list has.
    ///
    /// ## Why
    /// Backends have to refuse it, and tools that look up which project provides a module get two answers.
    ///
    /// ## Fix
    /// List every name once: packages and modules in `import-names`, folders that several projects share in
    /// `import-namespaces`, and the parents of each dotted name.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling>=1.27"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// import-names = ["acme.demo"]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling>=1.27"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// import-names = ["acme.demo"]
    /// import-namespaces = ["acme"]
    /// ```
    PyprojectImportNames { id: "pyproject-import-names", gate: Install, severity: Error, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectImportNames {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let items = |key: &str| pyproject.get(&["project", key]).map(Value::items).unwrap_or_default();
        let listed: Vec<(&str, &Value)> = items("import-names")
            .iter()
            .chain(items("import-namespaces"))
            .filter_map(|item| Some((item.as_str()?.split(';').next()?.trim(), item)))
            .filter(|(name, _)| !name.is_empty())
            .collect();
        if listed.is_empty() {
            check.skip("no import names are listed");
            return;
        }
        let names: BTreeSet<&str> = listed.iter().map(|(name, _)| *name).collect();
        let mut seen = BTreeSet::new();
        for (name, item) in listed {
            if !seen.insert(name) {
                check.find(
                    pyproject.at(&item.span),
                    message!("{name} is listed twice", name = Fact::code(name)),
                    message!("Keep one: packages in `import-names`, shared folders in `import-namespaces`"),
                );
            }
            let Some((parent, _)) = name.rsplit_once('.').filter(|(parent, _)| !names.contains(parent)) else {
                continue;
            };
            check.find(
                pyproject.at(&item.span),
                message!(
                    "{name} is listed, and its parent {parent} is not",
                    name = Fact::code(name),
                    parent = Fact::code(parent)
                ),
                message!("List {parent} in `import-names` or in `import-namespaces`", parent = Fact::code(parent)),
            );
        }
    }
}
