//! The spelling of paths in RECORD.

use std::collections::HashSet;

use super::{record, row_place};
use crate::artifact::record::RecordRow;
use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A path in RECORD is not plain and relative
    ///
    /// A path starts with `/` or `./`, or has `..` or `//` in it. A backslash for `/` is a warning: PyPI and pip on
    /// Windows understand it.
    ///
    /// ## Why
    /// A row with `./` has made an uninstallation delete all of `site-packages`. Rows that leave the wheel name files that
    /// do not belong to it.
    ///
    /// ## Fix
    /// Write paths as the archive does: relative to its root, with `/`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt {unrecorded}
    /// --- demo-1.0.dist-info/RECORD {append}
    /// ./demo/data.txt,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordPathForm { id: "record-path-form", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordPathForm {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let held: HashSet<&str> = wheel.members.iter().map(|member| member.path.as_str()).collect();
        // Where the archive has the same path, `path-traversal` and `path-backslash` say so.
        let (same, own): (Vec<&RecordRow>, Vec<&RecordRow>) =
            record.rows.iter().partition(|row| held.contains(row.path.as_str()));
        let odd = own
            .iter()
            .chain(&same)
            .filter(|row| row.path.is_empty() || parts(&row.path).any(|part| matches!(part, "." | "")));
        let leaving = own.iter().filter(|row| parts(&row.path).any(|part| part == ".."));
        let mut lines = HashSet::new();
        let places: Vec<_> =
            odd.chain(leaving).filter(|row| lines.insert(row.line)).map(|row| row_place(wheel, record, row)).collect();
        let fix = message!("Write paths as the archive does, relative and with `/`");
        check.find_each(
            wheel.file.at(&record.path),
            places,
            |path| message!("{path} in RECORD is not a plain relative path; uninstalling may remove the wrong files", path = path),
            |count, paths| message!("{count} paths in RECORD are not plain and relative; uninstalling may remove the wrong files: {paths}", count = count, paths = paths),
            &fix,
        );
        let slashes = own.iter().filter(|row| row.path.contains('\\'));
        let found = check.find_each(
            wheel.file.at(&record.path),
            slashes.map(|row| row_place(wheel, record, row)).collect(),
            |path| message!("{path} in RECORD has a backslash; only Windows finds the file", path = path),
            |count, paths| {
                message!(
                    "{count} paths in RECORD have backslashes, and only Windows finds the files: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &fix,
        );
        for finding in found {
            finding.severity = Severity::Warning;
        }
    }
}

/// The parts of a path; a slash at its end, as rows of directories have it, makes none.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.strip_suffix('/').unwrap_or(path).split('/')
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn backslashes_of_a_build_on_windows_are_no_error_and_no_lost_files() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py {unrecorded}\n--- demo-1.0.dist-info/RECORD {append}\ndemo\\__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n",
            &["warning record-path-form: `demo\\__init__.py` in RECORD has a backslash; only Windows finds the file"],
        );
    }
}
