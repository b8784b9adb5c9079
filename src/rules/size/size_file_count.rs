//! The number of files in a distribution.

use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file holds many files
    ///
    /// A wheel or sdist holds more than 2,000 files.
    ///
    /// ## Why
    /// Unpacking many small files is slow, most of all on Windows. Often a folder was packed that nobody meant to publish.
    ///
    /// ## Fix
    /// Look whether all of them are meant. If so, there is nothing to do.
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/icons/{#}.svg {files=2000}
    /// <svg/>
    /// ```
    SizeFileCount { id: "size-file-count", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

const MANY: usize = 2000;

impl Rule for SizeFileCount {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        let count = members.iter().filter(|member| !member.is_directory()).count();
        if count > MANY {
            let message = message!("The file holds {count} files", count = Fact::count(count));
            check.find(distribution.file().location(), message, message!("Look whether all of them are meant"));
        }
    }
}
