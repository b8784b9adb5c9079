//! References between dependency groups (PEP 735). Their requirements are not read.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::normalize_name;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A dependency group includes one that is not there, or itself
    ///
    /// `include-group` under `[dependency-groups]` names a group that does not exist, or groups include each other in a
    /// circle. Spelling of names does not matter.
    ///
    /// ## Why
    /// pip, uv and other tools stop at the whole table, and so does every job that installs a group.
    ///
    /// ## Fix
    /// Correct the name, or take one of the references out of the circle.
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
    ///
    /// [dependency-groups]
    /// test = ["pytest>=8"]
    /// dev = [{ include-group = "tests" }]
    /// ```
    ///
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
    ///
    /// [dependency-groups]
    /// test = [{ include-group = "dev" }]
    /// dev = [{ include-group = "test" }]
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
    ///
    /// [dependency-groups]
    /// test = ["pytest>=8"]
    /// dev = [{ include-group = "Test" }]
    /// ```
    PyprojectGroupInclude { id: "pyproject-group-include", gate: Install, severity: Error, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectGroupInclude {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let groups = pyproject.get(&["dependency-groups"]).map(Value::entries).unwrap_or_default();
        if groups.is_empty() {
            check.skip("there are no dependency groups");
            return;
        }
        let names: BTreeSet<String> = groups.iter().map(|group| normalize_name(&group.key)).collect();
        let mut includes: BTreeMap<String, Vec<(String, &Value)>> = BTreeMap::new();
        for group in groups {
            for value in group.value.items().iter().filter_map(|item| item.get(&["include-group"])) {
                let Some(name) = value.as_str() else { continue };
                if names.contains(&normalize_name(name)) {
                    includes.entry(normalize_name(&group.key)).or_default().push((normalize_name(name), value));
                } else {
                    check.find(
                        pyproject.at(&value.span),
                        message!(
                            "The group {group} includes {name}, which is not there",
                            group = Fact::code(&group.key),
                            name = Fact::code(name),
                        ),
                        message!("Correct the name, or add the group"),
                    );
                }
            }
        }
        if let Some((name, value)) = circle(includes) {
            check.find(
                pyproject.at(&value.span),
                message!("The group {name} includes itself by way of this", name = Fact::code(name)),
                message!("Take one of the references out of the circle"),
            );
        }
    }
}

/// A reference that belongs to a circle: what is left once every group without open references was taken away.
fn circle(mut includes: BTreeMap<String, Vec<(String, &Value)>>) -> Option<(String, &Value)> {
    // How many references each group still has, and who refers to it.
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    let mut referrers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (group, references) in &includes {
        left.insert(group.clone(), references.len());
        for (name, _) in references {
            referrers.entry(name.clone()).or_default().push(group.clone());
        }
    }
    let mut done: Vec<String> = referrers.keys().filter(|name| !includes.contains_key(*name)).cloned().collect();
    while let Some(name) = done.pop() {
        includes.remove(&name);
        for referrer in referrers.get(&name).into_iter().flatten() {
            if let Some(count) = left.get_mut(referrer) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    done.push(referrer.clone());
                }
            }
        }
    }
    let open: BTreeSet<String> = includes.keys().cloned().collect();
    let (group, references) = includes.into_iter().next()?;
    let value = references.into_iter().find(|(name, _)| open.contains(name)).map(|(_, value)| value)?;
    Some((group, value))
}
