//! What the gzip header of an sdist says beyond what is needed to unpack it.

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The gzip header of the sdist holds a time or a name
    ///
    /// The compressed file records when it was packed, or how the tar inside was called.
    ///
    /// ## Why
    /// Two builds of the same commit then differ. A time that is also the latest time of a member was set on purpose and is fine.
    ///
    /// ## Fix
    /// Set `SOURCE_DATE_EPOCH` with a backend that heeds it, or pack with `gzip --no-name`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz {gzip-name=demo-1.0.tar}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0.tar.gz {gzip-time=1750000000}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz {gzip-time=1704067200}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ReproGzipHeader { id: "repro-gzip-header", gate: Safe, severity: Info, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for ReproGzipHeader {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(members) = check.need_members(sdist) else { return };
        let latest = members.iter().filter_map(|member| member.modified).max();
        let time = sdist.gzip.modified;
        let fix = message!("Set `SOURCE_DATE_EPOCH` with a backend that heeds it, or pack with `gzip --no-name`");
        if let Some(name) = &sdist.gzip.file_name {
            let message = message!("The gzip header holds the file name {name}", name = Fact::code(name));
            check.find(sdist.file.location(), message, fix);
        } else if time != 0 && Some(i64::from(time)) != latest {
            let message = message!("The gzip header holds the time of packing, so two builds of one commit differ");
            check.find(sdist.file.location(), message, fix);
        }
    }
}
