//! Format and architecture of extension modules and commands, against the platform tags.

use std::collections::{BTreeMap, BTreeSet};

use super::{base_name, is_extension, is_script, natives};
use crate::artifact::tags::System;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::native::suffix::extension;
use crate::native::{Architecture, Format};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code is for another machine than the tag
    ///
    /// No file of an extension module is of the format and the architecture that a platform tag of the wheel promises; `universal2` promises
    /// two. Commands in `.data/scripts` are looked at too, other libraries are not: some wheels carry them for several machines.
    ///
    /// ## Why
    /// Installers take the tag at its word, and the import ends with `wrong ELF class`, `incompatible architecture` or `not a valid Win32
    /// application`.
    ///
    /// ## Fix
    /// Build for the architecture of the tag: check that the compiler and the libraries are those of the target.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_aarch64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-aarch64-linux-gnu.so {elf}
    /// arch x86_64
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0-cp312-cp312-macosx_11_0_universal2.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-darwin.so {macho}
    /// arch arm64
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_aarch64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-aarch64-linux-gnu.so {elf}
    /// arch aarch64
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeArchMismatch { id: "native-arch-mismatch", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeArchMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let mut wanted: BTreeMap<Machine, &str> = BTreeMap::new();
        for platform in &natives.platforms {
            let Some(format) = format_of(platform.system) else { continue };
            wanted.extend(platform.architectures.iter().map(|architecture| ((format, *architecture), platform.tag)));
        }
        if wanted.is_empty() {
            check.skip(format!("{} names no machine that is known here", wheel.file.name));
            return;
        }
        // By module, whatever its suffix: one file for each machine may lie side by side.
        let mut modules: BTreeMap<(&str, &str), (BTreeSet<Machine>, &str)> = BTreeMap::new();
        for (path, file) in &natives.files {
            if !(is_extension(path, file) || is_script(path)) || file.slices.is_empty() {
                continue;
            }
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = extension(base_name(path)).map_or(base_name(path), |name| name.module);
            let entry = modules.entry((folder, name)).or_insert_with(|| (BTreeSet::new(), path));
            entry.0.extend(file.architectures().map(|architecture| (format_name(file.format), architecture)));
        }
        for (found, path) in modules.values() {
            let missing: Vec<&str> =
                wanted.iter().filter(|(machine, _)| !found.contains(*machine)).map(|(_, tag)| *tag).collect();
            let Some(tag) = missing.first() else { continue };
            let machines = found.iter().map(|(format, architecture)| format!("{format} for {architecture}"));
            let lacking: Vec<String> = wanted
                .keys()
                .filter(|machine| !found.contains(*machine))
                .map(|(format, architecture)| format!("{format} for {architecture}"))
                .collect();
            check.find(
                wheel.file.at(path),
                message!(
                    "It is {found}, but {tag} promises {wanted}",
                    found = Fact::text(machines.collect::<Vec<_>>().join(" and ")),
                    tag = Fact::code(*tag),
                    wanted = Fact::text(lacking.join(" and ")),
                ),
                message!("Build it for the architecture of the tag"),
            );
        }
    }
}

/// A format with an architecture.
type Machine = (&'static str, Architecture);

fn format_of(system: System) -> Option<&'static str> {
    match system {
        System::Manylinux(_) | System::Musllinux | System::Linux => Some(format_name(Format::Elf)),
        System::Macos(..) => Some(format_name(Format::MachO)),
        System::Windows => Some(format_name(Format::Pe)),
        System::Any | System::Other => None,
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Elf => "ELF",
        Format::MachO => "Mach-O",
        Format::Pe => "PE",
        Format::Wasm => "wasm",
        Format::Archive => "a static library",
    }
}
