//! Symbol versions of ELF files against the manylinux policy of the tag. Libraries are the business of `native_external_library`.

use std::collections::BTreeSet;

use super::{linux_name, natives};
use crate::artifact::tags::System;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::native::{Format, policy};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code needs newer system libraries than the tag promises
    ///
    /// A file needs a version of `GLIBC`, `GLIBCXX`, `CXXABI` or another that the policy of the wheel's `manylinux` tag does not have. What
    /// lies in the wheel itself is not counted. For files that nothing in the wheel loads it is a warning. Tables: policies of auditwheel.
    ///
    /// ## Why
    /// Installers take the tag at its word. On a system as old as the tag allows, the import ends with `version 'GLIBC_2.34' not found`.
    ///
    /// ## Fix
    /// Build in the image of that policy, or let `auditwheel repair` choose the tag that the code really has.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// version libc.so.6 GLIBC_2.34
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// version libc.so.6 GLIBC_2.17
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeSymbolVersion { id: "native-symbol-version", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeSymbolVersion {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let oldest = natives.platforms.iter().filter_map(|platform| match platform.system {
            System::Manylinux(minor) => Some((minor, platform.tag)),
            _ => None,
        });
        let Some((minor, tag)) = oldest.min() else {
            check.skip(format!("{} has no manylinux tag", wheel.file.name));
            return;
        };
        let Some(policy) = policy::glibc_policy(minor) else {
            check.undecided(format!("no policy for {tag} is known here"));
            return;
        };
        for (path, file) in natives.files.iter().filter(|(_, file)| file.format == Format::Elf) {
            let mut missing = BTreeSet::new();
            for slice in &file.slices {
                let machine = linux_name(slice.architecture);
                let versions = slice.versions.iter().filter(|version| !natives.bundles(&version.library));
                let lacking = versions
                    .filter(|version| policy::linux_has_version(machine, &version.version, policy) == Some(false));
                missing.extend(lacking.map(|version| version.version.as_str()));
            }
            if missing.is_empty() {
                continue;
            }
            let finding = check.find(
                wheel.file.at(path),
                message!(
                    "It needs {versions}, which a system for {tag} may not have: the import fails there",
                    versions = Fact::list(missing),
                    tag = Fact::code(tag),
                ),
                message!("Build in the image of that policy, or let `auditwheel repair` choose the tag"),
            );
            if !natives.is_essential(path, file) {
                finding.severity = Severity::Warning;
            }
        }
    }
}
