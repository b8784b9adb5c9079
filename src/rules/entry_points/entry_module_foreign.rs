//! Modules of entry points that only another distribution could bring.

use super::{is_own_module, references, resembles};
use crate::artifact::requirement::Requirement;
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::python::modules::Lookup;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command or plugin names a module of something else
    ///
    /// The module of an entry point is not in the wheel, and no requirement is called like it.
    ///
    /// ## Why
    /// It works only where another distribution brings the module. If none does, the command fails when a user runs it. The
    /// tool compares names and cannot be sure: a distribution may bring modules under any name.
    ///
    /// ## Fix
    /// Require the distribution that brings the module, or ship the module.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = launcher.cli:main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: launcher>=1
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = launcher.cli:main
    /// ```
    EntryModuleForeign { id: "entry-module-foreign", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryModuleForeign {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        let requirements = wheel.metadata.iter().flat_map(|metadata| &metadata.requires_dist);
        let names: Vec<String> = requirements.filter_map(Requirement::name).collect();
        for (entry, reference, lookup) in references(wheel).filter(|(entry, ..)| entry.is_script()) {
            let Lookup::Missing { closed, .. } = lookup else { continue };
            let top = reference.module.split('.').next().unwrap_or_default();
            let brought =
                names.iter().any(|name| resembles(name, top) && !wheel.site.iter().any(|path| path.starts_with(top)));
            if brought || is_own_module(wheel, &reference.module, closed) {
                continue;
            }
            let message = message!(
                "The command {name} starts {module}, which is neither in the wheel nor called like anything that it requires",
                name = Fact::code(&entry.name),
                module = Fact::code(&entry.value),
            );
            let fix = message!("Require the distribution that brings {top}, or ship the module", top = Fact::code(top));
            check.find(wheel.file.at_line(&points.path, entry.line), message, fix).certainty = Certainty::Likely;
        }
    }
}
