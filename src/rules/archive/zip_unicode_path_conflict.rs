//! A second name of a member in the Unicode path extra (0x7075). A repeated extra is the business of `zip_duplicate_extra`.

use std::collections::BTreeSet;

use crate::archive::zip_records::u16_at;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A member of the zip has two names
    ///
    /// The Unicode path extra field of a member holds another name than its header. One that is not UTF-8 is the business of
    /// `path-not-utf8`, a repeated one that of `zip-duplicate-extra`.
    ///
    /// ## Why
    /// Readers differ in which of the names they take, so two of them install two different programs.
    ///
    /// ## Fix
    /// Write the wheel with names in UTF-8 and without that extra field.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {extra=75700d0001000000006f746865722e7079}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ZipUnicodePathConflict { id: "zip-unicode-path-conflict", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipUnicodePathConflict {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let locals = wheel.records.locals.iter().map(|record| (&record.name, &record.extra));
        let centrals = wheel.records.centrals.iter().map(|record| (&record.name, &record.extra));
        let mut conflicts = BTreeSet::new();
        for (name, extra) in locals.chain(centrals) {
            let Some(other) = unicode_path(extra) else { continue };
            if other != name.as_slice() && std::str::from_utf8(other).is_ok() {
                conflicts.insert((String::from_utf8_lossy(name), String::from_utf8_lossy(other)));
            }
        }
        for (name, other) in conflicts {
            check.find(
                wheel.file.at(&name),
                message!(
                    "The member is also called {other}; readers differ in which name they take",
                    other = Fact::code(other)
                ),
                message!("Write the wheel without the Unicode path extra field"),
            );
        }
    }
}

/// The name in the one extra field 0x7075 (APPNOTE 4.6.9): after a version of one byte and a CRC-32 of four.
fn unicode_path(extra: &[u8]) -> Option<&[u8]> {
    let mut rest = extra;
    let mut found = None;
    while rest.len() >= 4 {
        let length = usize::from(u16_at(rest, 2));
        let body = rest.get(4..4 + length)?;
        if u16_at(rest, 0) == 0x7075 {
            if found.is_some() {
                return None;
            }
            found = body.get(5..);
        }
        rest = rest.get(4 + length..)?;
    }
    found
}
