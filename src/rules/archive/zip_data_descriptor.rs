//! Entries of a zip whose sizes follow the data.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// The zip was written as a stream
    ///
    /// General-purpose bit 3 is set for an entry: its sizes and CRC follow the data instead of standing in its header.
    ///
    /// ## Why
    /// PyPI answers `ZIP contains a data descriptor` and refuses it, because such an archive cannot be walked from its
    /// start without guessing. Installers accept it.
    ///
    /// ## Fix
    /// Let the tool write to a file in which it can seek, not to a pipe, so that it fills in the sizes.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {descriptor}
    /// pass
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// pass
    /// ```
    ZipDataDescriptor { id: "zip-data-descriptor", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipDataDescriptor {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let streamed = wheel.records.locals.iter().filter(|local| local.has_descriptor());
        let names: Vec<_> = streamed.map(|local| String::from_utf8_lossy(&local.name).into_owned()).collect();
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, names.iter().map(String::as_str)),
            |path| message!("{path} has its sizes after its data; PyPI refuses a data descriptor", path = path),
            |count, paths| {
                message!(
                    "{count} entries have their sizes after their data, and PyPI refuses data descriptors: {paths}",
                    count = count,
                    paths = paths,
                )
            },
            &message!("Write the zip to a file in which the tool can seek, not to a pipe"),
        );
    }
}
