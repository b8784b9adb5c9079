//! Files that `.data` puts where the root is unpacked anyway.

use super::{data_files, wheel_file};
use crate::artifact::wheel::Wheel;
use crate::artifact::wheel_file::WheelFile;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A key of .data is where the root goes anyway
    ///
    /// The wheel holds `.data/purelib` and is itself pure, or `.data/platlib` and is not.
    ///
    /// ## Why
    /// The files land in the same folder as the root. Tools that look only at the root do not see them, and two copies may collide.
    ///
    /// ## Fix
    /// Put the files at the root of the wheel.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/purelib/demo/extra.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/extra.py
    /// ```
    DataRedundantRoot { id: "data-redundant-root", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DataRedundantRoot {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = data_files(wheel, check) else { return };
        let Some(pure) = wheel_file(wheel, check).and_then(WheelFile::root_is_purelib) else { return };
        let key = if pure { "purelib" } else { "platlib" };
        let inside = files.iter().filter(|file| file.key() == Some(key));
        let paths: Vec<&str> = inside.map(|file| file.path).collect();
        if let Some(first) = paths.first() {
            check.find(
                wheel.file.at(first),
                message!(
                    "{count} files lie below {key}, which is where the root of this wheel goes anyway",
                    count = Fact::count(paths.len()),
                    key = Fact::code(format!(".data/{key}")),
                ),
                message!("Put them at the root of the wheel"),
            );
        }
    }
}
