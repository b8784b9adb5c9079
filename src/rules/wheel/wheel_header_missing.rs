//! Fields that `WHEEL` must have. `Wheel-Version` is the business of `wheel_version_unsupported`.

use super::wheel_file;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Gate, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// WHEEL lacks a field
    ///
    /// `Root-Is-Purelib` is absent. `Tag` and `Generator` are required too, but installers do without them, so their
    /// absence is a warning.
    ///
    /// ## Why
    /// Without `Root-Is-Purelib` installers guess where the files belong, or refuse the wheel.
    ///
    /// ## Fix
    /// Build the wheel with a build backend; it writes all fields.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Root-Is-Purelib:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelHeaderMissing {
        id: "wheel-header-missing", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for WheelHeaderMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(file) = wheel_file(wheel, check) else { return };
        for (name, severity) in
            [("Root-Is-Purelib", Severity::Error), ("Tag", Severity::Warning), ("Generator", Severity::Warning)]
        {
            if file.value(name).is_none() {
                let message =
                    message!("`WHEEL` has no {field}, which the wheel format requires", field = Fact::code(name));
                let finding = check.find(wheel.file.at(&file.path), message, message!("Build it again"));
                finding.severity = severity;
                if severity == Severity::Warning {
                    finding.gate = Gate::Agree;
                }
            }
        }
    }
}
