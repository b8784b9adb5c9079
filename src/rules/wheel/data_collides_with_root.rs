//! Files of `.data` that land on files of the root.

use std::collections::BTreeSet;

use super::data_files;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// Two files of the wheel go to the same place
    ///
    /// A file below `.data/purelib` or `.data/platlib` has the path of a file at the root.
    ///
    /// ## Why
    /// One overwrites the other, and which is left is up to the installer; RECORD then lists a hash that is wrong.
    ///
    /// ## Fix
    /// Keep one of them.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/platlib/demo/__init__.py
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DataCollidesWithRoot { id: "data-collides-with-root", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DataCollidesWithRoot {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = data_files(wheel, check) else { return };
        let root: BTreeSet<&str> =
            wheel.members.iter().filter(|member| member.is_file()).map(|member| member.path.as_str()).collect();
        let same = files.iter().filter(|file| Wheel::site_path(file.path).is_some_and(|site| root.contains(site)));
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, same.map(|file| file.path)),
            |name| message!("{name} goes to the place of a file at the root", name = name),
            |count, names| {
                message!("{count} files go to the places of files at the root: {names}", count = count, names = names)
            },
            &message!("Keep one of them"),
        );
    }
}
