//! Regular packages where a namespace is meant that other distributions add to.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::project;
use crate::rules::source::at;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A shared namespace has an `__init__.py`
    ///
    /// The wheel ships `__init__.py` for a package that is a namespace: one that its metadata declares by `Import-Namespace`, or one
    /// that is known to be shared, such as `google` or `azure`. The forms of `pkgutil` and `pkg_resources` that extend the path are not
    /// meant.
    ///
    /// ## Why
    /// A regular package closes the namespace: where it is installed, the other distributions' parts of it can no longer be imported.
    ///
    /// ## Fix
    /// Remove the `__init__.py` of the namespace.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo_google_tool-1.0-py3-none-any.whl
    /// --- google/__init__.py
    /// --- google/demo_tool/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo_google_tool-1.0-py3-none-any.whl
    /// --- google/demo_tool/__init__.py
    /// ```
    ContentNamespaceInit { id: "content-namespace-init", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

/// Namespaces that many distributions share, none of which may close them.
const SHARED: [&str; 9] =
    ["azure", "azure.mgmt", "backports", "google", "google.cloud", "jaraco", "opentelemetry", "sphinxcontrib", "zope"];

impl Rule for ContentNamespaceInit {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let declared = metadata.all("Import-Namespace").map(|field| {
            let name = field.value.split(';').next().unwrap_or_default();
            name.trim().to_owned()
        });
        let mut names: Vec<String> = declared.chain(SHARED.map(str::to_owned)).collect();
        names.sort();
        names.dedup();
        let project = project(wheel).unwrap_or_default();
        for name in names.iter().filter(|name| !name.is_empty() && **name != project) {
            let path = format!("{}/__init__.py", name.replace('.', "/"));
            if !wheel.site.contains(&path) {
                continue;
            }
            let Some((_, module)) = wheel.module(&path) else {
                check.undecided(format!("{path} could not be read"));
                continue;
            };
            if module.extends_path {
                continue;
            }
            check.find(
                at(wheel, &path, 1),
                message!(
                    "{path} makes {name} a package of this wheel alone; what other distributions add to it can no longer be imported",
                    path = Fact::code(&path),
                    name = Fact::code(name),
                ),
                message!("Remove {path}", path = Fact::code(&path)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn an_init_that_extends_the_path_closes_nothing() {
        check(
            "=== zope_demo-1.0-py3-none-any.whl\n--- zope/__init__.py\n\
             __path__ = __import__('pkgutil').extend_path(__path__, __name__)\n--- zope/demo/__init__.py\n",
            &[],
        );
    }
}
