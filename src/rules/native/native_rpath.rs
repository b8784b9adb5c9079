//! Where native code looks for libraries. Whether they are in the wheel is the business of `native_external_library`.

use std::collections::BTreeSet;

use super::{is_script, natives};
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Native code looks for libraries outside its wheel
    ///
    /// An RPATH, RUNPATH or `LC_RPATH` is absolute, or leads above `site-packages`. System folders of Apple are left out.
    ///
    /// ## Why
    /// The path is that of the machine that built it. On others it finds nothing, or, where somebody else can write there, another library.
    ///
    /// ## Fix
    /// Use paths from `$ORIGIN` or `@loader_path`; the repair tools (`auditwheel`, `delocate`) write them.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// rpath /opt/demo/lib
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
    /// rpath $ORIGIN/../demo.libs
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeRpath { id: "native-rpath", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeRpath {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let mut paths = BTreeSet::new();
        let mut places = Vec::new();
        for (path, file) in natives.files.iter().filter(|(path, _)| !is_script(path)) {
            let outside = file.slices.iter().flat_map(|slice| &slice.rpaths).filter(|rpath| leaves(path, rpath));
            let before = paths.len();
            let own: BTreeSet<&str> = outside.map(String::as_str).collect();
            paths.extend(own.iter().copied());
            if !own.is_empty() || paths.len() > before {
                places.push((wheel.file.at(path), (*path).to_owned()));
            }
        }
        let rpaths = Fact::list(paths);
        check.find_each(
            wheel.file.location(),
            places,
            |name| {
                message!(
                    "{name} looks for libraries in {rpaths}, outside the wheel",
                    name = name,
                    rpaths = rpaths.clone()
                )
            },
            |count, names| {
                message!(
                    "{count} files look for libraries in {rpaths}, outside the wheel: {names}",
                    count = count,
                    names = names,
                    rpaths = rpaths.clone(),
                )
            },
            &message!("Use paths from `$ORIGIN` or `@loader_path`"),
        );
    }
}

/// Whether a search path is absolute or leads above the folder that wheels are unpacked to.
fn leaves(path: &str, rpath: &str) -> bool {
    let origins = ["$ORIGIN", "${ORIGIN}", "@loader_path", "@executable_path"];
    let Some(rest) = origins.iter().find_map(|origin| rpath.strip_prefix(origin)) else {
        return rpath.starts_with('/') && !rpath.starts_with("/usr/lib/swift") && !rpath.starts_with("/System/");
    };
    let Some(site) = Wheel::site_path(path) else { return false };
    let mut depth = site.matches('/').count();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}
