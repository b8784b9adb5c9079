//! Wheels for one version of Python in which nothing depends on it.

use super::filename;
use crate::artifact::tags::python;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel is for one version of Python without need
    ///
    /// The tags are `cpXY-none-any` or `pyXY-none-any`, and the wheel holds no native code and no file that names a version.
    ///
    /// ## Why
    /// Others do not get this wheel, though it would do for them.
    ///
    /// ## Fix
    /// Tag it `py3-none-any`, and say in `requires-python` what it needs.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    TagNeedlesslyNarrow { id: "tag-needlessly-narrow", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagNeedlesslyNarrow {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let plain = name.platform == ["any"] && name.abi == ["none"];
        let narrow = name.python.iter().all(|tag| python(tag).is_some_and(|tag| tag.major == 3 && tag.minor.is_some()));
        if !plain || !narrow || check.need_members(wheel).is_none() {
            return;
        }
        let versions = |path: &str| {
            name.python.iter().filter_map(|tag| python(tag)?.minor).any(|minor| {
                path.contains(&format!("3{minor}"))
                    || path.contains(&format!("3.{minor}"))
                    || path.contains(&format!("3_{minor}"))
            })
        };
        let depends = !wheel.contents.seen.native.is_empty()
            || wheel.payload().any(|member| versions(&member.path) || member.path.ends_with(".pyc"));
        if !depends {
            check.find(
                wheel.file.location(),
                message!(
                    "The wheel is for {tags} alone, and nothing in it depends on the version",
                    tags = Fact::list(&name.python)
                ),
                message!("Tag it `py3-none-any`, and say in `requires-python` what it needs"),
            );
        }
    }
}
