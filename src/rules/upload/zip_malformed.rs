//! PyPI's answer under `zip-malformed`; the end record is the business of `zip_directory_count`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A record of the zip is malformed
    ///
    /// Between the first byte and the end record lies something that is no record of a zip, or a record that
    /// contradicts itself.
    ///
    /// ## Why
    /// PyPI refuses the wheel: tools that skip it and tools that do not would read two archives.
    ///
    /// ## Fix
    /// Write the wheel again with a standard zip writer.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {extra=0100040000000000}
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipMalformed { id: "zip-malformed", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipMalformed {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        // What lies before the first record is `zip-prefix-data`; what lies between records is judged here.
        let from_start = wheel.records.locals.first().is_some_and(|local| local.offset == 0);
        let gap: &[&str] = if from_start { &["zip-signature"] } else { &[] };
        let rules = [&["zip-malformed"], gap].concat();
        refused(wheel, &rules, check, &message!("Write the wheel again with a standard zip writer"));
    }
}
