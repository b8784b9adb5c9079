//! Python tags against ABI tags.

use super::filename;
use crate::artifact::tags::python;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// No interpreter has this pair of tags
    ///
    /// No pair of a Python tag and an ABI tag of the file name belongs together: `cp312-cp311`, `py3-abi3`, or `abi3` for an interpreter that
    /// has none.
    ///
    /// ## Why
    /// Installers look for the pairs that they support. No one supports this pair, so nobody can install the wheel.
    ///
    /// ## Fix
    /// Let the backend choose the tags: `cp312-cp312`, `cp39-abi3` or `py3-none`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp311-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0-py3-abi3-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp39-abi3-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    TagAbiMismatch { id: "tag-abi-mismatch", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagAbiMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let mut pairs = name.python.iter().flat_map(|python| name.abi.iter().map(move |abi| (python, abi)));
        if pairs.any(|(python, abi)| belong_together(python, abi)) {
            return;
        }
        check.find(
            wheel.file.location(),
            message!(
                "No interpreter has the Python tag {python} with the ABI tag {abi}, so nobody can install the wheel",
                python = Fact::list(&name.python),
                abi = Fact::list(&name.abi),
            ),
            message!("Let the backend choose the tags"),
        );
    }
}

/// Whether an interpreter may have both (`packaging.tags`). What is not known here is given the benefit of the doubt.
fn belong_together(tag: &str, abi: &str) -> bool {
    let Some(parsed) = python(tag) else { return true };
    match (parsed.implementation, abi) {
        (_, "none") => true,
        ("cp", "abi3") => parsed.major == 3 && parsed.minor.is_some_and(|minor| minor >= 2),
        ("cp", "abi3t") => parsed.major == 3,
        ("cp", _) => abi.strip_prefix(tag).is_some_and(|flags| flags.bytes().all(|flag| b"dmut".contains(&flag))),
        ("py", _) => false,
        _ => abi != "abi3",
    }
}
