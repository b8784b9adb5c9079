//! Sources and objects of native code in a wheel that has the built code.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{ends_with, is_test_data, payload, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds the sources of its native code
    ///
    /// Beside built extension modules lie their sources (`.c`, `.cpp`, `.pyx`, `.rs`) or object files. Headers and `.pxd` files, which others
    /// compile against, are left out, and so are tests and examples.
    ///
    /// ## Why
    /// Nothing reads them once they are built. Everybody downloads them; the sdist is their place.
    ///
    /// ## Fix
    /// Exclude them from the package data, unless others compile them.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_native.c
    /// int x;
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/demo.h
    /// int x;
    /// ```
    ContentNativeSources { id: "content-native-sources", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

const SOURCES: [&str; 11] = [".c", ".cc", ".cpp", ".cxx", ".pyx", ".rs", ".f90", ".m", ".o", ".obj", ".go"];

impl Rule for ContentNativeSources {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        if wheel.contents.seen.native.is_empty() {
            check.skip(format!("{} holds no native code", wheel.file.name));
            return;
        }
        let paths = files.iter().map(|member| member.path.as_str());
        let sources = paths.filter(|path| ends_with(path, &SOURCES) && !is_test_data(path) && !for_others(path));
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, sources),
            |name| message!("{name} is a source of native code, which nothing reads once it is built", name = name),
            |count, names| {
                message!(
                    "{count} files are sources of native code, which nothing reads once they are built: {names}",
                    count = count,
                    names = names,
                )
            },
            &message!("Exclude it from the package data, unless others compile it"),
        );
    }
}

/// Sources that others compile or read.
fn for_others(path: &str) -> bool {
    path.split('/').any(|folder| folder == "include" || folder.ends_with("examples") || folder == "Includes")
}
