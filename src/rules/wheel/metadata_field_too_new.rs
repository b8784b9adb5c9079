//! Fields that are newer than the declared version of the metadata.

use std::collections::HashSet;

use crate::artifact::Distribution;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A field is newer than the Metadata-Version
    ///
    /// A field was introduced in a later version of core metadata than the file declares. `License-File` before 2.4 is a
    /// warning, since setuptools wrote it for years and twine leaves it out.
    ///
    /// ## Why
    /// PyPI answers `introduced in metadata version` and refuses the upload. With `License-File` only uploads by uv are
    /// refused.
    ///
    /// ## Fix
    /// Use a current build backend, which writes the version that its fields need.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.1
    /// License-Expression:
    /// License-File:
    /// Dynamic: version
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.2
    /// License-Expression:
    /// License-File:
    /// Dynamic: platform
    /// ```
    MetadataFieldTooNew {
        id: "metadata-field-too-new", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for MetadataFieldTooNew {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let file = distribution.file();
        let known = |version: &str| VERSIONS.iter().position(|known| *known == version);
        let Some(declared) = metadata.value("Metadata-Version").and_then(known) else {
            check.skip("the Metadata-Version is not known");
            return;
        };
        let mut seen = HashSet::new();
        for field in metadata.fields.iter().filter(|field| !field.value.trim().is_empty()) {
            let name = field.name.to_ascii_lowercase();
            let Some(added) = introduced(&name).filter(|added| known(added) > Some(declared)) else { continue };
            if !seen.insert(name.clone()) {
                continue;
            }
            let finding = check.find(
                file.at_line(&metadata.path, field.line),
                message!(
                    "{field} came with version {added} of the metadata, but the file declares {declared}; PyPI refuses that",
                    field = Fact::code(&field.name),
                    added = Fact::text(added),
                    declared = Fact::text(VERSIONS.get(declared).copied().unwrap_or_default()),
                ),
                message!("Use a build backend that writes version {added} or later", added = Fact::text(added)),
            );
            if name == "license-file" {
                finding.severity = Severity::Warning;
                finding.message = message!(
                    "`License-File` came with version 2.4 of the metadata; PyPI refuses it if uv uploads, twine leaves it out"
                );
            }
        }
    }
}

const VERSIONS: [&str; 8] = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"];

/// The version that brought a field; those of 1.0 are left out.
fn introduced(field: &str) -> Option<&'static str> {
    Some(match field {
        "supported-platform" | "download-url" | "classifier" | "requires" | "provides" | "obsoletes" => "1.1",
        "maintainer" | "maintainer-email" | "requires-dist" | "requires-python" | "requires-external"
        | "project-url" | "provides-dist" | "obsoletes-dist" => "1.2",
        "description-content-type" | "provides-extra" => "2.1",
        "dynamic" => "2.2",
        "license-expression" | "license-file" => "2.4",
        "import-name" | "import-namespace" => "2.5",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn the_licence_file_of_old_setuptools_is_no_error() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\nMetadata-Version: 2.1\nLicense-Expression:\nLicense-File: LICENSE\n",
            &[
                "warning metadata-field-too-new: `License-File` came with version 2.4 of the metadata; PyPI refuses it if uv uploads, \
               twine leaves it out",
            ],
        );
    }
}
