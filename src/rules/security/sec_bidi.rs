//! Characters that make source look unlike what it is (CVE-2021-42574).

use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Source holds characters that change the direction of text
    ///
    /// A `.py` file holds an embedding, an override or an isolate of the bidirectional algorithm (U+202A to U+202E, U+2066 to U+2069) as such,
    /// not as an escape.
    ///
    /// ## Why
    /// Editors and reviews show the line in another order than Python reads it, so that code can hide in a comment or a string.
    ///
    /// ## Fix
    /// Write the character as an escape, such as `"\u202e"`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {hex}
    /// 78203d203120
    /// 2320e280ae0a
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// MARK = "\u202e"
    /// ```
    SecBidi { id: "sec-bidi", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecBidi {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        if check.need_members(distribution).is_none() {
            return;
        }
        for (path, module) in distribution.contents().modules.iter().filter(|(path, _)| !is_test_data(path)) {
            let Some((character, line)) = module.bidi else { continue };
            let code = format!("U+{:04X}", u32::from(character));
            check.find(
                distribution.file().at_line(path, line),
                message!(
                    "The line holds {code}, which changes the order in which it is shown",
                    code = Fact::code(code)
                ),
                message!("Write the character as an escape"),
            );
        }
    }
}
