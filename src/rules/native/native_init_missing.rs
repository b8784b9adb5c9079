//! The function that initialises an extension module, against its name.

use super::{base_name, natives};
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::native::Role;
use crate::native::suffix::{Tag, extension};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An extension module does not export the function that initialises it
    ///
    /// A file is named as an extension module and exports `PyInit_…` for other names, not for its own. A file that exports no such function at
    /// all is a note: some libraries are named like that and loaded with `ctypes`.
    ///
    /// ## Why
    /// Importing it ends with `dynamic module does not define module export function`.
    ///
    /// ## Fix
    /// Give the module the same name in its source (`PyInit_<name>`, `#[pymodule]`) and in the build.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit_core
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
    NativeInitMissing { id: "native-init-missing", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeInitMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        for (path, file) in &natives.files {
            let Some(name) = extension(base_name(path)) else { continue };
            if name.tag == Tag::None || file.role != Role::Library || file.unread.is_some() || !name.module.is_ascii() {
                continue;
            }
            let modules: Vec<&str> = file.slices.iter().flat_map(|slice| &slice.modules).map(String::as_str).collect();
            if modules.contains(&name.module) || modules.is_empty() && !file.slices.iter().all(|it| it.has_exports) {
                continue;
            }
            let fix = message!("Give the module one name in its source and in the build");
            if modules.is_empty() {
                let message = message!(
                    "It is named like an extension module and exports no function that initialises one; as one it cannot be imported",
                );
                check.find(wheel.file.at(path), message, fix).severity = Severity::Info;
            } else {
                let message = message!(
                    "It initialises {modules}, not {name}: the import fails",
                    modules = Fact::list(modules),
                    name = Fact::code(name.module),
                );
                check.find(wheel.file.at(path), message, fix);
            }
        }
    }
}
