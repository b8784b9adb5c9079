//! Hashes of RECORD, compared with the contents.

use super::{broken_members, content_rows, record, repeated_paths, row_place, well_formed};
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The content of a file is not what RECORD says
    ///
    /// The hash of a file in the wheel differs from the one in its row of RECORD.
    ///
    /// ## Why
    /// The file was changed after the wheel was built: by a tool that signs, strips or patches, or by somebody else. pip
    /// and uv do not check it today; auditing tools do and report tampering.
    ///
    /// ## Fix
    /// Build again, or let the tool that changes files write RECORD again (`wheel unpack`, change, `wheel pack`).
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {recorded=}
    /// VERSION = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// VERSION = 1
    /// ```
    RecordHashMismatch { id: "record-hash-mismatch", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordHashMismatch {
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
        let changed = whole.filter(|row| {
            let computed = wheel.digests.get(&row.path).and_then(|digest| digest.hash.as_deref());
            well_formed(&row.hash) == Some(true) && computed.is_some_and(|hash| hash != row.hash)
        });
        check.find_each(
            wheel.file.at(&record.path),
            changed.map(|row| row_place(wheel, record, row)).collect(),
            |path| message!("The content of {path} is not what RECORD says; it was changed after the build", path = path),
            |count, paths| message!("The contents of {count} files are not what RECORD says; they were changed after the build: {paths}", count = count, paths = paths),
            &message!("Build again, or write RECORD again after the change"),
        );
    }
}
