//! The version of core metadata, compared with what PyPI accepts.

use crate::artifact::Distribution;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI does not accept the Metadata-Version
    ///
    /// `Metadata-Version` is absent or none of 1.0, 1.1, 1.2, 2.1, 2.2, 2.3, 2.4 and 2.5. This is what PyPI accepted in
    /// August 2026; it will learn newer ones.
    ///
    /// ## Why
    /// PyPI answers `is not a valid metadata version`. A build backend may already write a version that the index does not
    /// accept yet, although installers do.
    ///
    /// ## Fix
    /// Pin the build backend to a release that writes an older version, or wait until the index accepts it.
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
        if ACCEPTED.contains(&written) {
            return;
        }
        let location = Location { line: field.map(|field| field.line), ..file.at(&metadata.path) };
        let message = if written.is_empty() {
            message!("There is no `Metadata-Version`; PyPI refuses the metadata")
        } else {
            message!(
                "`Metadata-Version` is {written}; PyPI accepts versions up to 2.5 and refuses it",
                written = Fact::code(written)
            )
        };
        check.find(location, message, message!("Use a release of the build backend that writes an accepted version"));
    }
}

/// What PyPI accepted on 2026-08-21.
const ACCEPTED: [&str; 8] = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"];
