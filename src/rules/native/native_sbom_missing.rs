//! Bundled libraries without a list of what they are (PEP 770).

use super::natives;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Bundled libraries are not listed
    ///
    /// The wheel holds libraries that a repair tool put into `<name>.libs` or `.dylibs`, and `.dist-info/sboms` is not there.
    ///
    /// ## Why
    /// Scanners for vulnerabilities do not see what was bundled. PEP 770 gives the list its place.
    ///
    /// ## Fix
    /// Repair with `auditwheel` 6.5 or later, which writes the list, or write one in the build.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo.libs/libfoo-1a2b.so.1 {elf}
    /// needed libc.so.6
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo.libs/libfoo-1a2b.so.1 {elf}
    /// needed libc.so.6
    /// --- demo-1.0.dist-info/sboms/auditwheel.cdx.json
    /// {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    /// ```
    NativeSbomMissing { id: "native-sbom-missing", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeSbomMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let bundled = natives.files.iter().filter(|(path, _)| {
            path.rsplit_once('/').is_some_and(|(folders, _)| {
                folders.split('/').any(|folder| folder == ".dylibs" || folder == ".libs" || folder.ends_with(".libs"))
            })
        });
        let bundled: Vec<&str> = bundled.map(|(path, _)| super::base_name(path)).collect();
        let listed = wheel.dist_info_path("sboms/").is_some_and(|folder| {
            wheel.members.iter().any(|member| member.is_file() && member.path.starts_with(&folder))
        });
        if bundled.is_empty() || listed {
            return;
        }
        let message = message!(
            "{count} bundled libraries are not listed in `.dist-info/sboms`: {names}",
            count = Fact::count(bundled.len()),
            names = Fact::list(bundled),
        );
        check.find(wheel.file.location(), message, message!("Repair with a tool that writes the list"));
    }
}
