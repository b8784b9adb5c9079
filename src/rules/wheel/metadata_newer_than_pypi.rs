//! Core metadata of a version that is specified and that PyPI does not take yet.

use super::metadata_version_support::NEWER;
use crate::artifact::Distribution;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The Metadata-Version is newer than those that PyPI accepts
    ///
    /// `Metadata-Version` is 2.6, which was specified in May 2026. In August 2026 PyPI accepted versions up to 2.5; it will learn
    /// this one.
    ///
    /// ## Why
    /// PyPI answers `is not a valid metadata version`. A build backend may write a version that installers read and the index
    /// does not accept yet; where the workflow does not pin the backend, a release fails that worked a week before.
    ///
    /// ## Fix
    /// Pin the build backend to a release that writes an older version, until the index accepts this one.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.6
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.5
    /// ```
    MetadataNewerThanPypi {
        id: "metadata-newer-than-pypi", gate: Upload, severity: Error, since: "0.2.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for MetadataNewerThanPypi {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let Some(field) = metadata.first("Metadata-Version") else { return };
        let written = field.value.trim();
        if !NEWER.contains(&written) {
            return;
        }
        check.find(
            Location { line: Some(field.line), ..distribution.file().at(&metadata.path) },
            message!(
                "`Metadata-Version` is {written}; PyPI accepts versions up to 2.5 and refuses it",
                written = Fact::code(written)
            ),
            message!("Pin the build backend to a release that writes an older version"),
        );
    }
}
