//! The interpreter in the names of extension modules, against the tags of the wheel.

use std::collections::BTreeMap;

use super::{base_name, natives};
use crate::artifact::filename::WheelFilename;
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::native::Role;
use crate::native::suffix::{Tag, extension};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The name of an extension module is for another Python than the tag
    ///
    /// No file of an extension module has a name that the interpreters of the wheel's tags look for: `_core.cpython-311-….so` in a wheel for
    /// `cp312`, or `_core.cpython-312-….so` in one for `abi3`. In a wheel tagged `py3-none` it is a warning, because the module may be optional.
    ///
    /// ## Why
    /// Python looks for its own suffix, `.abi3.so` and `.so`. The file is installed and never found: `ModuleNotFoundError`.
    ///
    /// ## Fix
    /// Build the wheel with the interpreter that its tag names; do not rename wheels. For `abi3`, let the backend know (`py_limited_api`).
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-311-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0-cp310-abi3-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-310-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// import PyList_New
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeSuffixMismatch { id: "native-suffix-mismatch", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeSuffixMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let mut modules: BTreeMap<(&str, &str), Vec<(&str, Tag)>> = BTreeMap::new();
        for (path, _) in natives.files.iter().filter(|(_, file)| file.role == Role::Library) {
            let Some(name) = extension(base_name(path)) else { continue };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            modules.entry((folder, name.module)).or_default().push((path, name.tag));
        }
        let tags = natives.name;
        if tags.platform.iter().any(|platform| platform == "any") {
            check.skip(format!("{} is for any platform", wheel.file.name));
            return;
        }
        let generic = tags.abi.iter().all(|abi| abi == "none");
        for files in modules.values() {
            if files.iter().any(|(_, tag)| found_by(tags, tag)) {
                continue;
            }
            let Some((path, Tag::Interpreter(interpreter))) = files.first() else { continue };
            let finding = check.find(
                wheel.file.at(path),
                message!(
                    "Its name is for {interpreter}, but the wheel is for {tags}, which never looks for that name",
                    interpreter = Fact::code(interpreter),
                    tags = Fact::list(if generic { &tags.python } else { &tags.abi }),
                ),
                message!("Build the wheel with the interpreter that its tag names"),
            );
            if generic {
                finding.severity = Severity::Warning;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}

/// Whether an interpreter of the tags looks for a file with this suffix.
fn found_by(tags: &WheelFilename, tag: &Tag) -> bool {
    match tag {
        Tag::None | Tag::Abi3 | Tag::Abi3t => true,
        Tag::Interpreter(interpreter) => {
            let digits = |text: &str| text.trim_end_matches(['m', 'u', 'd']).to_owned();
            let known = interpreter.starts_with("cp");
            // Other implementations spell their tags in several ways.
            !known && !tags.python.iter().all(|python| python.starts_with("cp"))
                || tags.abi.iter().any(|abi| digits(abi) == digits(interpreter))
                || tags.abi.iter().any(|abi| abi == "none") && tags.python.contains(interpreter)
        }
    }
}
