//! Test suites installed as top-level packages. Tests inside a package are none of its business.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{import_names, payload, project, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The tests are installed as a top-level package
    ///
    /// The wheel installs `test`, `tests` or `testing` beside its package.
    ///
    /// ## Why
    /// The name belongs to nobody: two wheels that do this overwrite each other's files, and `import tests` in somebody's own
    /// project may find this one. A project that is called so itself, or shares such a namespace, is not meant.
    ///
    /// ## Fix
    /// Exclude the folder from the packages, or move the tests into the package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- tests/__init__.py
    /// --- tests/test_demo.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/tests/__init__.py
    /// --- demo/tests/test_demo.py
    /// ```
    ContentTestsTopLevel { id: "content-tests-top-level", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

/// Top-level names that test suites have.
pub(crate) const NAMES: [&str; 3] = ["test", "tests", "testing"];

impl Rule for ContentTestsTopLevel {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let names = import_names(&files);
        let project = project(wheel).unwrap_or_default();
        for name in NAMES.iter().filter(|name| names.contains(*name)) {
            let sites = site_files(&files);
            let init = format!("{name}/__init__.py");
            let namespace = !sites.iter().any(|(site, _)| *site == init);
            let shares = namespace && project.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
            if project == *name || shares {
                continue;
            }
            let is_it = |site: &str| site.strip_prefix(name).is_some_and(|rest| rest.starts_with('/') || rest == ".py");
            let first = sites.iter().find(|(site, _)| is_it(site));
            let location = first.map_or_else(|| wheel.file.location(), |(_, member)| wheel.file.at(&member.path));
            check.find(
                location,
                message!(
                    "{name} is installed as a top-level package, where it collides with the tests of other wheels",
                    name = Fact::code(*name)
                ),
                message!(
                    "Exclude {name} from the packages of the wheel, or move it into the package",
                    name = Fact::code(*name)
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_namespace_of_that_name_is_shared_on_purpose() {
        check("=== testing_common-1.0-py3-none-any.whl\n--- testing/common/__init__.py\n", &[]);
    }
}
