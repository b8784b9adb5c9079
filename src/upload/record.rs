//! RECORD as the endpoint reads it (Warehouse: utils/wheel.py `_validate_record`, with CPython's `csv` and
//! `str.splitlines`).

use std::collections::BTreeSet;

use super::python_zip::{PyZip, ReadFailure};
use super::refusal::{Refusal, crash};
use super::zip_archive::dist_info;

/// What the endpoint makes of a RECORD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordVerdict {
    Ok,
    /// The paths are not those of the archive: accepted, and the owners of the project get an email.
    Mismatch,
    /// Not there, not UTF-8, or refused by `csv`.
    Missing,
    /// The endpoint fails.
    Crash(&'static str),
    /// Larger than what is read here.
    Undecided,
}

/// `csv.field_size_limit()`.
const FIELD_LIMIT: usize = 131_072;

/// Compares RECORD with the archive.
#[must_use]
pub fn validate_record(archive: &PyZip<'_>, file_name: &str) -> RecordVerdict {
    let Some(folder) = dist_info(file_name) else { return RecordVerdict::Crash("ValueError") };
    let bytes = match archive.read(&format!("{folder}/RECORD")) {
        Ok(bytes) => bytes,
        Err(ReadFailure::Missing | ReadFailure::Crash("UnicodeDecodeError")) => return RecordVerdict::Missing,
        Err(ReadFailure::BadZipFile(_)) => return RecordVerdict::Crash("BadZipFile"),
        Err(ReadFailure::Crash(kind)) => return RecordVerdict::Crash(kind),
        Err(ReadFailure::Undecided) => return RecordVerdict::Undecided,
    };
    compare(&bytes, archive.names(), &folder)
}

/// The answer to a wheel with that RECORD, if it is one.
#[must_use]
pub fn record_refusal(verdict: RecordVerdict, file_name: &str) -> Option<Refusal> {
    match verdict {
        RecordVerdict::Ok | RecordVerdict::Mismatch | RecordVerdict::Undecided => None,
        RecordVerdict::Missing => {
            let path = format!("{}/RECORD", dist_info(file_name).unwrap_or_default());
            Some(Refusal {
                rule: "record-missing",
                status: 400,
                message: format!("Wheel '{file_name}' does not contain the required RECORD file: {path}"),
            })
        }
        // The only ValueError here: `fn, *_ = []`.
        RecordVerdict::Crash("ValueError") => Some(crash("record-blank-line", "ValueError")),
        RecordVerdict::Crash(kind) => Some(crash("zip-crash", kind)),
    }
}

fn compare<'a>(record: &[u8], names: impl Iterator<Item = &'a str>, folder: &str) -> RecordVerdict {
    let Ok(text) = std::str::from_utf8(record) else { return RecordVerdict::Missing };
    let paths = match first_fields(text) {
        Ok(paths) => paths,
        Err(verdict) => return verdict,
    };
    let exempt = [format!("{folder}/RECORD.jws"), format!("{folder}/RECORD.p7s")];
    let members: BTreeSet<&str> =
        names.filter(|name| !name.ends_with(['/', '\\']) && !exempt.iter().any(|exempt| exempt == name)).collect();
    if paths.len() == members.len() && paths.iter().all(|path| members.contains(path.as_str())) {
        RecordVerdict::Ok
    } else {
        RecordVerdict::Mismatch
    }
}

/// `str.splitlines()`.
fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            continue;
        }
        lines.push(&text[start..at]);
        start = at + c.len_utf8();
        if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
            start += 1;
        }
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

/// States of `_csv.c` that a reader with the default dialect can be in: no escape character, not strict, and no line ends
/// inside the lines.
#[derive(Clone, Copy, PartialEq)]
enum State {
    StartField,
    InField,
    InQuotes,
    QuoteInQuotes,
}

/// The first field of every row, with `\` as `/`.
fn first_fields(text: &str) -> Result<BTreeSet<String>, RecordVerdict> {
    let mut paths = BTreeSet::new();
    let mut lines = split_lines(text).into_iter();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            // An empty line is an empty row, which cannot be unpacked into `fn, *_`.
            return Err(RecordVerdict::Crash("ValueError"));
        }
        let mut first: Option<String> = None;
        let mut field = String::new();
        let mut length = 0;
        let mut state = State::StartField;
        let mut line = line;
        loop {
            for c in line.chars() {
                let added = match (state, c) {
                    (State::StartField | State::InField | State::QuoteInQuotes, ',') => {
                        first.get_or_insert_with(|| std::mem::take(&mut field));
                        field.clear();
                        length = 0;
                        state = State::StartField;
                        false
                    }
                    (State::StartField, '"') => {
                        state = State::InQuotes;
                        false
                    }
                    (State::InQuotes, '"') => {
                        state = State::QuoteInQuotes;
                        false
                    }
                    (State::InQuotes, _) => true,
                    (State::QuoteInQuotes, '"') => {
                        state = State::InQuotes;
                        true
                    }
                    _ => {
                        state = State::InField;
                        true
                    }
                };
                if added {
                    if length == FIELD_LIMIT {
                        // csv.Error: field larger than field limit (131072)
                        return Err(RecordVerdict::Missing);
                    }
                    length += 1;
                    if first.is_none() {
                        field.push(c);
                    }
                }
            }
            // A quoted field goes on in the next line, and loses the line's end; at the end of all lines it is closed.
            match (state, lines.as_slice()) {
                (State::InQuotes, [next, ..]) => {
                    line = next;
                    lines.next();
                }
                _ => break,
            }
        }
        paths.insert(first.unwrap_or(field).replace('\\', "/"));
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        first_fields(text).unwrap().into_iter().collect()
    }

    #[test]
    fn rows_are_read_as_csv_reads_them() {
        for (text, expected) in [
            ("a,b,c\nd", vec!["a", "d"]),
            ("\"a,b\",x\n", vec!["a,b"]),
            ("\"a\"\"b\",x", vec!["a\"b"]),
            ("\"a\"b,x", vec!["ab"]),
            ("a\"b\",x", vec!["a\"b\""]),
            ("\"a\nb\",x", vec!["ab"]),
            ("\"a\n\nb\",x", vec!["ab"]),
            ("\"a", vec!["a"]),
            ("\"a\n\n", vec!["a"]),
            (",x", vec![""]),
            (" a,x", vec![" a"]),
            ("a\\b,", vec!["a/b"]),
            ("a\x0bb\u{2028}c\r\nd\re", vec!["a", "b", "c", "d", "e"]),
            ("\u{feff}a,", vec!["\u{feff}a"]),
            ("", vec![]),
        ] {
            assert_eq!(paths(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_csv_refuses() {
        assert_eq!(first_fields("a,\n\nb,"), Err(RecordVerdict::Crash("ValueError")));
        assert_eq!(first_fields("\n"), Err(RecordVerdict::Crash("ValueError")));
        assert_eq!(first_fields("a,\r\r\n"), Err(RecordVerdict::Crash("ValueError")));
        assert!(first_fields(&"é".repeat(FIELD_LIMIT)).is_ok());
        assert_eq!(first_fields(&format!("a,{}", "é".repeat(FIELD_LIMIT + 1))), Err(RecordVerdict::Missing));
    }

    #[test]
    fn directories_and_signatures_are_not_compared() {
        let names = ["d/", "d\\", "a.py", "x.dist-info/RECORD", "x.dist-info/RECORD.jws"];
        let verdict = |record: &str| compare(record.as_bytes(), names.into_iter(), "x.dist-info");
        assert_eq!(verdict("a.py,,\nx.dist-info\\RECORD,,\n"), RecordVerdict::Ok);
        assert_eq!(verdict("a.py,,\n"), RecordVerdict::Mismatch);
        assert_eq!(verdict("a.py,,\nx.dist-info/RECORD,,\nx.dist-info/RECORD.jws,,\n"), RecordVerdict::Mismatch);
        assert_eq!(compare(b"\xff", names.into_iter(), "x.dist-info"), RecordVerdict::Missing);
    }
}
