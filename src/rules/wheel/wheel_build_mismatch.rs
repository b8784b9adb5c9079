//! The build part of the file name against `Build` in `WHEEL`.

use super::{filename, wheel_file};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The build number in WHEEL is not that of the file name
    ///
    /// The file name has a build part, or `WHEEL` has a `Build` line, and they are not equal.
    ///
    /// ## Why
    /// Installers choose by the name; tools that look at installed distributions read `WHEEL`.
    ///
    /// ## Fix
    /// Use `wheel tags --build`, which changes both.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-2-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Build: 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-2-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Build: 2
    /// ```
    WheelBuildMismatch { id: "wheel-build-mismatch", gate: Agree, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for WheelBuildMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let Some(file) = wheel_file(wheel, check) else { return };
        let (named, written) = (name.build.as_deref(), file.value("Build"));
        if named == written {
            return;
        }
        let or_none = |value: Option<&str>| value.map_or_else(|| Fact::text("none"), Fact::code);
        let line = file.all("Build").next().map_or(1, |field| field.line);
        check.find(
            wheel.file.at_line(&file.path, line),
            message!(
                "The build number in `WHEEL` is {written}, in the file name {named}",
                written = or_none(written),
                named = or_none(named),
            ),
            message!("Make them equal: `wheel tags --build` changes both"),
        );
    }
}
