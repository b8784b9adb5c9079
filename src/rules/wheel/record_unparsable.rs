//! RECORD as CSV. What its rows say is the business of the other `record` rules.

use crate::artifact::record::RecordProblem;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Gate, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// RECORD is not the CSV that it must be
    ///
    /// RECORD is not UTF-8, a row has not three fields, a quoted field never ends, or a line is empty.
    ///
    /// ## Why
    /// Installers stop, or cannot remove the distribution later. PyPI refuses a RECORD that is not UTF-8, and answers with
    /// an internal error where a line is empty.
    ///
    /// ## Fix
    /// Let the build backend write RECORD. A path with a comma must be quoted.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/RECORD {append}
    /// demo/a,b.txt,,
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a,b.txt
    /// ```
    RecordUnparsable { id: "record-unparsable", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordUnparsable {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = check.need(&wheel.file, "RECORD", wheel.record.as_ref()) else { return };
        for problem in &record.problems {
            let (line, message, gate) = match problem {
                RecordProblem::NotUtf8 => {
                    (None, message!("RECORD is not UTF-8; PyPI and installers refuse it"), Gate::Upload)
                }
                RecordProblem::FieldCount { line, fields } => (
                    Some(*line),
                    message!(
                        "This row of RECORD has {fields} fields instead of 3; installers cannot read it",
                        fields = Fact::count(*fields)
                    ),
                    Gate::Install,
                ),
                RecordProblem::BlankLine { line } => (
                    Some(*line),
                    message!("This line of RECORD is empty; PyPI fails at it with an internal error"),
                    Gate::Upload,
                ),
                RecordProblem::OpenQuote { line } => (
                    Some(*line),
                    message!("A quote in this row of RECORD never ends and hides the rest"),
                    Gate::Install,
                ),
            };
            let location = Location { line, ..wheel.file.at(&record.path) };
            check.find(location, message, message!("Let the build backend write RECORD again")).gate = gate;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn an_empty_line_makes_pypi_fail() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/RECORD {append}\n\n",
            &["error record-unparsable: This line of RECORD is empty; PyPI fails at it with an internal error"],
        );
    }

    #[test]
    fn one_broken_row_gives_one_finding() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/RECORD\nonly-a-path\n",
            &["error record-unparsable: This row of RECORD has 1 fields instead of 3; installers cannot read it"],
        );
    }
}
