//! Tags for the stable ABI of free-threaded Python.

use super::natives;
use crate::artifact::tags::python;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The stable ABI of free-threaded Python is tagged for a version without it
    ///
    /// The ABI tag is `abi3t`, and the Python tag is below `cp315`.
    ///
    /// ## Why
    /// Free-threaded Python has a stable ABI from 3.15 on (PEP 803). Older versions do not take the wheel.
    ///
    /// ## Fix
    /// Tag the wheel `cp315-abi3.abi3t`, and build it with the headers of 3.15.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp313-abi3t-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp315-abi3.abi3t-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    NativeAbi3t { id: "native-abi3t", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

/// The first minor version of Python 3 with that ABI (PEP 803).
const FIRST: u32 = 15;

impl Rule for NativeAbi3t {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        if !natives.has_abi("abi3t") {
            check.skip(format!("{} is not for the stable ABI of free-threaded Python", wheel.file.name));
            return;
        }
        let tags = natives.name.python.iter().filter_map(|tag| Some((tag, python(tag)?)));
        let early: Vec<&String> =
            tags.filter(|(_, python)| python.minor.is_some_and(|minor| minor < FIRST)).map(|(tag, _)| tag).collect();
        if early.is_empty() {
            return;
        }
        check.find(
            wheel.file.location(),
            message!(
                "The wheel is tagged {tags} with `abi3t`, which begins with Python 3.15",
                tags = Fact::list(early),
            ),
            message!("Tag it `cp315-abi3.abi3t`, and build it with the headers of 3.15"),
        );
    }
}
