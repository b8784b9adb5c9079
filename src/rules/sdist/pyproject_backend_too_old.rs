//! Licence fields of PEP 639 with a backend that cannot read them. Whether the licence is one is judged by others.

use crate::artifact::backend::Backend;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The build requirement keeps out every backend that reads the licence
    ///
    /// `license` is a text or `license-files` is a list, as PEP 639 has them, and `build-system.requires` admits only versions of
    /// the backend from before it.
    ///
    /// ## Why
    /// Those versions stop at the field, or leave it out of the metadata.
    ///
    /// ## Fix
    /// Raise the build requirement: setuptools 77.0.3, hatchling 1.27, flit-core 3.12, pdm-backend 2.4, poetry-core 2.2 and
    /// uv-build 0.7.19 are the first that read it.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling<1.27"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// license = "MIT"
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
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// license = "MIT"
    /// ```
    PyprojectBackendTooOld { id: "pyproject-backend-too-old", gate: Install, severity: Error, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for PyprojectBackendTooOld {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let license = pyproject.get(&["project", "license"]).filter(|value| value.as_str().is_some());
        let Some(field) = license.or_else(|| pyproject.get(&["project", "license-files"])) else {
            check.skip("`[project]` has no licence field of PEP 639");
            return;
        };
        let Some(backend) = Backend::of(pyproject) else {
            check.skip("nothing is known of this build backend");
            return;
        };
        let Some(bound) = backend.bound_below_spdx(pyproject) else { return };
        let at = backend.required(pyproject).map_or(field, |(_, item): (_, &Value)| item);
        check.find(
            pyproject.at(&at.span),
            message!(
                "The build requires {backend} {bound}, and the licence fields of PEP 639 are read from {first} on",
                backend = Fact::code(backend.distribution),
                bound = Fact::code(bound),
                first = Fact::text(backend.first_with_spdx),
            ),
            message!(
                "Require {wanted}",
                wanted = Fact::code(format!("{}>={}", backend.distribution, backend.first_with_spdx))
            ),
        );
    }
}
