//! The C library that ELF files are linked with, against that of the tag.

use super::{is_extension, is_script, natives};
use crate::artifact::tags::System;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::native::{Format, Slice};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code is linked with the other C library
    ///
    /// An extension module or a command in a wheel for `musllinux` needs glibc, or in one for `manylinux` needs musl.
    ///
    /// ## Why
    /// The other C library is not there: the import ends with `libc.so.6: cannot open shared object file` or `libc.musl-x86_64.so.1: …`.
    ///
    /// ## Fix
    /// Build each wheel in the image of its tag; do not rename wheels.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-musllinux_1_2_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-musl.so {elf}
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-musllinux_1_2_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-musl.so {elf}
    /// needed libc.musl-x86_64.so.1
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeLibcMismatch { id: "native-libc-mismatch", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeLibcMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let find = |wanted: fn(System) -> bool| natives.platforms.iter().find(|platform| wanted(platform.system));
        let glibc = find(|system| matches!(system, System::Manylinux(_)));
        let musl = find(|system| system == System::Musllinux);
        if glibc.is_none() && musl.is_none() {
            check.skip(format!("{} has no manylinux or musllinux tag", wheel.file.name));
            return;
        }
        let files = natives.files.iter().filter(|(path, file)| is_extension(path, file) || is_script(path));
        for (path, file) in files.filter(|(_, file)| file.format == Format::Elf) {
            for slice in &file.slices {
                let wrong = match (needs_musl(slice), needs_glibc(slice)) {
                    (Some(library), _) if glibc.is_some() => Some((library, glibc)),
                    (_, Some(library)) if musl.is_some() => Some((library, musl)),
                    _ => None,
                };
                if let Some((library, Some(platform))) = wrong {
                    check.find(
                        wheel.file.at(path),
                        message!(
                            "It needs {library}, which a system for {tag} does not have: the import fails there",
                            library = Fact::code(library),
                            tag = Fact::code(platform.tag),
                        ),
                        message!("Build each wheel in the image of its tag"),
                    );
                }
            }
        }
    }
}

fn loaded(slice: &Slice) -> impl Iterator<Item = &str> {
    slice.needed.iter().map(String::as_str).chain(slice.interpreter.as_deref())
}

fn needs_musl(slice: &Slice) -> Option<&str> {
    loaded(slice).find(|name| name.starts_with("libc.musl-") || name.contains("ld-musl-"))
}

fn needs_glibc(slice: &Slice) -> Option<&str> {
    loaded(slice).find(|name| *name == "libc.so.6" || name.contains("ld-linux"))
}
