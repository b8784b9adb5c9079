//! The size of a file against the limit of PyPI.

use crate::artifact::Distribution;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::rules::{Check, Rule};
use crate::upload::answer::MAX_FILE_BYTES;

crate::declare_rule! {
    /// The file is larger than PyPI accepts
    ///
    /// A wheel or sdist has more than 100 MiB (104,857,600 bytes).
    ///
    /// ## Why
    /// PyPI refuses larger files unless the limit of the project was raised, which a file does not show.
    ///
    /// ## Fix
    /// Leave out what is not needed, split the data off, or ask PyPI for a higher limit before the release.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/model.bin {noise=105600000, stored}
    /// 1234567
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SizeUploadLimit { id: "size-upload-limit", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SizeUploadLimit {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let file = distribution.file();
        if file.size > MAX_FILE_BYTES {
            let message = message!(
                "The file has {size}; PyPI accepts {limit} unless it raised the limit for this project",
                size = Fact::Bytes(file.size),
                limit = Fact::Bytes(MAX_FILE_BYTES),
            );
            let fix = message!("Leave out what is not needed, or ask PyPI for a higher limit before the release");
            check.find(file.location(), message, fix).certainty = Certainty::Likely;
        }
    }
}
