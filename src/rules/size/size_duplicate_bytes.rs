//! What files with equal content cost.

use std::collections::BTreeMap;

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::content::equal_files;
use crate::rules::members::payload;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Much of the wheel is there twice
    ///
    /// Copies of files take more than 5 % of the bytes of a wheel, and more than 1 MB.
    ///
    /// ## Why
    /// Everybody downloads and keeps them twice. Libraries that were bundled twice are also loaded twice.
    ///
    /// ## Fix
    /// Keep one copy. Wheels cannot hold links, so load the library from one place, or bundle it with a repair tool.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/one/data.bin {repeat=200000}
    /// 1234567
    /// --- demo/two/data.bin {repeat=200000}
    /// 1234567
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SizeDuplicateBytes { id: "size-duplicate-bytes", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

/// Bytes, unpacked, that are not worth a word; and of a file that is counted.
const LITTLE: u64 = 1_000_000;
const SMALL: u64 = 4096;

impl Rule for SizeDuplicateBytes {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let sizes: BTreeMap<&str, u64> = files.iter().map(|member| (member.path.as_str(), member.size)).collect();
        let all = sizes.values().copied().fold(0, u64::saturating_add);
        let mut copies: Vec<(u64, &str)> = Vec::new();
        for equal in equal_files(wheel, SMALL) {
            copies.extend(equal.iter().skip(1).filter_map(|path| Some((*sizes.get(path)?, *path))));
        }
        copies.sort_by_key(|(size, path)| (std::cmp::Reverse(*size), *path));
        let bytes = copies.iter().map(|(size, _)| *size).fold(0, u64::saturating_add);
        if bytes > LITTLE && bytes.saturating_mul(20) > all {
            let message = message!(
                "Copies of files take {bytes} of {all}: {names}",
                bytes = Fact::Bytes(bytes),
                all = Fact::Bytes(all),
                names = Fact::list(copies.iter().map(|(_, path)| *path)),
            );
            check.find(wheel.file.location(), message, message!("Keep one copy"));
        }
    }
}
