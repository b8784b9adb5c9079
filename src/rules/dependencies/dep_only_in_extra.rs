//! Imports of the package that only an extra provides for. Those of commands are `entry-needs-extra`.

use super::provision::{Provision, Requirements};
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::rules::source::at;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// The package cannot be imported without an extra
    ///
    /// Importing the package certainly imports a module of a distribution that is required only by an extra. It is an error where all that the
    /// requirements bring is known, and a warning where one of them may bring it, or where the project is a plugin or a part of it: by its
    /// name, a `Framework` classifier, a group of entry points, or because it is required by it.
    ///
    /// ## Why
    /// Whoever installs the project without the extra cannot import it: `ModuleNotFoundError`.
    ///
    /// ## Fix
    /// Move the distribution to `dependencies`, or import it in a `try` or where it is needed.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import numpy
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: fast
    /// Requires-Dist: numpy>=1; extra == "fast"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// try:
    ///     import numpy
    /// except ImportError:
    ///     numpy = None
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: fast
    /// Requires-Dist: numpy>=1; extra == "fast"
    /// ```
    DepOnlyInExtra { id: "dep-only-in-extra", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DepOnlyInExtra {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(requirements) = Requirements::of(wheel) else {
            check.undecided(format!("the metadata of {} could not be read", wheel.file.name));
            return;
        };
        let mut told = BTreeSet::new();
        for import in &wheel.imports.outside {
            let Some(root) = wheel.imports.roots.get(import.root).filter(|root| root.command.is_none()) else {
                continue;
            };
            let Provision::OnlyInExtra { distribution, extra, certain } = requirements.provision(wheel, &import.module)
            else {
                continue;
            };
            if !told.insert(distribution.clone()) {
                continue;
            }
            let finding = check.find(
                at(wheel, &import.path, import.line),
                message!(
                    "{path} imports {module}, and only the extra {extra} requires {distribution}",
                    path = Fact::code(&import.path),
                    module = Fact::code(&import.module),
                    extra = Fact::code(extra),
                    distribution = Fact::code(&distribution),
                ),
                message!(
                    "Move {distribution} to `dependencies`, or guard the import",
                    distribution = Fact::code(&distribution),
                ),
            );
            if !certain || !root.main {
                finding.severity = Severity::Warning;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    /// `sphinxcontrib-applehelp` 2.0.0, which sphinx requires.
    #[test]
    fn a_plugin_that_leaves_its_host_to_an_extra_is_no_error() {
        check(
            "=== sphinxcontrib_applehelp-2.0.0-py3-none-any.whl\n--- sphinxcontrib/applehelp/__init__.py\nimport sphinx\n\
             --- sphinxcontrib_applehelp-2.0.0.dist-info/METADATA {merge}\nProvides-Extra: standalone\n\
             Requires-Dist: sphinx>=5; extra == 'standalone'\n",
            &[
                "warning dep-only-in-extra: `sphinxcontrib/applehelp/__init__.py` imports `sphinx`, and only the extra `standalone` \
               requires `sphinx`",
            ],
        );
    }

    /// `sphinxcontrib-devhelp` 2.0.0.
    #[test]
    fn stubs_do_not_bring_the_module_and_a_plugin_has_what_its_host_brings() {
        check(
            "=== sphinxcontrib_devhelp-2.0.0-py3-none-any.whl\n--- sphinxcontrib/devhelp/__init__.py\nimport docutils\n\
             --- sphinxcontrib_devhelp-2.0.0.dist-info/METADATA {merge}\nProvides-Extra: lint\n\
             Requires-Dist: types-docutils; extra == 'lint'\n",
            &[
                "warning dep-undeclared-import: `sphinxcontrib/devhelp/__init__.py` imports `docutils`, and `docutils` is not among the \
               requirements",
            ],
        );
    }
}
