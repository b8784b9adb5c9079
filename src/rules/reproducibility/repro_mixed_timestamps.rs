//! Times of members. The clock of the reader plays no part.

use std::collections::BTreeSet;

use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Members have different times
    ///
    /// The members of a wheel or sdist were last changed at different times.
    ///
    /// ## Why
    /// The times come from the disk of whoever built it, so nobody else can build the same bytes. Most builds are like that; it is
    /// only worth knowing.
    ///
    /// ## Fix
    /// Set `SOURCE_DATE_EPOCH` to the time of the commit when you build.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py {mtime=1704070800}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py
    /// ```
    ReproMixedTimestamps { id: "repro-mixed-timestamps", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ReproMixedTimestamps {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        let files = members.iter().filter(|member| !member.is_directory());
        let times: BTreeSet<i64> = files.filter_map(|member| member.modified).collect();
        if times.len() > 1 {
            let message = message!(
                "The members have {count} different times, so nobody else can build the same bytes",
                count = Fact::count(times.len()),
            );
            let fix = message!("Set `SOURCE_DATE_EPOCH` to the time of the commit when you build");
            check.find(distribution.file().location(), message, fix);
        }
    }
}
