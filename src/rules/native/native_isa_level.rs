//! The level of x86-64 that ELF files declare to need.

use super::natives;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code needs a newer processor than the tag says
    ///
    /// An ELF file declares that it needs more than the baseline of x86-64 (`x86-64-v2` to `v4` in its GNU property).
    ///
    /// ## Why
    /// The tag promises any 64-bit processor. The loader of older ones refuses the file: `CPU ISA level is lower than required`.
    ///
    /// ## Fix
    /// Build without `-march=native` or `-march=x86-64-v3`; choose faster code when it runs.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// isa 3
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
    /// isa 1
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeIsaLevel { id: "native-isa-level", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeIsaLevel {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        for (path, file) in natives.files.iter().filter(|(path, file)| natives.is_essential(path, file)) {
            let level = file.slices.iter().filter_map(|slice| slice.isa_level).max().filter(|level| *level > 1);
            if let Some(level) = level {
                check.find(
                    wheel.file.at(path),
                    message!(
                        "It declares to need {level}; older 64-bit processors, which the tag allows, refuse it",
                        level = Fact::code(format!("x86-64-v{level}")),
                    ),
                    message!("Build without a newer `-march`"),
                );
            }
        }
    }
}
