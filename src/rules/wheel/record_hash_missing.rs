//! Rows of RECORD without a hash or a size.

use std::collections::HashSet;

use super::{content_rows, record, row_place};
use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A row of RECORD has no hash
    ///
    /// A file other than RECORD and its signatures has no hash in its row. A hash without a size is a warning.
    ///
    /// ## Why
    /// The wheel format requires a hash for every file but RECORD itself. Tools that validate RECORD refuse the wheel, and
    /// a change of the file cannot be seen.
    ///
    /// ## Fix
    /// Write RECORD again with a tool that hashes, such as `wheel pack`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt {unrecorded}
    /// --- demo-1.0.dist-info/RECORD {append}
    /// demo/data.txt,,
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordHashMissing { id: "record-hash-missing", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordHashMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let held: HashSet<&str> = wheel.members.iter().map(|member| member.path.as_str()).collect();
        let rows = || content_rows(record).filter(|row| held.contains(row.path.as_str()));
        check.find_each(
            wheel.file.at(&record.path),
            rows().filter(|row| row.hash.is_empty()).map(|row| row_place(wheel, record, row)).collect(),
            |path| message!("RECORD has no hash for {path}, so nobody can tell whether it was changed", path = path),
            |count, paths| {
                message!(
                    "RECORD has no hash for {count} files, so nobody can tell whether they were changed: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &message!("Write RECORD again"),
        );
        let unsized_rows = rows().filter(|row| !row.hash.is_empty() && row.size.is_empty());
        let found = check.find_each(
            wheel.file.at(&record.path),
            unsized_rows.map(|row| row_place(wheel, record, row)).collect(),
            |path| message!("RECORD has no size for {path}", path = path),
            |count, paths| message!("RECORD has no size for {count} files: {paths}", count = count, paths = paths),
            &message!("Write RECORD again"),
        );
        for finding in found {
            finding.severity = Severity::Warning;
        }
    }
}
