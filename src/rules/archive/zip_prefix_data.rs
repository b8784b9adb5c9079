//! Bytes before the first entry of a zip.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Bytes lie before the first entry of the zip
    ///
    /// The first entry of the wheel does not start at the first byte of the file.
    ///
    /// ## Why
    /// PyPI answers `Unknown record signature` and refuses it. Such a file can be two things at once, for instance a
    /// script and an archive, and readers differ in what they see.
    ///
    /// ## Fix
    /// Write the wheel with a build backend. A shebang or a self-extractor in front makes it another kind of file.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {prefix=#!/bin/sh\n}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipPrefixData { id: "zip-prefix-data", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipPrefixData {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let first = wheel.records.locals.first().map(|local| local.offset);
        let named = wheel.details.iter().map(|detail| detail.header_start).min();
        let Some(offset) = first.or(named).filter(|offset| *offset > 0) else { return };
        check.find(
            wheel.file.location(),
            message!("{bytes} lie before the first entry of the zip; PyPI refuses that", bytes = Fact::Bytes(offset)),
            message!("Remove the bytes before the first entry"),
        );
    }
}
