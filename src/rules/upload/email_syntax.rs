//! PyPI's answer under `email-syntax`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An e-mail address is not valid
    ///
    /// `Author-email` or `Maintainer-email` holds one address, and it is none that could receive mail: no `@`, no
    /// domain with a period, a reserved domain.
    ///
    /// ## Why
    /// PyPI refuses the file.
    ///
    /// ## Fix
    /// Correct the address, or leave it out.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Author-email: Jo <jo@localhost>
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    EmailSyntax { id: "email-syntax", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for EmailSyntax {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["email-syntax"], check, &message!("Correct the address, or leave it out"));
    }
}
