//! The version of the wheel format that `WHEEL` declares.

use super::wheel_file;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The Wheel-Version is not one that installers read
    ///
    /// `Wheel-Version` is absent, is not two numbers, or its major number is not 1. A minor number above 0 is a warning.
    ///
    /// ## Why
    /// pip and uv refuse a wheel whose major version they do not know, and warn at a newer minor one.
    ///
    /// ## Fix
    /// Write `Wheel-Version: 1.0`, the only version that exists.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Wheel-Version: 2.0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Wheel-Version: 1.0
    /// ```
    WheelVersionUnsupported {
        id: "wheel-version-unsupported", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for WheelVersionUnsupported {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(file) = wheel_file(wheel, check) else { return };
        let fix = message!("Write `Wheel-Version: 1.0`");
        let Some(field) = file.all("Wheel-Version").next() else {
            let message = message!("There is no `Wheel-Version`; installers refuse the wheel");
            check.find(wheel.file.at(&file.path), message, fix);
            return;
        };
        let written = field.value.trim();
        let parsed =
            written.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        let location = wheel.file.at_line(&file.path, field.line);
        match parsed {
            Some((1_u32, 0_u32)) => {}
            Some((1, _)) => {
                let message = message!(
                    "`Wheel-Version` is {written}; installers warn, since they know 1.0",
                    written = Fact::code(written)
                );
                check.find(location, message, fix).severity = Severity::Warning;
            }
            _ => {
                let message = message!(
                    "`Wheel-Version` is {written}; installers read only 1.0 and refuse the wheel",
                    written = Fact::code(written)
                );
                check.find(location, message, fix);
            }
        }
    }
}
