//! Files with equal content. What they cost is the business of `size_duplicate_bytes`.

use super::equal_files;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{ends_with, is_test_data, payload};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds the same file twice
    ///
    /// Files of more than 4 kB with different names have the same content. Tests, licences and compiled translations are left out.
    ///
    /// ## Why
    /// One of them is often a copy that was left behind: a change to one does not reach the other.
    ///
    /// ## Fix
    /// Remove the copy, or import the one from the other.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/table.py {repeat=700}
    /// x = 1
    /// --- demo/old_table.py {repeat=700}
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/table.py {repeat=700}
    /// x = 1
    /// ```
    ContentDuplicateFiles { id: "content-duplicate-files", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

/// Bytes up to which files are equal by chance or by custom.
const SMALL: u64 = 4096;

impl Rule for ContentDuplicateFiles {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if payload(wheel, check).is_none() {
            return;
        }
        let stem = |path: &str| {
            let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
            name.split_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase()
        };
        let counted =
            |path: &str| !is_test_data(path) && !ends_with(path, &[".mo"]) && !stem(path).starts_with("licen");
        for files in equal_files(wheel, SMALL) {
            let files: Vec<&str> = files.into_iter().filter(|path| counted(path)).collect();
            let Some(first) = files.first() else { continue };
            if files.iter().any(|path| stem(path) != stem(first)) {
                check.find(
                    wheel.file.at(first),
                    message!("{files} have the same content", files = Fact::list(files)),
                    message!("Remove the copy, or import the one from the other"),
                );
            }
        }
    }
}
