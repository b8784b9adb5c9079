//! PyPI's answer under `yara-pyarmor`, `yara-sourcedefender`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The source is encrypted
    ///
    /// A module carries the marks of PyArmor or SourceDefender.
    ///
    /// ## Why
    /// PyPI refuses it: nobody can read what the code does (Acceptable Use Policy).
    ///
    /// ## Fix
    /// Ship readable source, or distribute the package elsewhere.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// from pyarmor_runtime import __pyarmor__
    /// __pyarmor__(__name__, __file__, b'')
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SecEncryptedSource { id: "sec-encrypted-source", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecEncryptedSource {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["yara-pyarmor", "yara-sourcedefender"], check, &message!("Ship readable source"));
    }
}
