//! PyPI's answer under `poly`; the endpoint's steps are in `upload`.

use crate::artifact::Distribution;
use crate::message;
use crate::rules::upload::refused;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file is two archives at once
    ///
    /// The bytes can be read as a zip and as a tar.
    ///
    /// ## Why
    /// Two readers would install two different programs. PyPI refuses the file.
    ///
    /// ## Fix
    /// Build it again; nothing may be written before or after the archive.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz {polyglot}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ArchivePolyglot { id: "archive-polyglot", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ArchivePolyglot {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["poly"], check, &message!("Build the file again: one archive in one file"));
    }
}
