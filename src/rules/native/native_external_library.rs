//! Libraries that native code needs and neither the wheel nor the system brings. Python's own is `native_links_libpython`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Natives, base_name, is_extension, is_script, libpython, natives};
use crate::artifact::normalize_name;
use crate::artifact::requirement::Requirement;
use crate::artifact::tags::System;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Finding, Severity};
use crate::message;
use crate::native::{Format, NativeFile, policy};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code needs a library that is not in the wheel
    ///
    /// An extension module needs a shared library that is neither in the wheel nor among those that every system of the tag has. It is a
    /// warning where a dependency of the project may bring it, where the file is no extension module or command, and for drivers and
    /// libraries of desktops. Nothing is said where the file looks in a folder that a requirement fills, by its name. Tables: policies of
    /// auditwheel, DLLs of Windows by delvewheel; macOS has `/usr/lib` and `/System`.
    ///
    /// ## Why
    /// It is found on the machine that built it and on no other: the import ends with `cannot open shared object file`, `Library not
    /// loaded` or `DLL load failed`.
    ///
    /// ## Fix
    /// Bundle it with `auditwheel repair`, `delocate-wheel` or `delvewheel repair`, or link it statically.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// needed libssl.so.3
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
    /// needed libfoo-1a2b.so.1
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// --- demo.libs/libfoo-1a2b.so.1 {elf}
    /// needed libc.so.6
    /// --- demo-1.0.dist-info/sboms/auditwheel.cdx.json
    /// {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    /// ```
    NativeExternalLibrary { id: "native-external-library", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

/// What drivers, desktops and language runtimes install and no wheel can bring.
const OF_THE_MACHINE: [&str; 24] = [
    "libcuda.",
    "libcudart",
    "libcublas",
    "libcudnn",
    "libnvidia",
    "libnvrtc",
    "libnccl",
    "libnvToolsExt",
    "libOpenCL",
    "libvulkan",
    "libEGL",
    "libGLES",
    "libGLX",
    "libOpenGL",
    "libdrm",
    "libva",
    "libxcb",
    "libX",
    "libwayland",
    "libxkbcommon",
    "libasound",
    "libpulse",
    "libjvm",
    "libdbus",
];

/// The Microsoft runtime, which its own installer brings to most machines.
const MICROSOFT_RUNTIME: [&str; 6] = ["vcruntime", "msvcp", "msvcr", "vcomp", "concrt", "mfc"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Missing {
    Library,
    Machine,
    Runtime,
}

/// A file and the libraries that it misses.
type Lacks<'w> = (&'w str, Vec<&'w str>);

impl Rule for NativeExternalLibrary {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let policies = natives.platforms.iter().filter_map(|platform| match platform.system {
            System::Manylinux(minor) => policy::glibc_policy(minor),
            _ => None,
        });
        let glibc = policies.min();
        let musl = natives.platforms.iter().any(|platform| platform.system == System::Musllinux);
        let has_dependencies = wheel.metadata.as_ref().is_none_or(|metadata| !metadata.requires_dist.is_empty());
        let requirements = wheel.metadata.iter().flat_map(|metadata| &metadata.requires_dist);
        let required: BTreeSet<String> = requirements.filter_map(Requirement::name).collect();
        let mut found: BTreeMap<(Missing, Severity, bool), Vec<Lacks<'_>>> = BTreeMap::new();
        for (path, file) in &natives.files {
            // A bare Linux tag promises nothing.
            if file.format == Format::Elf && glibc.is_none() && !musl {
                continue;
            }
            let mut missing: BTreeMap<Missing, Vec<&str>> = BTreeMap::new();
            for library in file.slices.iter().flat_map(|slice| &slice.needed) {
                let found = match file.format {
                    Format::Elf => linux(library, glibc, &natives),
                    Format::MachO => macos(library, &natives),
                    _ => windows(library, &natives),
                };
                let names = found.map(|kind| missing.entry(kind).or_default());
                if let Some(names) = names.filter(|names| !names.contains(&library.as_str())) {
                    names.push(library);
                }
            }
            if awaits(wheel, &required, path, file) {
                missing.remove(&Missing::Library);
            }
            let loaded = is_extension(path, file) || is_script(path);
            for (kind, names) in missing {
                let elsewhere = names.iter().all(|name| !name.starts_with('/'));
                let severity = match kind {
                    Missing::Library if loaded && !(has_dependencies && elsewhere) => Severity::Error,
                    Missing::Library => Severity::Warning,
                    Missing::Machine if loaded => Severity::Warning,
                    Missing::Machine | Missing::Runtime => Severity::Info,
                };
                if !natives.is_essential(path, file) && kind != Missing::Library {
                    continue;
                }
                let awaited = kind == Missing::Library && has_dependencies && elsewhere;
                found.entry((kind, severity, awaited)).or_default().push((path, names));
            }
        }
        for ((kind, severity, awaited), files) in found {
            for finding in tell(wheel, kind, awaited, &files, check) {
                finding.severity = severity;
            }
        }
    }
}

/// Tells of the files that miss libraries of one kind, of each or of all together.
fn tell<'c>(
    wheel: &Wheel,
    kind: Missing,
    awaited: bool,
    files: &[Lacks<'_>],
    check: &'c mut Check<'_>,
) -> &'c mut [Finding] {
    let libraries: BTreeSet<&str> = files.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let named = |file: &Fact| match file {
        Fact::Code(path) => files.iter().find(|(it, _)| it == path).map(|(_, names)| Fact::list(names.iter().copied())),
        _ => None,
    };
    check.find_each(
        wheel.file.location(),
        files.iter().map(|(path, _)| (wheel.file.at(path), (*path).to_owned())).collect(),
        |file| {
            let names = named(&file).unwrap_or(file);
            match kind {
                Missing::Library if awaited => message!(
                    "It needs {names}, which is not in the wheel and not on every such system; a dependency would have to bring it",
                    names = names,
                ),
                Missing::Library => {
                    message!("It needs {names}, which is not in the wheel and not on every such system", names = names)
                }
                Missing::Machine => message!("It needs {names}, which only some machines have", names = names),
                Missing::Runtime => message!(
                    "It needs {names} of Microsoft's runtime, which is not in the wheel; most machines have it installed",
                    names = names,
                ),
            }
        },
        |count, paths| {
            let names = Fact::list(libraries.iter().copied());
            match kind {
                Missing::Library => message!(
                    "{count} files need libraries that are not in the wheel and not on every such system: {names}, in {paths}",
                    count = count,
                    names = names,
                    paths = paths,
                ),
                Missing::Machine => message!(
                    "{count} files need libraries that only some machines have: {names}, in {paths}",
                    count = count,
                    names = names,
                    paths = paths,
                ),
                Missing::Runtime => message!(
                    "{count} files need {names} of Microsoft's runtime, which is not in the wheel; most machines have it installed",
                    count = count,
                    names = names,
                ),
            }
        },
        &message!("Bundle it with `auditwheel`, `delocate` or `delvewheel`, or link it statically"),
    )
}

/// Whether a file looks for libraries in a folder that is not in the wheel and that a requirement fills, by its name: `PyQt5` in the
/// folder of `PyQt5-Qt5`.
fn awaits(wheel: &Wheel, required: &BTreeSet<String>, path: &str, file: &NativeFile) -> bool {
    let site = Wheel::site_path(path).unwrap_or_default();
    file.slices.iter().flat_map(|slice| &slice.rpaths).any(|rpath| {
        let Some(rest) = ["$ORIGIN/", "@loader_path/"].iter().find_map(|origin| rpath.strip_prefix(origin)) else {
            return false;
        };
        let mut parts: Vec<&str> = site.split('/').collect();
        parts.pop();
        for part in rest.split('/') {
            match part {
                "" | "." => {}
                ".." => parts.truncate(parts.len().saturating_sub(1)),
                part => parts.push(part),
            }
        }
        let below = format!("{}/", parts.join("/"));
        let own = wheel.site.range(below.clone()..).next().is_some_and(|file| file.starts_with(&below));
        let Some(top) = parts.first().map(|top| format!("{}-", normalize_name(top))) else { return false };
        !own && required.range(top.clone()..).next().is_some_and(|name| name.starts_with(&top))
    })
}

fn of_the_machine(library: &str) -> Missing {
    let name = base_name(library);
    if OF_THE_MACHINE.iter().any(|prefix| name.starts_with(prefix)) { Missing::Machine } else { Missing::Library }
}

fn linux(library: &str, glibc: Option<u32>, natives: &Natives<'_>) -> Option<Missing> {
    let musl = || {
        library == "libc.so"
            || library == "libz.so.1"
            || library.starts_with("libc.musl-")
            || library.starts_with("ld-musl-")
    };
    let system = glibc.map_or_else(musl, |minor| policy::linux_has_library(library, minor));
    // Another libc than that of the tag is the business of `native_libc_mismatch`.
    let libc =
        matches!(library, "libc.so.6" | "libc.so" | "libm.so.6" | "libpthread.so.0" | "libdl.so.2" | "librt.so.1")
            || library.contains("musl")
            || library.starts_with("ld-linux");
    let known = system || libc || libpython(library).is_some() || natives.bundles(library);
    (!known).then(|| of_the_machine(library))
}

fn macos(library: &str, natives: &Natives<'_>) -> Option<Missing> {
    let system = library.starts_with("/usr/lib/") || library.starts_with("/System/");
    let relative = !library.starts_with('/') && natives.bundles(library);
    if system || relative || libpython(library).is_some() {
        return None;
    }
    Some(if library.starts_with("/opt/X11/") { Missing::Machine } else { of_the_machine(library) })
}

fn windows(library: &str, natives: &Natives<'_>) -> Option<Missing> {
    let lower = library.to_ascii_lowercase();
    // Python for Windows brings the first two itself.
    let python = ["vcruntime140.dll", "vcruntime140_1.dll", "python-native.dll"].contains(&lower.as_str())
        || lower.starts_with("libpypy")
        || libpython(&lower).is_some();
    if python || policy::windows_has_library(&lower) || natives.bundles(&lower) {
        return None;
    }
    if MICROSOFT_RUNTIME.iter().any(|prefix| lower.starts_with(prefix)) {
        return Some(Missing::Runtime);
    }
    let driver =
        ["nvcuda", "cudart", "cublas", "cudnn", "nvrtc", "opencl", "vulkan"].iter().any(|it| lower.starts_with(it));
    Some(if driver { Missing::Machine } else { Missing::Library })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words;

    /// `PyQt5` 5.15.11 and `PyQt5-Qt5`.
    #[test]
    fn a_run_path_may_lead_to_where_a_requirement_is_installed() {
        let wheel = |requires: &str| {
            format!(
                "=== demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl\n--- demo/__init__.py\n\
                 --- demo/_core.cpython-312-x86_64-linux-gnu.so {{elf}}\nneeded libc.so.6\nneeded libfoo.so.5\nrpath $ORIGIN/foo/lib\n\
                 import _PyObject_GetDictPtr\nexport PyInit__core\n--- demo-1.0.dist-info/METADATA {{merge}}\nRequires-Dist: {requires}\n"
            )
        };
        check_words(&wheel("demo-foo>=5"), &[]);
        check_words(
            &wheel("other>=5"),
            &[
                "warning native-external-library: It needs `libfoo.so.5`, which is not in the wheel and not on every such system; a \
               dependency would have to bring it",
            ],
        );
    }

    /// `pyqt5_qt5` 5.15.17, which has 36 of them.
    #[test]
    fn many_files_that_need_the_same_are_told_once() {
        let one = |n: u8| {
            format!("--- demo/lib/libpart{n}.so.1 {elf}\nneeded libc.so.6\nneeded libicu.so.56\n", elf = "{elf}")
        };
        let libraries = (0..6).map(one).collect::<Vec<_>>().concat();
        check_words(
            &format!("=== demo-1.0-py3-none-manylinux_2_28_x86_64.whl\n--- demo/__init__.py\n{libraries}"),
            &[
                "warning native-external-library: 6 files need libraries that are not in the wheel and not on every such system: \
               `libicu.so.56`, in `demo/lib/libpart0.so.1`, `demo/lib/libpart1.so.1`, `demo/lib/libpart2.so.1`, \
               `demo/lib/libpart3.so.1`, `demo/lib/libpart4.so.1` and 1 more",
            ],
        );
    }
}
