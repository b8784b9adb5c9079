//! What test runners, linters and package managers leave.

use std::collections::BTreeMap;

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{Junk, is_test_data, junk, payload};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds caches of tools
    ///
    /// Folders that tools fill lie in the wheel: `.pytest_cache`, `.mypy_cache`, `.ruff_cache`, `htmlcov`, `.ipynb_checkpoints`,
    /// `node_modules`, or a file `.coverage`. `node_modules` among static files of a web page is left out.
    ///
    /// ## Why
    /// They are of no use to anybody else, grow the file, and show paths of the machine that built it.
    ///
    /// ## Fix
    /// Exclude them, or build from a clean checkout.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/.mypy_cache/3.12/x.data.json
    /// {}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentCacheDir { id: "content-cache-dir", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentCacheDir {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let mut folders: BTreeMap<String, (usize, u64)> = BTreeMap::new();
        for member in files.iter().filter(|member| member.is_file() && !is_test_data(&member.path)) {
            // Some packages run a program of Node, and need what it needs.
            if junk(&member.path) != Some(Junk::Cache) || member.path.split('/').any(|part| part == "node_modules") {
                continue;
            }
            let mut folder: Vec<&str> = Vec::new();
            for part in member.path.split('/') {
                folder.push(part);
                if part.starts_with('.') || part == "htmlcov" {
                    break;
                }
            }
            let entry = folders.entry(folder.join("/")).or_default();
            entry.0 += 1;
            entry.1 = entry.1.saturating_add(member.size);
        }
        for (folder, (count, bytes)) in folders {
            check.find(
                wheel.file.at(&folder),
                message!(
                    "A tool left {folder} here: {count} files, {bytes}",
                    folder = Fact::code(&folder),
                    count = Fact::count(count),
                    bytes = Fact::Bytes(bytes),
                ),
                message!("Exclude it, or build from a clean checkout"),
            );
        }
    }
}
