//! Formats of tar headers.

use crate::archive::tar::HeaderFormat;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist is not a tar of the POSIX format
    ///
    /// Headers are in the old or in the GNU format. Sdists are tars of the POSIX format (PEP 721, sdist specification),
    /// which current backends write.
    ///
    /// ## Why
    /// Readers know all three formats; names that are long or not ASCII are stored in different ways, and not every
    /// reader understands each.
    ///
    /// ## Fix
    /// Build the sdist with a current backend instead of packing it with `tar`; or call GNU tar with `--format=pax`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz {format=gnu}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistNotPax { id: "sdist-not-pax", gate: Install, severity: Info, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistNotPax {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        let of = |format: HeaderFormat| sdist.details.iter().filter(|detail| detail.format == format).count();
        let (old, gnu) = (of(HeaderFormat::Old), of(HeaderFormat::Gnu));
        if old + gnu == 0 {
            return;
        }
        check.find(
            sdist.file.location(),
            message!(
                "{count} members have headers in the {format} format, not in that of POSIX",
                count = Fact::count(old + gnu),
                format = Fact::text(if gnu > 0 { "GNU" } else { "old" }),
            ),
            message!("Build the sdist with a current backend"),
        );
    }
}
