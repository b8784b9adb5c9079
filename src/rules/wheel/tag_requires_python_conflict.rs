//! Python tags against Requires-Python. An invalid specifier is the business of `requires_python`.

use std::str::FromStr as _;

use pep440_rs::VersionSpecifiers;

use super::filename;
use crate::artifact::tags::{any_interpreter, python};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Requires-Python excludes every Python of the tags
    ///
    /// No interpreter that takes the tags of the wheel is one that Requires-Python allows.
    ///
    /// ## Why
    /// Nobody can install the wheel: the interpreters that choose it by its name refuse it by its metadata.
    ///
    /// ## Fix
    /// Do not build for versions that the project dropped, or change `requires-python`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp39-cp39-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=3.10
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp310-cp310-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=3.10
    /// ```
    TagRequiresPythonConflict { id: "tag-requires-python-conflict", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagRequiresPythonConflict {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let Some(field) = metadata.first("Requires-Python") else {
            check.skip(format!("{} has no Requires-Python", wheel.file.name));
            return;
        };
        let Ok(specifiers) = VersionSpecifiers::from_str(field.value.trim()) else {
            check.skip(format!("Requires-Python of {} is not a specifier", wheel.file.name));
            return;
        };
        let mut pairs = name.python.iter().flat_map(|tag| name.abi.iter().map(move |abi| (tag, abi)));
        // A tag that is not understood may be for an interpreter that is allowed.
        let possible = pairs.any(|(tag, abi)| python(tag).is_none_or(|tag| any_interpreter(&specifiers, tag, abi)));
        if !possible {
            check.find(
                wheel.file.at_line(&metadata.path, field.line),
                message!(
                    "Requires-Python is {requires}, which excludes every Python of the tags {tags}",
                    requires = Fact::code(field.value.trim()),
                    tags = Fact::list(&name.python),
                ),
                message!("Do not build for versions that the project dropped, or change `requires-python`"),
            );
        }
    }
}
