//! The largest files of a large distribution.

use crate::artifact::Distribution;
use crate::finding::{Fact, human_bytes};
use crate::message;
use crate::rules::size::size_compressed::LARGE;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Where the bytes of a large file go
    ///
    /// A wheel or sdist of more than 10 MB is told by its largest files.
    ///
    /// ## Why
    /// It is only worth knowing: most surprises about size are one file that nobody meant to publish.
    ///
    /// ## Fix
    /// Look whether all of them are meant.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/model.bin {noise=11200000, stored}
    /// 1234567
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SizeTopFiles { id: "size-top-files", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

/// Bytes of a file from which on it is worth looking.
const WORTH_LOOKING: u64 = 10_000_000;

impl Rule for SizeTopFiles {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        let file = distribution.file();
        // Larger ones are told by `size_compressed`.
        if !(WORTH_LOOKING..=LARGE).contains(&file.size) {
            return;
        }
        let mut largest: Vec<_> = members.iter().filter(|member| member.is_file()).collect();
        largest.sort_by_key(|member| (std::cmp::Reverse(member.compressed.unwrap_or(member.size)), &member.path));
        let names = largest.iter().take(5).map(|member| format!("{} ({})", member.path, human_bytes(member.size)));
        let message = message!(
            "The file has {size}; its largest members, unpacked: {names}",
            size = Fact::Bytes(file.size),
            names = Fact::list(names),
        );
        check.find(file.location(), message, message!("Look whether all of them are meant"));
    }
}
