//! Import names that the metadata declares against what the wheel installs (PEP 794).

use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Location, Severity};
use crate::message;
use crate::python::modules::{Lookup, find};
use crate::rules::members::{import_names, payload};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The declared import names are not those of the wheel
    ///
    /// `Import-Name` or `Import-Namespace` names something that the wheel does not hold; or, as a warning, the wheel installs a public package at
    /// the top that none of them names.
    ///
    /// ## Why
    /// Tools look up by these names which project to install for an `import`.
    ///
    /// ## Fix
    /// Correct `import-names` and `import-namespaces` under `[project]`, or get the package into the wheel.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.5
    /// Import-Name: demos
    /// Import-Name: demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.5
    /// Import-Name: demo
    /// ```
    MatchImportNames { id: "match-import-names", gate: Agree, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for MatchImportNames {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let fields: Vec<_> = metadata.all("Import-Name").chain(metadata.all("Import-Namespace")).collect();
        if fields.is_empty() {
            check.skip("the metadata declares no import names");
            return;
        }
        let Some(files) = payload(wheel, check) else { return };
        let mut declared = Vec::new();
        for field in &fields {
            // `name ; private`
            let name = field.value.split(';').next().unwrap_or_default().trim();
            declared.push(name);
            if name.is_empty() || !matches!(find(&wheel.site, name), Lookup::Missing { .. }) {
                continue;
            }
            check.find(
                Location { line: Some(field.line), ..wheel.file.at(&metadata.path) },
                message!(
                    "{field} names {name}, and the wheel holds no such module",
                    field = Fact::code(&field.name),
                    name = Fact::code(name),
                ),
                message!("Correct the name, or get {name} into the wheel", name = Fact::code(name)),
            );
        }
        let listed = |name: &str| declared.iter().any(|it| it.split('.').next() == Some(name));
        let unlisted: Vec<&str> = import_names(&files)
            .into_iter()
            .filter(|name| !name.starts_with('_') && !name.contains('-') && !listed(name))
            .collect();
        if !unlisted.is_empty() {
            let message = message!(
                "The wheel installs {names}, which no import name of the metadata covers",
                names = Fact::list(unlisted),
            );
            let fix = message!("Add it to `import-names`, or leave it out of the wheel");
            check.find(wheel.file.at(&metadata.path), message, fix).severity = Severity::Warning;
        }
    }
}
