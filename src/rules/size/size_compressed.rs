//! Files that are large, but not too large for PyPI.

use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};
use crate::upload::answer::MAX_FILE_BYTES;

crate::declare_rule! {
    /// The file is large
    ///
    /// A wheel or sdist has more than 50 MB.
    ///
    /// ## Why
    /// Everybody who installs it loads all of it, and the next release may be over the limit of PyPI.
    ///
    /// ## Fix
    /// Look at what takes the room, and leave out what is not needed.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/model.bin {noise=51200000, stored}
    /// 1234567
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SizeCompressed { id: "size-compressed", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

/// Bytes that a file may have without a word.
pub(crate) const LARGE: u64 = 50_000_000;

impl Rule for SizeCompressed {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let file = distribution.file();
        if file.size > LARGE && file.size <= MAX_FILE_BYTES {
            let message =
                message!("The file has {size}, which everybody loads who installs it", size = Fact::Bytes(file.size));
            check.find(file.location(), message, message!("Leave out what is not needed"));
        }
    }
}
