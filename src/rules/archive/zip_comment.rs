//! Comments of a zip and of its entries.

use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Gate, Severity};
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// The zip has a comment
    ///
    /// The wheel carries a comment, of the whole archive or of an entry. A comment of an entry is an error, because PyPI
    /// refuses it; so is a comment of the archive that looks like zip records, because uv refuses it.
    ///
    /// ## Why
    /// Nothing reads comments of wheels, and a comment can hide a second archive. PyPI accepts one for the archive, but
    /// answers `Comment in central directory` where an entry has one.
    ///
    /// ## Fix
    /// Write the wheel without comments.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {comment=built by hand}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipComment { id: "zip-comment", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipComment {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let comment = wheel.records.end.as_ref().map(|end| end.comment.as_slice()).unwrap_or_default();
        if !comment.is_empty() {
            let message = message!(
                "The zip has a comment of {bytes}, which no installer needs",
                bytes = Fact::Bytes(comment.len() as u64)
            );
            let finding = check.find(wheel.file.location(), message, message!("Write the zip without a comment"));
            let records =
                comment.windows(2).any(|pair| pair == b"PK") && comment.iter().any(|byte| matches!(byte, 1..=8));
            if records {
                (finding.severity, finding.gate) = (Severity::Error, Gate::Install);
                finding.message = message!("The comment of the zip looks like zip records; uv refuses to install it");
            }
        }
        let commented = wheel.records.centrals.iter().filter(|central| !central.comment.is_empty());
        let names: Vec<_> = commented.map(|central| String::from_utf8_lossy(&central.name).into_owned()).collect();
        let found = check.find_each(
            wheel.file.location(),
            places(&wheel.file, names.iter().map(String::as_str)),
            |path| message!("The entry {path} has a comment; PyPI refuses that", path = path),
            |count, paths| {
                message!("{count} entries have comments, which PyPI refuses: {paths}", count = count, paths = paths)
            },
            &message!("Write the zip without comments"),
        );
        for finding in found {
            (finding.severity, finding.gate) = (Severity::Error, Gate::Upload);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn the_comment_of_an_entry_is_refused() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py {comment=hello}\n",
            &["error zip-comment: The entry `demo/__init__.py` has a comment; PyPI refuses that"],
        );
    }
}
