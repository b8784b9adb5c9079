//! Files that setuptools reads dynamic fields from.

use crate::artifact::pyproject::Value;
use crate::artifact::sdist::Sdist;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::members::{inner_files, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A file that a dynamic field is read from is not in the sdist
    ///
    /// `[tool.setuptools.dynamic]` reads a field from a file that was not packed. A missing part of the readme is a
    /// warning.
    ///
    /// ## Why
    /// setuptools warns and goes on: a wheel built from the sdist has no version, or requires less than it should.
    ///
    /// ## Fix
    /// Include the file in the sdist: with setuptools, name it in `MANIFEST.in`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// dynamic = ["dependencies"]
    /// [tool.setuptools]
    /// packages = ["demo"]
    ///
    /// [tool.setuptools.dynamic]
    /// dependencies = { file = ["requirements.txt"] }
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/requirements.txt
    /// attrs>=23
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// dynamic = ["dependencies"]
    /// [tool.setuptools]
    /// packages = ["demo"]
    ///
    /// [tool.setuptools.dynamic]
    /// dependencies = { file = ["requirements.txt"] }
    /// ```
    SdistDynamicFileMissing { id: "sdist-dynamic-file-missing", gate: Install, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistDynamicFileMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if whole_root(sdist, check).is_none() {
            return;
        }
        let Some(pyproject) = sdist.pyproject.as_ref().filter(|it| it.build_backend().starts_with("setuptools")) else {
            check.skip("the sdist is not built with setuptools and pyproject.toml");
            return;
        };
        let files = inner_files(sdist);
        let dynamic = pyproject.get(&["tool", "setuptools", "dynamic"]);
        for entry in dynamic.into_iter().flat_map(Value::entries) {
            // Extras stand one table deeper.
            let tables = std::iter::once(&entry.value).chain(entry.value.entries().iter().map(|inner| &inner.value));
            let named = tables.filter_map(|table| table.get(&["file"]));
            for value in named.flat_map(|value| std::iter::once(value).chain(value.items())) {
                let Some(path) = value.as_str() else { continue };
                let plain = path.trim_start_matches("./");
                if plain.contains(['*', '?', '[']) || files.contains(plain) {
                    continue;
                }
                let finding = check.find(
                    pyproject.at(&value.span),
                    message!(
                        "{field} is read from {path}, which is not in the sdist; a wheel built from it lacks it",
                        field = Fact::code(&entry.key),
                        path = Fact::code(path),
                    ),
                    message!("Include {path} in the sdist", path = Fact::code(path)),
                );
                if entry.key == "readme" {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }
}
