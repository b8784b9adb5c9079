//! Code signatures of code for Apple's own processors.

use super::natives;
use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::native::{Architecture, Format};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Code for Apple silicon has no signature
    ///
    /// The arm64 part of a Mach-O library or program has no code signature, not even one that names nobody.
    ///
    /// ## Why
    /// macOS on Apple silicon does not load it: Python is killed at the import.
    ///
    /// ## Fix
    /// The linker signs by itself; a tool that changed the file afterwards removed it. Sign again: `codesign --force --sign -`, which
    /// `delocate` does too.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-macosx_11_0_arm64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-darwin.so {macho}
    /// arch arm64
    /// unsigned
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-macosx_11_0_arm64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-darwin.so {macho}
    /// arch arm64
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeMacosUnsigned { id: "native-macos-unsigned", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeMacosUnsigned {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        for (path, file) in
            natives.files.iter().filter(|(_, file)| file.format == Format::MachO && file.unread.is_none())
        {
            let unsigned = |slice: &crate::native::Slice| slice.architecture == Architecture::Arm64 && !slice.signed;
            if file.slices.iter().any(unsigned) {
                let message = message!("Its code for arm64 has no signature; macOS ends the process that loads it");
                let finding =
                    check.find(wheel.file.at(path), message, message!("Sign it: `codesign --force --sign -`"));
                if !natives.is_essential(path, file) {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }
}
