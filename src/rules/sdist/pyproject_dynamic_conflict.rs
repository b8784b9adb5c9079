//! Fields that are given and left to the backend at once.

use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A field is both given and dynamic
    ///
    /// A key stands under `[project]` and in `dynamic`.
    ///
    /// ## Why
    /// Backends must stop at it. For lists and tables PEP 808 lets the backend add to what is given; few backends know that yet,
    /// so there it is a warning.
    ///
    /// ## Fix
    /// Keep one of the two.
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
    /// dynamic = ["version"]
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
    /// requires-python = ">=3.10"
    /// dynamic = ["version"]
    /// ```
    PyprojectDynamicConflict { id: "pyproject-dynamic-conflict", gate: Install, severity: Error, since: "0.1.0", reads: any [Pyproject] }
}

/// Fields that PEP 808 lets a backend add to.
const GROWING: [&str; 13] = [
    "authors",
    "maintainers",
    "keywords",
    "classifiers",
    "urls",
    "scripts",
    "gui-scripts",
    "entry-points",
    "dependencies",
    "optional-dependencies",
    "license-files",
    "import-names",
    "import-namespaces",
];

impl Rule for PyprojectDynamicConflict {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some(project) = pyproject.project() else {
            check.skip("no [project] table");
            return;
        };
        for item in project.get(&["dynamic"]).into_iter().flat_map(Value::items) {
            let Some(field) = item.as_str().filter(|field| !matches!(*field, "name" | "dynamic")) else { continue };
            if project.entry(field).is_none() {
                continue;
            }
            let finding = check.find(
                pyproject.at(&item.span),
                message!("{field} is given under `[project]` and also named in `dynamic`", field = Fact::code(field)),
                message!("Remove {field} from `dynamic`, or the key itself", field = Fact::code(field)),
            );
            if GROWING.contains(&field) {
                finding.severity = Severity::Warning;
            }
        }
    }
}
