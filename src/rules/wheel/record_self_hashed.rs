//! The row of RECORD about itself.

use super::{plain_path, record};
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// RECORD has a hash of itself
    ///
    /// The row of RECORD for RECORD holds a hash or a size.
    ///
    /// ## Why
    /// A file cannot hold its own hash. Tools that validate RECORD refuse the wheel.
    ///
    /// ## Fix
    /// Leave hash and size of that row empty: `demo-1.0.dist-info/RECORD,,`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/RECORD {append, unrecorded}
    /// demo-1.0.dist-info/RECORD,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordSelfHashed { id: "record-self-hashed", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordSelfHashed {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let own = record.rows.iter().filter(|row| plain_path(&row.path) == record.path);
        for row in own.filter(|row| !row.hash.is_empty() || !row.size.is_empty()) {
            check.find(
                wheel.file.at_line(&record.path, row.line),
                message!("RECORD has a hash or a size of itself, which can never be right"),
                message!("Leave hash and size of this row empty"),
            );
        }
    }
}
