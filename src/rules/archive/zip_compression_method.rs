//! Entries of a zip that are neither stored nor deflated.

use crate::archive::zip::is_plain;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// An entry is compressed with a method that PyPI refuses
    ///
    /// An entry of the wheel is compressed with something other than deflate, such as bzip2, LZMA or zstandard.
    ///
    /// ## Why
    /// PyPI answers `File does not use a supported compression type`. Older versions of pip and Python cannot unpack such
    /// entries.
    ///
    /// ## Fix
    /// Compress with deflate, or store.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.bin {method=12}
    /// values
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.bin {stored}
    /// values
    /// ```
    ZipCompressionMethod {
        id: "zip-compression-method", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for ZipCompressionMethod {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(members) = check.need_members(wheel) else { return };
        let pairs = members.iter().zip(&wheel.details);
        // Directories have no content, and PyPI judges them all the same.
        let paths = pairs.filter(|(_, detail)| !is_plain(&detail.method)).map(|(member, _)| member.path.as_str());
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, paths),
            |path| message!("{path} is neither stored nor deflated; PyPI refuses any other method", path = path),
            |count, paths| {
                message!(
                    "{count} members are neither stored nor deflated, which PyPI refuses: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &message!("Compress with deflate"),
        );
    }
}
