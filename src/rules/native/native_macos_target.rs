//! The oldest macOS that Mach-O files are for, against the tag.

use super::natives;
use crate::artifact::tags::System;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::native::{Architecture, Format};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code is for a newer macOS than the tag
    ///
    /// The oldest macOS that a Mach-O file is built for is newer than that of the wheel's tag. Code for arm64 begins with macOS 11, whatever the
    /// tag says. The loader does not refuse such a file by itself, so it is a warning: wheels that are used by many are like that.
    ///
    /// ## Why
    /// Installers take the tag at its word. On the older macOS the file may need what is not there, and the import fails.
    ///
    /// ## Fix
    /// Set `MACOSX_DEPLOYMENT_TARGET` for everything that goes into the wheel, libraries included, or raise the tag (`delocate` does it with
    /// `--require-target-macos-version`).
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-macosx_11_0_arm64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-darwin.so {macho}
    /// arch arm64
    /// minos 14.0
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
    /// minos 11.0
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeMacosTarget { id: "native-macos-target", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeMacosTarget {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let tags: Vec<((u32, u32), &crate::artifact::tags::Platform<'_>)> = natives
            .platforms
            .iter()
            .filter_map(|platform| match platform.system {
                System::Macos(major, minor) => Some(((major, minor), platform)),
                _ => None,
            })
            .collect();
        if tags.is_empty() {
            check.skip(format!("{} is not for macOS", wheel.file.name));
            return;
        }
        for (path, file) in natives.files.iter().filter(|(_, file)| file.format == Format::MachO) {
            for slice in &file.slices {
                let floor = if slice.architecture == Architecture::Arm64 { (11, 0) } else { (0, 0) };
                let promised = tags
                    .iter()
                    .filter(|(_, platform)| platform.architectures.contains(&slice.architecture))
                    .map(|(version, _)| (*version).max(floor))
                    .min();
                let (Some(promised), Some(needed)) = (promised, slice.minimum_os) else { continue };
                // From macOS 11 on the tag counts major versions only.
                let newer = if promised.0 >= 11 { needed.0 > promised.0 } else { needed > promised };
                if !newer {
                    continue;
                }
                let version = |(major, minor): (u32, u32)| Fact::text(format!("{major}.{minor}"));
                check.find(
                    wheel.file.at(path),
                    message!(
                        "Its code for {architecture} is for macOS {needed} and later, the tag promises {promised}",
                        architecture = Fact::text(slice.architecture.name()),
                        needed = version(needed),
                        promised = version(promised),
                    ),
                    message!("Set `MACOSX_DEPLOYMENT_TARGET` for all that goes into the wheel, or raise the tag"),
                );
            }
        }
    }
}
