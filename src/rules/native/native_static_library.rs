//! Static libraries in a wheel.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::native::Format;
use crate::rules::members::{payload, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds static libraries
    ///
    /// A wheel holds `.a` or `.lib` files that are archives of object files.
    ///
    /// ## Why
    /// Nothing loads them. Some projects ship them for others to link with; elsewhere they are left from the build, and are often large.
    ///
    /// ## Fix
    /// Exclude them, unless others are meant to link with them.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/libdemo.a
    /// !<arch>
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    NativeStaticLibrary { id: "native-static-library", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeStaticLibrary {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if payload(wheel, check).is_none() {
            return;
        }
        let archives = wheel.contents.seen.native.iter().filter(|(_, file)| file.format == Format::Archive);
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, archives.map(|(path, _)| path.as_str())),
            |name| message!("{name} is a static library, which nothing loads", name = name),
            |count, names| {
                message!(
                    "{count} files are static libraries, which nothing loads: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Exclude it, unless others are meant to link with it"),
        );
    }
}
