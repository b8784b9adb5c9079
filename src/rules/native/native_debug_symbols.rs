//! Debug information in native code.

use super::natives;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code carries its debug information
    ///
    /// Native files hold debug sections or entries for debuggers, 1 MB or more in all. Less is a note, below 100 kB it is not mentioned.
    ///
    /// ## Why
    /// Debug information is often larger than the code. Everybody who installs the wheel downloads it, and it shows paths and names of the
    /// machine that built it.
    ///
    /// ## Fix
    /// Strip when linking (`-Wl,-s`, `strip = true` in a Cargo profile), or with `auditwheel repair --strip`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// debug 2000000
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
    /// debug 5000
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeDebugSymbols { id: "native-debug-symbols", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Bytes below which debug information is not worth a word, and from which on it is a warning.
const WORTH_A_NOTE: u64 = 100_000;
const LARGE: u64 = 1_000_000;

impl Rule for NativeDebugSymbols {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let with = natives.files.iter().map(|(path, file)| {
            let bytes = file.slices.iter().map(|slice| slice.debug_bytes).fold(0, u64::saturating_add);
            (bytes, *path)
        });
        let mut with: Vec<(u64, &str)> = with.filter(|(bytes, _)| *bytes > 0).collect();
        with.sort_by_key(|(bytes, path)| (std::cmp::Reverse(*bytes), *path));
        let bytes = with.iter().map(|(bytes, _)| *bytes).fold(0, u64::saturating_add);
        if bytes < WORTH_A_NOTE {
            return;
        }
        let finding = check.find(
            wheel.file.location(),
            message!(
                "Debug information takes {bytes} (unpacked): {names}",
                bytes = Fact::Bytes(bytes),
                names = Fact::list(with.iter().map(|(_, path)| *path)),
            ),
            message!("Strip when linking, or with `auditwheel repair --strip`"),
        );
        if bytes < LARGE {
            finding.severity = Severity::Info;
        }
    }
}
