//! Keys of the `.data` directory.

use std::collections::BTreeMap;

use super::data_files;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The .data directory holds an unknown key
    ///
    /// Below `.data` lies something else than `purelib`, `platlib`, `headers`, `scripts` and `data`, or a file lies there directly.
    ///
    /// ## Why
    /// pip and uv do not install the wheel.
    ///
    /// ## Fix
    /// Move the files below one of the keys, or into the package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/share/demo.txt
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/data/share/demo.txt
    /// x
    /// ```
    DataUnknownScheme { id: "data-unknown-scheme", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

const KEYS: [&str; 5] = ["purelib", "platlib", "headers", "scripts", "data"];

impl Rule for DataUnknownScheme {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = data_files(wheel, check) else { return };
        let mut unknown: BTreeMap<&str, &str> = BTreeMap::new();
        for file in &files {
            let key = file.rest.split_once('/').map_or("", |(key, _)| key);
            if !KEYS.contains(&key) {
                unknown.entry(if key.is_empty() { file.rest } else { key }).or_insert(file.path);
            }
        }
        for (key, path) in unknown {
            check.find(
                wheel.file.at(path),
                message!(
                    "{key} below `.data` is no key of the wheel format; pip and uv refuse the wheel",
                    key = Fact::code(key)
                ),
                message!("Move it below `data` or into the package"),
            );
        }
    }
}
