//! Limits of this tool that kept it from reading all of an archive.

use crate::archive::ArchiveProblem;
use crate::archive::limits;
use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The archive is beyond the limits of this tool
    ///
    /// An archive has more than 65,535 members, or unpacks to more than 4 GiB, or has a header of more than 1 MiB. What
    /// lies behind the limit was not read.
    ///
    /// ## Why
    /// Nothing is known of the part that was not read: other rules say nothing about it. Distributions of this size are
    /// rare, and often hold a directory that was packed by mistake.
    ///
    /// ## Fix
    /// Look at what is packed, and leave out what users do not need. If all of it is needed, check the rest by other
    /// means.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/PKG-INFO {merge}
    /// --- demo-1.0/vast.header {pax, declared=2_000_000}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ArchiveLimit { id: "archive-limit", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ArchiveLimit {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let file = distribution.file();
        for problem in distribution.problems() {
            let message = match problem {
                ArchiveProblem::TooManyMembers { declared } => message!(
                    "It has {declared} members or more, over the limit of {limit}; those after the limit were not checked",
                    declared = Fact::Number(*declared),
                    limit = Fact::count(limits::MAX_MEMBERS),
                ),
                ArchiveProblem::TooLarge { path: None, bytes } => message!(
                    "It holds {bytes} in one piece or in all, over the limits; what follows was not checked",
                    bytes = Fact::Bytes(*bytes),
                ),
                _ => continue,
            };
            check.find(
                file.location(),
                message,
                message!("Leave out what users do not need, or check the rest by other means"),
            );
        }
    }
}
