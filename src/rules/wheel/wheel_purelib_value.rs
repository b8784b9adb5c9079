//! The value of `Root-Is-Purelib`.

use super::wheel_file;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Root-Is-Purelib is neither true nor false
    ///
    /// The value is something other than `true` and `false`, in any case of letters.
    ///
    /// ## Why
    /// uv refuses it, and pip takes it for `false`, so files may land in the wrong directory.
    ///
    /// ## Fix
    /// Write `true` for a wheel without compiled code, else `false`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Root-Is-Purelib: yes
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Root-Is-Purelib: True
    /// ```
    WheelPurelibValue { id: "wheel-purelib-value", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for WheelPurelibValue {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(file) = wheel_file(wheel, check) else { return };
        let field = file.all("Root-Is-Purelib").next().filter(|field| !field.value.trim().is_empty());
        let Some(field) = field else {
            check.skip("there is no Root-Is-Purelib");
            return;
        };
        if file.root_is_purelib().is_none() {
            check.find(
                wheel.file.at_line(&file.path, field.line),
                message!(
                    "`Root-Is-Purelib` is {value}, neither `true` nor `false`; installers disagree on it",
                    value = Fact::code(field.value.trim())
                ),
                message!("Write `true` or `false`"),
            );
        }
    }
}
