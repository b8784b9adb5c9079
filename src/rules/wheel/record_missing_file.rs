//! Rows of RECORD without a file.

use std::collections::HashSet;

use super::{content_rows, plain_path, record, row_place};
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// RECORD lists a file that is not in the wheel
    ///
    /// A row of RECORD names a path that the archive does not hold. Rows of directories and of signatures are not judged.
    ///
    /// ## Why
    /// Either a file was lost on the way into the wheel, or RECORD is of another build. PyPI mails the owners of such a
    /// wheel and has announced that it will refuse it.
    ///
    /// ## Fix
    /// Build again, and see that nothing removes files after RECORD was written.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/RECORD {append}
    /// demo/lost.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordMissingFile { id: "record-missing-file", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordMissingFile {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let held: HashSet<String> = wheel.members.iter().map(|member| plain_path(&member.path)).collect();
        let lost = content_rows(record).filter(|row| is_inside(&row.path) && !held.contains(&plain_path(&row.path)));
        check.find_each(
            wheel.file.at(&record.path),
            lost.map(|row| row_place(wheel, record, row)).collect(),
            |path| message!("RECORD lists {path}, which is not in the wheel", path = path),
            |count, paths| {
                message!("RECORD lists {count} files that are not in the wheel: {paths}", count = count, paths = paths)
            },
            &message!("Build again; if a step removes files, it must write RECORD again"),
        );
    }
}

/// Paths that leave the wheel are the business of `record-path-form`.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && !path.starts_with('/') && path.split(['/', '\\']).all(|part| part != "..")
}
