//! Licence files that the metadata of a wheel name. Those of an sdist are the business of `sdist_license_missing`.

use std::collections::HashSet;

use super::dist_info;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A licence file is not in the wheel
    ///
    /// `License-File` names a file that is not in the `licenses` directory of `.dist-info`. Metadata before version 2.4
    /// are not judged, since the place of the files was not fixed.
    ///
    /// ## Why
    /// PyPI answers `License-File … does not exist in distribution file` and refuses the wheel.
    ///
    /// ## Fix
    /// Add the file to `license-files` in `pyproject.toml`, and see that the backend finds it in the sdist from which the
    /// wheel is built.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/licenses/LICENSE {absent}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    MetadataLicenseFileMissing {
        id: "metadata-license-file-missing", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for MetadataLicenseFileMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let Some(directory) = dist_info(wheel, check) else { return };
        if metadata.metadata_version().is_none_or(|version| version < (2, 4)) {
            check.skip("before Metadata-Version 2.4 licence files had no fixed place");
            return;
        }
        let held: HashSet<&str> = wheel.members.iter().map(|member| member.path.as_str()).collect();
        for field in metadata.all("License-File") {
            let name = field.value.trim();
            // Paths of another form are refused for that form.
            if name.is_empty() || name.contains("..") || name.contains(['*', '\\']) || name.starts_with('/') {
                continue;
            }
            let path = format!("{directory}/licenses/{name}");
            if !held.contains(path.as_str()) {
                check.find(
                    wheel.file.at_line(&metadata.path, field.line),
                    message!(
                        "{path} is not in the wheel, though `License-File` names it; PyPI refuses that",
                        path = Fact::code(path)
                    ),
                    message!("Add the file to `license-files`, or correct its path"),
                );
            }
        }
    }
}
