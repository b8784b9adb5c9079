//! Paths that RECORD lists twice.

use std::collections::HashMap;

use super::{record, row_place};
use crate::artifact::record::RecordRow;
use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// RECORD lists a path twice
    ///
    /// Two rows have the same path. Where they agree in hash and size it is a warning.
    ///
    /// ## Why
    /// Readers differ in which row they take, so a check of the wheel depends on the tool.
    ///
    /// ## Fix
    /// Keep one row for each path.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/RECORD {append}
    /// demo/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0
    /// demo/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuF0,1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordDuplicateRow {
        id: "record-duplicate-row", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for RecordDuplicateRow {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let mut first: HashMap<&str, &RecordRow> = HashMap::new();
        let (mut equal, mut other) = (Vec::new(), Vec::new());
        for row in &record.rows {
            let known = *first.entry(row.path.as_str()).or_insert(row);
            if known.line != row.line {
                let same = (&known.hash, &known.size) == (&row.hash, &row.size);
                (if same { &mut equal } else { &mut other }).push(row_place(wheel, record, row));
            }
        }
        let fix = message!("Keep one row for each path");
        let whole = wheel.file.at(&record.path);
        check.find_each(
            whole.clone(),
            other,
            |path| {
                message!(
                    "RECORD lists {path} again with another hash or size; readers differ in which they take",
                    path = path
                )
            },
            |count, paths| {
                message!(
                    "{count} rows of RECORD contradict earlier ones of the same path: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &fix,
        );
        let found = check.find_each(
            whole,
            equal,
            |path| message!("RECORD lists {path} twice", path = path),
            |count, paths| {
                message!("{count} rows of RECORD repeat earlier ones: {paths}", count = count, paths = paths)
            },
            &fix,
        );
        for finding in found {
            finding.severity = Severity::Warning;
        }
    }
}
