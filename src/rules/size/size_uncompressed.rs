//! Files that unpack to a lot. Those that are large already are left to the other rules of this group.

use crate::archive::ArchiveProblem;
use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::size::size_compressed::LARGE;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file unpacks to a lot
    ///
    /// A wheel or sdist of moderate size unpacks to more than 75 MB.
    ///
    /// ## Why
    /// It takes that room in every environment. Functions in the cloud may have 250 MB for everything.
    ///
    /// ## Fix
    /// Look at what takes the room, and leave out what is not needed.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/model.bin {noise=2000000, stored}
    /// 1234567
    /// --- demo/table.csv {repeat=9500000}
    /// 1234567
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SizeUncompressed { id: "size-uncompressed", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

const LARGE_UNPACKED: u64 = 75_000_000;

impl Rule for SizeUncompressed {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let file = distribution.file();
        let Some(members) = check.need_members(distribution) else { return };
        let refused =
            |problem: &ArchiveProblem| matches!(problem, ArchiveProblem::Bomb { .. } | ArchiveProblem::TooLarge { .. });
        if file.size > LARGE || distribution.problems().iter().any(refused) {
            check.skip(format!("{} is too large already", file.name));
            return;
        }
        let bytes = members.iter().map(|member| member.size).fold(0, u64::saturating_add);
        if bytes > LARGE_UNPACKED {
            let message = message!(
                "The file unpacks from {size} to {bytes}",
                size = Fact::Bytes(file.size),
                bytes = Fact::Bytes(bytes),
            );
            check.find(file.location(), message, message!("Leave out what is not needed"));
        }
    }
}
