//! Bytes after the end of a zip.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Bytes lie after the end of the zip
    ///
    /// Something follows the end record of the wheel and its comment. Zeros count too.
    ///
    /// ## Why
    /// PyPI answers `Trailing data` and refuses it. Some readers ignore such bytes, others take them for an archive of
    /// their own.
    ///
    /// ## Fix
    /// Write the wheel again with a standard zip writer. A tool that pads or signs files must not touch it.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {trailing=signed}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipTrailingData { id: "zip-trailing-data", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipTrailingData {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let Some(end) = wheel.records.end.as_ref().filter(|_| !wheel.records.trailing.is_empty()) else { return };
        // The end record has 22 bytes and its comment.
        let bytes = wheel.file.size.saturating_sub(end.offset + 22 + end.comment.len() as u64);
        check.find(
            wheel.file.location(),
            message!(
                "{bytes} follow the end of the zip; PyPI refuses that: {answer}",
                bytes = Fact::Bytes(bytes),
                answer = Fact::code("Trailing data"),
            ),
            message!("Write the zip again, without anything after its end"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn zeros_are_refused_by_pypi_as_well() {
        check(
            "=== demo-1.0-py3-none-any.whl {trailing=\0\0}\n--- demo/__init__.py\n",
            &["error zip-trailing-data: 2 bytes follow the end of the zip; PyPI refuses that: `Trailing data`"],
        );
    }
}
