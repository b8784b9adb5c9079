//! Top-level names that belong to nobody. Test suites have a rule of their own.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{import_names, payload, project};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A top-level package has a name that others use as well
    ///
    /// The wheel installs a package or module such as `docs`, `examples`, `scripts`, `utils` or `config` at the top, and the project is
    /// not called so.
    ///
    /// ## Why
    /// Every project may have such a folder. Two wheels that install it overwrite each other's files, and `import utils` in somebody's own
    /// code may find this one.
    ///
    /// ## Fix
    /// Exclude the folder from the packages, or move it into the package. If the name is meant, declare it with `import-names` under
    /// `[project]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- utils/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/utils/__init__.py
    /// ```
    ContentGenericTopLevel { id: "content-generic-top-level", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Names that many repositories have for a folder of their own.
pub(crate) const NAMES: [&str; 33] = [
    "doc",
    "docs",
    "documentation",
    "example",
    "examples",
    "script",
    "scripts",
    "util",
    "utils",
    "tool",
    "tools",
    "benchmark",
    "benchmarks",
    "bench",
    "ci",
    "dev",
    "devtools",
    "experiments",
    "samples",
    "config",
    "settings",
    "common",
    "core",
    "lib",
    "libs",
    "helpers",
    "notebooks",
    "build",
    "dist",
    "conftest",
    "migrations",
    "assets",
    "resources",
];

impl Rule for ContentGenericTopLevel {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let names = import_names(&files);
        let project = project(wheel).unwrap_or_default();
        let fields = wheel.metadata.iter().flat_map(|metadata| {
            metadata.all("Import-Name").chain(metadata.all("Import-Namespace")).map(|field| field.value.as_str())
        });
        let declared: Vec<&str> = fields.filter_map(|value| value.split([';', '.']).next()).map(str::trim).collect();
        for name in names.into_iter().filter(|name| NAMES.contains(name)) {
            // A namespace that the name of the project begins with is shared on purpose.
            let shares = project.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
                && !wheel.site.contains(&format!("{name}/__init__.py"));
            if declared.contains(&name) || project == name || shares {
                continue;
            }
            check.find(
                wheel.file.at(name),
                message!(
                    "{name} is installed at the top of `site-packages`, where any project's {name} may lie",
                    name = Fact::code(name),
                ),
                message!("Exclude {name} from the packages, or move it into the package", name = Fact::code(name)),
            );
        }
    }
}
