//! Top-level names that are known to belong to another distribution.

use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::python::distributions::{Provider, is_namespace, provider};
use crate::rules::entry_points::resembles;
use crate::rules::members::{import_names, payload, project};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel installs the modules of another distribution
    ///
    /// The wheel installs, at the top, a package or module that another well-known distribution brings, and the project is not called
    /// like either.
    ///
    /// ## Why
    /// Whichever of the two is installed last wins, and removing one breaks the other. It is also how a copied package passes for the real one.
    ///
    /// ## Fix
    /// Require the distribution. If a copy is needed, vendor it inside the package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- yaml/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Import-Name: demo
    /// Import-Name: yaml
    /// Metadata-Version: 2.5
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/_vendor/yaml/__init__.py
    /// ```
    SecForeignTopLevel { id: "sec-foreign-top-level", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for SecForeignTopLevel {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let project = project(wheel).unwrap_or_default();
        for name in import_names(&files) {
            let Provider::Distributions(owners) = provider(name) else { continue };
            let related = resembles(&project, name) || owners.iter().any(|owner| resembles(&project, owner));
            if related || is_namespace(name) {
                continue;
            }
            let finding = check.find(
                wheel.file.at(name),
                message!(
                    "{name} is what {owner} installs; the two overwrite each other",
                    name = Fact::code(name),
                    owner = Fact::code(owners.first().copied().unwrap_or_default()),
                ),
                message!("Require the distribution, or vendor its copy inside the package"),
            );
            finding.certainty = Certainty::Likely;
        }
    }
}
