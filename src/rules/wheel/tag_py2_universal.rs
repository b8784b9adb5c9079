//! Wheels tagged for Python 2 of projects that do not support it.

use std::str::FromStr as _;

use pep440_rs::VersionSpecifiers;

use super::filename;
use crate::artifact::tags::{any_interpreter, python};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel is tagged for Python 2, which it does not support
    ///
    /// The Python tag is `py2.py3` (or another of Python 2), and Requires-Python excludes Python 2.
    ///
    /// ## Why
    /// The tag is wrong, most often left from `universal = 1` in `setup.cfg`. Tools that mirror or list wheels go by it.
    ///
    /// ## Fix
    /// Remove `universal = 1` from `[bdist_wheel]`, so that the wheel is tagged `py3`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py2.py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=3.9
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=3.9
    /// ```
    TagPy2Universal { id: "tag-py2-universal", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagPy2Universal {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let requires = metadata.value("Requires-Python");
        let Some(specifiers) = requires.and_then(|requires| VersionSpecifiers::from_str(requires).ok()) else {
            check.skip(format!("{} has no Requires-Python", wheel.file.name));
            return;
        };
        let of_two = |tag: &&String| python(tag).is_some_and(|tag| tag.major == 2);
        let other = name.python.iter().any(|tag| !of_two(&tag));
        let dropped = |tag: &&String| python(tag).is_some_and(|tag| !any_interpreter(&specifiers, tag, "none"));
        let tags: Vec<&String> = name.python.iter().filter(of_two).filter(dropped).collect();
        // Where no other tag is left, nobody can install it: `tag_requires_python_conflict`.
        if !tags.is_empty() && other {
            check.find(
                wheel.file.location(),
                message!(
                    "The wheel is tagged {tags}, but Requires-Python is {requires}",
                    tags = Fact::list(tags),
                    requires = Fact::code(requires.unwrap_or_default()),
                ),
                message!("Remove `universal = 1`, so that the wheel is tagged `py3`"),
            );
        }
    }
}
