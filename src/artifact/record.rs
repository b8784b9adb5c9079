//! RECORD of a wheel: every file with its hash and size, as CSV (recording installed projects, PEP 376 and 427).

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Line on which the row starts, from 1.
    pub line: u32,
    pub path: String,
    /// `algorithm=digest`, or empty.
    pub hash: String,
    /// Digits, or empty.
    pub size: String,
}

#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Path inside the archive, for locations.
    pub path: String,
    pub rows: Vec<RecordRow>,
    pub problems: Vec<RecordProblem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordProblem {
    NotUtf8,
    /// A row has not three fields.
    FieldCount {
        line: u32,
        fields: usize,
    },
    /// A line without anything: Python's `csv` makes an empty row of it, which PyPI and pip stumble over.
    BlankLine {
        line: u32,
    },
    /// A quoted field never ends.
    OpenQuote {
        line: u32,
    },
}

impl Record {
    #[must_use]
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let mut record = Self { path: path.to_owned(), ..Self::default() };
        let Ok(text) = std::str::from_utf8(bytes) else {
            record.problems.push(RecordProblem::NotUtf8);
            return record;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(line) = blank_line(text) {
            record.problems.push(RecordProblem::BlankLine { line });
        }
        record.read_rows(text.as_bytes());
        record
    }

    fn read_rows(&mut self, input: &[u8]) {
        // A last row without a line end is a row like any other.
        let closed = [input, b"\n"].concat();
        let mut input = closed.as_slice();
        let mut reader = csv_core::ReaderBuilder::new().build();
        // A field is never longer than the input.
        let mut output = vec![0; input.len() + 1];
        let mut ends = vec![0; 8];
        let mut line: u32 = 1;
        loop {
            let (result, read, _, n_ends) = reader.read_record(input, &mut output, &mut ends);
            let consumed = &input[..read];
            let blank = consumed.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
            let start = line.saturating_add(count_lines(blank));
            line = line.saturating_add(count_lines(consumed.iter()));
            input = &input[read..];
            match result {
                csv_core::ReadRecordResult::Record => self.push_row(start, &output, &ends[..n_ends]),
                csv_core::ReadRecordResult::End => return,
                csv_core::ReadRecordResult::OutputEndsFull | csv_core::ReadRecordResult::OutputFull => {
                    self.problems.push(RecordProblem::FieldCount { line: start, fields: ends.len() });
                    return;
                }
                // Every row is closed but one with an open quote; the rest of the file is inside it.
                csv_core::ReadRecordResult::InputEmpty => {
                    if read > 0 && consumed.iter().any(|byte| !matches!(byte, b'\n' | b'\r')) {
                        self.problems.push(RecordProblem::OpenQuote { line: start });
                    }
                    return;
                }
            }
        }
    }

    fn push_row(&mut self, line: u32, output: &[u8], ends: &[usize]) {
        let mut start = 0;
        let mut fields = ends.iter().map(|end| {
            let field = String::from_utf8_lossy(&output[start..*end]).into_owned();
            start = *end;
            field
        });
        match (fields.next(), fields.next(), fields.next(), fields.next()) {
            (Some(path), Some(hash), Some(size), None) => self.rows.push(RecordRow { line, path, hash, size }),
            _ => self.problems.push(RecordProblem::FieldCount { line, fields: ends.len() }),
        }
    }

    /// The row of a path.
    #[must_use]
    pub fn row(&self, path: &str) -> Option<&RecordRow> {
        self.rows.iter().find(|row| row.path == path)
    }
}

/// The first empty line outside quotes, from 1.
fn blank_line(text: &str) -> Option<u32> {
    let mut quoted = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() && !quoted {
            return Some(number);
        }
        quoted ^= line.matches('"').count() % 2 == 1;
    }
    None
}

fn count_lines<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    u32::try_from(bytes.filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_lines_and_quoted_paths() {
        let record = Record::parse("RECORD", b"a.py,sha256=abc,3\r\n\"b,c.py\",sha256=def,4\nRECORD,,");
        assert_eq!(record.problems, []);
        let rows: Vec<(u32, &str, &str)> =
            record.rows.iter().map(|row| (row.line, row.path.as_str(), row.size.as_str())).collect();
        assert_eq!(rows, [(1, "a.py", "3"), (2, "b,c.py", "4"), (3, "RECORD", "")]);
    }

    #[test]
    fn a_row_needs_three_fields() {
        let record = Record::parse("RECORD", b"a.py\nb.py,,\nc.py,,,\n");
        let lines: Vec<_> = record.problems.iter().collect();
        assert_eq!(
            lines,
            [&RecordProblem::FieldCount { line: 1, fields: 1 }, &RecordProblem::FieldCount { line: 3, fields: 4 }]
        );
        assert_eq!(record.rows.len(), 1);
    }

    #[test]
    fn an_open_quote_swallows_the_rest_and_says_so() {
        let record = Record::parse("RECORD", b"a.py,,\n\n\"b.py,,\nc.py,,\n");
        assert_eq!(record.problems, [RecordProblem::BlankLine { line: 2 }, RecordProblem::OpenQuote { line: 3 }]);
        assert_eq!(record.rows.len(), 1);
    }

    #[test]
    fn bytes_that_are_no_text_are_a_problem() {
        assert_eq!(Record::parse("RECORD", b"\xff").problems, [RecordProblem::NotUtf8]);
    }
}
