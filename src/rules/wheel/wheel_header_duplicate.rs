//! Fields of `WHEEL` that may stand there once.

use super::wheel_file;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A field of WHEEL stands there twice
    ///
    /// `Wheel-Version`, `Root-Is-Purelib` or `Build` occurs more than once in `WHEEL`. Repair tools add a `Generator` of their own, which
    /// does no harm.
    ///
    /// ## Why
    /// Readers differ in which of the values they take.
    ///
    /// ## Fix
    /// Build the wheel again; a tool added a line instead of changing one.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Wheel-Version: 1.0
    /// Wheel-Version: 1.0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelHeaderDuplicate { id: "wheel-header-duplicate", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for WheelHeaderDuplicate {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(file) = wheel_file(wheel, check) else { return };
        for name in ["Wheel-Version", "Root-Is-Purelib", "Build"] {
            if let Some(second) = file.all(name).nth(1) {
                check.find(
                    wheel.file.at_line(&file.path, second.line),
                    message!(
                        "{name} stands there {count} times",
                        name = Fact::code(name),
                        count = Fact::count(file.all(name).count())
                    ),
                    message!("Keep one of them"),
                );
            }
        }
    }
}
