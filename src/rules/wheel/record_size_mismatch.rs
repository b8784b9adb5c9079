//! Sizes of RECORD, compared with the contents. Where the hash differs too, `record_hash_mismatch` says so.

use super::{broken_members, content_rows, record, repeated_paths, row_place, well_formed};
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The size of a file is not what RECORD says
    ///
    /// The size in a row of RECORD is not that of the file though the hash is right, or it is not a number.
    ///
    /// ## Why
    /// The file is what was built, so the row was written wrongly. Tools that validate RECORD refuse the wheel.
    ///
    /// ## Fix
    /// Write the size in bytes of the unpacked file, as the build backend does.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {resized=7}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordSizeMismatch {
        id: "record-size-mismatch", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for RecordSizeMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        if wheel.digests.is_empty() {
            check.undecided(format!("the contents of {} were not unpacked", wheel.file.name));
            return;
        }
        let broken = broken_members(wheel);
        let twice = repeated_paths(record);
        let whole = content_rows(record)
            .filter(|row| !broken.contains(row.path.as_str()) && !twice.contains(row.path.as_str()));
        let wrong = whole.filter(|row| {
            let Some(digest) = wheel.digests.get(&row.path).filter(|_| !row.size.is_empty()) else { return false };
            let agrees =
                digest.hash.as_ref().is_none_or(|hash| *hash == row.hash) || well_formed(&row.hash) != Some(true);
            agrees && row.size.parse() != Ok(digest.size)
        });
        check.find_each(
            wheel.file.at(&record.path),
            wrong.map(|row| row_place(wheel, record, row)).collect(),
            |path| message!("RECORD has a wrong size for {path}; tools that validate it refuse the wheel", path = path),
            |count, paths| {
                message!(
                    "RECORD has wrong sizes for {count} files, and tools that validate it refuse the wheel: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &message!("Write RECORD again"),
        );
    }
}
