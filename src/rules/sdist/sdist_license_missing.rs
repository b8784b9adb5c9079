//! Licence files that an sdist promises. Whether there is a licence at all is not its business.

use crate::artifact::sdist::Sdist;
use crate::finding::{Fact, Gate, Severity};
use crate::message;
use crate::rules::members::{glob, inner_files, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A licence file that the sdist names is not in it
    ///
    /// A `License-File` of the metadata, or a pattern in `license-files` under `[project]`, has no file in the sdist.
    ///
    /// ## Why
    /// PyPI refuses an sdist whose metadata (2.4 or later) names a missing licence file. Backends must stop where a pattern matches
    /// nothing, so a wheel cannot be built from it. In older metadata the field is only a hint, and the finding is a warning.
    ///
    /// ## Fix
    /// Include the file in the sdist, or correct the pattern.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/LICENSE {absent}
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["flit-core>=3.12"]
    /// build-backend = "flit_core.buildapi"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/PKG-INFO {merge}
    /// License-File: LICENSE
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["flit-core>=3.12"]
    /// build-backend = "flit_core.buildapi"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// license-files = ["LICENSE", "licenses/*.txt"]
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistLicenseMissing { id: "sdist-license-missing", gate: Upload, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistLicenseMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if whole_root(sdist, check).is_none() {
            return;
        }
        let files = inner_files(sdist);
        let mut named = Vec::new();
        if let Some(metadata) = &sdist.metadata {
            let required = metadata.metadata_version() >= Some((2, 4));
            // Below the folder that holds PKG-INFO, which may lie deeper than the first.
            let folder =
                metadata.path.strip_suffix("PKG-INFO").map(|folder| sdist.inner_path(folder)).unwrap_or_default();
            for field in metadata.all("License-File") {
                let path = field.value.trim();
                if path.is_empty() || files.contains(format!("{folder}{path}").as_str()) {
                    continue;
                }
                named.push(path.to_owned());
                let finding = check.find(
                    sdist.file.at_line(&metadata.path, field.line),
                    message!(
                        "The licence file {path} is not in the sdist, and PyPI refuses it for that",
                        path = Fact::code(path)
                    ),
                    message!("Include {path} in the sdist", path = Fact::code(path)),
                );
                if !required {
                    finding.severity = Severity::Warning;
                    finding.gate = Gate::Agree;
                    finding.message = message!("The licence file {path} is not in the sdist", path = Fact::code(path));
                }
            }
        }
        if let Some(pyproject) = &sdist.pyproject {
            let patterns = pyproject.get(&["project", "license-files"]);
            for value in patterns.into_iter().flat_map(crate::artifact::pyproject::Value::items) {
                let Some(pattern) = value.as_str().filter(|pattern| !pattern.is_empty()) else { continue };
                if named.iter().any(|path| glob(pattern, path)) || files.iter().any(|path| glob(pattern, path)) {
                    continue;
                }
                let finding = check.find(
                    pyproject.at(&value.span),
                    message!(
                        "No file matches {pattern} of `license-files`, and backends stop at that",
                        pattern = Fact::code(pattern)
                    ),
                    message!("Include the file in the sdist, or correct the pattern"),
                );
                finding.gate = Gate::Install;
            }
        }
    }
}
