//! Vendor records of pax headers. Those that every reader knows are left out.

use std::collections::BTreeSet;

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds records that only one tool knows
    ///
    /// A pax header has a record with the prefix of a vendor other than `SCHILY`, `LIBARCHIVE` and `GNU`.
    ///
    /// ## Why
    /// Strict readers refuse archives with records that they do not know; the record says nothing that an sdist needs.
    ///
    /// ## Fix
    /// Build the sdist with the backend, or tell the tool that packs it to write no extended attributes.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/LICENSE {merge}
    /// --- demo-1.0/PKG-INFO {merge}
    /// --- demo-1.0/README.md {merge}
    /// --- demo-1.0/a {pax}
    /// 25 APPLE.quarantine=hello
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pyproject.toml {merge}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistPaxVendor { id: "sdist-pax-vendor", gate: Install, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistPaxVendor {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        let keys = sdist.details.iter().flat_map(|detail| &detail.vendor_keys);
        let foreign: BTreeSet<&str> = keys
            .map(String::as_str)
            .filter(|key| !["SCHILY.", "LIBARCHIVE.", "GNU."].iter().any(|vendor| key.starts_with(vendor)))
            .collect();
        if foreign.is_empty() {
            return;
        }
        check.find(
            sdist.file.location(),
            message!("pax headers hold records that only one tool knows: {keys}", keys = Fact::list(foreign)),
            message!("Build the sdist with the backend"),
        );
    }
}
