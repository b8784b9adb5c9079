//! Two entries of a zip with one name. Names that differ in case are the business of `path_case_collision`.

use std::collections::{BTreeSet, HashSet};

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// Two entries of the zip have the same name
    ///
    /// A path occurs more than once in the wheel.
    ///
    /// ## Why
    /// PyPI refuses it: `Duplicate filename in central directory`. Which of the two is installed depends on the reader, so
    /// a scanner and an installer may see different files.
    ///
    /// ## Fix
    /// Keep one entry for each path. Often a build step adds a file that the backend had packed already.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt
    /// --- demo/data.txt {unrecorded}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt
    /// ```
    ZipDuplicateEntry { id: "zip-duplicate-entry", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipDuplicateEntry {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let records = &wheel.records;
        let mut twice: BTreeSet<&[u8]> = repeated(records.centrals.iter().map(|central| central.name.as_slice()));
        twice.extend(repeated(records.locals.iter().map(|local| local.name.as_slice())));
        let names: Vec<_> = twice.into_iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, names.iter().map(String::as_str)),
            |path| message!("{path} is in the zip more than once; PyPI refuses that", path = path),
            |count, paths| {
                message!(
                    "{count} paths are in the zip more than once, which PyPI refuses: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &message!("Keep one entry for each path"),
        );
    }
}

fn repeated<'n>(names: impl Iterator<Item = &'n [u8]>) -> BTreeSet<&'n [u8]> {
    let mut seen = HashSet::new();
    names.filter(|name| !seen.insert(*name)).collect()
}
