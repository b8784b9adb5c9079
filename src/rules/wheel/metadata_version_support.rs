//! The version of core metadata, compared with what PyPI accepts.

use crate::artifact::Distribution;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI does not know the Metadata-Version
    ///
    /// `Metadata-Version` is absent or none of 1.0, 1.1, 1.2, 2.1, 2.2, 2.3, 2.4 and 2.5, which are what PyPI accepted in
    /// August 2026. One that is specified and newer than these is `metadata-newer-than-pypi`.
    ///
    /// ## Why
    /// PyPI answers `is not a valid metadata version`. Old releases of wheel wrote 2.0, which was never specified; other values
    /// come from metadata that was written by hand.
    ///
    /// ## Fix
    /// Build with a current release of the backend, and leave the field to it.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.5
    /// ```
    MetadataVersionSupport {
        id: "metadata-version-support", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for MetadataVersionSupport {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let file = distribution.file();
        let field = metadata.first("Metadata-Version");
        let written = field.map(|field| field.value.trim()).unwrap_or_default();
        if ACCEPTED.contains(&written) || NEWER.contains(&written) {
            return;
        }
        let location = Location { line: field.map(|field| field.line), ..file.at(&metadata.path) };
        let message = if written.is_empty() {
            message!("There is no `Metadata-Version`; PyPI refuses the metadata")
        } else {
            message!(
                "`Metadata-Version` is {written}, which PyPI does not know; it refuses the metadata",
                written = Fact::code(written)
            )
        };
        check.find(location, message, message!("Use a release of the build backend that writes an accepted version"));
    }
}

/// Specified, and not accepted by PyPI on 2026-08-21: core metadata 2.6 is of May 2026.
pub(super) const NEWER: [&str; 1] = ["2.6"];

/// What PyPI accepted on 2026-08-21.
const ACCEPTED: [&str; 8] = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"];
