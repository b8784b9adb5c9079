//! The form of digests in RECORD.

use super::{content_rows, record, well_formed};
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A digest in RECORD has not the form that it must have
    ///
    /// A digest is not URL-safe base64 without padding, has the wrong length, or there is no `=` after the algorithm.
    ///
    /// ## Why
    /// It can never be equal to what tools compute, so those that validate RECORD report the file as changed. Common slips
    /// are hexadecimal digits, padding, and `+` and `/` of ordinary base64.
    ///
    /// ## Fix
    /// Write `sha256=` and `base64.urlsafe_b64encode(digest).rstrip(b"=")`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt {unrecorded}
    /// --- demo-1.0.dist-info/RECORD {append}
    /// demo/data.txt,sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordDigestMalformed {
        id: "record-digest-malformed", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for RecordDigestMalformed {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let bad = content_rows(record)
            .filter(|row| !row.hash.is_empty() && (!row.hash.contains('=') || well_formed(&row.hash) == Some(false)));
        check.find_each(
            wheel.file.at(&record.path),
            bad.map(|row| (wheel.file.at_line(&record.path, row.line), format!("{}: {}", row.path, row.hash)))
                .collect(),
            |row| message!("A digest in RECORD is not unpadded URL-safe base64, so it never matches: {row}", row = row),
            |count, rows| {
                message!(
                    "{count} digests in RECORD are not unpadded URL-safe base64, so they never match: {rows}",
                    count = count,
                    rows = rows
                )
            },
            &message!("Write digests in URL-safe base64 without padding"),
        );
    }
}
