//! Members without compression that would be smaller with it.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A large member is not compressed
    ///
    /// A member of more than 64 KiB lies in the wheel without compression, and coding its bytes by their frequency alone would save more than a
    /// fifth.
    ///
    /// ## Why
    /// The download is larger than it needs to be.
    ///
    /// ## Fix
    /// Let the backend compress the wheel (deflate), which all do unless they are told otherwise.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/words.txt {repeat=20000, stored}
    /// word
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/words.txt {repeat=20000}
    /// word
    /// ```
    SizeStored { id: "size-stored", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

/// Per cent that compression has to save.
const WORTHWHILE: u8 = 20;

impl Rule for SizeStored {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let stored = wheel.contents.seen.compressible.iter().filter(|(_, saved)| **saved > WORTHWHILE);
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, stored.map(|(path, _)| path.as_str())),
            |name| message!("{name} lies in the wheel without compression", name = name),
            |count, names| {
                message!("{count} files lie in the wheel without compression: {names}", count = count, names = names)
            },
            &message!("Let the backend compress the wheel"),
        );
    }
}
