//! Flags of native code that switch protections off for the whole process.

use super::natives;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::native::{Format, Role};
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// Native code switches off a protection of the process
    ///
    /// An ELF library asks for an executable stack, or has relocations in its code (`TEXTREL`).
    ///
    /// ## Why
    /// Loading one such library makes the stack of the whole Python process executable. glibc 2.41 and later refuse to do it: the import
    /// fails. Code with relocations cannot be loaded where SELinux is strict.
    ///
    /// ## Fix
    /// Link with `-Wl,-z,noexecstack`; assembly files need a `.note.GNU-stack` section. Compile with `-fPIC`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// stack
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
    NativeHardening { id: "native-hardening", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeHardening {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let libraries = || {
            let of = natives.files.iter().filter(|(_, file)| file.format == Format::Elf && file.role == Role::Library);
            of.copied()
        };
        let stack = libraries().filter(|(_, file)| file.slices.iter().any(|slice| slice.executable_stack));
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, stack.map(|(path, _)| path)),
            |name| message!("{name} asks for an executable stack; glibc 2.41 and later refuse to load it", name = name),
            |count, names| {
                message!(
                    "{count} files ask for an executable stack; glibc 2.41 and later refuse to load them: {names}",
                    count = count,
                    names = names,
                )
            },
            &message!("Link with `-Wl,-z,noexecstack`"),
        );
        let text = libraries().filter(|(_, file)| file.slices.iter().any(|slice| slice.text_relocations));
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, text.map(|(path, _)| path)),
            |name| message!("{name} has relocations in its code, which strict systems refuse", name = name),
            |count, names| {
                message!(
                    "{count} files have relocations in their code, which strict systems refuse: {names}",
                    count = count,
                    names = names,
                )
            },
            &message!("Compile everything with `-fPIC`"),
        );
    }
}
