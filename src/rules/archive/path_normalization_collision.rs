//! Paths that are equal in one Unicode form (NFC). Those that differ in case are the business of `path_case_collision`.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// Two paths are the same text in different bytes
    ///
    /// Two files have paths that become equal when accents are written in one form (Unicode NFC).
    ///
    /// ## Why
    /// macOS takes them for one file and keeps one of them.
    ///
    /// ## Fix
    /// Rename or remove one of them; it is often the same file, added twice on different systems.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/tests/é.txt
    /// x
    /// --- demo/tests/é.txt
    /// y
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    PathNormalizationCollision { id: "path-normalization-collision", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for PathNormalizationCollision {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        let mut seen: HashMap<String, &str> = HashMap::new();
        let mut doubles = Vec::new();
        let files = members.iter().filter(|member| !member.is_directory() && !member.path.is_ascii());
        for path in files.map(|member| member.path.as_str()) {
            let first = *seen.entry(path.nfc().collect()).or_insert(path);
            if first != path {
                doubles.push(path);
            }
        }
        check.find_each(
            distribution.file().location(),
            places(distribution.file(), doubles),
            |name| message!("Another path is {name} too, in other bytes; macOS keeps one of them", name = name),
            |count, names| {
                message!(
                    "{count} paths are there twice, in other bytes; macOS keeps one of each: {names}",
                    count = count,
                    names = names,
                )
            },
            &message!("Rename or remove one of them"),
        );
    }
}
