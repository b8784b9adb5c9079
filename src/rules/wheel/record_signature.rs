//! Signatures of RECORD.

use super::record;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Gate, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds a signature of RECORD
    ///
    /// There is a `RECORD.jws` or `RECORD.p7s` beside RECORD. If RECORD lists it, that is an error: the signature is made
    /// of RECORD.
    ///
    /// ## Why
    /// Nothing verifies these signatures, and PEP 815 deprecates them. Tools that validate RECORD refuse a wheel that
    /// lists one.
    ///
    /// ## Fix
    /// Leave the signature out. Attestations of PyPI have taken its place.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/RECORD.jws {unrecorded}
    /// {}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordSignature { id: "record-signature", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordSignature {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        for suffix in [".jws", ".p7s"] {
            let path = format!("{}{suffix}", record.path);
            if let Some(row) = record.row(&path) {
                let location = wheel.file.at_line(&record.path, row.line);
                let message = message!(
                    "RECORD lists {path}, a signature made of RECORD; tools that validate it refuse that",
                    path = Fact::code(path)
                );
                let finding = check.find(location, message, message!("Leave the signature out"));
                (finding.severity, finding.gate) = (Severity::Error, Gate::Install);
            } else if wheel.member(&path).is_some() {
                let location = wheel.file.at(&path);
                let message =
                    message!("{path} is a signature that nothing verifies; it is deprecated", path = Fact::code(path));
                check.find(location, message, message!("Leave the signature out"));
            }
        }
    }
}
