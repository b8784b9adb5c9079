//! Group C, native code: will it load on the machines that the tags promise?

pub mod native_abi3_candidate;
pub mod native_abi3_symbol;
pub mod native_abi3_too_new;
pub mod native_abi3t;
pub mod native_arch_mismatch;
pub mod native_debug_symbols;
pub mod native_external_library;
pub mod native_hardening;
pub mod native_init_missing;
pub mod native_isa_level;
pub mod native_libc_mismatch;
pub mod native_links_libpython;
pub mod native_macos_target;
pub mod native_macos_unsigned;
pub mod native_rpath;
pub mod native_sbom_missing;
pub mod native_static_library;
pub mod native_suffix_mismatch;
pub mod native_symbol_version;

use std::collections::BTreeSet;

use crate::artifact::filename::WheelFilename;
use crate::artifact::tags::{Platform, platform};
use crate::artifact::wheel::Wheel;
use crate::native::suffix::{self, Tag};
use crate::native::{Architecture, NativeFile, Role};
use crate::rules::Check;
use crate::rules::members::is_test_data;

/// The native files of a wheel with what its name promises.
pub(super) struct Natives<'w> {
    pub name: &'w WheelFilename,
    /// By path; files among tests and examples are left out, and so is what is not linked.
    pub files: Vec<(&'w str, &'w NativeFile)>,
    pub platforms: Vec<Platform<'w>>,
    /// Names of all files of the wheel, in lower case: what a loader may find beside others.
    bundled: BTreeSet<String>,
    /// Libraries that files of this wheel need, in lower case, without folders.
    needed: BTreeSet<String>,
}

/// The native files; a wheel without any is skipped, one that was not unpacked stays undecided.
pub(super) fn natives<'w>(wheel: &'w Wheel, check: &mut Check<'_>) -> Option<Natives<'w>> {
    let members = check.need_members(wheel)?;
    let Ok(name) = &wheel.filename else {
        check.skip(format!("{} is not the name of a wheel", wheel.file.name));
        return None;
    };
    if wheel.digests.is_empty() {
        check.undecided(format!("{} was not unpacked", wheel.file.name));
        return None;
    }
    let all = wheel.contents.seen.native.iter().map(|(path, file)| (path.as_str(), file));
    let files: Vec<_> = all.filter(|(path, file)| file.role != Role::Object && !is_test_data(path)).collect();
    if files.is_empty() {
        check.skip(format!("{} holds no native code", wheel.file.name));
        return None;
    }
    if let Some((path, _)) = files.iter().find(|(_, file)| file.unread.is_some()) {
        check.undecided(format!("{path} could not be read to its end"));
    }
    let lower = |name: &str| name.to_ascii_lowercase();
    let needed = files.iter().flat_map(|(_, file)| &file.slices).flat_map(|slice| &slice.needed);
    Some(Natives {
        name,
        platforms: name.platform.iter().map(|tag| platform(tag)).collect(),
        bundled: members.iter().map(|member| lower(member.file_name())).collect(),
        needed: needed.map(|library| lower(base_name(library))).collect(),
        files,
    })
}

impl Natives<'_> {
    /// Whether a library is a file of the wheel, wherever it lies.
    pub(super) fn bundles(&self, library: &str) -> bool {
        self.bundled.contains(&base_name(library).to_ascii_lowercase())
    }

    /// Whether something is certainly loaded: an extension module, a library that another file needs, a command.
    pub(super) fn is_essential(&self, path: &str, file: &NativeFile) -> bool {
        is_extension(path, file) || is_script(path) || self.needed.contains(&base_name(path).to_ascii_lowercase())
    }

    /// Whether the name of the wheel has this ABI tag.
    pub(super) fn has_abi(&self, abi: &str) -> bool {
        self.name.abi.iter().any(|tag| tag == abi)
    }
}

/// The last part of a path or of an install name.
pub(in crate::rules) fn base_name(path: &str) -> &str {
    path.rsplit_once(['/', '\\']).map_or(path, |(_, name)| name)
}

/// Whether a file is an extension module: by the function that initialises it, or by its name.
pub(in crate::rules) fn is_extension(path: &str, file: &NativeFile) -> bool {
    let named = suffix::extension(base_name(path)).is_some_and(|name| name.tag != Tag::None);
    file.is_extension() || named && file.role == Role::Library
}

/// Whether a file is installed as a command.
pub(in crate::rules) fn is_script(path: &str) -> bool {
    path.split_once('/').is_some_and(|(root, rest)| root.ends_with(".data") && rest.starts_with("scripts/"))
}

/// As the policies of manylinux name it.
pub(super) fn linux_name(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Arm64 => "aarch64",
        other => other.name(),
    }
}

/// The library of Python itself, by what its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PythonLibrary {
    /// `python3.dll` and the framework of macOS: no minor version in the name.
    Any,
    OneVersion,
}

/// Whether a library is the one of Python itself.
pub(super) fn libpython(library: &str) -> Option<PythonLibrary> {
    let name = base_name(library);
    let lower = name.to_ascii_lowercase();
    if library.contains("Python.framework/") || library.contains("Python3.framework/") {
        return Some(PythonLibrary::Any);
    }
    let rest = lower.strip_prefix("lib").unwrap_or(&lower).strip_prefix("python")?;
    let known = [".so", ".dylib", ".dll"].iter().any(|end| lower.contains(end));
    let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let start = lower.len() - rest.len();
    let version = name.get(start..start + digits)?.trim_end_matches('.');
    let after = rest.get(digits..)?.trim_start_matches(['t', 'm', 'u', '_']);
    let whole = after.is_empty() || after.starts_with(['.', 'd', 's']);
    let named = if version.len() > 1 { PythonLibrary::OneVersion } else { PythonLibrary::Any };
    (known && whole && version.starts_with(['2', '3'])).then_some(named)
}

/// Whether any of Python's symbols is used: a module that uses none says nothing of the ABI.
pub(super) fn uses_python(file: &NativeFile) -> bool {
    file.slices.iter().any(|slice| !slice.python_imports.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_of_python_is_known_by_its_name() {
        for (library, expected) in [
            ("libpython3.12.so.1.0", Some(PythonLibrary::OneVersion)),
            ("@rpath/libpython3.12.dylib", Some(PythonLibrary::OneVersion)),
            ("python312.dll", Some(PythonLibrary::OneVersion)),
            ("python3.dll", Some(PythonLibrary::Any)),
            ("/Library/Frameworks/Python.framework/Versions/3.12/Python", Some(PythonLibrary::Any)),
            ("libpythonic.so", None),
            ("libc.so.6", None),
        ] {
            assert_eq!(libpython(library), expected, "{library}");
        }
    }
}
