//! Extra fields of zip records that hold times and owners.

use std::collections::BTreeMap;

use crate::archive::zip_records::u16_at;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The zip records times or owners of the machine that built it
    ///
    /// Records of the wheel have extra fields for exact times (`UT`, NTFS) or owners (`ux`, `Ux`).
    ///
    /// ## Why
    /// They differ from machine to machine, so nobody else can build the same bytes. Installers do not read them.
    ///
    /// ## Fix
    /// Let the backend write the wheel; with Info-ZIP use `zip -X`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {extra=5554050001e8030000}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ReproExtraFields { id: "repro-extra-fields", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

/// APPNOTE 4.5 and 4.6, and the extra fields of Info-ZIP.
const FIELDS: [(u16, &str); 5] = [
    (0x5455, "times (UT)"),
    (0x000a, "times (NTFS)"),
    (0x7875, "owners (ux)"),
    (0x7855, "owners (Ux)"),
    (0x5855, "times and owners (UX)"),
];

impl Rule for ReproExtraFields {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let locals = wheel.records.locals.iter().map(|record| &record.extra);
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for extra in locals {
            let mut rest = extra.as_slice();
            while rest.len() >= 4 {
                if let Some((_, name)) = FIELDS.iter().find(|(id, _)| *id == u16_at(rest, 0)) {
                    *found.entry(name).or_default() += 1;
                }
                rest = rest.get(4 + usize::from(u16_at(rest, 2))..).unwrap_or_default();
            }
        }
        for (name, count) in found {
            let message = message!(
                "{count} members carry {name} of the machine that built it",
                count = Fact::count(count),
                name = Fact::text(name),
            );
            check.find(wheel.file.location(), message, message!("Let the backend write the wheel, or use `zip -X`"));
        }
    }
}
