//! Whether anything says under which licence the distribution may be used. Which licence it is, is not judged.

use crate::artifact::Distribution;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::{Certainty, Message};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// No licence is declared and none is shipped
    ///
    /// The metadata has no `License-Expression`, `License`, `License-File` or licence classifier, and no file is called
    /// like a licence. A `pyproject.toml` that was dropped without a distribution is asked for `license`, `license-files` and
    /// the classifier in its place.
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
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
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
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// ```
    MetadataLicenseAbsent { id: "metadata-license-absent", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
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
            fix(),
        );
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if check.release().wheels().next().is_some() || check.release().sdists().next().is_some() {
            check.skip("the distributions beside it tell");
            return;
        }
        let Some(project) = pyproject.project() else {
            check.skip("there is no `[project]`");
            return;
        };
        let dynamic = ["license", "license-files", "classifiers"].iter().any(|field| pyproject.is_dynamic(field));
        let stated = |key| project.get(&[key]).is_some_and(|value| value.as_str() != Some(""));
        let classifiers = project.get(&["classifiers"]).into_iter().flat_map(Value::strings);
        let classified = classifiers.into_iter().any(|it| it.trim_start().starts_with("License ::"));
        if dynamic || classified || stated("license") || stated("license-files") {
            return;
        }
        // A backend may find a licence file by its name, and that is all that would say so.
        let message = message!("`[project]` declares no licence: neither `license` nor a licence classifier");
        check.find(pyproject.location(), message, fix()).certainty = Certainty::Likely;
    }
}

fn fix() -> Message {
    message!("Add a `LICENSE` file, and `license` with `license-files` under `[project]`")
}

/// Whether a file is called like a licence.
fn is_license(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["license", "licence", "copying", "unlicense", "notice"].iter().any(|word| name.starts_with(word))
}
