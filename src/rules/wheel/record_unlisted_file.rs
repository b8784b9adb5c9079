//! Files of a wheel that RECORD does not list.

use std::collections::HashSet;

use super::{is_signature, plain_path, record};
use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A file is not listed in RECORD
    ///
    /// The archive holds a file without a row in RECORD. Directories and the signatures of RECORD need none. Where RECORD
    /// only fails to list itself it is a warning.
    ///
    /// ## Why
    /// Files that are not listed stay behind when the distribution is removed or replaced, and may break the next version.
    /// PyPI mails the owners of such a wheel and has announced that it will refuse it.
    ///
    /// ## Fix
    /// Write RECORD again after adding files to a wheel, as `wheel pack` does.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt {unrecorded}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data/
    /// --- demo/data/x,y.txt
    /// ```
    RecordUnlistedFile {
        id: "record-unlisted-file", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for RecordUnlistedFile {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let listed: HashSet<String> = record.rows.iter().map(|row| plain_path(&row.path)).collect();
        let unlisted = |path: &str| !listed.contains(&plain_path(path)) && !is_signature(record, path);
        let files = wheel.members.iter().filter(|member| !member.is_directory()).map(|member| member.path.as_str());
        let (own, others): (Vec<&str>, Vec<&str>) =
            files.filter(|path| unlisted(path)).partition(|path| *path == record.path);
        let fix = message!("Write RECORD again after adding files");
        check.find_each(
            wheel.file.at(&record.path),
            places(&wheel.file, others),
            |path| message!("{path} is not in RECORD, so uninstalling leaves it behind", path = path),
            |count, paths| {
                message!(
                    "{count} files are not in RECORD, so uninstalling leaves them behind: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &fix,
        );
        for path in own {
            check.find(wheel.file.at(path), message!("RECORD does not list itself"), fix.clone()).severity =
                Severity::Warning;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn many_unlisted_files_are_one_finding() {
        let files = [0, 1, 2, 3, 4, 5, 6].map(|i| format!("--- demo/{i}.txt {{unrecorded}}\n")).concat();
        check(
            &format!("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{files}"),
            &["error record-unlisted-file: 7 files are not in RECORD, so uninstalling leaves them behind: \
               `demo/0.txt`, `demo/1.txt`, `demo/2.txt`, `demo/3.txt`, `demo/4.txt` and 2 more"],
        );
    }
}
