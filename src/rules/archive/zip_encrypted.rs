//! Entries of a zip that need a password.

use crate::artifact::wheel::Wheel;
use crate::finding::Gate;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// An entry is encrypted
    ///
    /// General-purpose bit 0 is set: the content of an entry needs a password.
    ///
    /// ## Why
    /// No installer asks for one, so the installation stops. PyPI fails too where the entry is a Python file or `WHEEL`.
    ///
    /// ## Fix
    /// Pack the wheel without a password.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.bin {encrypted}
    /// values
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.bin
    /// values
    /// ```
    ZipEncrypted { id: "zip-encrypted", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipEncrypted {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(members) = check.need_members(wheel) else { return };
        let pairs = members.iter().zip(&wheel.details);
        let paths: Vec<&str> =
            pairs.filter(|(_, detail)| detail.encrypted).map(|(member, _)| member.path.as_str()).collect();
        let uploads = paths.iter().any(|path| path.ends_with(".py") || path.ends_with(".dist-info/WHEEL"));
        let found = check.find_each(
            wheel.file.location(),
            places(&wheel.file, paths),
            |path| message!("{path} is encrypted; no installer can unpack it", path = path),
            |count, paths| {
                message!(
                    "{count} members are encrypted, and no installer can unpack them: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &message!("Pack the wheel without a password"),
        );
        if uploads {
            for finding in found {
                finding.gate = Gate::Upload;
            }
        }
    }
}
