//! Extension modules that are linked with the library of Python itself.

use super::{PythonLibrary, is_extension, libpython, natives};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::native::Format;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An extension module is linked with Python itself
    ///
    /// An extension module needs `libpython3.X` (Linux, macOS), or in a wheel for the stable ABI the DLL of one version (`python312.dll` instead
    /// of `python3.dll`). Wheels for Android are left out.
    ///
    /// ## Why
    /// Most builds of Python have no shared library, and the import fails. Where one is found, it may be a second Python in the process. A
    /// module for the stable ABI that needs the DLL of one version loads in that version only.
    ///
    /// ## Fix
    /// Do not link with `libpython`; on macOS use `-undefined dynamic_lookup`. For `abi3` on Windows link with `python3.lib`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// needed libpython3.12.so.1.0
    /// import _PyObject_GetDictPtr
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
    NativeLinksLibpython { id: "native-links-libpython", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeLinksLibpython {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        if natives.platforms.iter().any(|platform| platform.tag.starts_with("android")) {
            check.skip(format!("{} is for Android, where modules are linked with Python", wheel.file.name));
            return;
        }
        let stable = natives.has_abi("abi3");
        for (path, file) in natives.files.iter().filter(|(path, file)| is_extension(path, file)) {
            let mut needed = file.slices.iter().flat_map(|slice| &slice.needed);
            let linked = needed.find(|library| match libpython(library) {
                None => false,
                Some(named) if file.format == Format::Pe => stable && named == PythonLibrary::OneVersion,
                Some(_) => !natives.bundles(library),
            });
            if let Some(library) = linked {
                check.find(
                    wheel.file.at(path),
                    message!(
                        "It is linked with {library}, which most installations of Python do not have",
                        library = Fact::code(library),
                    ),
                    message!("Do not link extension modules with the library of Python"),
                );
            }
        }
    }
}
