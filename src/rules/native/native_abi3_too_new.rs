//! Symbols that joined the stable ABI after the version of the tag. Requires-Python may exclude the versions without them.

use std::collections::BTreeSet;

use super::{is_extension, natives};
use crate::artifact::tags::{oldest_python, python};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::native::policy;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A wheel for the stable ABI uses symbols that its oldest Python lacks
    ///
    /// The wheel is tagged `cp3X-abi3`, and an extension module takes symbols from Python that joined the stable ABI after 3.X, while
    /// Requires-Python allows versions without them. Table: `Misc/stable_abi.toml` by abi3info.
    ///
    /// ## Why
    /// On the oldest version that the tag allows, the import fails with `undefined symbol`.
    ///
    /// ## Fix
    /// Set `Py_LIMITED_API` to the version of the tag, or raise the tag and Requires-Python.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp310-abi3-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.abi3.so {elf}
    /// needed libc.so.6
    /// import PyType_GetName
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp311-abi3-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.abi3.so {elf}
    /// needed libc.so.6
    /// import PyType_GetName
    /// export PyInit__core
    /// ```
    NativeAbi3TooNew { id: "native-abi3-too-new", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeAbi3TooNew {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        if !natives.has_abi("abi3") {
            check.skip(format!("{} is not for the stable ABI", wheel.file.name));
            return;
        }
        let tags = natives.name.python.iter().filter_map(|tag| python(tag));
        let Some(tagged) = tags.filter(|tag| tag.implementation == "cp").filter_map(|tag| tag.minor).min() else {
            check.skip(format!("{} names no version of CPython", wheel.file.name));
            return;
        };
        let requires = wheel.metadata.as_ref().and_then(|metadata| metadata.value("Requires-Python"));
        let oldest = requires.and_then(oldest_python).map_or(tagged, |required| required.max(tagged));
        for (path, file) in natives.files.iter().filter(|(path, file)| is_extension(path, file)) {
            let symbols = file.slices.iter().flat_map(|slice| &slice.python_imports).map(String::as_str);
            let later: BTreeSet<&str> = symbols
                .filter(|symbol| policy::stable_since(symbol).is_some_and(|(_, minor)| minor > oldest))
                .collect();
            let newest = later.iter().filter_map(|symbol| policy::stable_since(symbol)).max();
            if let Some((major, minor)) = newest {
                check.find(
                    wheel.file.at(path),
                    message!(
                        "It uses {symbols}, which joined the stable ABI up to Python {version}; the wheel is for 3.{oldest} and later",
                        symbols = Fact::list(later),
                        version = Fact::text(format!("{major}.{minor}")),
                        oldest = Fact::Number(u64::from(oldest)),
                    ),
                    message!("Set `Py_LIMITED_API` to the version of the tag, or raise the tag"),
                );
            }
        }
    }
}
