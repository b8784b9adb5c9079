//! Whether anything says under which licence the distribution may be used. Which licence it is, is not judged.

use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// No licence is declared and none is shipped
    ///
    /// The metadata has no `License-Expression`, `License`, `License-File` or licence classifier, and no file is called
    /// like a licence.
    ///
    /// ## Why
    /// Without a licence nobody may use, change or redistribute the code, whatever its author meant. Companies and
    /// distributions leave such packages out.
    ///
    /// ## Fix
    /// Add the text of the licence as `LICENSE`, and `license = "MIT"` (an SPDX expression) with `license-files =
    /// ["LICENSE"]` under `[project]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/licenses/LICENSE {absent}
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// License-Expression:
    /// License-File:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/licenses/LICENSE {absent}
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// License-Expression:
    /// License-File:
    /// Classifier: License :: OSI Approved :: MIT License
    /// ```
    MetadataLicenseAbsent { id: "metadata-license-absent", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for MetadataLicenseAbsent {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let declared =
            ["License-Expression", "License", "License-File"].iter().any(|name| metadata.value(name).is_some());
        let classified = metadata.all("Classifier").any(|field| field.value.trim_start().starts_with("License ::"));
        let shipped = distribution.members().iter().any(|member| member.is_file() && is_license(member.file_name()));
        if declared || classified || shipped {
            return;
        }
        check.find(
            distribution.file().at(&metadata.path),
            message!("No licence is declared and no licence file is shipped, so nobody may use the code"),
            message!("Add a `LICENSE` file, and `license` with `license-files` under `[project]`"),
        );
    }
}

/// Whether a file is called like a licence.
fn is_license(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["license", "licence", "copying", "unlicense", "notice"].iter().any(|word| name.starts_with(word))
}
